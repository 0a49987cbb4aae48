"""The dialog of downloads: every chart in every format, size and language; makes no file."""

from __future__ import annotations

import json
from typing import Any

from dash import html

from dashboard import ids
from dashboard.exports.camera import find_browser
from dashboard.exports.citations import STYLES
from dashboard.exports.forms import FORMS
from dashboard.exports.parts import PARTS
from dashboard.exports.sizes import SIZES
from dashboard.pages.forms import build_choice, build_text, build_tick
from dashboard.pages.markup import shown
from dashboard.pages.naming import hyphened, labelled
from dashboard.words import LANGUAGES, load_words

CHARTS = ("timeline", "heatmap", "trend", "compare")
GROUPS = ("picture", "table", "references", "calendar")
SCALES = ("1", "2", "4")
# What the browser says while a file is made.
SAID = ("waiting", "working", "counted", "done", "save", "receipt", "cancelled", "failed", "again", "lost", "cancel")


def build_download(version: int, language: str) -> html.Div:
    """The dialog, closed; ``assets/download.js`` opens it and orders what is chosen."""
    words = load_words(language)
    said = words["export"]
    return shown(
        html.Dialog(
            [
                build_head(said["title"], said["close"], ids.DOWNLOAD),
                html.Form(
                    [
                        *_what(words),
                        *_how(words),
                        html.P(said["no_browser"], className="hint wrong") if find_browser() is None else None,
                        html.Div(
                            html.Button(said["make"], type="submit", className="tool wide main"), className="ends"
                        ),
                    ],
                    className="dialog-form",
                ),
                build_order(said),
            ],
            id=ids.DOWNLOAD,
            className="dialog",
            **hyphened(data_version=str(version), data_reader=language, aria_labelledby=f"{ids.DOWNLOAD}-title"),
        )
    )


def build_head(title: str, close: str, name: str) -> html.Div:
    """The head of a dialog, with the button that closes it."""
    cross = html.Span("×", **hyphened(aria_hidden="true"))
    button = html.Button(
        cross, type="button", className="tool", title=close, **labelled(close), **hyphened(data_close=name)
    )
    return html.Div([html.H2(title, id=f"{name}-title"), button], className="dialog-head")


def build_order(said: dict[str, str]) -> html.Div:
    """Where it is told how an order stands, filled by ``assets/desk.js``."""
    data: dict[str, Any] = {"data-words": json.dumps({name: said[name] for name in SAID}, ensure_ascii=False)}
    return html.Div(
        [
            html.P(className="order-said", role="status"),
            html.Progress(hidden=True, **labelled(said["title"])),
            html.Div(
                [
                    html.Button(said["cancel"], type="button", className="tool wide order-cancel", hidden=True),
                    html.A(said["save"], className="link order-save", hidden=True),
                    html.A(said["receipt"], className="link order-receipt", hidden=True),
                ],
                className="ends",
            ),
        ],
        className="order",
        **data,
    )


def _what(words: dict[str, dict[str, str]]) -> list[Any]:
    said = words["export"]
    named = {"timeline": words["page"]["timeline"]} | {name: said[name] for name in CHARTS[1:]}
    forms = {
        said[group]: {name: words["form"][name] for name, form in FORMS.items() if form.of == group} for group in GROUPS
    }
    return [
        build_choice("figure", said["chart"], named),
        build_choice("form", said["form"], forms),
        build_choice("part", said["part"], {name: said[name] for name in PARTS}),
    ]


def _how(words: dict[str, dict[str, str]]) -> list[Any]:
    said = words["export"]
    sizes = {name: said[name] for name in (*SIZES, "page", "free")}
    themes = {name: words["page"][f"theme_{name}"] for name in ("light", "dark")}
    return [
        build_choice("size", said["size"], sizes, data_for="png svg pdf"),
        build_text("width", said["width"], kind="number", data_for="free"),
        build_text("height", said["height"], kind="number", hint=said["height_hint"], data_for="free"),
        build_choice("scale", said["scale"], {one: said[f"scale_{one}"] for one in SCALES}, data_for="png"),
        build_choice("style", said["style"], {name: words["style"][name] for name in STYLES}, data_for="txt"),
        build_choice("theme", said["theme"], themes, data_for="png svg pdf"),
        build_choice("language", said["language"], {one: load_words(one)["language"][one] for one in LANGUAGES}),
        build_text("title", said["named"], hint=said["named_hint"], data_for="png svg pdf xlsx ics timeline.json"),
        build_tick("bundled", said["bundled"], title=said["bundled_hint"]),
    ]
