"""The choices of a filter as boxes with their counts: a few of very many, the chosen ones always; counts nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from dash import html
from markupsafe import Markup

from dashboard import ids
from dashboard.library import Holdings
from dashboard.selection import NONE, Counted, Facet, Selection
from dashboard.words import load_words
from loaders.sectors.taxonomy import Taxonomy

SHOWN = 12  # boxes of one filter; the others are found by typing
SEARCHED = ("sectors", "actor", "speaker", "publisher", "document")  # filters whose choices are


@dataclass(frozen=True, slots=True)
class Offer:
    """What a filter offers: its counts under a selection, from holdings, and what the reader typed to find a choice."""

    facet: Facet
    counted: Counted
    selection: Selection
    holdings: Holdings
    taxonomy: Taxonomy
    typed: str = ""

    def name(self, value: str) -> str:
        """A value in the reader's words."""
        return self.facet.name_value(value, self.selection.language, self.taxonomy)


def build_choices(offer: Offer) -> html.Div:
    """A box for each choice, its count beside it, and how many more there are.

    The list knows what is chosen, shown or not, and which store of the page is to be told of a box ticked.
    """
    chosen = list(offer.facet.wanted(offer.selection, offer.taxonomy))
    held: dict[str, Any] = {"data-boxes": ids.facet_group(offer.facet.name), "data-chosen": json.dumps(chosen)}
    return html.Div(_build_rows(offer, frozenset(chosen)), className="check-list", **held)


def _build_rows(offer: Offer, chosen: frozenset[str]) -> list[Any]:
    page = load_words(offer.selection.language)["page"]
    shown, others = pick_values(offer)
    titles = offer.holdings.titles(shown) if offer.facet.titled else {}
    if not shown:
        return [html.P(page["choices_none"], className="hint")]
    boxes: list[Any] = [
        _build_box(value, titles.get(value) or offer.name(value), offer, ticked=value in chosen) for value in shown
    ]
    return [*boxes, html.P(page["choices_more"].format(count=f"{others:,}"), className="hint")] if others > 0 else boxes


def pick_values(offer: Offer) -> tuple[list[str], int]:
    """The values shown, and how many that would give something are not.

    A closed list shows its values in its own order; an open one those chosen, then those that would give most.
    Of the sectors the core ones are always shown.
    """
    facet, counted, taxonomy = offer.facet, offer.counted, offer.taxonomy
    if offer.typed.strip():
        found = _search(offer, offer.typed.strip().casefold())
        return found[:SHOWN], len(found) - SHOWN
    chosen = facet.wanted(offer.selection, taxonomy)
    if facet.allowed and facet.name != "sectors":
        return [value for value in facet.allowed(taxonomy) if value != NONE or counted.none or value in chosen], 0
    first = [sector.code for sector in taxonomy.sectors if sector.core or sector.code in chosen]
    first = first if facet.name == "sectors" else []
    first += [value for value in chosen if value not in first]
    best = [value for value in counted.best(SHOWN) if value not in first]
    shown = [*first, *best[: max(SHOWN - len(first), 0)]]
    if counted.none and NONE not in shown:
        shown.append(NONE)
    giving = int((counted.counts > 0).sum())
    return shown, giving - sum(counted.of(value) > 0 for value in shown if value != NONE)


def _search(offer: Offer, words: str) -> list[str]:
    """The values whose name has the words typed, those that would give most first."""
    if offer.facet.titled:
        names = offer.holdings.find_titles(words)
    else:
        names = {value: name for value in offer.counted.names if words in (name := offer.name(value)).casefold()}
    return sorted(names, key=lambda value: (-offer.counted.of(value), names[value]))


def _build_box(value: str, name: str, offer: Offer, *, ticked: bool) -> html.Label:
    count = offer.counted.of(value)
    colour = next((sector.colour for sector in offer.taxonomy.sectors if sector.code == value), None)
    swatch = [html.Span(className="swatch", style={"background": colour})] if colour else []
    mark = Markup(" checked") if ticked else Markup()
    return html.Label(
        [
            Markup('<input type="checkbox" value="{}"{}>').format(value, mark),
            *swatch,
            html.Span(name, className="choice-name"),
            html.Span(f"{count:,}", className="count"),
        ],
        className="check" if count else "check gives-none",
        title=name if len(name) > 24 else None,
    )
