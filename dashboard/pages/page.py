"""Puts the page together: what is selected, filters, charts, list, shelf, panel; decides nothing."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html

from dashboard import ids
from dashboard.pages.charts import build_charts, build_listing, build_panel
from dashboard.pages.filters import build_filters
from dashboard.words import load_words
from loaders.sectors.taxonomy import Taxonomy

FONT = (
    '"Segoe UI", "Helvetica Neue", "Liberation Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", '
    "Helvetica, Arial, sans-serif"
)


def build_page(events: pd.DataFrame, version: int, taxonomy: Taxonomy, language: str = "en") -> Any:
    """The page over a store that holds something."""
    page = load_words(language)["page"]
    body = html.Div(
        [
            html.A(page["skip"], href="#main", className="skip"),
            _header(page),
            html.Div(
                [
                    build_filters(events, taxonomy, language),
                    html.Main(
                        [
                            html.Div(
                                [
                                    html.P(id=ids.SENTENCE, className="sentence", role="status"),
                                    html.Div(id=ids.OUTSIDE, className="outside"),
                                ],
                                className="headline",
                            ),
                            html.Div(id=ids.NOTES, className="notes", role="status"),
                            build_charts(language),
                            build_listing(language),
                            html.Footer(page["footer"].format(version=version), className="footer"),
                        ],
                        id="main",
                        tabIndex="-1",
                    ),
                ],
                className="columns",
            ),
            build_panel(language),
            dmc.NotificationContainer(id=ids.NOTIFICATIONS, position="bottom-right"),
        ],
        className="page",
    )
    return _provide([*_memory(version), body])


def build_empty_page(problem: str, place: str, language: str = "en") -> Any:
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
    return _provide([dcc.Location(id=ids.URL, refresh=False), body])


def _provide(children: list[Any]) -> dmc.MantineProvider:
    return dmc.MantineProvider(
        children,
        id=ids.PROVIDER,
        forceColorScheme="light",
        theme={"fontFamily": FONT, "primaryColor": "dark", "defaultRadius": "sm", "cursorType": "pointer"},
    )


def _memory(version: int) -> list[Any]:
    """What the browser remembers for the callbacks."""
    return [
        dcc.Location(id=ids.URL, refresh=False),
        dcc.Store(id=ids.VERSION, data=version),
        dcc.Store(id=ids.VIEW),
        dcc.Store(id=ids.FOCUS),
        dcc.Store(id=ids.ROOM),
        dcc.Store(id=ids.EXTENT),
        dcc.Store(id=ids.CELL),
        dcc.Download(id=ids.DOWNLOAD),
    ]


def _header(page: dict[str, str]) -> html.Header:
    return html.Header(
        [
            html.Div(
                [html.H1(page["name"], className="wordmark"), html.P(page["tagline"], className="tagline")],
                className="brand",
            ),
            html.Div(
                [
                    html.Button(page["filters"], id=ids.FILTERS_OPEN, className="tool wide phone-only"),
                    _download_menu(page),
                    dmc.Switch(id=ids.THEME, label=page["dark"], size="sm", className="dark-switch"),
                ],
                className="header-tools",
            ),
        ],
        className="header",
    )


def _download_menu(page: dict[str, str]) -> html.Details:
    items = [html.Button(page[name.replace("-", "_")], id=name, className="menu-item") for name in ids.DOWNLOADS]
    return html.Details(
        [html.Summary(page["download"], className="tool wide"), html.Div(items, className="menu-items")],
        id=ids.DOWNLOAD_MENU,
        className="menu",
    )
