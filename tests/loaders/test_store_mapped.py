"""The slim frame that is kept on disk is the one that is made anew: for its version, whatever else happened since."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from loaders.store import Store, mapped, open_store
from loaders.store.index import read_index
from tests.loaders.stored import told, write


@pytest.fixture(name="store")
def fixture_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(mapped, "LEAST", 1)
    store = open_store(tmp_path / "store", create=True)
    write(store, told("b.txt", "The ministry opened cloud services.", "It will build a network.", "Nothing more."))
    write(store, told("a.txt", "工信部将开放云服务。", "Another sentence.", language="zh", publisher=None))
    write(store, told("u.txt", "Nobody knows when.", created=None))
    return store


def file_of(store: Store) -> Path:
    return store.folder / ".search" / f"index-{mapped.FORMAT}" / "events.arrow"


def made_anew(store: Store) -> pd.DataFrame:
    return read_index(store._snapshot)


def without_making(store: Store, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    with monkeypatch.context() as patch:
        patch.setattr(mapped, "read_index", None)
        return store.index()


def test_the_frame_that_is_kept_is_the_one_that_was_made(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = made_anew(store)
    for frame in (store.index(), without_making(open_store(store.folder), monkeypatch)):
        pd.testing.assert_frame_equal(frame, plain, check_index_type="exact")
        for name, held in plain.items():
            if isinstance(held.dtype, pd.CategoricalDtype):
                codes = frame[name].array.codes  # type: ignore[attr-defined]
                assert codes.dtype == held.array.codes.dtype, name  # type: ignore[attr-defined]
                assert frame[name].cat.categories.equals(held.cat.categories), name


def test_processes_share_what_is_kept_and_cannot_write_into_it(store: Store) -> None:
    frame = store.index()
    for name in ("start", "announced_start", "reviewed"):
        values = frame[name].to_numpy()
        assert not values.flags.writeable, name
    assert not frame["document"].array.codes.flags.owndata  # type: ignore[attr-defined]


def test_what_was_loaded_or_decided_since_is_in_the_next_frame(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = store.index()["id"].tolist()
    store.decide(ids[0], kind="reject", by="A Reader")
    newest = open_store(store.folder)
    assert newest.index()["id"].tolist() == ids[1:]
    pd.testing.assert_frame_equal(without_making(open_store(store.folder), monkeypatch), made_anew(newest))
    write(newest, told("c.txt", "One more licence."))
    assert len(open_store(store.folder).index()) == len(ids)


def test_an_older_version_has_its_own_frame_and_leaves_the_kept_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.index()
    older = open_store(store.folder, version=1)
    pd.testing.assert_frame_equal(older.index(), made_anew(older))
    assert len(older.index()) == 3
    assert len(without_making(open_store(store.folder), monkeypatch)) == 6


@pytest.mark.parametrize("left", [0, 10, 0.5, 0.99])
def test_a_damaged_file_is_passed_over_and_made_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch, left: float
) -> None:
    plain, file = store.index(), file_of(store)
    whole = file.read_bytes()
    file.unlink()
    file.write_bytes(whole[: int(left * len(whole)) if left < 1 else int(left)])
    pd.testing.assert_frame_equal(open_store(store.folder).index(), plain)
    pd.testing.assert_frame_equal(without_making(open_store(store.folder), monkeypatch), plain)


def test_what_a_reader_has_open_stays_while_it_is_replaced(store: Store) -> None:
    frame, plain = store.index(), made_anew(store)
    write(store, told("c.txt", "One more licence."))
    open_store(store.folder).index()
    pd.testing.assert_frame_equal(frame, plain)


def test_where_nobody_may_write_it_is_kept_by_the_reader_or_not_at_all(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setattr("loaders.store.homes._may_write", lambda home: not home.is_relative_to(store.folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    plain = store.index()
    assert list(cache.rglob("events.arrow"))
    assert not file_of(store).exists()
    (tmp_path / "blocked").write_text("No folder can be made here.")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "blocked"))
    pd.testing.assert_frame_equal(open_store(store.folder).index(), plain)


def test_many_who_open_at_once_are_given_the_same_and_one_makes_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    plain = made_anew(store)
    monkeypatch.setattr(mapped, "read_index", lambda snapshot: made.append(1) or read_index(snapshot))
    with ThreadPoolExecutor(6) as pool:
        frames = list(pool.map(lambda _: open_store(store.folder).index(), range(6)))
    assert len(made) == 1
    for frame in frames:
        pd.testing.assert_frame_equal(frame, plain)


def test_a_small_store_keeps_none(tmp_path: Path) -> None:
    store = open_store(tmp_path, create=True)
    write(store, told("a.txt", "A licence."))
    assert len(store.index()) == 1
    assert not (tmp_path / ".search").exists()
    assert np.array_equal(store.index()["start"], made_anew(store)["start"])
