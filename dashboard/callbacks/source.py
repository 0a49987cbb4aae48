"""What every answer of the page is drawn from: a store's versions, the sectors, the day that counts as today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from dashboard.library import Library
from dashboard.selection import Selection
from dashboard.views.view import View, find_view
from loaders.sectors.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Source:
    """A library, its sectors and a clock, which is asked where a selection names no as-of day."""

    library: Library
    taxonomy: Taxonomy
    today: Callable[[], date]

    def read(self, query: str | None) -> Selection:
        """The selection that an address spells; all there is where it spells none."""
        return Selection.from_query(query or "", self.taxonomy)[0]

    def find(self, query: str, version: int, scheme: Literal["light", "dark"] | None = None) -> View:
        """What a selection shows of a version; in the colours of ``scheme`` where its address asks for none.

        Raises StoreError where the store has the version no more.
        """
        view = find_view(query, self.library.at_version(version), self.taxonomy, self.today())
        return colour(view, scheme) if scheme else view


def colour(view: View, scheme: Literal["light", "dark"]) -> View:
    """A view in the colours that its address asks for, else in those given."""
    return replace(view, selection=replace(view.selection, theme=view.selection.theme or scheme))
