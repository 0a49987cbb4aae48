"""The sentence that says what is selected, each of its parts with a cross that takes it away; words are handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.pages.markup import link_inside
from dashboard.pages.naming import labelled
from dashboard.selection import Part, Selection
from dashboard.words import load_words


def build_sentence(selection: Selection, parts: Sequence[Part[Selection]], count: int, undated: int) -> list[Any]:
    """The head with the number of events (or stories), the parts, and how many have no date."""
    words = load_words(selection.language)
    speech, page = words["speech"], words["page"]
    said: list[Any] = [html.Span(selection.say_count(count), className="sentence-count"), speech["gap"]]
    for number, part in enumerate(parts):
        said += [speech["comma"] if number else "", _build_part(part, page)]
    return [*said, speech["comma"], speech["shelf"].format(count=f"{undated:,}")] if undated else said


def _build_part(part: Part[Selection], page: dict[str, str]) -> Any:
    if part.without is None:
        return html.Span(part.text, className="part")
    label = page["take_away"].format(part=part.text)
    cross = link_inside("", part.without.to_query(), className="cross", title=label, **labelled(label))
    return html.Span([part.text, cross], className="part")
