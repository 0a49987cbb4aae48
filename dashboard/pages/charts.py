"""The two charts with their tools, and the list and shelf beneath; draws no figure."""

from __future__ import annotations

from typing import Any, cast

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import ids
from dashboard.pages.naming import labelled
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
            html.Section(
                [
                    html.Div(
                        [html.H2(page["timeline"]), html.P(page["timeline_hint"], className="hint"), _zoom_tools(page)],
                        className="chart-head",
                    ),
                    _chart(ids.TIMELINE, page["timeline_label"]),
                ],
                className="chart",
                **labelled(page["timeline"]),
            ),
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
                ],
                className="chart",
                **labelled(page["heatmap"]),
            ),
        ],
        className="charts",
    )


def build_listing(language: str) -> html.Div:
    """The table twin of the timeline, and the shelf of what has no date."""
    page = load_words(language)["page"]
    return html.Div(
        [
            html.Section(
                [
                    html.Div(
                        [html.H2(page["list"], id=ids.LIST_TITLE), html.P(page["list_hint"], className="hint")],
                        className="chart-head",
                    ),
                    _grid(page),
                ],
                className="listing",
                **labelled(page["list"]),
            ),
            html.Section(id=ids.SHELF, className="shelf", **labelled(page["shelf"])),
        ]
    )


def _chart(name: str, label: str) -> html.Div:
    graph = dcc.Graph(id=name, config=cast(Any, GRAPH_CONFIG), className="graph", responsive=False, figure=_blank())
    return html.Div(graph, className="graph-frame", role="group", **labelled(label))


def _blank() -> dict[str, Any]:
    """What stands in a chart's place until it is drawn: nothing, without Plotly's default axes."""
    hidden = {"visible": False}
    return {"data": [], "layout": {"xaxis": hidden, "yaxis": hidden, "height": 240, "paper_bgcolor": "rgba(0,0,0,0)"}}


def _zoom_tools(page: dict[str, str]) -> html.Div:
    buttons = (
        (ids.EARLIER, "‹", page["earlier"]),
        (ids.ZOOM_OUT, "−", page["zoom_out"]),
        (ids.ZOOM_IN, "+", page["zoom_in"]),
        (ids.LATER, "›", page["later"]),
    )
    return html.Div(
        [
            *(
                html.Button(sign, id=name, className="tool", title=label, **labelled(label))
                for name, sign, label in buttons
            ),
            html.Button(page["zoom_all"], id=ids.ZOOM_ALL, className="tool wide"),
        ],
        className="tools",
        role="group",
        **labelled(page["zoom"]),
    )


def _grid(page: dict[str, str]) -> dag.AgGrid:
    return dag.AgGrid(
        id=ids.LIST,
        rowData=[],
        columnDefs=build_columns(page, narrow=False),
        defaultColDef={"sortable": True, "resizable": True, "suppressMovable": True},
        getRowId="params.data.id",
        dashGridOptions={
            "rowHeight": 36,
            "headerHeight": 36,
            "tooltipShowDelay": 300,
            "suppressColumnVirtualisation": True,
            "localeText": {"noRowsToShow": page["list_empty"]},
        },
        eventListeners={"cellKeyDown": ["openOnEnter(params, setEventData)"]},
        className="ag-theme-quartz event-list",
        style={"height": "420px", "width": "100%"},
    )


def build_columns(page: dict[str, str], *, narrow: bool) -> list[dict[str, Any]]:
    """Columns of the list; a phone shows date and title, the rest by scrolling sideways."""
    wide = not narrow
    return [
        {"field": "sort", "hide": True},
        {
            "field": "date",
            "headerName": page["column_date"],
            "width": 190 if wide else 120,
            "comparator": {"function": "byPlace"},
            "pinned": "left" if wide else None,
        },
        {
            "field": "title",
            "headerName": page["column_event"],
            "flex": 3 if wide else None,
            "minWidth": 320 if wide else 250,
            "tooltipField": "title",
        },
        {"field": "sectors", "headerName": page["column_sectors"], "flex": 1, "minWidth": 150},
        {"field": "status", "headerName": page["column_status"], "width": 120},
        {"field": "publisher", "headerName": page["column_publisher"], "flex": 1, "minWidth": 170},
        {"field": "announced", "headerName": page["column_announced"], "width": 150},
    ]


def build_panel(language: str) -> dmc.Drawer:
    """The side panel an opened event, chip or cell is read in."""
    page = load_words(language)["page"]
    return dmc.Drawer(
        id=ids.PANEL,
        opened=False,
        position="right",
        size="min(34rem, 100vw)",
        title=page["panel"],
        children=[
            html.Button(page["back"], id=ids.BACK, className="link back", style={"display": "none"}),
            html.Div(id=ids.PANEL_BODY, className="panel-body"),
        ],
        closeButtonProps={"aria-label": page["close_panel"]},
        keepMounted=True,
        withOverlay=False,
        closeOnClickOutside=False,
        lockScroll=False,
        padding="lg",
        shadow="xl",
        className="panel",
        transitionProps={"duration": 120},
    )
