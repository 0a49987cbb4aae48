"""Counts events of sectors over calendar periods; draws nothing and asks no clock.

The four measures, for an event placed on ``I = [a, b)`` and a period ``k`` (``shared`` days ``|I ∩ k|``):
onset ``#{a in k}``, presence ``#{I meets k}``, mass ``Σ shared / |I|``, days ``Σ shared``.
An uncertain point ("some day in 2025") brings expected values: its onset and its presence are its mass.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd
from scipy import sparse

from dashboard.placing import NONE, Axis, Days, check, day_number, days_of, make_dates, place
from dashboard.tallying import Tally, Weights, tally_events
from loaders.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "MONTHS",
    "Axis",
    "Counts",
    "Measure",
    "Period",
    "Weighting",
    "check",
    "count_documents",
    "count_periods",
    "days_of",
    "period_edges",
    "place",
]

Measure = Literal["onset", "presence", "mass", "days"]
Period = Literal["week", "month", "quarter", "half", "year", "plan"]
Weighting = Literal["incidence", "fractional"]
Numbers = np.ndarray[Any, np.dtype[np.float64]]

# Months in a period; five-year plan periods begin in 2021 and every fifth year before and after.
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "plan": 60}
_PLAN_ANCHOR = 12 * 2021
_EPOCH_MONTH = 12 * 1970


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted, and all a chart must say about it.

    ``table`` has a row for each sector (code) and a column for each period (its first day); NaN is a gap: no
    documents were read for that period and no event falls into it. ``edges`` are the n + 1 bounds of the periods.
    ``complete`` is False for the period that holds the as-of day, unless it ends with that day. ``events`` is the
    number of events that have a place on the axis, ``undated`` of those that have none, and ``unbounded`` of those
    left out because the measure is not defined for an open end. ``documents`` per period is None when not given.
    """

    table: pd.DataFrame
    edges: pd.DatetimeIndex
    complete: np.ndarray[Any, np.dtype[np.bool_]]
    measure: Measure
    period: str
    axis: Axis
    weighting: Weighting
    events: int
    undated: int
    unbounded: int
    documents: np.ndarray[Any, np.dtype[np.int64]] | None = None


def period_edges(start: date, end: date, period: str) -> pd.DatetimeIndex:
    """The n + 1 bounds of the calendar periods that cover ``[start, end)``; weeks begin on Monday.

    >>> period_edges(date(2025, 2, 3), date(2025, 5, 1), "quarter").strftime("%Y-%m-%d").tolist()
    ['2025-01-01', '2025-04-01', '2025-07-01']
    """
    check("period", period, get_args(Period))
    first, last = day_number(start), max(day_number(end), day_number(start) + 1)
    if period == "week":
        monday = first - (first + 3) % 7
        days = np.arange(monday, last + 7, 7)
        days = days[: int(np.searchsorted(days, last)) + 1]
        return pd.DatetimeIndex(make_dates(days))
    size = MONTHS[period]
    anchor = _PLAN_ANCHOR if period == "plan" else 0
    lowest = (12 * start.year + start.month - 1 - anchor) // size * size + anchor
    final = np.datetime64(last - 1, "D").astype("datetime64[M]").astype(np.int64) + _EPOCH_MONTH
    highest = (int(final) - anchor) // size * size + size + anchor
    grid = np.arange(lowest, highest + 1, size) - _EPOCH_MONTH
    return pd.DatetimeIndex(grid.astype("datetime64[M]").astype("datetime64[s]"))


def own_edges(cuts: Sequence[date]) -> pd.DatetimeIndex:
    """The bounds of periods that were parted by hand, each day once and in order."""
    return pd.DatetimeIndex(sorted(set(map(pd.Timestamp, cuts)))).as_unit("s")


def count_periods(
    events: pd.DataFrame | Tally,
    documents: pd.DataFrame | Days | None = None,
    *,
    sectors: Sequence[str],
    period: str = "year",
    measure: Measure = "onset",
    axis: Axis = "when",
    weighting: Weighting = "incidence",
    start: date | None = None,
    end: date | None = None,
    as_of: date | None = None,
    edges: pd.DatetimeIndex | None = None,
) -> Counts:
    """Count events of each sector over the periods that cover ``[start, end)``, or all that the events touch.

    Events that are counted often are handed in as their ``Tally``, made for the same axis and as-of day, and
    documents as how many were read in each of the ``edges``' periods, where that is known.
    ``edges`` are periods of one's own in place of those of the calendar: n + 1 days, each later than the one before;
    ``period`` is then no more than their name.

    *Incidence* gives an event 1 in each of its sectors, *fractional* 1/k in each of its k sectors. Mass leaves
    events with an open end out and says how many. ``days`` counts the days of an event's bounds, certain or not.
    Splitting or permuting the rows changes nothing, to the last bit.
    """
    for name, value, known in (("measure", measure, get_args(Measure)), ("weighting", weighting, get_args(Weighting))):
        check(name, value, known)
    tally = events if isinstance(events, Tally) else tally_events(events, axis=axis, as_of=as_of)
    spots, dated = tally.spots, tally.spots.dated
    used = dated & ~spots.open_end if measure == "mass" else dated
    if edges is None:
        frame = documents if isinstance(documents, pd.DataFrame) else None
        edges = _grid(spots.start[dated], spots.end[dated], frame, period, start=start, end=end)
    bounds = days_of(pd.Series(edges))
    seen = used & (spots.start < bounds[-1]) & (spots.end > bounds[0])
    counted = _measure(measure, tally.weigh(sectors, seen, fractional=weighting == "fractional"), bounds)
    read = count_documents(documents, edges) if isinstance(documents, pd.DataFrame) else documents
    if read is not None:
        counted = np.where((read == 0) & (counted == 0), np.nan, counted)
    table = pd.DataFrame(counted, index=pd.Index(list(sectors), name="sector"), columns=edges[:-1])
    return Counts(
        table=table,
        edges=edges,
        complete=is_complete(edges, as_of),
        measure=measure,
        period=period,
        axis=axis,
        weighting=weighting,
        events=int(tally.events[dated].sum()),
        undated=int(tally.events[~dated].sum()),
        unbounded=int(tally.events[dated & ~used].sum()),
        documents=read,
    )


def count_documents(documents: pd.DataFrame, edges: pd.DatetimeIndex) -> np.ndarray[Any, np.dtype[np.int64]]:
    """How many documents were created in each period; one dated no finer than several periods is in each of them."""
    first, last = days_of(documents["created_start"]), days_of(documents["created_end"])
    known = (first != NONE) & (last != NONE)
    bounds = days_of(pd.Series(edges))
    counted = _presence(Weights.of_one(first[known], last[known]), np.ones(int(known.sum())), bounds)[0]
    whole: Days = np.rint(counted).astype(np.int64)
    return whole


def _measure(measure: Measure, held: Weights, bounds: Days) -> Numbers:
    """What the events of each sector bring to each period: worked out once for each place, whoever lies there."""
    length = (held.last - held.first).astype(np.float64)
    if measure == "mass":
        return _overlap(held, 1 / length, bounds)
    if measure == "days":
        return _overlap(held, np.ones(len(length)), bounds)
    expected = _overlap(held, np.where(held.span, 0.0, 1 / length), bounds)
    certain = held.span.astype(np.float64)
    return expected + (_presence if measure == "presence" else _onset)(held, certain, bounds)


def _gather(held: Weights, period: Days, value: Numbers, periods: int) -> Numbers:
    """Add up for each sector and period the values of its events, each of which is that of their place."""
    there = np.flatnonzero((period >= 0) & (period < periods) & (value != 0))
    spread = sparse.csr_array((value[there], (period[there], there)), shape=(periods, len(value)))
    summed: Numbers = (spread @ held.weight.T).T
    return summed


def _onset(held: Weights, value: Numbers, bounds: Days) -> Numbers:
    return _gather(held, np.searchsorted(bounds, held.first, "right") - 1, value, len(bounds) - 1)


def _presence(held: Weights, value: Numbers, bounds: Days) -> Numbers:
    periods = len(bounds) - 1
    meets = (held.first < bounds[-1]) & (held.last > bounds[0])
    enters = np.clip(np.searchsorted(bounds, held.first, "right") - 1, 0, periods)
    leaves = np.clip(np.searchsorted(bounds, held.last, "left"), 0, periods)
    value = np.where(meets, value, 0.0)
    steps = _gather(held, enters, value, periods + 1) - _gather(held, leaves, value, periods + 1)
    return np.cumsum(steps, axis=1)[:, :-1]


def _overlap(held: Weights, rate: Numbers, bounds: Days) -> Numbers:
    """Sum ``rate`` × shared days: the first and the last period of each place by hand, those between by steps."""
    periods = len(bounds) - 1
    first, last = np.clip(held.first, bounds[0], bounds[-1]), np.clip(held.last, bounds[0], bounds[-1])
    rate = np.where(last > first, rate, 0.0)
    enters = np.clip(np.searchsorted(bounds, first, "right") - 1, 0, periods - 1)
    leaves = np.clip(np.searchsorted(bounds, last, "left") - 1, 0, periods - 1)
    shared = np.minimum(last, bounds[enters + 1]) - first
    total = _gather(held, enters, rate * shared, periods)
    more = np.where(leaves > enters, rate, 0.0)
    total += _gather(held, leaves, more * (last - bounds[leaves]), periods)
    steps = _gather(held, enters + 1, more, periods + 1) - _gather(held, leaves, more, periods + 1)
    between = np.cumsum(steps, axis=1)[:, :-1] * np.diff(bounds)
    total += np.where(np.abs(between) < 1e-12 * np.diff(bounds), 0.0, between)
    return total


def _grid(
    first: Days, last: Days, documents: pd.DataFrame | None, period: str, *, start: date | None, end: date | None
) -> pd.DatetimeIndex:
    if start is None or end is None:
        created = (
            [days_of(documents[name]) for name in ("created_start", "created_end")] if documents is not None else []
        )
        known = np.concatenate([first, last, *created]) if created else np.concatenate([first, last])
        known = known[known != NONE]
        low, high = (int(known.min()), int(known.max())) if len(known) else (0, 1)
        start = start or np.datetime64(low, "D").astype(object)
        end = end or np.datetime64(high, "D").astype(object)
    if end <= start:
        raise UsageError(f"the period ends ({end}) before it starts ({start}): give a later end.")
    return period_edges(start, end, period)


def is_complete(edges: pd.DatetimeIndex, as_of: date | None) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which periods between edges are over: all but the one that holds the as-of day, unless it ends with that day."""
    if as_of is None:
        return np.ones(len(edges) - 1, dtype=bool)
    bounds, today = days_of(pd.Series(edges)), day_number(as_of)
    return ~((bounds[:-1] <= today) & (today < bounds[1:] - 1))


def is_over(edges: pd.DatetimeIndex, as_of: date | None) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which periods between edges have ended by the as-of day: neither the one that holds it nor any later one."""
    if as_of is None:
        return np.ones(len(edges) - 1, dtype=bool)
    return np.asarray(days_of(pd.Series(edges))[1:] - 1 <= day_number(as_of))
