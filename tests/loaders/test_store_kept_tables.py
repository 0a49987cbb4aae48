"""A writer keeps its tables open between commits; what others do to the store meanwhile counts all the same."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable, write_deltalake

from loaders.errors import DocumentError, StoreError
from loaders.store import FileReading, collect_batch, open_store
from loaders.store.arrays import make_table
from loaders.store.place import find_place
from loaders.store.schema import STORED
from loaders.store.snapshot import open_table


def write(store: Any, *names: str) -> int:
    files = [FileReading(name, "0", "r", failures=(DocumentError(name, "bad"),)) for name in names]
    return int(store.write(collect_batch(files)).version)


def files_of(folder: Path) -> list[str]:
    return sorted(open_store(folder).failures()["source"])


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_a_table_that_is_kept_is_brought_up_to_what_others_wrote(folder: Path) -> None:
    ours, theirs = open_store(folder, create=True), open_store(folder)
    for number, store in enumerate([ours, ours, theirs, ours, theirs, theirs, ours], start=1):
        assert write(store, f"f{number}") == number
    assert files_of(folder) == [f"f{number}" for number in range(1, 8)]


def test_what_a_dead_writer_left_is_put_back_where_the_table_is_kept(folder: Path) -> None:
    store = open_store(folder, create=True)
    write(store, "a")
    row = dict.fromkeys(STORED["failures"].names) | {"file": "left", "source": "left", "reason": "", "remedy": ""}
    left = make_table([row | {"data_version": 2}], STORED["failures"])
    write_deltalake(DeltaTable(str(folder / "failures")), left, mode="append")
    write(store, "b")
    assert files_of(folder) == ["a", "b"]


@pytest.mark.parametrize("keep_folders", [False, True], ids=["replaced", "filled anew"])
def test_a_store_replaced_by_an_older_copy_is_gone_on_with_as_it_is_now(folder: Path, keep_folders: bool) -> None:
    store = open_store(folder, create=True)
    write(store, "a")
    copy = shutil.copytree(folder, folder.with_name("copy"))
    write(store, "b")
    write(store, "c")
    if keep_folders:
        for path in folder.rglob("*"):
            if path.is_file():
                path.unlink()
        shutil.copytree(copy, folder, dirs_exist_ok=True)
    else:
        shutil.rmtree(folder)
        shutil.copytree(copy, folder)
    assert write(store, "d") == 2
    assert files_of(folder) == ["a", "d"]


def test_another_life_of_a_store_is_not_taken_for_the_one_before(folder: Path) -> None:
    store = open_store(folder, create=True)
    copy = shutil.copytree(folder, folder.with_name("copy"))
    write(store, "a")
    other = open_store(copy)
    write(other, "b")
    write(other, "c")
    shutil.rmtree(folder)
    copy.rename(folder)
    assert write(store, "d") == 3
    assert files_of(folder) == ["b", "c", "d"]


def test_a_store_that_was_taken_away_is_named_with_the_remedy(folder: Path) -> None:
    store = open_store(folder, create=True)
    write(store, "a")
    shutil.rmtree(folder / "loads")
    with pytest.raises(StoreError, match=r"there is no store here\. Make one"):
        write(store, "b")


def test_a_version_before_the_one_that_is_kept_is_opened_beside_it(folder: Path) -> None:
    store = open_store(folder, create=True)
    write(store, "a")
    write(store, "b")
    place = find_place(folder).keeping_tables()
    newest = open_table(place, "loads")
    assert open_table(place, "loads", 1).version() == 1
    assert open_table(place, "loads") is newest
    assert newest.version() == 2
    write(store, "c")
    assert open_table(place, "loads", 3) is newest
    assert open_table(find_place(folder), "loads") is not newest
