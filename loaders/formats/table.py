"""Reads CSV tables of dated items, a document a row; names a bad row with its column and value, reads the others."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from loaders.edtf import write_edtf
from loaders.errors import DocumentError, EdtfError, did_you_mean
from loaders.formats.decode import decode_text
from loaders.formats.draft import Block, Draft, Format, Payload
from loaders.model import DateCandidate, PassageKind, Sense
from loaders.wording.rules import columns, words
from loaders.wording.stated import read_stated

_SLASHED = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d")
_DELIMITERS = ",\t;|"
_UNSPOKEN = ("id", "url", "publisher", "language", "title", "text")
_DATED = ("date", "when")
_LOOKED_AT, _YEARS = 20, 3  # rows that tell what a column holds; fewest years that are no mere numbers
_APART = ";；"  # separates the dates of a cell with more than one


def read_table(payload: Payload) -> Iterator[Draft | DocumentError]:
    """A draft a row; row numbers count as a spreadsheet does, the header being row 1.

    The text of a row is its title, then one line ``Header: value`` for each other column whose header is known.
    """
    csv.field_size_limit(1 << 30)
    text = decode_text(payload)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    header = next((row for row in rows if any(cell.strip() for cell in row)), [])
    meanings = read_header(header)
    if not {"title", "text"} & set(meanings.values()):
        raise DocumentError(payload.source, _headless(header), "Name the column that says what happened 'title'.")
    numbered = _numbered(rows, payload.source)
    first = list(islice(numbered, _LOOKED_AT))
    if name := find_unread_dates(header, meanings, [cells for _, cells in first if isinstance(cells, list)]):
        reason = f"the column '{name}' holds dates, but its name is not known; the rows are read without them."
        yield DocumentError(f"{payload.source}#row=1", reason, "Rename the column to 'date'.")
    for number, cells in chain(first, numbered):
        if isinstance(cells, DocumentError):
            yield cells
        elif any(cell.strip() for cell in cells):
            yield read_row(payload, number, header, meanings, cells)


def _numbered(rows: Iterator[list[str]], source: str) -> Iterator[tuple[int, list[str] | DocumentError]]:
    number = 1
    while True:
        number += 1
        try:
            yield number, next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield (
                number,
                DocumentError(f"{source}#row={number}", f"this row cannot be read: {error}.", "Mend its quotes."),
            )


def _delimiter(text: str) -> str:
    first = text.lstrip("\n\r").split("\n", 1)[0]
    return max(_DELIMITERS, key=lambda mark: (first.count(mark), mark == ","))


def _headless(header: list[str]) -> str:
    shown = ", ".join(f"'{name.strip()}'" for name in header[:12])
    near = next((hint for name in header if (hint := did_you_mean(name.strip().lower(), columns()))), "")
    return f"no column of this table is known as a title or text; its header has {shown}.{near}"


def read_header(header: list[str]) -> dict[int, str]:
    """What each column means by its name; the first column of a meaning has it, and unknown columns are left out."""
    meanings: dict[int, str] = {}
    for number, name in enumerate(header):
        plain = " ".join(name.replace("_", " ").replace("-", " ").split()).lower().strip("\ufeff:：")
        meaning = columns().get(plain)
        if meaning and meaning not in meanings.values():
            meanings[number] = meaning
    return meanings


def find_unread_dates(header: list[str], meanings: dict[int, str], rows: Sequence[list[str]]) -> str | None:
    """The name of a column that holds mostly dates under a header not known, in a table without a column of dates."""
    if "date" in meanings.values():
        return None
    for number, name in enumerate(header):
        cells = [row[number].strip() for row in rows if number < len(row)]
        stated = [cell for cell in cells if not _states_nothing(cell)]
        dated = [cell for cell in stated if _is_date(cell)]
        years = all(cell.isdecimal() for cell in dated)
        if number not in meanings and 2 * len(dated) > len(stated) and not (years and len(dated) < _YEARS):
            return name.strip()
    return None


def _is_date(cell: str) -> bool:
    if cell.isdecimal() and not "1900" <= cell <= "2100":
        return False
    try:
        read_stated(cell)
    except EdtfError:
        return bool(_SLASHED.fullmatch(cell))
    return True


def read_row(
    payload: Payload, number: int, header: list[str], meanings: dict[int, str], cells: list[str]
) -> Draft | DocumentError:
    """The draft of one row, or the error that names its column and value."""
    part = f"#row={number}"
    row = {meaning: cells[n].strip() for n, meaning in meanings.items() if n < len(cells)}
    names = {meaning: header[n].strip() for n, meaning in meanings.items()}
    for meaning in _DATED:
        if problem := _date_problem(row.get(meaning, ""), strict=meaning == "date"):
            reason = f"row {number}, column '{names[meaning]}': {problem}"
            return DocumentError(payload.source + part, reason)
    title = row.get("title") or row.get("text", "").split("\n")[0]
    if not title:
        reason = f"row {number}: both its title and its text are empty."
        return DocumentError(payload.source + part, reason, "Fill the cell or delete the row.")
    return Draft(
        blocks=_blocks(row, names, meanings),
        record=row.get("id") or None,
        part=part,
        language=row.get("language") or None,
        title=title,
        url=row.get("url") or None,
        publisher=row.get("publisher") or None,
        publisher_evidence=f"column '{names['publisher']}'" if row.get("publisher") else None,
        kind="table",
        kind_evidence=f"row {number} of {payload.name}",
        clues=_clues(row.get("date", "")),
    )


def _blocks(row: dict[str, str], names: dict[str, str], meanings: dict[int, str]) -> tuple[Block, ...]:
    blocks = [Block(row["title"], PassageKind.ROW, name="title")] if row.get("title") else []
    if row.get("text"):
        blocks.append(Block(row["text"], PassageKind.PARAGRAPH, name="text", glue="\n"))
    for meaning in meanings.values():
        if meaning not in _UNSPOKEN and row.get(meaning):
            value = " ".join(row[meaning].split())
            blocks.append(Block(value, PassageKind.FIELD, f"{names[meaning]}: ", meaning, glue="\n"))
    return tuple(blocks)


def _states_nothing(cell: str) -> bool:
    return not cell or cell.lower() in words("no_value")


def _date_problem(cell: str, *, strict: bool) -> str | None:
    """What is wrong with a cell of dates; a cell of words is left to those who read words, unless it must be a date."""
    if _states_nothing(cell):
        return None
    try:
        for one in cell.replace("；", ";").split(";"):
            if one.strip():
                read_stated(one)
    except EdtfError as error:
        return str(error) if strict or not any(letter.isalpha() for letter in cell) else None
    return None


def _clues(cell: str) -> tuple[DateCandidate, ...]:
    if _states_nothing(cell):
        return ()
    interval = read_stated(cell.replace("；", ";").split(";")[0])
    return (DateCandidate("record", Sense.SAID, cell, write_edtf(interval), interval),)


FORMAT = Format("csv", (".csv", ".tsv"), read_table, ("text/csv", "text/tab-separated-values"))
