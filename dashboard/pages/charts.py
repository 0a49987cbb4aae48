"""The two charts with their tools; draws no figure."""

from __future__ import annotations

from typing import Any, cast

from dash import dcc, html

from dashboard import ids
from dashboard.pages.cells import build_cells
from dashboard.pages.naming import labelled
from dashboard.pages.timeline import build_timeline
from dashboard.words import load_words

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
    """Timeline above, heatmap beneath it on the same time axis."""
    page = load_words(language)["page"]
    return html.Div(
        [
            build_timeline(language, _graph(ids.TIMELINE)),
            html.Section(
                [
                    html.Div(
                        [
                            html.H2(page["heatmap"]),
                            html.P(id=ids.HEATMAP_TITLE, className="hint"),
                        ],
                        className="chart-head",
                    ),
                    _chart(ids.HEATMAP, page["heatmap_label"]),
                    build_cells(language),
                ],
                className="chart",
                **labelled(page["heatmap"]),
            ),
        ],
        className="charts",
    )


def _chart(name: str, label: str) -> html.Div:
    return html.Div(_graph(name), className="graph-frame", role="group", **labelled(label))


def _graph(name: str) -> dcc.Graph:
    return dcc.Graph(id=name, config=cast(Any, GRAPH_CONFIG), className="graph", responsive=False, figure=_blank())


def _blank() -> dict[str, Any]:
    """What stands in a chart's place until it is drawn: nothing, without Plotly's default axes."""
    hidden = {"visible": False}
    return {"data": [], "layout": {"xaxis": hidden, "yaxis": hidden, "height": 240, "paper_bgcolor": "rgba(0,0,0,0)"}}
