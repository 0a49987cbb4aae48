"""Says a part of a briefing in words: a chart in a sentence, an event's time and source; counts nothing twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.views.emphasis import say_emphasis
from dashboard.views.view import find_placed
from dashboard.words import load_words, say
from dashboard.words.phrases import say_count, say_day, say_edtf, words

if TYPE_CHECKING:
    from datetime import date

    import plotly.graph_objects as go

    from dashboard.views.view import View


def say_part(chart: str, view: View, figure: go.Figure) -> str:
    """A chart in one sentence."""
    return say_timeline(view) if chart == "timeline" else say_emphasis(view, figure)


def say_timeline(view: View) -> str:
    """How many events a timeline holds, how many of each kind, and how many are undated or still to come."""
    language = view.selection.language
    rows, undated = view.chosen.rows, len(view.chosen.shelved)
    if not len(rows) + undated:
        return load_words(language)["briefing"]["nothing"]
    every = view.holdings.events["status"].take([*rows, *view.chosen.shelved])
    often = {str(name): int(n) for name, n in every.value_counts().items() if n}
    placed = find_placed(view).take(rows)
    today = (pd.Timestamp(view.as_of) - pd.Timestamp(0)).days
    ahead = int((placed.dated & (placed.start > today)).sum())
    noun = "stories" if view.selection.unit == "story" else "events"
    return say_kinds(often, language, noun=noun, undated=undated, ahead=ahead, day=view.as_of)


def say_kinds(
    often: Mapping[str, int], language: str, *, noun: str = "events", undated: int = 0, ahead: int = 0, day: date
) -> str:
    """Events by status, most first, in numbers that add up; of these so many ``undated``, and ``ahead`` of a day.

    >>> from datetime import date
    >>> say_kinds({"done": 15, "target": 1}, "en", undated=5, ahead=1, day=date(2026, 6, 30))
    '16 events, 5 of them without a date: 15 done and 1 target; 1 of them still to come on 30 June 2026.'
    >>> say_kinds({"target": 2}, "en", ahead=2, day=date(2026, 6, 30))
    '2 events: all targets; all still to come on 30 June 2026.'
    """
    said, total = words(language)["lead"], sum(often.values())

    def say_some(name: str, n: int) -> str:
        one, every, some = said[name]
        form = some if n < total else one if n == 1 else every
        return str(form).format(n=f"{n:,}", day=say_day(day, language)) if n else ""

    def say_kind(name: str, n: int) -> str:
        number = said["number"][n > 1] if n == total else "{n}"
        return str(said["kinds"][name][n > 1]).format(n=number.format(n=f"{n:,}")).strip()

    *first, last = (say_kind(name, n) for name, n in often.items())
    parts = said["and"].join([said["comma"].join(first), last] if first else [last])
    events = say_count(noun, total, language)
    told = {"undated": say_some("undated", undated), "ahead": say_some("ahead", ahead)}
    return str(said["whole"]).format(events=events, parts=parts, **told)


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
