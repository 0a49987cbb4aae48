"""Reads explicit dates in languages that have no lexicon: our own candidate spans, each put to dateparser.

Only dates that state a year and a month; bare years, numbers, quarters and relative words are refused, and dateparser
never searches the text. Nothing here asks the clock: dateparser's base date is fixed and a date that would need it
is not asked for.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from loaders import edtf
from loaders.dates.phrases import Reading
from loaders.dates.units import spell

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = r"[^\W\d_]{3,14}\.?"
_OF = r"(?:d[eiou]l?\s|d'|of\s)?"
_YEAR = r"(?:1[89]|20)\d\d"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:\.|er|re|[ºª°]|-?[aeй]|th)?"
_CANDIDATE = re.compile(
    rf"(?<![\w./-])(?:"
    rf"(?:{_DAY}\s{{1,2}}{_OF})?{_WORD},?\s{{1,2}}{_OF}{_YEAR}"
    rf"|{_WORD}\s{{1,2}}{_DAY},?\s{{1,2}}{_YEAR}"
    rf"|{_YEAR}[-/.](?:0\d|1[0-2])[-/.](?:[0-2]\d|3[01])"
    rf"|(?:[0-2]?\d|3[01])[./-](?:0?\d|1[0-2])[./-]{_YEAR}"
    rf")(?![\w-]|[./]\d)"
    rf"|(?<!\d){_YEAR}\s?[年년]\s?\d{{1,2}}\s?[月월](?:\s?\d{{1,2}}\s?[日일])?"
)
_BASE = datetime(2000, 1, 1)


def find_foreign(text: str, language: str) -> Iterator[tuple[int, int, Reading]]:
    """Start, end and reading of each explicit date in a text of a language dateparser knows; else nothing."""
    parser = _parser(language)
    if parser is None:
        return
    for found in _CANDIDATE.finditer(text):
        reading = _read(parser, found[0])
        if reading:
            yield found.start(), found.end(), reading


@cache
def _parser(language: str) -> Any | None:
    from dateparser.date import DateDataParser

    settings = {"RELATIVE_BASE": _BASE, "REQUIRE_PARTS": ["month", "year"], "PREFER_DAY_OF_MONTH": "first"}
    parser = DateDataParser(languages=[language], settings=settings)
    try:
        parser.get_date_data("2000-01-01")
    except ValueError:
        return None
    return parser


def _read(parser: Any, words: str) -> Reading | None:
    data = parser.get_date_data(words)
    if data is None or data.date_obj is None or data.period not in ("day", "month"):
        return None
    when: date = data.date_obj.date()
    interval = edtf.day(when) if data.period == "day" else edtf.month(when.year, when.month)
    return Reading("DATE", spell(interval, data.period), data.period, interval, frozenset(), "explicit")
