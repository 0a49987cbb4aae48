"""Asks htmldate where a web page's own evidence names no day, and refuses what it invents or takes from other articles.

htmldate makes 1 January of a year of rights, reads 05/06/2024 without a reason, and counts the dates of comments; a day
that the article's own part of the page does not spell is kept with the reason why it is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from loaders import edtf
from loaders.edtf import write_edtf
from loaders.formats.html_page import Layout
from loaders.formats.html_shown import is_in_grid
from loaders.model import DateCandidate, Sense
from loaders.wording.spelled import Order, find_days, read_stamp
from loaders.wording.stated import Reading

_LAST_DAY = "2099-12-31"  # htmldate would otherwise ask the clock
_TEXT = 2_000  # characters of the longest line that is searched
_SILENT = "it stands nowhere on the page as a day"
_DOUBTFUL = "it can be read as two days, and nothing on the page tells which"
_BESIDE = "only parts of the page beside the article, or a table in it, show it"


def search_page(
    source: str, layout: Layout, address: str | None, order: Order | None, at: Reading | None
) -> Iterator[DateCandidate]:
    """What htmldate finds: with care first, and where that gives no day that can be taken, by searching widely.

    ``at`` is the day or month in the page's ``address``.
    """
    before = None
    for rung, wide in (("htmldate", False), ("htmldate_search", True)):
        found = _ask(source, address, wide)
        if found is None or found == before:
            continue
        before = found
        day = date.fromisoformat(found)
        refused = _refusal(day, source, layout, address, order)
        if wide and at and (at.year, at.month) != (day.year, day.month):
            refused = refused or "it is not in the month of the page's address"
        interval = edtf.day(day)
        sense = Sense.REPOSTED if wide else Sense.POSTED
        yield DateCandidate(rung, sense, found, write_edtf(interval), interval, refused)
        if not refused:
            return


def _ask(source: str, address: str | None, wide: bool) -> str | None:
    from htmldate import find_date  # heavy, and not needed where no page is read

    try:
        return find_date(source, extensive_search=wide, original_date=True, url=address, max_date=_LAST_DAY)
    except Exception:  # a broken page may fail anywhere inside
        return None


def _refusal(day: date, source: str, layout: Layout, address: str | None, order: Order | None) -> str | None:
    """Why a day cannot be taken; None where the article's part of the page, its head or its address spells it.

    The first of a month is what htmldate makes of a month or a year alone; any other day it has read somewhere.
    """
    doubtful = beside = False
    year = re.compile(rf"{day.year}|{day.year % 100:02d}|[〇○零一二年]|\d{{10}}")
    for line in layout.lines:
        if not year.search(line.text) and not line.marks:
            continue
        values = [mark.value for mark in line.marks]
        stamps = [stamp.spelled for value in values if (stamp := read_stamp(value, order))]
        for spelled in [*find_days(line.text[:_TEXT], order), *stamps]:
            if any((r.year, r.month, r.day) == (day.year, day.month, day.day) for r in spelled.readings):
                if not spelled.sure:
                    doubtful = True
                elif line.side == "beside" or is_in_grid(line.element_at(spelled.start)):
                    beside = True
                else:
                    return None
    if doubtful:
        return _DOUBTFUL
    if beside:
        return _BESIDE
    words = re.compile(rf"(?<!\d){day.year}(?P<mark>[-/._]?){day.month:02d}(?P=mark){day.day:02d}(?!\d)")
    known = day.day > 1 or words.search(source) or (address and words.search(address))
    return None if known else _SILENT
