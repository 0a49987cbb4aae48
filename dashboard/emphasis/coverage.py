"""What was read: documents by period and kind, gaps, and how much is undated or unreviewed; judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.measures import count_documents
from dashboard.placing import place_days

if TYPE_CHECKING:
    from datetime import date

    from dashboard.placing import Axis

OTHER = "other"
KINDS = ("conference", "interview", "plan", "notice", "news", "table", OTHER)


@dataclass(frozen=True, slots=True)
class Coverage:
    """``documents`` has a row for each kind that occurs and a column for each period (its first day).

    A document dated no finer than several periods is in each of them. ``undated_documents`` have no date at all;
    ``undated`` and ``unreviewed`` are shares of the ``events`` (NaN of none).
    """

    documents: pd.DataFrame
    undated_documents: int
    events: int
    undated: float
    unreviewed: float

    @property
    def gaps(self) -> Any:
        """Periods without any document, by column."""
        return self.documents.to_numpy().sum(axis=0) == 0


def find_coverage(
    events: pd.DataFrame,
    documents: pd.DataFrame,
    edges: pd.DatetimeIndex,
    *,
    axis: Axis = "announced",
    as_of: date | None = None,
) -> Coverage:
    """Count the documents of each kind between ``edges``, and the shares of events undated and unreviewed."""
    kinds = documents["kind"].astype(object).where(documents["kind"].isin(KINDS), OTHER)
    held = [kind for kind in KINDS if (kinds == kind).any()]
    counted = [count_documents(documents[(kinds == kind).to_numpy()], edges) for kind in held]
    table = pd.DataFrame(
        np.array(counted, dtype=np.int64).reshape(len(held), len(edges) - 1),
        index=pd.Index(held, name="kind"),
        columns=edges[:-1],
    )
    dated = place_days(events, axis=axis, as_of=as_of).dated
    reviewed = events["reviewed"].to_numpy(dtype=bool) if "reviewed" in events else np.zeros(len(events), dtype=bool)
    return Coverage(
        documents=table,
        undated_documents=int(documents["created_start"].isna().sum()),
        events=len(events),
        undated=float(1 - dated.mean()) if len(events) else float("nan"),
        unreviewed=float(1 - reviewed.mean()) if len(events) else float("nan"),
    )
