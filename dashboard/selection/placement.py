"""The bounds by which events are chosen, and how finely they were stated; counts nothing and draws nothing.

A filter asks whether a time may meet its days, so that open bounds stay open here; where a mark is drawn, open bounds
closed at the as-of day, is what ``dashboard.placing`` says. Both put a deadline on its last stated unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.placing import NONE, last_unit, make_dates

if TYPE_CHECKING:
    from dashboard.placing import Axis

PRECISIONS = ("day", "month", "quarter", "year", "longer", "undated")
_LONGEST = (1, 31, 92, 366)  # days of the first four; a week counts as a month, a half as a year


def placement(events: pd.DataFrame, axis: Axis) -> pd.DataFrame:
    """Where each event stands on an axis: ``start`` and ``end`` (exclusive, NaT open), ``placed``, ``borrowed``.

    On the axis ``when`` an event that states no time stands where it was announced, and is ``borrowed``.
    A deadline stands on its last stated unit: "by the end of 2025" on 31 December, "by 2030" on the year.
    """
    has_when = events["when"].notna()
    use = has_when if axis == "when" else pd.Series(False, index=events.index, dtype=bool)
    start = events["when_start"].where(use, events["announced_start"])
    end = events["when_end"].where(use, events["announced_end"])
    placed = start.notna() | end.notna()
    open_start = use & start.isna() & end.notna()
    if open_start.any():
        places, texts = pd.factorize(events.loc[open_start, "when"].astype(object))
        units = make_dates(np.array([last_unit(str(text))[0] for text in texts], dtype=np.int64))
        start = start.copy()
        start[open_start] = units[places]
    return pd.DataFrame(
        {"start": start, "end": end, "placed": placed, "borrowed": placed & (axis == "when") & ~use},
        index=events.index,
    )


def precision_codes(start: np.ndarray[Any, Any], end: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.int8]]:
    """How finely each date was stated, as positions in ``PRECISIONS``; bounds are whole days, NaT where open."""
    first, last = (column.astype("datetime64[D]").astype(np.int64) for column in (start, end))
    no_start, no_end = first == NONE, last == NONE
    days = np.where(no_start | no_end, _LONGEST[-1] + 1, last - first)
    codes = np.searchsorted(_LONGEST, days, side="left").astype(np.int8)
    codes[no_start & no_end] = PRECISIONS.index("undated")
    return codes
