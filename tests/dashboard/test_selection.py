"""A selection filters, speaks and links; what the address cannot mean is ignored and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.measures import place
from dashboard.selection import ANY, NONE, PRECISIONS, Lanes, Selection, check_value, placement, read_cell
from dashboard.words import LANGUAGES, load_words
from loaders.errors import UsageError
from loaders.model import Role, Status
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
CODES = [sector.code for sector in TAXONOMY.sectors]
EVENTS = SyntheticStore().events()
DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
NAMES = st.lists(TEXT, max_size=2, unique=True).map(tuple)


def some(values: Any, size: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([*map(str, values)]), max_size=size, unique=True).map(tuple)


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    dates = sorted(draw(st.lists(DAYS, min_size=4, max_size=4, unique=True)))
    return Selection(
        sectors=draw(some([*CODES, NONE]) | st.just((ANY,))),
        sector_mode=draw(st.sampled_from(["any", "all"])),
        statuses=draw(some(Status)),
        roles=draw(some([*Role, NONE])),
        precisions=draw(some(PRECISIONS)),
        reviewed=draw(some(["yes", "no"])),
        **{
            name: draw(NAMES)
            for name in ("instruments", "actors", "speakers", "publishers", "documents", "kinds", "languages")
        },
        **{name: draw(NAMES) for name in ("order", "collapsed", "pinned")},
        text=draw(st.none() | TEXT.map(str.strip).filter(bool)),
        unit=draw(st.sampled_from(["mention", "event", "story"])),
        start=draw(st.sampled_from([None, dates[0]])),
        end=draw(st.sampled_from([None, dates[1]])),
        axis=draw(st.sampled_from(["when", "announced"])),
        lanes=draw(st.sampled_from(get_args(Lanes))),
        period=draw(st.sampled_from(["year", "quarter", "month"])),
        measure=draw(st.sampled_from(["onset", "presence", "mass", "days"])),
        zoom=draw(st.sampled_from([None, (dates[2], dates[3])])),
        as_of=draw(st.sampled_from([None, dates[0]])),
        known_on=draw(st.sampled_from([None, dates[1]])),
        theme=draw(st.sampled_from(["light", "dark"])),
        language=draw(st.sampled_from(LANGUAGES)),
        event=draw(st.sampled_from([None, "0123456789abcdef"])),
        cell=draw(st.sampled_from([None, "5g~2024-35"])),
        pile=draw(st.sampled_from([None, "5g~2024-35", "~2024", "Gazette~A, Weekly~2024-01-02"])),
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(selections())
def test_every_selection_comes_back_from_its_address(chosen: Selection) -> None:
    assert Selection.from_query(chosen.to_query(), TAXONOMY) == (chosen, ())


def test_a_selection_of_nothing_has_an_empty_address() -> None:
    assert Selection().to_query() == ""
    assert Selection.from_query("", TAXONOMY) == (Selection(), ())


@given(st.text(max_size=80))
def test_no_address_breaks_the_page(query: str) -> None:
    chosen, _ = Selection.from_query("?" + query, TAXONOMY)
    assert Selection.from_query(chosen.to_query(), TAXONOMY)[0] == chosen


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?statsu=done", "Did you mean 'status'?"),
        ("?sectors=5g,6gg", "Did you mean '6g'?"),
        ("?dates=2023-13", "2023-13"),
        ("?dates=2025/2023", "2025/2023"),
        ("?zoom=../2025", "../2025"),
        ("?as_of=2025", "2025"),
        ("?axis=then", "then"),
        ("?event=<b>", "<b>"),
        ("?cell=5g", "5g"),
        ("?cell=5g~../2025", "5g~../2025"),
    ],
)
def test_what_an_address_cannot_mean_is_ignored_and_told(query: str, told: str) -> None:
    chosen, notes = Selection.from_query(query, TAXONOMY)
    assert len(notes) == 1
    assert told in notes[0]
    assert replace(chosen, sectors=()) == Selection()


def test_a_wrong_option_says_what_it_can_be() -> None:
    with pytest.raises(UsageError, match=r"--period decade: .* It can be year, quarter, month"):
        check_value("period", "decade", TAXONOMY)


def test_every_event_of_the_facets_is_either_placed_or_on_the_shelf() -> None:
    chosen = Selection(statuses=("planned", "target"), sectors=(ANY,))
    for axis in ("when", "announced"):
        one = replace(chosen, axis=axis)
        placed, shelf = one.filter(EVENTS, TAXONOMY), one.shelf(EVENTS, TAXONOMY)
        assert not set(placed.id) & set(shelf.id)
        assert set(placed.id) | set(shelf.id) == set(EVENTS.id[EVENTS.status.isin(["planned", "target"])])


def test_no_choice_of_sectors_is_the_core_and_any_is_every_event() -> None:
    events = EVENTS.copy()
    events.at[0, "sectors"] = ["quantum"]
    events.at[1, "sectors"] = []
    assert len(Selection().filter(events, TAXONOMY)) == len(Selection(sectors=(ANY,)).filter(events, TAXONOMY)) - 2
    assert list(Selection(sectors=("quantum",)).filter(events, TAXONOMY).index) == [0]
    assert Selection().codes(TAXONOMY) == tuple(sector.code for sector in TAXONOMY.core)
    assert Selection(sectors=(ANY,)).codes(TAXONOMY) == Selection().codes(TAXONOMY)
    assert Selection.from_query("?sectors=quantum,any", TAXONOMY)[0].sectors == (ANY,)


def test_dates_choose_the_events_that_meet_them() -> None:
    chosen = Selection(start=date(2020, 1, 1), end=date(2021, 1, 1))
    spans = placement(EVENTS, "when")
    kept = set(chosen.filter(EVENTS, TAXONOMY).index)
    for index, row in spans[spans.placed].iterrows():
        meets = (pd.isna(row.end) or row.end > pd.Timestamp(2020, 1, 1)) and row.start < pd.Timestamp(2021, 1, 1)
        assert (index in kept) == meets


def test_filtering_changes_no_frame() -> None:
    events = SyntheticStore().events()
    before = events.copy()
    Selection(publishers=("MIIT",), start=date(2020, 1, 1)).filter(events, TAXONOMY)
    pd.testing.assert_frame_equal(events, before)


def test_an_empty_frame_is_filtered_to_an_empty_frame() -> None:
    assert Selection(start=date(2020, 1, 1)).filter(EVENTS.head(0), TAXONOMY).empty


@pytest.mark.parametrize("axis", ["when", "announced"])
def test_placement_agrees_with_the_measures(axis: str) -> None:
    ours, theirs = placement(EVENTS, axis), place(EVENTS, axis=axis, as_of=date(2026, 6, 1))
    closed = ~theirs["open_end"]
    for column in ("start", "end"):
        pd.testing.assert_series_equal(
            ours[column][closed], theirs[column][closed], check_dtype=False, check_names=False
        )
    assert (ours["start"] == theirs["start"])[ours.placed].all()
    assert (ours["borrowed"] == (theirs["fallback"] & ours.placed)).all()


@pytest.mark.parametrize(
    ("chosen", "count", "said"),
    [
        (
            Selection(sectors=("5g", "6g"), axis="announced", start=date(2023, 1, 1), end=date(2026, 1, 1)),
            132,
            "132 events in 5G or 6G, announced 2023–2025",
        ),
        (Selection(), 1, "1 event in the core sectors"),
        (Selection(), 0, "No events in the core sectors"),
        (Selection(sectors=(ANY,), publishers=("MIIT",)), 12345, "12,345 events in any sector, published by MIIT"),
        (
            Selection(statuses=("in_force",), start=date(2024, 5, 1), end=date(2024, 6, 3)),
            2,
            "2 events in the core sectors, in force, happening 1 May 2024 to 2 June 2024",
        ),
        (
            Selection(end=date(2021, 1, 1), languages=("zh",)),
            2,
            "2 events in the core sectors, happening up to 2020, from documents in Chinese",
        ),
    ],
)
def test_a_selection_says_what_it_is(chosen: Selection, count: int, said: str) -> None:
    assert chosen.describe("en", count=count, taxonomy=TAXONOMY) == said


def test_the_shelf_is_part_of_the_sentence() -> None:
    assert Selection().describe("en", count=3, undated=2).endswith("2 more without a date")


def test_a_long_list_of_names_is_cut_and_counted() -> None:
    said = Selection(sectors=tuple(CODES[:9])).describe("en")
    assert said.endswith("or 4 others")


def test_a_selection_speaks_chinese() -> None:
    chosen = Selection(sectors=("5g",), start=date(2023, 1, 1), end=date(2024, 1, 1))
    assert chosen.describe("zh", count=3) == "3 个事件，涉及5G，发生于2023年"


def test_every_language_has_the_same_words() -> None:
    tables = [load_words(language) for language in LANGUAGES]
    assert {name: sorted(table) for name, table in tables[0].items()} == {
        name: sorted(table) for name, table in tables[1].items()
    }


def test_every_status_role_axis_period_and_measure_has_a_word() -> None:
    words = load_words("en")
    assert {*map(str, Status)} <= words["status"].keys()
    assert {*map(str, Role)} <= words["role"].keys()
    assert {"when", "announced"} <= words["axis"].keys()


def test_periods_of_ones_own_are_days_in_order_and_two_at_least() -> None:
    cut, notes = Selection.from_query("?cuts=2021-06,2018,2023-05-04")
    assert cut.cuts == (date(2018, 1, 1), date(2021, 6, 1), date(2023, 5, 4))
    assert notes == ()
    assert (cut.parted, Selection().parted) == ("drawn", "year")
    assert cut.to_query() == "?cuts=2018-01-01,2021-06-01,2023-05-04"
    for broken in ("2018", "2018,soon", "1066,2020"):
        held, notes = Selection.from_query(f"?cuts={broken}")
        assert held.cuts == ()
        assert broken in notes[0]


def test_a_cell_of_the_heatmap_is_a_sector_and_a_period() -> None:
    assert read_cell("nev~2024") == (("nev",), date(2024, 1, 1), date(2025, 1, 1))
    assert read_cell("nev,5g~2024/2025") == (("nev", "5g"), date(2024, 1, 1), date(2026, 1, 1))
    assert read_cell("nev~") is None
