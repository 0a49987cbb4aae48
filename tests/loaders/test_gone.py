"""Files that are gone from a folder are told; what was read from them is removed when asked, and nothing else is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loaders.pipeline import LoadReport, load
from loaders.store import open_store

NEWS = "BEIJING, April {day}, 2024 -- The ministry approved a 5G pilot in twelve cities on Friday.\n"


def read_here(tasks: Iterator[Any], settings: Any, work: Any, **_: Any) -> Iterator[Any]:
    """Tasks done in this process: what is tested here is not how they are read."""
    return (work.run(task, settings) for task in tasks)


@pytest.fixture(name="home")
def fixture_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two folders, each with two documents and a bad file, loaded into a store beside them."""
    monkeypatch.setattr("loaders.pipeline.loading.run_tasks", read_here)
    for folder in ("a", "ab"):
        (tmp_path / folder / "deep").mkdir(parents=True)
        for number in (1, 2):
            (tmp_path / folder / "deep" / f"{number}.txt").write_text(NEWS.format(day=number))
        (tmp_path / folder / "empty.txt").write_bytes(b"")
    again(tmp_path, "a", "ab")
    return tmp_path


def again(home: Path, *folders: str, prune: bool = False) -> LoadReport:
    return load([home / folder for folder in folders], store=home / "store", prune=prune)


def kept(home: Path) -> set[str]:
    """The documents of the store, by folder and name."""
    sources = [Path(source).relative_to(home) for source in open_store(home / "store").documents()["source"]]
    return {source.as_posix().replace("/deep", "") for source in sources}


def test_a_file_that_is_gone_is_told_and_kept_until_it_is_to_be_removed(home: Path) -> None:
    (home / "a" / "deep" / "1.txt").unlink()
    told = again(home, "a")
    assert (told.gone, told.pruned, told.documents) == ((f"{home}/a/deep/1.txt",), False, 0)
    assert kept(home) == {"a/1.txt", "a/2.txt", "ab/1.txt", "ab/2.txt"}
    removed = again(home, "a", prune=True)
    assert (removed.gone, removed.pruned, removed.version) == (told.gone, True, told.version + 1)
    assert kept(home) == {"a/2.txt", "ab/1.txt", "ab/2.txt"}
    store = open_store(home / "store")
    assert set(store.events()["document"]) <= set(store.documents()["id"])
    assert again(home, "a", prune=True).gone == ()


def test_files_of_folders_that_were_not_named_are_left_alone(home: Path) -> None:
    for folder in ("a", "ab"):
        (home / folder / "deep" / "1.txt").unlink()
        (home / folder / "empty.txt").unlink()
    removed = again(home, "a", prune=True)
    assert removed.gone == (f"{home}/a/deep/1.txt", f"{home}/a/empty.txt")
    assert kept(home) == {"a/2.txt", "ab/1.txt", "ab/2.txt"}
    assert [Path(source).parent.name for source in open_store(home / "store").failures()["source"]] == ["ab"]


def test_the_folder_that_holds_the_store_loses_what_lies_below_it(home: Path) -> None:
    (home / "ab" / "deep" / "2.txt").unlink()
    assert [Path(name).parts[-3:] for name in again(home, ".").gone] == [("ab", "deep", "2.txt")]


def test_a_folder_that_is_not_there_or_cannot_be_looked_into_has_lost_nothing(home: Path) -> None:
    (home / "a").rename(home / "away")
    assert again(home, "a", "a/deep/1.txt", prune=True).gone == ()
    assert len(kept(home)) == 4
    (home / "away").rename(home / "a")
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        (home / "a" / "deep").chmod(0)
        assert again(home, "a", prune=True).gone == ()
        (home / "a" / "deep").chmod(0o700)


def test_a_folder_where_a_file_was_is_no_such_file(home: Path) -> None:
    name = home / "a" / "deep" / "1.txt"
    name.unlink()
    name.mkdir()
    (name / "inner.txt").write_text(NEWS.format(day=3))
    told = again(home, "a", prune=True)
    assert (told.gone, told.documents) == ((f"{home}/a/deep/1.txt",), 1)
    assert kept(home) == {"a/1.txt/inner.txt", "a/2.txt", "ab/1.txt", "ab/2.txt"}


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="Windows makes no links for everybody")
def test_a_file_is_the_same_one_by_whatever_links_its_folder_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "link").symlink_to(home / "a")
    (home / "way").mkdir()
    (home / "way" / "home").symlink_to(home)
    for named in (home / "link", home / "way" / "home" / "a"):
        assert load(named, store=home / "store").unchanged == 2
    monkeypatch.chdir(home / "link" / "deep")
    assert load(".", store=home / "store").unchanged == 2
    (home / "a" / "deep" / "1.txt").unlink()
    assert load(home / "link", store=home / "store", prune=True).gone == (f"{home}/link/deep/1.txt",)
    assert kept(home) == {"a/2.txt", "ab/1.txt", "ab/2.txt"}


def test_a_folder_that_holds_no_document_yet_is_told_and_not_remembered(home: Path) -> None:
    (home / "c").mkdir()
    assert [error.reason for error in again(home, "c").failures] == ["there is no document in this folder."]
    (home / "c" / "1.txt").write_text(NEWS.format(day=1))
    assert again(home, "c").documents == 1
    assert {Path(source).name for source in open_store(home / "store").failures()["source"]} == {"empty.txt"}


def test_a_story_goes_on_without_a_telling_that_was_removed(home: Path) -> None:
    (home / "a" / "deep" / "copy.txt").write_text(NEWS.format(day=1))
    again(home, "a")
    stories = open_store(home / "store").stories()
    most = stories["mentions"].max()
    for folder in ("a", "ab"):
        (home / folder / "deep" / "1.txt").unlink()
    again(home, "a", "ab", prune=True)
    store = open_store(home / "store")
    assert most - store.stories()["mentions"].max() >= 1
    assert store.stories()["mentions"].sum() == len(store.events())
