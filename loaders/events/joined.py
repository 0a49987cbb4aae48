"""Joins times of a sentence that words make one of: ends of a range, days in a row, alternatives, a length to a day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from loaders.edtf import Granularity, Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.events.lexicon import EventLexicon
    from loaders.model import Timex

RANGE, EITHER, STRETCH, LISTED = "range", "either", "stretch", "listed"  # what a joined time is read by
_HYPHENS = ("-", "\u2010", "\u2011", "\u2013", "\u2014")
_LENGTH = re.compile(r"P(?P<count>\d{1,2})(?P<unit>[DWMY])")
_ENDED = "unit_ended"  # the rule of a period that is told by its end: "the quarter ended June 30"
_MONTHS = {"M": 1, "Y": 12}
_LISTED = frozenset({Granularity.DAY, Granularity.MONTH})
_DAYS = {"D": 1, "W": 7}
_PERIODS = {Granularity.WEEK: "P1W", Granularity.MONTH: "P1M", Granularity.QUARTER: "P3M"}


def join_times(lexicon: EventLexicon, lowered: str, timexes: Sequence[Timex], said: str, offset: int) -> list[Timex]:
    """The times of a sentence that begins at ``offset``, each two that are one joined.

    "from January 2024 to May 2025" and "2021-2025" are ranges, "6 and 7 May" lasts two days, "2027 or 2028" is some
    day of either, "in the ten months to October" ends with October.
    """
    joined: list[Timex] = []
    apart = len(timexes) > 1 and lexicon.respectively.search(lowered) is not None
    for timex in timexes:
        last = joined[-1] if joined else None
        if last:
            between = slice(last.end - offset, timex.start - offset)
            opened = lexicon.between.search(lowered[: last.start - offset]) is not None
            how = _how(lexicon, lowered[between], opened=opened, hyphened=said[between] in _HYPHENS)
            if not apart and lexicon.listing.fullmatch(lowered[between]) and _follows(last, timex):
                how = (LISTED,)
            if how and (one := _join(last, timex, how)):
                joined[-1] = one
                continue
        joined.append(timex)
    return joined


def _how(lexicon: EventLexicon, between: str, *, opened: bool, hyphened: bool) -> tuple[str, ...]:
    """What the words between two times may make of them."""
    ranged = hyphened or (opened and lexicon.range.fullmatch(between))
    either = lexicon.either and lexicon.either.fullmatch(between)
    stretched = opened and lexicon.ends_with and lexicon.ends_with.fullmatch(between)
    return tuple(rule for rule, told in ((RANGE, ranged), (EITHER, either), (STRETCH, stretched)) if told)


def _follows(last: Timex, timex: Timex) -> bool:
    """Whether a day or month is the next one after that, or after several told in a row."""
    before, after = last.interval, timex.interval
    if not (before and after and after.start) or after.granularity not in _LISTED:
        return False
    return before.end == after.start and (before.granularity == after.granularity or last.rule == LISTED)


def _join(last: Timex, timex: Timex, how: tuple[str, ...]) -> Timex | None:
    """Two times as one; only a length, or a period that is told by its end, ends with another time."""
    if timex.interval is None or timex.interval.end is None:
        return None
    if STRETCH in how and (last.interval is None or last.rule == _ENDED):
        return _stretch(last, timex)
    if last.interval is None:
        return None
    rule = next((each for each in how if each != STRETCH), None)
    first = _first_of_range(last, timex.interval.end) if rule and last.interval.start else None
    return _joined(last, timex, first, rule) if rule and first else None


def _joined(last: Timex, timex: Timex, first: date, rule: str) -> Timex:
    assert timex.interval is not None
    interval = Interval(first, timex.interval.end, Granularity.OTHER)
    return replace(last, end=timex.end, edtf=None, interval=interval, rule=rule)


def _stretch(length: Timex, timex: Timex) -> Timex | None:
    """A length that ends with a time: "the ten months to October", "the year ended March 31"."""
    period = _PERIODS.get(length.interval.granularity) if length.interval else None
    found = _LENGTH.fullmatch(period or length.value)
    assert timex.interval is not None
    end = timex.interval.end
    if not found or end is None:
        return None
    count, unit = int(found["count"]), found["unit"]
    first = end - timedelta(_DAYS[unit] * count) if unit in _DAYS else _months_before(end, _MONTHS[unit] * count)
    return _joined(length, timex, first, STRETCH) if first and first < end else None


def _months_before(day: date, months: int) -> date | None:
    """The same day some months before; None where that month is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    try:
        return day.replace(year=year, month=month + 1)
    except ValueError:
        return None


def _first_of_range(timex: Timex, end: date) -> date | None:
    """The first day of a range that ends before ``end``; a year that was only inferred gives way."""
    assert timex.interval is not None
    if timex.interval.start and timex.interval.start < end:
        return timex.interval.start
    earlier = shift_years(timex.interval, -1) if not timex.inferred.isdisjoint({"year", "direction"}) else None
    return earlier.start if earlier and earlier.start and earlier.start < end else None


def shift_years(interval: Interval, years: int) -> Interval | None:
    """The same days some years off; None for an open interval, and for a day that the other year has not."""
    if not (interval.start and interval.end):
        return None
    try:
        start, end = (edge.replace(year=edge.year + years) for edge in (interval.start, interval.end))
    except ValueError:
        return None
    return replace(interval, start=start, end=end)
