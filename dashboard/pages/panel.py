"""The side panel as it stands before anything is opened: a column beside the charts, a full sheet on a phone."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard import ids
from dashboard.pages.markup import shown
from dashboard.pages.naming import hyphened, labelled
from dashboard.words import load_words

CLOSED, OPENED = "panel", "panel open"


def build_panel(language: str, *, opened: bool = False) -> html.Aside:
    """The shell of the panel, closed unless the address has something ``opened``; its body is filled afterwards."""
    words = load_words(language)["panel"]
    return html.Aside(
        [
            html.Div(
                [
                    html.Button(words["back"], id=ids.BACK, className="link back", hidden=True),
                    html.Span(id=ids.POSITION, className="position", role="status"),
                    _tool(ids.PREVIOUS, "‹", words["previous"]),
                    _tool(ids.NEXT, "›", words["next"]),
                    _tool(ids.PANEL_CLOSE, "×", words["close"]),
                ],
                className="panel-head",
            ),
            shown(words["loading"] if opened else None, id=ids.PANEL_BODY, className="panel-body"),
            html.Details(
                [html.Summary(words["why"]), shown(id=ids.WHY_BODY)],
                id=ids.WHY,
                className="fold why-event",
                hidden=True,
            ),
            dcc.Store(id=ids.OPENED),
            dcc.Store(id=ids.asked("pile")),
            dcc.Store(id=ids.PILE_PAGE, data=[None, 0]),
        ],
        id=ids.PANEL,
        className=OPENED if opened else CLOSED,
        role="dialog",
        tabIndex=-1,
        **labelled(words["label"]),
        **hyphened(aria_description=words["keys"]),
    )


def _tool(name: str, sign: str, label: str) -> Any:
    return html.Button(
        html.Span(sign, **hyphened(aria_hidden="true")), id=name, className="tool", title=label, **labelled(label)
    )
