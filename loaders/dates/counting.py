"""Reads what is counted: this year, two days later, the first eight months, the 14th plan, a named event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from loaders import edtf
from loaders.dates.calendar import pick_event
from loaders.dates.dating import Inner
from loaders.dates.phrases import Phrase, Reading
from loaders.dates.units import CLOCK, CODES, OPEN_VALUES, spell, step, unit_at
from loaders.edtf import Granularity, Interval
from loaders.errors import EdtfError

if TYPE_CHECKING:
    from loaders.dates.context import Context

_IN_YEARS = {"decade": 10, "century": 100}  # half a century is fifty years


def _base(phrase: Phrase, unit: str, context: Context) -> tuple[Interval | None, str]:
    """The date from which to count, and whose it is: of the document (``created``), or told before (``told``).

    ``either`` is told in a story and created in the news, ``near`` told in the same sentence; a told date falls back
    on the document's where nothing was told. ``text`` is what the text told, or nothing.
    """
    anchor = str(phrase["anchor"] or "created")
    told = context.last_told(unit)
    if anchor == "near":
        nearby = context.told_nearby(phrase)
        if nearby and nearby.interval and nearby.interval.start:
            whole = unit_at(nearby.interval.start, unit)
            if nearby.interval.within(whole) and not _gainsaid(phrase, whole, context):
                return whole, "told"
        period = context.last_period()
        if period and unit == "quarter" and period.unit == unit:
            return period.interval, "told"
        anchor = "either"
    if anchor == "text":
        return told, "told" if told else ""
    if anchor == "told" and told:
        return told, "told"
    if anchor == "either" and context.narrative and told:
        return told, "told"
    if anchor == "told" and (context.narrative or context.told):
        return None, ""
    created = context.created_within(unit)
    return created, "created" if created else ""


def _gainsaid(phrase: Phrase, told: Interval, context: Context) -> bool:
    """Whether the words around point to the other side of the document's date than what was told."""
    created = context.created
    if context.narrative or created is None or not (created.start and created.end and told.start and told.end):
        return False
    sign, _ = context.direction(phrase)
    return (sign > 0 and told.end <= created.start) or (sign < 0 and told.start >= created.end)


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
    inferred = frozenset({"year"}) if anchor == "told" else frozenset[str]()
    try:
        interval = unit_at(step(base.start, unit, offset), unit)
        if phrase["count"]:
            last = unit_at(step(base.start, unit, offset + int(phrase["count"]) - 1), unit)
            interval, unit = edtf.span(interval, last), "span"
    except EdtfError:
        return Reading("DATE", OPEN_VALUES[unit], unit)
    return Reading("DATE", spell(interval, unit), unit, interval, inferred, anchor)


def _floating(phrase: Phrase, unit: str, context: Context) -> int:
    """Steps to the unit that the words around point to: the coming one, or the last that has begun."""
    created = context.created_within(unit)
    if created is None or created.start is None:
        return 0
    this = unit_at(created.start, unit)
    sign, _ = context.direction(phrase)
    behind = sign < 0 or (sign == 0 and not phrase["own_week"])
    return -1 if behind and this.start and this.start > created.start else 0


def make_again(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """The same period of another year: the period last told, so many years away; else the year itself."""
    held = phrase["of"]
    if phrase["anchor"] == "created" and isinstance(held, Phrase):
        return _same_day(inner(held), str(phrase["unit"] or "day"), context)
    period = context.period_reported(phrase)
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


def _same_day(outer: Reading, kind: str, context: Context) -> Reading:
    """Last year's today, a week from today: the document's day (or month) in another year, month or week."""
    created, unit = context.created_within("day"), "month" if outer.unit == "month" else "year"
    if created is None or created.start is None or outer.interval is None or outer.interval.start is None:
        return Reading("DATE", "XXXX-XX-XX", "day")
    start, there = created.start, outer.interval.start
    if outer.unit == "week":
        there = edtf.week(there).start or there
        return _unit_read(there + timedelta(start.weekday()), kind)
    months = 12 * (there.year - start.year) + (there.month - start.month if unit == "month" else 0)
    return _unit_read(step(start, "month", months), kind)


def _unit_read(day: date, unit: str) -> Reading:
    interval = unit_at(day, unit)
    return Reading("DATE", spell(interval, unit), unit, interval, frozenset({"day"}), "created")


def make_away(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """Two days later, three years ago, a week after 5 May: so many units from a date."""
    long = _bare(phrase["long"] or phrase)
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
        if unit in CLOCK and phrase["anchor"] == "told" and (moment := _from_clock(amounts, sign, context)):
            return moment
        base, anchor = _base(phrase, "day" if unit in CLOCK else unit, context)
        precise = ""
    if base is None or base.start is None or base.end is None:
        return replace(vague, value=OPEN_VALUES.get(unit, "XXXX-XX-XX"), unit=unit)
    finest = precise if phrase["keeps"] or (precise == "day" and unit != "year") else ""
    counted = _count_from(base, amounts, sign, finest, anchor)
    if counted and isinstance(held, Phrase) and outer.type == "TIME":
        return replace(counted, type="TIME", value=f"{counted.value}T{outer.value.partition('T')[2]}")
    return counted or vague


def _count_from(
    base: Interval, amounts: list[tuple[float, str]], sign: int, finest: str, anchor: str
) -> Reading | None:
    """So many units from an interval: in the unit counted, or in the ``finest`` that the words keep."""
    assert base.start and base.end
    unit = amounts[-1][1]
    if unit in _IN_YEARS and amounts == [(1, unit)]:
        amounts, unit = [(_IN_YEARS[unit], "year")], "year"
    day = base.start
    try:
        for count, each in amounts:
            day = _move(day, each, sign * count)
    except EdtfError:
        return None
    if unit in CLOCK:
        return Reading("TIME", day.isoformat(), "day", edtf.day(day), frozenset(), anchor)
    target = finest if finest in CODES else "day" if len(amounts) > 1 else unit
    if any(count != int(count) for count, _ in amounts):
        target = "month" if unit in ("year", "half", "quarter") else "day"
    interval = unit_at(day, target)
    return Reading("DATE", spell(interval, target), target, interval, frozenset(), anchor)


def _from_clock(amounts: list[tuple[float, str]], sign: int, context: Context) -> Reading | None:
    """So many hours or minutes from a time of day that was told last."""
    last = context.told[-1] if context.told else None
    if last is None or len(last.value) != len("2024-07-05T17:30") or "T" not in last.value:
        return None
    try:
        moment = datetime.fromisoformat(last.value)
    except ValueError:
        return None
    for count, unit in amounts:
        moment += sign * timedelta(**{f"{unit}s": count}) if unit in CLOCK else timedelta()
    value = moment.isoformat(timespec="minutes")
    return Reading("TIME", value, "day", edtf.day(moment.date()), frozenset({"day"}), "told")


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


def make_rolling(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """The past three days, the next two weeks: whole days that end before the document's, or begin after it.

    Years are told roughly, so that a stretch of years, or of what has no calendar, stays a duration alone.
    """
    held, created = phrase["of"], context.created_within("day")
    assert isinstance(held, Phrase)
    reading = inner(held)
    amounts = amounts_of(_bare(held))
    exact = all(isinstance(count, int | float) and unit in ("day", "week", "month") for count, unit in amounts)
    if not exact or context.narrative or created is None or not (created.start and created.end):
        return reading
    sign = int(phrase["direction"])
    day = created.start if sign < 0 else created.end
    try:
        for count, unit in amounts:
            day = _move(day, unit, sign * count)
    except EdtfError:
        return reading
    first, last = sorted((day, created.start if sign < 0 else created.end))
    interval = Interval(first, last, Granularity.OTHER) if first < last else None
    return replace(reading, interval=interval, anchor="created")


def _bare(phrase: Phrase) -> Phrase:
    """The amount that words such as "the whole of" only hold."""
    while phrase.rule.makes in ("same", "rolling"):
        phrase = phrase["of"]
    return phrase


def make_same(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """The end of June, around 2025: the same interval, marked approximate, or left out, where the rule says so."""
    held = phrase["of"]
    assert isinstance(held, Phrase)
    outer = inner(held)
    if phrase["open"]:
        return replace(outer, interval=None)
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
