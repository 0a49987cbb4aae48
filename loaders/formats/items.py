"""Makes documents of the rows of a table of dated items, whatever file holds them; names a bad row, reads the others.

The text of a row is its title, then one line ``Header: value`` for each other column whose header is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain, islice

from loaders.edtf import write_edtf
from loaders.errors import DocumentError, EdtfError, did_you_mean
from loaders.formats.draft import Block, Draft, Payload
from loaders.model import DateCandidate, PassageKind, Sense
from loaders.wording.order import Shown, is_two_days, settle_days, tell_order
from loaders.wording.rules import columns, read_header, words
from loaders.wording.stated import read_stated

_SLASHED = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d")
_UNSPOKEN = ("id", "url", "publisher", "language", "title", "text")
_DATED = ("date", "when", "deadline")
_LOOKED_AT, _YEARS = 20, 3  # rows that tell what a column holds; fewest years that are no mere numbers
ABOVE = 100  # first rows of a table, which are known wherever a part of it is read: they show its header and its order
_TITLED = 12  # rows among which the header stands, under the title of the table

NumberedRow = tuple[int, "list[str] | DocumentError"]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file: ``sheet`` is its name where the file has several."""

    payload: Payload
    sheet: str | None = None

    @property
    def source(self) -> str:
        """Where it is, for people."""
        return self.payload.source + (f"#sheet={self.sheet}" if self.sheet else "")

    def part(self, number: int) -> str:
        """The place of a row in the file: ``#row=3``, ``#sheet=Plans&row=3``."""
        return f"#sheet={self.sheet}&row={number}" if self.sheet else f"#row={number}"

    def row(self, number: int) -> str:
        """A row in words."""
        of = f"sheet '{self.sheet}' of {self.payload.name}" if self.sheet else self.payload.name
        return f"row {number} of {of}"


def read_items(
    table: Table, rows: Iterable[NumberedRow], above: Iterable[NumberedRow] | None = None
) -> Iterator[Draft | DocumentError]:
    """A draft a row below the header, which is the first row that names a column of titles or texts.

    ``above`` are the first rows of the table where ``rows`` are a part of it. Raises DocumentError when no row among
    the first is such a header.
    """
    rows = iter(rows)
    top = list(islice(rows if above is None else above, ABOVE))
    place, header = _find_header(table, top[:_TITLED])
    meanings = read_header(header)
    orders = _tell_orders(meanings, [cells for _, cells in top[place + 1 :] if isinstance(cells, list)])
    number_of_it = top[place][0]
    below = chain(top[place + 1 :], rows) if above is None else (row for row in rows if row[0] > number_of_it)
    first = list(islice(below, _LOOKED_AT))
    begins = bool(first) and first[0][0] == number_of_it + 1
    told = [cells for _, cells in first if isinstance(cells, list)]
    if begins and (name := find_unread_dates(header, meanings, told)):
        reason = f"the column '{name}' holds dates, but its name is not known; the rows are read without them."
        where = table.payload.source + table.part(number_of_it)
        yield DocumentError(where, reason, "Rename the column to 'date'.")
    for number, cells in chain(first, below):
        if isinstance(cells, DocumentError):
            yield cells
        elif any(cell.strip() for cell in cells):
            settled = _settle(cells, orders)
            read = _read_row(table, number, header, meanings, settled)
            yield (
                read
                if settled == cells or isinstance(read, DocumentError)
                else _say_order(read, cells, orders, meanings)
            )


def _tell_orders(meanings: Mapping[int, str], rows: Sequence[list[str]]) -> dict[int, Shown]:
    """For each column of dates the order of its days and months, where the first rows show it."""
    dated = [number for number, meaning in meanings.items() if meaning in _DATED]
    told = {number: tell_order(row[number] for row in rows if number < len(row)) for number in dated}
    return {number: shown for number, shown in told.items() if shown}


def _settle(cells: list[str], orders: Mapping[int, Shown]) -> list[str]:
    """The cells of a row, days that could be read as two being spelled as their column shows."""
    if not orders:
        return cells
    return [settle_days(cell, orders[n].order) if n in orders else cell for n, cell in enumerate(cells)]


def _say_order(draft: Draft, cells: list[str], orders: Mapping[int, Shown], meanings: Mapping[int, str]) -> Draft:
    """The draft of a row whose date was settled by its column, the date's evidence saying so."""
    number = next(n for n, meaning in meanings.items() if meaning == "date") if draft.clues else -1
    if number not in orders or not is_two_days(cells[number]):
        return draft
    shown = orders[number]
    words = f"{cells[number].strip()} ({shown.order} first, as in {shown.by})"
    return replace(draft, clues=tuple(replace(clue, evidence=words) for clue in draft.clues))


def _find_header(table: Table, top: list[NumberedRow]) -> tuple[int, list[str]]:
    """The place of the header among the first rows, and its names."""
    filled = [
        (n, cells) for n, (_, cells) in enumerate(top) if isinstance(cells, list) and any(c.strip() for c in cells)
    ]
    for place, cells in filled:
        if {"title", "text"} & set(read_header(cells).values()):
            return place, cells
    shown = filled[0][1] if filled else []
    raise DocumentError(table.source, _headless(shown), "Name the column that says what happened 'title'.")


def _headless(header: list[str]) -> str:
    shown = ", ".join(f"'{name.strip()}'" for name in header[:12])
    near = next((hint for name in header if (hint := did_you_mean(name.strip().lower(), columns()))), "")
    return f"no column of this table is known as a title or text; its header has {shown}.{near}"


def spell_cell(cell: object) -> str:
    """A typed cell as a person would write it in a text: days in ISO, whole numbers without a point, lists parted."""
    if cell is None or isinstance(cell, timedelta):
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "; ".join(map(spell_cell, cell)) if isinstance(cell, list) else str(cell)


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


def _read_row(
    table: Table, number: int, header: list[str], meanings: dict[int, str], cells: list[str]
) -> Draft | DocumentError:
    """The draft of one row, or the error that names its column and value."""
    payload, part = table.payload, table.part(number)
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
        kind_evidence=table.row(number),
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
