"""Days in short lines are read in the spellings of many languages, and a choice between two days is left open."""

from __future__ import annotations

import pytest

from loaders.resources import find_resource, load_toml
from loaders.wording.spelled import Order, find_days, read_stamp


def days(line: str, order: Order | None = None) -> list[str]:
    """The days of a line, a day with two readings as both."""
    return [
        " or ".join(f"{r.year or '----'}-{r.month:02d}-{r.day:02d}" for r in found.readings)
        for found in find_days(line, order)
    ]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Sunday, May 4, 2008", "2008-05-04"),
        ("May 3rd, 2016", "2016-05-03"),
        ("Dec 24,2018 8:30 AM", "2018-12-24"),
        ("Wed May  3 10:12:01 CEST 2006", "2006-05-03"),
        ("Dienstag, den 8. März 2011 um 19:05 Uhr", "2011-03-08"),
        ("03.05.10 10:12", "2010-05-03"),
        ("3. 5. 2016", "2016-05-03"),
        ("vendredi 1er juin 2007", "2007-06-01"),
        ("31 de enero de 2010", "2010-01-31"),
        ("3/may/2012", "2012-05-03"),
        ("11 Febbraio 2019", "2019-02-11"),
        ("07 de março de 2016", "2016-03-07"),
        ("woensdag 30 augustus 2017", "2017-08-30"),
        ("5 października 2015", "2015-10-05"),
        ("03.05.2016r., godz. 10:12", "2016-05-03"),
        ("15. října 2018", "2018-10-15"),
        ("3 марта 2014, 12:40", "2014-03-03"),
        ("5-го октября 2015 г.", "2015-10-05"),
        ("03 Mayıs 2016 Salı", "2016-05-03"),
        ("3 KASIM 2016", "2016-11-03"),
        ("2015. október 5.", "2015-10-05"),
        ("2015 m. spalio 5 d.", "2015-10-05"),
        ("5 lokakuuta 2015", "2015-10-05"),
        ("20 Σεπτεμβρίου 2018", "2018-09-20"),
        ("ngày 5 tháng 10 năm 2015", "2015-10-05"),
        ("٣ مايو ٢٠١٦", "2016-05-03"),
        ("2018年05月03日08:12 来源", "2018-05-03"),
        ("二〇一八年十一月五日", "2018-11-05"),
        ("2015/6/7 9:01:00", "2015-06-07"),
        ("民國102年10月21日", "2013-10-21"),
        ("令和3年5月3日", "2021-05-03"),
        ("2018년 1월 2일", "2018-01-02"),
        ("2019 11/01 07:25:12", "2019-11-01"),
        ("12月09日 10:01", "-----12-09"),
        ("3 Mai", "-----05-03"),
        ("25/07/2024", "2024-07-25"),
        ("05/05/2024", "2024-05-05"),
    ],
)
def test_a_day_is_read_as_it_is_spelled(line: str, wanted: str) -> None:
    assert days(line) == [wanted]


@pytest.mark.parametrize(
    "line",
    ["version 1.2.3.2016", "12:30:2016", "page 3 of 2016", "30.02.2016", "2016-13-40", "1,234 of 2016", "May 2016", ""],
)
def test_what_is_no_day_is_passed_over(line: str) -> None:
    assert days(line) == []


def test_numbers_that_can_be_two_days_are_both_until_the_order_is_known() -> None:
    assert days("05/06/2024") == ["2024-05-06 or 2024-06-05"] or days("05/06/2024") == ["2024-06-05 or 2024-05-06"]
    assert days("05/06/2024", "day") == ["2024-06-05"]
    assert days("05/06/2024", "month") == ["2024-05-06"]
    assert days("05/06/24") == []
    assert days("05/06/24", "day") == ["2024-06-05"]


def test_dots_put_the_day_first() -> None:
    assert days("05.06.2024") == ["2024-06-05"]


def test_two_days_of_a_line_are_both_found_in_their_order() -> None:
    assert days("Giriş: 20.09.2018 11:05 Güncelleme: 21.09.2018") == ["2018-09-20", "2018-09-21"]


def test_the_month_of_a_day_is_the_same_in_every_language_of_the_list() -> None:
    for language, months in load_toml(find_resource("pages.toml"))["months"].items():
        assert len(months) == 12, language
        for number, names in enumerate(months, 1):
            for name in names:
                assert days(f"3 {name} 2016") == [f"2016-{number:02d}-03"], (language, name)


@pytest.mark.parametrize(
    ("value", "wanted", "hour"),
    [
        ("2013-09-17T07:12:44+00:00", (2013, 9, 17), 7),
        ("2016-05-03T23:10:00.000Z", (2016, 5, 3), 23),
        ("2016-05-03T23:10:00+02:00", (2016, 5, 3), None),
        ("20170609", (2017, 6, 9), None),
        ("20161201093000", (2016, 12, 1), None),
        ("1583575200", (2020, 3, 7), 10),
        ("1583575200000", (2020, 3, 7), 10),
        ("Fri, 05 Jul 2024 10:30:00 GMT", (2024, 7, 5), 10),
    ],
)
def test_a_machines_stamp_gives_its_day_and_its_hour_of_universal_time(
    value: str, wanted: tuple[int, int, int], hour: int | None
) -> None:
    stamp = read_stamp(value)
    assert stamp
    (reading,) = stamp.spelled.readings
    assert (reading.year, reading.month, reading.day) == wanted
    assert stamp.hour == hour


@pytest.mark.parametrize("value", ["0", "12345", "1000000", "2015/09", "", "soon", "0000-00-00"])
def test_what_is_no_stamp_is_none(value: str) -> None:
    assert read_stamp(value) is None
