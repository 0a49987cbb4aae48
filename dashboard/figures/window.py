"""Chooses the days a picture shows, and tells how dense all dates are; draws nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.figures.calendar import day_of
from dashboard.placing import day_number

if TYPE_CHECKING:
    from datetime import date

    from dashboard.placing import Days, Placed

ROOM_AHEAD = 0.04  # share of the default window kept free for labels after the last mark
STRETCHES = 240  # into which the density of all dates is divided
SHARE = 0.02  # of the events may lie before the default window, and as many after it


def find_window(placed: Placed, start: date | None, end: date | None, as_of: date | None) -> tuple[int, int]:
    """The days in view: those asked for, else whole years (or months) round all but the outermost events."""
    if start and end:
        return day_number(start), max(day_number(end), day_number(start) + 1)
    low, high = (day_number(as_of) - 365, day_number(as_of) + 1) if as_of else (0, 365)
    dated = placed.dated
    if dated.any():
        bounded = dated & ~placed.open_end
        low = _share(placed.start if dated.all() else placed.start[dated], SHARE)
        high = _share(placed.end[bounded if bounded.any() else dated], 1 - SHARE)
    if as_of and low <= day_number(as_of):
        high = max(high, day_number(as_of) + 1)
    years = high - low > 2 * 365
    if not end:
        high += int(ROOM_AHEAD * (high - low))
    before, after = day_of(low), day_of(high - 1)
    opens = before.replace(day=1, month=1 if years else before.month)
    closes = (after.replace(day=28, month=12 if years else after.month) + timedelta(4)).replace(day=1)
    first, last = day_number(start or opens), day_number(end or closes)
    return first, max(last, first + 1)


def _share(days: Days, share: float) -> int:
    """The day before which a share of the days lie; counted by day, which is faster than sorting a million."""
    low = int(days.min())
    reached = np.cumsum(np.bincount(days - low)) / len(days)
    side = int(np.searchsorted(reached, share, side="right" if share < 0.5 else "left"))
    return low + min(side, len(reached) - 1)


def find_overview(days: Days, first: int, last: int) -> dict[str, Any]:
    """How many events stand in each of STRETCHES of all days, the window ``[first, last)`` among them.

    ``days`` are the days their marks stand on.
    """
    low = min(int(days.min()), first) if len(days) else first
    high = max(int(days.max()) + 1, last) if len(days) else last
    size = max(-(-(high - low) // STRETCHES), 1)
    counts = np.bincount((days - low) // size, minlength=-(-(high - low) // size))
    return {"first": low, "size": size, "last": high, "counts": counts.tolist()}
