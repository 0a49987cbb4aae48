"""What the page shows of emphasis: each picture with its sentence and its table, two sides from two addresses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pandas as pd
import pytest

from dashboard import ids
from dashboard.callbacks.address import spell_side, steer, swap_sides
from dashboard.callbacks.cells import fill_table
from dashboard.callbacks.charts import title_heatmap
from dashboard.callbacks.controls import CONTROLS
from dashboard.callbacks.emphasis import tell_nothing, tell_sides
from dashboard.emphasis.comparison import count_rungs
from dashboard.library import Library
from dashboard.pages.cells import fill_cells, fill_comparison, fill_series
from dashboard.pages.comparing import build_wording
from dashboard.pages.markup import write_markup
from dashboard.selection import ANY, Selection
from dashboard.views.emphasis import (
    bound_view,
    count_cells,
    draw_emphasis,
    follow_view,
    measure_view,
    say_emphasis,
    tell_bounds,
)
from dashboard.views.sides import compare_views, find_sides, say_side
from dashboard.views.view import View, apply_selection, draw_timeline, read_window
from dashboard.words import load_words
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
TODAY = date(2026, 6, 30)
STORE = SyntheticStore(160, seed=6)
LIBRARY = Library(lambda version: STORE, "synthetic")
WINDOW = date(2013, 1, 1), date(2027, 1, 1)
EARLIER = Selection(axis="announced", end=date(2020, 1, 1))
LATER = Selection(axis="announced", start=date(2020, 1, 1), against=EARLIER.to_query(), show="compare")


def view(selection: Selection) -> View:
    return apply_selection(selection, LIBRARY.newest(), TAXONOMY, TODAY)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(effect="share", axis="announced", panels="publisher", grouped="yes", rows="similarity"),
        Selection(effect="density"),
        Selection(effect="lift", period="half", weighting="fractional"),
        Selection(show="trend", standard="kind", calendar="yes", axis="announced"),
        Selection(show="trend", effect="density"),
        LATER,
    ],
)
def test_every_picture_is_told_in_a_sentence(selection: Selection, language: str) -> None:
    shown = view(replace(selection, language=language))
    figure = draw_emphasis(shown, TAXONOMY, 1100, WINDOW)
    said = say_emphasis(shown, figure)
    assert said.endswith((".", "。"))
    assert ("density" not in (selection.effect,)) or len(said) > len(figure.layout.meta["said"])


@pytest.mark.parametrize("bounds", [{}, {"start": date(2016, 1, 1)}, {"zoom": (date(2018, 1, 1), date(2024, 1, 1))}])
def test_a_brushed_cell_leaves_the_days_of_the_charts_as_they_were(bounds: dict[str, Any]) -> None:
    whole = view(Selection(**bounds))
    brushed = view(replace(whole.selection, cell="5g~2021"))
    assert 0 < len(brushed.chosen.rows) < len(whole.chosen.rows)
    windows = [read_window(draw_timeline(one, TAXONOMY, 1100)) for one in (whole, brushed)]
    assert windows[0] == windows[1]
    cells = [draw_emphasis(one, TAXONOMY, 1100, windows[0]).data[0].z for one in (whole, brushed)]
    assert cells[0] == cells[1]


@pytest.mark.parametrize("width", [1100, 390])
def test_the_interval_of_each_cell_is_told_when_it_is_ready(width: int) -> None:
    shown = view(Selection(effect="share", axis="announced"))
    figure = draw_emphasis(shown, TAXONOMY, width, WINDOW)
    told = tell_bounds(shown, TAXONOMY, width, WINDOW)
    low, high = bound_view(shown, TAXONOMY, count_cells(shown, TAXONOMY, *WINDOW).edges)
    for number, texts in told.items():
        lines = zip(texts, figure.data[number].hovertext, strict=True)
        pairs = [pair for line in lines for pair in zip(*line, strict=True)]
        added = [new.removeprefix(old) for new, old in pairs]
        assert sum(text.startswith("<br>95 %: ") for text in added) == int((low.notna() & high.notna()).sum().sum()) > 0
    assert not tell_bounds(view(replace(shown.selection, panels="status")), TAXONOMY, width, WINDOW)


def test_what_is_planned_for_periods_to_come_is_no_part_of_a_trend() -> None:
    shown = view(Selection(show="trend", as_of=date(2021, 12, 31)))
    whole = follow_view(shown, TAXONOMY, WINDOW)
    past = follow_view(shown, TAXONOMY, (WINDOW[0], date(2022, 1, 1)))
    assert whole.complete.tolist() == [True] * 9 + [False] * 5
    assert whole.value.iloc[:, 9:].to_numpy().max() > 0  # something is planned for them
    assert whole.trends == past.trends
    assert any(whole.trends.values())


@pytest.mark.parametrize(("effect", "shown"), [("count", "share"), ("log_odds", "share"), ("density", "density")])
def test_a_trend_says_in_its_control_and_its_title_what_it_follows(effect: Any, shown: str) -> None:
    chosen = Selection(show="trend", effect=effect)
    control = next(one for one in CONTROLS if one.name == ids.EFFECT)
    assert control.show(chosen, TAXONOMY) == shown
    assert control.show(replace(chosen, show="heatmap"), TAXONOMY) == effect
    words = load_words("en")
    assert title_heatmap(chosen).startswith(words["effect"][shown])
    assert "dot" in title_heatmap(chosen)


def test_a_comparison_needs_a_second_side() -> None:
    assert draw_emphasis(view(Selection(show="compare")), TAXONOMY, 1100, WINDOW) is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_selections_that_differ_in_sectors_alone_are_not_compared_and_the_page_says_what_to_do(language: str) -> None:
    shown = view(Selection(sectors=("nev",), show="compare", against="?sectors=6g", language=language))
    assert draw_emphasis(shown, TAXONOMY, 1100, WINDOW) is None
    assert fill_table(shown, TAXONOMY, WINDOW) is None
    told = write_markup(tell_nothing(shown, TAXONOMY))
    assert load_words(language)["emphasis"]["same_but_sectors"] in unescape(told)
    led = [Selection.from_query(unescape(query), TAXONOMY)[0] for query in re.findall(r'href="(\?[^"]*)"', told)]
    assert [one.show for one in led] == ["trend", "heatmap"]
    assert {one.sectors for one in led} == {("6g", "nev")} or {one.sectors for one in led} == {("nev", "6g")}
    for one in led:
        assert draw_emphasis(view(one), TAXONOMY, 1100, WINDOW) is not None


def test_of_sectors_alone_terms_and_wording_are_those_of_the_events_chosen() -> None:
    sides = find_sides(view(Selection(sectors=("nev",), show="compare", against="?sectors=6g")), TAXONOMY)
    assert sides is not None
    told = write_markup(tell_sides(*sides, TAXONOMY))
    for name, side, sector in zip("AB", sides, ("New-energy vehicles", "6G"), strict=True):
        assert f"{name}: {len(side.chosen.rows)} events in {sector}" in told
    counted = count_rungs(pd.Series(["support", "support", None]), pd.Series(["explore", None]))
    assert counted.to_dict("records") == [
        {"modality": "explore", "a": 0, "b": 1},
        {"modality": "support", "a": 2, "b": 0},
    ]
    table = write_markup(build_wording(counted, *(side.selection for side in sides), TAXONOMY))
    links = re.findall(r'<td><a href="(\?[^"]*)"[^>]*>([\d,]+)</a></td>', table)
    led = [Selection.from_query(unescape(query), TAXONOMY)[0] for query, _ in links]
    assert [(one.sectors, one.wordings) for one in led] == [(("6g",), ("explore",)), (("nev",), ("support",))]
    assert [number for _, number in links] == ["1", "2"]


@pytest.mark.parametrize("against", ["?", "?status=done,in_force,planned,target,statistic,background", "?unit=story"])
def test_a_selection_kept_and_not_changed_is_said_to_be_the_same(against: str) -> None:
    shown = view(Selection(show="compare", against=against))
    assert draw_emphasis(shown, TAXONOMY, 1100, WINDOW) is None
    assert write_markup(tell_nothing(shown, TAXONOMY)) == load_words("en")["emphasis"]["same"]
    sides = find_sides(shown, TAXONOMY)
    assert sides is not None
    assert tell_sides(*sides, TAXONOMY) == []


def test_a_comparison_has_the_rows_of_both_sides_and_says_so() -> None:
    against = replace(EARLIER, sectors=("6g",)).to_query()
    shown = view(replace(LATER, sectors=("nev",), against=against))
    sides = find_sides(shown, TAXONOMY)
    assert sides is not None
    found = compare_views(*sides, TAXONOMY)
    assert set(found.table.index) == {"6g", "nev"}
    swapped = find_sides(view(swap_sides(shown.selection, TAXONOMY)), TAXONOMY)
    assert swapped is not None
    turned = compare_views(*swapped, TAXONOMY)
    assert turned.table["share_a"].to_numpy() == pytest.approx(found.table["share_b"].to_numpy())
    assert load_words("en")["emphasis"]["rows_of_both"] in write_markup(tell_sides(*sides, TAXONOMY))
    alike = find_sides(view(LATER), TAXONOMY)
    assert alike is not None
    assert load_words("en")["emphasis"]["rows_of_both"] not in write_markup(tell_sides(*alike, TAXONOMY))


def test_sides_are_named_by_what_sets_them_apart_alone() -> None:
    day, against = date(2025, 1, 1), replace(EARLIER, sectors=("6g",), text="measure").to_query()
    sides = find_sides(view(replace(LATER, as_of=day, known_on=day, against=against)), TAXONOMY)
    assert sides is not None
    assert [say_side(side, TAXONOMY) for side in sides] == [
        "announced from 2020",
        "announced up to 2019, with the words “measure”",
    ]
    whole = find_sides(view(Selection(against="?sectors=nev", language="zh")), TAXONOMY)
    assert whole is not None
    assert [say_side(side, TAXONOMY) for side in whole] == ["全部事件"] * 2


def test_both_sides_are_what_their_addresses_choose() -> None:
    sides = find_sides(view(LATER), TAXONOMY)
    assert sides is not None
    found = compare_views(*sides, TAXONOMY)
    assert found.shared == 0
    for name, chosen in (("a", LATER), ("b", EARLIER)):
        wide = view(replace(chosen, sectors=(ANY,), against=None, show="heatmap"))
        assert found.totals.loc[name, "events"] == len(wide.chosen.rows)


def test_what_is_kept_is_the_second_side_and_the_sides_can_change_places() -> None:
    kept = steer(EARLIER, ids.KEEP, 1, None, TAXONOMY)
    assert (kept.show, kept.against) == ("compare", EARLIER.to_query())
    swapped = swap_sides(LATER, TAXONOMY)
    assert swapped.end == EARLIER.end
    assert swapped.against == spell_side(LATER)
    assert swap_sides(swapped, TAXONOMY) == LATER
    assert swap_sides(EARLIER, TAXONOMY) == EARLIER


def test_a_share_on_the_page_is_of_the_events_of_every_sector() -> None:
    chosen = view(Selection(sectors=("6g",), effect="share", axis="announced"))
    edges = count_cells(chosen, TAXONOMY, *WINDOW).edges
    found = measure_view(chosen, TAXONOMY, edges)
    assert found.value.index.tolist() == ["6g"]
    assert found.value.to_numpy().max() < 1


def test_the_table_twins_tell_the_numbers_of_the_pictures() -> None:
    shown = view(Selection(effect="share", axis="announced"))
    counts = count_cells(shown, TAXONOMY, *WINDOW)
    cells = words_of(fill_cells(counts, None, TAXONOMY, "en", found=measure_view(shown, TAXONOMY, counts.edges)))
    assert any("%" in text for text in cells)
    series = words_of(fill_series(follow_view(shown, TAXONOMY, WINDOW), "year", TAXONOMY, "en"))
    assert any(" to " in text for text in series)
    sides = find_sides(view(LATER), TAXONOMY)
    assert sides is not None
    compared = words_of(fill_comparison(compare_views(*sides, TAXONOMY), LATER, EARLIER, TAXONOMY))
    assert any(text.startswith(("Stands out", "Not to be told", "Too little")) for text in compared)


def test_terms_and_wording_of_both_sides_stand_beneath() -> None:
    sides = find_sides(view(LATER), TAXONOMY)
    assert sides is not None
    told = str([part.to_plotly_json() for part in tell_sides(*sides, TAXONOMY)])
    assert "announced from 2020" in told
    assert "Terms that mark each" in told


def test_every_number_of_a_comparison_leads_to_as_many_events() -> None:
    sides = find_sides(view(LATER), TAXONOMY)
    assert sides is not None
    found = compare_views(*sides, TAXONOMY)
    table = write_markup(fill_comparison(found, LATER, sides[1].selection, TAXONOMY))
    links = re.findall(r'href="(\?[^"]*)"[^>]*>([\d,.]+)</a>', table)
    told = [number for row in found.table[["events_a", "events_b"]].to_numpy().tolist() for number in row if number]
    assert [float(number.replace(",", "")) for _, number in links] == told
    for query, number in links:
        led = Selection.from_query(unescape(query), TAXONOMY)[0]
        assert len(view(led).chosen.rows) == int(number)


def test_a_click_on_a_mark_of_a_side_shows_its_events() -> None:
    opened = steer(LATER, ids.CELL, {"cell": ["6g", "b"]}, None, TAXONOMY)
    assert (opened.sectors, opened.end, opened.start, opened.against) == (("6g",), EARLIER.end, None, None)
    assert steer(LATER, ids.CELL, {"cell": ["6g", "a"]}, None, TAXONOMY).start == LATER.start


def words_of(part: Any) -> list[str]:
    """Every text in a component, in its order."""
    if isinstance(part, str):
        return [part]
    children = getattr(part, "children", part if isinstance(part, list) else None)
    return (
        []
        if children is None
        else [one for child in (children if isinstance(children, list) else [children]) for one in words_of(child)]
    )
