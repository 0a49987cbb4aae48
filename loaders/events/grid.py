"""Turns the rows of a table inside a text into events by its header; refuses a table whose header names no date.

A header names a column of dates and something that is dated; what its names mean is the data of ``columns``. Its rows
have as many cells as it has. A row without a sector of its own takes over the one that its header, else the line or the
heading above the table, is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from loaders.events.actors import find_actors
from loaders.events.draft import About, Draft, make_title
from loaders.events.inheriting import take_over
from loaders.events.table import read_status, read_whens, row_actors, until
from loaders.events.times import read_cell
from loaders.model import Passage, PassageKind, Status, When
from loaders.wording.order import is_two_days, tell_order
from loaders.wording.rules import read_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loaders.events.reader import Reader
    from loaders.model import Document, SectorTag
    from loaders.wording.spelled import Order

    Span = tuple[int, int]

_BAR = re.compile(r"(?<!\\)\|")
_TIMES = ("when", "deadline", "date")
_THINGS = frozenset({"title", "text", "instrument"})  # what a table dates, beside columns with names of their own
_ASSIGNED = frozenset({"deadline", "actor", "instrument", "status"})  # columns that only a plan's table has
_UNTITLED = frozenset({*_TIMES, "id", "actor", "status", "source", "url"})
_REMARK = re.compile(r"^\s*(?P<head>[^\d(（]+?)\s*(?=\d|since|from|$)|[(（](?P<aside>[^()（）]+)[)）]")
_CAPTION = 120  # longest line above a table that is taken for its title


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row with its cells by the meaning of their columns; ``above`` are its header, caption and heading."""

    passage: Passage
    cells: tuple[Span, ...]
    names: tuple[str, ...]
    fields: dict[str, Passage]
    above: tuple[Span, ...]

    @property
    def time(self) -> Passage | None:
        """The cell that tells when: what is done or due on a day before what is merely of it."""
        return next((self.fields[name] for name in _TIMES if name in self.fields), None)


def grid_rows(document: Document) -> Iterator[GridRow]:
    """The rows below each header that names a date; one line between two rows parts no table."""
    text, idle = document.text, 0
    meanings: dict[int, str] = {}
    names: tuple[str, ...] = ()
    above: tuple[Span, ...] = ()
    lines: dict[bool, Passage] = {}  # the last heading, and the last line that is none
    for passage in document.passages:
        if passage.kind != PassageKind.ROW:
            lines[passage.kind == PassageKind.HEADING] = passage
            idle += 1
            continue
        cells = cut_cells(text, passage)
        said = tuple(text[slice(*cell)] for cell in cells)
        if found := read_dated_header(said):
            meanings, names, above = found, said, _above(passage, lines)
        elif idle > 1:
            meanings = {}
        elif meanings and len(cells) == len(names):
            named = {meaning: cells[number] for number, meaning in meanings.items()}
            fields = {name: Passage(*cell, PassageKind.FIELD, name=name) for name, cell in named.items()}
            yield GridRow(passage, cells, names, fields, above)
        idle = 0


def _above(header: Passage, lines: dict[bool, Passage]) -> tuple[Span, ...]:
    """The header, then what stands before it, the last line first: a caption, and the heading over all."""
    near = sorted(lines.values(), key=lambda line: -line.start)
    shown = (each for each in near if each.kind != PassageKind.FURNITURE and each.end - each.start <= _CAPTION)
    return ((header.start, header.end), *((each.start, each.end) for each in shown))


def cut_cells(text: str, row: Passage) -> tuple[Span, ...]:
    """The spans of a row's cells without the blanks around them; an empty cell keeps its place.

    >>> cut_cells("| a |  | b |", Passage(0, 12))
    ((2, 3), (7, 7), (9, 10))
    """
    framed = text[row.start] == text[row.end - 1] == "|"
    first, last = row.start + framed, row.end - framed
    bars = [found.start() for found in _BAR.finditer(text, first, last)]
    edges = [first, *(edge for bar in bars for edge in (bar, bar + 1)), last]
    return tuple(_bare(text, start, end) for start, end in zip(edges[::2], edges[1::2], strict=True))


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    first = start + len(words) - len(words.lstrip())
    return (first, max(first, start + len(words.rstrip())))


def read_dated_header(names: Sequence[str]) -> dict[int, str]:
    """What the columns of a header mean; empty where it names no date, or nothing that is dated.

    >>> read_dated_header(["City", "Start", "Robots"])
    {1: 'when'}
    >>> read_dated_header(["Item", "2024"])
    {}
    """
    meanings = read_header(names)
    dated = not {*_TIMES}.isdisjoint(meanings.values())
    thing = not _THINGS.isdisjoint(meanings.values()) or any(
        name.strip() and number not in meanings for number, name in enumerate(names)
    )
    return meanings if dated and thing else {}


def grid_drafts(reader: Reader) -> Iterator[Draft]:
    """The drafts of the rows of all tables inside a text, in its order."""
    for _, rows in groupby(grid_rows(reader.document), key=lambda row: row.above[0]):
        table = list(rows)
        shown = tell_order(reader.text[cell.start : cell.end] for row in table if (cell := row.time))
        for row in table:
            yield from _row_drafts(reader, row, shown.order if shown else None)


def _row_drafts(reader: Reader, row: GridRow, order: Order | None) -> Iterator[Draft]:
    assigned = not _ASSIGNED.isdisjoint(row.fields)
    if not (assigned or reader.is_policy) or not (sectors := _sectors(reader, row)):
        return
    status, whens = _told(reader, row, order)
    if not whens and (not assigned or any(tag.inherited for tag in sectors)):
        return  # a sum, a note: nothing that has its day here
    named = row.fields.get("instrument")
    instrument = (named and reader.text[named.start : named.end]) or None
    times: list[When | None] = [*whens] or [None]
    for when in times:
        yield Draft(_about(reader, row), status, when, sectors, instrument, ("table",))


def _about(reader: Reader, row: GridRow) -> About:
    start, end = row.passage.start, row.passage.end
    actors = row_actors(reader.text, row.fields) or find_actors(reader.text, start, end)
    return About(start, end, make_title(_label(reader.text, row)), actors, page=reader.document.page_at(start))


def _label(text: str, row: GridRow) -> str:
    """The things of a row in words: "Suzhou · Robots: 500", without its day, its number and who is to do it."""
    meant = {(each.start, each.end): name for name, each in row.fields.items()}
    shown: list[str] = []
    for cell, name in zip(row.cells, row.names, strict=True):
        if cell[0] < cell[1] and meant.get(cell) not in _UNTITLED:
            lead = f"{name}: " if name and shown and cell not in meant else ""
            shown.append(lead + text[slice(*cell)])
    return " · ".join(shown)


def _sectors(reader: Reader, row: GridRow) -> tuple[SectorTag, ...]:
    own = reader.tagger.tags(row.passage.start, row.passage.end)
    taken = (take_over(reader.taxonomy, reader.tagger.tags(*span)) for span in row.above)
    return own or next(filter(None, taken), ())


def _told(reader: Reader, row: GridRow, order: Order | None) -> tuple[Status, list[When]]:
    """The status and times of a row: as stated, else planned where a day lies ahead or is the last to do it."""
    cell, stated = row.time, row.fields.get("status")
    status = (stated and read_status(reader.text[stated.start : stated.end])) or (cell and _remark(reader.text, cell))
    due = cell is not None and cell.name == "deadline"
    for guess in (status,) if status else (Status.PLANNED,) if due else (Status.DONE, Status.PLANNED):
        whens = read_field(reader.text, cell, guess, reader, due=due, order=order) if cell else []
        if whens and (guess != Status.DONE or all(_is_past(reader, when) for when in whens)):
            break
    return guess, whens


def _remark(text: str, cell: Passage) -> Status | None:
    """The status that a cell of dates states beside the date: "29 May (planned)", "in force since 2024"."""
    remarks = (found["aside"] or found["head"] for found in _REMARK.finditer(text[cell.start : cell.end]))
    return next(filter(None, map(read_status, remarks)), None)


def _is_past(reader: Reader, when: When) -> bool:
    """Whether a time has begun at the telling; so it has where that is not known."""
    told, start = reader.created.end if reader.created else None, when.interval.start
    return told is None or (start is not None and start < told)


def read_field(
    text: str, cell: Passage, status: Status, reader: Reader | None, *, due: bool = False, order: Order | None = None
) -> list[When]:
    """The times of a cell, as dates that stand alone, else out of its words; ``due``: each is the last day to do it.

    Numbers that are two days are read in the ``order`` of their column, and not at all without one.
    """
    whens = read_whens(text, cell, status, order)
    if not whens and reader and not is_two_days(text[cell.start : cell.end]):
        span = (cell.start, cell.end)
        whens = read_cell(reader.lexicon, reader.times_of(*span), text, span, status=status, created=reader.created)
    return [until(when) for when in whens] if due else whens
