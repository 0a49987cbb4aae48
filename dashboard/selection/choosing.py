"""Applies a selection to a ground: the events chosen; counts, speaks and draws nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

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


def choose(selection: Choice, ground: Ground, taxonomy: Taxonomy, brush: Mask | None = None) -> Chosen:
    """What a selection chooses; ``brush`` narrows it further, as another view's brush does."""
    spans = ground.spans(selection.axis)
    let = [*(facet_mask(facet, selection, ground, taxonomy) for facet in FACETS), word_mask(selection, ground)]
    rows = spans.in_order(all_of(ground, [*let, date_mask(selection, ground), brush]))
    return Chosen(*(count_as(selection, ground, part) for part in (rows, sift(spans.unplaced, let))))


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


def word_mask(selection: Choice, ground: Ground) -> Mask | None:
    """The events that have the words; None where none are asked for."""
    return ground.found(selection.text) if selection.text else None


def date_mask(selection: Choice, ground: Ground) -> Mask:
    """The events that have a place on the axis, and a day between the dates chosen."""
    spans = ground.spans(selection.axis)
    if not selection.start and not selection.end:
        return spans.placed
    key = ("dates", selection.axis, selection.start, selection.end)
    return ground.keep(key, lambda: spans.meet(selection.start, selection.end))


def all_of(ground: Ground, masks: Iterable[Mask | None]) -> Mask:
    """The events that every mask lets pass; None lets all."""
    chosen = np.ones(len(ground.events), dtype=bool)
    for mask in masks:
        if mask is not None:
            chosen &= mask
    return chosen


def sift(rows: Rows, masks: Iterable[Mask | None]) -> Rows:
    """Of some rows those that every mask lets pass."""
    for mask in masks:
        if mask is not None:
            rows = rows[mask[rows]]
    return rows


def count_as(selection: Choice, ground: Ground, rows: Rows) -> Rows:
    """The rows themselves, or of each story (in each document) the first of its mentions."""
    return rows if selection.unit == "mention" else ground.retold(selection.unit).first(rows)


def _test(values: Values, facet: Facet, wanted: frozenset[str], every: bool) -> Mask:
    if not facet.many:
        return values.where(values.names.isin(list(wanted)), NONE in wanted)
    named, alone = wanted - {NONE}, NONE in wanted
    if every:
        return values.where([named.issubset(names) and not (alone and names) for names in values.names], not named)
    return values.where([not named.isdisjoint(names) or (alone and not names) for names in values.names], alone)
