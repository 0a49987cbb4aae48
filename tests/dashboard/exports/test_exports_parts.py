"""An export shows the days of its address or those of every event chosen, and counts and lists what it shows alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dashboard.exports.making import make_export, rebuild, shown_rows
from dashboard.exports.parts import take_part
from dashboard.exports.receipt import content_digest
from dashboard.library import Library
from dashboard.selection import Selection
from dashboard.views.view import View, apply_selection, draw_timeline, find_view, read_window
from loaders.errors import UsageError
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
HOLDINGS = Library(lambda _: SyntheticStore(40), "nowhere").newest()
AS_OF = date(2024, 6, 30)
ZOOM = (date(2021, 1, 1), date(2023, 1, 1))


def view(**chosen: Any) -> View:
    return apply_selection(Selection(**chosen), HOLDINGS, TAXONOMY, AS_OF)


def test_the_visible_part_lists_the_events_of_the_days_shown_and_says_so() -> None:
    made = make_export(view(zoom=ZOOM), TAXONOMY, "timeline", "csv")
    shown = view(zoom=ZOOM)
    assert made.receipt.events == len(shown.listed) < len(shown.chosen.rows)
    assert f"of these {len(shown.listed)} in the days shown, 2021–2022" in made.receipt.selection
    assert made.data.decode("utf-8-sig").count("\n") == 1 + len(shown_rows(shown))


@pytest.mark.parametrize("figure", ["timeline", "heatmap", "trend"])
def test_the_whole_is_every_event_that_has_a_date_whatever_the_address_shows(figure: str) -> None:
    whole = take_part(view(zoom=ZOOM), "whole")
    made = make_export(whole, TAXONOMY, figure, "csv")
    assert made.receipt.events == len(whole.chosen.rows)
    assert "days shown" not in made.receipt.selection
    start, end = read_window(draw_timeline(whole, TAXONOMY, 900))
    starts = whole.events["when_start"].fillna(whole.events["announced_start"]).dropna()
    assert starts.min().date() >= start
    assert starts.max().date() < end


@pytest.mark.parametrize("part", ["visible", "whole"])
def test_a_receipt_shows_the_same_part_again(part: str) -> None:
    made = make_export(take_part(view(zoom=ZOOM), part), TAXONOMY, "timeline", "csv")
    again = find_view(made.receipt.url, HOLDINGS, TAXONOMY, AS_OF)
    assert content_digest(rebuild(again, TAXONOMY, made.receipt)) == made.receipt.figure_sha256


def test_another_part_is_refused() -> None:
    with pytest.raises(UsageError, match="Did you mean 'whole'"):
        take_part(view(), "hole")
