"""The timeline with its tools: what lanes are of, a date to go to, zoom, the strip of all dates; draws no figure."""

from __future__ import annotations

import json
from typing import Any, get_args

from dash import dcc, html

from dashboard import ids
from dashboard.figures.lanes import LaneBy
from dashboard.pages.markup import shown
from dashboard.pages.naming import hyphened, labelled
from dashboard.pages.tray import build_add
from dashboard.words import load_words

ACTS = ("fold", "unfold", "pin", "unpin", "up", "down")


def build_timeline(language: str, graph: dcc.Graph) -> html.Section:
    """The section of the timeline around its graph; the browser's part of it is in ``assets/timeline*.js``."""
    words = load_words(language)
    page, tools = words["page"], words["timeline"]
    return html.Section(
        [
            html.Div(
                [
                    html.H2(page["timeline"]),
                    html.P(page["timeline_hint"], className="hint"),
                    _build_tools(page, tools, language),
                ],
                className="chart-head",
            ),
            _build_overview(tools),
            html.Div(
                [
                    graph,
                    _filled(
                        ids.RING, {name: tools[name] for name in ("told", "meant")}, **hyphened(aria_hidden="true")
                    ),
                    _filled(ids.LANE_HEADS, {act: tools[act] for act in ACTS}),
                ],
                className="graph-frame timeline-frame",
                role="group",
                tabIndex="0",
                **labelled(page["timeline_label"] + " " + tools["keys"]),
            ),
            shown(id=ids.COVERAGE, className="coverage"),
            dcc.Store(id=ids.LANE_MOVE),
        ],
        className="chart timeline",
        **labelled(page["timeline"]),
    )


def _filled(name: str, words: dict[str, str], **more: str) -> html.Div:
    """An element that the browser fills, with the words it needs."""
    data: dict[str, Any] = {"data-words": json.dumps(words, ensure_ascii=False)} | more
    return html.Div(id=name, className=name, **data)


def _build_tools(page: dict[str, str], tools: dict[str, str], language: str) -> html.Div:
    """What lanes are of, the date to go to, and the buttons of the zoom."""
    choices = [html.Option(tools[f"by_{name}"], value=name) for name in get_args(LaneBy)]
    buttons = (
        (ids.EARLIER, "‹", page["earlier"]),
        (ids.ZOOM_OUT, "−", page["zoom_out"]),
        (ids.ZOOM_IN, "+", page["zoom_in"]),
        (ids.LATER, "›", page["later"]),
    )
    return html.Div(
        [
            html.Label(
                [tools["by"], " ", html.Select(choices, id=ids.LANE_BY, className="tool-field")], className="tool-label"
            ),
            html.Form(id=ids.GO_TO, **hyphened(data_label=tools["go_to"])),
            html.Div(
                [
                    *(
                        html.Button(sign, id=name, className="tool", title=label, **labelled(label))
                        for name, sign, label in buttons
                    ),
                    html.Button(page["zoom_all"], id=ids.ZOOM_ALL, className="tool wide"),
                ],
                className="tool-group",
                role="group",
                **labelled(page["zoom"]),
            ),
            build_add("timeline", language),
        ],
        className="tools",
    )


def _build_overview(tools: dict[str, str]) -> html.Div:
    """The strip of all dates: its density, drawn by the browser, and the window as a brush that keys move too."""
    slider: dict[str, Any] = {"aria-valuemin": "0", "aria-valuemax": "1", "aria-valuenow": "0"}
    edges = [html.Span(className=f"edge {side}", **hyphened(data_edge=side)) for side in ("start", "end")]
    return html.Div(
        [
            html.Div(className="density-strip"),
            html.Div(edges, className="brush", role="slider", tabIndex="0", **slider, **labelled(tools["window"])),
        ],
        id=ids.OVERVIEW,
        className="overview",
    )
