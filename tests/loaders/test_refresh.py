"""A store is brought up to date with changed rules from the text that it keeps: shown first, then written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from loaders.cli import run
from loaders.errors import ClusterError, DocumentError
from loaders.pipeline import Changes, load, reading, refresh, rules_version
from loaders.pipeline.due import Due
from loaders.pipeline.refreshing import RENEW, _Finding
from loaders.pipeline.tasks import Done, Settings, pieces_of
from loaders.store import Store, collect_batch, open_store

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ("6ghz-band-for-5g-and-6g.html", "notice-nev-purchase-tax-2024-2027.txt")
NEWS = "BEIJING, April {day}, 2024 -- The ministry approved a 5G pilot in twelve cities on Friday.\n"
MINE = '[sectors.cities]\nlabel_en = "Cities"\nterms = ["twelve cities"]\n'


@pytest.fixture(name="home")
def fixture_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Documents of several formats and a store beside them; all is read in this process."""

    def read_here(tasks: Iterator[Any], settings: Any, work: Any, **_: Any) -> Iterator[Any]:
        return (work.run(task, settings) for task in tasks)

    for module in ("loading", "refreshing"):
        monkeypatch.setattr(f"loaders.pipeline.{module}.run_tasks", read_here)
    folder = tmp_path / "documents"
    folder.mkdir()
    for name in SAMPLES:
        shutil.copy(ROOT / "data" / "documents" / name, folder)
    for day in (1, 2):
        (folder / f"{day}.txt").write_text(NEWS.format(day=day))
    rows = [{"id": f"r{n}", "published": "2023-04-07", "text": "The 5G pilot will end in May."} for n in range(3)]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "rows.csv").write_text("date,title\n2024-04-07,Ministry opens 5G pilot\n")
    (folder / "header.csv").write_text("date,title\n")
    (tmp_path / "mine.toml").write_text(MINE)
    return tmp_path


def load_by(home: Path, rules: str, monkeypatch: pytest.MonkeyPatch, **options: Any) -> None:
    """Load the documents as if the rules had been others."""
    with monkeypatch.context() as patch:
        patch.setattr("loaders.pipeline.loading.rules_version", lambda _: rules)
        load(home / "documents", store=home / "store", **options)


def contents(place: Path) -> Any:
    """All rows of a store but for the versions that recorded them."""
    store = open_store(place)
    tables = ("documents", "recorded", "failures", "files", "retellings", "links")
    return {
        name: store.rows(f"SELECT * EXCLUDE (data_version) FROM {name} ORDER BY ALL")
        if name != "files"
        else store.rows("SELECT * EXCLUDE (data_version, token) FROM files ORDER BY ALL")
        for name in tables
    }


def older() -> str:
    """Rules of the same readers, by which all was found otherwise."""
    return rules_version()[:6] + "000000"


def test_what_is_refreshed_is_what_a_load_by_the_new_rules_would_store(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_by(home, older(), monkeypatch, published="2024-08")
    load(home / "documents", store=home / "new", published="2024-08")
    report = refresh(store=home / "store")
    assert report.applied
    assert report.changes.documents == len(open_store(home / "new").documents())
    assert (report.changes.kinds, report.changes.dated) == ({}, {})
    assert contents(home / "store") == contents(home / "new")
    again = load(home / "documents", store=home / "store", published="2024-08")
    assert (again.documents, again.version) == (0, report.version), "what is unchanged is passed over"
    assert refresh(store=home / "store").version == report.version


def test_a_new_sector_is_shown_and_then_written_and_events_keep_their_ids(home: Path) -> None:
    load(home / "documents", store=home / "store")
    before = open_store(home / "store")
    shown: list[Changes] = []

    def agree(changes: Changes) -> bool:
        shown.append(changes)
        assert open_store(home / "store").version == before.version
        return len(shown) > 1

    refused = refresh(store=home / "store", taxonomy=home / "mine.toml", agree=agree)
    assert (refused.applied, refused.version) == (False, before.version)
    done = refresh(store=home / "store", taxonomy=home / "mine.toml", agree=agree)
    assert done.applied
    (first, second) = shown
    assert first.kinds == second.kinds == {"changed": 2}
    assert set(first.fields) == {"sectors", "evidence"}
    assert (dict(first.sectors["cities"]), set(first.touched)) == ({"changed": 2}, {"1.txt", "2.txt"})
    assert first.sample[0].fields["sectors"] == (["5g"], ["5g", "cities"])
    after = open_store(home / "store")
    assert set(after.events()["id"]) == set(before.events()["id"])
    assert sum("cities" in codes for codes in after.events()["sectors"]) == 2
    assert load(home / "documents", store=home / "store", taxonomy=home / "mine.toml").documents == 0


def test_a_decision_about_an_event_outlives_a_refresh(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_by(home, older(), monkeypatch)
    store = open_store(home / "store")
    event = store.events()["id"].iloc[0]
    store.decide(event, kind="reject", by="ann")
    refresh(store=home / "store")
    after = open_store(home / "store")
    assert event not in set(after.events()["id"])
    assert event in {row["id"] for row in after.rows("SELECT id FROM recorded")}


def test_events_that_are_gone_or_new_are_told_with_their_sentences(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_by(home, older(), monkeypatch)
    store = open_store(home / "store")
    (lost,) = store.rows("SELECT id FROM documents WHERE name = '1.txt'")
    original = reading.extract_events

    def extract_otherwise(document: Any, taxonomy: Any) -> list[Any]:
        events = original(document, taxonomy)
        return [] if document.id == lost["id"] else events

    monkeypatch.setattr(reading, "extract_events", extract_otherwise)
    gone = refresh(store=home / "store").changes
    assert dict(gone.kinds) == {"gone": 1}
    assert gone.sample[0].sentence == NEWS.format(day=1).strip()
    monkeypatch.setattr(reading, "extract_events", original)
    monkeypatch.setattr("loaders.pipeline.refreshing.rules_version", lambda _: "ffffff111111")
    assert dict(refresh(store=home / "store").changes.kinds) == {"new": 1}


def test_a_document_that_fails_stays_as_it_was_and_the_next_refresh_tries_it_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_by(home, older(), monkeypatch)
    before = len(open_store(home / "store").events())
    original = reading.extract_events

    def stumble(document: Any, taxonomy: Any) -> list[Any]:
        if document.name == "1.txt":
            raise IndexError("out of range")
        return original(document, taxonomy)

    monkeypatch.setattr(reading, "extract_events", stumble)
    report = refresh(store=home / "store")
    assert [Path(error.source).name for error in report.failures] == ["1.txt"]
    assert len(open_store(home / "store").events()) == before
    monkeypatch.setattr(reading, "extract_events", original)
    assert refresh(store=home / "store").changes.documents == 1


def test_a_refresh_that_ended_early_goes_on_from_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_by(home, older(), monkeypatch)
    load(home / "documents", store=home / "new")
    monkeypatch.setattr("loaders.pipeline.due.MOST_DOCUMENTS", 2)
    write, left = Store.write, [2]

    def write_twice(store: Store, *batch: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return write(store, *batch)

    monkeypatch.setattr(Store, "write", write_twice)
    monkeypatch.setattr("loaders.pipeline.gathering.MOST_ROWS", 1)
    with pytest.raises(KeyboardInterrupt):
        refresh(store=home / "store")
    monkeypatch.setattr(Store, "write", write)
    rest = refresh(store=home / "store").changes.documents
    assert 0 < rest < len(open_store(home / "new").documents())
    assert contents(home / "store") == contents(home / "new")


def call(*arguments: object) -> Any:
    with pytest.raises(SystemExit) as ended:
        run([str(argument) for argument in arguments])
    return ended.value.code


def test_the_command_shows_writes_and_is_named_by_status(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICY_TIMELINE_STORE", str(home / "store"))
    monkeypatch.setattr("sys.stdin", None)
    load_by(home, older(), monkeypatch)
    documents = len(open_store(home / "store").documents())

    def said(*arguments: object) -> str:
        capsys.readouterr()
        assert call(*arguments) == 0
        return capsys.readouterr().out

    assert f"{documents} documents to be read by them. Bring the store up to date with: python -m loaders refresh" in (
        said("status")
    )
    for option in ([], ["--dry-run"]):
        shown = said("refresh", "--taxonomy", home / "mine.toml", *option)
        assert f"Documents  {documents} of older rules, 2 with other events" in shown
        assert "Fields     sectors 2, evidence 2" in shown
        assert "Sector     cities: changed 2" in shown
        assert "~ 1.txt [5g, cities] BEIJING, April 1, 2024 -- The ministry approved" in shown
        assert "    sectors: 5g -> 5g, cities" in shown
        assert shown.splitlines()[-1] == (
            "Nothing was changed. The same command with --yes, and without --dry-run, writes these changes."
        )
    assert "Refreshed. " in said("refresh", "--yes")
    assert "Nothing is to be refreshed" in said("refresh")
    assert "refresh" not in said("status")
    assert call("refresh", "--yes", "--dry-run") == 2


def test_a_task_of_a_refresh_is_cut_into_documents_where_one_brings_its_worker_down(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_by(home, older(), monkeypatch)
    (task,) = Due(open_store(home / "store"), rules_version()).tasks()
    pieces = pieces_of(task)
    assert len(pieces) == len(task.documents) > 5
    failed = RENEW.fail(pieces[0], Settings("r"), DocumentError("", "it brought the program down."))
    assert [error.source for error in failed.failures] == [task.documents[0].source]
    assert (failed.batch.documents, failed.files) == (0, 1)


def test_what_was_made_anew_is_compared_in_fewer_looks_the_longer_a_refresh_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[int] = []
    monkeypatch.setattr(Changes, "compare", lambda _, batches, __: looks.append(len(batches)))

    def dones() -> Iterator[Done]:
        yield from [Done(collect_batch(()), (), 1, 1)] * 100
        raise ClusterError("the scheduler went away.")

    due: Any = SimpleNamespace(store=None)
    compared = []
    with pytest.raises(ClusterError, match="went away"):
        for done in _Finding(due, None).compared(dones()):
            compared.append(done)
    assert (len(compared), sum(looks)) == (100, 100)
    assert len(looks) < 25
