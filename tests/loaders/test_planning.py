"""The files of a load are found in a settled order, each once, and however many they are memory does not hold them."""

from __future__ import annotations

import sqlite3
import sys
import tracemalloc
from pathlib import Path

import pytest

from loaders.errors import StoreError
from loaders.formats.files import source_files
from loaders.pipeline.gone import find_gone
from loaders.pipeline.plan import Plan
from loaders.pipeline.seen import Seen
from loaders.pipeline.tasks import FilesTask, Settings
from loaders.store import FileReading, collect_batch, open_store

RULES = Settings("rules")


def make_files(folder: Path, folders: int, files: int) -> None:
    for number in range(folders):
        place = folder / f"{number:04}"
        place.mkdir(parents=True)
        for each in range(files):
            (place / f"a-bulletin-with-a-name-of-its-own-{each:04}.txt").touch()


def test_a_folder_is_walked_by_name_and_its_own_files_come_first(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.txt", "a/z.txt", "a/deep/a.txt", "c.txt", "a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = [path.relative_to(tmp_path).as_posix() for path in source_files(tmp_path)]
    assert found == ["a.txt", "c.txt", "a/z.txt", "a/deep/a.txt", "b/10.txt", "b/2.txt"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    make_files(tmp_path / "all", 3, 4)
    (tmp_path / "link").symlink_to(tmp_path / "all")
    sources = ("all/0001", "all", "all/0002/a-bulletin-with-a-name-of-its-own-0003.txt", "link")
    plan = Plan(tuple(f"{tmp_path}/{source}" for source in sources), None, RULES)
    files = [job.file for task in plan.tasks() if isinstance(task, FilesTask) for job in task.jobs]
    assert len(files) == len(set(files)) == plan.listed == len(plan.seen) == 12
    assert "0001" in files[0]
    assert all(file in plan.seen for file in files)
    assert f"{tmp_path}/all/other.txt" not in plan.seen


def test_files_that_are_still_to_be_looked_at_are_counted_and_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # paths are made of interned names, and the table of these, of the whole process, grows by megabytes at a time
    monkeypatch.setattr(sys, "intern", str)
    make_files(tmp_path / "files", 40, 200)

    def most(source: Path) -> int:
        """Bytes that planning holds at most."""
        plan, listed = Plan((str(source),), None, RULES), set()
        tracemalloc.start()
        for _ in plan.tasks():
            listed.add(plan.listed)
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert listed == {sum(1 for _ in source.rglob("*.txt"))}
        return held

    one = tmp_path / "files" / "0007"
    most(one)  # what is imported or compiled at the first time is held for good
    assert most(tmp_path / "files") < most(one) + 300_000  # a path of each would be 3 MB


def test_of_very_many_keys_some_are_on_disk(tmp_path: Path) -> None:
    seen, keys = Seen(), [f"{tmp_path}/{number % 977:04}/{number:08}.txt" for number in range(60_000)]
    assert all(map(seen.add, keys))
    assert not any(map(seen.add, keys[::1_000]))
    assert len(seen) == len(keys)
    assert all(key in seen for key in keys[::100])
    assert f"{tmp_path}/0000/00000001.txt" not in seen


def test_a_list_that_finds_no_room_on_disk_says_so() -> None:
    seen = Seen()
    seen._database.execute("PRAGMA max_page_count = 8")
    with pytest.raises(StoreError, match=r"temporary files .*full.* make room there") as told:
        for number in range(100_000):
            seen.add(f"a/bulletin-{number}.txt")
    assert isinstance(told.value.__cause__, sqlite3.Error)


def test_files_seen_are_not_gone_even_where_they_are_gone_since(tmp_path: Path) -> None:
    store, seen = open_store(tmp_path / "store", create=True), Seen()
    seen.add("files/a.txt")
    (tmp_path / "files").mkdir()
    known = ["files/c.txt", "other/d.txt", "files/b.txt", "files/a.txt", "https://example.org/f.txt"]
    store.write(collect_batch([FileReading(file, "0" * 64, "rules") for file in known]))
    (tmp_path / "files" / "c.txt").touch()
    assert list(find_gone([str(tmp_path / "files")], seen, store)) == ["files/b.txt"]
    assert list(find_gone([str(tmp_path)], seen, store)) == ["files/b.txt", "other/d.txt"]
