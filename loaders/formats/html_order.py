"""Tells the order in which a web page writes days and months, and the day in its address; refuses to assume either."""

from __future__ import annotations

import re

from loaders.formats.fetch import split_address
from loaders.formats.html_page import Layout
from loaders.wording.rules import rules
from loaders.wording.spelled import Order, find_days
from loaders.wording.stated import Reading

_DAY_FIRST = frozenset(
    ("gb", "uk", "au", "nz", "ie", "za", "in", "sg", "my", "hk", "ng", "ke", "pk", "bd", "lk", "mt", "eu")
)
_MONTH_FIRST = frozenset(("us", "ph", "pr", "gov", "mil", "edu"))
_UNTOLD = frozenset(("zh", "ja", "ko"))  # languages in which both orders are found
_MOST, _LINE = 400, 320  # lines, and characters of each, that are looked at
_MONTH = re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>0[1-9]|1[0-2])/")


def tell_order(layout: Layout, address: str | None, language: str) -> Order | None:
    """Which of two numbers is the day: by other days on the page, then the locale, then the country of the address."""
    lines = (line.text[:_LINE] for line in layout.lines[:_MOST])
    seen = {_told(line) for line in lines if "/" in line or "-" in line} - {None}
    if len(seen) == 1:
        return seen.pop()
    parts = language.lower().replace("_", "-").split("-")
    if parts[0] in _UNTOLD:
        return None
    if parts[0] != "en":
        return "day"
    host = (split_address(address).hostname or "") if address else ""
    for country in (*parts[1:], host.rpartition(".")[2]):
        if country in _DAY_FIRST:
            return "day"
        if country in _MONTH_FIRST:
            return "month"
    return None


def _told(line: str) -> Order | None:
    """The order in a line whose numbers leave no choice."""
    for found in find_days(line):
        numbers = line[found.start : found.end].replace("-", "/").split("/")
        if len(numbers) == 3 and found.sure and all(number.strip().isdecimal() for number in numbers):
            first, second = int(numbers[0]), int(numbers[1])
            if 12 < first <= 31 and second <= 12:
                return "day"
            if first <= 12 < second <= 31:
                return "month"
    return None


def read_address_day(address: str | None) -> Reading | None:
    """The day, or the month alone, in the path of a page's address."""
    path = split_address(address).path if address else ""
    for rule in rules("address"):
        if found := rule.pattern.search(path):
            reading = Reading(int(found["year"]), int(found["month"]), int(found["day"]))
            if reading.interval():
                return reading
    found = _MONTH.search(path)
    return Reading(int(found["year"]), int(found["month"]), None) if found else None
