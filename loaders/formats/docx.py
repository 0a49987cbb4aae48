"""Reads a Word file: headings, lists, tables and notes in their order; runs no macro, loads nothing it links to.

Words that a reader of the file would not see (deleted, hidden, codes of fields, comments) are left out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from loaders.errors import DocumentError
from loaders.formats.draft import Block, Draft, Format, Payload
from loaders.formats.office import find_title, read_properties
from loaders.formats.unpack import check_package
from loaders.model import PassageKind

_MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADED = re.compile(r"(?i)(?:heading|标题|title|subtitle|副标题)\s*\d?$")
_CONTENTS = re.compile(r"(?i)(?:toc|table of contents|目录)\s*(?:\d|heading)?$")
_UNSEEN = frozenset(
    f"{_MAIN}{name}"
    for name in ("del", "moveFrom", "instrText", "delText", "rt", "pPr", "txbxContent", "tbl", "sectPr")
) | {_FALLBACK}
_THROUGH = frozenset(
    f"{_MAIN}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent")
)
_LONG_HEADING = 150
_LONG_CELL = 200  # characters of a cell that is a page's column rather than a table's
_CLOSED = "。.；;，,：:！!？?"
_NOTES = ("footnotes", "endnotes")


def read_docx(payload: Payload) -> Iterator[Draft | DocumentError]:
    """One draft; footnotes follow the text. Raises DocumentError for a broken, encrypted or hostile file."""
    check_package(payload, "Word file")
    try:
        blocks, properties = _read(payload)
    except DocumentError:
        raise
    except Exception as error:  # a broken file may fail anywhere inside
        reason = f"this Word file is broken ({type(error).__name__}: {error})."
        raise DocumentError(payload.source, reason, "Open it in a word processor and save it again.") from error
    if not blocks:
        raise DocumentError(payload.source, "there are no words in this Word file.", "Pictures of text are not read.")
    yield Draft(
        blocks=tuple(blocks),
        title=find_title(properties.title, blocks),
        author=properties.author,
        clues=properties.clues,
    )


def _read(payload: Payload) -> tuple[list[Block], Any]:
    import docx  # not needed where no Word file is read

    opened = docx.Document(io.BytesIO(payload.data))
    styles = _Styles.of(opened.styles.element)
    blocks = list(_blocks(opened.element.body, styles))
    for part in opened.part.rels.values():
        kind = part.reltype.rsplit("/", 1)[-1]
        if kind in _NOTES and not part.is_external:
            blocks += _notes(_parse(part.target_part), styles)
    return blocks, read_properties(opened.core_properties)


def _parse(part: Any) -> Any:
    """The elements of a part; entities are refused before this."""
    from docx.oxml import parse_xml

    return getattr(part, "element", None) if hasattr(part, "element") else parse_xml(part.blob)


@dataclass(frozen=True, slots=True)
class _Styles:
    """Styles that mark headings, tables of contents, and items of lists."""

    headings: frozenset[str]
    contents: frozenset[str]
    lists: frozenset[str]

    @classmethod
    def of(cls, element: Any) -> _Styles:
        """Read from the file's styles; a style has what the one it is based on has."""
        based: dict[str, str | None] = {}
        own: dict[str, set[str]] = {}
        for style in element.iter(f"{_MAIN}style"):
            code, name = style.get(f"{_MAIN}styleId") or "", _value(style, "name") or ""
            based[code] = _value(style, "basedOn")
            outline = _value(style, "pPr", "outlineLvl")
            marks = own.setdefault(code, set())
            if _HEADED.match(name) or (outline or "9").strip() in tuple("012345678"):
                marks.add("heading")
            if _CONTENTS.match(name):
                marks.add("contents")
            if style.find(f"{_MAIN}pPr/{_MAIN}numPr") is not None:
                marks.add("list")
        for code in own:
            seen, parent = {code}, based.get(code)
            while parent and parent in own and parent not in seen:
                seen.add(parent)
                own[code] |= own[parent]
                parent = based.get(parent)

        def marked(mark: str) -> frozenset[str]:
            return frozenset(code for code, marks in own.items() if mark in marks)

        return cls(marked("heading"), marked("contents"), marked("list"))


def _value(element: Any, *path: str) -> str | None:
    found = element.find("/".join(f"{_MAIN}{name}" for name in path))
    value = found.get(f"{_MAIN}val") if found is not None else None
    return str(value) if value is not None else None


def _blocks(parent: Any, styles: _Styles) -> Iterator[Block]:
    for child in parent:
        if child.tag == f"{_MAIN}p":
            yield from _paragraph(child, styles)
        elif child.tag == f"{_MAIN}tbl":
            yield from _table(child, styles)
        elif child.tag in _THROUGH or str(child.tag).endswith(("}AlternateContent", "}Choice")):
            yield from _blocks(child, styles)


def _paragraph(element: Any, styles: _Styles) -> Iterator[Block]:
    """A block for each line that the paragraph breaks, then those of the text boxes that hang on it."""
    style = _value(element, "pPr", "pStyle") or ""
    lines = [line for piece in _words(element).split("\n") if (line := " ".join(piece.split()))]
    outline = (_value(element, "pPr", "outlineLvl") or "9") in tuple("012345678")
    headed = style in styles.headings or outline
    item = style in styles.lists or element.find(f"{_MAIN}pPr/{_MAIN}numPr") is not None
    for number, line in enumerate(lines):
        kind: PassageKind | None = None
        if style in styles.contents:
            kind = PassageKind.FURNITURE
        elif len(line) <= _LONG_HEADING and (headed or (not item and _is_bold(element) and line[-1] not in _CLOSED)):
            kind = PassageKind.HEADING
        elif item or (len(lines) == 1 and len(line) > _LONG_HEADING):
            kind = PassageKind.PARAGRAPH
        lead = "- " if item and not headed and number == 0 else ""
        yield Block(line, kind, lead, glue="\n" if item or number else "\n\n")
    for box in element.iter(f"{_MAIN}txbxContent"):
        if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
            yield from _blocks(box, styles)


def _words(element: Any) -> str:
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        name = str(child.tag).rpartition("}")[2]
        if child.tag in _UNSEEN or (child.tag == f"{_MAIN}r" and _is_hidden(child)):
            continue
        if name == "t" and child.tag == f"{_MAIN}t":
            yield child.text or ""
        elif name in ("tab", "ptab"):
            yield " "
        elif name in ("br", "cr"):
            yield "\n" if child.get(f"{_MAIN}type") in (None, "textWrapping") else " "
        elif name == "noBreakHyphen":
            yield "-"
        else:
            yield from _pieces(child)


def _is_hidden(run: Any) -> bool:
    return _is_on(run.find(f"{_MAIN}rPr/{_MAIN}vanish"))


def _is_on(mark: Any) -> bool:
    return mark is not None and mark.get(f"{_MAIN}val") not in ("0", "false", "off")


def _is_bold(element: Any) -> bool:
    """Whether every run with words is bold."""
    runs = [run for run in element.iter(f"{_MAIN}r") if _words(run).strip()]
    return bool(runs) and all(_is_on(run.find(f"{_MAIN}rPr/{_MAIN}b")) for run in runs)


def _table(table: Any, styles: _Styles) -> Iterator[Block]:
    """A row a block; the cells of a table that only lays out a page are paragraphs."""
    first = True
    for row in table.iter(f"{_MAIN}tr"):
        if next((parent for parent in row.iterancestors(f"{_MAIN}tbl")), None) is not table:
            continue  # of a table inside a cell, read with that cell
        cells = [cell for cell in row.iter(f"{_MAIN}tc") if next(cell.iterancestors(f"{_MAIN}tr")) is row]
        every = [[] if _goes_on(cell) else list(_blocks(cell, styles)) for cell in cells]
        inside = [blocks for blocks in every if blocks]
        if len(inside) == 1 or any(len(b) > 1 and sum(len(each.text) for each in b) > _LONG_CELL for b in inside):
            yield from (block for blocks in inside for block in blocks)
        elif inside:
            words = " | ".join(" ".join(block.text for block in blocks) for blocks in every)  # each in its column
            yield Block(words, PassageKind.ROW, glue="\n\n" if first else "\n")
        first = False


def _goes_on(cell: Any) -> bool:
    """Whether a cell is the lower part of one that began in a row above."""
    merged = cell.find(f"{_MAIN}tcPr/{_MAIN}vMerge")
    return merged is not None and merged.get(f"{_MAIN}val") != "restart"


def _notes(part: Any, styles: _Styles) -> Iterator[Block]:
    number = 0
    for note in part:
        if note.get(f"{_MAIN}type") not in (None, "normal"):
            continue
        number += 1
        for place, block in enumerate(_blocks(note, styles)):
            yield Block(block.text, PassageKind.PARAGRAPH, f"[{number}] " if place == 0 else "", "note")


FORMAT = Format(
    "docx",
    (".docx", ".docm"),
    read_docx,
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
)
