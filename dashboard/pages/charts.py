"""The two charts with their tools; draws no figure."""

from __future__ import annotations

from typing import Any, cast

from dash import dcc, html

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


def build_charts(language: str) -> html.Div:
    """Timeline above, emphasis beneath it on the same time axis."""
    return html.Div(
        [
            build_timeline(language, _graph(ids.TIMELINE)),
            build_emphasis(language, _graph(ids.HEATMAP)),
        ],
        className="charts",
    )


def _graph(name: str) -> dcc.Graph:
    return dcc.Graph(id=name, config=cast(Any, GRAPH_CONFIG), className="graph", responsive=False, figure=build_blank())


def build_blank() -> dict[str, Any]:
    """What stands in a chart's place while there is nothing to draw: no axes of Plotly's own."""
    hidden = {"visible": False}
    return {"data": [], "layout": {"xaxis": hidden, "yaxis": hidden, "height": 240, "paper_bgcolor": "rgba(0,0,0,0)"}}
