"""The list twin and the shelf without a browser: the same events in the same order, sorted, paged, none dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.callbacks.listing import build_page, sort_rows, title_list
from dashboard.library import Library, rows_of
from dashboard.pages.listing import COLUMNS, Order
from dashboard.pages.paging import PAGE, turn
from dashboard.pages.rows import mark_words
from dashboard.pages.shelf import Shelved, fill_shelf
from dashboard.selection import ANY, SORTED_BY, Selection
from dashboard.views.view import View, apply_selection
from loaders.model import Status
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.drawn import read_text, spell
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
TODAY = date(2026, 6, 15)
LIBRARY = Library(lambda _: SyntheticStore(), "nowhere")
ALL = Selection(sectors=(ANY,))


def view(selection: Selection = ALL) -> View:
    return apply_selection(selection, LIBRARY.newest(), TAXONOMY, TODAY)


def values(shown: View, order: Order) -> list[Any]:
    """What a column says down the sorted list."""
    rows = sort_rows(shown, order, TAXONOMY)
    column = shown.holdings.events[order.column if order.column != "announced" else "announced_start"]
    return [None if value is None or value != value else value for value in column.iloc[rows].tolist()]


def test_the_list_holds_the_events_of_the_timeline_in_its_order() -> None:
    shown = view()
    assert sort_rows(shown, Order(), TAXONOMY).tolist() == shown.chosen.rows.tolist()
    assert sort_rows(shown, Order("date", True), TAXONOMY).tolist() == shown.chosen.rows[::-1].tolist()
    assert title_list(shown) == f"List of {len(shown.chosen.rows)} events"


def test_a_brushed_window_narrows_the_list() -> None:
    zoomed = view(Selection(sectors=(ANY,), zoom=(date(2020, 1, 1), date(2021, 1, 1))))
    assert 0 < len(sort_rows(zoomed, Order(), TAXONOMY)) < len(view().listed)


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("column", [name for name in SORTED_BY if name != "date"])
def test_sorting_keeps_every_event_and_puts_those_without_a_value_last(column: str, down: bool) -> None:
    shown = view()
    rows = sort_rows(shown, Order(column, down), TAXONOMY)
    assert sorted(rows.tolist()) == sorted(shown.chosen.rows.tolist())
    found = values(shown, Order(column, down))
    known = [value for value in found if value is not None]
    assert found[: len(known)] == known
    assert len(set(map(str, known))) > 1


def test_columns_are_sorted_by_what_they_mean() -> None:
    shown = view()
    assert list(dict.fromkeys(values(shown, Order("status")))) == [status.value for status in Status]
    said = [value for value in values(shown, Order("announced", True)) if value is not None]
    assert said == sorted(said, reverse=True)
    publishers = [value for value in values(shown, Order("publisher")) if value]
    assert publishers == sorted(publishers, key=str.casefold)


def test_events_of_one_value_stay_in_the_order_of_the_timeline() -> None:
    shown = view()
    place = {row: n for n, row in enumerate(shown.chosen.rows.tolist())}
    rows = sort_rows(shown, Order("status", True), TAXONOMY).tolist()
    statuses = shown.holdings.events["status"].astype(str).to_numpy()
    for status in Status:
        own = [place[row] for row in rows if statuses[row] == status]
        assert own == sorted(own)


def test_pages_turned_one_after_the_other_hold_every_event_once() -> None:
    shown = view()
    order, said = Order(), []
    for _ in range(-(-len(shown.listed) // PAGE)):
        drawn = build_page(shown, order, TAXONOMY)
        said += [part.split('"')[0] for part in spell(drawn).split('"data-event": "')[1:]]
        order = replace(order, page=turn(order.page, "next", len(shown.listed)))
    assert said == shown.events["id"].tolist()
    assert turn(order.page, "next", len(shown.listed)) == order.page


def test_a_page_of_the_list_is_small() -> None:
    assert len(spell(build_page(view(), Order(), TAXONOMY))) < 100_000


def test_the_table_says_how_it_is_sorted() -> None:
    drawn = spell(build_page(view(), Order("status", True), TAXONOMY))
    assert drawn.count('"aria-sort": "descending"') == 1
    assert drawn.count('"aria-sort": "none"') == len(COLUMNS) - 2


def test_a_selection_of_no_event_says_what_to_do() -> None:
    shown = view(Selection(publishers=("Nobody",)))
    assert "Widen the filters" in read_text(build_page(shown, Order(), TAXONOMY))


def test_words_searched_for_are_marked_whatever_their_case() -> None:
    marked = mark_words("The 5G plan names 5g twice", "PLAN 5g")
    assert [one.children for one in marked if not isinstance(one, str)] == ["5G", "plan", "5g"]
    assert read_text(marked) == "The 5G plan names 5g twice"
    assert mark_words("a.b", ".*") == ["a.b"]


def test_the_shelf_says_why_how_many_and_how_to_date_them() -> None:
    shown = view(Selection(sectors=(ANY,), axis="announced"))
    undated = rows_of(shown.full(shown.chosen.shelved))
    lacking = rows_of(shown.holdings.documents[shown.holdings.documents["created"].isna()])
    said = read_text(fill_shelf(Shelved(undated, len(undated)), Shelved(lacking, len(lacking)), "announced", "en"))
    assert f"Events without a date {len(undated)}" in said
    assert f"Documents that need a date {len(lacking)}" in said
    assert "its text proves" in said
    assert "--published" in said
    for row in undated:
        assert row["title"] in said
