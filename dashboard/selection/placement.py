"""Where each event stands on a time axis, and how finely its date was stated; counts nothing and draws nothing."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from loaders.edtf import read_edtf

Axis = Literal["when", "announced"]
PRECISIONS = ("day", "month", "quarter", "year", "longer", "undated")
_LONGEST = (1, 31, 92, 366)  # days of the first four; a week counts as a month, a half as a year
_NO_DAY = np.iinfo(np.int64).min


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
        units = np.array([_last_unit(str(text)) for text in texts], dtype="datetime64[s]")
        start = start.copy()
        start[open_start] = units[places]
    return pd.DataFrame(
        {"start": start, "end": end, "placed": placed, "borrowed": placed & (axis == "when") & ~use},
        index=events.index,
    )


def precision_codes(start: np.ndarray[Any, Any], end: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.int8]]:
    """How finely each date was stated, as positions in ``PRECISIONS``; bounds are whole days, NaT where open."""
    first, last = (column.astype("datetime64[D]").astype(np.int64) for column in (start, end))
    no_start, no_end = first == _NO_DAY, last == _NO_DAY
    days = np.where(no_start | no_end, _LONGEST[-1] + 1, last - first)
    codes = np.searchsorted(_LONGEST, days, side="left").astype(np.int8)
    codes[no_start & no_end] = PRECISIONS.index("undated")
    return codes


def _last_unit(edtf: str) -> date | None:
    return read_edtf(edtf.rpartition("/")[2]).start
