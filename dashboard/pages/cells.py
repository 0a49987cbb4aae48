"""The heatmap as a table, for the keyboard and for those who hear the page: each cell a button; counts nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from dash import html

from dashboard import ids
from dashboard.measures import Counts
from dashboard.pages.naming import hyphened, labelled
from dashboard.selection import name_sector
from dashboard.words import load_words
from dashboard.words.phrases import say_number, say_period
from loaders.edtf import Interval, write_edtf
from loaders.sectors.taxonomy import Taxonomy


def build_cells(language: str) -> html.Details:
    """The closed table; a callback fills it when it is opened."""
    words = load_words(language)["cells"]
    return html.Details(
        [html.Summary(words["label"], id=ids.CELLS_OPEN), html.Div(id=ids.CELLS, className="table-scroll")],
        className="as-table",
    )


def fill_cells(counts: Counts, brushed: str | None, taxonomy: Taxonomy, language: str) -> html.Table:
    """A row a sector, a column a period; ``brushed`` is the cell that is chosen, as the address spells it."""
    words = load_words(language)["cells"]
    edges = [edge.date() for edge in counts.edges]
    spans = list(pairwise(edges))
    names = [say_period(start, counts.period, language) for start, _ in spans]
    lines: list[html.Tr] = []
    for code, line in counts.table.iterrows():
        sector = name_sector(str(code), taxonomy, language)
        cells: list[Any] = [html.Th(sector, scope="row")]
        for (start, end), name, value in zip(spans, names, line.to_numpy(), strict=True):
            if np.isnan(value):
                cells.append(html.Td(html.Span("–", title=words["gap"]), className="none"))
                continue
            said = say_number(round(float(value), 2), language)
            spelled = f"{code}~{write_edtf(Interval(start, end))}"
            last = end.fromordinal(end.toordinal() - 1)
            button = html.Button(
                said,
                tabIndex=-1 if lines or len(cells) > 1 else 0,
                **labelled(words["cell"].format(sector=sector, period=name, number=said)),
                **hyphened(aria_pressed=str(spelled == brushed).lower(), data_cell=f"{code}~{start}~{last}"),
            )
            cells.append(html.Td(button))
        lines.append(html.Tr(cells))
    heads = [html.Td(), *(html.Th(name, scope="col") for name in names)]
    return html.Table(
        [html.Caption(words["hint"], className="for-hearing"), html.Thead(html.Tr(heads)), html.Tbody(lines)],
        className="cells",
    )
