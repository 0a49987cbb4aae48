"""Files that are gone are removed whole; documents made anew take the place of what was looked at, and no other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from loaders.edtf import read_edtf
from loaders.errors import DocumentError
from loaders.model import CreationTime, Document, Event, Status, TextQuote, document_id, event_id
from loaders.store import Batch, FileReading, Reading, Store, collect_batch, open_store
from loaders.store.batch import Renewal


def read(file: str, *names: str, rules: str = "old", events: int = 2, year: str = "2021") -> FileReading:
    """A file with documents of some names, each with events, and a failure beside them."""

    def reading(name: str) -> Reading:
        text = f"Words of {name}."
        key = document_id(name, text)
        created = CreationTime(year, read_edtf(year), "record", "")
        quotes = tuple(
            Event(event_id(key, 0, 5, n), key, TextQuote.of(text, 0, 5), "t", Status.DONE) for n in range(events)
        )
        return Reading(Document(key, name, name, "text", text, "0", created=created), quotes, 1)

    return FileReading(file, file, rules, tuple(map(reading, names)), (DocumentError(f"{file}#row=9", "bad"),))


def renewed(store: Store, reading: FileReading, files: dict[str, str]) -> Batch:
    """The documents of a reading as a renewal of what the store has of them now."""
    batch = collect_batch([replace(reading, failures=(), whole=False)])
    ids = batch.tables["documents"]["id"].to_pylist()
    rows = store.rows("SELECT id, data_version FROM documents WHERE id IN (SELECT unnest($ids))", {"ids": ids})
    return replace(batch, renewal=Renewal({row["id"]: row["data_version"] for row in rows}, files))


@pytest.fixture(name="store")
def fixture_store(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "store", create=True)
    store.write(collect_batch([read("a", "a1", "a2"), read("b", "b1"), read("none")]))
    return store


def names(store: Store, table: str = "documents", column: str = "name") -> list[str]:
    return sorted(store.query(f"SELECT {column} AS found FROM {table}")["found"])


def test_a_file_that_is_gone_takes_its_documents_events_and_failures_along(store: Store) -> None:
    store.write(replace(collect_batch([]), gone=("a", "never")))
    assert names(store) == ["b1"]
    assert names(store, "files", "file") == ["b", "none"]
    assert (len(store.events()), len(store.failures())) == (2, 2)
    version = store.version
    assert store.write(replace(collect_batch([]), gone=("a",))).version == version, "nothing is left to remove"


def test_a_document_made_anew_leaves_the_others_of_its_file_alone(store: Store) -> None:
    store.write(renewed(store, read("a", "a1", rules="new", events=1, year="2022"), {"a": "new"}))
    assert names(store) == ["a1", "a2", "b1"]
    assert len(store.events()) == 1 + 2 + 2
    assert len(store.failures()) == 3
    assert store.files(["a"])["a"]["rules"] == "old", "one of its documents waits"
    store.write(renewed(store, read("a", "a2", rules="new", events=3), {"a": "new"}))
    assert store.files(["a"])["a"]["rules"] == "new"
    assert len(store.events()) == 1 + 3 + 2


def test_a_document_that_was_written_meanwhile_is_left_as_it_is(store: Store) -> None:
    batch = renewed(store, read("a", "a1", "a2", rules="new", events=1), {"a": "new"})
    store.write(collect_batch([replace(read("a", "a1", rules="newest", events=4), sha256="other")]))
    written = store.write(batch)
    assert (written.documents, written.events) == (0, 0)
    assert names(store) == ["a1", "b1"]
    assert store.files(["a"])["a"]["rules"] == "newest"


def test_a_file_without_documents_gets_the_rules_by_itself(store: Store) -> None:
    store.write(replace(collect_batch([]), renewal=Renewal({}, {"none": "new", "b": "new"})))
    assert {key: row["rules"] for key, row in store.files(["a", "b", "none"]).items()} == {
        "a": "old",
        "b": "old",
        "none": "new",
    }
