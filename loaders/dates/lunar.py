"""Reads the traditional Chinese calendar: lunar months from a table, solar terms by the sun; refuses years outside it.

``data/lunar.csv`` has, for each lunar year, its first day, its leap month (0: none), and for each month in turn
1 where it has thirty days and 0 where it has twenty-nine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import radians, sin

from loaders.edtf import Granularity, Interval
from loaders.errors import ResourceError
from loaders.resources import find_resource, load_rows

_CHINA = timedelta(hours=8).total_seconds() / 86400  # the calendar counts the days of Beijing


@dataclass(frozen=True, slots=True)
class LunarYear:
    """One lunar year."""

    first_day: date
    leap_month: int
    long_months: str


@cache
def lunar_years() -> dict[int, LunarYear]:
    """The table, by the number of the year in which the lunar year begins."""
    path = find_resource("lunar.csv")
    years = {}
    for row in load_rows(path, ("year", "first_day", "leap_month", "long_months")):
        try:
            number = int(row["year"])
            years[number] = LunarYear(date.fromisoformat(row["first_day"]), int(row["leap_month"]), row["long_months"])
        except ValueError as error:
            raise ResourceError(f"{path}, year {row['year']}: {error}. Mend the row.") from error
    return years


def lunar_month(year: int, month: int, leap: bool = False) -> Interval | None:
    """A lunar month as an interval of days; None outside the table or where the year has no such leap month.

    >>> lunar_month(2024, 1).iso()
    ('2024-02-10', '2024-03-10')
    """
    known = lunar_years().get(year)
    if known is None or not 1 <= month <= 12 or (leap and known.leap_month != month):
        return None
    place = month - 1 + (1 if leap or 0 < known.leap_month < month else 0)
    start = known.first_day + timedelta(sum(29 + int(each) for each in known.long_months[:place]))
    return Interval(start, start + timedelta(29 + int(known.long_months[place])), Granularity.OTHER)


def lunar_day(year: int, month: int, day: int, leap: bool = False) -> date | None:
    """The day on which a lunar date falls; None where there is none.

    >>> lunar_day(2024, 8, 15)
    datetime.date(2024, 9, 17)
    """
    whole = lunar_month(year, month, leap)
    if whole is None or whole.start is None or not 1 <= day <= (whole.days or 0):
        return None
    return whole.start + timedelta(day - 1)


def solar_term(longitude: int, year: int) -> date:
    """The day in Beijing on which the sun reaches a longitude (15 is Qingming, 270 the winter solstice).

    Meeus, Astronomical Algorithms, chapter 25, low accuracy (0.01 degree, a quarter of an hour).
    """
    guess = date(year, 3, 20) + timedelta(int((longitude % 360) * 365.2422 / 360) - 3)
    if guess.year > year:
        guess = guess.replace(year=year)
    for _ in range(10):
        if (_sun(guess + timedelta(1)) - longitude + 180) % 360 - 180 >= 0:
            return guess
        guess += timedelta(1)
    return guess


def _sun(day: date) -> float:
    """Apparent longitude of the sun, in degrees, at the beginning of a day in Beijing."""
    centuries = (day.toordinal() - date(2000, 1, 1).toordinal() - 0.5 - _CHINA) / 36525
    mean = 280.46646 + 36000.76983 * centuries
    anomaly = radians(357.52911 + 35999.05029 * centuries)
    centre = (
        (1.914602 - 0.004817 * centuries) * sin(anomaly) + 0.019993 * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
    )
    node = radians(125.04 - 1934.136 * centuries)
    return (mean + centre - 0.00569 - 0.00478 * sin(node)) % 360
