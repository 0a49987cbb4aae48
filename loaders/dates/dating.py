"""Turns the fields of a date (year, month, day, weekday, quarter, season, holiday) into a calendar interval.

Fields that the words leave out are taken from the document's date or from the dates told before, with the direction
of the words around; without either the date stays open and has no interval.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias

from loaders import edtf
from loaders.dates.choosing import choose, choose_day_of_month, choose_weekday
from loaders.dates.feasts import holiday, lunar_interval
from loaders.dates.phrases import Phrase, Reading, Slots
from loaders.dates.units import SEASONS, spell
from loaders.edtf import Interval
from loaders.errors import EdtfError

if TYPE_CHECKING:
    from loaders.dates.context import Context

Inner: TypeAlias = Callable[[Phrase], Reading]


def date_unit(slots: Slots) -> str:
    """The kind of a date: its finest field."""
    for field, unit in (
        ("day", "day"), ("weekday", "day"), ("holiday", "day"), ("week", "week"), ("month", "month"),
        ("quarter", "quarter"), ("half", "half"), ("season", "season"), ("year", "year"), ("yy", "year"),
        ("era", "year"),
        ("decade", "decade"), ("century", "century"),
    ):  # fmt: skip
        if slots.get(field) is not None:
            return unit
    return "day"


def make_date(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """Read a date phrase."""
    slots = dict(phrase.slots)
    unit = date_unit(slots)
    if slots.get("before_common"):
        return Reading("DATE", _before_common(slots), unit)
    held = slots.get("of")
    if isinstance(held, Phrase):
        outer = inner(held)
        if outer.interval is None or outer.interval.start is None:
            value = _open_value(slots)
            return Reading("DATE", outer.value + value[4:] if outer.value[:2] in ("BC", "FY") else value, unit)
        return _inside(slots, unit, outer)
    inferred = frozenset[str]()
    if slots.get("era") is not None:
        slots["year"] = int(slots["era"]) + int(slots["of_era"])
    if slots.get("hundreds") is not None:
        slots["year"] = 100 * int(slots["hundreds"]) + int(slots.get("yy") or 0)
    elif slots.get("yy") is not None:
        slots["year"] = full_year(int(slots["yy"]), context, slots.get("anchor") == "told")
        inferred = frozenset({"century"})
    if slots.get("anchor") == "told" and slots.get("day") is not None and slots.get("year") is not None:
        before = context.last_told("day")
        slots["month"] = before.start.month if before and before.start else None
    if slots.get("decade") is not None or slots.get("century") is not None:
        return _long_period(slots, unit, context)
    if slots.get("fiscal"):  # which months it has is not in the words
        return Reading("DATE", f"FY{int(slots['year']):04d}", "year")
    if slots.get("year") is not None:
        interval = occur(slots, int(slots["year"]))
        if interval is None:
            return Reading("DATE", _open_value(slots), unit)
        return Reading("DATE", spell(interval, unit), unit, interval, inferred, "explicit")
    return _open_date(phrase, slots, unit, context)


def _before_common(slots: Slots) -> str:
    if slots.get("century") is not None:
        return f"BC{int(slots['century']) - 1:02d}"
    if slots.get("decade") is not None:
        return f"BC{int(slots['decade']) // 10:03d}"
    return f"BC{int(slots['year']):04d}"


def _inside(slots: Slots, unit: str, outer: Reading) -> Reading:
    """A date within another: June of last year, the 25th of this month, the Monday of that week."""
    assert outer.interval and outer.interval.start
    start = outer.interval.start
    fields = dict(slots)
    if outer.unit in ("week", "weekend") and slots.get("weekday") is not None:
        day = start - timedelta(start.weekday()) + timedelta(int(slots["weekday"]) - 1)
        interval: Interval | None = edtf.day(day)
    elif outer.unit == "century" and slots.get("decade") is not None:
        interval = _decades(slots, start.year)
        unit = "span" if slots.get("last_decade") else unit
    else:
        if fields.get("month") is None and fields.get("holiday") is None and outer.unit in ("month", "day"):
            fields["month"] = start.month
        interval = occur(fields, start.year)
    if interval is None:
        return Reading("DATE", _open_value(slots), unit)
    return Reading("DATE", spell(interval, unit), unit, interval, outer.inferred, outer.anchor, outer.direction)


def _long_period(slots: Slots, unit: str, context: Context) -> Reading:
    if slots.get("century") is not None:
        interval = edtf.century((int(slots["century"]) - 1) * 100)
    else:
        first = int(slots["decade"])
        full = full_year(first, context) if first < 100 else first
        interval = _decades({**slots, "decade": full % 100}, full // 100 * 100)
        unit = "span" if slots.get("last_decade") else unit
    return Reading("DATE", spell(interval, unit), unit, interval, frozenset(), "explicit")


def _decades(slots: Slots, century: int) -> Interval:
    """A decade of a century by its two digits, or several on end where a last one is told."""
    first = edtf.decade(century + int(slots["decade"]) % 100 // 10 * 10)
    last = slots.get("last_decade")
    return edtf.span(first, edtf.decade(century + int(last))) if last else first


def full_year(short: int, context: Context, follows: bool = False) -> int:
    """The year two digits stand for: of the told century in a story, else from 80 years back to 20 ahead."""
    near = context.created.start if context.created else None
    if context.told and (context.narrative or near is None or follows):
        near = context.told[-1].interval.start if context.told[-1].interval else near
        if near:
            return near.year // 100 * 100 + short
    pivot = near.year if near else 2000
    year = pivot // 100 * 100 + short
    return year - 100 if year > pivot + 20 else year + 100 if year <= pivot - 80 else year


def occur(slots: Slots, year: int) -> Interval | None:
    """The occurrence of yearly fields in a year; None where that year has none (29 February)."""
    try:
        if slots.get("holiday") is not None:
            feast = holiday(str(slots["holiday"]), year)
            return edtf.day(feast) if feast else None
        if slots.get("lunar"):
            return lunar_interval(slots, year)
        if slots.get("month") is not None and slots.get("day") is not None:
            return edtf.day(date(year, int(slots["month"]), int(slots["day"])))
        if slots.get("month") is not None:
            first = edtf.month(year, int(slots["month"]))
            last = slots.get("last_month")
            return edtf.span(first, edtf.month(year, int(last))) if last else first
        if slots.get("week") is not None:
            return edtf.week(date.fromisocalendar(year, int(slots["week"]), 1))
        if slots.get("quarter") is not None:
            return edtf.quarter(year, int(slots["quarter"]))
        if slots.get("half") is not None:
            return edtf.half(year, int(slots["half"]))
        if slots.get("season") is not None:
            return edtf.season(year, int(slots["season"]))
        return edtf.year(year) if slots.get("year") is not None else None
    except (ValueError, EdtfError):
        return None


def _open_date(phrase: Phrase, slots: Slots, unit: str, context: Context) -> Reading:
    """A date that does not say its year (or month, or week)."""
    offset = slots.get("offset")
    if slots.get("weekday") is not None and slots.get("day") is None and slots.get("month") is None:
        choice = choose_weekday(phrase, int(slots["weekday"]), offset, context)
        inferred = frozenset({"day"})
    elif slots.get("day") is not None and slots.get("month") is None:
        choice = choose_day_of_month(phrase, int(slots["day"]), slots.get("weekday"), context)
        inferred = frozenset({"month"})
    else:
        choice = choose(phrase, lambda year: occur(slots, year), offset, context)
        inferred = frozenset({"year"})
    if choice.interval is None:
        return Reading("DATE", _open_value(slots), unit)
    if choice.direction:
        inferred |= {"direction"}
    value = spell(choice.interval, unit)
    return Reading("DATE", value, unit, choice.interval, inferred, choice.anchor, choice.direction)


def _open_value(slots: Slots) -> str:
    """TIMEX3 value with X for what is not known."""
    year = f"{int(slots['year']):04d}" if slots.get("year") is not None else "XXXX"
    if slots.get("weekday") is not None and slots.get("day") is None:
        return f"{year}-WXX-{slots['weekday']}"
    if slots.get("quarter") is not None:
        return f"{year}-Q{slots['quarter']}"
    if slots.get("half") is not None:
        return f"{year}-H{slots['half']}"
    if slots.get("season") is not None:
        return f"{year}-{SEASONS[int(slots['season']) - 1]}"
    if slots.get("week") is not None:
        return f"{year}-W{int(slots['week']):02d}"
    month = f"{int(slots['month']):02d}" if slots.get("month") is not None else "XX"
    if slots.get("day") is not None:
        return f"{year}-{month}-{int(slots['day']):02d}"
    if slots.get("holiday") is not None:
        return f"{year}-XX-XX"
    return f"{year}-{month}" if slots.get("month") is not None else year
