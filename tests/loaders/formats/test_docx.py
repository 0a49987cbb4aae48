"""Word files are read as a person sees them: headings, lists, tables, notes; nothing hidden, deleted or declared."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from loaders.errors import DocumentError
from loaders.formats.registry import read_bytes
from loaders.model import Document, PassageKind, Sense
from tests.loaders.formats.samples import make_docx, make_zip

KINDS = {PassageKind.HEADING: "h", PassageKind.PARAGRAPH: "p", PassageKind.ROW: "r", PassageKind.FURNITURE: "f"}
NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def read(data: bytes) -> Document:
    (document,) = read_bytes("a.docx", data, "a.docx")
    return document


def shapes(document: Document) -> list[tuple[str, str]]:
    return [(KINDS[p.kind], document.text[p.start : p.end]) for p in document.passages]


def test_headings_items_and_tables_stand_in_their_order() -> None:
    def build(word: Any) -> None:
        word.add_heading("关于印发《6G技术试验工作方案》的通知", 0)
        word.add_paragraph("各省、自治区、直辖市通信管理局：")
        word.add_heading("一、总体要求", 1)
        word.add_paragraph("坚持创新驱动。", style="List Bullet")
        word.add_paragraph("坚持开放合作。", style="List Number")
        table = word.add_table(2, 2)
        for place, words in enumerate(("年份", "基站", "2024年", "425万个")):
            table.cell(place // 2, place % 2).text = words
        word.add_paragraph("到2025年底，完成试验。")

    document = read(make_docx(build))
    assert shapes(document) == [
        ("h", "关于印发《6G技术试验工作方案》的通知"),
        ("p", "各省、自治区、直辖市通信管理局："),
        ("h", "一、总体要求"),
        ("p", "坚持创新驱动。"),
        ("p", "坚持开放合作。"),
        ("r", "年份 | 基站"),
        ("r", "2024年 | 425万个"),
        ("p", "到2025年底，完成试验。"),
    ]
    assert (document.language, document.kind, document.title) == (
        "zh",
        "notice",
        "关于印发《6G技术试验工作方案》的通知",
    )
    assert "\n- 坚持开放合作。" in document.text


def test_words_that_nobody_sees_are_left_out_and_those_of_changes_and_boxes_are_kept() -> None:
    def build(word: Any) -> None:
        paragraph = word.add_paragraph("The ministry ")
        body = paragraph._p
        ns = nsdecls("w")
        body.append(parse_xml(f"<w:del {ns}><w:r><w:delText>never </w:delText></w:r></w:del>"))
        body.append(parse_xml(f'<w:ins {ns}><w:r><w:t xml:space="preserve">soon </w:t></w:r></w:ins>'))
        body.append(parse_xml(f'<w:r {ns}><w:instrText>HYPERLINK "http://example.org"</w:instrText></w:r>'))
        paragraph.add_run("secretly ").font.hidden = True
        paragraph.add_run("issued licences.")
        box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
        word.add_paragraph("Beside it: more.")._p.append(parse_xml(f"<w:r {ns}><w:pict>{box}</w:pict></w:r>"))

    assert read(make_docx(build)).text == "The ministry soon issued licences.\n\nBeside it: more.\n\nIn a box."


def test_line_breaks_end_a_line_and_bold_lines_are_headings() -> None:
    def build(word: Any) -> None:
        word.add_paragraph("The first words of the text are these, and it goes on.")
        word.add_paragraph().add_run("Tasks for the year").bold = True
        word.add_paragraph().add_run("It builds networks by 2025.").bold = True
        last = word.add_paragraph("Example Ministry")
        last.add_run().add_break(WD_BREAK.LINE)
        last.add_run("5 July 2024")

    assert shapes(read(make_docx(build)))[1:] == [
        ("h", "Tasks for the year"),
        ("p", "It builds networks by 2025."),
        ("p", "Example Ministry"),
        ("f", "5 July 2024"),
    ]


def test_footnotes_follow_the_text() -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    def build(word: Any) -> None:
        word.add_paragraph("The plan is in force.")
        notes = (
            f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
            '<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r>'
            "<w:r><w:t>Counted at the end of 2024.</w:t></w:r></w:p></w:footnote></w:footnotes>"
        )
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), word.part.package)
        word.part.relate_to(part, NOTES)

    document = read(make_docx(build))
    assert document.text == "The plan is in force.\n\n[1] Counted at the end of 2024."
    assert document.passages[-1].name == "note"


def test_a_table_that_lays_out_the_page_gives_paragraphs() -> None:
    def build(word: Any) -> None:
        cell = word.add_table(1, 2).cell(0, 1)
        cell.text = "The ministry will build networks in every city of the country, " * 4
        cell.add_paragraph("It will report on them once a year.")

    assert [kind for kind, _ in shapes(read(make_docx(build)))] == ["p", "p"]


def test_the_days_of_the_file_are_weak_clues() -> None:
    def build(word: Any) -> None:
        word.add_paragraph("The plan is in force.")
        word.core_properties.created = datetime(2024, 7, 5)
        word.core_properties.modified = datetime(2024, 8, 1)
        word.core_properties.author = "工业和信息化部办公厅"

    document = read(make_docx(build))
    assert [(clue.rung, clue.sense, clue.edtf) for clue in document.clues] == [
        ("office_metadata", Sense.REPOSTED, "2024-07-05"),
        ("office_metadata", Sense.REPOSTED, "2024-08-01"),
    ]
    assert document.publisher == "工业和信息化部办公厅"


def test_the_days_of_a_programs_template_are_no_clue() -> None:
    assert read(make_docx(lambda word: word.add_paragraph("The plan is in force."))).clues == ()


def test_a_day_of_change_before_that_of_making_is_no_clue() -> None:
    def build(word: Any) -> None:
        word.add_paragraph("The plan is in force.")
        word.core_properties.created = datetime(2024, 7, 5)

    assert [clue.edtf for clue in read(make_docx(build)).clues] == ["2024-07-05"]


def test_a_transcript_in_word_has_its_speakers_and_no_navigation() -> None:
    def build(word: Any) -> None:
        for line in ("主持人：", "现在请大家提问。", "<  1  2  3  >", "示例日报记者：", "今年有哪些安排？", "张某某："):
            word.add_paragraph(line)
        word.add_paragraph("到2025年底，我们将建成5G基站400万个。")

    document = read(make_docx(build))
    turns = [(p.speaker, p.role) for p in document.passages if p.kind == PassageKind.TURN]
    assert turns == [("主持人", "chair"), ("示例日报记者", "journalist"), ("张某某", "official")]
    assert ("f", "<  1  2  3  >".replace("  ", " ")) in [
        (KINDS.get(p.kind), document.text[p.start : p.end]) for p in document.passages
    ]


def changed(part: str, content: bytes) -> bytes:
    """A Word file, one of whose parts is replaced."""
    whole = zipfile.ZipFile(io.BytesIO(make_docx(lambda word: word.add_paragraph("The plan is in force."))))
    return make_zip({info.filename: whole.read(info) for info in whole.infolist()} | {part: content})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (changed("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "declares entities"),
        (
            changed("word/document.xml", '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")),
            "declares",
        ),
        (changed("word/document.xml", b"<w:document"), "broken"),
        (changed("word/media/a.bin", b"0" * (40 << 20)), "more than 200 times its size"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted with a password"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "an old office file"),
        (b"PK\x03\x04 and no more", "no whole ZIP"),
        (make_zip({"a.txt": b"x"}), "broken"),
        (make_docx(lambda word: None), "no words"),
    ],
)
def test_a_word_file_that_cannot_be_read_says_why(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as caught:
        read(data)
    assert caught.value.remedy
