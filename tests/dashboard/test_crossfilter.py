"""Filters cross: a count beside a choice is the number of events that making it would give, in any selection."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from time import sleep
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.library import Holdings, Library
from dashboard.pages.choices import SHOWN, Offer, pick_values
from dashboard.selection import (
    ANY,
    FACETS,
    NONE,
    Counted,
    Facet,
    Ground,
    Selection,
    choose,
    count_choices,
    find_facet,
    placement,
)
from dashboard.tallying import tally_events
from dashboard.views.view import apply_selection, count_view, find_tally
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
STORE = SyntheticStore()
EVENTS = STORE.index().assign(
    story=lambda frame: (frame["id"].str[0]).astype("category"),
    reviewed=lambda frame: frame["id"].str[1] < "8",
    speaker=lambda frame: frame["id"].str[2].where(frame["id"].str[2] < "a").astype("category"),
)
GROUND = Ground(EVENTS, lambda words: STORE.search(words)["id"])
TODAY = date(2026, 6, 15)
HELD = Holdings(1, EVENTS, pd.DataFrame({"id": []}), ground=GROUND)


def values_of(facet: Facet) -> list[str]:
    held = GROUND.members(facet.column).names if facet.many else GROUND.values(facet.column).names
    return [*held, NONE]


@st.composite
def filtered(draw: st.DrawFn) -> Selection:
    """A selection of values that the store has."""
    chosen = {
        facet.field: tuple(draw(st.lists(st.sampled_from(values_of(facet)), max_size=2, unique=True)))
        for facet in draw(st.lists(st.sampled_from(FACETS), max_size=3, unique_by=lambda facet: facet.name))
    }
    return Selection(
        **(chosen | {"sectors": chosen.get("sectors") or draw(st.sampled_from([(), (ANY,)]))}),  # type: ignore[arg-type]
        sector_mode=draw(st.sampled_from(["any", "any", "all"])),
        axis=draw(st.sampled_from(["when", "announced"])),
        unit=draw(st.sampled_from(["mention", "event", "story"])),
        text=draw(st.sampled_from([None, None, "5g"])),
        start=draw(st.sampled_from([None, date(2018, 1, 1)])),
        end=draw(st.sampled_from([None, date(2023, 1, 1)])),
    )


def choosing(selection: Selection, facet: Facet, value: str) -> Selection:
    """The selection after a value is chosen: in place of the filter's own choice, or beside it where all are needed."""
    held = facet.chosen(selection) if facet.needs_all(selection) else ()
    return replace(selection, **{facet.field: tuple(dict.fromkeys([*held, value]))})  # type: ignore[arg-type]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(filtered())
def test_a_count_is_the_number_of_events_that_choosing_would_give(selection: Selection) -> None:
    counts = count_choices(selection, GROUND, TAXONOMY)
    for facet in FACETS:
        for value in values_of(facet):
            given_ = choose(choosing(selection, facet, value), GROUND, TAXONOMY)
            undated = facet.name == "precision" and value == "undated"
            number = len(given_.shelved if undated else given_.rows)
            assert counts[facet.name].of(value) == number, (facet.name, value)


def plain_choice(selection: Selection, row: dict[str, Any]) -> bool:
    """What a filter means, an event at a time and in plain words."""
    for facet in FACETS:
        wanted = facet.wanted(selection, TAXONOMY)
        if not wanted or facet.column == "precision":
            continue
        held = row[facet.column]
        held = ("yes" if held else "no",) if facet.column == "reviewed" else held if facet.many else (held,)
        named = {value for value in held if isinstance(value, str)}
        named = named or {NONE}
        if not (named >= set(wanted) if facet.needs_all(selection) else named & set(wanted)):
            return False
    return True


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(filtered())
def test_what_is_chosen_is_what_the_filters_say_of_each_event(selection: Selection) -> None:
    selection = replace(selection, text=None, start=None, end=None, unit="mention", precisions=())
    rows = EVENTS.astype({name: object for name in EVENTS.columns if name != "reviewed"}).to_dict("records")
    wanted = {number for number, row in enumerate(rows) if plain_choice(selection, row)}
    found = choose(selection, GROUND, TAXONOMY)
    assert set(found.rows) | set(found.shelved) == wanted


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(filtered())
def test_what_is_chosen_stands_in_the_order_of_its_days_few_or_nearly_all(selection: Selection) -> None:
    where = placement(EVENTS, selection.axis).reset_index(drop=True)
    first = where["start"].fillna(pd.Timestamp("1700-01-01"))
    last = where["end"].fillna(pd.Timestamp("2200-01-01"))
    order = pd.DataFrame({"first": first, "last": last}).sort_values(["first", "last"], kind="stable").index
    plain = replace(selection, unit="mention")
    rows = choose(plain, GROUND, TAXONOMY).rows
    assert rows.tolist() == [row for row in order.tolist() if row in set(rows.tolist())]
    codes = EVENTS[["story", "document"]].astype(str).agg(" ".join, axis=1).take(rows)
    once = rows[~codes.duplicated().to_numpy()]
    assert choose(replace(plain, unit="event"), GROUND, TAXONOMY).rows.tolist() == once.tolist()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(filtered())
def test_the_events_of_a_view_are_tallied_as_they_are_alone(selection: Selection) -> None:
    view = apply_selection(selection, HELD, TAXONOMY, TODAY)
    tally = find_tally(view)
    alone = tally_events(EVENTS.take(view.counted.rows), axis=selection.axis, as_of=TODAY)
    for name in ("events", "sector", "spot", "among", "number"):
        assert getattr(tally, name).tolist() == getattr(alone, name).tolist(), name
    assert tally.spots.start.tolist() == alone.spots.start.tolist()


def test_stories_are_counted_once_and_told_by_the_first_mention() -> None:
    mentions = choose(Selection(sectors=(ANY,)), GROUND, TAXONOMY)
    stories = choose(Selection(sectors=(ANY,), unit="story"), GROUND, TAXONOMY)
    told = EVENTS["story"].take(stories.rows)
    assert told.is_unique
    assert set(told) == set(EVENTS["story"].take(mentions.rows))
    assert stories.rows[0] == mentions.rows[0]
    assert Selection(unit="story").say_count(len(stories.rows)).endswith("stories")


def test_an_event_counts_once_in_each_of_its_documents() -> None:
    mentions = choose(Selection(sectors=(ANY,)), GROUND, TAXONOMY)
    once = choose(Selection(sectors=(ANY,), unit="event"), GROUND, TAXONOMY)
    told = EVENTS[["story", "document"]]
    assert not told.take(once.rows).duplicated().any()
    assert len(once.rows) == len(told.take(mentions.rows).drop_duplicates()) < len(mentions.rows)
    assert "each once in a document" in Selection(unit="event").describe("en")


def test_words_narrow_what_is_chosen() -> None:
    found = choose(Selection(sectors=(ANY,), text="humanoid robots"), GROUND, TAXONOMY)
    ids = set(EVENTS["id"].take(np.concatenate([found.rows, found.shelved])))
    assert ids == set(STORE.search("humanoid robots")["id"])
    assert 0 < len(ids) < len(EVENTS)


def test_what_one_reader_is_given_another_cannot_change() -> None:
    rows = choose(Selection(), GROUND, TAXONOMY).rows
    kept = GROUND.keep("probe", lambda: rows)
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 7
    with pytest.raises(ValueError, match="read-only"):
        count_choices(Selection(), GROUND, TAXONOMY)  # computed anew, so locked only once kept
        GROUND.keep("counted", lambda: count_choices(Selection(), GROUND, TAXONOMY))["status"].counts[0] = 7


def test_readers_of_many_threads_each_see_their_own_choice() -> None:
    holdings = Library(lambda _: STORE, "nowhere").newest()
    chosen = [
        Selection(statuses=(status,), language=tongue) for status in ("done", "planned") for tongue in ("en", "zh")
    ]

    def count(selection: Selection) -> tuple[Selection, int]:
        view = apply_selection(selection, holdings, TAXONOMY, TODAY)
        count_view(view, TAXONOMY)
        return view.selection, len(view.chosen.rows)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(count, chosen * 12))
    assert [selection for selection, _ in found] == chosen * 12
    assert len({(selection.statuses, number) for selection, number in found}) == 2


def test_what_many_ask_for_at_once_is_made_once() -> None:
    ground, made = Ground(EVENTS), []

    def make() -> str:
        made.append(1)
        sleep(0.02)
        return "made"

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: ground.keep("key", make), range(8))) == {"made"}
    assert len(made) == 1


def test_what_could_not_be_made_is_tried_anew() -> None:
    ground = Ground(EVENTS)
    with pytest.raises(ZeroDivisionError):
        ground.keep("key", lambda: 1 // 0)
    assert ground.keep("key", lambda: 1) == 1


def test_what_is_kept_of_a_large_store_is_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.selection.ground.ROOM", 1000)
    ground, made = Ground(EVENTS), []

    def make(number: int) -> Any:
        made.append(number)
        return np.zeros(400, dtype=np.uint8)

    for number in (1, 2, 3, 3, 1):
        ground.keep(number, partial(make, number))
    assert made == [1, 2, 3, 1], "of three that are too large together the one longest unused is let go"


# ------------------------------------------------------------------- brushes


def test_each_view_is_filtered_by_every_brush_but_its_own() -> None:
    holdings = Library(lambda _: STORE, "nowhere").newest()
    plain = apply_selection(Selection(), holdings, TAXONOMY, TODAY)
    zoom = (date(2019, 1, 1), date(2022, 1, 1))
    both = apply_selection(Selection(cell="5g~2020", zoom=zoom), holdings, TAXONOMY, TODAY)
    assert set(both.counted.rows) == set(plain.chosen.rows), "the heatmap is not filtered by its own cell"
    assert 0 < len(both.chosen.rows) < len(plain.chosen.rows), "the timeline is filtered by the cell"
    sectors = holdings.events["sectors"].take(both.chosen.rows)
    assert all("5g" in codes for codes in sectors)
    assert set(both.listed) <= set(both.chosen.rows)
    zoomed = apply_selection(Selection(zoom=zoom), holdings, TAXONOMY, TODAY)
    assert set(zoomed.chosen.rows) == set(plain.chosen.rows), "the timeline is not filtered by its own window"
    assert 0 < len(zoomed.listed) < len(plain.listed), "the list holds what is in the window"
    counts = count_view(both, TAXONOMY)["status"].counts.sum()
    assert counts == len(both.chosen.rows), "counts are of what the cell lets through"


# ------------------------------------------------------------- long lists


def make_offer(facet: str, counted: Counted, selection: Selection, typed: str = "") -> Offer:
    documents = pd.DataFrame({"id": ["a1", "b2"], "title": ["On 6G trials", None], "name": ["x.txt", "six.txt"]})
    holdings = Holdings(1, EVENTS, documents)
    return Offer(find_facet(facet), counted, selection, holdings, TAXONOMY, typed)


def test_of_a_long_list_the_chosen_and_the_greatest_are_shown_and_the_rest_counted() -> None:
    names = pd.Index([f"Gazette {number:04d}" for number in range(400)])
    counted = Counted(names, np.arange(400), 3)
    shown, others = pick_values(
        make_offer("publisher", counted, Selection(publishers=("Gazette 0007", "Gazette 0000")))
    )
    assert shown[:2] == ["Gazette 0007", "Gazette 0000"], "what is chosen stays in sight, with no event too"
    assert shown[2:-1] == [f"Gazette {number:04d}" for number in range(399, 399 - SHOWN + 2, -1)]
    assert shown[-1] == NONE
    assert others == 399 - (SHOWN - 1)


def test_a_choice_is_found_by_typing_part_of_its_name() -> None:
    names = pd.Index([f"Gazette {number:04d}" for number in range(400)])
    shown, others = pick_values(make_offer("publisher", Counted(names, np.arange(400)), Selection(), " gazette 039"))
    assert shown == [f"Gazette {number:04d}" for number in range(399, 389, -1)]
    assert others <= 0
    found, _ = pick_values(
        make_offer("document", Counted(pd.Index(["a1", "b2"]), np.array([1, 2])), Selection(), "SIX")
    )
    assert found == ["b2"]
    sectors = Counted(pd.Index(["5g", "quantum"]), np.array([2, 1]))
    assert pick_values(make_offer("sectors", sectors, Selection(language="zh"), "量子"))[0] == ["quantum"]
