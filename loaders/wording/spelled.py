"""Finds whole days in a short line or a stamp, in the spellings of many languages; refuses to choose between two.

Months and eras are those of ``pages.toml``; a day in numbers alone (05/06/2024) has both readings unless the caller
knows the order, which no rule here assumes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal

from loaders.resources import find_resource, load_toml
from loaders.wording.rules import rules
from loaders.wording.stated import Reading, read_notation

Order = Literal["day", "month"]

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NO_DIGIT = r"(?<!\d)"
_END = r"(?!\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_SUFFIX = r"(?:st|nd|rd|th|er|-го|[ªº.]|\s?d\.)?"
_OPENING = 90  # two digits from here on are years of the 1990s
_CENTURY = 40  # and those up to here of this century
_NUMBERS = re.compile(
    r"(?<![\d.,/:-])(?P<a>\d{1,2})\s?(?P<mark>[./-])\s?(?P<b>\d{1,2})\s?(?P=mark)\s?(?P<year>(?:19|20)\d\d|\d\d)(?![\d/:-]|\.\d)"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=T?\d{4,6}(?!\d)|\D|$)")
_EPOCH = re.compile(r"\s*(\d{10})(?:\.\d+|\d{3})?\s*")
_UNIVERSAL = re.compile(r"T?\s?(?P<hour>\d\d):\d\d(?::\d\d)?(?:[.,]\d+)?\s?(?:Z|UTC|GMT|\+00:?00)", re.IGNORECASE)
_FIRST_STAMP = 631_152_000  # seconds from 1970 to 1990: before, a number is no time of a page


@dataclass(frozen=True, slots=True)
class Spelled:
    """A day found in a line: its place, and its reading; two readings where the numbers leave a choice."""

    start: int
    end: int
    readings: tuple[Reading, ...]

    @property
    def sure(self) -> Reading | None:
        """The only reading, if there is but one."""
        return self.readings[0] if len(self.readings) == 1 else None


@dataclass(frozen=True, slots=True)
class Stamp:
    """A day in a machine's field; ``hour`` is that of universal time where the field states it so."""

    spelled: Spelled
    hour: int | None = None


def find_days(text: str, order: Order | None = None) -> list[Spelled]:
    """The days that a line spells out, in their order, without overlap; one without a year has ``year`` None.

    >>> find_days("Veröffentlicht am 8. März 2011")[0].sure
    Reading(year=2011, month=3, day=8)
    >>> len(find_days("05/06/2024")[0].readings)
    2
    """
    if not any(letter.isdigit() or letter in "〇○零一二" for letter in text):
        return []
    found = sorted(_all(_plain_digits(text), order), key=lambda each: (each.start, each.start - each.end))
    kept: list[Spelled] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
        elif each.end > kept[-1].end and kept[-1].readings[0].year is None:
            kept[-1] = each
    return kept


def read_stamp(value: str, order: Order | None = None) -> Stamp | None:
    """The day of a machine's field: ISO 8601, mail date, ``20240705``, seconds since 1970, or a spelled day."""
    if seconds := _EPOCH.fullmatch(value):
        number = int(seconds[1])
        if number < _FIRST_STAMP:
            return None
        moment = datetime.fromtimestamp(number, UTC)
        return Stamp(Spelled(0, len(value), (Reading(moment.year, moment.month, moment.day),)), moment.hour)
    universal = _UNIVERSAL.search(value)
    hour = int(universal["hour"]) if universal else None
    if compact := _COMPACT.search(value):
        year, month, day = map(int, compact.groups())
        return Stamp(Spelled(compact.start(), compact.end(), (Reading(year, month, day),)), hour)
    whole = [each for each in find_days(value, order) if each.readings[0].year is not None]
    return Stamp(whole[0], hour) if whole else None


def _plain_digits(text: str) -> str:
    """The same with the digits of every script as 0 to 9, none shifted."""
    return text if text.isascii() else "".join(str(int(c)) if c.isdecimal() else c for c in text)


def _all(text: str, order: Order | None) -> Iterator[Spelled]:
    for pattern in _patterns():
        for found in pattern.finditer(text):
            if reading := _read(found):
                yield Spelled(found.start(), found.end(), (reading,))
    for found in _NUMBERS.finditer(text):
        if readings := _numbers(found, order):
            yield Spelled(found.start(), found.end(), readings)
    for rule in (*rules("date"), *rules("daymonth")):
        for found in rule.pattern.finditer(text):
            reading = read_notation(found[0])
            if reading and _whole(reading):
                yield Spelled(found.start(), found.end(), (reading,))


def _read(found: re.Match[str]) -> Reading | None:
    parts = found.groupdict()
    name = parts.get("name")
    month = _months().get(_fold(name)) if name else int(parts["month"])
    if not month:
        return None
    year = int(parts["year"]) if parts.get("year") else None
    if parts.get("short"):
        year = _full_year(int(parts["short"]))
    if parts.get("era"):
        year = _record()["eras"][parts["era"]] + int(parts["count"].replace("元", "1"))
    reading = Reading(year, month, int(parts["day"]))
    return reading if _whole(reading) else None


def _numbers(found: re.Match[str], order: Order | None) -> tuple[Reading, ...]:
    """The readings of three numbers: dots put the day first, other marks leave both open where the caller does."""
    a, b, year = int(found["a"]), int(found["b"]), int(found["year"])
    if len(found["year"]) == 2:
        full = _full_year(year)
        if full is None or (found["mark"] != "." and order is None):
            return ()
        year = full
    day_first, month_first = Reading(year, b, a), Reading(year, a, b)
    if found["mark"] == "." and order != "month":
        return tuple(each for each in (day_first, month_first) if _whole(each))[:1]
    if order:
        wanted = (day_first, month_first) if order == "day" else (month_first, day_first)
        return tuple(each for each in wanted if _whole(each))[:1]
    return tuple(each for each in dict.fromkeys((day_first, month_first)) if _whole(each))


def _whole(reading: Reading) -> bool:
    """Whether the day is in the calendar, in a leap year where none is stated."""
    try:
        date(reading.year or 2000, reading.month, reading.day or 1)
    except ValueError:
        return False
    return True


def _full_year(short: int) -> int | None:
    if short >= _OPENING:
        return 1900 + short
    return 2000 + short if short <= _CENTURY else None


def _fold(word: str) -> str:
    return " ".join(word.lower().replace("i\u0307", "i").replace("ı", "i").split())


@cache
def _record() -> Mapping[str, Any]:
    return load_toml(find_resource("pages.toml"))


@cache
def _months() -> Mapping[str, int]:
    found: dict[str, int] = {}
    for lists in _record()["months"].values():
        for number, names in enumerate(lists, 1):
            for name in names:
                found.setdefault(_fold(name), number)
    return found


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """The notations with a month's name, then those of East Asia; those of numbers stand elsewhere."""
    names = {name for lists in _record()["months"].values() for one in lists for name in one}
    spelled = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True))
    month = rf"(?<![^\W\d_])(?P<name>{spelled})(?![^\W\d_])\.?"
    joints = "|".join(map(re.escape, sorted(_record()["joints"]["words"], key=len, reverse=True)))
    joint = rf"(?:[\s,./'’-]|(?<![^\W\d_])(?:{joints}|năm|година|m\.)(?![^\W\d_])){{0,5}}"
    short = r"(?:['’](?P<short>\d\d))"
    clock = r"(?:,?\s+\d{1,2}:\d\d(?::\d\d)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:[A-Z]{2,5}|[+-]\d{4})?,?)?"
    sources = (
        rf"{_NO_DIGIT}{_DAY}{_SUFFIX}{joint}{month}{joint}(?:{_YEAR}|{short}){_END}",
        rf"{month}\s*{_DAY}{_SUFFIX}{clock}[\s,./-]*(?:de[l]?\s+|of\s+)?(?:{_YEAR}|{short}){_END}",
        rf"{_NO_DIGIT}{_YEAR}[\s.,/-]*(?:m\.\s*|m\s+)?{month}[\s.,/-]*{_DAY}{_END}(?!:)",
        rf"{_NO_DIGIT}{_DAY}{_SUFFIX}\s*(?:de\s+|of\s+|di\s+)?{month}",
        rf"{month}\s*{_DAY}{_SUFFIX}(?![\d:])",
        rf"{_NO_DIGIT}{_YEAR}\s?[年년]\s*(?P<month>1[0-2]|0?[1-9])\s*[月월]\s*{_DAY}\s?(?:[日号號일]|{_END})",
        rf"(?P<era>{'|'.join(_record()['eras'])})\s?(?P<count>\d{{1,3}}|元)年\s?(?P<month>1[0-2]|0?[1-9])月\s?{_DAY}日",
        rf"{_NO_DIGIT}{_YEAR}\s+(?P<month>1[0-2]|0?[1-9])[/.-]{_DAY}{_END}",
        rf"{_NO_DIGIT}{_DAY}\s*[/|]?\s*{_YEAR}[-/.](?P<month>1[0-2]|0[1-9])(?![-/.]?\d)",
        rf"(?<![\d.-]){_YEAR}\s?(?P<mark>[-－.．/／])\s?(?P<month>1[0-2]|0?[1-9])\s?(?P=mark)\s?{_DAY}{_END}",
    )
    return tuple(re.compile(source, re.IGNORECASE) for source in sources)
