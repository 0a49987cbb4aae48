"""What was read: documents by period and kind, gaps, and how much is undated or unreviewed; judges nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.placing import NONE, days_of, place_alike

if TYPE_CHECKING:
    from datetime import date

    from dashboard.placing import Axis, Days

OTHER = "other"
KINDS = ("conference", "interview", "plan", "notice", "news", "table", OTHER)


@dataclass(frozen=True, slots=True)
class Coverage:
    """``documents`` has a row for each kind that occurs and a column for each period (its first day).

    A document dated no finer than several periods is in each of them; ``number`` counts each once, and
    ``undated_documents`` have no date at all;
    ``undated`` and ``unreviewed`` are shares of the ``events`` (NaN of none).
    """

    documents: pd.DataFrame
    number: int
    undated_documents: int
    events: int
    undated: float
    unreviewed: float

    @property
    def gaps(self) -> Any:
        """Periods without any document, by column."""
        return self.documents.to_numpy().sum(axis=0) == 0


Covering = Callable[[pd.DatetimeIndex], Coverage]
"""What was read, for the periods between some edges."""


def find_coverage(
    events: pd.DataFrame,
    documents: pd.DataFrame,
    edges: pd.DatetimeIndex,
    *,
    axis: Axis = "announced",
    as_of: date | None = None,
) -> Coverage:
    """Count the documents of each kind between ``edges``, and the shares of events undated and unreviewed."""
    kinds = number_kinds(documents["kind"])
    first, last = days_of(documents["created_start"]), days_of(documents["created_end"])
    spots, at = place_alike(events, axis, as_of)
    reviewed = events["reviewed"].to_numpy(dtype=bool) if "reviewed" in events else np.zeros(len(events), dtype=bool)
    return Coverage(
        documents=count_kinds(kinds, first, last, edges),
        number=count_once(first, last, edges),
        undated_documents=int((first == NONE).sum()),
        events=len(events),
        undated=float(1 - spots.dated[at].mean()) if len(events) else float("nan"),
        unreviewed=float(1 - reviewed.mean()) if len(events) else float("nan"),
    )


def number_kinds(kinds: pd.Series[Any]) -> Any:
    """The place of each document's kind in ``KINDS``; what is none of them is of another kind."""
    codes, names = pd.factorize(kinds)
    places = [KINDS.index(name) if name in KINDS else len(KINDS) - 1 for name in names]
    return np.array([*places, len(KINDS) - 1])[codes]


def count_kinds(
    kinds: Any, first: Days, last: Days, edges: pd.DatetimeIndex, number: Days | None = None
) -> pd.DataFrame:
    """Documents by kind (only those that occur) and period; ``kinds`` are places in ``KINDS``, days as ``days_of``.

    ``number`` says how many documents each of the rows is.
    """
    bounds, periods = days_of(pd.Series(edges)), len(edges) - 1
    seen = _meets(first, last, bounds)
    enters = np.clip(np.searchsorted(bounds, first[seen], "right") - 1, 0, periods)
    leaves = np.clip(np.searchsorted(bounds, last[seen], "left"), 0, periods)
    rows, shape = kinds[seen] * (periods + 1), len(KINDS) * (periods + 1)
    often = None if number is None else number[seen]
    steps = np.bincount(rows + enters, often, minlength=shape) - np.bincount(rows + leaves, often, minlength=shape)
    counted = np.cumsum(steps.astype(np.int64).reshape(len(KINDS), periods + 1), axis=1)[:, :-1]
    held = np.flatnonzero(np.bincount(kinds, minlength=len(KINDS)))
    return pd.DataFrame(counted[held], index=pd.Index([KINDS[one] for one in held], name="kind"), columns=edges[:-1])


def count_once(first: Days, last: Days, edges: pd.DatetimeIndex, number: Days | int = 1) -> int:
    """Documents that are dated between edges, each once."""
    return int((_meets(first, last, days_of(pd.Series(edges))) * number).sum())


def _meets(first: Days, last: Days, bounds: Days) -> Any:
    """Which documents are dated, and between the bounds."""
    return (first != NONE) & (last != NONE) & (first < bounds[-1]) & (last > bounds[0])
