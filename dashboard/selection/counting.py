"""Counts how many events each choice of each filter would give; chooses, speaks and draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.selection.choosing import all_of, count_as, date_mask, facet_mask, sift, word_mask
from dashboard.selection.facets import FACETS, NONE, Facet
from dashboard.selection.ground import Ground, Mask, Rows

if TYPE_CHECKING:
    from dashboard.placing import Axis, Unit
    from dashboard.selection.choice import Choice
    from loaders.sectors.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Counted:
    """How many events each value of a filter would give, and how many have none."""

    names: pd.Index[Any]
    counts: Rows
    none: int = 0

    def of(self, value: str) -> int:
        """The count of one value; nothing for one that the store lacks."""
        if value == NONE:
            return self.none
        return int(self.counts[self.names.get_loc(value)]) if value in self.names else 0

    def best(self, number: int) -> list[str]:
        """The values that would give most, most first, of equals by the alphabet; none of those that give nothing."""
        number = min(number, int(np.count_nonzero(self.counts)))
        if not number:
            return []
        least = np.partition(self.counts, -number)[-number]
        rows = np.flatnonzero(self.counts >= max(least, 1))
        found = sorted((-int(self.counts[row]), str(self.names[row])) for row in rows[: 50 * number + 1000])
        return [name for _, name in found[:number]]


class Some:
    """Some events of a ground, to be counted by what they have: the looks at single events are shared by all filters.

    What is told once is counted by mentions, and where these are most of all, by those that are left out. What is told
    again (``unit``) counts once for each of its values.
    """

    def __init__(self, ground: Ground, among: Mask, unit: Unit, axis: Axis) -> None:
        self._ground, self._among, self._unit, self._axis = ground, among, unit, axis
        every = np.ones_like(among) if unit == "mention" else ground.retold(unit).once
        once = among & every
        self._most = bool(2 * np.count_nonzero(once) > np.count_nonzero(every))
        self._rows = np.flatnonzero(every ^ once if self._most else once)

    def count(self, facet: Facet) -> Counted:
        """How many of them have each value of a filter."""
        values = self._ground.values(facet.column, self._axis)
        members = self._ground.members(facet.column) if facet.many else None
        counted = np.bincount(values.codes[self._rows] + 1, minlength=len(values.names) + 1)
        if self._most:
            counted = self._ground.often(facet.column, self._axis, self._unit) - counted
        if members:
            empty = np.array([True, *(not held for held in values.names)])
            counted = np.concatenate([[counted[empty].sum()], members.spread(counted[1:])])
        if self._unit != "mention":
            counted = counted + self._count_told(facet, len(counted))
        return Counted(members.names if members else values.names, counted[1:], int(counted[0]))

    @cached_property
    def _told(self) -> tuple[Rows, Rows]:
        """The events that tell what others tell too, and the number of what each tells."""
        retold = self._ground.retold(self._unit)
        rows = np.flatnonzero(self._among > retold.once)
        return rows, retold.number[rows].astype(np.int64)

    def _count_told(self, facet: Facet, values: int) -> Rows:
        """How often each value (none first) is had by what is told more than once."""
        rows, number = self._told
        codes = self._ground.values(facet.column, self._axis).codes[rows]
        if facet.many:
            within, codes = self._ground.members(facet.column).expand(codes)
            number = number[within]
        bits = values.bit_length()
        pairs = np.sort(number << bits | codes + 1)
        fresh = np.ones(len(pairs), dtype=bool)
        np.not_equal(pairs[1:], pairs[:-1], out=fresh[1:])
        return np.bincount(pairs[fresh] & (1 << bits) - 1, minlength=values)


def count_choices(
    selection: Choice, ground: Ground, taxonomy: Taxonomy, brush: Mask | None = None
) -> dict[str, Counted]:
    """For each filter how many events each of its values would give, all other filters, dates and brushes applied.

    A value counts what choosing it in place of the filter's own choice gives; where all values are needed, what
    adding it gives. Undated events are counted under their precision alone, since no chart has a place for them.
    """
    held = {facet.name: facet_mask(facet, selection, ground, taxonomy) for facet in FACETS}
    words = word_mask(selection, ground)
    bounds = [words, date_mask(selection, ground), brush]
    whole = Some(ground, all_of(ground, [*held.values(), *bounds]), selection.unit, selection.axis)
    counts = {}
    for facet in FACETS:
        others = [mask for name, mask in held.items() if name != facet.name]
        free = held[facet.name] is None or facet.needs_all(selection)
        some = whole if free else Some(ground, all_of(ground, [*others, *bounds]), selection.unit, selection.axis)
        counts[facet.name] = counted = some.count(facet)
        if facet.name == "precision":
            undated = count_as(selection, ground, sift(ground.spans(selection.axis).unplaced, [*others, words]))
            shown = np.where(counted.names == "undated", len(undated), counted.counts)
            counts[facet.name] = Counted(counted.names, shown)
    return counts
