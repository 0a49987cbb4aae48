"""Puts the page together: what is selected, filters, charts, list, shelf, panel; decides nothing."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard import ids
from dashboard.pages.charts import Ahead, build_charts
from dashboard.pages.controls import build_segments
from dashboard.pages.download import build_download
from dashboard.pages.filters import build_filters
from dashboard.pages.listing import build_listing
from dashboard.pages.markup import MARKUP, shown
from dashboard.pages.naming import hyphened, labelled
from dashboard.pages.panel import build_panel
from dashboard.pages.shelf import build_shelf
from dashboard.pages.tray import build_tray
from dashboard.words import load_words

LOOK = 60_000  # milliseconds between two looks for newer data


def build_page(
    version: int,
    language: str = "en",
    theme: str = "",
    place: str = "",
    ahead: Ahead | None = None,
    *,
    opened: bool = False,
) -> Any:
    """The page over a store that holds something: what it says and counts comes with the first selection.

    ``place`` is where the store lies: the browser keeps a briefing for each. ``ahead`` is its timeline with
    what stands about it, where that is drawn already.
    """
    page = load_words(language)["page"]
    body = html.Div(
        [
            html.A(page["skip"], href="#main", className="skip"),
            _header(language),
            html.Div(page["trouble"], id=ids.TROUBLE, className="trouble", role="alert", hidden=True),
            html.Div(
                [
                    build_filters(language),
                    html.Main(
                        [
                            html.Div(id=ids.NEWER, className="newer", role="status"),
                            html.Div(
                                [
                                    shown(page["loading"], id=ids.SENTENCE, className="sentence", role="status"),
                                    shown(id=ids.OUTSIDE, className="outside"),
                                ],
                                className="headline",
                            ),
                            html.Div(id=ids.NOTES, className="notes", role="status"),
                            build_charts(language, ahead),
                            build_listing(language),
                            build_shelf(language),
                            html.Footer(page["footer"].format(version=version), className="footer"),
                        ],
                        id="main",
                        tabIndex="-1",
                    ),
                    build_panel(language, opened=opened),
                ],
                className="columns",
            ),
            build_download(version, language),
            build_tray(version, place, language),
        ],
        className="page",
    )
    for name, markup in (ahead.filled if ahead else {}).items():
        setattr(body[name], MARKUP, markup)
    return html.Div([*_memory(version, theme), body])


def build_empty_page(problem: str, place: str, language: str = "en", theme: str = "") -> Any:
    """The page over a store that is empty, missing or broken: what is wrong and how to load documents."""
    page = load_words(language)["page"]
    body = html.Main(
        [
            html.H1(page["name"], className="wordmark"),
            html.H2(page["empty_title"]),
            html.P(problem, className="problem"),
            html.P(page["empty_where"].format(place=place)),
            html.P(page["empty_how"]),
            html.Pre(f"python -m loaders load data/documents data/milestones.csv --store {place}"),
            html.P(page["empty_then"]),
        ],
        className="empty",
    )
    return html.Div([dcc.Location(id=ids.URL, refresh=False), dcc.Store(id=ids.SCHEME, data=theme), body])


def _memory(version: int, theme: str) -> list[Any]:
    """What the browser remembers for the callbacks."""
    return [
        dcc.Location(id=ids.URL, refresh=False),
        dcc.Store(id=ids.SCHEME, data=theme),
        dcc.Store(id=ids.OWN, data=version),
        dcc.Store(id=ids.VERSION, data=version),
        dcc.Interval(id=ids.CLOCK, interval=LOOK),
        dcc.Store(id=ids.VIEW),
        dcc.Store(id=ids.CHOICE),
        dcc.Store(id=ids.FOCUS),
        dcc.Store(id=ids.ROOM),
        dcc.Store(id=ids.CELL),
    ]


def _header(language: str) -> html.Header:
    page, tray = load_words(language)["page"], load_words(language)["tray"]
    opens = hyphened(aria_haspopup="dialog")
    return html.Header(
        [
            html.Div(
                [html.H1(page["name"], className="wordmark"), html.P(page["tagline"], className="tagline")],
                className="brand",
            ),
            html.Div(
                [
                    html.Button(page["filters"], id=ids.FILTERS_OPEN, className="tool wide phone-only"),
                    html.Button(
                        "↶", id=ids.UNDO, className="tool", disabled=True, title=page["undo"], **labelled(page["undo"])
                    ),
                    html.Button(
                        "↷", id=ids.REDO, className="tool", disabled=True, title=page["redo"], **labelled(page["redo"])
                    ),
                    html.Button(page["download"], id=ids.DOWNLOAD_OPEN, className="tool wide", **opens),
                    html.Button(tray["title"], id=ids.TRAY_OPEN, className="tool wide", **opens),
                    html.A(
                        page["other_language"],
                        id=ids.TONGUE,
                        href="?",
                        className="tool wide",
                        lang=page["other_tongue"],
                    ),
                    build_segments(
                        ids.THEME,
                        page["theme"],
                        {name: page[f"theme_{name}"] for name in ("system", "light", "dark")},
                        look="unlabelled theme-choice",
                    ),
                ],
                className="header-tools",
            ),
        ],
        className="header",
    )
