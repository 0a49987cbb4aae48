"""A file that was exported is verified against the store: by version, event by event, byte by byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from dashboard.cli import run
from dashboard.exports import export, verify
from dashboard.exports.embedding import find_receipt
from dashboard.exports.receipt import Receipt, receipt_path
from loaders import load, open_store
from loaders.store.maintaining import Keep, maintain_store

TODAY = date(2024, 6, 1)
FIRST = "BEIJING, March 3, 2023 -- MIIT will build 600,000 5G base stations by June 2023.\n"
SECOND = "BEIJING, May 4, 2023 -- MIIT approved 6G trial licences on April 28, 2023.\n"
LATER = "BEIJING, July 7, 2023 -- MIIT will build 5G networks in every county by the end of 2025.\n"


@pytest.fixture(scope="module", name="loaded")
def fixture_loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loaded")
    for name, text in (("a.txt", FIRST), ("b.txt", SECOND)):
        (folder / name).write_text(text, encoding="utf-8")
    load([folder / "a.txt", folder / "b.txt"], store=folder / "store", workers=1)
    return folder


@pytest.fixture(name="store")
def fixture_store(loaded: Path, tmp_path: Path) -> Path:
    """A store of two documents, a copy of its own for each test."""
    copytree(loaded, tmp_path / "copy")
    return tmp_path / "copy" / "store"


def take(store: Path, name: str, figure: str = "timeline", **options: Any) -> Path:
    path = store.parent / name
    export(figure, path, store=store, today=TODAY, **options)
    return path


def load_later(store: Path) -> None:
    (store.parent / "c.txt").write_text(LATER, encoding="utf-8")
    load(store.parent / "c.txt", store=store, workers=1)


@pytest.mark.parametrize(
    "name", ["a.csv", "a.xlsx", "a.jsonl", "a.parquet", "a.bib", "a.txt", "a.ics", "a.timeline.json"]
)
def test_what_was_exported_a_moment_ago_matches_in_every_format(store: Path, name: str) -> None:
    verdict = verify(take(store, name), store=store)
    assert (verdict.status, verdict.reasons[0][:14]) == ("match", "data version 1")


def test_documents_loaded_since_leave_it_a_match_by_version(store: Path) -> None:
    files = [take(store, "a.csv"), take(store, "h.xlsx", "heatmap")]
    load_later(store)
    for file in files:
        verdict = verify(file, store=store)
        assert verdict.status == "match", verdict
        assert "the newest is 2" in verdict.reasons[0]
    assert verify(take(store, "now.csv"), store=store).receipt != verify(files[0], store=store).receipt


def test_an_event_that_was_amended_is_named_with_what_was_changed_by_whom(store: Path) -> None:
    file = take(store, "a.csv")
    load_later(store)
    opened = open_store(store)
    event = opened.events().set_index("document_name").loc["a.txt"]
    opened.decide(event["id"], kind="amend", field="status", value="done", by="An Analyst", note="seen in the gazette")
    verdict = verify(file, store=store)
    assert verdict.status == "changed"
    said = str(verdict)
    for words in (event["title"], event["id"], f"status {event['status']} → done", "An Analyst", "seen in the gazette"):
        assert words in said
    assert opened.events().set_index("document_name").loc["b.txt", "id"] not in said
    assert verify(take(store, "again.csv"), store=store).status == "match"


def test_an_event_that_was_rejected_is_named(store: Path) -> None:
    file = take(store, "a.csv")
    opened = open_store(store)
    event = opened.events()["id"][0]
    opened.decide(event, kind="reject", by="An Analyst")
    assert any(event in reason and "rejected" in reason for reason in verify(file, store=store).reasons)


def test_a_decision_about_an_event_that_is_not_shown_changes_nothing(store: Path) -> None:
    file = take(store, "6g.csv", selection="?sectors=6g")
    opened = open_store(store)
    event = opened.events().set_index("document_name").loc["a.txt", "id"]
    opened.decide(event, kind="reject", by="An Analyst")
    assert verify(file, store=store).status == "match"


def test_the_version_of_a_receipt_is_never_cleared_away(store: Path) -> None:
    file = take(store, "a.csv")
    opened = open_store(store)
    event = opened.events()["id"][0]
    for number in range(4):
        opened.decide(event, kind="amend", field="title", value=f"Title {number}", by="An Analyst")
    done = maintain_store(opened.place, Keep(1))
    assert 1 in done.kept and 2 in done.cleared
    assert done.pinned[1][0].startswith("a.csv ")
    verdict = verify(file, store=store)
    assert verdict.status == "changed"
    assert "Title 3" in str(verdict)


def test_a_version_that_is_no_more_cannot_be_checked_and_it_is_told_why(store: Path) -> None:
    file = take(store, "a.csv")
    opened = open_store(store)
    for labels in maintain_store(opened.place, Keep(5)).pinned.values():
        for label in labels:
            opened.unpin(label)
    for number in range(3):
        opened.decide(opened.events()["id"][0], kind="amend", field="title", value=f"Title {number}", by="An Analyst")
    maintain_store(opened.place, Keep(1))
    verdict = verify(file, store=store)
    assert verdict.status == "unchecked"
    assert "maintain cleared it away" in str(verdict)


def test_another_store_with_the_same_version_is_no_witness(store: Path) -> None:
    file = take(store, "a.csv")
    other = store.parent / "other"
    load(store.parent / "a.txt", store=other, workers=1)
    verdict = verify(file, store=other)
    assert verdict.status == "unchecked"
    assert "another store" in str(verdict)


def test_a_file_that_was_written_over_is_told_from_one_that_was_not(store: Path) -> None:
    file = take(store, "a.csv")
    file.write_bytes(file.read_bytes().replace(b"600,000", b"900,000"))
    verdict = verify(file, store=store)
    assert verdict.status == "changed"
    assert "its bytes are other" in verdict.reasons[0]


def test_a_receipt_that_says_other_than_the_data_is_caught(store: Path) -> None:
    file = take(store, "a.csv")
    true = Receipt.from_json(receipt_path(file).read_text(encoding="utf-8"))
    for false, words in (
        (replace(true, events=true.events + 1), f"events were {true.events + 1} and are {true.events}."),
        (replace(true, figure_sha256="0" * 64), "is not the same"),
        (replace(true, sources=()), "its sources are not"),
    ):
        receipt_path(file).write_text(false.to_json(), encoding="utf-8")
        verdict = verify(file, store=store)
        assert verdict.status == "changed"
        assert words in str(verdict)


def test_without_a_receipt_nothing_can_be_said(store: Path) -> None:
    file = take(store, "a.csv")
    receipt_path(file).unlink()
    assert verify(file, store=store).status == "unchecked"
    receipt_path(file).write_text("{}", encoding="utf-8")
    assert "no receipt of ours" in str(verify(file, store=store))


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet", "a.ics", "a.timeline.json"])
def test_a_file_that_lost_the_receipt_beside_it_has_it_inside(store: Path, name: str) -> None:
    file = take(store, name)
    beside = Receipt.from_json(receipt_path(file).read_text(encoding="utf-8"))
    receipt_path(file).unlink()
    assert find_receipt(file.read_bytes(), file.suffix[1:]) == beside.inside()
    assert verify(file, store=store).status == "match"


@pytest.mark.browser
@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_a_picture_holds_its_receipt_and_is_verified_by_it_alone(store: Path, form: str) -> None:
    file = take(store, f"a.{form}", "heatmap", size="column")
    receipt_path(file).unlink()
    load_later(store)
    assert verify(file, store=store).status == "match"


def test_a_store_that_may_only_be_read_is_exported_from_all_the_same(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("loaders.store.receipts.write_deltalake", refuse)
    made = export("timeline", store.parent / "a.csv", store=store, today=TODAY)
    assert "could not be pinned" in made.notes[0]
    assert verify(store.parent / "a.csv", store=store).status == "match"


def test_the_command_says_the_verdict_and_exits_by_it(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = take(store, "a.csv")

    def call() -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            run(["verify", str(file), "--store", str(store)])
        return int(left.value.code or 0), capsys.readouterr().out

    assert call()[0] == 0
    open_store(store).decide(open_store(store).events()["id"][0], kind="reject", by="An Analyst")
    code, said = call()
    assert code == 1
    assert said.startswith("changed: data version 1 holds it as it was, but one event")
