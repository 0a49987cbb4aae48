"""Says a part of a briefing in words: a chart in a sentence, an event's time and source; counts nothing twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.views.emphasis import say_emphasis
from dashboard.views.view import find_placed
from dashboard.words import load_words, say
from dashboard.words.phrases import say_count, say_day, say_edtf

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from dashboard.views.view import View

MOST = 3  # kinds of events that a sentence names


def say_part(chart: str, view: View, figure: go.Figure) -> str:
    """A chart in one sentence."""
    return say_timeline(view) if chart == "timeline" else say_emphasis(view, figure)


def say_timeline(view: View) -> str:
    """How many events a timeline holds, of which kinds, and how many are still to come."""
    language = view.selection.language
    said = load_words(language)["briefing"]
    rows = view.chosen.rows
    total = len(rows) + len(view.chosen.shelved)
    if not total:
        return said["nothing"]
    every = view.holdings.events["status"].take([*rows, *view.chosen.shelved])
    often = every.value_counts().loc[lambda counts: counts > 0].head(MOST)
    parts = [said[f"told_{name}"].format(n=f"{n:,}") for name, n in often.items()]
    placed = find_placed(view).take(rows)
    today = (pd.Timestamp(view.as_of) - pd.Timestamp(0)).days
    ahead = int((placed.dated & (placed.start > today)).sum())
    form = said["told_ahead" if ahead else "told"]
    return form.format(
        events=say_count("events", total, language),
        parts=said["told_join"].join(parts),
        n=f"{ahead:,}",
        day=say_day(view.as_of, language),
    )


def say_times(row: Mapping[str, Any], language: str) -> str:
    """When an event is, in its role, and when it was announced."""
    said = load_words(language)["briefing"]
    told = []
    if is_text(row.get("when")):
        role = say(language, "role", str(row["role"])) if is_text(row.get("role")) else ""
        date = say_edtf(row["when"], language)
        told.append(said["when"].format(role=role, date=date) if role else date)
    if is_text(row.get("announced")):
        told.append(said["announced"].format(date=say_edtf(row["announced"], language)))
    return "  ·  ".join(told)


def say_source(row: Mapping[str, Any], document: Mapping[str, Any], language: str) -> str:
    """Who published the document of an event, under which title, when and on which page; what is not known is left."""
    cite = load_words(language)["cite"]
    said = cite["title"].format(title=document.get("title") or document.get("name") or row.get("document_title") or "")
    publisher = document.get("publisher") or row.get("publisher")
    if is_text(publisher):
        said = cite["by"].format(publisher=publisher, title=said)
    created = document.get("created") or row.get("created")
    if is_text(created):
        said = cite["day"].format(source=said, day=say_edtf(created, language))
    page = row.get("page")
    if page is not None and not pd.isna(page):
        said = cite["page"].format(source=said, number=int(page))
    return said


def say_quote(row: Mapping[str, Any], language: str) -> str:
    """The sentence in quotation marks, its blanks drawn together; nothing else is changed."""
    return load_words(language)["cite"]["quote"].format(text=" ".join(str(row["text"]).split()))


def say_marks(row: Mapping[str, Any], names: Mapping[str, str], language: str) -> str:
    """The status of an event and its sectors; ``names`` are labels of sectors by code."""
    codes = row.get("sectors")
    labels = [names.get(code, code) for code in (codes if codes is not None else ())]
    return "  ·  ".join([say(language, "status", str(row["status"])), *labels])


def is_text(value: Any) -> bool:
    """Whether something is known: a text with letters in it."""
    return isinstance(value, str) and bool(value.strip())
