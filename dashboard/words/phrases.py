"""Says dates, periods and counts in the reader's language; refuses words of its own: they lie in ``figures/*.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loaders.edtf import Granularity, Interval, read_edtf
from loaders.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from datetime import date

FOLDER = Path(__file__).with_name("figures")


@cache
def words(language: str) -> dict[str, Any]:
    """The figures' words in one language; an unknown language raises UsageError."""
    known = sorted(path.stem for path in FOLDER.glob("*.toml"))
    if language not in known:
        hint = did_you_mean(language, known)
        raise UsageError(f"language '{language}': the figures speak {', '.join(known)}.{hint}")
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


def say_count(noun: str, n: int, language: str) -> str:
    """A counted noun: ``events`` and 3 give "3 events", thousands grouped.

    >>> say_count("events", 1, "en"), say_count("events", 1200, "en")
    ('1 event', '1,200 events')
    """
    one, many = words(language)[noun]
    form: str = one if n == 1 else many
    return form.format(n=f"{n:,}")


def say_number(number: float, language: str) -> str:
    """A number in the reader's grouping: thousands in English; in Chinese 万 and 亿 where they lose no digit.

    >>> say_number(600000, "en"), say_number(600000, "zh"), say_number(4838000, "zh"), say_number(12.5, "zh")
    ('600,000', '60万', '483.8万', '12.5')
    """
    for unit, size in words(language).get("myriads", {}).items():
        whole = number / size
        if abs(whole) >= 1 and round(whole, 4) * size == number:
            return f"{round(whole, 4):,.10g}{unit}"
    return f"{number:,.10g}" if abs(number) < 1e10 else f"{number:,.0f}"


def say_day(day: date, language: str) -> str:
    """One day in words, its year always with it.

    >>> from datetime import date
    >>> say_day(date(2025, 3, 10), "en"), say_day(date(2025, 3, 10), "zh")
    ('10 March 2025', '2025年3月10日')
    """
    table = words(language)
    form: str = table["day"]
    return form.format(day=day.day, month=table["months"][day.month - 1], year=day.year)


def say_edtf(edtf: str | None, language: str) -> str:
    """An EDTF date or interval in words, no finer than it was stated.

    >>> say_edtf("2025-35", "en"), say_edtf("../2025-12-31", "en"), say_edtf("2025~", "en")
    ('third quarter of 2025', 'by 31 December 2025', 'around 2025')
    >>> say_edtf("2021/2025", "zh"), say_edtf(None, "en")
    ('2021年至2025年', 'no stated time')
    """
    table = words(language)
    if not edtf:
        return str(table["undated"])
    first, slash, last = edtf.partition("/")
    if not slash:
        return _say_one(edtf, table)
    if first in ("", ".."):
        return str(table["by"]).format(date=_say_one(last, table))
    if last in ("", ".."):
        return str(table["since"]).format(date=_say_one(first, table))
    return str(table["range"]).format(first=_say_one(first, table), last=_say_one(last, table))


def _say_one(edtf: str, table: dict[str, Any]) -> str:
    interval = read_edtf(edtf)
    said = _say_interval(interval, table)
    return str(table["about"]).format(date=said) if interval.approximate else said


def _say_interval(interval: Interval, table: dict[str, Any]) -> str:
    start, last = interval.start, interval.last
    assert start and last
    match interval.granularity:
        case Granularity.YEAR:
            return str(table["year"]).format(year=start.year)
        case Granularity.DECADE:
            return str(table["decade"]).format(year=start.year)
        case Granularity.MONTH:
            return str(table["month"]).format(year=start.year, month=table["months"][start.month - 1])
        case Granularity.QUARTER:
            return str(table["quarter"]).format(year=start.year, nth=table["nth"][(start.month - 1) // 3])
        case Granularity.HALF:
            nth = table.get("nth_half", table["nth"])[(start.month - 1) // 6]
            return str(table["half"]).format(year=start.year, nth=nth)
        case Granularity.DAY:
            return str(table["day"]).format(day=start.day, month=table["months"][start.month - 1], year=start.year)
    ends = [
        str(table["month"]).format(year=day.year, month=table["months"][day.month - 1])
        if start.day == 1 and interval.end and interval.end.day == 1
        else str(table["day"]).format(day=day.day, month=table["months"][day.month - 1], year=day.year)
        for day in (start, last)
    ]
    return str(table["range"]).format(first=ends[0], last=ends[1])


def say_period(start: date, period: str, language: str) -> str:
    """The name of a calendar period by its first day.

    >>> from datetime import date
    >>> say_period(date(2025, 7, 1), "quarter", "en"), say_period(date(2025, 7, 1), "half", "zh")
    ('Q3 2025', '2025年下半年')
    """
    table = words(language)
    form: str = table["period_name"][period]
    number = (start.month - 1) // (6 if period == "half" else 3) + 1
    return form.format(
        day=start.day,
        month=start.month,
        short=table["months_short"][start.month - 1],
        year=start.year,
        last=start.year + 4,
        number=number,
        half=table.get("nth_half", ("", ""))[min(number, 2) - 1],
    )
