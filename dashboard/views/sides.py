"""Two selections as the sides of a comparison: their numbers and picture, or why there is nothing to compare."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from dashboard.emphasis.comparison import Comparison, Side, compare
from dashboard.figures import comparison
from dashboard.selection import Selection
from dashboard.views.view import COUNTED, View, apply_selection, find_documents, widen
from dashboard.words import load_words
from loaders.sectors.taxonomy import Taxonomy

SHARED = ("axis", "unit", "theme", "language", "weighting")  # how both sides are counted and told: as A is


def find_sides(view: View, taxonomy: Taxonomy) -> tuple[View, View] | None:
    """The two views of a comparison: what is selected, and what it is compared with; None where that is not chosen."""
    chosen = view.selection
    if chosen.against is None:
        return None
    other = Selection.from_query(chosen.against, taxonomy)[0]
    looks = {name: getattr(chosen, name) for name in SHARED}
    return view, apply_selection(replace(other, **looks), view.holdings, taxonomy, view.as_of)


def say_sameness(a: View, b: View, taxonomy: Taxonomy) -> str | None:
    """Why two views cannot be told apart and what to do instead, in words; None where they hold different events.

    Sectors are the rows of a comparison, and a share is of the events of all of them: two selections that differ in
    their sectors alone hold the same events.
    """
    if not _same_rows(widen(a, taxonomy), widen(b, taxonomy)):
        return None
    return load_words(a.selection.language)["emphasis"]["same_but_sectors" if differ_in_sectors(a, b) else "same"]


def differ_in_sectors(a: View, b: View) -> bool:
    """Whether two views that hold the same events of all sectors choose different ones of them."""
    return not _same_rows(a, b)


def _same_rows(a: View, b: View) -> bool:
    """Whether two views hold the same events; what holds none is not the same as anything."""
    return len(a.counted.rows) > 0 and np.array_equal(np.sort(a.counted.rows), np.sort(b.counted.rows))


def name_rows(a: View, b: View, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Codes of the sectors that a comparison has rows of: those of either side, in the taxonomy's order."""
    shown = {*a.selection.codes(taxonomy), *b.selection.codes(taxonomy)}
    return tuple(sector.code for sector in taxonomy.sectors if sector.code in shown)


def read_side(view: View, taxonomy: Taxonomy) -> Side:
    """The events of a view, of any sector, and the documents that they could have stood in.

    Where the dates of the telling are bounded these are the documents of those days; else those that have a date, and
    all that tell of an event chosen.
    """
    chosen, wide = view.selection, widen(view, taxonomy)
    events = wide.holdings.events[[*COUNTED, "modality"]].take(wide.counted.rows)
    documents = find_documents(view)
    if chosen.start or chosen.end:
        told = pd.Series(True, index=documents.index)
        if chosen.start:
            told &= documents["created_end"] > pd.Timestamp(chosen.start)
        if chosen.end:
            told &= documents["created_start"] < pd.Timestamp(chosen.end)
        documents = documents[told | documents["id"].isin(events["document"].unique())]
    return Side(events, documents)


def draw_comparison(a: View, b: View, taxonomy: Taxonomy, width: int) -> Any:
    """Two views side by side."""
    chosen = a.selection
    return comparison(
        read_side(a, taxonomy),
        read_side(b, taxonomy),
        taxonomy=taxonomy,
        names=(say_side(a, taxonomy), say_side(b, taxonomy)),
        sectors=name_rows(a, b, taxonomy),
        width=width,
        theme=chosen.theme or "light",
        language=chosen.language,
        found=compare_views(a, b, taxonomy),
    )


def compare_views(a: View, b: View, taxonomy: Taxonomy) -> Comparison:
    """The numbers of the same picture."""
    return compare(
        read_side(a, taxonomy),
        read_side(b, taxonomy),
        sectors=[sector.code for sector in taxonomy.sectors],
        shown=name_rows(a, b, taxonomy),
        weighting=a.selection.weighting,
    )


def say_side(view: View, taxonomy: Taxonomy) -> str:
    """What a side holds, in words: without its sectors, the rows of the picture, and the days that both share."""
    chosen = replace(view.selection, cell=None, as_of=None, known_on=None)
    speech = load_words(chosen.language)["speech"]
    _, *parts = chosen.parts(taxonomy=taxonomy, titles=view.holdings.titles(chosen.documents))
    return speech["comma"].join(part.text for part in parts) or speech["every"]
