"""Weighs a time known by the name of what was held against a day told beside it; refuses a day outside of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.edtf import Granularity, Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.model import Timex

_NAMED = "event"  # how the rules that read the calendar of named events begin


def is_told_closer(named: Timex, others: Sequence[Timex]) -> bool:
    """Whether a time is known by a name alone, and a day of the sentence says which of its days is meant."""
    whole = named.interval
    if not named.rule.startswith(_NAMED) or whole is None or not (whole.start and whole.end):
        return False
    if whole.granularity == Granularity.DAY:
        return False
    days = (interval.start for interval in map(_day, others) if interval)
    return any(day and whole.start <= day < whole.end for day in days)


def _day(timex: Timex) -> Interval | None:
    interval = timex.interval
    told = interval and interval.granularity == Granularity.DAY and not timex.rule.startswith(_NAMED)
    return interval if told else None
