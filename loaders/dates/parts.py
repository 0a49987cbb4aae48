"""Reads parts of a period: the last week of July, the first eight months, the second half of the year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from loaders import edtf
from loaders.dates.choosing import choose
from loaders.dates.dating import Inner
from loaders.dates.phrases import Phrase, Reading
from loaders.dates.units import CLOCK, OPEN_VALUES, is_finer, spell, spell_ends, step, unit_at
from loaders.edtf import Granularity, Interval
from loaders.errors import EdtfError

if TYPE_CHECKING:
    from loaders.dates.context import Context


_QUARTER = 3  # months


def make_nth(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """The last week of July, the first eight months of 2023, the second half of the year."""
    held = phrase["of"]
    if isinstance(held, Phrase):
        outer = inner(held)
        if outer.interval is None:
            return Reading("DATE", _nth_value(phrase), "span")
        part = part_of(phrase, outer.interval, outer.unit)
        if part is None:
            return Reading("DATE", _nth_value(phrase), "span")
        interval, unit = part
        value = _spell_part(phrase, interval, unit)
        if unit == "span" and phrase["count"] == _QUARTER and phrase["unit"] == "month" and interval.start:
            unit = (
                "quarter" if interval == unit_at(interval.start, "quarter") or interval.start.month % 3 == 1 else unit
            )
        return Reading("DATE", value, unit, interval, outer.inferred, outer.anchor, outer.direction)

    if phrase["whole"]:
        return _part_of_unit(phrase, str(phrase["whole"]), context)

    def occurrence(year: int) -> Interval | None:
        part = part_of(phrase, edtf.year(year), "year")
        return part[0] if part else None

    choice = choose(phrase, occurrence, None, context, ended=bool(phrase["count"]))
    part = part_of(phrase, edtf.year(2001), "year")
    unit = part[1] if part else "span"
    if choice.interval is None:
        return Reading("DATE", _nth_value(phrase), unit)
    value = _spell_part(phrase, choice.interval, unit)
    return Reading("DATE", value, unit, choice.interval, frozenset({"year"}), choice.anchor, choice.direction)


def _part_of_unit(phrase: Phrase, whole: str, context: Context) -> Reading:
    """A part of the month or week told just before, else of the document's."""
    near = context.told_nearby(phrase)
    told = near.interval if near and is_finer(near.unit, whole) else None
    base = told or context.created_within(whole)
    part = part_of(phrase, unit_at(base.start, whole), whole) if base and base.start else None
    if part is None:
        return Reading("DATE", _nth_value(phrase), "span")
    value = _spell_part(phrase, *part)
    return Reading("DATE", value, part[1], part[0], frozenset({"year"}), "told" if told else "created")


def _nth_value(phrase: Phrase) -> str:
    count = phrase["count"]
    return f"P{count}{str(phrase['unit'])[0].upper()}" if count else OPEN_VALUES.get(str(phrase["unit"]), "XXXX")


def _spell_part(phrase: Phrase, interval: Interval, unit: str) -> str:
    if unit == "span" and phrase["count"]:
        return spell_ends(interval, str(phrase["unit"])) if phrase["spells_ends"] else _nth_value(phrase)
    return spell(interval, unit)


def part_of(phrase: Phrase, whole: Interval, unit: str) -> tuple[Interval, str] | None:
    """The part of a whole that ``nth`` (1 first, -1 last), ``count`` and ``unit`` of a phrase name, and its unit."""
    part, nth, count = str(phrase["unit"]), int(phrase["nth"] or 1), phrase["count"]
    if whole.start is None or whole.end is None or part in CLOCK:
        return None
    if phrase["from_day"]:
        return _days_of(whole, int(phrase["from_day"]), phrase["to_day"]), "ten_days"
    if phrase["weekday"]:
        found_day = _nth_weekday(whole, nth, int(phrase["weekday"]))
        return (found_day, "day") if found_day else None
    if part == "half":
        found = _half_of(whole, unit, nth)
        return found if found and not count else None
    if not is_finer(part, unit) and unit not in ("span", "event"):
        return None
    try:
        if part == "weekend" and not count:
            saturday = _nth_weekday(whole, nth, 6)
            return (unit_at(saturday.start, part), part) if saturday and saturday.start else None
        if part == "week":
            return _weeks_of(whole, nth, int(count or 1)), "span" if count else "week"
        if count:
            return _several_of(whole, part, nth, int(count)), "span"
        start = step(whole.start, part, nth - 1) if nth > 0 else step(whole.end - timedelta(1), part, nth + 1)
        found_unit = unit_at(start, part)
    except (EdtfError, ValueError):
        return None
    return (found_unit, part) if found_unit.meets(whole) else None


def _days_of(whole: Interval, first: int, last: int | None) -> Interval:
    """The days of a whole from its ``first`` to its ``last``, or to its end."""
    assert whole.start and whole.end
    end = whole.end if last is None else min(whole.end, whole.start + timedelta(last))
    return Interval(whole.start + timedelta(first - 1), end, Granularity.OTHER)


def _nth_weekday(whole: Interval, nth: int, weekday: int) -> Interval | None:
    assert whole.start and whole.end
    if nth > 0:
        day = whole.start + timedelta((weekday - whole.start.isoweekday()) % 7 + 7 * (nth - 1))
    else:
        last = whole.end - timedelta(1)
        day = last - timedelta((last.isoweekday() - weekday) % 7 - 7 * (nth + 1))
    return edtf.day(day) if whole.start <= day < whole.end else None


def _several_of(whole: Interval, part: str, nth: int, count: int) -> Interval:
    assert whole.start and whole.end
    if nth > 0:
        return Interval(whole.start, step(whole.start, part, count), Granularity.OTHER)
    return Interval(step(whole.end, part, -count), whole.end, Granularity.OTHER)


def _weeks_of(whole: Interval, nth: int, count: int) -> Interval:
    """Weeks whose Thursday lies inside, as ISO 8601 counts the weeks of a year."""
    assert whole.start and whole.end
    if nth > 0:
        first = edtf.week(whole.start + timedelta(3)).start
        assert first
        monday = first + timedelta(7 * (nth - 1))
    else:
        last = edtf.week(whole.end - timedelta(4)).start
        assert last
        monday = last + timedelta(7 * (nth + 1)) - timedelta(7 * (count - 1))
    span = Interval(monday, monday + timedelta(7 * count), Granularity.WEEK if count == 1 else Granularity.OTHER)
    if not span.meets(whole):
        raise EdtfError("there is no such week in it.")
    return span


def _half_of(whole: Interval, unit: str, nth: int) -> tuple[Interval, str] | None:
    assert whole.start and whole.end
    first = nth == 1
    if unit == "year":
        return edtf.half(whole.start.year, 1 if first else 2), "half"
    if unit == "month":
        middle = whole.start.replace(day=16)
    elif unit in ("decade", "century"):
        years = whole.end.year - whole.start.year
        middle = date(whole.start.year + years // 2, 1, 1)
    elif unit == "week":
        middle = whole.start + timedelta(3)
    else:
        return None
    return Interval(whole.start if first else middle, middle if first else whole.end, Granularity.OTHER), "span"
