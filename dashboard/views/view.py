"""A selection applied to what the store holds, and its two pictures: what page, exports and notebooks share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pandas as pd

from dashboard.emphasis.coverage import Covering
from dashboard.emphasis.tally import Corpus
from dashboard.figures import heatmap, timeline
from dashboard.figures.calendar import day_of
from dashboard.figures.window import find_window
from dashboard.library import Holdings
from dashboard.placing import Placed, place_days
from dashboard.selection import ANY, Axis, Chosen, Counted, Selection, choose, count_choices, read_cell
from dashboard.selection.ground import Mask, Rows, Values
from dashboard.tallying import Laid, Tally, lay_events
from dashboard.theme import find_theme
from loaders.sectors.taxonomy import Taxonomy

PLAIN = Selection()
EPOCH = date(1970, 1, 1).toordinal()
# What the heatmap looks at: a column less is a million values less to copy.
COUNTED = [
    *("document", "kind", "status", "sectors", "role", "reviewed", "announced"),
    *("announced_start", "announced_end", "when", "when_start", "when_end"),
]
LANES_NAMED = 40  # documents that may have a lane of their own
# What changes the look of a view and not which events it holds.
LOOKS = (
    *("lanes", "order", "collapsed", "pinned", "period", "cuts", "zoom", "sort"),
    *("known_on", "theme", "language"),
    *("show", "effect", "weighting", "rows", "grouped", "panels", "standard", "calendar", "against"),
)
# Of these, what neither the filters nor the shelf nor the terms of a comparison depend on.
MERE_LOOKS = (
    *("lanes", "order", "collapsed", "pinned", "period", "cuts", "zoom", "sort", "theme"),
    *("effect", "rows", "grouped", "panels", "standard", "calendar"),
)


@dataclass(frozen=True, slots=True)
class View:
    """A selection applied to holdings, and the day that counts as today.

    ``chosen`` is what the timeline shows: every filter and brush but its own window. ``counted`` is what the heatmap
    counts: every one but its own cell. Both are rows (positions) of ``holdings.events``, in the order of the axis.
    """

    selection: Selection
    holdings: Holdings
    chosen: Chosen
    counted: Chosen
    as_of: date

    @property
    def events(self) -> pd.DataFrame:
        """The events of the timeline, slim, in the order of the axis; taken anew at each call."""
        return self.holdings.events.take(self.chosen.rows)

    @property
    def undated(self) -> pd.DataFrame:
        """The events chosen that have no date, slim."""
        return self.holdings.events.take(self.chosen.shelved)

    @property
    def listed(self) -> Rows:
        """Rows of the events that the list holds: those of the timeline that meet its window, where it was brushed."""
        if not self.selection.zoom:
            return self.chosen.rows
        meets = self.holdings.ground.spans(self.selection.axis).meet(*self.selection.zoom)
        return self.chosen.rows[meets[self.chosen.rows]]

    def full(self, rows: Sequence[int] | Rows) -> pd.DataFrame:
        """Full rows of the store for some rows of the index, in their order: for what is shown, not for all."""
        return self.holdings.rows(self.holdings.events["id"].take(np.asarray(rows, dtype=np.intp)).tolist())

    def page(self, first: int, last: int) -> pd.DataFrame:
        """Full rows of the list, from one place up to another."""
        return self.full(self.listed[first:last])


def find_view(query: str, holdings: Holdings, taxonomy: Taxonomy, today: date) -> View:
    """Apply the selection a query spells to what the store holds; ``today`` where it names no as-of day."""
    return apply_selection(Selection.from_query(query, taxonomy)[0], holdings, taxonomy, today)


def apply_selection(selection: Selection, holdings: Holdings, taxonomy: Taxonomy, today: date) -> View:
    """Apply a selection to what the store holds; the callbacks of one interaction share the work."""
    as_of = selection.as_of or today
    plain = {name: getattr(PLAIN, name) for name in LOOKS}
    key = replace(selection.view(), as_of=as_of, **plain)
    free = replace(key, cell=None, measure=PLAIN.measure)
    counted = holdings.ground.keep(free, lambda: choose(free, holdings.ground, taxonomy))
    chosen = counted
    if selection.cell:
        chosen = holdings.ground.keep(
            key, lambda: choose(key, holdings.ground, taxonomy, brush_cell(selection, holdings, as_of))
        )
    return View(selection, holdings, chosen, counted, as_of)


def count_view(view: View, taxonomy: Taxonomy) -> dict[str, Counted]:
    """How many events each choice of each filter would give, every other filter and brush applied."""
    plain = {name: getattr(PLAIN, name) for name in LOOKS}
    key = replace(view.selection.view(), as_of=view.as_of, **plain)
    brush = brush_cell(view.selection, view.holdings, view.as_of)
    ground = view.holdings.ground
    return ground.keep(("counts", key), lambda: count_choices(key, ground, taxonomy, brush))


def brush_cell(selection: Selection, holdings: Holdings, as_of: date) -> Mask | None:
    """The events that the brushed cell of the heatmap counts; None where no cell is brushed."""
    cell = read_cell(selection.cell) if selection.cell else None
    if cell is None:
        return None
    placed = place_all(holdings, selection.axis, as_of)
    return counts_in(placed, holdings.ground.values("sectors"), cell, onset=selection.measure == "onset")


def counts_in(placed: Placed, sectors: Values, cell: tuple[tuple[str, ...], date, date], *, onset: bool) -> Mask:
    """Which events cells count: those that meet their period, or may begin in it where beginnings are counted."""
    codes, first, last = cell
    start, end = (day.toordinal() - EPOCH for day in (first, last))
    counted = placed.dated & (placed.start < end) & (placed.end > start)
    if onset:
        counted &= ~(placed.span | placed.open_end) | (placed.start >= start)
    return counted & sectors.where([not set(codes).isdisjoint(names) for names in sectors.names], False)


def read_window(figure: Any) -> tuple[date, date]:
    """The days a timeline shows, ``[start, end)``, from its time axis: the heatmap beneath shows the same."""
    start, end = (pd.Timestamp(moment) for moment in figure.layout.xaxis.range)
    return start.date(), max(end.ceil("D").date(), start.date() + timedelta(days=1))


def draw_timeline(view: View, taxonomy: Taxonomy, width: int, height: int | None = None) -> Any:
    """The timeline of a view, ``width`` pixels wide, over the zoom, else the dates chosen, else nearly all events."""
    chosen, holdings = view.selection, view.holdings
    start, end = find_days(view)
    return timeline(
        holdings.events,
        rows=view.chosen.rows,
        placed=find_placed(view),
        titles=lambda ids: holdings.rows(ids)["title"].tolist(),
        names=name_lanes(view),
        taxonomy=taxonomy,
        axis=chosen.axis,
        lane_by=chosen.lanes,
        lanes=chosen.codes(taxonomy) if chosen.lanes == "sector" else None,
        order=chosen.order,
        pinned=chosen.pinned,
        collapsed=chosen.collapsed,
        unit="story" if chosen.unit == "story" else "mention",
        selected=chosen.event,
        start=start,
        end=end,
        as_of=view.as_of,
        width=width,
        height=height,
        theme=chosen.theme or "light",
        language=chosen.language,
    )


def find_days(view: View) -> tuple[date | None, date | None]:
    """The days the charts are to show, None where the events say; a brushed cell leaves the days as they were.

    Did the window shrink to the events of the cell, the heatmap would be filtered by its own brush.
    """
    chosen = view.selection
    start, end = chosen.zoom or (chosen.start, chosen.end)
    if not chosen.cell or (start and end):
        return start, end
    first, last = find_window(find_placed(view).take(view.counted.rows), start, end, view.as_of)
    return day_of(first), day_of(last)


def find_placed(view: View) -> Placed:
    """Where all events of the store lie, on the axis and the as-of day of a view."""
    return place_all(view.holdings, view.selection.axis, view.as_of)


def place_all(held: Holdings, axis: Axis, as_of: date) -> Placed:
    """Where all events of the store lie on an axis: worked out once for every view of a day."""
    return held.ground.keep(("placed", axis, as_of), lambda: place_days(held.events, axis=axis, as_of=as_of))


def name_lanes(view: View) -> dict[str, str] | None:
    """Names of lanes that the index has only ids of."""
    if view.selection.lanes != "document":
        return None
    often = view.holdings.events["document"].iloc[view.chosen.rows].value_counts().head(LANES_NAMED)
    return view.holdings.titles([*often.index, *view.selection.pinned, *view.selection.order])


def draw_heatmap(view: View, taxonomy: Taxonomy, width: int, window: tuple[date, date]) -> Any:
    """The heatmap of a view over the days its timeline shows, ``width`` pixels wide, its brushed cell framed.

    Counts are of the events chosen; every other effect is of the events of any sector, since a share is of them all.
    """
    chosen = view.selection
    counts = chosen.effect == "count"
    seen = view if counts else widen(view, taxonomy)
    axis = "announced" if chosen.effect == "density" else chosen.axis
    near = view.holdings.ground.spans(axis).meet(*window)
    rows = seen.counted.rows[near[seen.counted.rows]]
    names = [
        *COUNTED,
        *({"publisher": ["publisher"], "actor": ["actors"], "language": ["language"]}.get(chosen.panels, [])),
    ]
    alike = counts and chosen.panels == "none"  # then the tally says it all, and no event is looked at
    figure = heatmap(
        view.holdings.events[names].take(rows[:0] if alike else rows),
        find_documents(view),
        corpus=find_corpus(view),
        tally=find_tally(view) if counts else None,
        taxonomy=taxonomy,
        sectors=chosen.codes(taxonomy),
        period=chosen.period,
        periods=chosen.cuts or None,
        unit=chosen.unit,
        measure=chosen.measure,
        effect=chosen.effect,
        axis=axis,
        weighting=chosen.weighting,
        order=chosen.rows,
        grouped=chosen.grouped == "yes",
        facet=None if chosen.panels == "none" else chosen.panels,
        coverage=cover_rows(view, axis, rows),
        start=window[0],
        end=window[1],
        as_of=view.as_of,
        width=width,
        theme=chosen.theme or "light",
        language=chosen.language,
    )
    cell = read_cell(chosen.cell) if chosen.cell else None
    return frame_cells(figure, cell, find_theme(chosen.theme or "light").ink) if cell else figure


def widen(view: View, taxonomy: Taxonomy) -> View:
    """The same view of events of any sector: what a share is of."""
    wide = replace(view.selection, sectors=(ANY,), sector_mode="any", cell=None)
    return apply_selection(wide, view.holdings, taxonomy, view.as_of)


def find_tally(view: View) -> Tally:
    """The events of a view counted by place: a zoom counts them anew without looking at each."""
    plain = {name: getattr(PLAIN, name) for name in LOOKS}
    key = ("tally", replace(view.selection.view(), as_of=view.as_of, cell=None, measure=PLAIN.measure, **plain))
    ground, axis = view.holdings.ground, view.selection.axis
    laid = ground.keep(("laid", axis, view.as_of), lambda: lay_events(ground.events, axis=axis, as_of=view.as_of))
    return ground.keep(key, lambda: _tally_rows(laid, view.counted.rows))


def _tally_rows(laid: Laid, rows: Rows) -> Tally:
    """The tally of some rows, no row twice: of those or of all others, whichever are fewer."""
    if 2 * len(rows) <= len(laid.cell):
        return laid.tally(rows)
    left = np.ones(len(laid.cell), dtype=bool)
    left[rows] = False
    return laid.tally_but(np.flatnonzero(left))


def find_corpus(view: View) -> Corpus:
    """The documents of a view made ready to be tallied, once for all views of the same documents."""
    chosen = view.selection
    key = ("corpus", chosen.publishers, chosen.languages, chosen.kinds, chosen.documents)
    return view.holdings.ground.keep(key, lambda: Corpus(find_documents(view)))


def frame_cells(figure: Any, cells: tuple[tuple[str, ...], date, date], ink: str) -> Any:
    """The heatmap with a frame round the brushed cells, one for each run of rows; none where no row is shown."""
    codes, first, last = cells
    trace = next((one for one in figure.data if one.type == "heatmap" and one.customdata is not None), None)
    if trace is None:
        return figure
    heads = [next((cell[0] for cell in row if cell[0]), None) for row in trace.customdata]
    rows = [(code, *ends) for code, ends in zip(heads, pairwise(trace.y), strict=True) if code]
    axes = {"xref": trace.xaxis or "x", "yref": trace.yaxis or "y", "x0": first, "x1": last}
    for brushed, run in groupby(rows, key=lambda row: row[0] in codes):
        if brushed:
            tops, bottoms = zip(*((top, bottom) for _, top, bottom in run), strict=True)
            ends = {"y0": tops[0], "y1": bottoms[-1]}
            figure.add_shape(type="rect", layer="above", line={"color": ink, "width": 2.5}, **ends, **axes)
    return figure


def cover_rows(view: View, axis: Axis, rows: Rows) -> Covering:
    """What was read of the documents of a view, beside some rows of the index: tells it for any periods."""
    ground = view.holdings.ground
    reviewed = ground.values("reviewed").codes[rows] > 0
    undated = len(rows) - int(np.count_nonzero(place_all(view.holdings, axis, view.as_of).dated[rows]))
    return lambda edges: find_corpus(view).cover(edges, reviewed, undated)


def undated_documents(view: View) -> pd.DataFrame:
    """Documents without a date, of those that could have brought an event."""
    documents = find_documents(view)
    return documents[documents["created"].isna()]


def find_documents(view: View) -> pd.DataFrame:
    """Documents of the publishers, languages and kinds chosen: what could have brought an event."""
    documents, chosen = view.holdings.documents, view.selection
    named = {"publisher": chosen.publishers, "language": chosen.languages, "kind": chosen.kinds, "id": chosen.documents}
    for column, values in named.items():
        if values:
            documents = documents[documents[column].isin(values)]
    return documents


def say_view(view: View, taxonomy: Taxonomy) -> str:
    """What the view holds, in one sentence."""
    return view.selection.describe(
        count=len(view.chosen.rows),
        undated=len(view.chosen.shelved),
        taxonomy=taxonomy,
        titles=view.holdings.titles(view.selection.documents),
    )


def pin(view: View) -> Selection:
    """The selection with nothing opened and its as-of day written down: the same picture on another day."""
    return replace(view.selection.view(), as_of=view.as_of)
