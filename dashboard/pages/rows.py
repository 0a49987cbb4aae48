"""Events as rows of a list: date, title, status, each a button that opens its sentence; asks no store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from dash import html

from dashboard.words import load_words, say
from dashboard.words.phrases import say_edtf

Row = Mapping[str, Any]


def opens(event: str, place: str) -> dict[str, Any]:
    """Attributes of a button that opens an event; ``place`` says where it stands: list, shelf or panel."""
    return {"data-event": event, "data-place": place}


def build_rows(rows: Iterable[Row], language: str, axis: str, place: str, *, words: str | None = None) -> html.Ul:
    """Events as a list of buttons; ``words`` are those searched for, which are marked."""
    return html.Ul(
        [
            html.Li(
                build_row(
                    say_place(row, axis, language),
                    html.Span(mark_words(row["title"], words), lang=row["language"]),
                    say(language, "status", row["status"]),
                    row["id"],
                    place,
                )
            )
            for row in rows
        ],
        className="rows",
    )


def build_row(day: str, title: Any, note: Any, event: str | None, place: str) -> Any:
    """One row: a button where it opens an event, plain where it is the one that is open."""
    parts = [
        html.Span(day, className="row-date"),
        html.Span(title, className="row-title"),
        html.Span(note, className="row-status"),
    ]
    return html.Button(parts, className="row", **opens(event, place)) if event else html.Div(parts, className="row")


def say_place(row: Row, axis: str, language: str) -> str:
    """The date an event is placed by, in words; a borrowed one is bracketed."""
    if axis == "when" and is_text(row["when"]):
        return say_edtf(row["when"], language)
    if not is_text(row["announced"]):
        return load_words(language)["shelf"]["place"]
    said = say_edtf(row["announced"], language)
    form = load_words(language)["list"]["borrowed"]
    return form.format(date=said) if axis == "when" else said


def mark_words(text: str, words: str | None) -> list[Any]:
    """A text with the words searched for marked, each wherever it stands, whatever its case.

    >>> [getattr(part, "children", part) for part in mark_words("5G trials and 6G", "6g")]
    ['5G trials and ', '6G']
    """
    wanted = sorted({word for word in re.split(r'[\s"“”]+', words or "") if word}, key=lambda word: (-len(word), word))
    if not wanted:
        return [text]
    parts = re.split("(" + "|".join(map(re.escape, wanted)) + ")", text, flags=re.IGNORECASE)
    return [html.Mark(part, className="found") if number % 2 else part for number, part in enumerate(parts) if part]


def is_text(value: object) -> bool:
    """Whether a column of a row holds words."""
    return isinstance(value, str) and bool(value)


def number_of(value: Any) -> int | None:
    """A whole number of a row, None where it has none."""
    return None if value is None or pd.isna(value) else int(value)
