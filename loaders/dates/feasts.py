"""Finds the day of a holiday in a year, by a fixed day, a weekday, Easter, the moon or the sun; names none of them."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from loaders import edtf
from loaders.dates.lunar import lunar_day, lunar_month, solar_term
from loaders.dates.phrases import Slots
from loaders.edtf import Interval

_MOVED = re.compile(r"(?:easter|lunar(?P<month>\d+)/(?P<day>\d+))(?P<shift>[+-]\d+)?")
_FLOATING = re.compile(r"(\d+)#(-?\d)-(\d)(?P<shift>[+-]\d+)?")


def lunar_interval(slots: Slots, year: int) -> Interval | None:
    """A day or month of the Chinese calendar; None where the year has none such."""
    month, leap = int(slots["month"]), bool(slots.get("leap"))
    if slots.get("day") is None:
        return lunar_month(year, month, leap)
    day = lunar_day(year, month, int(slots["day"]), leap)
    return edtf.day(day) if day else None


def holiday(spelling: str, year: int) -> date | None:
    """The day of a holiday in a year.

    ``12-25`` is fixed, ``11#4-4`` the fourth Thursday of November (-1: the last; ``11#4-4+1`` the day after),
    ``easter-2`` counts from Easter Sunday (Meeus, Astronomical Algorithms, chapter 8), ``lunar8/15`` is a day of the
    Chinese calendar (``lunar1/1-1`` the day before), ``sun15`` the day on which the sun reaches that longitude.
    """
    moved = _MOVED.fullmatch(spelling)
    if moved:
        base = _easter(year) if moved["month"] is None else lunar_day(year, int(moved["month"]), int(moved["day"]))
        return base + timedelta(int(moved["shift"] or 0)) if base else None
    if spelling.startswith("sun"):
        return solar_term(int(spelling.removeprefix("sun")), year)
    floating = _FLOATING.fullmatch(spelling)
    if not floating:
        month, day = map(int, spelling.split("-"))
        return date(year, month, day)
    month, nth, weekday = int(floating[1]), int(floating[2]), int(floating[3])
    shift = timedelta(int(floating["shift"] or 0))
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta((weekday - first.isoweekday()) % 7 + 7 * (nth - 1)) + shift
    last = date(year, month, calendar.monthrange(year, month)[1])
    return last - timedelta((last.isoweekday() - weekday) % 7) + shift


def _easter(year: int) -> date:
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month = (h + weekday - 7 * m + 90) // 25
    return date(year, month, (h + weekday - 7 * m + 33 * month + 19) % 32)
