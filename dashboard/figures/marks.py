"""Turns events into marks: what shape, on which lane, over which days; knows no pixel and draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.measures import days_of, place
from dashboard.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from dashboard.measures import Axis
    from loaders.sectors.taxonomy import Taxonomy

NONE = np.iinfo(np.int64).min
KINDS = ("point", "vague", "span", "open")  # a certain day, some day within bounds, a stretch of time, no end


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane of a timeline, or row of a heatmap: its code, its label and its colour."""

    code: str
    label: str
    colour: str


def sector_lanes(taxonomy: Taxonomy, codes: Iterable[str] | None, language: str) -> tuple[Lane, ...]:
    """Lanes for sectors, in the taxonomy's order; the core sectors when none are named."""
    chosen = {sector.code for sector in taxonomy.core} if codes is None else set(codes)
    for code in chosen:
        taxonomy[code]
    return tuple(
        Lane(sector.code, sector.label_zh if language == "zh" else sector.label_en, sector.colour)
        for sector in taxonomy.sectors
        if sector.code in chosen
    )


def rest_lane(label: str) -> Lane:
    """The lane of the events that belong to no lane shown."""
    return Lane("", label, LIGHT.muted)


def find_marks(
    events: pd.DataFrame, lanes: Sequence[str], *, axis: Axis = "when", as_of: date | None = None
) -> pd.DataFrame:
    """One row for each dated event and lane, by lane, day and id; an event of no lane is on lane ``len(lanes)``.

    Columns: ``row`` (position in ``events``), ``id``, ``lane`` (number), ``kind`` (one of KINDS), ``start`` and
    ``end`` (days since 1970, end exclusive), ``at`` (where its symbol stands, in days), ``origin`` (day of the
    announcement of a deadline, NaN without one), ``symbol`` (a deadline before anything else), and the flags
    ``deadline``, ``passed``, ``fallback``, ``approximate``.
    """
    spots = place(events, axis=axis, as_of=as_of)
    start, end = days_of(spots["start"]), days_of(spots["end"])
    said = days_of(events["announced_start"])
    deadline, fallback, open_end = (spots[name].to_numpy() for name in ("deadline", "fallback", "open_end"))
    today = int(np.datetime64(as_of, "D").astype(np.int64)) if as_of else None
    edtf = events["announced"] if axis == "announced" else events["when"].where(~fallback, events["announced"])
    kind = np.where(open_end, "open", np.where(end - start <= 1, "point", np.where(spots["span"], "span", "vague")))
    passed = deadline & (end <= today) if today is not None else np.zeros(len(events), dtype=bool)
    marks = pd.DataFrame(
        {
            "row": np.arange(len(events)),
            "id": events["id"].to_numpy(),
            "kind": kind,
            "start": start,
            "end": end,
            "at": np.where(open_end, start + 0.5, (start + end) / 2),
            "origin": np.where(deadline & (said != NONE) & (said < start), said + 0.5, np.nan),
            "deadline": deadline,
            "passed": passed,
            "fallback": fallback,
            "symbol": np.where(deadline, np.where(passed, "passed", "deadline"), np.where(fallback, "announced", kind)),
            "approximate": edtf.fillna("").str.contains("~", regex=False).to_numpy(dtype=bool),
        }
    )
    numbers, rows = _lanes_of(events["sectors"], lanes)
    marks = marks.iloc[rows].assign(lane=numbers)
    dated: pd.DataFrame = marks[marks["start"] != NONE]
    return dated.sort_values(["lane", "start", "end", "id"], ignore_index=True)


def _lanes_of(lists: pd.Series[Any], lanes: Sequence[str]) -> tuple[Any, Any]:
    """Lane number and event row for every pair of the two; events of no lane come last."""
    codes = [() if item is None else item for item in lists.tolist()]
    lengths = np.fromiter(map(len, codes), dtype=np.int64, count=len(codes))
    flat = pd.Index(list(chain.from_iterable(codes)), dtype=object)
    number = pd.Index(list(lanes), dtype=object).get_indexer(flat)
    row = np.repeat(np.arange(len(codes)), lengths)[number >= 0]
    number = number[number >= 0]
    homeless = np.setdiff1d(np.arange(len(codes)), row)
    return np.concatenate([number, np.full(len(homeless), len(lanes))]), np.concatenate([row, homeless])


def undated_ids(events: pd.DataFrame, *, axis: Axis = "when") -> list[str]:
    """Ids of the events that have no place on the axis, sorted."""
    return sorted(str(one) for one in events.loc[place(events, axis=axis)["start"].isna(), "id"])
