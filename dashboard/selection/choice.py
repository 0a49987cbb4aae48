"""What a reader can choose, as one frozen value; knows no event, no word and no address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboard.placing import Axis, Unit

Period = Literal["year", "quarter", "month", "week", "half", "plan"]
Measure = Literal["onset", "presence", "mass", "days"]
Lanes = Literal["sector", "actor", "instrument", "status", "publisher", "document", "story"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One reader's choice; an empty tuple is no choice, and for ``sectors`` it is the core sectors.

    ``sectors`` to ``reviewed`` are the filters of ``FACETS``; ``text`` is words to be found. ``start`` and ``end``
    bound the events chosen, ``zoom`` only what charts and list show of them; all are half-open ``[start, end)``.
    ``unit`` is what counts as one: every mention, an event once in each document, or a story once in all.
    ``cell`` are brushed cells of the heatmap: codes of sectors joined by commas, a ``~``, and their days in EDTF.
    ``cuts`` are the days that part periods of the reader's own, in place of those of the calendar.
    ``lanes`` is what the timeline has lanes of; ``order``, ``collapsed`` and ``pinned`` are codes of lanes.
    ``show`` is the picture of emphasis, ``effect`` to ``calendar`` how it is made, ``against`` the query of the
    selection that this one is compared with.
    ``sort`` is the column that the list is sorted by, with a ``-`` before it from the greatest down.
    ``theme`` is empty for the colours that the reader's system asks for.
    ``as_of`` is the day that counts as today, None for the day of reading; ``known_on`` the day whose store is shown.
    ``event`` is the one opened, ``pile`` an opened chip: its lane's code and its days in EDTF joined by ``~``.
    """

    sectors: tuple[str, ...] = ()
    sector_mode: Literal["any", "all"] = "any"
    statuses: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    wordings: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    precisions: tuple[str, ...] = ()
    reviewed: tuple[str, ...] = ()
    text: str | None = None
    unit: Unit = "mention"
    start: date | None = None
    end: date | None = None
    axis: Axis = "when"
    lanes: Lanes = "sector"
    order: tuple[str, ...] = ()
    collapsed: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    period: Period = "year"
    cuts: tuple[date, ...] = ()
    measure: Measure = "onset"
    show: Literal["heatmap", "trend", "compare"] = "heatmap"
    effect: Literal["count", "share", "density", "incidence", "lift", "log_odds"] = "count"
    weighting: Literal["incidence", "fractional"] = "incidence"
    rows: Literal["taxonomy", "total", "first", "similarity"] = "taxonomy"
    grouped: Literal["no", "yes"] = "no"
    panels: Literal["none", "publisher", "actor", "status", "language"] = "none"
    standard: Literal["none", "kind", "kind_length"] = "none"
    calendar: Literal["no", "yes"] = "no"
    against: str | None = None
    zoom: tuple[date, date] | None = None
    cell: str | None = None
    sort: str = "date"
    as_of: date | None = None
    known_on: date | None = None
    theme: Literal["", "light", "dark"] = ""
    language: str = "en"
    event: str | None = None
    pile: str | None = None
