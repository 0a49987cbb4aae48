"""What a briefing shows: each of its charts and events as the store tells it, and the sources of them all; draws none.

A chart is applied at the data version asked for, or at that of the day its address names. Its digest is over what is
the same in every format: the table behind it, the picture at one width, and its sentence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from dashboard.exports.briefing.saying import say_part
from dashboard.exports.briefing.value import Briefing, ChartItem, EventItem
from dashboard.exports.citations import Reference, find_references, list_references
from dashboard.exports.making import EXPORTED, receive
from dashboard.exports.receipt import Receipt, content_digest
from dashboard.exports.sizes import Fitted, Size, fit_chart
from dashboard.library import Holdings, rows_of
from dashboard.selection import Selection
from dashboard.views.view import View, apply_selection, find_documents, pin
from dashboard.words import load_words
from loaders.errors import StoreError, UsageError

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from dashboard.exports.progress import Steps
    from loaders.sectors.taxonomy import Taxonomy

ThemeName = Literal["", "light", "dark"]
WIDTH = 960  # pixels of the picture that the digest of a chart is over
LISTED = 200  # sources written out; of more, the number is told and the receipt names them
STYLES = {"zh": "gb-t-7714", "en": "harvard"}
TOLD = ("title", "text", "status", "sectors", "when", "role", "announced", "publisher", "document_title", "url")


@dataclass(frozen=True, slots=True)
class ChartPart:
    """A chart of a briefing: how it is drawn, the table behind it, its name, its sentence, its own receipt.

    ``rows`` are the positions of its events in the index of its version, ``documents`` the ids of their documents.
    """

    item: ChartItem
    view: View
    taxonomy: Taxonomy
    name: str
    said: str
    figure: go.Figure
    table: pd.DataFrame
    rows: Any
    documents: tuple[str, ...]
    receipt: Receipt
    digest: str

    def fit(self, width: int, most: int, theme: ThemeName | None = None) -> Fitted:
        """The chart as high as it needs; one that needs more than ``most`` pixels is fitted into as many."""
        free = self.draw(width, None, theme)
        if free.layout.height <= most:
            return Fitted(free, width, None, None, 1.0)
        flexible = EXPORTED[self.item.chart].flexible
        size = Size(width, most)
        return fit_chart(lambda wide, high: self.draw(wide, high, theme), size, lambda _: 0, flexible=flexible)

    def draw(self, width: int, height: int | None = None, theme: ThemeName | None = None) -> go.Figure:
        """The chart, ``width`` pixels wide and as high as it needs, or as is asked for."""
        view = self.view
        if theme and theme != view.selection.theme:
            view = replace(view, selection=replace(view.selection, theme=theme))
        return EXPORTED[self.item.chart].draw(view, self.taxonomy, width, height)


@dataclass(frozen=True, slots=True)
class EventPart:
    """An event of a briefing: its full row, the row of its document."""

    item: EventItem
    row: dict[str, Any]
    document: dict[str, Any]
    holdings: Holdings
    digest: str

    @property
    def name(self) -> str:
        """The title of the event."""
        return str(self.row["title"])

    @property
    def documents(self) -> tuple[str, ...]:
        """The id of its document."""
        return (str(self.row["document"]),)


Part = ChartPart | EventPart


@dataclass(frozen=True, slots=True)
class Content:
    """All that a briefing shows, in its order, with the sources written out and numbered from 1.

    ``numbers`` gives the number of a document, ``unlisted`` how many sources are not written out; ``first`` has one
    full row of events a document, ``documents`` what is known of these.
    """

    briefing: Briefing
    taxonomy: Taxonomy
    parts: tuple[Part, ...]
    sources: tuple[str, ...]
    numbers: dict[str, int]
    unlisted: int
    first: pd.DataFrame
    documents: pd.DataFrame
    notes: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """The language it speaks."""
        return self.briefing.language

    @property
    def words(self) -> dict[str, str]:
        """Its words."""
        return load_words(self.language)["briefing"]

    @property
    def charts(self) -> tuple[ChartPart, ...]:
        """Its charts, in order."""
        return tuple(part for part in self.parts if isinstance(part, ChartPart))

    @property
    def events(self) -> tuple[EventPart, ...]:
        """Its events, in order."""
        return tuple(part for part in self.parts if isinstance(part, EventPart))

    def cited(self, part: Part) -> list[int]:
        """The numbers of the sources of a part that are written out, ascending."""
        return sorted(self.numbers[one] for one in part.documents if one in self.numbers)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a briefing is made from: the holdings of item number n (from 0) and its selection, the sectors, today."""

    find_holdings: Callable[[int, Selection | None], Holdings]
    taxonomy: Taxonomy
    today: date


def gather(briefing: Briefing, ground: Ground, steps: Steps) -> Content:
    """What a briefing shows, its sources written out; raises UsageError and StoreError that name the item."""
    parts, notes = gather_parts(briefing, ground, steps)
    rows, documents = first_rows(parts)
    references = find_references(rows, documents)
    shown = order_references(references, parts)
    lines = list_references(shown, STYLES.get(briefing.language, "harvard"), briefing.language)
    return Content(
        briefing=briefing,
        taxonomy=ground.taxonomy,
        parts=parts,
        sources=tuple(lines),
        numbers={str(one["custom"]["document"]): number for number, one in enumerate(shown, 1)},
        unlisted=len(references) - len(shown),
        first=rows,
        documents=documents,
        notes=notes,
    )


def gather_parts(briefing: Briefing, ground: Ground, steps: Steps) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """The charts and events of a briefing, and notes on what of their addresses was ignored; raises as ``gather``."""
    said = load_words(briefing.language)["briefing"]
    parts: list[Part] = []
    notes: list[str] = []
    told = fetch_events(briefing, ground)
    for number, item in enumerate(briefing.items):
        name = item.event if isinstance(item, EventItem) else item.caption or name_chart(item.chart, briefing.language)
        steps.begin(said["reading"].format(name=name))
        try:
            if isinstance(item, EventItem):
                parts.append(tell_event(item, ground.find_holdings(number, None), told))
            else:
                part, ignored = tell_chart(item, briefing, number, ground)
                parts.append(part)
                notes += [f"item {number + 1}: {note}" for note in ignored]
        except (UsageError, StoreError) as error:
            raise type(error)(f"item {number + 1}: {error}") from error
    return tuple(parts), tuple(notes)


def name_chart(chart: str, language: str) -> str:
    """What a chart is called where nobody named it."""
    return load_words(language)["page"].get(chart, chart)


def tell_chart(item: ChartItem, briefing: Briefing, number: int, ground: Ground) -> tuple[ChartPart, tuple[str, ...]]:
    """A chart as the store tells it, in the language and the theme of the briefing, and notes on its address."""
    query = item.address.partition("?")[2] if "?" in item.address else item.address
    taxonomy = ground.taxonomy
    chosen, notes = Selection.from_query(query, taxonomy)
    looks: dict[str, Any] = {"language": briefing.language, "theme": briefing.theme}
    looks |= {} if item.chart == "timeline" else {"show": item.chart}
    chosen = replace(chosen, **looks)
    view = apply_selection(chosen, ground.find_holdings(number, chosen), taxonomy, ground.today)
    view = replace(view, selection=pin(view))
    exported = EXPORTED[item.chart]
    figure, table = exported.draw(view, taxonomy, WIDTH, None), exported.table(view, taxonomy)
    rows = np.asarray(exported.rows(view, taxonomy), dtype=np.intp)
    said = say_part(item.chart, view, figure)
    digest = sha256("".join((content_digest(table), content_digest(figure), said)).encode()).hexdigest()
    part = ChartPart(
        item=item,
        view=view,
        taxonomy=taxonomy,
        name=item.caption or name_chart(item.chart, briefing.language),
        said=said,
        figure=figure,
        table=table,
        rows=rows,
        documents=tuple(map(str, view.holdings.events["document"].take(rows).unique())),
        receipt=receive(view, taxonomy, item.chart, "", ground.today),
        digest=digest,
    )
    return part, notes


def fetch_events(briefing: Briefing, ground: Ground) -> dict[tuple[int, str], dict[str, Any]]:
    """The full rows of all events told of, by data version and id; asked for together, since each asking takes long."""
    wanted: dict[int, tuple[Holdings, list[str]]] = {}
    for number, item in enumerate(briefing.items):
        if isinstance(item, EventItem):
            holdings = ground.find_holdings(number, None)
            wanted.setdefault(holdings.version, (holdings, []))[1].append(item.event)
    rows = [(version, row) for version, (held, ids) in wanted.items() for row in rows_of(held.rows(sorted(set(ids))))]
    return {(version, str(row["id"])): row for version, row in rows}


def tell_event(item: EventItem, holdings: Holdings, told: dict[tuple[int, str], dict[str, Any]]) -> EventPart:
    """An event as the store tells it; raises UsageError for one that the version lacks."""
    row = told.get((holdings.version, item.event))
    if row is None:
        raise UsageError(f"data version {holdings.version} has no event '{item.event}'. Copy its id from the page.")
    held = holdings.documents[holdings.documents["id"] == row["document"]]
    spelled = json.dumps([_plain(row.get(name)) for name in TOLD], ensure_ascii=False)
    digest = sha256(spelled.encode("utf-8", "surrogatepass")).hexdigest()
    return EventPart(item, row, rows_of(held)[0] if len(held) else {}, holdings, digest)


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    return value if isinstance(value, (list, tuple)) or value is None or not pd.isna(value) else None


def first_rows(parts: Sequence[Part]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One full row of events for each document behind the parts, and what is known of these documents."""
    rows, documents, seen = [], [], set[str]()
    for part in parts:
        if isinstance(part, EventPart):
            fresh = pd.DataFrame([part.row]) if part.documents[0] not in seen else pd.DataFrame()
            held = part.holdings.documents
        else:
            index = part.view.holdings.events.take(part.rows).drop_duplicates("document")
            fresh = part.view.holdings.rows(index.loc[~index["document"].isin(seen), "id"].tolist())
            held = find_documents(part.view)
        if len(fresh):
            rows.append(fresh)
            seen |= set(map(str, fresh["document"]))
        documents.append(held[held["id"].isin(part.documents)])
    joined = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=["document"])
    return joined, pd.concat(documents, ignore_index=True).drop_duplicates("id")


def order_references(references: list[Reference], parts: Sequence[Part]) -> list[Reference]:
    """The references to be written out: all, or those of the events told of and as many others, in the order given."""
    if len(references) <= LISTED:
        return references
    quoted = {one for part in parts if isinstance(part, EventPart) for one in part.documents}
    free = LISTED - len(quoted)
    shown = []
    for one in references:
        if one["custom"]["document"] in quoted:
            shown.append(one)
        elif free > 0:
            shown.append(one)
            free -= 1
    return shown


def holdings_of(part: Part) -> Holdings:
    """What the store held when a part was made."""
    return part.view.holdings if isinstance(part, ChartPart) else part.holdings
