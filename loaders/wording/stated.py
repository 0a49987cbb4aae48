"""Reads a date that stands alone (a cell, a record's field, a header): never a date in prose, never a guessed day.

It reads EDTF, ISO 8601 with or without a time, and the notations that ``documents.toml`` lists for each language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime

from loaders import edtf
from loaders.edtf import Interval, read_edtf
from loaders.errors import EdtfError
from loaders.wording.rules import alternation, rules, values

_TIME = re.compile(
    r"(?<=\d)[T\s]\s*\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|[+-]\d\d:?\d\d)?$"
)
_AMBIGUOUS = re.compile(r"(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<year>(?:19|20)\d\d)")
_MAIL = re.compile(r"(?:[A-Z][a-z]{2},\s*)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Reading:
    """The parts of a date as written; ``year`` is None where it was left out, ``day`` where only a month stands."""

    year: int | None
    month: int
    day: int | None

    def interval(self, year: int | None = None) -> Interval | None:
        """The days meant, with ``year`` where none was written; None outside the calendar or without a year."""
        number = self.year if self.year is not None else year
        if number is None:
            return None
        try:
            return edtf.day(date(number, self.month, self.day)) if self.day else edtf.month(number, self.month)
        except (ValueError, EdtfError):
            return None


def read_notation(text: str) -> Reading | None:
    """Read a date written in one of the listed notations, with or without its year; None when it is not one.

    >>> read_notation("Aug. 31")
    Reading(year=None, month=8, day=31)
    """
    bare = _bare(text)
    for section in ("date", "daymonth", "month_year"):
        for rule in rules(section):
            if found := rule.pattern.fullmatch(bare):
                reading = _reading(found)
                if 1 <= reading.month <= 12 and (reading.day is None or 1 <= reading.day <= 31):
                    return reading
    return None


def _reading(found: re.Match[str]) -> Reading:
    parts = found.groupdict()
    year, day = parts.get("year"), parts.get("day")
    return Reading(_number("digit", year) if year else None, _number("month", parts["month"]), _day(day))


def _day(text: str | None) -> int | None:
    return _number("day", text) if text else None


def _number(table: str, text: str) -> int:
    if text.isdecimal():
        return int(text)
    known = values(table)
    if text.lower() in known:
        return known[text.lower()]
    digits = values("digit")
    return int("".join(str(digits[letter]) for letter in text))


def _bare(text: str) -> str:
    bare = text.strip().strip("()（）[]【】 \t\u3000")
    bare = _TIME.sub("", bare).strip()
    found = alternation("weekday").match(bare)
    return bare[found.end() :].lstrip(" ,，") if found else bare


def read_stated(text: str) -> Interval:
    """Read what a field states: an EDTF date or interval, a timestamp, or a listed notation; raises EdtfError.

    >>> read_stated("2014-09-01/2017-12-31").iso()
    ('2014-09-01', '2018-01-01')
    >>> read_stated("2024年7月5日").iso()
    ('2024-07-05', '2024-07-06')
    """
    bare = _bare(text)
    if interval := _read_listed(bare) or _read_same(bare):
        return interval
    try:
        return edtf.day(parsedate_to_datetime(text.strip()).date()) if _MAIL.match(text.strip()) else read_edtf(bare)
    except (EdtfError, ValueError, TypeError, IndexError, OverflowError) as error:
        raise EdtfError(_complaint(text.strip())) from error


def _read_listed(bare: str) -> Interval | None:
    reading = read_notation(bare)
    return reading.interval() if reading else _read_quarter(bare)


def _read_same(bare: str) -> Interval | None:
    """Numbers that are the same day in either order: "05/05/2025"."""
    found = _AMBIGUOUS.fullmatch(bare)
    same = found is not None and int(found["a"]) == int(found["b"])
    return Reading(int(found["year"]), int(found["a"]), int(found["b"])).interval() if found and same else None


def _read_quarter(bare: str) -> Interval | None:
    """A quarter in a listed notation: "2025-Q3", 2025年第三季度."""
    found = next(filter(None, (rule.pattern.fullmatch(bare) for rule in rules("quarter"))), None)
    if not found:
        return None
    first = 3 * _number("month", found["quarter"]) - 2
    return edtf.months(int(found["year"]), first, 3, edtf.Granularity.QUARTER)


def _complaint(text: str) -> str:
    found = _AMBIGUOUS.fullmatch(text)
    if found and max(int(found["a"]), int(found["b"])) <= 12:
        return f"'{text}' can be read as two days. Write the year first: {found['year']}-MM-DD."
    return f"'{text}' is not a date. Write 2025, 2025-06, 2025-06-30, 2025-35 or start/end."
