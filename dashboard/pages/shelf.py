"""The shelf: selected events without a date, and documents that need one, why, and how to date them; drops none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard import ids
from dashboard.pages.markup import shown
from dashboard.pages.naming import labelled
from dashboard.pages.paging import PAGE, build_pager
from dashboard.pages.rows import Row, build_rows, is_text
from dashboard.words import load_words
from dashboard.words.phrases import say_edtf

HOW = "python -m loaders load {source} --published YYYY-MM-DD"


@dataclass(frozen=True, slots=True)
class Shelved:
    """One of the two lists of the shelf: the rows of a page, which page, and how many rows there are in all."""

    rows: list[dict[str, Any]]
    count: int
    page: int = 0


def build_shelf(language: str) -> html.Section:
    """The place of the shelf, which says that it is being read until it is."""
    words = load_words(language)["shelf"]
    return html.Section(
        [
            shown(
                [html.H2(words["label"]), html.P(words["loading"], className="hint loading", role="status")],
                id=ids.SHELF,
            ),
            dcc.Store(id=ids.SHELF_STATE, data=[0, 0]),
            dcc.Store(id=ids.asked("shelf")),
            dcc.Store(id=ids.asked("papers")),
        ],
        className="shelf",
        **labelled(words["label"]),
    )


def fill_shelf(events: Shelved, documents: Shelved, axis: str, language: str, *, words: str | None = None) -> list[Any]:
    """Headings with counts and both lists; ``words`` are those searched for, which are marked."""
    table = load_words(language)["shelf"]
    if not events.count and not documents.count:
        return [html.H2(table["label"]), html.P(table["none"], className="hint")]
    parts: list[Any] = [html.H2(_counted(table["label"], events.count + documents.count))]
    if events.count:
        parts += [
            html.H3(_counted(table["events"], events.count)),
            html.P(table["why_event"], className="hint"),
            build_rows(events.rows, language, axis, "shelf", words=words),
            build_pager("shelf", events.page, events.count, language),
        ]
    if documents.count:
        source = next((row["source"] for row in documents.rows if is_text(row.get("source"))), "PATH")
        parts += [
            html.H3(_counted(table["documents"], documents.count)),
            html.Ul([_document(row, table, language) for row in documents.rows], className="undated"),
            build_pager("papers", documents.page, documents.count, language),
            html.P([table["how"], html.Code(HOW.format(source=_quoted(source)))], className="hint how"),
        ]
    return parts


def cut(count: int, page: int) -> slice:
    """The rows of a page among ``count``, of the last page where there is none of that number."""
    page = min(page, max(0, (count - 1) // PAGE))
    return slice(page * PAGE, (page + 1) * PAGE)


def _counted(text: str, count: int) -> list[Any]:
    return [text, " ", html.Span(f"{count:,}", className="count")]


def _quoted(source: str) -> str:
    """A path as a shell reads it as one word."""
    return f"'{source}'" if " " in source else source


def _document(row: Row, words: Mapping[str, str], language: str) -> html.Li:
    title = row["title"] or row["name"] or load_words(language)["panel"]["untitled"]
    comma = load_words(language)["speech"]["list_comma"]
    publisher = row["publisher"] if is_text(row["publisher"]) else ""
    source = row["source"] if is_text(row.get("source")) else ""
    seen = next((one["evidence"] for one in _candidates(row) if one["evidence"]), None)
    why = words["seen"].format(evidence=" ".join(seen.split())[:120]) if seen else words["why_document"]
    bounds = row["created_bounds"]
    proves = words["proves"].format(bounds=say_edtf(bounds, language)) if is_text(bounds) else ""
    stop = load_words(language)["panel"]["stop"]
    return html.Li(
        [
            html.Cite(title, lang=row["language"]),
            html.Span(comma.join(part for part in (publisher, source) if part), className="hint"),
            html.Span(why + proves + stop, className="reason"),
        ]
    )


def _candidates(row: Row) -> list[Mapping[str, Any]]:
    held = row.get("candidates")
    return [] if held is None else [each for each in held if not each["edtf"]]
