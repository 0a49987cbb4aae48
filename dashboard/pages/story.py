"""What the panel says of an event's story: who else tells it, and how its promise stands; asks no store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from dash import html

from dashboard import ids
from dashboard.words import load_words
from dashboard.words.phrases import say_count, say_day, say_edtf

Row = Mapping[str, Any]
LISTED = 50  # mentions in the panel; the rest are counted


def build_story(event: Row, story: Row, mentions: Sequence[Row], language: str) -> list[Any]:
    """Who tells the story of an event, earliest first; nothing where the event alone tells it.

    ``mentions`` are rows of ``Store.events()``; the earliest and the most official telling are named as such.
    """
    if len(mentions) < 2:
        return []
    page = load_words(language)["page"]
    marks = {story["earliest"]: [page["story_earliest"]]}
    marks.setdefault(story["most_official"], []).append(page["story_official"])
    told = page["story_told"].format(
        mentions=say_count("mentions", len(mentions), language),
        documents=say_count("documents", len({row["document"] for row in mentions}), language),
    )
    items = [_mention(row, row["id"] == event["id"], marks.get(row["id"], []), page, language) for row in mentions]
    rest = len(items) - LISTED
    return [
        html.H3(page["panel_story"]),
        html.P(told),
        html.Ul(items[:LISTED], className="rows"),
        html.P(page["shelf_more"].format(count=f"{rest:,}"), className="hint") if rest > 0 else None,
    ]


def _mention(row: Row, opened: bool, marks: Iterable[str], page: Mapping[str, str], language: str) -> html.Li:
    who = row["publisher"] or row["document_title"] or row["document_name"]
    notes = [*marks, *([page["story_this"]] if opened else [])]
    parts = [
        html.Span(say_edtf(row["announced"], language), className="row-date"),
        html.Span([html.Cite(who), " ", html.Span(row["title"], lang=row["language"])], className="row-title"),
        html.Span(page["story_comma"].join(notes), className="row-status"),
    ]
    if opened:
        return html.Li(html.Div(parts, className="row"))
    return html.Li(html.Button(parts, id=ids.open_event(row["id"], "panel"), className="row"))


def build_commitment(commitment: Row, linked: Mapping[str, Row], as_of: date, language: str) -> list[Any]:
    """How a promise stands on a day, with the slippage in days and what later documents say of it.

    ``linked`` are the events behind its links, by id.
    """
    page = load_words(language)["page"]
    items = []
    for link in commitment["linked"]:
        row = linked.get(link["event"])
        if row is not None:
            items.append(
                html.Li(
                    html.Button(
                        [
                            html.Span(say_edtf(row["announced"], language), className="row-date"),
                            html.Span(row["title"], className="row-title", lang=row["language"]),
                            html.Span(page[f"commitment_{link['kind']}"], className="row-status"),
                        ],
                        id=ids.open_event(row["id"], "panel"),
                        className="row",
                    )
                )
            )
    return [
        html.H3(page["panel_commitment"]),
        html.P(_say_state(commitment, as_of, page, language), className=f"commitment {commitment['state']}"),
        html.Ul(items, className="rows") if items else None,
    ]


def _say_state(commitment: Row, as_of: date, page: Mapping[str, str], language: str) -> str:
    slipped = commitment["slippage_days"]
    known = slipped is not None and not pd.isna(slipped)
    says = page[f"commitment_state_{commitment['state']}"].format(
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
    word = "commitment_late" if days > 0 else "commitment_early" if days < 0 else "commitment_on_time"
    return f"{says} {page[word].format(days=say_count('calendar_days', abs(days), language))}"


def _day(value: Any) -> date:
    return value.date() if isinstance(value, pd.Timestamp) else value


def _say(value: Any, language: str) -> str:
    return "" if value is None or pd.isna(value) else say_day(_day(value), language)
