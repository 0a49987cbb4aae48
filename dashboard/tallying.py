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

    ``cell`` is a number for each event: of those that lie at one spot and have the same sectors. ``at`` is the spot of
    each cell. The rows of the tally of all events follow; ``row`` is one that a cell counts in, ``of`` that cell.
    """

    names: pd.Index[Any]
    spots: Placed
    cell: np.ndarray[Any, Any]
    at: Days
    row: Days
    of: Days
    sector: Days
    spot: Days
    among: Days

    def tally(self, rows: Any = slice(None)) -> Tally:
        """The tally of the events at some rows: counts cells, and looks at no event otherwise."""
        held = np.bincount(self.cell[rows], minlength=len(self.at))
        events = np.bincount(self.at, held, minlength=len(self.spots.start)).astype(np.int64)
        number = np.bincount(self.row, held[self.of], minlength=len(self.sector)).astype(np.int64)
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
    pairs, cell = _number(codes * len(first) + at)
    combination, at = pairs // (len(first) or 1), pairs % (len(first) or 1)
    held = sizes[combination]
    of = np.repeat(np.arange(len(pairs)), held)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(held) - held, held)
    flat = names.get_indexer(pd.Index([*chain.from_iterable(lists)], dtype=object))
    sector = flat[(np.cumsum(sizes) - sizes)[combination[of]] + nth]
    most = int(sizes.max(initial=0)) + 1
    found, row = _number((sector * len(first) + at[of]) * most + held[of])
    spot = found // most % (len(first) or 1)
    return Laid(names, spots, cell, at, row, of, found // (len(first) * most or 1), spot, found % most)


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
