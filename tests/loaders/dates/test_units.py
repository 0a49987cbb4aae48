"""Calendar units: the one that holds a day, stepping, spelling, and holidays by rule."""

from datetime import date

import pytest

from loaders import edtf
from loaders.dates.feasts import holiday
from loaders.dates.units import spell, step, unit_at
from loaders.errors import EdtfError


@pytest.mark.parametrize(
    ("unit", "value"),
    [("day", "2024-01-31"), ("week", "2024-W05"), ("weekend", "2024-W05-WE"), ("month", "2024-01"),
     ("quarter", "2024-Q1"),
     ("half", "2024-H1"), ("season", "2023-WI"), ("year", "2024"), ("decade", "202"), ("century", "20")],
)  # fmt: skip
def test_a_unit_that_holds_a_day_is_spelled_in_timex3(unit, value):
    assert spell(unit_at(date(2024, 1, 31), unit), unit) == value


def test_a_month_from_the_thirty_first_ends_on_a_day_that_exists():
    assert step(date(2024, 1, 31), "month", 1) == date(2024, 2, 29)
    assert step(date(2024, 2, 29), "year", -1) == date(2023, 2, 28)


def test_stepping_out_of_the_calendar_is_an_error_that_says_so():
    with pytest.raises(EdtfError, match="outside the calendar"):
        step(date(9999, 1, 1), "century", 1)
    with pytest.raises(EdtfError, match="outside the calendar"):
        step(date(1, 1, 1), "day", -1)


@pytest.mark.parametrize(
    ("spelling", "year", "day"),
    [("12-25", 2024, date(2024, 12, 25)), ("easter", 2024, date(2024, 3, 31)), ("easter-2", 2025, date(2025, 4, 18)),
     ("11#4-4", 2024, date(2024, 11, 28)), ("5#-1-1", 2024, date(2024, 5, 27)), ("easter", 1961, date(1961, 4, 2))],
)  # fmt: skip
def test_a_holiday_falls_where_its_rule_says(spelling, year, day):
    assert holiday(spelling, year) == day


def test_a_span_of_months_is_spelled_in_edtf():
    assert spell(edtf.months(2023, 1, 8), "span") == "2023-01/2023-08"
