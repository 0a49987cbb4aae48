"""Turns the pages of a long list: which part is shown, of how many, and the buttons; keeps no list."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.pages.naming import hyphened, labelled
from dashboard.words import load_words

PAGE = 50  # rows of a page
STEPS = (("first", "«"), ("previous", "‹"), ("next", "›"), ("last", "»"))


def turn(page: int, step: str, count: int) -> int:
    """The page after a step, counted from 0, among those that ``count`` rows fill.

    >>> turn(0, "next", 120), turn(2, "next", 120), turn(1, "first", 120), turn(9, "", 120)
    (1, 2, 0, 2)
    """
    final = max(0, (count - 1) // PAGE)
    wanted = {"first": 0, "previous": page - 1, "next": page + 1, "last": final}.get(step, page)
    return min(max(wanted, 0), final)


def build_pager(name: str, page: int, count: int, language: str) -> Any:
    """What of a list is shown, and buttons to other pages; nothing where one page holds all.

    The buttons tell ``name`` and their step; those that lead nowhere stay, so that none is lost from under a finger.
    """
    if count <= PAGE:
        return None
    words = load_words(language)["pager"]
    final = (count - 1) // PAGE
    told = words["told"].format(
        first=f"{page * PAGE + 1:,}", last=f"{min((page + 1) * PAGE, count):,}", count=f"{count:,}"
    )
    idle = {"first": page == 0, "previous": page == 0, "next": page == final, "last": page == final}
    first, previous, forth, last = (
        html.Button(
            html.Span(sign, **hyphened(aria_hidden="true")),
            className="tool",
            title=words[step],
            **labelled(words[step]),
            **hyphened(aria_disabled=str(idle[step]).lower(), data_of=name, data_ask=step),
        )
        for step, sign in STEPS
    )
    position = html.Span(told, className="pager-told", role="status")
    return html.Nav([first, previous, position, forth, last], className="pager", **labelled(words["label"]))
