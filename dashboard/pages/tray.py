"""The briefing tray: charts and events that a reader chose, to be put in order, written to and made a file; keeps none.

The browser keeps the briefing and fills the list, see ``assets/tray.js``.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from dash import html

from dashboard import ids
from dashboard.exports.briefing.making import FORMS
from dashboard.pages.download import build_head, build_order
from dashboard.pages.forms import build_area, build_choice, build_text
from dashboard.pages.markup import shown
from dashboard.pages.naming import hyphened, labelled
from dashboard.words import LANGUAGES, load_words

# What the browser says of the items, and the names of the charts.
SAID = (
    *("counted", "title", "empty", "untitled", "caption", "note", "item", "event", "up", "down", "remove"),
    *("moved", "removed", "opened", "refused", "added"),
)


def build_add(what: str, language: str, title: str = "") -> html.Button:
    """The button that puts a chart (``timeline``, ``emphasis``) or an event (by its id) into the briefing."""
    said = load_words(language)["tray"]
    if title:
        return html.Button(said["add"], className="tool wide add", **hyphened(data_add=what, data_title=title))
    told = {"title": said["add"]} | labelled(said["add"]) | hyphened(data_add=what)
    return html.Button(f"+ {said['title']}", className="tool wide add", **told)


def build_tray(version: int, place: str, language: str) -> html.Div:
    """The dialog of the briefing, closed; the browser keeps a briefing for the store at each ``place``."""
    words = load_words(language)
    said, export = words["tray"], words["export"]
    names = {"timeline": words["page"]["timeline"]} | {name: export[name] for name in ("heatmap", "trend", "compare")}
    held = json.dumps({name: said[name] for name in SAID} | names, ensure_ascii=False)
    told: dict[str, Any] = {"data-words": held, "data-store": sha256(place.encode()).hexdigest()[:12]}
    return shown(
        html.Dialog(
            [
                build_head(said["title"], export["close"], ids.TRAY),
                html.P(said["kept"], className="hint"),
                html.Form(
                    [
                        build_text("title", said["named"]),
                        build_text("heading", said["heading"]),
                        build_area("notes", said["notes"]),
                        html.H3(said["items"]),
                        html.P(said["keys"], className="hint tray-keys"),
                        html.P(className="tray-said", role="status"),
                        html.Ol(className="tray-items"),
                        html.Div(_how(words), className="tray-how"),
                        html.Div(_acts(said), className="ends"),
                    ],
                    className="dialog-form",
                ),
                build_order(export),
            ],
            id=ids.TRAY,
            className="dialog",
            **hyphened(data_version=str(version), data_reader=language, aria_labelledby=f"{ids.TRAY}-title"),
            **told,
        )
    )


def _how(words: dict[str, dict[str, str]]) -> list[Any]:
    said = words["export"]
    return [
        build_choice("form", said["form"], {name: words["form"][name] for name in FORMS}),
        build_choice("theme", said["theme"], {name: words["page"][f"theme_{name}"] for name in ("light", "dark")}),
        build_choice("language", said["language"], {one: load_words(one)["language"][one] for one in LANGUAGES}),
    ]


def _acts(said: dict[str, str]) -> list[Any]:
    """What is done with the briefing as a whole."""
    return [
        html.Button(said["open"], type="button", className="tool wide tray-open"),
        html.Button(said["save"], type="button", className="tool wide tray-save"),
        html.Button(said["make"], type="submit", className="tool wide main"),
    ]
