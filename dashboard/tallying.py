"""Joins events that are counted alike: those of one sector at one place on the axis; knows no period and no measure.

A million events have some ten thousand times, and half a million pairs of a sector and a time. Where texts are
categories, a time is placed once, and the pairs are found by counting into an array of all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.placing import Axis, Days, Flags, Placed, place_days

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_CELLS = 16_000_000  # counters in memory, at most


@dataclass(frozen=True, slots=True)
class Distinct:
    """Distinct rows (sector, bounds, span, number of sectors of the event) and how often each occurs."""

    sector: Days
    first: Days
    last: Days
    span: np.ndarray[Any, Any]
    among: Days
    number: Days

    @classmethod
    def of_one(cls, first: Days, last: Days) -> Distinct:
        """Every row for itself, in one sector, as a span."""
        one = np.ones(len(first), dtype=np.int64)
        return cls(0 * one, first, last, one > 0, one, one)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many events of a sector lie at each spot, by how many sectors they have; see ``tally_events``.

    ``spots`` are distinct places on the axis in order, ``events`` how many lie at each. Of the rows, ``sector`` is a
    position in ``names`` and ``spot`` one in ``spots``.
    """

    names: pd.Index[Any]
    spots: Placed
    events: Days
    sector: Days
    spot: Days
    among: Days
    number: Days

    def find_rows(self, sectors: Sequence[str], used: Flags) -> Distinct:
        """The rows of some sectors, in their order, at the spots that are used; equal ones joined."""
        place = pd.Index(list(sectors), dtype=object).get_indexer(self.names)
        sector = place[self.sector] if len(place) else self.sector
        kept = np.flatnonzero((sector >= 0) & used[self.spot])
        sector, spot, among, number = sector[kept], self.spot[kept], self.among[kept], self.number[kept]
        spots = self.spots
        _, bound = _number_rows(spots.start, spots.end, spots.span)
        apart = int(bound.max(initial=-1)) + 1
        if apart < len(bound) or np.any(np.diff(place[place >= 0]) < 0):  # spots that differ in nothing that counts
            most = int(among.max(initial=0)) + 1
            cells, number = _count((sector * apart + bound[spot]) * most + among, number)
            first = np.empty(apart, dtype=np.int64)
            first[bound] = np.arange(len(bound))
            sector, spot, among = cells // (apart * most), first[cells // most % apart], cells % most
        return Distinct(sector, spots.start[spot], spots.end[spot], spots.span[spot], among, number)


def tally_events(events: pd.DataFrame, *, axis: Axis = "when", as_of: date | None = None) -> Tally:
    """Count events by sector, place on an axis, and number of sectors; equal for every order of the rows."""
    placed, at = _place_alike(events, axis, as_of)
    first, spot = _number_rows(placed.start, placed.end, placed.span, placed.open_end)
    spots, at = placed.take(first), spot[at]
    codes, lists = _combinations(events["sectors"])
    names = pd.Index(sorted(set(chain.from_iterable(lists))), dtype=object)
    sizes = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
    most = int(sizes.max(initial=0)) + 1
    cells = []
    for nth in range(most - 1):  # the first sector of every event, the second of those that have one, ...
        held = np.flatnonzero(sizes > nth)
        sector = np.full(len(lists), -1)
        sector[held] = names.get_indexer(pd.Index([lists[one][nth] for one in held], dtype=object))
        base = np.where(sector >= 0, sector * len(first) * most + sizes, -1)[codes]
        rows = np.flatnonzero(base >= 0) if nth or (sizes == 0).any() else slice(None)
        cells.append(base[rows] + at[rows] * most)
    found, number = _count(np.concatenate(cells) if cells else np.empty(0, dtype=np.int64))
    sector, spot = found // (len(first) * most or 1), found // most % (len(first) or 1)
    return Tally(names, spots, np.bincount(at, minlength=len(first)), sector, spot, found % most, number)


def _place_alike(events: pd.DataFrame, axis: Axis, as_of: date | None) -> tuple[Placed, Days]:
    """Where events lie whose times are written alike, and which of these places each event has.

    A million events have some ten thousand times: where these are categories, each is placed once.
    """
    names = ("when", "role", "announced")
    if not all(isinstance(events[name].dtype, pd.CategoricalDtype) for name in names):
        return place_days(events, axis=axis, as_of=as_of), np.arange(len(events))
    when, role, said = (events[name].cat.codes.to_numpy().astype(np.int64) + 1 for name in names)
    roles, times = len(events["role"].cat.categories) + 1, len(events["when"].cat.categories) + 1
    timed = events["when_start"].notna().to_numpy() | events["when_end"].notna().to_numpy()
    group = said if axis == "announced" else np.where(timed, when * roles + role, times * roles + said)
    row = np.full(int(group.max(initial=-1)) + 1, -1)
    row[group] = np.arange(len(group))
    present = np.flatnonzero(row >= 0)
    columns = [*names, *(f"{name}_{end}" for name in ("announced", "when") for end in ("start", "end"))]
    latest = events["announced_end"].max()
    until = as_of or (None if pd.isna(latest) else (latest - pd.Timedelta(days=1)).date())
    spots = place_days(events[columns].iloc[row[present]], axis=axis, as_of=until)
    row[present] = np.arange(len(present))
    return spots, row[group]


def _combinations(lists: pd.Series[Any]) -> tuple[Days, list[Sequence[str]]]:
    """Which of the lists that occur each event has, and these."""
    if isinstance(lists.dtype, pd.CategoricalDtype):
        return lists.cat.codes.to_numpy().astype(np.int64), [*lists.cat.categories, ()]  # -1, for none, is the last
    numbers: dict[Any, int] = {}
    codes = [numbers.setdefault(() if item is None else tuple(item), len(numbers)) for item in lists.tolist()]
    return np.array(codes, dtype=np.int64), list(numbers)


def _number_rows(*columns: Any) -> tuple[Days, Days]:
    """The place of one of each distinct row of some columns, in the order of their values, and the number of each."""
    order = np.lexsort(columns[::-1])
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.logical_or.reduce([column[order[1:]] != column[order[:-1]] for column in columns])
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.cumsum(fresh) - 1
    return order[fresh], number


def _count(cells: Days, number: Days | None = None) -> tuple[Days, Days]:
    """The cells that occur, in order, and how often."""
    if int(cells.max(initial=0)) < _CELLS:
        counted = np.bincount(cells, number)
        found = np.flatnonzero(counted)
        return found, counted[found].astype(np.int64)
    places, unique = pd.factorize(cells)
    order = np.argsort(unique)
    return unique[order], np.bincount(places, number)[order].astype(np.int64)
