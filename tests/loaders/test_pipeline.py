"""A load reads each document once, passes over what is unchanged, names what fails, and stops for none."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

import loaders
from loaders.errors import DocumentError, ResourceError, UsageError
from loaders.model import Document
from loaders.pipeline import Progress, extract, gathering, load, plan, read, reading, rules, rules_version, work
from loaders.pipeline.plan import file_key
from loaders.pipeline.tasks import FilesTask, Job, Settings
from loaders.store import open_store

NEWS = "BEIJING, April 7, 2024 -- The ministry approved a 5G pilot in twelve cities on Friday.\n"
PLAN = "Notice of 2 May 2023\n\nBy the end of 2025 the country will have 3 million 5G base stations.\n"


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path) -> Path:
    """Two documents and a table of two rows."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "news.txt").write_text(NEWS)
    (folder / "plan.md").write_text(PLAN)
    (folder / "table.csv").write_text("date,title\n2024-04-07,Ministry opens 5G pilot\n2024-05-01,NEV rule in force\n")
    return folder


@pytest.fixture(name="place")
def fixture_place(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_a_folder_is_loaded_with_dates_events_sectors_and_sentences(folder: Path, place: Path) -> None:
    report = load(folder, store=place)
    store = open_store(place)
    documents = store.documents().set_index("name")
    assert (report.documents, report.events, report.unchanged, report.failures) == (4, len(store.events()), 0, ())
    assert documents.loc["news.txt", "created"] == "2024-04-07"
    assert documents.loc["news.txt", "sentences"] == 1
    assert documents.loc["table.csv#row=2", "created"] == "2024-04-07"
    event = store.events().set_index("document_name").loc["plan.md"]
    assert (str(event["when_end"].date()), event["role"], event["sectors"]) == ("2026-01-01", "deadline", ["5g"])
    assert event["text"] in documents.loc["plan.md", "text"]


def test_what_is_unchanged_is_not_parsed_again(folder: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load(folder, store=place)
    monkeypatch.setattr("loaders.pipeline.workers._Pool", None)  # no task may be started
    again = load([folder, folder / "news.txt"], store=place)
    assert (again.documents, again.events, again.unchanged, again.failures) == (0, 0, 4, ())
    assert again.version == first.version


def test_a_file_is_the_same_one_from_wherever_it_is_named(
    folder: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(folder, store=place)
    monkeypatch.chdir(folder)
    assert load(["news.txt", "../documents/plan.md"], store=place).unchanged == 2


def test_a_store_moved_with_its_documents_knows_them_again(folder: Path, place: Path, tmp_path: Path) -> None:
    load(folder, store=place)
    moved = tmp_path.parent / f"{tmp_path.name}-moved"
    tmp_path.rename(moved)
    report = load(moved / "documents", store=moved / "store")
    moved.rename(tmp_path)
    assert (report.documents, report.unchanged) == (0, 4)


def test_a_changed_document_replaces_its_events(folder: Path, place: Path) -> None:
    load(folder, store=place)
    (folder / "news.txt").write_text(NEWS.replace("5G pilot", "6G trial"))
    report = load(folder, store=place)
    assert (report.documents, report.unchanged) == (1, 3)
    events = open_store(place).events()
    assert events.loc[events["document_name"] == "news.txt", "sectors"].tolist() == [["6g"]]


def test_new_rules_and_another_published_date_read_everything_again(
    folder: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(folder, store=place)
    assert load(folder, store=place, published="2022").documents == 4
    monkeypatch.setattr("loaders.pipeline.loading.rules_version", lambda _: "other")
    assert load(folder, store=place, published="2022").documents == 4
    assert len(open_store(place).documents()) == 4


def test_the_rules_version_changes_with_a_word_a_line_of_code_and_a_taxonomy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("data/calendar.csv", "data/limits.toml", "loaders/model.py", "loaders/formats/a.py", "mine.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("a")
    monkeypatch.setattr(rules, "ROOT", tmp_path)
    monkeypatch.setattr(rules, "DATA", tmp_path / "data")
    version = rules_version.__wrapped__
    first, mine = version(), version(tmp_path / "mine.toml")
    assert (first[:6] == mine[:6], first[6:] == mine[6:]) == (True, False)
    for name, readers, finders in (
        ("data/calendar.csv", True, False),
        ("data/limits.toml", False, True),
        ("loaders/formats/a.py", False, True),
        ("loaders/model.py", False, False),
    ):
        before = version()
        (tmp_path / name).write_text("b")
        assert (before[:6] == version()[:6], before[6:] == version()[6:]) == (readers, finders), name
    assert version() == version()


@pytest.mark.parametrize("part", [rules.READERS, rules.FINDERS])
def test_the_rules_version_covers_files_that_are_there(part: rules.Part) -> None:
    assert len(list(rules.covered(part))) >= len(part.words) + len(part.code)


def test_every_resource_that_is_read_by_name_belongs_to_the_rules_version() -> None:
    covered = {path.name for part in (rules.READERS, rules.FINDERS) for path in rules.covered(part)}
    code = "\n".join(path.read_text() for path in (rules.ROOT / "loaders").rglob("*.py"))
    named = set(re.findall(r'find_resource\("([^"/{]+)"\)', code))
    assert named - {"explain.toml"} <= covered, "what only explains changes no event"


def bad_folder(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "program.txt").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20)
    (folder / "missing.txt").symlink_to(folder / "nowhere.txt")
    (folder / "bad.csv").write_text("date,title\n2024-13-45,Bad\n2024-05-01,NEV rule takes effect\n")


def test_each_failure_is_named_and_kept_and_the_rest_is_loaded(folder: Path, place: Path) -> None:
    bad_folder(folder)
    report = load([folder, folder / "gone.txt"], store=place)
    failed = {Path(error.source).name: error.reason for error in report.failures}
    assert set(failed) == {"empty.txt", "program.txt", "missing.txt", "bad.csv#row=2", "gone.txt"}
    assert all(failed.values())
    assert report.documents == 5
    store = open_store(place)
    kept = {Path(source).name for source in store.failures()["source"]}
    assert kept == set(failed) - {"gone.txt"}, "a path that never was is told, and not remembered"


def test_failures_are_named_again_until_they_are_mended(folder: Path, place: Path) -> None:
    bad_folder(folder)
    first = load(folder, store=place)
    again = load(folder, store=place)
    assert {str(error) for error in again.failures} == {str(error) for error in first.failures}
    assert (again.version, again.documents) == (first.version, 0)
    (folder / "empty.txt").write_text(NEWS)
    (folder / "bad.csv").write_text("date,title\n2024-05-01,NEV rule takes effect\n")
    mended = load(folder, store=place)
    assert {Path(error.source).name for error in mended.failures} == {"program.txt", "missing.txt"}
    assert len(open_store(place).failures()) == 2


def test_a_fault_of_the_program_fails_one_document(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(document: Document, _: Any) -> list[Any]:
        if document.name == "plan.md":
            raise IndexError("out of range")
        return []

    monkeypatch.setattr(reading, "extract_events", stumble)
    done = work.run_task(FilesTask(tuple(Job(path.name, path.name, path) for path in folder.iterdir())), Settings("r"))
    assert done.batch.documents == 3
    (error,) = done.failures
    assert "the program failed on it (IndexError: out of range)" in str(error)


def test_a_long_file_is_read_in_parts(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "MOST_BYTES", 2_000)
    monkeypatch.setattr(gathering, "FEW_ROWS", 1)
    monkeypatch.setattr(plan, "MOST_ROWS", 20)
    rows = [{"id": f"r{n}", "published": "2024-04-07", "text": f"{NEWS} Number {n}."} for n in range(90)]
    long = tmp_path / "long.jsonl"
    long.write_text("".join(json.dumps(row) + "\n" for row in rows) + "{not JSON}\n")
    report = load(long, store=place, workers=1)
    assert (report.documents, len(report.failures)) == (90, 1)
    assert report.version > 3
    store = open_store(place)
    assert set(store.documents()["name"]) == {row["id"] for row in rows}
    assert len(store.failures()) == 1
    again = load(long, store=place, workers=1)
    assert (again.documents, again.unchanged, len(again.failures)) == (0, 90, 1)
    long.write_text(long.read_text().replace("{not JSON}\n", ""))
    assert load(long, store=place, workers=1).failures == ()
    assert len(open_store(place).documents()) == 90


def test_a_load_that_was_stopped_inside_a_long_file_is_gone_on_with(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "MOST_BYTES", 2_000)
    monkeypatch.setattr(gathering, "FEW_ROWS", 1)
    rows = [{"id": f"r{n}", "text": f"{NEWS} Number {n}."} for n in range(60)]
    long = tmp_path / "long.jsonl"
    long.write_text("".join(json.dumps(row) + "\n" for row in rows))

    def give_up(progress: Progress) -> None:
        if progress.documents > 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(long, store=place, workers=1, on_progress=give_up)
    held = len(open_store(place).documents())
    assert 0 < held < 60
    again = load(long, store=place, workers=1)
    assert (again.documents, again.unchanged) == (60 - held, held)
    assert len(open_store(place).documents()) == 60


def test_progress_counts_up_to_the_report(folder: Path, place: Path) -> None:
    seen: list[Progress] = []
    report = load(folder, store=place, on_progress=seen.append)
    last = seen[-1]
    assert (last.files, last.found, last.documents, last.events) == (3, 3, report.documents, report.events)
    assert (last.failures, last.unchanged, last.version) == (0, 0, report.version)
    assert last.characters == open_store(place).documents()["text"].str.len().sum()
    assert (last.done, last.left) == (sum(path.stat().st_size for path in folder.iterdir()), 0)


def test_a_published_date_dates_what_states_none(place: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The ministry approved a 5G pilot in twelve cities.")
    load(tmp_path / "a.txt", store=place, published="2021-03")
    assert open_store(place).documents()["created"].tolist() == ["2021-03"]


def test_wrong_use_is_told_before_anything_is_made(folder: Path, place: Path) -> None:
    with pytest.raises(UsageError, match="--published"):
        load(folder, store=place, published="soon")
    with pytest.raises(ResourceError, match="no such file"):
        load(folder, store=place, taxonomy=folder / "none.toml")
    assert not place.exists()
    with pytest.raises(UsageError, match="at least one worker"):
        load(folder, store=place, workers=0)


def test_a_taxonomy_of_ones_own_adds_a_sector(folder: Path, place: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[sectors.cities]\nlabel_en = "Cities"\nterms = ["twelve cities"]\n')
    load(folder, store=place, taxonomy=mine)
    assert any("cities" in sectors for sectors in open_store(place).events()["sectors"])


class Page(BaseHTTPRequestHandler):
    """One page about a pilot, and nothing else."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/pilot.txt" else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write(NEWS.encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(name="address")
def fixture_address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_an_address_is_loaded_once_and_a_missing_page_is_a_failure(place: Path, address: str) -> None:
    report = load([f"{address}/pilot.txt", f"{address}/none.txt"], store=place)
    assert (report.documents, len(report.failures)) == (1, 1)
    assert "404" in report.failures[0].reason
    again = load(f"{address}/pilot.txt", store=place)
    assert (again.documents, again.unchanged, again.version) == (0, 1, report.version)


def test_reading_and_extracting_need_no_store(folder: Path) -> None:
    documents = {document.name: document for document in read(folder)}
    created = documents["news.txt"].created
    assert created is not None
    assert created.edtf == "2024-04-07"
    (event,) = extract(documents["plan.md"])
    assert event.when is not None
    assert event.when.interval.iso() == (None, "2026-01-01")


def test_reading_raises_the_first_failure_or_tells_them_all(folder: Path) -> None:
    bad_folder(folder)
    with pytest.raises(DocumentError):
        list(read(folder))
    told: list[DocumentError] = []
    assert len(list(read(folder, on_failure=told.append))) == 5
    assert len(told) == 4


def test_text_with_half_a_character_is_a_failure_of_that_document(tmp_path: Path, place: Path) -> None:
    half = '{"id": "half", "text": "The \\ud83d ministry."}'
    (tmp_path / "a.jsonl").write_text(half + '\n{"id": "b", "text": "5G grew."}\n')
    report = load(tmp_path / "a.jsonl", store=place)
    assert report.documents + len(report.failures) == 2
    assert "b" in set(open_store(place).documents()["name"])


@pytest.mark.skipif(os.name == "nt", reason="names of files are always Unicode on Windows")
def test_a_file_whose_name_is_not_unicode_is_named_as_a_failure(tmp_path: Path, place: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text(NEWS)
    report = load(folder, store=place)
    assert [error.source.rpartition("/")[2] for error in report.failures] == ["caf\\udce9.txt"]


def test_the_key_of_a_file_counts_from_the_folder_of_the_store() -> None:
    store = Path("/srv/project/store")
    assert file_key(Path("/srv/project/data/a.txt"), store) == "data/a.txt"
    assert file_key(Path("/srv/a.txt"), store) == "/srv/a.txt"


def test_the_public_names_are_found_at_the_top() -> None:
    assert loaders.load is load
    assert loaders.read is read
    assert loaders.extract is extract
    assert loaders.open_store is open_store
    assert loaders.find_timexes("in 2024")[0].edtf == "2024"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = loaders.nothing
