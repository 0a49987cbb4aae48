"""What the panel says of an event's story: who else tells it, and how its promise stands; asks no store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from dash import html

from dashboard.pages.evidence import section
from dashboard.pages.rows import Row, build_row
from dashboard.words import load_words
from dashboard.words.phrases import say_count, say_day, say_edtf

LISTED = 200  # mentions in the panel; the rest are counted


def build_story(event: Row, story: Row, mentions: Sequence[Row], language: str) -> list[Any]:
    """Who tells the story of an event, earliest first; nothing where the event alone tells it.

    ``mentions`` are rows of ``Store.events()``; the earliest and the most official telling are named as such.
    """
    if len(mentions) < 2:
        return []
    table = load_words(language)
    words = table["story"]
    marks = {story["earliest"]: [words["earliest"]]}
    marks.setdefault(story["most_official"], []).append(words["official"])
    told = words["told"].format(
        mentions=say_count("mentions", len(mentions), language),
        documents=say_count("documents", len({row["document"] for row in mentions}), language),
    )
    items = [_mention(row, row["id"] == event["id"], marks.get(row["id"], []), words, language) for row in mentions]
    rest = len(items) - LISTED
    return [
        section(
            words["label"],
            html.P(told, className="hint"),
            html.Ol(items[:LISTED], className="rows"),
            html.P(words["rest"].format(count=f"{rest:,}"), className="hint") if rest > 0 else None,
        )
    ]


def _mention(row: Row, opened: bool, marks: Iterable[str], words: Mapping[str, str], language: str) -> html.Li:
    who = row["publisher"] or row["document_title"] or row["document_name"]
    notes = [*marks, *([words["this"]] if opened else [])]
    title = [html.Cite(who), " ", html.Span(row["title"], lang=row["language"])]
    day = say_edtf(row["announced"], language)
    return html.Li(build_row(day, title, words["comma"].join(notes), None if opened else row["id"], "panel"))


def build_commitment(commitment: Row, linked: Mapping[str, Row], as_of: date, language: str) -> list[Any]:
    """How a promise stands on a day, with the slippage in days and what later documents say of it.

    ``linked`` are the events behind its links, by id.
    """
    words = load_words(language)["promise"]
    items = []
    for link in commitment["linked"]:
        row = linked.get(link["event"])
        if row is not None:
            title = html.Span(row["title"], lang=row["language"])
            day = say_edtf(row["announced"], language)
            items.append(html.Li(build_row(day, title, words[link["kind"]], row["id"], "panel")))
    return [
        section(
            words["label"],
            html.P(_say_state(commitment, as_of, words, language), className=f"commitment {commitment['state']}"),
            html.Ul(items, className="rows") if items else None,
        )
    ]


def _say_state(commitment: Row, as_of: date, words: Mapping[str, str], language: str) -> str:
    slipped = commitment["slippage_days"]
    known = slipped is not None and not pd.isna(slipped)
    says = words[commitment["state"]].format(
        deadline=say_day(_day(commitment["deadline"]), language),
        new=_say(commitment["new_deadline"], language),
        done=_say(commitment["done_on"], language),
        as_of=say_day(as_of, language),
        late=say_count("calendar_days", int(commitment["overdue_days"]), language)
        if commitment["state"] == "overdue"
        else "",
    )
    if not known:
        return says
    days = int(slipped)
    word = "late" if days > 0 else "early" if days < 0 else "on_time"
    return f"{says} {words[word].format(days=say_count('calendar_days', abs(days), language))}"


def _day(value: Any) -> date:
    return value.date() if isinstance(value, pd.Timestamp) else value


def _say(value: Any, language: str) -> str:
    return "" if value is None or pd.isna(value) else say_day(_day(value), language)
