"""Draws the strip under a time axis that says what was read: documents by kind and period; counts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.emphasis.coverage import KINDS
from dashboard.figures.canvas import Entry, moments
from dashboard.figures.lettering import plain
from dashboard.figures.numbers import say_effect
from dashboard.placing import days_of
from dashboard.theme import GUTTER, SMALL, TEXT, blend
from dashboard.words.phrases import say_count, words

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.emphasis.coverage import Coverage
    from dashboard.figures.canvas import Canvas

STRIP, HEAD = 38, 20  # pixels of the strip's bars, and of its name above them where the picture is narrow
GAP = 1  # pixels between the bars of two periods
SHADES = (0.85, 0.55, 0.68, 0.45, 0.32, 0.22, 0.14)  # of the ink, by kind: neighbours differ


def draw_coverage(canvas: Canvas, coverage: Coverage, edges: pd.DatetimeIndex, top: float) -> float:
    """Draw the strip from ``top`` pixels down; returns where it ends."""
    top += HEAD if canvas.narrow else 10
    base = top + STRIP
    _write_head(canvas, top)
    days = days_of(edges.to_series()).astype(np.float64)
    counts = coverage.documents.to_numpy().astype(np.float64)
    whole = counts.sum(axis=0)
    scale = STRIP / max(float(whole.max(initial=0.0)), 1.0)
    below = np.zeros(len(whole))
    for kind, row in zip(coverage.documents.index, counts, strict=True):
        _draw_bars(canvas, kind, days, row, (base - below * scale, scale))
        below += row
    for column in np.flatnonzero(whole == 0):
        ends = moments([days[column], days[column + 1]])
        place = {"type": "line", "xref": "x", "yref": "y", "x0": ends[0], "x1": ends[1], "y0": base, "y1": base}
        canvas.shapes.append(place | {"line": {"color": canvas.theme.muted, "width": 1, "dash": "1px,3px"}})
    rule = {"type": "line", "xref": "paper", "yref": "y2", "x0": 0, "x1": 1, "y0": base, "y1": base, "layer": "below"}
    canvas.shapes.append(rule | {"line": {"color": canvas.theme.rule, "width": 1}})
    canvas.write(f"{int(whole.max(initial=0)):,}", canvas.across, top - 2, size=SMALL, xanchor="right")
    return base


def _draw_bars(canvas: Canvas, kind: str, days: Any, row: Any, place: tuple[Any, float]) -> None:
    """The bars of one kind, standing on those before it: ``place`` is their feet and the pixels a document has."""
    name = words(canvas.language)["document_kind"][kind]
    used = np.flatnonzero(row)
    start, end = days[:-1][used], days[1:][used]
    canvas.bars(
        x=moments((start + end) / 2),
        width=(np.maximum((end - start) - GAP / canvas.scale, (end - start) / 2) * 86_400_000).tolist(),
        base=place[0][used].tolist(),
        y=(-row[used] * place[1]).tolist(),
        marker={"color": shade_of(canvas, kind), "line": {"width": 0}},
        hovertext=[f"{plain(name)}: {say_count('documents', int(one), canvas.language)}" for one in row[used]],
        hoverinfo="text",
    )


def shade_of(canvas: Canvas, kind: str) -> str:
    """The grey that stands for a kind of document."""
    return blend(canvas.theme.ink, canvas.theme.paper, SHADES[KINDS.index(kind)])


def _write_head(canvas: Canvas, top: float) -> None:
    title = words(canvas.language)["coverage"]["title"]
    if canvas.narrow:
        canvas.write(title, 0, top - HEAD / 2, size=SMALL)
        return
    canvas.write(f"<b>{title}</b>", 12 - GUTTER, top + STRIP / 2, size=TEXT, colour=canvas.theme.ink)


def say_shares(coverage: Coverage, language: str) -> list[str]:
    """What of the events is undated and what nobody has reviewed, and the documents without a date."""
    table = words(language)["coverage"]
    said = [
        table[name].format(share=say_effect(share, "share"))
        for name, share in (("undated", coverage.undated), ("unreviewed", coverage.unreviewed))
        if share > 0
    ]
    number = coverage.undated_documents
    form = table["undated_documents"][number != 1]
    return [*said, form.format(n=f"{number:,}")] if number else said


def kind_entries(canvas: Canvas, coverage: Coverage) -> list[Entry]:
    """A legend entry for each kind of document on screen, and one for gaps."""

    def swatch(colour: str) -> Any:
        def draw(x: float, y: float) -> None:
            place = {"type": "rect", "xref": "x2", "yref": "y2", "x0": x, "x1": x + 12, "y0": y - 5, "y1": y + 5}
            canvas.shapes.append(place | {"fillcolor": colour, "line": {"width": 0}})

        return draw

    def dots(x: float, y: float) -> None:
        place = {"type": "line", "xref": "x2", "yref": "y2", "x0": x, "x1": x + 14, "y0": y + 4, "y1": y + 4}
        canvas.shapes.append(place | {"line": {"color": canvas.theme.muted, "width": 1, "dash": "1px,3px"}})

    table = words(canvas.language)
    entries = [
        Entry(table["document_kind"][kind], 12, swatch(shade_of(canvas, kind)))
        for kind, number in zip(map(str, coverage.documents.index), coverage.documents.sum(axis=1), strict=True)
        if number
    ]
    return [*entries, Entry(table["coverage"]["gap"], 14, dots)] if coverage.gaps.any() else entries
