"""The slim frame of a version says of each event what the full one says; rows of ids come in the order asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from loaders.store import Store, open_store
from loaders.store.index import CATEGORIES, COLUMNS, DAYS, LISTS
from tests.loaders.stored import told, write


@pytest.fixture(name="store")
def fixture_store(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "store", create=True)
    write(store, told("b.txt", "The ministry opened cloud services.", "It will build a network.", "Nothing more."))
    write(store, told("a.txt", "工信部将开放云服务。", "Another sentence.", language="zh", publisher=None))
    write(store, told("u.txt", "Nobody knows when.", created=None))
    return store


def test_the_index_says_of_each_event_what_the_events_say_in_their_order(store: Store) -> None:
    index, events = store.index(), store.events()
    assert list(index.columns) == list(COLUMNS)
    for name in COLUMNS:
        shown, full = index[name].astype(object), events[name] if name in events else pd.Series([False] * len(events))
        if name in LISTS:
            shown = shown.map(list)
        if name in DAYS:
            pd.testing.assert_series_equal(index[name], full)
        else:
            assert shown.where(shown.notna(), None).tolist() == full.tolist(), name


def test_the_types_of_the_index_do_not_depend_on_what_is_stored(store: Store, tmp_path: Path) -> None:
    full, empty = store.index(), open_store(tmp_path / "empty", create=True).index()
    assert len(empty) == 0
    for frame in (full, empty):
        assert all(isinstance(frame[name].dtype, pd.CategoricalDtype) for name in (*CATEGORIES, *LISTS))
        assert all(frame[name].dtype == "datetime64[s]" for name in DAYS)
        assert [str(frame[name].dtype) for name in ("id", "start", "data_version", "reviewed")] == [
            *("str", "int32", "int32", "bool")
        ]
    assert empty["sectors"].cat.categories.dtype == full["sectors"].cat.categories.dtype == object


def test_events_that_begin_at_one_place_come_in_the_order_of_their_ids(store: Store) -> None:
    file = told("t.txt", *(f"Sentence {number}." for number in range(12)))
    reading = file.readings[0]
    first = reading.events[0].quote
    same = tuple(replace(event, quote=first) for event in reading.events)
    write(store, replace(file, readings=(replace(reading, events=same),)))
    assert store.index()["id"].tolist() == store.events()["id"].tolist()


def test_lists_of_codes_are_categories_that_are_tuples(store: Store) -> None:
    categories = store.index()["sectors"].cat.categories
    assert categories.tolist() == [(), ("5g",), ("5g", "nev")]
    assert categories[store.index()["sectors"].cat.codes].map(list).tolist() == store.events()["sectors"].tolist()


def test_events_of_some_ids_come_in_the_order_asked_and_whole(store: Store) -> None:
    events = store.events()
    backwards = events.iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(store.events(backwards["id"].tolist()), backwards)
    pd.testing.assert_frame_equal(store.events(backwards["id"]), backwards)


def test_ids_that_a_version_has_not_give_no_row_and_one_asked_twice_gives_two(store: Store) -> None:
    one, other = store.events()["id"].tolist()[:2]
    assert store.events([other, "no such", one, other])["id"].tolist() == [other, one, other]
    none = store.events([])
    assert none.empty
    assert none.dtypes.equals(store.events().dtypes)
