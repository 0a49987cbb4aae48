"""Gathers the dates that a web page shows for itself, each with its words, as clues; refuses prose and other articles.

What says what it is, or stands by the heading, comes first. A day of doubtful order (05/06/2024) counts only where the
page's locale, its address or another date on it settles the order; else it is kept without an interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from loaders import edtf
from loaders.edtf import Interval, write_edtf
from loaders.formats.html_fields import find_fields, find_state
from loaders.formats.html_order import read_address_day, tell_order
from loaders.formats.html_page import Layout
from loaders.formats.html_rights import find_retrieval, find_rights
from loaders.formats.html_search import search_page
from loaders.formats.html_shown import POSTED, UPDATED, find_shown
from loaders.model import DateCandidate, Sense
from loaders.wording.spelled import Order, read_stamp
from loaders.wording.stated import Reading

_DAY = timedelta(days=1)
_EVENING, _EAST, _MORNING = 21, 15, 9  # hours of universal time at which another day is counted elsewhere
_EASTERN = frozenset(("zh", "ja", "ko", "th", "vi", "id"))
_FIRST_YEAR = 1990
_SURE = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """A date of the page before it is settled: the rung it will stand on, its readings, what they are called."""

    rung: str
    sense: Sense
    words: str
    readings: tuple[Reading, ...]
    hour: int | None = None
    surely: bool = False
    refused: str | None = None

    @property
    def day(self) -> date | None:
        """The day meant, where nothing is left open."""
        only = self.readings[0] if len(self.readings) == 1 else None
        interval = only.interval() if only and only.day else None
        return interval.start if interval else None


def find_page_dates(
    tree: Any, layout: Layout, address: str | None, language: str, source: str
) -> tuple[DateCandidate, ...]:
    """The clues of a page, best first within each rung; a clue without an interval names no single day.

    ``address`` is the page's own, ``language`` a locale as the page declares it or the language of its words,
    ``source`` the whole page, which htmldate searches where its own evidence names no day of posting.
    """
    order = tell_order(layout, address, language)
    seen = [*_fields(tree, layout, order), *_visible(layout, order), *_scripts(tree, order)]
    at = read_address_day(address)
    seen = [_settled(each, seen, at) for each in seen]
    if at and (interval := at.interval()):
        seen += [Seen("url", Sense.POSTED, address or "", (at,))] if at.day else []
        seen = [_reposted(each, interval.last) for each in seen]
    seen = _against_shown(seen)
    seen = [_in_universal_time(each, seen, language) for each in seen]
    clues = [_clue(each) for each in seen]
    if not any(clue.sense == Sense.POSTED and clue.interval and not clue.refused for clue in clues):
        clues += search_page(source, layout, address, order, at)
    return tuple(clues + _months(address, at) + find_rights(layout) + find_retrieval(tree))


def _fields(tree: Any, layout: Layout, order: Order | None) -> Iterator[Seen]:
    for field in find_fields(tree, layout.title):
        if stamp := read_stamp(field.value, order):
            rung = "page_field" if field.weak else "metadata"
            yield Seen(rung, field.sense, f"{field.name}: {field.value}", stamp.spelled.readings, stamp.hour)


def _visible(layout: Layout, order: Order | None) -> Iterator[Seen]:
    for shown in find_shown(layout, order):
        sense = Sense.REPOSTED if shown.label == UPDATED else Sense.POSTED
        rung = "header" if shown.strength > 1 else "page_line"
        sense = Sense.REPOSTED if shown.strength == 1 and not shown.label else sense
        surely = shown.strength == _SURE and shown.label == POSTED
        yield Seen(rung, sense, shown.words, shown.readings, shown.hour, surely)


def _scripts(tree: Any, order: Order | None) -> list[Seen]:
    """What scripts say of the day of publication, where they say but one."""
    stamps = {
        stamp.spelled.readings: (value, stamp) for value in find_state(tree) if (stamp := read_stamp(value, order))
    }
    if len(stamps) != 1:
        return []
    ((readings, (value, stamp)),) = stamps.items()
    return [Seen("page_state", Sense.POSTED, value, readings, stamp.hour)]


def _settled(each: Seen, seen: Sequence[Seen], at: Reading | None) -> Seen:
    """Choose between two readings by another date of the page, and give a day without its year that of the address."""
    if len(each.readings) == 1 and each.readings[0].year is not None:
        return each
    if each.readings[0].year is None:
        only = each.readings[0]
        if at and at.year and at.month == only.month and at.day in (None, only.day):
            return replace(each, readings=(Reading(at.year, only.month, only.day),))
        known = {
            other.day for other in seen if other.day and (other.day.month, other.day.day) == (only.month, only.day)
        }
        if len(known) == 1 and (day := known.pop()):
            return replace(each, readings=(Reading(day.year, day.month, day.day),))
        return replace(each, refused="a day without its year")
    days = {other.day for other in seen if other.day}
    fitting = [r for r in each.readings if (i := r.interval()) and i.start in days]
    if not fitting and at:
        fitting = [r for r in each.readings if (r.year, r.month) == (at.year, at.month)]
    if len(fitting) == 1:
        return replace(each, readings=(fitting[0],))
    return replace(each, refused="it can be read as two days, and nothing on the page tells which")


def _reposted(each: Seen, day: date | None) -> Seen:
    """What is later than the day in the page's own address was posted again, unless it says that it was published."""
    later = each.rung != "url" and day and each.day and each.day > day + _DAY
    return replace(each, sense=Sense.REPOSTED) if later and each.sense == Sense.POSTED and not each.surely else each


def _against_shown(seen: list[Seen]) -> list[Seen]:
    """Metadata later than the day that the page shows as that of its publication tells of a later posting."""
    told = [each.day for each in seen if each.surely and each.day and each.rung == "header"]
    if not told:
        return seen
    first = told[0]
    return [
        replace(each, sense=Sense.REPOSTED)
        if each.rung in ("metadata", "url") and each.sense == Sense.POSTED and each.day and each.day > first + _DAY
        else each
        for each in seen
    ]


def _in_universal_time(each: Seen, seen: Sequence[Seen], language: str) -> Seen:
    """Refuse a day in universal time where the page shows the neighbouring day, which was the day at its place."""
    if each.rung != "metadata" or each.hour is None or not (day := each.day) or each.sense != Sense.POSTED:
        return each
    evening = _EAST if language.lower().split("-")[0] in _EASTERN else _EVENING
    beside = day + _DAY if each.hour >= evening else day - _DAY if each.hour < _MORNING else None
    if beside and any(other.day == beside for other in seen if other.rung == "header" and other.sense == Sense.POSTED):
        return replace(each, refused=f"it is counted in universal time; the page shows {beside}")
    return each


def _clue(each: Seen) -> DateCandidate:
    day, refused = each.day, each.refused
    interval: Interval | None = edtf.day(day) if day else None
    if day and day.year < _FIRST_YEAR and each.rung in ("metadata", "page_field", "page_state"):
        refused = refused or "there were no web pages yet: a clock was not set"
    return DateCandidate(
        each.rung, each.sense, each.words, write_edtf(interval) if interval else None, interval, refused
    )


def _months(address: str | None, at: Reading | None) -> list[DateCandidate]:
    """The month in an address that names no day."""
    interval = at.interval() if at and at.day is None else None
    return (
        [DateCandidate("url_month", Sense.REPOSTED, address or "", write_edtf(interval), interval)] if interval else []
    )
