"""Puts a receipt into a file's own metadata and finds it there again; changes nothing that is seen of the file.

PNG keeps it in a text chunk, SVG in ``metadata``, PDF as an attached file, XLSX in its last sheet, PPTX and DOCX in a
part of their own, HTML as data in its head, Parquet with its schema, a calendar and a TimelineJS file in a property of
their own. CSV, JSON Lines and lists of references have no place for it: theirs lies beside the file alone.
"""

from __future__ import annotations

import html
import io
import json
import re
import struct
import zlib
from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from logging import ERROR, getLogger
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from dashboard.exports.receipt import Receipt, receipt_path

KEY = "policy-timeline-receipt"
ATTACHED = "receipt.json"
SHEET = "Receipt"
PROPERTY = "X-POLICY-TIMELINE-RECEIPT"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
PIECE = 30_000  # letters of a receipt in one cell: Excel takes 32,767
_SIGNATURE = 8  # bytes before the first chunk of a PNG


def embed_receipt(data: bytes, form: str, receipt: Receipt, title: str = "") -> bytes:
    """A PNG, SVG or PDF with the receipt in its metadata, and title and selection where readers of files show them."""
    put = {"png": _into_png, "svg": _into_svg, "pdf": _into_pdf}[form]
    return put(data, receipt.inside().to_json(indent=None), title, receipt.selection)


def read_receipts(path: Path) -> tuple[Receipt | None, Receipt | None]:
    """The receipt beside a file and the one inside it, None for one that is not there.

    Raises UsageError where one is there and cannot be read.
    """
    beside = receipt_path(path)
    outer = Receipt.from_json(beside.read_text(encoding="utf-8")) if beside.is_file() else None
    return outer, find_receipt(path.read_bytes(), path.suffix.lstrip(".").lower())


def find_receipt(data: bytes, form: str) -> Receipt | None:
    """The receipt inside a file; None where its format holds none, or it lost its own."""
    find = FOUND.get(form)
    text = None
    if find is not None:
        with suppress(Exception):  # a file of another kind, or a broken one, has no receipt
            text = find(data)
    return Receipt.from_json(text) if text else None


def split_receipt(receipt: Receipt) -> list[str]:
    """The JSON of a receipt in pieces that a cell of a sheet holds."""
    text = receipt.inside().to_json(indent=None)
    return [text[at : at + PIECE] for at in range(0, len(text), PIECE)]


def embed_office(data: bytes, receipt: Receipt) -> bytes:
    """A PPTX or DOCX with the receipt as custom XML, which Office keeps when it saves the file anew."""
    held = f'<?xml version="1.0" encoding="UTF-8"?>\n<receipt xmlns="urn:{KEY}">{{}}</receipt>'
    text = held.format(html.escape(receipt.inside().to_json(indent=None), quote=False))
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        names = set(old.namelist())
        main = "ppt/presentation.xml" if "ppt/presentation.xml" in names else "word/document.xml"
        place = next(name for n in range(1, 99) if (name := f"customXml/item{n}.xml") not in names)
        folder, _, name = main.partition("/")
        links = f"{folder}/_rels/{name}.rels"
        link = f'<Relationship Id="rIdReceipt" Type="{RELATION}" Target="../{place}"/></Relationships>'
        for one in old.infolist():
            body = old.read(one.filename)
            new.writestr(one, body.replace(b"</Relationships>", link.encode()) if one.filename == links else body)
        new.writestr(place, text)
    return out.getvalue()


def _from_office(data: bytes) -> str | None:
    with ZipFile(io.BytesIO(data)) as held:
        for name in held.namelist():
            if name.startswith("customXml/item"):
                found = re.search(rf'<receipt xmlns="urn:{KEY}">(.*?)</receipt>', held.read(name).decode("utf-8"), re.S)
                if found:
                    return html.unescape(found[1])
    return None


def embed_page(page: str, receipt: Receipt) -> str:
    """A page of HTML with the receipt before the end of its head, as data that no browser runs."""
    text = receipt.inside().to_json(indent=None).replace("<", "\\u003c")
    return page.replace("</head>", f'<script type="application/json" id="{KEY}">{text}</script>\n</head>', 1)


def _from_page(data: bytes) -> str | None:
    found = re.search(rb'<script type="application/json" id="' + KEY.encode() + rb'">(.*?)</script>', data, re.S)
    return found[1].decode("utf-8") if found else None


def _into_png(data: bytes, receipt: str, title: str, selection: str) -> bytes:
    texts = {"Title": title, "Description": selection, KEY: receipt}
    chunks = b"".join(_chunk(name, text) for name, text in texts.items() if text)
    after = _SIGNATURE + 4 + 4 + 13 + 4  # the header is always the first chunk
    return data[:after] + chunks + data[after:]


def _chunk(name: str, text: str) -> bytes:
    body = name.encode("latin-1") + b"\0\1\0\0\0" + zlib.compress(text.encode("utf-8"))
    return struct.pack(">I", len(body)) + b"iTXt" + body + struct.pack(">I", zlib.crc32(b"iTXt" + body))


def _from_png(data: bytes) -> str | None:
    at = _SIGNATURE
    while at + 8 <= len(data):
        size = struct.unpack(">I", data[at : at + 4])[0]
        body = data[at + 8 : at + 8 + size]
        if data[at + 4 : at + 8] == b"iTXt" and body.startswith(KEY.encode() + b"\0"):
            return zlib.decompress(body[len(KEY) + 5 :]).decode("utf-8")
        at += size + 12
    return None


def _into_svg(data: bytes, receipt: str, title: str, selection: str) -> bytes:
    text = data.decode("utf-8")
    said = f"<title>{html.escape(title)}</title><desc>{html.escape(selection)}</desc>"
    held = f'{said}<metadata id="{KEY}">{html.escape(receipt, quote=False)}</metadata>'
    return re.sub(r"(<svg\b[^>]*>)", lambda found: found[1] + held, text, count=1).encode("utf-8")


def _from_svg(data: bytes) -> str | None:
    found = re.search(rf'<metadata id="{KEY}">(.*?)</metadata>', data.decode("utf-8"), re.S)
    return html.unescape(found[1]) if found else None


def _into_pdf(data: bytes, receipt: str, title: str, selection: str) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.add_metadata({"/Title": title, "/Subject": selection, "/Creator": "Policy Timeline"})
    writer.add_attachment(ATTACHED, receipt.encode("utf-8"))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _from_pdf(data: bytes) -> str | None:
    from pypdf import PdfReader

    getLogger("pypdf").setLevel(ERROR)  # it warns of a count in what browsers print that hinders nobody
    held = PdfReader(io.BytesIO(data)).attachments.get(ATTACHED)
    return held[0].decode("utf-8") if held else None


def _from_xlsx(data: bytes) -> str | None:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(SHEET).to_python()
    return "".join(str(row[1]) for row in rows if str(row[0]).startswith(KEY))


def _from_parquet(data: bytes) -> str | None:
    from pyarrow import BufferReader
    from pyarrow.parquet import read_schema

    held = (read_schema(BufferReader(data)).metadata or {}).get(KEY.encode())
    return held.decode("utf-8") if held else None


def _from_calendar(data: bytes) -> str | None:
    from icalendar import Calendar

    held = Calendar.from_ical(data).get(PROPERTY)
    return b64decode(str(held)).decode("utf-8") if held else None


def _from_json(data: bytes) -> str | None:
    held = json.loads(data)
    return json.dumps(held[KEY]) if isinstance(held, dict) and KEY in held else None


FOUND: dict[str, Callable[[bytes], str | None]] = {
    "png": _from_png,
    "svg": _from_svg,
    "pdf": _from_pdf,
    "xlsx": _from_xlsx,
    "pptx": _from_office,
    "docx": _from_office,
    "html": _from_page,
    "parquet": _from_parquet,
    "ics": _from_calendar,
    "json": _from_json,
}

__all__ = ["embed_office", "embed_page", "embed_receipt", "find_receipt", "read_receipts", "split_receipt"]
