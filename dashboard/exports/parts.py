"""Which part of time an export shows, all that is chosen or the days in its window, and which events that leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from dashboard.figures.calendar import day_of
from dashboard.selection import say_span
from dashboard.views.view import find_placed
from dashboard.words import load_words
from loaders.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from dashboard.selection.ground import Rows
    from dashboard.views.view import View

PARTS = ("visible", "whole")


def take_part(view: View, part: str) -> View:
    """The same view over the days its address shows (``visible``), or over those of all its events (``whole``).

    Raises UsageError for another part.
    """
    if part not in PARTS:
        raise UsageError(f"--part {part}: choose {' or '.join(PARTS)}.{did_you_mean(part, PARTS)}")
    if part == "visible":
        return view
    return replace(view, selection=replace(view.selection, zoom=find_whole(view)))


def find_whole(view: View) -> tuple[date, date] | None:
    """Whole years ``[start, end)`` round every event chosen; None where none has a date."""
    placed = find_placed(view).take(view.chosen.rows)
    if not placed.dated.any():
        return None
    bounded = placed.dated & ~placed.open_end
    first = day_of(int(placed.start[placed.dated].min()))
    last = day_of(int(max(placed.end[bounded].max(initial=0), placed.start[placed.dated].max() + 1)) - 1)
    return date(first.year, 1, 1), date(last.year + 1, 1, 1)


def keep_shown(view: View, rows: Rows) -> Rows:
    """Of some rows of the index those that meet the days shown; all where the address names no days."""
    if not view.selection.zoom:
        return rows
    return rows[view.holdings.ground.spans(view.selection.axis).meet(*view.selection.zoom)[rows]]


def say_part(view: View) -> str:
    """The days shown and how many of the events chosen meet them; nothing where all of them do."""
    zoom = view.selection.zoom
    count = len(keep_shown(view, view.chosen.rows))
    if not zoom or count == len(view.chosen.rows):
        return ""
    words = load_words(view.selection.language)["export"]
    return words["part_said"].format(span=say_span(*zoom, view.selection.language), count=f"{count:,}")
