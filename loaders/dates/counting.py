"""Reads what is counted: this year, two days later, the first eight months, the 14th plan, a named event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from loaders import edtf
from loaders.dates.calendar import pick_event
from loaders.dates.dating import Inner, choose
from loaders.dates.phrases import Phrase, Reading
from loaders.dates.units import CLOCK, is_finer, spell, spell_ends, step, unit_at
from loaders.edtf import Granularity, Interval
from loaders.errors import EdtfError

if TYPE_CHECKING:
    from loaders.dates.context import Context

_IN_YEARS = {"decade": 10, "century": 100}  # half a century is fifty years
OPEN_VALUES = {
    "day": "XXXX-XX-XX", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "quarter": "XXXX-QX",
    "half": "XXXX-HX", "season": "XXXX-XX", "year": "XXXX", "decade": "XXX", "century": "XX",
}  # fmt: skip


def _base(phrase: Phrase, unit: str, context: Context) -> tuple[Interval | None, str]:
    """The date from which to count, and whose it is: of the document (``created``), or told before (``told``).

    ``either`` is told in a story and created in the news, ``near`` told in the same sentence; a told date falls back
    on the document's where nothing was told.
    """
    anchor = str(phrase["anchor"] or "created")
    told = context.last_told(unit)
    if anchor == "near":
        nearby = context.told_nearby(phrase)
        if nearby and nearby.interval and nearby.interval.start:
            whole = unit_at(nearby.interval.start, unit)
            if nearby.interval.within(whole):
                return whole, "told"
        anchor = "either"
    if anchor == "told" and told:
        return told, "told"
    if anchor == "either" and context.narrative and told:
        return told, "told"
    if anchor == "told" and (context.narrative or context.told):
        return None, ""
    created = context.created_within(unit)
    return created, "created" if created else ""


def make_unit(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """This year, last month, tomorrow, that week: a unit some steps from where the text stands."""
    unit, offset = str(phrase["unit"]), int(phrase["offset"] or 0)
    if phrase["floating"]:
        offset = _floating(phrase, unit, context)
    if unit in CLOCK:
        return Reading("DATE", {-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}[max(-1, min(1, offset))], "day")
    held = phrase["of"]
    if isinstance(held, Phrase):
        outer = inner(held)
        base, anchor = outer.interval, outer.anchor
    else:
        base, anchor = _base(phrase, unit, context)
    if base is None or base.start is None:
        return Reading("DATE", OPEN_VALUES[unit], unit)
    try:
        interval = unit_at(step(base.start, unit, offset), unit)
    except EdtfError:
        return Reading("DATE", OPEN_VALUES[unit], unit)
    inferred = frozenset({"year"}) if anchor == "told" else frozenset[str]()
    return Reading("DATE", spell(interval, unit), unit, interval, inferred, anchor)


def _floating(phrase: Phrase, unit: str, context: Context) -> int:
    """Steps to the unit that the words around point to: the coming one, or the last that has begun."""
    created = context.created_within(unit)
    if created is None or created.start is None:
        return 0
    this = unit_at(created.start, unit)
    sign, _ = context.direction(phrase)
    return -1 if sign <= 0 and this.start and this.start > created.start else 0


def make_again(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """The same period of another year: the period last told, so many years away; else the year itself."""
    held = phrase["of"]
    period = context.last_period()
    offset = int(phrase["offset"] or 0)
    if isinstance(held, Phrase):
        outer = inner(held)
        if period is None or period.interval is None or outer.interval is None:
            return outer
        assert period.interval.start
        assert outer.interval.start
        offset = outer.interval.start.year - period.interval.start.year
    if period is None or period.interval is None:
        return make_unit(phrase, context, inner)
    start, end = period.interval.start, period.interval.end
    assert start
    assert end
    try:
        interval = Interval(step(start, "year", offset), step(end, "year", offset), period.interval.granularity)
    except EdtfError:
        return Reading("DATE", "XXXX", "span")
    value = spell(interval, period.unit) if not period.value.startswith("P") else period.value
    return Reading("DATE", value, period.unit, interval, frozenset({"year"}), "told")


def make_away(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """Two days later, three years ago, a week after 5 May: so many units from a date."""
    long = phrase["long"] or phrase
    while long.rule.makes == "same":
        long = long["of"]
    assert isinstance(long, Phrase)
    amounts = amounts_of(long)
    sign = int(phrase["direction"] or 1)
    unit = amounts[-1][1]
    vague = Reading("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF", "day")
    if any(not isinstance(count, int | float) for count, _ in amounts):
        return vague
    held = phrase["of"]
    if isinstance(held, Phrase):
        outer = inner(held)
        base, anchor = outer.interval, outer.anchor
        precise = outer.unit
    else:
        base, anchor = _base(phrase, "day" if unit in CLOCK else unit, context)
        precise = ""
    if base is None or base.start is None or base.end is None:
        return replace(vague, value=OPEN_VALUES.get(unit, "XXXX-XX-XX"), unit=unit)
    return _count_from(base, amounts, sign, precise, anchor) or vague


def _count_from(
    base: Interval, amounts: list[tuple[float, str]], sign: int, precise: str, anchor: str
) -> Reading | None:
    assert base.start and base.end
    unit = amounts[-1][1]
    day = base.start
    try:
        for count, each in amounts:
            day = _move(day, each, sign * count)
    except EdtfError:
        return None
    if unit in CLOCK:
        return Reading("TIME", day.isoformat(), "day", edtf.day(day), frozenset(), anchor)
    keeps = precise == "day" and unit != "year"
    target = "day" if keeps or len(amounts) > 1 else unit
    if any(count != int(count) for count, _ in amounts):
        target = "month" if unit in ("year", "half", "quarter") else "day"
    interval = unit_at(day, target)
    return Reading("DATE", spell(interval, target), target, interval, frozenset(), anchor)


def _move(day: date, unit: str, count: float) -> date:
    whole = int(count)
    if unit in CLOCK:
        seconds = {"hour": 3600, "minute": 60, "second": 1}[unit] * count
        return day + timedelta(int(seconds // 86400)) if seconds > 0 else day - timedelta(int(-seconds // 86400))
    day = step(day, unit, whole)
    rest = count - whole
    if rest and unit in ("year", "decade"):
        return step(day, "month", round(rest * (12 if unit == "year" else 120)))
    if rest and unit in ("week", "month"):
        return step(day, "day", round(rest * (7 if unit == "week" else 30)))
    return day


def amounts_of(phrase: Phrase) -> list[tuple[float, str]]:
    """Counts with their units of a duration, coarsest first as the words give them."""
    count, unit = phrase["count"], str(phrase["unit"])
    times = phrase["times"] or 1
    if isinstance(count, int | float):
        count = count * times + (phrase["plus"] or 0)
        if count != int(count) and unit in _IN_YEARS:
            count, unit = count * _IN_YEARS[unit], "year"
    amounts = [(count, unit)]
    rest = phrase["rest"]
    return amounts + amounts_of(rest) if isinstance(rest, Phrase) else amounts


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
        return Reading(
            "DATE", _spell_part(phrase, interval, unit), unit, interval, outer.inferred, outer.anchor, outer.direction
        )

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


def make_stretch(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """The year to March, the three months to June: so many units that end with a date."""
    held = phrase["to"]
    assert isinstance(held, Phrase)
    end = inner(held).interval
    unit, count = str(phrase["unit"]), phrase["count"] or 1
    if end is None or end.end is None or unit in CLOCK or not isinstance(count, int):
        return Reading("DATE", "XXXX", "span")
    try:
        interval = Interval(step(end.end, unit, -count), end.end, Granularity.OTHER)
    except EdtfError:
        return Reading("DATE", "XXXX", "span")
    return Reading("DATE", spell(interval, "span"), "span", interval, frozenset({"year"}), "created")


def make_same(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """The end of June, early 2024, around 2025: the same interval, marked approximate where the rule says so."""
    held = phrase["of"]
    assert isinstance(held, Phrase)
    outer = inner(held)
    if outer.interval is None or not phrase["approximate"]:
        return outer
    known = outer.interval
    return replace(outer, interval=Interval(known.start, known.end, known.granularity, True))


def make_cycle(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """A numbered period of so many years (``length``), the first one beginning ``length`` years after ``origin``."""
    nth, origin, length = int(phrase["nth"]), int(phrase["origin"]), int(phrase["length"])
    first = origin + nth * length
    if not 1000 <= first <= 2200:
        return Reading("DATE", "XXXX", "span")
    interval = edtf.months(first, 1, 12 * length, Granularity.OTHER)
    return Reading("DATE", spell(interval, "span"), "span", interval, frozenset(), "explicit")


def make_event(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """A named event or period out of the calendar; without an interval when the document's date does not pick one."""
    held = phrase["of"]
    within = inner(held).interval if isinstance(held, Phrase) else None
    sign, cue = int(phrase["direction"] or 0), ""
    if not sign and within is None:
        sign, cue = context.direction(phrase)
    name = phrase["event"]
    alias = name["event"] if isinstance(name, Phrase) else name
    event = pick_event(alias, context.created, sign, within)
    if event is None:
        return Reading("DATE", "XXXX", "event")
    inferred = frozenset[str]() if alias.certain else frozenset({"year"})
    value = edtf.write_edtf(event.interval)
    return Reading("DATE", value, "event", event.interval, inferred, f"calendar: {event.slug}", cue)


def make_range(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """From one date to another, both inside; the end that says its year gives it to the other."""
    first, last = phrase["first"], phrase["last"]
    if phrase["from_year"]:
        return _years(int(phrase["from_year"]), int(phrase["to_year"]))
    assert isinstance(first, Phrase)
    assert isinstance(last, Phrase)
    if _says_year(last) and not _says_year(first):
        b = inner(last)
        with context.anchored(b):
            a = inner(first)
    else:
        a = inner(first)
        with context.anchored(a):
            b = inner(last)
    if a.interval is None or b.interval is None or a.interval.start is None or b.interval.end is None:
        return Reading("DATE", "XXXX", "span")
    if b.interval.end <= a.interval.start:
        return Reading("DATE", "XXXX", "span")
    interval = edtf.span(a.interval, b.interval)
    return Reading("DATE", edtf.write_edtf(interval), "span", interval, a.inferred | b.inferred, a.anchor)


def _years(first: int, last: int) -> Reading:
    last = last if last > 99 else first // 100 * 100 + last
    if last <= first:
        return Reading("DATE", "XXXX", "span")
    interval = edtf.span(edtf.year(first), edtf.year(last))
    return Reading("DATE", edtf.write_edtf(interval), "span", interval, frozenset(), "explicit")


def _says_year(phrase: Phrase) -> bool:
    return any(phrase[name] is not None for name in ("year", "yy", "of"))
