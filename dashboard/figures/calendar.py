"""The calendar in pixels: units wide enough to be read or pressed, and the words of a two-tier axis; draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.words.phrases import words

if TYPE_CHECKING:
    from dashboard.placing import Days

EPOCH = date(1970, 1, 1)
# Units of the calendar, the finest first, and about how many days each has.
UNITS: dict[str, float] = {
    "day": 1,
    "week": 7,
    "month": 30.4,
    "quarter": 91.3,
    "half": 182.6,
    "year": 365.2,
    "lustrum": 1826,
    "decade": 3652,
    "century": 36525,
}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "lustrum": 60, "decade": 120, "century": 1200}


@dataclass(frozen=True, slots=True)
class Bins:
    """Stretches of the calendar one after the other: bin ``i`` is the days ``[edges[i], edges[i + 1])``."""

    unit: str
    edges: Days

    def of(self, days: Days) -> Any:
        """The bin of each day, -1 for one outside."""
        low, number = int(self.edges[0]), len(self.edges) - 1
        table = np.repeat([-1, *range(number), -1], [1, *np.diff(self.edges), 1])
        return table.take(days - (low - 1), mode="clip")


def find_bins(unit: str, first: int, last: int) -> Bins:
    """The stretches of one unit that cover the days ``[first, last)``; weeks begin on Monday.

    >>> find_bins("quarter", 19737, 19800).edges.tolist()  # 15 January to 18 March 2024
    [19723, 19814]
    """
    last = max(last, first + 1)
    if unit in ("day", "week"):
        step = 1 if unit == "day" else 7
        low = first if unit == "day" else first - (first + 3) % 7
        return Bins(unit, np.arange(low, last + step, step, dtype=np.int64))
    size = _MONTHS[unit]
    low, high = (_month(first) // size * size, _month(last - 1) // size * size + size)
    months = np.arange(low, high + 1, size) - 1970 * 12
    return Bins(unit, months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64))


def _month(day: int) -> int:
    when = day_of(day)
    return when.year * 12 + when.month - 1


def day_of(number: float) -> date:
    """The day with that number of days since 1970."""
    return EPOCH + timedelta(int(np.floor(number)))


def find_unit(scale: float, least: float) -> str:
    """The finest unit that is at least so many pixels wide, at a scale of pixels a day."""
    return next((unit for unit, days in UNITS.items() if days * scale >= least), "century")


@dataclass(frozen=True, slots=True)
class Tick:
    """A stretch of the axis: its days ``[start, end)`` and its words; ``full`` says its year too."""

    start: int
    end: int
    text: str
    full: str


def find_tiers(scale: float, first: int, last: int, language: str) -> tuple[list[Tick], list[Tick]]:
    """The two tiers of the axis: years (or months, where days are shown) above, and what they are made of beneath.

    Where years are too narrow to be divided the upper tier has them alone, every fifth or tenth if need be.
    """
    wide = {"day": 17.0, "week": 30.0, "month": 30.0, "quarter": 26.0}
    lower = next((unit for unit, least in wide.items() if UNITS[unit] * scale >= least), None)
    if lower is None:
        unit = next(unit for unit in ("year", "lustrum", "decade", "century") if UNITS[unit] * scale >= 34)
        return _ticks(unit, first, last, language), []
    upper = "month" if lower in ("day", "week") else "year"
    return _ticks(upper, first, last, language), _ticks(lower, first, last, language)


def _ticks(unit: str, first: int, last: int, language: str) -> list[Tick]:
    table, form = words(language), words(language)["ruler"]
    edges = find_bins(unit, first, last).edges.tolist()
    ticks = []
    for start, end in pairwise(edges):
        day = day_of(start)
        said = {"day": day.day, "month": table["months"][day.month - 1], "short": table["months_short"][day.month - 1]}
        said |= {"year": day.year, "quarter": (day.month - 1) // 3 + 1}
        kind = "year" if unit in ("lustrum", "decade", "century") else unit
        ticks.append(Tick(start, end, form[kind].format(**said), form[f"{kind}_full"].format(**said)))
    return ticks
