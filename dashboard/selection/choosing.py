"""Applies a selection to a ground: the events chosen, and how many each choice would give; speaks and draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.selection.facets import FACETS, NONE, Facet
from dashboard.selection.ground import Ground, Mask, Rows, Values

if TYPE_CHECKING:
    from dashboard.selection.choice import Choice
    from loaders.sectors.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rows of a ground: those chosen that have a place on the axis, in its order, and those chosen without a date."""

    rows: Rows
    shelved: Rows


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


def choose(selection: Choice, ground: Ground, taxonomy: Taxonomy, brush: Mask | None = None) -> Chosen:
    """What a selection chooses; ``brush`` narrows it further, as another view's brush does."""
    spans = ground.spans(selection.axis)
    facets = _all_of(ground, [facet_mask(facet, selection, ground, taxonomy) for facet in FACETS])
    facets &= _words(selection, ground)
    shelved = facets & ~spans.placed
    facets &= _dates(selection, ground)
    if brush is not None:
        facets &= brush
    rows = spans.order[facets[spans.order]]
    return Chosen(*(_count_as(selection, ground, part) for part in (rows, np.flatnonzero(shelved))))


def facet_mask(facet: Facet, selection: Choice, ground: Ground, taxonomy: Taxonomy) -> Mask | None:
    """The events a filter lets pass; None where it lets all."""
    wanted, every = facet.wanted(selection, taxonomy), facet.needs_all(selection)
    if not wanted:
        return None
    axis = selection.axis if facet.column == "precision" else None
    return ground.keep(
        ("facet", facet.name, wanted, every, axis),
        lambda: _test(ground.values(facet.column, selection.axis), facet, frozenset(wanted), every),
    )


def count_choices(
    selection: Choice, ground: Ground, taxonomy: Taxonomy, brush: Mask | None = None
) -> dict[str, Counted]:
    """For each filter how many events each of its values would give, all other filters, dates and brushes applied.

    A value counts what choosing it in place of the filter's own choice gives; where all values are needed, what
    adding it gives. Undated events are counted under their precision alone, since no chart has a place for them.
    """
    held = {facet.name: facet_mask(facet, selection, ground, taxonomy) for facet in FACETS}
    base = _dates(selection, ground) & _words(selection, ground)
    if brush is not None:
        base &= brush
    whole = np.flatnonzero(base & _all_of(ground, held.values()))
    counts = {}
    for facet in FACETS:
        others = [mask for name, mask in held.items() if name != facet.name]
        free = held[facet.name] is None or facet.needs_all(selection)
        rows = whole if free else np.flatnonzero(base & _all_of(ground, others))
        counts[facet.name] = _count_values(facet, rows, selection, ground)
        if facet.name == "precision":
            undated = _all_of(ground, others) & _words(selection, ground) & ~ground.spans(selection.axis).placed
            shelved = len(_count_as(selection, ground, np.flatnonzero(undated)))
            dated = counts[facet.name]
            counts[facet.name] = Counted(dated.names, np.where(dated.names == "undated", shelved, dated.counts))
    return counts


def _test(values: Values, facet: Facet, wanted: frozenset[str], every: bool) -> Mask:
    if not facet.many:
        return values.where(values.names.isin(list(wanted)), NONE in wanted)
    named, alone = wanted - {NONE}, NONE in wanted
    if every:
        return values.where([named.issubset(names) and not (alone and names) for names in values.names], not named)
    return values.where([not named.isdisjoint(names) or (alone and not names) for names in values.names], alone)


def _all_of(ground: Ground, masks: Any) -> Mask:
    chosen = np.ones(len(ground.events), dtype=bool)
    for mask in masks:
        if mask is not None:
            chosen &= mask
    return chosen


def _words(selection: Choice, ground: Ground) -> Mask | bool:
    return ground.found(selection.text) if selection.text else True


def _dates(selection: Choice, ground: Ground) -> Mask:
    spans = ground.spans(selection.axis)
    if not selection.start and not selection.end:
        return spans.placed.copy()
    key = ("dates", selection.axis, selection.start, selection.end)
    return ground.keep(key, lambda: spans.meet(selection.start, selection.end)).copy()


def _count_as(selection: Choice, ground: Ground, rows: Rows) -> Rows:
    """The rows themselves, or of each story (in each document) the first of its mentions."""
    if selection.unit == "mention":
        return rows
    told = ground.tellings(selection.unit)
    first = np.full(len(told.names) + 1, -1, dtype=np.intp)
    first[told.codes[rows][::-1]] = np.arange(len(rows))[::-1]
    return rows[np.sort(first[first >= 0])]


def _count_values(facet: Facet, rows: Rows, selection: Choice, ground: Ground) -> Counted:
    values = ground.values(facet.column, selection.axis)
    members = ground.members(facet.column) if facet.many else None
    names = members.names if members else values.names
    once = rows if selection.unit == "mention" else rows[~ground.retold(selection.unit)[rows]]
    counted = np.bincount(values.codes[once].astype(np.intp) + 1, minlength=len(values.names) + 1)
    if members:
        empty = np.array([True, *(not held for held in values.names)])
        counted = np.concatenate([[counted[empty].sum()], members.spread(counted[1:])])
    if selection.unit != "mention":
        among = np.zeros(len(values.codes), dtype=bool)
        among[rows] = True
        told = ground.pairs(facet.column, selection.axis, selection.unit, many=facet.many).told(among)
        counted = counted + np.bincount(told + 1, minlength=len(counted))
    return Counted(names, counted[1:], int(counted[0]))
