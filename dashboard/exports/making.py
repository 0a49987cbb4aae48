"""Makes a file of what is selected, for a page, a command or a notebook; draws no chart and writes no format itself.

The ending of a file's name says what it is: a picture, a table, references, or events for a timeline elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.exports.camera import FORMATS
from dashboard.exports.emphasis import cells_table, comparison_table, series_table
from dashboard.exports.forms import FORMS, Behind, find_ending
from dashboard.exports.images import draw_framed
from dashboard.exports.parts import keep_shown, say_part, take_part
from dashboard.exports.receipt import Receipt, content_digest, make_receipt, write_receipt
from dashboard.exports.sizes import Size, find_size
from dashboard.exports.sources import find_standings
from dashboard.exports.tables import events_table
from dashboard.figures.calendar import day_of
from dashboard.figures.marks import first_tellings
from dashboard.figures.window import find_window
from dashboard.library import Library
from dashboard.selection import Selection
from dashboard.views.emphasis import (
    bound_view,
    count_cells,
    draw_trend,
    follow_view,
    measure_view,
)
from dashboard.views.sides import compare_views, draw_comparison, find_sides, say_sameness
from dashboard.views.view import (
    View,
    apply_selection,
    draw_heatmap,
    draw_timeline,
    find_days,
    find_placed,
    pin,
    say_view,
)
from dashboard.words import load_words
from loaders.errors import StoreError, UsageError, did_you_mean
from loaders.sectors.taxonomy import Taxonomy, load_taxonomy

if TYPE_CHECKING:
    import plotly.graph_objects as go

WIDTH = 1280  # pixels of a picture when nothing else is said


@dataclass(frozen=True, slots=True)
class Export:
    """One file to hand out, the receipt that says what it rests on, and what whoever asked for it should know."""

    name: str
    data: bytes
    receipt: Receipt
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """A chart that can be exported: how it is drawn (view, taxonomy, width, height), and the table behind it.

    ``kind`` says what a row of the table is: event, count or emphasis; ``rows`` are the events it shows (rows of the
    index).
    """

    draw: Callable[[View, Taxonomy, int, int | None], go.Figure]
    table: Callable[[View, Taxonomy], pd.DataFrame]
    kind: str
    rows: Callable[[View, Taxonomy], Any]
    flexible: bool = False


def make_events(view: View, taxonomy: Taxonomy) -> pd.DataFrame:
    """Every event shown, in the order of the axis, those without a date last."""
    return events_table(view.full(shown_rows(view)), taxonomy, view.selection.language)


def shown_rows(view: View) -> Any:
    """Rows of the events in the days shown, in the order of the axis, those without a date last."""
    return np.concatenate([keep_shown(view, view.chosen.rows), view.chosen.shelved])


def counted_rows(view: View, _: Taxonomy) -> Any:
    """Rows of the events that a picture of emphasis counts in the days shown."""
    return keep_shown(view, view.counted.rows)


def make_cells(view: View, taxonomy: Taxonomy) -> pd.DataFrame:
    """What the heatmap shows, a row a cell: counts, and any other effect with its interval and its certainty."""
    chosen = view.selection
    counts = count_cells(view, taxonomy, *find_shown_days(view))
    if chosen.effect == "count":
        return cells_table(counts, taxonomy, chosen.language)
    found = measure_view(view, taxonomy, counts.edges)
    return cells_table(counts, taxonomy, chosen.language, found, bound_view(view, taxonomy, counts.edges))


def make_series(view: View, taxonomy: Taxonomy) -> pd.DataFrame:
    """What the trend shows, a row a sector and period."""
    followed = follow_view(view, taxonomy, find_shown_days(view))
    return series_table(followed, view.selection.parted, taxonomy, view.selection.language)


def make_comparison(view: View, taxonomy: Taxonomy) -> pd.DataFrame:
    """What two selections stress, a row a sector."""
    return comparison_table(compare_views(*pair_sides(view, taxonomy), taxonomy), taxonomy, view.selection.language)


def find_shown_days(view: View) -> tuple[date, date]:
    """The days ``[start, end)`` that the timeline shows: all pictures over time show the same."""
    rows = view.chosen.rows
    if view.selection.unit == "story":
        rows = first_tellings(view.holdings.events, rows)
    first, last = find_window(find_placed(view).take(rows), *find_days(view), view.as_of)
    return day_of(first), day_of(last)


def pair_sides(view: View, taxonomy: Taxonomy) -> tuple[View, View]:
    """The two views of a comparison; raises UsageError where there is no second one, or one of the same events."""
    sides = find_sides(view, taxonomy)
    if sides is None:
        example = "'?dates=2025&against=%3Fdates%3D2024'"
        raise UsageError(f"compare: there is no second selection. Give an address that has one: --url {example}.")
    if sameness := say_sameness(*sides, taxonomy):
        raise UsageError(sameness)
    return sides


def _draw_comparison(view: View, taxonomy: Taxonomy, width: int, height: int | None) -> go.Figure:
    return draw_comparison(*pair_sides(view, taxonomy), taxonomy, width)


def _rows_of_sides(view: View, taxonomy: Taxonomy) -> Any:
    """Events of either side, each once."""
    return np.unique(np.concatenate([side.counted.rows for side in pair_sides(view, taxonomy)]))


EXPORTED = {
    "timeline": Exported(draw_timeline, make_events, "event", lambda view, _: shown_rows(view), flexible=True),
    "heatmap": Exported(
        lambda view, known, width, _: draw_heatmap(view, known, width, find_shown_days(view)),
        make_cells,
        "count",
        counted_rows,
    ),
    "trend": Exported(
        lambda view, known, width, _: draw_trend(view, known, width, find_shown_days(view)),
        make_series,
        "emphasis",
        counted_rows,
    ),
    "compare": Exported(_draw_comparison, make_comparison, "emphasis", _rows_of_sides),
}
TABLES = {"events": "timeline", "counts": "heatmap"}  # other names of what lies behind a chart


def find_exported(figure: str) -> Exported:
    """What an export is called by; raises UsageError for another name."""
    known = (*EXPORTED, *TABLES)
    if figure not in known:
        raise UsageError(f"figure '{figure}': there are {', '.join(EXPORTED)}.{did_you_mean(figure, known)}")
    return EXPORTED[TABLES.get(figure, figure)]


def make_export(
    view: View,
    taxonomy: Taxonomy,
    figure: str,
    form: str,
    *,
    size: Size | None = None,
    scale: float = 2.0,
    style: str = "gb-t-7714",
    title: str | None = None,
    made: date | None = None,
) -> Export:
    """One file of a view: ``figure`` is one of ``EXPORTED``, ``form`` the ending that says what is made of it.

    ``scale`` is PNG pixels to a pixel of the size's own 1×, ``style`` that of a list of references (``.txt``),
    ``made`` the day of the export. Raises UsageError for what there is not, or where a picture has no browser.
    """
    exported, chosen = find_exported(figure), view.selection
    name = TABLES.get(figure, figure)
    said = title or load_words(chosen.language)["page"].get(name, name)
    receipt = receive(view, taxonomy, name, form, made)
    if FORMS[form].of == "picture":
        drawn = draw_framed(
            lambda width, height: exported.draw(view, taxonomy, width, height),
            form,
            receipt,
            size=size or Size(WIDTH),
            title=said,
            scale=scale,
            theme=chosen.theme or "light",
            language=chosen.language,
            flexible=exported.flexible,
        )
        return Export(f"{figure}.{form}", drawn.data, drawn.receipt)
    table = exported.table(view, taxonomy)
    behind = Behind(view, taxonomy, exported.kind, table, view.full(exported.rows(view, taxonomy)), said, style)
    sealed = replace(receipt, figure_sha256=content_digest(table), left_out=behind.left_out(form))
    return Export(f"{figure}.{form}", FORMS[form].write(behind, sealed), sealed)


def rebuild(view: View, taxonomy: Taxonomy, receipt: Receipt) -> go.Figure | pd.DataFrame:
    """The content that a receipt pins, made anew: the figure of a picture, the table of any other file."""
    exported = find_exported(receipt.figure)
    if receipt.form in FORMATS:
        return exported.draw(view, taxonomy, int(receipt.settings["width"]), receipt.settings["height"])
    return exported.table(view, taxonomy)


def receive(view: View, taxonomy: Taxonomy, figure: str, form: str, made: date | None = None) -> Receipt:
    """The receipt of an export of a view, without the digest of its content."""
    events = view.holdings.events.take(find_exported(figure).rows(view, taxonomy))
    dated = (
        view.holdings.events.take(keep_shown(view, view.chosen.rows))
        if find_exported(figure).kind == "event"
        else events
    )
    first = events.drop_duplicates("document")["id"].tolist()
    return make_receipt(
        dated,
        view.holdings.documents,
        kind=figure,
        form=form,
        data_version=view.holdings.version,
        committed=view.holdings.committed,
        selection=say_shown(view, taxonomy, figure),
        url=pin(view).to_query(),
        as_of=view.as_of,
        undated=len(view.chosen.shelved),
        made=made,
        standings=find_standings(view.holdings.rows(first)),
    )


def say_shown(view: View, taxonomy: Taxonomy, figure: str) -> str:
    """What an export shows in words, with the days where it shows but a part: of a comparison both its sides."""
    if figure != "compare":
        return say_view(view, taxonomy) + say_part(view)
    return "  ·  ".join(
        f"{name}: {say_view(side, taxonomy)}" for name, side in zip("AB", pair_sides(view, taxonomy), strict=True)
    )


def open_view(store: str | Path | Library, selection: Selection, taxonomy: Taxonomy, today: date) -> View:
    """A selection applied to a store, as it was known on the day that the selection names; raises StoreError."""
    library = store if isinstance(store, Library) else Library.at(store)
    day = selection.known_on
    holdings = library.at_version(library.known_on(day)) if day else library.newest()
    if holdings.problem is not None:
        raise StoreError(holdings.problem)
    return apply_selection(selection, holdings, taxonomy, today)


def export(
    figure: str,
    out: str | Path,
    *,
    store: str | Path | Library,
    selection: Selection | str = "",
    taxonomy: Taxonomy | None = None,
    today: date | None = None,
    size: Size | str | None = None,
    scale: float = 2.0,
    style: str = "gb-t-7714",
    title: str | None = None,
    part: str = "visible",
) -> Export:
    """Write one chart of a store, or what lies behind it, to a file with its receipt beside it; tells what was written.

    ``store`` is a folder, or a ``Library`` where many files are written. ``selection`` may be an address of the page
    (its part from the ``?`` on). The ending of ``out`` names the format,
    see ``FORMS``; ``size`` is slide, a4, column, square or a ``Size``. ``part`` is visible, the days that the address
    shows, or whole, those of all events chosen. The data version is kept for good, so that
    the file can be verified; where the store may only be read, it is not. Raises UsageError and StoreError.
    """
    path = Path(out)
    form = find_ending(path.name)
    if not path.parent.is_dir():
        raise UsageError(f"--out {out}: there is no folder {path.parent}. Make it first.")
    find_exported(figure)
    known = taxonomy or load_taxonomy()
    chosen = Selection.from_query(selection, known)[0] if isinstance(selection, str) else selection
    library, day = store if isinstance(store, Library) else Library.at(store), today or date.today()
    view = take_part(open_view(library, chosen, known, day), part)
    sized = find_size(size) if isinstance(size, str) else size
    made = make_export(view, known, figure, form, size=sized, scale=scale, style=style, title=title, made=day)
    path.write_bytes(made.data)
    write_receipt(path, made.receipt)
    return replace(made, notes=keep_version(library, made.receipt, path.name))


def keep_version(library: Library, receipt: Receipt, name: str) -> tuple[str, ...]:
    """Keep the data version of a receipt for good, under the name of the file; says so where the store forbids it."""
    label = f"{name} {(receipt.figure_sha256 or '')[:12]}".strip()
    try:
        library.keep(receipt.data_version, label)
    except StoreError as error:
        return (f"{name}: version {receipt.data_version} could not be pinned, so maintain may clear it away: {error}",)
    return ()
