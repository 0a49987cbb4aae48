"""A mail is read by its own words, dated by its header; what it quotes is furniture, what is attached a document."""

from __future__ import annotations

import base64
from email.message import EmailMessage

import pytest

from loaders.errors import DocumentError
from loaders.formats.registry import read_bytes
from loaders.model import Document, PassageKind, Sense
from tests.loaders.formats.samples import SONG, lines, make_mail, make_pdf, make_zip


def read(data: bytes) -> Document:
    (document,) = read_bytes("a.eml", data, "a.eml")
    return document


def told(document: Document, *, furniture: bool = False) -> list[str]:
    return [document.text[p.start : p.end] for p in document.passages if (p.kind == PassageKind.FURNITURE) == furniture]


def test_the_headers_tell_title_publisher_and_day() -> None:
    document = read(
        make_mail("The plan is in force.", Subject="关于6G试验的通知", sender="工信部新闻办 <x@example.org>")
    )
    assert (document.title, document.publisher) == ("关于6G试验的通知", "工信部新闻办")
    assert document.publisher_evidence == "From: 工信部新闻办 <x@example.org>"
    (clue,) = document.clues
    assert (clue.rung, clue.sense, clue.edtf) == ("mail_header", Sense.SAID, "2024-07-05")


def test_quotations_old_mails_and_signatures_are_furniture() -> None:
    text = (
        "The ministry will issue licences by June 2025.\n\n"
        "On Fri, Jul 5, 2024 at 10:30 AM A. Reader <a@example.org> wrote:\n> Will it be in force?\n> Thanks.\n\n"
        "It took effect in May.\n-- \nPress office\n"
    )
    document = read(make_mail(text))
    assert told(document) == ["The ministry will issue licences by June 2025.", "It took effect in May."]
    assert "> Thanks." in told(document, furniture=True)
    old = read(
        make_mail("试验已经开始。\n\n------------------ 原始邮件 ------------------\n发件人: x\n到2025年底完成试验。\n")
    )
    assert told(old) == ["试验已经开始。"]


def test_a_marked_up_body_is_read_where_the_plain_one_is_a_stand_in() -> None:
    html = (
        "<style>p {}</style><h2>Licences</h2><p>The ministry will issue <b>6G</b> licences.</p><script>run()</script>"
        "<ul><li>One item.</li></ul><table><tr><td>2024</td><td>4 million</td></tr></table>"
        '<div class="gmail_quote">Old words.</div>'
    )
    document = read(make_mail("See below.", html=html))
    assert [(p.kind.value, document.text[p.start : p.end]) for p in document.passages] == [
        ("heading", "Licences"),
        ("paragraph", "The ministry will issue 6G licences."),
        ("paragraph", "One item."),
        ("row", "2024 | 4 million"),
        ("furniture", "Old words."),
    ]
    same = "The ministry will issue 6G licences by the end of June 2025."
    assert read(make_mail(same, html=f"<p>{same}</p>")).text.strip() == same


@pytest.mark.parametrize("encoding", ["gb2312", "gb18030", "big5", "utf-8"])
def test_bare_bytes_and_wrong_charsets_come_out_right(encoding: str) -> None:
    words = "到2025年底，擴大電信業務開放。" if encoding == "big5" else "到2025年底，扩大电信业务开放试点。"
    subject = "電信業務" if encoding == "big5" else "电信业务"
    head = f"From: a@example.org\r\nSubject: {subject}\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
    data = f"{head}Content-Transfer-Encoding: 8bit\r\n\r\n{words}".encode(encoding)
    document = read(data)
    assert (document.text, document.title) == (words, subject)


def test_transfer_encodings_and_encoded_words_are_undone() -> None:
    subject = base64.b64encode("增值电信业务".encode("gb2312")).decode()
    head = f"From: a@example.org\r\nSubject: =?gb2312?B?{subject}?=\r\nContent-Type: text/plain; charset=utf-8\r\n"
    quoted = head + "Content-Transfer-Encoding: quoted-printable\r\n\r\nThe plan =E2=80=93 is in =\r\nforce."
    packed = (
        head
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + base64.b64encode("The plan – is in force.".encode()).decode()
    )
    for data in (quoted, packed):
        document = read(data.encode())
        assert (document.text, document.title) == ("The plan – is in force.", "增值电信业务")


def test_attachments_of_known_formats_are_documents_of_their_own() -> None:
    pdf = make_pdf(lines(["到2025年底，完成试验。"], font=SONG))
    files = {
        "方案.pdf": pdf,
        "logo.png": b"x",
        "more.zip": make_zip({"in/a.txt": b"It is so."}),
        "../../etc/b.txt": b"It is.",
    }
    documents = list(read_bytes("in/a.eml", make_mail("See the files.", files=files), "a.eml"))
    assert [(d.name, d.source, d.format) for d in documents] == [
        ("a.eml", "in/a.eml", "eml"),
        ("a.eml/方案.pdf", "in/a.eml/方案.pdf", "pdf"),
        ("a.eml/more.zip/in/a.txt", "in/a.eml/more.zip/in/a.txt", "text"),
        ("a.eml/b.txt", "in/a.eml/b.txt", "text"),
    ]


def test_the_name_of_a_file_in_bare_bytes_comes_out_right() -> None:
    mail = make_mail("See the file.", files={"XXXX.txt": b"It is so."}).replace(b"XXXX", "方案".encode("gb18030"))
    assert [document.name for document in read_bytes("a.eml", mail, "a.eml")][1:] == ["a.eml/方案.txt"]


def test_a_broken_attachment_is_named_and_the_rest_is_read() -> None:
    failures: list[DocumentError] = []
    mail = make_mail("The plan is in force.", files={"a.pdf": b"%PDF-1.4", "b.txt": b"It is so."})
    documents = list(read_bytes("a.eml", mail, "a.eml", on_failure=failures.append))
    assert [document.name for document in documents] == ["a.eml", "a.eml/b.txt"]
    assert [failure.source for failure in failures] == ["a.eml/a.pdf"]


def test_a_mail_inside_a_mail_is_a_document() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"], inner["From"] = "Inside", "b@example.org"
    inner.set_content("It is so.")
    outer["Subject"], outer["From"] = "Outside", "a@example.org"
    outer.set_content("See below.")
    outer.add_attachment(inner)
    names = [(d.name, d.title) for d in read_bytes("a.eml", outer.as_bytes(), "a.eml")]
    assert names == [("a.eml", "Outside"), ("a.eml/Inside.eml", "Inside")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"hello there\n\nno mail at all", "no mail"),
        (b"From: a@example.org\nSubject: nothing\n\n", "no words in this mail"),
    ],
)
def test_what_is_no_mail_says_so(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        read(data)
