"""The two charts with their tools; draws no figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from dash import dcc, html
from markupsafe import Markup

from dashboard import ids
from dashboard.pages.emphasis import build_emphasis
from dashboard.pages.timeline import build_timeline

# Plotly's own tools: none of them sends anything anywhere.
GRAPH_CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "doubleClick": "autosize",
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": False,
    "scrollZoom": False,
    "showTips": False,
}


class Ahead(NamedTuple):
    """A timeline that is drawn before the page asks for it: its first and last day, and what it was drawn of.

    That is the query of the view, the room that the charts have, and the version of the data. ``filled`` is what
    stands about it, as HTML by the ids of what shows it.
    """

    figure: Any
    window: list[str]
    drawn_of: list[Any]
    filled: Mapping[str, Markup]


def build_charts(language: str, ahead: Ahead | None = None) -> html.Div:
    """Timeline above, emphasis beneath it on the same time axis."""
    return html.Div(
        [
            build_timeline(language, _graph(ids.TIMELINE, ahead.figure if ahead else None)),
            build_emphasis(language, _graph(ids.HEATMAP)),
            dcc.Store(id=ids.EXTENT, data=ahead.window if ahead else None),
            dcc.Store(id=ids.AHEAD, data=ahead.drawn_of if ahead else None),
        ],
        className="charts",
    )


def _graph(name: str, figure: Any = None) -> dcc.Graph:
    shows = build_blank() if figure is None else figure
    return dcc.Graph(id=name, config=cast(Any, GRAPH_CONFIG), className="graph", responsive=False, figure=shows)


def build_blank(height: int = 240) -> dict[str, Any]:
    """What stands in a chart's place while there is nothing to draw: no axes of Plotly's own, and no ground."""
    hidden, clear = {"visible": False}, "rgba(0,0,0,0)"
    ground = {"paper_bgcolor": clear, "plot_bgcolor": clear}
    return {"data": [], "layout": {"xaxis": hidden, "yaxis": hidden, "height": height, **ground}}
