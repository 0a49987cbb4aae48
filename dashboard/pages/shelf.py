"""The shelf: selected events without a date, and documents that need one, with what their text proves; drops none."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from dashboard.library import rows_of
from dashboard.pages.detail import build_buttons
from dashboard.words import load_words
from dashboard.words.phrases import say_edtf

FIRST = 100  # rows of either list that are written out; the rest are counted


def build_shelf(undated: pd.DataFrame, documents: pd.DataFrame, axis: str, language: str) -> list[Any]:
    """Headings with counts and both lists; ``documents`` are those without a date."""
    page = load_words(language)["page"]
    if undated.empty and documents.empty:
        return [html.H2(page["shelf"]), html.P(page["shelf_none"], className="hint")]
    parts: list[Any] = [html.H2(f"{page['shelf']} ({len(undated) + len(documents):,})")]
    if len(undated):
        rows = build_buttons(rows_of(undated.head(FIRST)), language, axis, "shelf")
        parts += [_heading(page["shelf_events"], len(undated)), rows, _rest(len(undated), page)]
    if len(documents):
        rows = html.Ul([_document(row, page, language) for row in rows_of(documents.head(FIRST))])
        parts += [_heading(page["shelf_documents"], len(documents)), rows, _rest(len(documents), page)]
    return parts


def _heading(text: str, count: int) -> html.H3:
    return html.H3([text, " ", dmc.Badge(f"{count:,}", variant="light", color="dark", size="sm")])


def _rest(count: int, page: dict[str, str]) -> Any:
    return html.P(page["shelf_more"].format(count=f"{count - FIRST:,}"), className="hint") if count > FIRST else None


def _document(row: dict[str, Any], page: dict[str, str], language: str) -> html.Li:
    title = row["title"] or row["name"] or page["panel_untitled"]
    bounds = row["created_bounds"]
    proves = page["shelf_bounds"].format(bounds=say_edtf(bounds, language)) if isinstance(bounds, str) else ""
    publisher = row["publisher"] if isinstance(row["publisher"], str) else ""
    tail = "; ".join(part for part in (publisher, proves) if part)
    return html.Li([html.Cite(title, lang=row["language"]), html.Span(f" {tail}", className="hint") if tail else None])
