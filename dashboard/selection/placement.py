"""Where each event stands on a time axis; counts nothing and draws nothing."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pandas as pd

from loaders.edtf import read_edtf

Axis = Literal["when", "announced"]


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
        units = {text: _last_unit(text) for text in events.loc[open_start, "when"].unique()}
        start = start.mask(open_start, pd.to_datetime(events["when"].map(units)).astype(start.dtype))
    return pd.DataFrame(
        {"start": start, "end": end, "placed": placed, "borrowed": placed & (axis == "when") & ~use},
        index=events.index,
    )


def _last_unit(edtf: str) -> date | None:
    return read_edtf(edtf.rpartition("/")[2]).start
