"""The list twin: the events of the timeline as a plain table, a page at a time, sortable; decides no order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard import ids
from dashboard.pages.markup import shown
from dashboard.pages.naming import hyphened, labelled
from dashboard.pages.paging import build_pager
from dashboard.pages.rows import Row, is_text, mark_words, opens, say_place
from dashboard.selection import name_sector
from dashboard.words import load_words, say
from dashboard.words.phrases import say_edtf
from loaders.sectors.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Order:
    """How the list is sorted and which page of it is shown; sorted by ``date`` upwards it is as the timeline."""

    column: str = "date"
    down: bool = False
    page: int = 0

    @classmethod
    def spelled(cls, sort: str, page: int = 0) -> Order:
        """The order that an address spells.

        >>> Order.spelled("-status", 2)
        Order(column='status', down=True, page=2)
        """
        return cls(sort.removeprefix("-"), sort.startswith("-"), page)


# Columns in their order; the event itself is read, not sorted by.
COLUMNS = ("date", "title", "sectors", "status", "role", "publisher", "announced")


def build_listing(language: str) -> html.Section:
    """The place of the list, which says that it is being read until it is."""
    words = load_words(language)["list"]
    return html.Section(
        [
            html.Div(
                [html.H2(words["label"], id=ids.LIST_TITLE), html.P(words["hint"], className="hint")],
                className="chart-head",
            ),
            shown(html.P(words["loading"], className="hint loading", role="status"), id=ids.LIST),
            dcc.Store(id=ids.LIST_PAGE, data=0),
            dcc.Store(id=ids.LIST_SORT, data="date"),
            dcc.Store(id=ids.asked("list")),
        ],
        className="listing",
        **labelled(words["label"]),
    )


def build_table(
    rows: Iterable[Row],
    count: int,
    order: Order,
    *,
    axis: str,
    taxonomy: Taxonomy,
    language: str,
    searched: str | None = None,
) -> list[Any]:
    """A page of the list; ``count`` is how many events it holds in all, ``searched`` the words to be marked."""
    words = load_words(language)["list"]
    if not count:
        return [html.P(words["empty"], className="nothing")]
    heads = [_head(name, order, words) for name in COLUMNS]
    body = [_row(row, axis, taxonomy, language, searched, first=not n) for n, row in enumerate(rows)]
    table = html.Table(
        [html.Caption(words["hint"], className="for-hearing"), html.Thead(html.Tr(heads)), html.Tbody(body)],
        className="events",
        **labelled(words["label"]),
    )
    return [table, build_pager("list", order.page, count, language)]


def _head(name: str, order: Order, words: dict[str, str]) -> html.Th:
    label = words["title_column" if name == "title" else name]
    if name == "title":
        return html.Th(label, scope="col", className="of-title")
    sort = ("descending" if order.down else "ascending") if name == order.column else "none"
    return html.Th(
        html.Button(
            [label, html.Span(className="arrow", **hyphened(aria_hidden="true"))],
            className="sort",
            title=words["sort"].format(column=label),
            **hyphened(data_of="list", data_ask=f"sort:{name}"),
        ),
        scope="col",
        className=f"of-{name}",
        **hyphened(aria_sort=sort),
    )


def _row(row: Row, axis: str, taxonomy: Taxonomy, language: str, searched: str | None, *, first: bool) -> html.Tr:
    """One event; of all rows the first alone is a stop of the tab key, the arrow keys lead to the others."""
    sectors = load_words(language)["speech"]["list_comma"].join(
        name_sector(code, taxonomy, language) for code in (() if row["sectors"] is None else row["sectors"])
    )
    title = html.Button(
        mark_words(row["title"], searched),
        className="open",
        lang=row["language"],
        tabIndex=0 if first else -1,
        **opens(row["id"], "list"),
    )
    cells = {
        "date": say_place(row, axis, language),
        "title": title,
        "sectors": sectors,
        "status": say(language, "status", row["status"]),
        "role": say(language, "role", row["role"]) if is_text(row["role"]) else "",
        "publisher": row["publisher"] or "",
        "announced": say_edtf(row["announced"], language) if is_text(row["announced"]) else "",
    }
    return html.Tr(
        [html.Td(cells[name], className=f"of-{name}") for name in COLUMNS], className=f"event {row['status']}"
    )
