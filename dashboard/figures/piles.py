"""Spells what a chip or bar holds as a lane and days, and finds the events in it again; draws nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.figures.calendar import day_of
from dashboard.figures.lanes import LaneBy, find_lanes
from dashboard.figures.marks import first_tellings
from dashboard.placing import day_number, place_days
from loaders.edtf import Interval, read_edtf, write_edtf
from loaders.errors import EdtfError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from dashboard.figures.lanes import Lanes, Rows
    from dashboard.placing import Axis, Flags, Placed
    from loaders.sectors.taxonomy import Taxonomy


def spell_pile(lane: str, first: int, last: int) -> str:
    """A pile as the address spells it, from its days ``[first, last)``.

    >>> spell_pile("5g", 19905, 19997)
    '5g~2024-35'
    """
    return f"{lane}~{write_edtf(Interval(day_of(first), day_of(last)))}"


def pile_rows(
    events: pd.DataFrame,
    pile: str,
    *,
    taxonomy: Taxonomy,
    axis: Axis = "when",
    lane_by: LaneBy = "sector",
    lanes: Sequence[str] | None = None,
    order: Sequence[str] = (),
    pinned: Sequence[str] = (),
    unit: str = "mention",
    as_of: date | None = None,
    rows: Rows | None = None,
    placed: Placed | None = None,
) -> Flags:
    """Which of ``events`` a pile of ``timeline`` with the same options holds; raises UsageError where it is no pile.

    An event is in it whose mark stands on one of its days and on its lane, or on no other lane where that is the rest.
    """
    code, _, edtf = pile.rpartition("~")
    try:
        days = read_edtf(edtf)
    except EdtfError as error:
        raise UsageError(f"pile '{pile}': {error}") from error
    if not (code and days.start and days.end):
        raise UsageError(f"pile '{pile}': give a lane and days, such as 5g~2024-35.")
    placed = place_days(events, axis=axis, as_of=as_of) if placed is None else placed
    chosen = np.arange(len(events)) if rows is None else np.asarray(rows, dtype=np.intp)
    chosen = first_tellings(events, chosen) if unit == "story" else chosen
    dated = chosen[placed.dated[chosen]]
    settings: dict[str, Any] = {"by": lane_by, "lanes": lanes, "order": order, "pinned": pinned}
    found = find_lanes(events, dated, taxonomy=taxonomy, **settings)
    held = np.zeros(len(events), dtype=bool)
    held[rows_between(found, code, dated, placed, (days.start, days.end))] = True
    return held


def rows_between(lanes: Lanes, code: str, rows: Rows, placed: Placed, days: tuple[date, date]) -> Rows:
    """Those of ``rows`` that stand on the lane of a code within days ``[start, end)``; none where no such lane is.

    ``rows`` have a date, ``placed`` is of all events.
    """
    number = next((n for n, lane in enumerate(lanes.lanes) if lane.code == code), None)
    if number is None:
        return rows[:0]
    own = rows[lanes.split(rows)[number]]
    stand = placed.take(own).stand()
    return own[(stand >= day_number(days[0])) & (stand < day_number(days[1]))]
