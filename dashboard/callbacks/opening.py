"""Finds what the panel turns through: the events of an opened pile, or of the selection; opens nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dashboard.figures.lanes import find_lanes
from dashboard.figures.piles import rows_between
from dashboard.selection import read_pile
from dashboard.selection.ground import Rows
from dashboard.views.view import View, find_placed, name_lanes
from dashboard.words import load_words
from dashboard.words.phrases import say_edtf
from loaders.sectors.taxonomy import Taxonomy

NOTHING = np.array([], dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Opened:
    """Rows of the events one turns through, the place of the open one among them, and the ids before and after it.

    ``about`` says what a pile stands for.
    """

    rows: Rows
    place: int | None = None
    beside: tuple[str | None, str | None] = (None, None)
    about: str = ""


def find_opened(view: View, taxonomy: Taxonomy) -> Opened:
    """What the panel of a view turns through: the pile that is open, else all that the list holds, in its order."""
    rows, about = view.listed, ""
    if view.selection.pile:
        key = ("pile", replace(view.selection, event=None), view.as_of)
        rows, about = view.holdings.ground.keep(key, lambda: find_pile(view, taxonomy))
    if not view.selection.event:
        return Opened(rows, about=about)
    names = view.holdings.events["id"]
    here = np.flatnonzero((names == view.selection.event).to_numpy())
    places = np.flatnonzero(rows == here[0]) if len(here) else NOTHING
    if not len(places):
        return Opened(rows, about=about)
    place = int(places[0])
    before = names.iloc[rows[place - 1]] if place > 0 else None
    after = names.iloc[rows[place + 1]] if place + 1 < len(rows) else None
    return Opened(rows, place, (before, after), about)


def find_pile(view: View, taxonomy: Taxonomy) -> tuple[Rows, str]:
    """The events of a counted chip or bar, in the order of the axis, and its lane and days in words."""
    chosen = view.selection
    pile = read_pile(chosen.pile or "")
    if pile is None:
        return NOTHING, ""
    code, first, last = pile
    lanes = find_lanes(
        view.holdings.events,
        view.chosen.rows,
        taxonomy=taxonomy,
        by=chosen.lanes,
        lanes=chosen.codes(taxonomy) if chosen.lanes == "sector" else None,
        order=chosen.order,
        pinned=chosen.pinned,
        names=name_lanes(view),
        language=chosen.language,
    )
    label = next((lane.label for lane in lanes.lanes if lane.code == code), None)
    if label is None:
        return NOTHING, ""
    said = load_words(chosen.language)["pile"]["days"].format(
        lane=label, days=say_edtf(str(chosen.pile).rpartition("~")[2], chosen.language)
    )
    return rows_between(lanes, code, view.chosen.rows, find_placed(view), (first, last)), said
