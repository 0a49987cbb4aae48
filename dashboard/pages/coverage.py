"""The strip under the timeline that says what was read: documents by kind and period; counts nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from dash import html

from dashboard.emphasis.coverage import KINDS
from dashboard.figures.coverage import SHADES, say_shares
from dashboard.figures.grid import name_period
from dashboard.pages.naming import hyphened, labelled
from dashboard.theme import find_margins
from dashboard.words.phrases import say_count, words

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.emphasis.coverage import Coverage

DAY = 86_400_000  # milliseconds


def build_coverage(
    coverage: Coverage,
    edges: pd.DatetimeIndex,
    period: str,
    *,
    window: tuple[int, int],
    today: int,
    width: int,
    language: str,
) -> list[Any]:
    """A bar a period on the time axis above it, which shows the days ``window``; beneath, what is undated and reviewed.

    Days are whole, since 1970; a period that lies after ``today`` is no gap. ``width`` is that of the charts in
    pixels: the bars begin and end where the axis does.
    """
    title, margins = words(language)["coverage"]["title"], find_margins(width)
    sides = {"marginLeft": f"{margins.left}px", "marginRight": f"{margins.right}px"}
    days = edges.to_numpy(dtype="datetime64[D]").astype(np.int64).tolist()
    most = max(int(coverage.documents.to_numpy().sum(axis=0).max(initial=0)), 1)
    bars = []
    for column, (first, last) in enumerate(pairwise(days)):
        counts = {str(kind): int(one) for kind, one in coverage.documents.iloc[:, column].items() if one}
        place = max(first, window[0]), min(last, window[1])
        if place[1] > place[0]:
            said = f"{name_period(edges, column, period, language)}: {_say_counts(counts, language)}"
            name = "" if counts else "none" if first <= today else "ahead"
            bars.append(html.Span(title=said, className=name, style=_style(counts, place, window, most)))
    told = [say_count("documents", coverage.number, language), *say_shares(coverage, language)]
    moved = hyphened(data_first=str(window[0] * DAY), data_last=str(window[1] * DAY))
    strip = html.Div(html.Div(bars, className="coverage-bars", **moved), className="coverage-strip", style=sides)
    beneath = [*_name_kinds(coverage, language), html.Span("  ·  ".join(told))]
    drawn = html.Div(
        [
            html.Div(strip, role="img", **labelled(f"{title}: {', '.join(told)}")),
            html.P(beneath, className="coverage-said", style=sides),
        ],
        style={"width": f"{width}px"},  # as wide as the chart was drawn, on paper too
    )
    return [html.Div(title, className="coverage-head"), drawn]


def _style(counts: dict[str, int], place: tuple[int, int], window: tuple[int, int], most: int) -> dict[str, str]:
    """Where a bar stands and how high, its kinds one above the other."""
    across, whole = window[1] - window[0], sum(counts.values())
    below, stops = 0.0, []
    for kind, number in counts.items():
        stops.append(f"{_colour(kind)} {below:.2f}% {below + 100 * number / whole:.2f}%")
        below += 100 * number / whole
    style = {
        "left": f"{100 * (place[0] - window[0]) / across:.3f}%",
        "width": f"{100 * (place[1] - place[0]) / across:.3f}%",
    }
    if not counts:
        return style
    return style | {
        "height": f"{100 * whole / most:.1f}%",
        "backgroundImage": f"linear-gradient(to top, {', '.join(stops)})",
    }


def _colour(kind: str) -> str:
    return f"color-mix(in srgb, var(--ink) {100 * SHADES[KINDS.index(kind)]:.0f}%, var(--paper))"


def _say_counts(counts: dict[str, int], language: str) -> str:
    table = words(language)
    if not counts:
        return str(table["coverage"]["gap"])
    whole = say_count("documents", sum(counts.values()), language)
    kinds = ", ".join(f"{table['document_kind'][kind]} {number:,}" for kind, number in counts.items())
    return f"{whole} ({kinds})"


def _name_kinds(coverage: Coverage, language: str) -> list[Any]:
    """Each kind in view with its colour."""
    held = coverage.documents.index[coverage.documents.sum(axis=1) > 0]
    return [
        html.Span([html.I(style={"background": _colour(str(kind))}), words(language)["document_kind"][str(kind)]])
        for kind in held
    ]
