"""The section of emphasis: heatmap, trend or comparison, with what each can be asked; draws no figure."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard import ids
from dashboard.pages.cells import build_cells
from dashboard.pages.controls import build_field, build_list, build_segments, build_switch
from dashboard.pages.markup import shown
from dashboard.pages.naming import labelled
from dashboard.pages.tray import build_add
from dashboard.words import load_words

# Choices: id of the control, name of its label, and of the table of its words.
CHOICES = (
    (ids.EFFECT, "effect", "effect"),
    (ids.PERIOD, "period", "period"),
)
OPTIONS = (
    (ids.MEASURE, "measure", "measure"),
    (ids.WEIGHTING, "weighting", "weighting"),
    (ids.STANDARD, "standard", "standard"),
    (ids.PANELS, "panels", "panels"),
    (ids.ARRANGED, "rows", "rows"),
)


def build_emphasis(language: str, graph: dcc.Graph) -> html.Section:
    """The section around its graph."""
    words = load_words(language)
    page, said = words["page"], words["emphasis"]
    return html.Section(
        [
            html.Div(
                [
                    html.H2(page["heatmap"]),
                    html.P(id=ids.HEATMAP_TITLE, className="hint"),
                    html.Div([_show(said), build_add("emphasis", language)], className="tools"),
                ],
                className="chart-head",
            ),
            html.Div(
                [
                    *(
                        build_list(name, _label(words, label), words[table], look="emphasis-choice")
                        for name, label, table in CHOICES
                    ),
                    _cuts(said),
                    _options(words),
                    _sides(said),
                ],
                id=ids.EMPHASIS_TOOLS,
                className="emphasis-tools",
            ),
            html.P(id=ids.EMPHASIS_SAID, className="summary", role="status"),
            html.Div(graph, className="graph-frame", role="group", **labelled(page["heatmap_label"])),
            dcc.Store(id=ids.BOUNDS),
            shown(id=ids.EMPHASIS_MORE, className="emphasis-more"),
            build_cells(language),
        ],
        className="chart emphasis",
        **labelled(page["heatmap"]),
    )


def _label(words: dict[str, dict[str, str]], name: str) -> str:
    return words["page"].get(name) or words["emphasis"][name]


def _show(said: dict[str, str]) -> html.Div:
    names = ("heatmap", "trend", "compare")
    return build_segments(ids.SHOW, said["show"], {name: said[name] for name in names}, look="unlabelled")


def _cuts(said: dict[str, str]) -> html.Div:
    """The days that part periods of one's own: shown where these are chosen."""
    field = build_field(ids.CUTS, said["cuts"], look="cuts", hint=said["cuts_hint"], longest=300)
    return html.Div(field, id=ids.CUTS_FIELD, hidden=True)


def _options(words: dict[str, dict[str, str]]) -> html.Details:
    """What is asked more seldom, folded."""
    said = words["emphasis"]
    switches = ((ids.GROUPED, "grouped"), (ids.CALENDAR, "calendar"))
    return html.Details(
        [
            html.Summary(said["options"]),
            html.Div(
                [
                    *(build_list(name, _label(words, label), words[table]) for name, label, table in OPTIONS),
                    *(build_switch(name, said[label]) for name, label in switches),
                ],
                className="emphasis-options",
            ),
        ],
        className="fold",
    )


def _sides(said: dict[str, str]) -> html.Div:
    """What a comparison is made with."""
    hint: dict[str, Any] = {"title": said["keep_hint"]}
    return html.Div(
        [
            html.Button(said["keep"], id=ids.KEEP, className="tool wide", **hint),
            html.Button(said["swap"], id=ids.SWAP, className="tool wide"),
        ],
        className="tool-group",
    )
