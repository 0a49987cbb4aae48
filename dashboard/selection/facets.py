"""The filters, a row each: what it looks at, its words, its spelling; filters and counts nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.selection.placement import PRECISIONS
from dashboard.words import name_actor, name_rung, say
from loaders.model import Role, Status
from loaders.sectors.taxonomy import Taxonomy

if TYPE_CHECKING:
    from dashboard.selection.choice import Choice

ANY = "any"  # in place of sector codes: every event, whatever its sectors
NONE = "-"  # in place of a value: the events that have none
REVIEWED = ("no", "yes")


def name_sector(code: str, taxonomy: Taxonomy, language: str) -> str:
    """A sector's label; the code itself where the taxonomy lacks it, as after a load under another taxonomy."""
    for sector in taxonomy.sectors:
        if sector.code == code:
            return sector.label_zh if language == "zh" else sector.label_en
    return code


def _as_it_stands(value: str, _language: str, _taxonomy: Taxonomy) -> str:
    return value


def _said(table: str) -> Callable[[str, str, Taxonomy], str]:
    return lambda value, language, _: say(language, table, value)


def _sector_codes(taxonomy: Taxonomy) -> tuple[str, ...]:
    return (ANY, NONE, *(sector.code for sector in taxonomy.sectors))


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to choose events.

    ``name`` is its parameter in the address and the key of its words (tables ``facet`` and ``speech``), ``field`` the
    field of a selection that holds the values chosen, ``column`` what it looks at: a column of ``Store.index()``, or
    ``precision``. ``many`` says that an event can have several values. ``allowed`` is the closed list of values in
    their order, None where the store decides; ``titled`` says that labels are titles to be looked up in the store.
    """

    name: str
    field: str
    column: str
    many: bool = False
    allowed: Callable[[Taxonomy], tuple[str, ...]] | None = None
    label: Callable[[str, str, Taxonomy], str] = _as_it_stands
    titled: bool = False

    def chosen(self, selection: Choice) -> tuple[str, ...]:
        """The values chosen, as the selection spells them."""
        held: tuple[str, ...] = getattr(selection, self.field)
        return held

    def wanted(self, selection: Choice, taxonomy: Taxonomy) -> tuple[str, ...]:
        """The values an event must have one of; none where any will do. No choice of sectors is the core sectors."""
        values = self.chosen(selection)
        if self.name != "sectors":
            return values
        return () if ANY in values else values or tuple(sector.code for sector in taxonomy.core)

    def needs_all(self, selection: Choice) -> bool:
        """Whether an event must have all of the values wanted."""
        return self.name == "sectors" and selection.sector_mode == "all" and selection.sectors not in ((), (ANY,))

    def name_value(self, value: str, language: str, taxonomy: Taxonomy) -> str:
        """A value in the reader's words."""
        return say(language, "facet", "none") if value == NONE else self.label(value, language, taxonomy)


FACETS: tuple[Facet, ...] = (
    Facet(
        "sectors",
        "sectors",
        "sectors",
        True,
        _sector_codes,
        lambda code, tongue, known: name_sector(code, known, tongue),
    ),
    Facet("status", "statuses", "status", allowed=lambda _: tuple(Status), label=_said("status")),
    Facet("role", "roles", "role", allowed=lambda _: (*Role, NONE), label=_said("role")),
    Facet("instrument", "instruments", "instrument", label=_said("instrument")),
    Facet("actor", "actors", "actors", True, label=lambda code, tongue, _: name_actor(code, tongue)),
    Facet("wording", "wordings", "modality", label=lambda code, tongue, _: name_rung(code, tongue)),
    Facet("speaker", "speakers", "speaker"),
    Facet("publisher", "publishers", "publisher"),
    Facet("document", "documents", "document", titled=True),
    Facet("kind", "kinds", "kind", label=_said("kind")),
    Facet("language", "languages", "language", label=_said("language")),
    Facet("precision", "precisions", "precision", allowed=lambda _: PRECISIONS, label=_said("precision")),
    Facet("reviewed", "reviewed", "reviewed", allowed=lambda _: REVIEWED, label=_said("reviewed")),
)


def find_facet(name: str) -> Facet:
    """The filter of a name."""
    return next(facet for facet in FACETS if facet.name == name)
