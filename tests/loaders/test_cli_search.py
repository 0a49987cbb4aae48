"""``python -m loaders search`` prints the rows that it finds; none on stdout when it finds none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loaders.cli import app
from loaders.store import open_store
from tests.loaders.stored import told, write


@pytest.fixture(name="folder", scope="module")
def fixture_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "store"
    store = open_store(folder, create=True)
    write(
        store, told("a.txt", "The ministry granted licences.", "工信部发放牌照。"), told("b.txt", "One licence more.")
    )
    return folder


def search(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    app(["search", *arguments], standalone_mode=False)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_search_prints_whole_rows_of_events_the_best_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = search(capsys, "licence", "--store", str(folder))
    assert sorted(str(row["text"]) for row in rows) == ["One licence more.", "The ministry granted licences."]
    assert rows[0]["score"] >= rows[1]["score"]
    assert rows[0]["announced_start"] == "2024-03-08"
    assert set(open_store(folder).events().columns) == rows[0].keys() - {"score"}


def test_several_words_are_one_question_and_the_limit_counts_rows(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [row["text"] for row in search(capsys, "牌照", "工信部", "--store", str(folder))] == ["工信部发放牌照。"]
    assert len(search(capsys, "licence", "--limit", "1", "--store", str(folder))) == 1
    assert search(capsys, "ministry", "more", "--store", str(folder)) == []


def test_documents_are_searched_when_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = search(capsys, "ministry", "牌照", "--documents", "--store", str(folder))
    assert [row["name"] for row in rows] == ["a.txt"]


def test_a_search_that_finds_nothing_says_so_beside_its_rows(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app(["search", "xyzzy", "--store", str(folder)], standalone_mode=False)
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"No event of {folder} has all of these words.\n")
