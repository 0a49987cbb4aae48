"""Chooses which occurrence of a date that recurs (a June, a Friday, a 25th) the text means; refuses without a date.

In a story it goes on from what was told; in the news it lies before or after the document's date, as the words say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias

from loaders import edtf
from loaders.dates.phrases import Phrase
from loaders.dates.units import is_finer
from loaders.edtf import Interval

if TYPE_CHECKING:
    from loaders.dates.context import Context

Occurrence: TypeAlias = Callable[[int], "Interval | None"]

_WEEK = "told week"
_SHORTLY = 21  # days before a date just told in which another of its year may lie
_FEW_DAYS, _YEAR = 20, 340
_YESTERDAY = 6  # days to yesterday's weekday: "last Tuesday" on a Wednesday is not yesterday
_SOON = 2  # days within which "next Tuesday" is the one after
_LEANING = 6  # where words let a date lie ahead, going back costs this much more
_LONG_GONE = 200  # days after which a holiday without its year is the next one
_BACKWARD = 1.8  # in a story, going back costs this much more than going on


@dataclass(frozen=True, slots=True)
class Choice:
    """One occurrence of a date that recurs, and why it was taken."""

    interval: Interval | None
    anchor: str = ""
    direction: str = ""


def choose(phrase: Phrase, occurrence: Occurrence, offset: int | None, context: Context, ended: bool = False) -> Choice:
    """The occurrence of a yearly date that the text means; ``ended`` asks that a past one be over."""
    if context.narrative:
        if offset is not None and phrase["anchor"] == "told" and (year := context.year_told()):
            return Choice(occurrence(year + int(offset)), "told")
        return _choice_in_story(occurrence, offset, context)
    if offset is not None and phrase["anchor"] == "told" and (year := context.year_told()):
        return Choice(occurrence(year + int(offset)), "told")
    if offset is not None and phrase["anchor"] == "told" and (before := context.last_told("month")) and before.start:
        return Choice(_relative(_around(occurrence, before.start.year), before, int(offset)), "told")
    created = context.created
    if created is None or created.start is None or created.end is None:
        return Choice(None)
    each = _around(occurrence, created.start.year)
    if offset is not None:
        return Choice(_relative(each, created, int(offset)), "created", {-1: "last", 0: "this", 1: "next"}[int(offset)])
    first = context.joined_to(phrase)
    if first and first.start:
        following = [one for one in _around(occurrence, first.start.year) if one.start and one.start >= first.start]
        return Choice(following[0] if following else None, "told")
    if context.habitual(phrase):
        return Choice(None)
    sign, cue = context.direction(phrase)
    if sequel := _sequel(phrase, occurrence, sign, context, created):
        return Choice(sequel, "told")
    if stated := _in_stated_year(phrase, occurrence, sign, context, created):
        return stated
    past = [one for one in each if (one.end if ended else one.start + timedelta(1)) <= created.end]  # type: ignore[operator]
    future = [one for one in each if one.end > created.start]  # type: ignore[operator]
    if sign < 0 and past:
        return Choice(past[-1], "created", f"past: {cue}")
    if sign > 0 and future and not (past and _just_gone(past[-1], future[0], created)):
        return Choice(future[0], "created", f"future: {cue}")
    back = _LEANING if context.cues.leaning(context.folded, phrase.start, phrase.end) else 1
    ahead = None if sign else _still_to_come(phrase, occurrence, created)
    return Choice(ahead or min(each, key=lambda one: _distance(one, created, back), default=None), "created", "")


def _just_gone(past: Interval, future: Interval, created: Interval) -> bool:
    """Whether a day lies a few days back and its next occurrence almost a year ahead: no one means that one."""
    assert past.end and future.start and created.start and created.end
    return past.days == 1 and (created.start - past.end).days < _FEW_DAYS and (future.start - created.end).days > _YEAR


def _choice_in_story(occurrence: Occurrence, offset: int | None, context: Context) -> Choice:
    """On from what the story told last; where it has told nothing yet, in the first year that it states."""
    if context.story is None and context.opening_year:
        return Choice(occurrence(context.opening_year), "told")
    told = context.story.interval if context.story else None
    return Choice(_choose_in_story(occurrence, told, context, offset) if told else None, "told")


def _in_stated_year(
    phrase: Phrase, occurrence: Occurrence, sign: int, context: Context, created: Interval
) -> Choice | None:
    """The occurrence in a year that the sentence states, or for quarters and holidays in the document's own."""
    assert created.start
    if (year := context.year_opened(phrase)) and (own := occurrence(year)):
        return Choice(own, "told")
    if phrase["reach"] and (own := _of_its_year(occurrence, sign, created, int(phrase["reach"]))):
        return Choice(own, "created")
    stated = _year_of_sentence(phrase, sign, context, created.start.year)
    own = occurrence(stated) if stated else None
    return Choice(own, "told") if own else None


def _year_of_sentence(phrase: Phrase, sign: int, context: Context, now: int) -> int | None:
    """The year that the same sentence has stated, where the direction does not speak against it."""
    told = context.told_nearby(phrase)
    if told is None or told.interval is None or told.interval.start is None or told.anchor != "explicit":
        return None
    if context.cues.carries or not context.frames_sentence(phrase):
        return None
    if not is_finer(told.unit, "year"):
        return None
    year = told.interval.start.year
    return year if (year - now) * sign > 0 or (sign == 0 and year != now) else None


def _sequel(phrase: Phrase, occurrence: Occurrence, sign: int, context: Context, created: Interval) -> Interval | None:
    """The date of a year that the sentence has just stated, or the next one after a date stated with its year."""
    told = context.carried_on(phrase)
    if before := context.compared_with(phrase):
        return next((one for one in reversed(_around(occurrence, before.year)) if one.end and one.end <= before), None)
    if told is None or told.interval is None or told.interval.start is None or not is_finer(told.unit, "year"):
        return None
    start = told.interval.start
    if told.unit == "year":
        own = occurrence(start.year)
    else:
        own = next((one for one in _around(occurrence, start.year) if one.start and _follows(one, start)), None)
    if own is None or (sign > 0 and own.end <= created.start) or (sign < 0 and own.start >= created.end):  # type: ignore[operator]
        return None
    return own


def _of_its_year(occurrence: Occurrence, sign: int, created: Interval, reach: int) -> Interval | None:
    """A quarter or holiday of the document's year, unless it lies more than ``reach`` days ahead, or far behind."""
    assert created.start and created.end
    own = occurrence(created.start.year)
    if own is None or own.start is None or own.end is None or (sign > 0 and own.end <= created.start):
        return None
    if sign <= 0 and (own.start - created.end).days > reach:
        return occurrence(created.start.year - 1)
    return occurrence(created.start.year + 1) if sign >= 0 and (created.start - own.end).days > _LONG_GONE else own


def _follows(one: Interval, start: date) -> bool:
    """Whether a date goes on from one just told: it lies after it, or shortly before it in the same year."""
    assert one.start and one.end
    return one.start >= start or (one.start.year == start.year and (start - one.end).days <= _SHORTLY)


def _still_to_come(phrase: Phrase, occurrence: Occurrence, created: Interval) -> Interval | None:
    """The date of the document's own year, where it lies ahead by as many days as the phrase allows."""
    assert created.start and created.end
    own = occurrence(created.start.year) if phrase["own_year"] else None
    return own if own and own.start and 0 <= (own.start - created.end).days <= int(phrase["own_year"]) else None


def _around(occurrence: Occurrence, year: int) -> list[Interval]:
    found = [occurrence(number) for number in range(max(1, year - 2), min(9998, year + 2) + 1)]
    if not any(found):
        found = [occurrence(number) for number in range(max(1, year - 8), min(9998, year + 8) + 1)]
    return [one for one in found if one]


def _distance(one: Interval, other: Interval, back: int) -> int:
    """Days between two intervals; a month ahead counts as twice as far, for news tells what has been.

    What lies behind counts ``back`` times, and if more than once, what lies ahead counts plainly.
    """
    assert one.start and one.end and other.start and other.end
    if one.meets(other):
        return 0
    if one.start < other.end:
        return back * (other.start - one.end).days + 1
    return (one.start - other.end).days * (1 if one.days == 1 or back > 1 else 2) + 1


def _relative(each: list[Interval], base: Interval, offset: int) -> Interval | None:
    assert base.start and base.end
    if offset < 0:
        gone = [one for one in each if one.end <= base.start]  # type: ignore[operator]
        return gone[offset] if len(gone) >= -offset else None
    if offset > 0:
        coming = [one for one in each if one.start >= base.end]  # type: ignore[operator]
        return coming[offset - 1] if len(coming) >= offset else None
    holding = [one for one in each if one.meets(base)]
    if holding:
        return holding[0]
    same = [one for one in each if one.start and one.start.year == base.start.year]
    return same[0] if same else None


def _choose_in_story(occurrence: Occurrence, told: Interval, context: Context, offset: int | None) -> Interval | None:
    assert told.start and told.end
    if context.story and context.story.unit in ("year", "decade", "century"):
        return occurrence(told.start.year)
    each = _around(occurrence, told.start.year)
    if offset:
        return _relative(each, told, int(offset))

    def cost(one: Interval) -> float:
        assert one.start and told.start
        days = (one.start - told.start).days
        if one.end and one.end <= told.start and one.start.year != one.end.year:
            days = (one.end - told.start).days  # a winter ends in the year it is told in
        return days if days >= 0 else -days * _BACKWARD if one.start.year != told.start.year else -days / _BACKWARD

    return min(each, key=cost, default=None)


def choose_weekday(phrase: Phrase, weekday: int, offset: int | None, context: Context) -> Choice:
    """The day of a bare weekday: in the week told, before or after the document's date, on from a story's day."""
    told = context.last_told("day")
    near = context.told_nearby(phrase)
    if (
        offset is None
        and near
        and near.interval
        and near.interval.start
        and (near.unit == "week" or near.anchor == _WEEK)
        and not context.is_news_of(near)
    ):
        monday = near.interval.start - timedelta(near.interval.start.weekday())
        return Choice(edtf.day(monday + timedelta(weekday - 1)), _WEEK)
    follows = told and (context.narrative or (offset is not None and phrase["anchor"] == "told"))
    base = told if follows else context.created_within("day")
    if base is None or base.start is None:
        return Choice(None)
    first = context.joined_to(phrase) if offset is None else None
    if first and first.start and first.days == 1:
        return Choice(edtf.day(first.start + timedelta((weekday - first.start.isoweekday()) % 7)), "told")
    ahead = (weekday - base.start.isoweekday()) % 7
    anchor = "told" if base is told else "created"
    if offset is not None:
        plain = base is not told and phrase["anchor"] != "told"
        days = {
            -1: ahead - 14 if plain and ahead == _YESTERDAY else ahead - 7,
            0: weekday - base.start.isoweekday(),
            1: ahead + 7 if plain and 0 < ahead <= _SOON and weekday > base.start.isoweekday() else ahead or 7,
        }.get(int(offset), ahead)
        return Choice(edtf.day(base.start + timedelta(days)), anchor, {-1: "last", 0: "this", 1: "next"}[int(offset)])
    sign, cue = context.direction(phrase) if anchor == "created" else (1, "")
    if sign > 0:
        return Choice(edtf.day(base.start + timedelta(ahead)), anchor, f"future: {cue}")
    if sign == 0 and phrase["own_week"]:
        return Choice(edtf.day(base.start + timedelta(weekday - base.start.isoweekday())), anchor)
    return Choice(edtf.day(base.start + timedelta(ahead - 7 if ahead else 0)), anchor, f"past: {cue}" if sign else "")


def choose_day_of_month(phrase: Phrase, day: int, weekday: int | None, context: Context) -> Choice:
    """The day of a date that says no month: of the month told, else the nearest that the words allow."""
    told = context.last_told("month")
    follows = phrase["anchor"] == "told" or context.narrative or context.created_within("day") is None
    if carried := _carried_month(phrase, day, context):
        told, follows = carried, True
    base = told if told and follows else None
    base = base or (None if context.narrative else context.created_within("day"))
    if base is None or base.start is None:
        return Choice(None)
    months = [_month_day(base.start, count, day) for count in range(-12, 13)]
    each = [one for one in months if one and (weekday is None or one.isoweekday() == weekday)]
    same = [one for one in each if (one.year, one.month) == (base.start.year, base.start.month)]
    if base is told:
        return Choice(edtf.day(same[0]) if same else None, "told")
    sign, cue = context.direction(phrase)
    past = [one for one in each if one <= base.start]
    future = [one for one in each if one >= base.start]
    if sign < 0 and past:
        return Choice(edtf.day(past[-1]), "created", f"past: {cue}")
    if sign > 0 and future:
        return Choice(edtf.day(future[0]), "created", f"future: {cue}")
    near = same or sorted(each, key=lambda one: abs((one - base.start).days))  # type: ignore[operator]
    return Choice(edtf.day(near[0]) if near else None, "created")


def _carried_month(phrase: Phrase, day: int, context: Context) -> Interval | None:
    """The month told just before, or the told day that a later day of its month goes on from."""
    near = context.told_nearby(phrase) if context.cues.carries else None
    if near is None or near.interval is None or near.interval.start is None or near.interval.end is None:
        return None
    if (
        near.unit == "month"
        and context.created
        and context.created.start
        and near.interval.end <= context.created.start
    ):
        return None
    return near.interval if near.unit == "month" or (near.unit == "day" and day > near.interval.start.day) else None


def _month_day(base: date, count: int, day: int) -> date | None:
    months = 12 * base.year + base.month - 1 + count
    try:
        return date(months // 12, months % 12 + 1, day)
    except ValueError:
        return None
