"""Small files of every format, made in code for the tests; no two runs differ."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from email.message import EmailMessage
from typing import Any

import docx
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

SONG = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))


def make_pdf(
    *pages: Callable[[Any], None], password: str | None = None, about: Mapping[str, str] | None = None
) -> bytes:
    """A PDF; each page is drawn by its function on a canvas of A4."""
    data = io.BytesIO()
    sheet = canvas.Canvas(data, pagesize=A4, encrypt=password, invariant=1)
    for name, value in (about or {}).items():
        getattr(sheet, f"set{name}")(value)
    for draw in pages:
        draw(sheet)
        sheet.showPage()
    sheet.save()
    return data.getvalue()


def lines(
    words: Iterable[str],
    *,
    top: float = 760,
    left: float = 72,
    size: float = 11,
    font: str = "Helvetica",
    step: float = 15,
) -> Callable[[Any], None]:
    """Draws lines below each other; an empty one leaves a gap, one that begins with ``# `` is set large."""

    def draw(sheet: Any) -> None:
        height = top
        for line in words:
            large = line.startswith("# ")
            sheet.setFont(font, size * 1.6 if large else size)
            sheet.drawString(left, height, line[2:] if large else line)
            height -= step * 1.6 if large else step

    return draw


def both(*draws: Callable[[Any], None]) -> Callable[[Any], None]:
    """Several drawings on one page."""

    def draw(sheet: Any) -> None:
        for each in draws:
            each(sheet)

    return draw


def picture(sheet: Any) -> None:
    """A page that is a picture."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    sheet.drawImage(ImageReader(Image.new("RGB", (40, 40), "grey")), 40, 40, 500, 700)


def make_docx(build: Callable[[Any], None]) -> bytes:
    """A Word file; ``build`` fills it."""
    document = docx.Document()
    build(document)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def make_xlsx(sheets: Mapping[str, Iterable[Iterable[Any]]]) -> bytes:
    """A spreadsheet with rows of cells by the name of their sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    data = io.BytesIO()
    book.save(data)
    with zipfile.ZipFile(data) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    clock = re.compile(rb"(?<=W3CDTF\">)[^<]+")
    return make_zip({name: clock.sub(b"2024-07-05T00:00:00Z", content) for name, content in members.items()})


def make_parquet(columns: Mapping[str, Any]) -> bytes:
    """A Parquet table."""
    data = io.BytesIO()
    pq.write_table(pa.table(dict(columns)), data)
    return data.getvalue()


def make_mail(text: str, *, html: str | None = None, files: Mapping[str, bytes] | None = None, **headers: str) -> bytes:
    """A mail with what is attached to it; ``headers`` by their names, ``From`` as ``sender``."""
    mail = EmailMessage()
    named = {"Subject": "A note", "Date": "Fri, 05 Jul 2024 00:30:00 +0800"} | headers
    named["From"] = named.pop("sender", "Example Press Office <press@example.org>")
    for name, value in named.items():
        mail[name] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    for name, data in (files or {}).items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    if mail.is_multipart():
        mail.set_boundary("next-part")
    return mail.as_bytes()


def make_mhtml(html: str, address: str) -> bytes:
    """A page saved in one file."""
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
    part = f"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\nContent-Location: {address}\r\n\r\n"
    picture = "\r\n--b\r\nContent-Type: image/png\r\nContent-Location: http://example.org/a.png\r\n\r\nx\r\n--b--\r\n"
    return (head + part + base64.encodebytes(html.encode("utf-8")).decode() + picture).encode()


def make_feed(*entries: Mapping[str, str], title: str = "Example Policy Wire", encoding: str = "utf-8") -> bytes:
    """An RSS feed; an entry is its elements by name."""
    items = "".join(
        "<item>" + "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in entry.items()) + "</item>"
        for entry in entries
    )
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    return f'{head}<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'.encode(encoding)


def make_zip(files: Mapping[str, bytes]) -> bytes:
    """A ZIP archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def one_of_each() -> dict[str, bytes]:
    """A file of every format, by name: each tells one event in English or Chinese."""
    english = "BEIJING, July 5, 2024 -- The ministry will issue 6G trial licences by the end of June 2025."
    chinese = "新华社北京7月5日电 工业和信息化部将于2025年底前发放6G试验牌照。"

    def word(document: Any) -> None:
        document.add_heading("关于开展6G技术试验的通知", 0)
        document.add_paragraph("到2025年底，工业和信息化部将建成5G基站400万个。")

    files = {
        "plain.txt": english.encode(),
        "zh.md": f"# 消息\n\n{chinese}\n".encode(),
        "rows.csv": b"date,title,sectors\n2024-07-05,6G trial licences issued,6g\n",
        "records.jsonl": b'{"id": "r1", "published": "2024-07-05", "text": "The ministry issued 6G trial licences."}\n',
        "page.html": f"<html><body><h1>6G</h1><p>{english}</p><p>It was so.</p></body></html>".encode(),
        "saved.mhtml": make_mhtml(f"<html><body><h1>6G</h1><p>{english}</p></body></html>", "https://example.org/a"),
        "plan.pdf": make_pdf(lines(["# 6G plan", "", english[:60], english[60:]])),
        "word.docx": make_docx(word),
        "mail.eml": make_mail(english, files={"方案.pdf": make_pdf(lines([chinese], font=SONG))}),
        "feed.xml": make_feed(
            {"title": "6G trials", "pubDate": "Fri, 05 Jul 2024 10:00:00 GMT", "description": english}
        ),
        "book.xlsx": make_xlsx({"Plans": [["日期", "标题"], [date(2024, 7, 5), "发放6G试验牌照"]]}),
        "table.parquet": make_parquet({"date": ["2024-07-05"], "title": ["6G trial licences issued"]}),
    }
    return files | {"all.zip": make_zip({f"inner/{name}": data for name, data in files.items()})}
