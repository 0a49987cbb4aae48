"""Shares events out over periods and adds them up by document, sector and period; knows no measure of emphasis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dashboard.measures import Measure, Weighting
    from dashboard.placing import Placed

Days = np.ndarray[Any, np.dtype[np.int64]]
Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Spread:
    """What one event gives to the periods, by the place where it stands.

    An event of place ``i`` meets ``number[i]`` periods; their numbers and what each gets are in ``period`` and
    ``weight``, place by place.
    """

    number: Days
    period: Days
    weight: Numbers

    @classmethod
    def all_in(cls, period: int) -> Spread:
        """One place, wholly in one period."""
        return cls(np.ones(1, dtype=np.int64), np.array([period]), np.ones(1))


def spread(places: Placed, bounds: Days, measure: Measure, used: Any = True) -> Spread:
    """Share an event at each place out over the periods between ``bounds``; none to places that are not used."""
    first, last, periods = places.start, places.end, len(bounds) - 1
    meets = used & (first < bounds[-1]) & (last > bounds[0])
    enters = np.clip(np.searchsorted(bounds, first, "right") - 1, 0, periods - 1)
    leaves = np.clip(np.searchsorted(bounds, last, "left") - 1, 0, periods - 1)
    number = np.where(meets, leaves - enters + 1, 0)
    each, nth = _unroll(number)
    at = np.arange(len(number))[each]
    period = enters[at] + nth
    shared = np.minimum(last[at], bounds[period + 1]) - np.maximum(first[at], bounds[period])
    weight = shared.astype(np.float64)
    if measure != "days":
        weight = shared / (last - first)[at]
    if measure in ("presence", "onset"):
        begins = (bounds[period] <= first[at]) & (first[at] < bounds[period + 1])
        whole = np.ones(len(at)) if measure == "presence" else begins.astype(np.float64)
        weight = np.where(places.span[at], whole, weight)
    kept = weight > 0
    return Spread(np.bincount(at[kept], minlength=len(number)), period[kept], weight[kept])


def weigh(
    events: pd.DataFrame,
    at: Any,
    given: Spread,
    sectors: Sequence[str],
    document: Any,
    *,
    shape: tuple[int, int],
    weighting: Weighting,
) -> Any:
    """Weights of documents (rows) in sectors × periods (columns), of events that stand at the places ``at``.

    ``document`` numbers each event's document, -1 for none; ``shape`` is the number of documents and of periods.
    What each gives is one of few numbers: that of its place by that of its sectors. So document, sector, period and
    which weight are packed into the bits of one number, and sorting these adds them up, always in the same order.
    """
    lists = events["sectors"] if isinstance(events["sectors"].dtype, pd.CategoricalDtype) else _combined(events)
    known = {code: number for number, code in enumerate(sectors)}
    groups = [[known[code] for code in group if code in known] for group in lists.cat.categories]
    among = np.array([max(len(group), 1) for group in lists.cat.categories] or [1])
    group, (documents, periods) = lists.cat.codes.to_numpy(), shape
    kept = np.flatnonzero((group >= 0) & (document >= 0) & (given.number > 0)[at])
    group, document, at = group[kept], document[kept].astype(np.int64), at[kept]

    most = int(among.max())
    table = given.weight[:, None] / np.arange(1, most + 1) if weighting == "fractional" else given.weight[:, None]
    width = table.shape[1]
    bits = Bits(*(bits_of(number) for number in (len(sectors), periods, table.size)))
    document <<= bits.sector + bits.period + bits.weight
    if weighting == "fractional":
        document += (among - 1)[group]
    sizes = np.array([len(one) for one in groups] or [0])
    of_sector = np.array([code for one in groups for code in one], dtype=np.int64) << (bits.period + bits.weight)
    of_place = (given.period << bits.weight) + np.arange(len(given.period)) * width
    packed = [np.empty(0, dtype=np.int64)]
    for nth, rows in _rounds(sizes[group]):
        spoken, stands = document[rows] + _nth_of_each(of_sector, sizes, nth)[group[rows]], at[rows]
        for again, some in _rounds(given.number[stands]):
            packed.append(spoken[some] + _nth_of_each(of_place, given.number, again)[stands[some]])
    sorted_cells = np.concatenate(packed)
    sorted_cells.sort()
    return _add_up(sorted_cells, bits, table.ravel(), periods, (documents, len(sectors) * periods))


def _rounds(number: Days) -> Iterator[tuple[int, Any]]:
    """Round by round from 0 on, the rows whose number is greater than the round's."""
    rows: Any = slice(None) if (number > 0).all() else np.flatnonzero(number > 0)
    left = number[rows]
    for nth in range(int(number.max(initial=0))):
        yield nth, rows
        more = np.flatnonzero(left > nth + 1)
        rows, left = more if isinstance(rows, slice) else rows[more], left[more]


def _nth_of_each(values: Days, number: Days, nth: int) -> Days:
    """Of values that lie run by run, each as long as its number says, the nth of each run; of a shorter one any."""
    found: Days = values[np.minimum(np.cumsum(number) - number + nth, max(len(values) - 1, 0))]
    return found


class Bits(NamedTuple):
    """How many bits of a packed number say the sector, the period and the weight; those before say the document."""

    sector: int
    period: int
    weight: int


def bits_of(number: int) -> int:
    """How many bits the numbers below ``number`` take.

    >>> bits_of(1), bits_of(120), bits_of(128)
    (0, 7, 7)
    """
    return max(number - 1, 0).bit_length()


def _add_up(packed: Days, bits: Bits, weights: Numbers, periods: int, shape: tuple[int, int]) -> Any:
    """The sums of weights in each cell, from sorted numbers of document, sector, period and weight."""
    cell = packed >> bits.weight
    if not len(cell):
        return sparse.csr_matrix(shape)
    begins = np.concatenate([[0], np.flatnonzero(cell[1:] != cell[:-1]) + 1])
    if len(weights) == 1:
        sums = weights[0] * np.diff(begins, append=len(cell))
    else:
        sums = np.add.reduceat(weights[packed & ((1 << bits.weight) - 1)], begins)
    cell = cell[begins]
    row, sector = cell >> (bits.sector + bits.period), (cell >> bits.period) & ((1 << bits.sector) - 1)
    column = sector * periods + (cell & ((1 << bits.period) - 1))
    pointers = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=shape[0]))])
    return sparse.csr_matrix((sums, column, pointers), shape=shape)


def _unroll(number: Days) -> tuple[Any, Any]:
    """Each position as often as its number says, and the how-manieth of them it is; where that is once, a slice."""
    if (number == 1).all():
        return slice(None), 0
    at = np.repeat(np.arange(len(number)), number)
    return at, np.arange(len(at)) - np.repeat(np.cumsum(number) - number, number)


def _combined(events: pd.DataFrame) -> pd.Series[Any]:
    """The lists of a full frame as categories of tuples."""
    tuples = [() if one is None else tuple(one) for one in events["sectors"]]
    groups = list(dict.fromkeys(tuples))
    places = {group: number for number, group in enumerate(groups)}
    held = pd.Categorical.from_codes(
        np.array([places[one] for one in tuples], dtype=np.int64), categories=pd.Index(groups, tupleize_cols=False)
    )
    return pd.Series(held, index=events.index)
