"""Arithmetic of calendar units: the unit that holds a day, stepping by units, and TIMEX3 spelling; no language."""

from __future__ import annotations

from datetime import date, timedelta

from loaders import edtf
from loaders.edtf import Granularity, Interval
from loaders.errors import EdtfError

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
CLOCK = {"hour": "H", "minute": "M", "second": "S"}
CODES = {
    "day": "D", "week": "W", "weekend": "WE", "month": "M", "quarter": "Q", "half": "H", "season": "SE", "year": "Y",
    "decade": "DE", "century": "CE", "night": "D",
}  # fmt: skip
OPEN_VALUES = {
    "day": "XXXX-XX-XX", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "quarter": "XXXX-QX",
    "half": "XXXX-HX", "season": "XXXX-XX", "year": "XXXX", "decade": "XXX", "century": "XX",
}  # fmt: skip
SEASONS = ("SP", "SU", "FA", "WI")
FINER = ("day", "weekend", "week", "ten_days", "month", "quarter", "season", "half", "year", "decade", "century")


def unit_at(day: date, unit: str) -> Interval:
    """The unit that holds a day: its week, quarter, decade."""
    if unit in ("day", "night"):
        return edtf.day(day)
    if unit == "week":
        return edtf.week(day)
    if unit == "weekend":
        saturday = day - timedelta(day.weekday()) + timedelta(5)
        return Interval(saturday, saturday + timedelta(2), Granularity.OTHER)
    if unit == "season":
        return season_at(day)
    if unit == "decade":
        return edtf.decade(day.year // 10 * 10)
    if unit == "century":
        return edtf.century(day.year // 100 * 100)
    size = MONTHS[unit]
    first = (day.month - 1) // size * size + 1
    return edtf.months(day.year, first, size, Granularity(unit))


def season_at(day: date) -> Interval:
    """The meteorological season that holds a day; January lies in the winter of the year before."""
    number = (day.month - 3) % 12 // 3 + 1
    return edtf.season(day.year - (day.month < 3), number)


def step(day: date, unit: str, count: int) -> date:
    """The day ``count`` units on (back, if negative); the 31st becomes a shorter month's last day.

    Raises EdtfError beyond the years 1 to 9999.
    """
    try:
        if unit in ("day", "night"):
            return day + timedelta(count)
        if unit in ("week", "weekend"):
            return day + timedelta(7 * count)
        size = 3 if unit == "season" else MONTHS[unit]
        months = 12 * day.year + day.month - 1 + size * count
        year, month = months // 12, months % 12 + 1
        last = ((date(year, month, 28) + timedelta(4)).replace(day=1) - timedelta(1)).day
        return date(year, month, min(day.day, last))
    except (ValueError, OverflowError) as error:
        raise EdtfError(f"outside the calendar: {count} {unit} from {day}") from error


def is_finer(unit: str, than: str) -> bool:
    """Whether one unit is finer than another, or the same."""
    return unit in FINER and than in FINER and FINER.index(unit) <= FINER.index(than)


def spell(interval: Interval, unit: str) -> str:
    """TIMEX3 value of a calendar interval stated at a unit."""
    start, end = interval.start, interval.end
    assert start and end
    if unit == "day":
        return start.isoformat()
    if unit in ("week", "weekend"):
        year, week, _ = start.isocalendar()
        return f"{year:04d}-W{week:02d}" + ("-WE" if unit == "weekend" else "")
    if unit == "month":
        return f"{start:%Y-%m}".rjust(7, "0")
    if unit == "quarter":
        return f"{start.year:04d}-Q{(start.month + 2) // 3}"
    if unit == "half":
        return f"{start.year:04d}-H{1 if start.month < 7 else 2}"
    if unit == "season":
        return f"{start.year:04d}-{SEASONS[(start.month - 3) % 12 // 3]}"
    if unit == "year":
        return f"{start.year:04d}"
    if unit == "decade":
        return f"{start.year // 10:03d}"
    if unit == "century":
        return f"{start.year // 100:02d}"
    return edtf.write_edtf(interval)


def spell_ends(interval: Interval, unit: str) -> str:
    """First and last unit of an interval, with a slash; quarters and halves by their months.

    >>> spell_ends(edtf.months(2023, 1, 6), "quarter")
    '2023-01/2023-06'
    """
    assert interval.start and interval.last
    fine = "month" if unit in ("quarter", "half", "season") else unit
    return "/".join(spell(unit_at(day, fine), fine) for day in (interval.start, interval.last))
