"""What is selected, as one frozen value that filters, speaks and links; draws nothing and keeps no frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

import pandas as pd

from dashboard.selection.address import ANY, EARLIEST, LATEST, check_value, read_address, read_cell, write_address
from dashboard.selection.placement import Axis, placement
from dashboard.selection.speech import join_names, name_sector, say_span
from dashboard.words import load_words, say
from loaders.sectors.taxonomy import Taxonomy, load_taxonomy

__all__ = [
    "ANY",
    "EARLIEST",
    "LATEST",
    "Axis",
    "Measure",
    "Period",
    "Selection",
    "check_value",
    "name_sector",
    "placement",
    "read_cell",
]

Period = Literal["year", "quarter", "month"]
Measure = Literal["onset", "presence", "mass", "days"]


@dataclass(frozen=True, slots=True)
class Selection:
    """One reader's choice; an empty tuple is no choice, and for ``sectors`` it is the core sectors.

    ``start`` and ``end`` bound the events chosen, ``zoom`` only what the charts show of them; both are half-open
    ``[start, end)`` in days. ``as_of`` is the day that counts as today, None for the day of reading.
    ``event`` is the one opened, ``members`` the marks of an opened chip, ``cell`` an opened cell of the heatmap:
    its sector's code and its period in EDTF, joined by ``~``.
    """

    sectors: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    axis: Axis = "when"
    period: Period = "year"
    measure: Measure = "onset"
    zoom: tuple[date, date] | None = None
    as_of: date | None = None
    theme: Literal["light", "dark"] = "light"
    language: str = "en"
    event: str | None = None
    cell: str | None = None
    members: tuple[str, ...] = ()

    def filter(self, events: pd.DataFrame, taxonomy: Taxonomy | None = None) -> pd.DataFrame:
        """Events chosen that have a place on the axis; those without are on the ``shelf``."""
        spans = placement(events, self.axis)
        chosen = self._facets(events, taxonomy) & spans["placed"]
        if self.start:
            chosen &= spans["end"].isna() | (spans["end"] > pd.Timestamp(self.start))
        if self.end:
            chosen &= spans["start"].isna() | (spans["start"] < pd.Timestamp(self.end))
        return events[chosen]

    def shelf(self, events: pd.DataFrame, taxonomy: Taxonomy | None = None) -> pd.DataFrame:
        """Events chosen by everything but dates that have no date to be placed by: kept in sight, never dropped."""
        return events[self._facets(events, taxonomy) & ~placement(events, self.axis)["placed"]]

    def codes(self, taxonomy: Taxonomy | None = None) -> tuple[str, ...]:
        """Codes of the sectors shown, in the taxonomy's order: the lanes of the timeline, the rows of the heatmap.

        Where events of any sector are chosen, the core sectors are shown beside those named.
        """
        known = taxonomy or load_taxonomy()
        named = {code for code in self.sectors if code != ANY}
        core = {sector.code for sector in known.core} if not named or ANY in self.sectors else set()
        return tuple(sector.code for sector in known.sectors if sector.code in named | core)

    def describe(
        self,
        language: str | None = None,
        *,
        count: int | None = None,
        undated: int = 0,
        taxonomy: Taxonomy | None = None,
    ) -> str:
        """Say in one sentence what is selected, with the number of events when it is given.

        >>> Selection(statuses=("planned",), start=date(2023, 1, 1), sectors=("any",)).describe("en", count=2)
        '2 events in any sector, planned, happening from 2023'
        """
        language = language or self.language
        speech = load_words(language)["speech"]
        parts = [part for part in self._phrases(language, speech, taxonomy or load_taxonomy()) if part]
        if undated:
            parts.append(speech["shelf"].format(count=f"{undated:,}"))
        if count is None:
            return speech["comma"].join(parts)
        head = speech["none"] if not count else speech["event" if count == 1 else "events"].format(count=f"{count:,}")
        gap = " " if language == "en" else speech["comma"]
        return head + gap + speech["comma"].join(parts)

    def to_query(self) -> str:
        """Spell the selection as a query string, with its ``?``; what is not chosen is not spelled."""
        return write_address(self)

    @classmethod
    def from_query(cls, query: str, taxonomy: Taxonomy | None = None) -> tuple[Selection, tuple[str, ...]]:
        """Read a query string; a parameter unknown or broken is left out and told of in the notes."""
        chosen, notes = read_address(query, taxonomy or load_taxonomy())
        return cls(**chosen), notes

    def view(self) -> Selection:
        """The same selection with nothing opened: what the charts depend on."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        return Selection(**(plain | {"event": None, "cell": None, "members": ()}))

    def _facets(self, events: pd.DataFrame, taxonomy: Taxonomy | None) -> pd.Series[bool]:
        chosen = pd.Series(True, index=events.index, dtype=bool)
        if ANY not in self.sectors:
            wanted = frozenset(self.codes(taxonomy))
            touches = [not wanted.isdisjoint(() if codes is None else codes) for codes in events["sectors"]]
            chosen &= pd.Series(touches, index=events.index, dtype=bool)
        for column, values in (
            ("status", self.statuses),
            ("publisher", self.publishers),
            ("language", self.languages),
        ):
            if values:
                chosen &= events[column].isin(values)
        return chosen

    def _phrases(self, language: str, speech: Mapping[str, str], taxonomy: Taxonomy) -> Iterable[str]:
        def listed(names: Iterable[str]) -> str:
            return join_names(list(names), speech)

        if ANY in self.sectors:
            yield speech["any_sector"]
        elif not self.sectors:
            yield speech["core"]
        else:
            named = (name_sector(code, taxonomy, language) for code in self.codes(taxonomy))
            yield speech["sectors"].format(list=listed(named))
        if self.statuses:
            yield speech["statuses"].format(list=listed(say(language, "status", code) for code in self.statuses))
        if self.start or self.end:
            yield speech[self.axis].format(span=say_span(self.start, self.end, speech))
        if self.publishers:
            yield speech["publishers"].format(list=listed(self.publishers))
        if self.languages:
            yield speech["languages"].format(list=listed(say(language, "language", code) for code in self.languages))
