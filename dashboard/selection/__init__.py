"""What is selected, as one frozen value that filters, speaks and links; draws nothing and keeps no frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dashboard.placing import Axis, Unit
from dashboard.selection.address import (
    EARLIEST,
    LATEST,
    SORTED_BY,
    check_value,
    read_address,
    read_cell,
    read_pile,
    write_address,
    write_pile,
)
from dashboard.selection.choice import Choice, Lanes, Measure, Period
from dashboard.selection.choosing import Chosen, choose
from dashboard.selection.counting import Counted, count_choices
from dashboard.selection.facets import ANY, FACETS, NONE, Facet, find_facet, name_sector
from dashboard.selection.ground import Ground
from dashboard.selection.placement import PRECISIONS, placement
from dashboard.selection.speech import Part, say_parts, say_span
from dashboard.words import load_words
from loaders.sectors.taxonomy import Taxonomy, load_taxonomy

__all__ = [
    "ANY",
    "EARLIEST",
    "FACETS",
    "LATEST",
    "NONE",
    "PRECISIONS",
    "SORTED_BY",
    "Axis",
    "Choice",
    "Chosen",
    "Counted",
    "Facet",
    "Ground",
    "Lanes",
    "Measure",
    "Part",
    "Period",
    "Selection",
    "Unit",
    "check_value",
    "choose",
    "count_choices",
    "find_facet",
    "name_sector",
    "placement",
    "read_cell",
    "read_pile",
    "say_span",
    "write_pile",
]


@dataclass(frozen=True, slots=True)
class Selection(Choice):
    """A choice that filters, speaks and links; see ``Choice`` for its fields."""

    def filter(self, events: pd.DataFrame, taxonomy: Taxonomy | None = None) -> pd.DataFrame:
        """Events chosen that have a place on the axis; those without are on the ``shelf``. Zoom and cell choose none.

        ``events`` has the columns of ``Store.index()`` or ``Store.events()``; the rows stay in their order.
        """
        return events.iloc[np.sort(choose(self, Ground(events), taxonomy or load_taxonomy()).rows)]

    def shelf(self, events: pd.DataFrame, taxonomy: Taxonomy | None = None) -> pd.DataFrame:
        """Events chosen by everything but dates that have no date to be placed by: kept in sight, never dropped."""
        return events.iloc[choose(self, Ground(events), taxonomy or load_taxonomy()).shelved]

    def codes(self, taxonomy: Taxonomy | None = None) -> tuple[str, ...]:
        """Codes of the sectors shown, in the taxonomy's order: the lanes of the timeline, the rows of the heatmap.

        Where events of any sector are chosen, the core sectors are shown.
        """
        known = taxonomy or load_taxonomy()
        named = {code for code in self.sectors if code not in (ANY, NONE)}
        shown = named or {sector.code for sector in known.core}
        return tuple(sector.code for sector in known.sectors if sector.code in shown)

    def describe(
        self,
        language: str | None = None,
        *,
        count: int | None = None,
        undated: int = 0,
        taxonomy: Taxonomy | None = None,
        titles: Mapping[str, str] | None = None,
    ) -> str:
        """Say in one sentence what is selected, with the number of events (or stories) when it is given.

        >>> Selection(statuses=("planned",), sectors=("any",), text="5G").describe("en", count=2)
        '2 events in any sector, planned, with the words “5G”'
        """
        language = language or self.language
        speech = load_words(language)["speech"]
        parts = [part.text for part in self.parts(language, taxonomy=taxonomy, titles=titles)]
        if undated:
            parts.append(speech["shelf"].format(count=f"{undated:,}"))
        said = speech["comma"].join(parts)
        return said if count is None else self.say_count(count, language) + speech["gap"] + said

    def say_count(self, count: int, language: str | None = None) -> str:
        """The head of the sentence: how many events or stories."""
        speech = load_words(language or self.language)["speech"]
        none, one, many = ("no_story", "story", "stories") if self.unit == "story" else ("no_event", "event", "events")
        return speech[none if not count else one if count == 1 else many].format(count=f"{count:,}")

    def parts(
        self,
        language: str | None = None,
        *,
        taxonomy: Taxonomy | None = None,
        titles: Mapping[str, str] | None = None,
    ) -> tuple[Part[Selection], ...]:
        """The phrases of the sentence, each with the selection that is left when it is taken away."""
        return tuple(say_parts(self, language or self.language, taxonomy or load_taxonomy(), titles or {}))

    def to_query(self) -> str:
        """Spell the selection as a query string, with its ``?``; what is not chosen is not spelled."""
        return write_address(self)

    @classmethod
    def from_query(cls, query: str, taxonomy: Taxonomy | None = None) -> tuple[Selection, tuple[str, ...]]:
        """Read a query string; a parameter unknown or broken is left out and told of in the notes."""
        chosen, notes = read_address(query, taxonomy or load_taxonomy())
        return cls(**chosen), notes

    @property
    def parted(self) -> str:
        """The name of the periods: those of the calendar, or ``drawn`` where the reader has cut them."""
        return "drawn" if self.cuts else self.period

    def view(self) -> Selection:
        """The same selection with nothing opened: what charts and list depend on."""
        return replace(self, event=None, pile=None)
