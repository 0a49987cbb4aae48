"""Reads a PDF's text layer page by page in reading order; reads no pictures, fills no forms, runs no scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from threading import Lock
from typing import Any

from loaders import edtf
from loaders.edtf import write_edtf
from loaders.errors import DocumentError, EdtfError
from loaders.formats.draft import Block, Draft, Format, Payload
from loaders.formats.office import find_title
from loaders.model import DateCandidate, Sense

_PDFIUM = Lock()  # the library is not made for threads
_PASSWORD = 4  # its number for a password that is asked for
_DATE = re.compile(r"(?:D:)?(?P<year>(?:19|20)\d\d)(?P<month>\d\d)?(?P<day>\d\d)?")
_ADDRESS = re.compile(r"(?P<address>https?://[^\s…]+)(?:\s+\d{1,4}\s?/\s?\d{1,4})?")
_DRAWN = 60  # shapes on a page without letters: its words may be drawn
_BROKEN = 100  # pages in a row that cannot be read, after which no more are tried
_PICTURE, _SHAPE, _FORM = 3, 2, 5  # PDFium's numbers of what stands on a page


def read_pdf(payload: Payload) -> Iterator[Draft | DocumentError]:
    """One draft; pages without a text layer are named beside it, and where all are such, in a DocumentError instead."""
    with _PDFIUM:
        draft, problems = _read(payload)
    yield draft
    yield from problems


def _read(payload: Payload) -> tuple[Draft, list[DocumentError]]:
    import pypdfium2  # not needed where no PDF is read

    try:
        opened = pypdfium2.PdfDocument(payload.data)
    except pypdfium2.PdfiumError as error:
        raise _unopened(payload, error) from error
    with closing(opened) as pdf:
        pages, scanned, problems = _read_pages(payload, pdf)
        blocks = _flow(pages)
        if not blocks:
            raise _wordless(payload, len(pdf), scanned, problems)
        if scanned:
            where = f"{payload.source}#page={_ranges(scanned)}"
            reason = f"{len(scanned)} of {len(pdf)} pages have no text layer: they are pictures of text."
            problems.append(DocumentError(where, reason, "The others are read. Run text recognition (OCR) over it."))
        stated = pdf.get_metadata_dict()
        return Draft(
            blocks=tuple(blocks),
            url=_printed_from(pages[0]) or payload.url,
            title=find_title(" ".join(stated.get("Title", "").split()), blocks),
            author=" ".join(stated.get("Author", "").split()) or None,
            clues=tuple(_clues(stated)),
        ), problems


def _read_pages(payload: Payload, pdf: Any) -> tuple[list[list[Any]], list[int], list[DocumentError]]:
    """The rows of each page, the numbers of pages without a text layer, and what went wrong."""
    import pypdfium2

    from loaders.formats.pdf_lines import read_lines
    from loaders.formats.pdf_order import find_rows

    pages: list[list[Any]] = []
    scanned: list[int] = []
    broken: list[int] = []
    reason = ""
    for number in range(1, len(pdf) + 1):
        lines = []
        try:
            with closing(pdf[number - 1]) as page, closing(page.get_textpage()) as textpage:
                lines = read_lines(textpage, number, page.get_rotation(), page.get_size())
                if not lines and _is_picture(page):
                    scanned.append(number)
        except pypdfium2.PdfiumError as error:
            broken.append(number)
            reason = str(error)
            if len(broken) >= _BROKEN and broken[-_BROKEN] == number - _BROKEN + 1:
                break  # a file may state a million pages that it does not have
        pages.append(find_rows(lines))
    if not broken:
        return pages, scanned, []
    told = f"{len(broken)} of its {len(pdf):,} pages cannot be read: {reason}"
    return pages, scanned, [DocumentError(f"{payload.source}#page={_ranges(broken)}", told, "Save the file again.")]


def _flow(pages: list[list[Any]]) -> list[Block]:
    from loaders.formats.pdf_flow import Flow
    from loaders.formats.pdf_order import drop_running, find_regions

    flow = Flow()
    for rows in drop_running(pages):
        for region in find_regions(rows):
            flow.add(region)
    return list(flow.blocks())


def _printed_from(rows: list[Any]) -> str | None:
    """The address that a browser prints above or below a page, where it prints the whole of it."""
    edges = (_ADDRESS.fullmatch(row.text) for row in (*rows[:2], *rows[-2:]))
    return next((found["address"] for found in edges if found and "..." not in found["address"]), None)


def _is_picture(page: Any) -> bool:
    """Whether a page without letters shows something that may be words."""
    shapes = 0
    for number, thing in enumerate(page.get_objects(max_depth=2)):
        if thing.type in (_PICTURE,):
            return True
        shapes += thing.type in (_SHAPE, _FORM)
        if number > _DRAWN:
            break
    return shapes >= _DRAWN


def _unopened(payload: Payload, error: Exception) -> DocumentError:
    if getattr(error, "err_code", None) == _PASSWORD:
        return DocumentError(
            payload.source, "this PDF is encrypted with a password.", "Save it without one, then load it."
        )
    return DocumentError(payload.source, "this PDF is broken and cannot be opened.", "Save or download it again.")


def _wordless(payload: Payload, pages: int, scanned: list[int], problems: list[DocumentError]) -> DocumentError:
    count = f"{pages} page" + ("" if pages == 1 else "s")
    if scanned:
        reason = f"this PDF has no text layer: {count}, {len(scanned)} of them pictures of text."
        return DocumentError(payload.source, reason, "Run text recognition (OCR) over it, then load the result.")
    if problems:
        return DocumentError(payload.source, f"none of its {count} can be read.", "Save or download it again.")
    return DocumentError(payload.source, f"there are no words in this PDF ({count}).", "Leave it out.")


def _ranges(numbers: list[int]) -> str:
    """Numbers of pages in short: ``2,5-7``."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def _clues(stated: dict[str, str]) -> Iterator[DateCandidate]:
    """The day the file was made: of the file, not of its words."""
    for name in ("CreationDate", "ModDate"):
        value = stated.get(name, "").strip()
        if found := _DATE.match(value):
            year, month, day = (int(found[part] or 0) for part in ("year", "month", "day"))
            try:
                interval = edtf.day(date(year, month, day)) if day else edtf.month(year, month)
            except (ValueError, EdtfError):
                continue
            yield DateCandidate("pdf_metadata", Sense.REPOSTED, f"{name} {value}", write_edtf(interval), interval)
            return


FORMAT = Format("pdf", (".pdf",), read_pdf, ("application/pdf", "application/x-pdf"))
