"""Reads the calendar of named events and periods, and picks one by the document's date; never guesses without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from loaders.edtf import Granularity, Interval, read_edtf
from loaders.errors import EdtfError, ResourceError
from loaders.resources import find_resource, load_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUMNS = ("slug", "name_en", "aliases_en", "name_zh", "aliases_zh", "start", "end", "precision")
_FAR = timedelta(days=800)  # an event further from the document than this is not the one it names without a number


@dataclass(frozen=True, slots=True)
class NamedEvent:
    """One event or period of the calendar."""

    slug: str
    interval: Interval


@dataclass(frozen=True, slots=True)
class Alias:
    """A name and the events it can stand for; ``certain`` names one without regard to the document's date."""

    certain: bool
    events: tuple[NamedEvent, ...]


@cache
def load_calendar() -> tuple[tuple[dict[str, str], NamedEvent], ...]:
    """Rows of ``data/calendar.csv`` that have both bounds, with their events; a wrong date names its row."""
    path = find_resource("calendar.csv")
    rows = []
    for number, row in enumerate(load_rows(path, COLUMNS), start=2):
        if not row["start"] or not row["end"]:
            continue
        try:
            first, last = read_edtf(row["start"]), read_edtf(row["end"])
            whole = first.granularity if row["start"] == row["end"] else Granularity.OTHER
            interval = Interval(first.start, last.end, whole)
        except EdtfError as error:
            raise ResourceError(f"{path}, row {number} ({row['slug']}): {error}") from error
        rows.append((row, NamedEvent(row["slug"], interval)))
    return tuple(rows)


@cache
def event_words(language: str) -> dict[str, Alias]:
    """Names of the calendar in one language; a name with a leading ``~`` in the table needs the document's date."""
    sure: dict[str, list[NamedEvent]] = {}
    vague: dict[str, list[NamedEvent]] = {}
    for row, event in load_calendar():
        for alias in row.get(f"aliases_{language}", "").split("|"):
            name = _plain(alias.removeprefix("~"))
            if len(name) > 1:
                target = vague if alias.startswith("~") else sure
                target.setdefault(name, []).append(event)
    names = {name: Alias(False, tuple(_sorted(events))) for name, events in vague.items()}
    for name, events in sure.items():
        both = [*events, *vague.get(name, ())]
        names[name] = Alias(len(events) == 1 and name not in vague, tuple(_sorted(both)))
    return names


def _plain(name: str) -> str:
    words = " ".join(name.split()).lower()
    return words.removeprefix("the ")


def _sorted(events: Iterable[NamedEvent]) -> list[NamedEvent]:
    unique = {event.slug: event for event in events}
    return sorted(unique.values(), key=lambda event: (event.interval.start or event.interval.end, event.slug))


def pick_event(
    alias: Alias, near: Interval | None, direction: int, within: Interval | None = None
) -> NamedEvent | None:
    """The event a name stands for: the one inside ``within``, else the nearest before or after ``near``.

    ``direction`` -1 takes what began before the document, +1 what ends after it, 0 the nearer of the two.
    """
    events = alias.events
    if within:
        inside = [event for event in events if event.interval.meets(within)]
        return inside[0] if len(inside) == 1 else None
    if alias.certain:
        return events[0]
    if near is None or near.start is None or near.end is None:
        return None
    today = near.start
    begun = [event for event in events if event.interval.start and event.interval.start <= today]
    coming = [event for event in events if event.interval.end and event.interval.end > today]
    before, after = begun[-1:], coming[:1]
    choice = before if direction < 0 else after if direction > 0 else [*before, *after]
    close = [event for event in choice if _gap(event, near) <= _FAR]
    return min(close, key=lambda event: _gap(event, near)) if close else None


def _gap(event: NamedEvent, near: Interval) -> timedelta:
    start, end = event.interval.start, event.interval.end
    assert start and end and near.start and near.end
    if event.interval.meets(near):
        return timedelta(0)
    return start - near.end if start >= near.end else near.start - end
