"""Applies a selection to a ground: the events chosen, and how many each choice would give; speaks and draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.selection.facets import FACETS, NONE, Facet
from dashboard.selection.ground import Ground, Mask, Rows, Values

if TYPE_CHECKING:
    from dashboard.selection import Selection
    from loaders.sectors.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rows of a ground: those chosen that have a place on the axis, in its order, and those chosen without a date."""

    rows: Rows
    shelved: Rows


def choose(selection: Selection, ground: Ground, taxonomy: Taxonomy, brush: Mask | None = None) -> Chosen:
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


def facet_mask(facet: Facet, selection: Selection, ground: Ground, taxonomy: Taxonomy) -> Mask | None:
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
    selection: Selection, ground: Ground, taxonomy: Taxonomy, brush: Mask | None = None
) -> dict[str, dict[str, int]]:
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
            counts[facet.name]["undated"] = len(_count_as(selection, ground, np.flatnonzero(undated)))
    return counts


def _test(values: Values, facet: Facet, wanted: frozenset[str], every: bool) -> Mask:
    if not facet.many:
        return values.where([name in wanted for name in values.names], NONE in wanted)
    named = wanted - {NONE}
    if every:
        return values.where([named.issubset(names) for names in values.names], not named)
    alone = NONE in wanted
    return values.where([not named.isdisjoint(names) or (alone and not names) for names in values.names], alone)


def _all_of(ground: Ground, masks: Any) -> Mask:
    chosen = np.ones(len(ground.events), dtype=bool)
    for mask in masks:
        if mask is not None:
            chosen &= mask
    return chosen


def _words(selection: Selection, ground: Ground) -> Mask | bool:
    return ground.found(selection.text) if selection.text else True


def _dates(selection: Selection, ground: Ground) -> Mask:
    spans = ground.spans(selection.axis)
    if not selection.start and not selection.end:
        return spans.placed.copy()
    key = ("dates", selection.axis, selection.start, selection.end)
    return ground.keep(key, lambda: spans.meet(selection.start, selection.end)).copy()


def _count_as(selection: Selection, ground: Ground, rows: Rows) -> Rows:
    """The rows themselves, or of each story the first of its mentions."""
    if selection.unit == "mention":
        return rows
    stories = ground.values("story")
    first = np.full(len(stories.names) + 1, -1, dtype=np.intp)
    first[stories.codes[rows][::-1]] = np.arange(len(rows))[::-1]
    return rows[np.sort(first[first >= 0])]


def _count_values(facet: Facet, rows: Rows, selection: Selection, ground: Ground) -> dict[str, int]:
    values = ground.values(facet.column, selection.axis)
    if facet.many:
        names, owner, member = values.members
        among = np.zeros(len(values.codes), dtype=bool)
        among[rows] = True
        kept = among[owner]
        codes, at = member[kept], owner[kept]
        none = rows[np.array([*(not names for names in values.names), True])[values.codes[rows]]]
    else:
        names, codes, at = values.names, values.codes[rows], rows
        none, codes, at = at[codes < 0], codes[codes >= 0], at[codes >= 0]
    if selection.unit == "story":
        stories = ground.values("story")
        pairs = pd.unique(codes.astype(np.int64) * (len(stories.names) + 1) + stories.codes[at])
        codes = pairs // (len(stories.names) + 1)
    counted = np.bincount(codes, minlength=len(names)).tolist()
    found = dict(zip(names, counted, strict=True))
    if len(none):
        found[NONE] = len(_count_as(selection, ground, none))
    return found
