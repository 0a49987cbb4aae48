"""Turns the rows of a table of dated items into events by its fields; refuses to guess what a field does not say."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from loaders.edtf import Interval, read_edtf, write_edtf
from loaders.errors import EdtfError
from loaders.events.actors import find_actors
from loaders.events.lexicon import load_event_lexicons
from loaders.model import PassageKind, Role, Status, When
from loaders.sectors.tag import Tagger, find_stated
from loaders.wording.order import settle_days
from loaders.wording.stated import read_stated

if TYPE_CHECKING:
    from loaders.model import Document, Passage, SectorTag
    from loaders.sectors.taxonomy import Taxonomy
    from loaders.wording.spelled import Order

_ROLES = {
    Status.TARGET: Role.DEADLINE,
    Status.IN_FORCE: Role.EFFECTIVE,
    Status.PLANNED: Role.EXPECTED,
    Status.STATISTIC: Role.AS_OF,
}


def table_rows(document: Document) -> list[tuple[Passage, dict[str, Passage]]]:
    """The rows of a table, each with the fields that follow it, by the meaning of their columns."""
    rows: list[tuple[Passage, dict[str, Passage]]] = []
    for passage in document.passages:
        if passage.kind == PassageKind.ROW:
            rows.append((passage, {}))
        elif passage.kind == PassageKind.FIELD and rows and passage.name:
            rows[-1][1].setdefault(passage.name, passage)
    return rows


def read_status(word: str) -> Status | None:
    """The status that a table's word states, in any language; None for an unknown word."""
    word = word.strip().casefold()
    known = (lexicon.statuses.get(word) for lexicon in load_event_lexicons().values())
    return next(filter(None, known), None)


def read_whens(text: str, field: Passage, status: Status, order: Order | None = None) -> list[When]:
    """The times of a field, parted by ``;``; a piece that states no date is left out.

    ``order`` tells which of two numbers is the day, where the column of the field shows it.
    """
    whens: list[When] = []
    at = field.start
    for piece in text[field.start : field.end].replace("；", ";").split(";"):
        bare = piece.strip()
        first = at + len(piece) - len(piece.lstrip())
        at += len(piece) + 1
        if stated := _read_cell(settle_days(bare, order)):
            whens.append(_when(*stated, status, (first, first + len(bare))))
    return whens


def _read_cell(bare: str) -> tuple[Interval, str] | None:
    """What a cell states with its EDTF: as it stands where it is EDTF, else by the notations of a field."""
    for read in (read_edtf, read_stated):
        with suppress(EdtfError):
            interval = read(bare)
            return interval, bare if read is read_edtf else write_edtf(interval)
    return None


def _when(interval: Interval, edtf: str, status: Status, evidence: tuple[int, int]) -> When:
    role = _ROLES.get(status, Role.OCCURRED)
    spans = "/" in edtf or (interval.days or 0) > 31
    if status == Status.TARGET and interval.end and interval.start:
        return until(When(edtf, interval, role, evidence))
    if spans and (role not in {Role.EFFECTIVE, Role.OCCURRED} or "/" in edtf):
        role = Role.DURING
    return When(edtf, interval, role, evidence)


def until(when: When) -> When:
    """A time as the last on which to do a thing; a stretch with an open start is one already."""
    interval = Interval(None, when.interval.end, when.interval.granularity, when.interval.approximate)
    return When(write_edtf(interval), interval, Role.DEADLINE, when.evidence) if interval.end else when


def row_sectors(text: str, row: Passage, fields: dict[str, Passage], taxonomy: Taxonomy) -> tuple[SectorTag, ...]:
    """The sectors a row states in its field, else those of its title."""
    field = fields.get("sectors")
    if field and (stated := find_stated(text, field.start, field.end, taxonomy)):
        return stated
    return Tagger(text, taxonomy).tags(row.start, row.end)


def row_actors(text: str, fields: dict[str, Passage]) -> tuple[str, ...]:
    """The bodies a row names as its actor."""
    field = fields.get("actor")
    return find_actors(text, field.start, field.end) if field else ()
