"""The traditional Chinese calendar: its table and the sun agree with days that are known."""

from datetime import date

import pytest

from loaders.dates.lunar import lunar_day, lunar_month, lunar_years, solar_term


@pytest.mark.parametrize(
    ("year", "new_year"),
    [(2008, date(2008, 2, 7)), (2016, date(2016, 2, 8)), (2023, date(2023, 1, 22)), (2024, date(2024, 2, 10))],
)
def test_the_new_year_falls_on_its_known_day(year, new_year):
    assert lunar_day(year, 1, 1) == new_year


def test_a_leap_month_stands_after_the_month_of_its_number():
    assert lunar_day(2023, 2, 1) == date(2023, 2, 20)
    assert lunar_day(2023, 2, 1, leap=True) == date(2023, 3, 22)
    assert lunar_day(2023, 8, 15) == date(2023, 9, 29)
    assert lunar_month(2024, 2, leap=True) is None


def test_every_year_ends_where_the_next_begins():
    years = lunar_years()
    for number, year in years.items():
        if number + 1 in years:
            days = sum(29 + int(each) for each in year.long_months)
            assert (years[number + 1].first_day - year.first_day).days == days
            assert len(year.long_months) == 12 + (year.leap_month > 0)


def test_outside_the_table_there_is_no_date():
    assert lunar_day(1800, 1, 1) is None
    assert lunar_day(2024, 1, 31) is None


@pytest.mark.parametrize(
    ("longitude", "year", "day"),
    [
        (15, 2008, date(2008, 4, 4)),
        (15, 2022, date(2022, 4, 5)),
        (15, 2024, date(2024, 4, 4)),
        (270, 2023, date(2023, 12, 22)),
    ],
)
def test_a_solar_term_falls_on_its_known_day(longitude, year, day):
    assert solar_term(longitude, year) == day
