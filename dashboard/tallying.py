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
from scipy import sparse

from dashboard.placing import Axis, Days, Flags, Placed, place_alike

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Weights:
    """How many events of each sector lie at each distinct place: ``weight`` has a row a sector, a column a place."""

    first: Days
    last: Days
    span: Flags
    weight: np.ndarray[Any, np.dtype[np.float64]]

    @classmethod
    def of_one(cls, first: Days, last: Days) -> Weights:
        """Every row for itself, in one sector, as a span."""
        return cls(first, last, np.ones(len(first), dtype=bool), np.ones((1, len(first))))


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

    def weigh(self, sectors: Sequence[str], used: Flags, *, fractional: bool = False) -> Weights:
        """The events of some sectors, in their order, at the spots that are used; ``fractional`` ones 1/k in each."""
        spots = self.spots.take(np.flatnonzero(used))
        first, bound = _number_rows(spots.start, spots.end, spots.span)  # some spots differ in nothing that counts
        column = np.full(len(used), -1)
        column[used] = bound
        row = pd.Index(list(sectors), dtype=object).get_indexer(self.names)[self.sector]
        kept = np.flatnonzero((row >= 0) & used[self.spot])
        number = self.number[kept] / self.among[kept] if fractional else self.number[kept].astype(np.float64)
        cells = row[kept] * len(first) + column[self.spot[kept]]
        weight = np.bincount(cells, number, minlength=len(sectors) * len(first)).astype(np.float64)
        table = weight.reshape(len(sectors), len(first))
        return Weights(spots.start[first], spots.end[first], spots.span[first], table)


@dataclass(frozen=True, slots=True)
class Laid:
    """Events laid on an axis, ready to be tallied as often as some of them are chosen.

    ``cell`` is a number for each event: of those that lie at one spot and have the same sectors; ``often`` says how
    many are of each cell. The rows of the tally of all events follow. ``lies`` and ``counts`` are matrices of ones:
    which cells lie at a spot, and which count in a row.
    """

    names: pd.Index[Any]
    spots: Placed
    cell: np.ndarray[Any, Any]
    often: Days
    lies: sparse.csc_array
    counts: sparse.csc_array
    sector: Days
    spot: Days
    among: Days

    def tally(self, rows: Any = slice(None)) -> Tally:
        """The tally of the events at some rows: counts cells, and looks at no event otherwise."""
        return self._add_up(self._count(self.cell[rows]))

    def tally_but(self, rows: Any) -> Tally:
        """The tally of all events but those at some rows: counts these, and is quick where they are few."""
        return self._add_up(self.often - self._count(self.cell[rows]))

    def _count(self, cells: np.ndarray[Any, Any]) -> Days:
        return np.bincount(cells, minlength=len(self.often))

    def _add_up(self, held: Days) -> Tally:
        events, number = self.lies @ held, self.counts @ held
        used, there = np.flatnonzero(events), np.flatnonzero(number)
        place = np.cumsum(events > 0) - 1
        return Tally(
            self.names,
            self.spots.take(used),
            events[used],
            self.sector[there],
            place[self.spot[there]],
            self.among[there],
            number[there],
        )


def tally_events(events: pd.DataFrame, *, axis: Axis = "when", as_of: date | None = None) -> Tally:
    """Count events by sector, place on an axis, and number of sectors; equal for every order of the rows."""
    return lay_events(events, axis=axis, as_of=as_of).tally()


def lay_events(events: pd.DataFrame, *, axis: Axis = "when", as_of: date | None = None) -> Laid:
    """Find the spot of each event on an axis, and which events are counted alike."""
    placed, stands = place_alike(events, axis, as_of)
    first, spot = _number_rows(placed.start, placed.end, placed.span, placed.open_end)
    spots, at = placed.take(first), spot[stands]
    codes, lists = _combinations(events["sectors"])
    names = pd.Index(sorted(set(chain.from_iterable(lists))), dtype=object)
    sizes = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
    kinds = len(lists) or 1
    pairs, cell = _number(at * kinds + codes)  # events that lie close together are counted close together
    at, held = pairs // kinds, sizes[pairs % kinds]
    starts = np.concatenate([[0], np.cumsum(held)])
    of = np.repeat(np.arange(len(pairs)), held)
    nth = np.arange(len(of)) - starts[of]
    flat = names.get_indexer(pd.Index([*chain.from_iterable(lists)], dtype=object))
    sector = flat[(np.cumsum(sizes) - sizes)[pairs[of] % kinds] + nth]
    most = int(sizes.max(initial=0)) + 1
    found, row = _number((sector * len(first) + at[of]) * most + held[of])
    return Laid(
        names,
        spots,
        cell,
        np.bincount(cell, minlength=len(pairs)),
        _ones(at, np.arange(len(pairs) + 1), len(first)),
        _ones(row, starts, len(found)),
        found // (len(first) * most or 1),
        found // most % (len(first) or 1),
        found % most,
    )


def _ones(rows: Days, starts: Days, number: int) -> sparse.csc_array:
    """A matrix of so many rows that has a one in some of them, for each column from its start to the next one."""
    return sparse.csc_array((np.ones(len(rows), dtype=np.int64), rows, starts), shape=(number, len(starts) - 1))


def _number(cells: Days) -> tuple[Days, np.ndarray[Any, Any]]:
    """The cells that occur, in order, and the number among them of each."""
    codes, found = pd.factorize(cells)
    order = np.argsort(found)
    place = np.empty(len(found), dtype=np.int32)
    place[order] = np.arange(len(found), dtype=np.int32)
    return found[order], place[codes]


def _combinations(lists: pd.Series[Any]) -> tuple[Days, list[Sequence[str]]]:
    """Which of the lists that occur each event has, and these."""
    if isinstance(lists.dtype, pd.CategoricalDtype):
        codes, names = lists.cat.codes.to_numpy().astype(np.int64), lists.cat.categories
        return np.where(codes < 0, len(names), codes), [*names, ()]
    numbers: dict[Any, int] = {}
    numbered = [numbers.setdefault(() if item is None else tuple(item), len(numbers)) for item in lists.tolist()]
    return np.array(numbered, dtype=np.int64), list(numbers)


def _number_rows(*columns: Any) -> tuple[Days, Days]:
    """The place of one of each distinct row of some columns, in the order of their values, and the number of each."""
    order = np.lexsort(columns[::-1])
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.logical_or.reduce([column[order[1:]] != column[order[:-1]] for column in columns])
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.cumsum(fresh) - 1
    return order[fresh], number
