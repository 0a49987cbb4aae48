"""The heatmap as a table, for the keyboard and for those who hear the page: each cell a button; counts nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from dash import html

from dashboard import ids
from dashboard.figures.comparison import say_certainty
from dashboard.figures.grid import name_period
from dashboard.figures.numbers import say_effect
from dashboard.measures import Counts
from dashboard.pages.comparing import lead_to
from dashboard.pages.markup import link_inside, shown
from dashboard.pages.naming import hyphened, labelled
from dashboard.selection import Selection, name_sector, read_cell
from dashboard.words import load_words
from dashboard.words.phrases import say_number
from loaders.sectors.taxonomy import Taxonomy

if TYPE_CHECKING:
    from dashboard.emphasis.cells import Emphasis
    from dashboard.emphasis.comparison import Comparison
    from dashboard.emphasis.series import Series


def build_cells(language: str) -> html.Details:
    """The closed table; a callback fills it when it is opened."""
    words = load_words(language)["cells"]
    return html.Details(
        [html.Summary(words["label"], id=ids.CELLS_OPEN), shown(id=ids.CELLS, className="table-scroll")],
        className="as-table",
    )


def fill_cells(
    counts: Counts, brushed: str | None, taxonomy: Taxonomy, language: str, *, found: Emphasis | None = None
) -> html.Table:
    """A row a sector, a column a period; ``brushed`` are the cells chosen, as the address spells them.

    ``found`` are the effects that the heatmap shows in place of the counts.
    """
    words = load_words(language)["cells"]
    chosen = read_cell(brushed) if brushed else None
    edges = [edge.date() for edge in counts.edges]
    spans = list(pairwise(edges))
    names = [name_period(counts.edges, column, counts.period, language) for column in range(len(spans))]
    lines: list[html.Tr] = []
    for code, line in counts.table.iterrows():
        sector = name_sector(str(code), taxonomy, language)
        cells: list[Any] = [html.Th(sector, scope="row")]
        for (start, end), name, value in zip(spans, names, line.to_numpy(), strict=True):
            if np.isnan(value):
                cells.append(html.Td(html.Span("–", title=words["gap"]), className="none"))
                continue
            said = say_number(round(float(value), 2), language)
            said = _say_found(found, str(code), start, language) if found else said
            last = end.fromordinal(end.toordinal() - 1)
            button = html.Button(
                said,
                tabIndex=-1 if lines or len(cells) > 1 else 0,
                **labelled(words["cell"].format(sector=sector, period=name, number=said)),
                **hyphened(
                    aria_pressed=str(_is_brushed(chosen, str(code), start, end)).lower(),
                    data_cell=f"{code}~{start}~{last}",
                ),
            )
            cells.append(html.Td(button))
        lines.append(html.Tr(cells))
    return _table(names, lines, words["hint"])


def _is_brushed(brushed: tuple[tuple[str, ...], date, date] | None, code: str, start: date, end: date) -> bool:
    return brushed is not None and code in brushed[0] and brushed[1] <= start and end <= brushed[2]


def _say_found(found: Emphasis, code: str, start: date, language: str) -> str:
    """The effect of a cell, with a dot where it stands out; that it cannot be told where too little is known."""
    row = found.value.index.get_indexer(pd.Index([code]))[0]
    cell = row, found.value.columns.get_indexer(pd.DatetimeIndex([start]))[0]
    if found.thin.to_numpy()[cell]:
        return load_words(language)["emphasis"]["too_little"]
    said = say_effect(float(found.value.to_numpy()[cell]), found.effect)
    return f"{said} ●" if found.marked.to_numpy()[cell] else said


def fill_series(series: Series, period: str, taxonomy: Taxonomy, language: str) -> html.Table:
    """The numbers of a trend: each value with its interval."""
    words = load_words(language)
    lines: list[html.Tr] = []
    for code in series.value.index:
        values, low, high = (frame.loc[code].tolist() for frame in (series.value, series.low, series.high))
        said = [
            words["emphasis"]["of"].format(
                value=say_effect(value, series.effect),
                low=say_effect(a, series.effect),
                high=say_effect(b, series.effect),
            )
            if not np.isnan(value)
            else words["emphasis"]["gap"]
            for value, a, b in zip(values, low, high, strict=True)
        ]
        head = html.Th(name_sector(str(code), taxonomy, language), scope="row")
        lines.append(html.Tr([head, *(html.Td(one) for one in said)]))
    names = [name_period(series.edges, column, period, language) for column in range(len(series.edges) - 1)]
    return _table(names, lines, words["emphasis"]["as_table"])


def fill_comparison(found: Comparison, a: Selection, b: Selection, taxonomy: Taxonomy) -> html.Table:
    """The numbers of a comparison, a row a sector; counts and shares lead to the sentences of their side."""
    language = a.language
    said = load_words(language)["emphasis"]
    lines: list[html.Tr] = []
    for code in found.table.index:
        row = found.row(str(code))
        events: list[Any] = []
        shares: list[Any] = []
        for side, chosen in (("a", a), ("b", b)):
            query = lead_to(chosen, a, sectors=(str(code),), sector_mode="any") if row[f"events_{side}"] else None
            ends = {end: say_effect(row[f"{end}_{side}"], "share") for end in ("low", "high")}
            share = said["of"].format(value=say_effect(row[f"share_{side}"], "share"), **ends)
            for column, text in ((events, say_effect(row[f"events_{side}"], "count")), (shares, share)):
                column.append(link_inside(text, query) if query else text)
        told = [*events, *shares, say_effect(row["delta"], "log_odds"), say_certainty(row, language)]
        head = html.Th(name_sector(str(code), taxonomy, language), scope="row")
        lines.append(html.Tr([head, *(html.Td(one) for one in told)]))
    names = ("events_a", "events_b", "share_a", "share_b", "difference", "certainty")
    return _table([said[name] for name in names], lines, said["as_table"])


def _table(names: Sequence[str], lines: list[html.Tr], caption: str) -> html.Table:
    heads = [html.Td(), *(html.Th(name, scope="col") for name in names)]
    return html.Table(
        [html.Caption(caption, className="for-hearing"), html.Thead(html.Tr(heads)), html.Tbody(lines)],
        className="cells",
    )
