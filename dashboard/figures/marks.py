"""Turns events into marks: what shape, over which days, from which announcement; knows no pixel and draws nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.figures.lanes import read_texts, read_values
from dashboard.placing import NONE, days_of, place_days

if TYPE_CHECKING:
    from datetime import date

    from dashboard.figures.lanes import Rows
    from dashboard.placing import Axis, Placed

KINDS = ("point", "vague", "span", "open")  # a certain day, some day within bounds, a stretch of time, no end


def find_marks(
    events: pd.DataFrame, rows: Rows, placed: Placed, *, axis: Axis = "when", as_of: date | None = None
) -> pd.DataFrame:
    """One row for each of some rows (positions) of ``events``, which must be dated, in their order.

    Columns: ``row``, ``id``, ``kind`` (one of KINDS), ``start`` and ``end`` (days since 1970, end exclusive), ``at``
    (where its symbol stands, in days), ``origin`` (day of the announcement of a deadline, NaN without one),
    ``symbol`` (a deadline before anything else), and the flags ``deadline``, ``passed``, ``fallback``,
    ``approximate``, ``reviewed``. ``told`` and ``meant`` are the days it was announced on and is meant
    for, None if unknown.
    """
    spot = placed.take(rows)
    said = days_of(events["announced_start"].iloc[rows])
    today = int(np.datetime64(as_of, "D").astype(np.int64)) if as_of else None
    longer = np.where(spot.span, "span", "vague")
    kind = np.where(spot.open_end, "open", np.where(spot.end - spot.start <= 1, "point", longer))
    passed = spot.deadline & (spot.end <= today) if today is not None else np.zeros(len(rows), dtype=bool)
    told = spot.deadline & (said != NONE) & (said < spot.start)
    late = np.where(passed, "passed", "deadline")
    reviewed = events["reviewed"].to_numpy()[rows] if "reviewed" in events else np.zeros(len(rows), dtype=bool)
    return pd.DataFrame(
        {
            "row": rows,
            "id": events["id"].iloc[rows].tolist(),
            "kind": kind,
            "start": spot.start,
            "end": spot.end,
            "at": stand_at(spot),
            "origin": np.where(told, said + 0.5, np.nan),
            "deadline": spot.deadline,
            "passed": passed,
            "fallback": spot.fallback,
            "symbol": np.where(spot.deadline, late, np.where(spot.fallback, "announced", kind)),
            "approximate": _approximate(events, rows, spot.fallback, axis),
            "reviewed": reviewed.astype(bool),
            "told": _known(said),
            "meant": _known(np.where(spot.fallback, NONE, _meant(events, rows, spot, axis))),
        }
    )


def _meant(events: pd.DataFrame, rows: Rows, spot: Placed, axis: Axis) -> Any:
    """The day that the time each event states stands on."""
    if axis == "when":
        return spot.stand()
    other = place_days(events.iloc[rows], axis="when")
    return np.where(other.fallback | ~other.dated, NONE, other.stand())


def _known(days: Any) -> Any:
    return np.array([None if day == NONE else day for day in days.tolist()], dtype=object)


def stand_at(placed: Placed) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Where each symbol stands, in days: the middle of its bounds, or the first day of what has no end."""
    middle: np.ndarray[Any, np.dtype[np.float64]] = (placed.start + placed.end) / 2
    middle[placed.open_end] = placed.start[placed.open_end] + 0.5
    return middle


def _approximate(events: pd.DataFrame, rows: Rows, fallback: Any, axis: Axis) -> Any:
    said, when = (
        np.array(["~" in (text or "") for text in read_texts(events, name, rows)], dtype=bool)
        for name in ("announced", "when")
    )
    return said if axis == "announced" else np.where(fallback, said, when)


def first_tellings(events: pd.DataFrame, rows: Rows) -> Rows:
    """Of the events of some rows, the earliest announced of each story; one without a story stands for itself."""
    codes, stories = read_values(events, "story")
    story = codes[rows].astype(np.int64)
    alone = story < 0
    story[alone] = len(stories) + np.arange(int(alone.sum()))
    said = days_of(events["announced_start"])[rows]
    said[said == NONE] = np.iinfo(np.int64).max
    first = np.full(int(story.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, story, said)
    best = np.flatnonzero(said == first[story])
    tied = np.bincount(story[best], minlength=len(first))[story[best]] > 1
    some = best[tied]
    some = some[np.lexsort((events["id"].iloc[rows[some]].to_numpy(dtype=object), story[some]))]
    kept = some[np.diff(story[some], prepend=-1) > 0]
    chosen: Rows = np.sort(rows[np.concatenate([best[~tied], kept])])
    return chosen


def count_mentions(events: pd.DataFrame, rows: Rows) -> np.ndarray[Any, np.dtype[np.int64]]:
    """How many of all ``events`` tell the story of each of some rows; one where an event has no story."""
    codes, stories = read_values(events, "story")
    often = np.bincount(codes.astype(np.int64) + 1, minlength=len(stories) + 1)
    often[0] = 1
    return often[codes[rows].astype(np.int64) + 1]
