"""The store keeps what it is given, gives it back in fixed types, and replaces what changed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from loaders.edtf import read_edtf
from loaders.errors import DocumentError, StoreError
from loaders.model import (
    Announced,
    CreationTime,
    DateCandidate,
    Document,
    Event,
    Passage,
    PassageKind,
    Role,
    SectorTag,
    Sense,
    Status,
    TextQuote,
    When,
    document_id,
    event_id,
)
from loaders.store import READ, FileReading, Reading, collect_batch, default_store, open_store
from loaders.store.schema import LOADS, STORED

ROOT = Path(__file__).resolve().parents[2]


def read_file(
    name: str, text: str = "The ministry opened cloud services on 1 April 2024. 政策如下。", **more: Any
) -> FileReading:
    """A file that gave one document with two events, without any reader."""
    created = more.pop("created", "2024-03-08")
    identity = document_id(name, text)
    document = Document(
        identity,
        name,
        name,
        "text",
        text,
        "0" * 64,
        title="A title",
        created=CreationTime(created, read_edtf(created), "dateline", "March 8") if created else None,
        candidates=(DateCandidate("dateline", Sense.SAID, "March 8", "2024-03-08"),),
        passages=(Passage(0, 10), Passage(11, 20, PassageKind.TURN, "A. Speaker", "official", page=2)),
    )
    events = (
        Event(
            event_id(identity, 0, 12, 0),
            identity,
            TextQuote.of(text, 0, 12),
            "Opened",
            Status.TARGET,
            Announced(created, read_edtf(created), "dateline") if created else None,
            When("../2025-12-31", read_edtf("../2025-12-31"), Role.DEADLINE, (3, 9)),
            (SectorTag("5g", ((0, 3), (4, 12))), SectorTag("nev", ((1, 2),), inherited=True)),
            ("miit",),
            "A. Speaker",
            "pilot",
            ("opens",),
        ),
        Event(event_id(identity, 0, 5, 1), identity, TextQuote.of(text, 0, 5), "Bare", Status.DONE),
    )
    settings: dict[str, Any] = {"sha256": text, "rules": "r1"} | more
    return FileReading(name, readings=(Reading(document, events, 3),), **settings)


def write(store: Any, *files: FileReading) -> Any:
    return store.write(collect_batch(files))


@pytest.fixture(name="store")
def fixture_store(tmp_path: Path) -> Any:
    return open_store(tmp_path / "store", create=True)


def test_an_event_comes_back_as_it_was_written(store: Any) -> None:
    write(store, read_file("a.txt"))
    row = store.events().set_index("title").loc["Opened"]
    assert row["text"] == "The ministry"
    assert row["sectors"] == ["5g", "nev"]
    assert row["evidence"] == [
        {"code": "5g", "spans": [[0, 3], [4, 12]], "inherited": False},
        {"code": "nev", "spans": [[1, 2]], "inherited": True},
    ]
    assert (row["when"], row["role"], row["when_evidence"]) == ("../2025-12-31", "deadline", [3, 9])
    assert row["when_start"] is pd.NaT
    assert row["when_end"] == pd.Timestamp(2026, 1, 1)
    assert row["announced_start"] == pd.Timestamp(2024, 3, 8)
    assert row["document_name"] == "a.txt"
    assert row["document_title"] == "A title"
    assert row["data_version"] == 1


def test_an_event_without_dates_sectors_or_speaker_has_none_empty_lists_and_nat(store: Any) -> None:
    write(store, read_file("a.txt", created=None))
    row = store.events().set_index("title").loc["Bare"]
    assert [row[name] for name in ("created", "announced", "when", "role", "when_evidence", "speaker")] == [None] * 6
    assert [row[name] for name in ("sectors", "evidence", "actors", "cues")] == [[], [], [], []]
    assert all(row[name] is pd.NaT for name in ("announced_start", "announced_end", "when_start", "when_end"))


def test_a_document_comes_back_with_text_passages_and_candidates(store: Any) -> None:
    write(store, read_file("a.txt"))
    row = store.documents().iloc[0]
    assert row["text"].endswith("政策如下。")
    assert row["passages"][1]["speaker"] == "A. Speaker"
    assert row["candidates"] == [
        {"rung": "dateline", "sense": "said", "evidence": "March 8", "edtf": "2024-03-08"},
    ]
    assert row["sentences"] == 3
    one = store.document(row["id"])
    assert one["text"] == row["text"]
    assert one["created_start"] == date(2024, 3, 8)
    with pytest.raises(StoreError, match="no document 'x'"):
        store.document("x")


@pytest.mark.parametrize("table", sorted(READ.keys() - {"decisions"}))
def test_columns_and_types_do_not_depend_on_what_is_stored(store: Any, table: str) -> None:
    empty = getattr(store, table)()
    write(store, read_file("a.txt"), read_file("u.txt", created=None), failing("b.txt"))
    full = getattr(store, table)()
    assert len(full) > len(empty) == 0
    assert list(empty.columns) == list(full.columns) == READ[table].names
    assert empty.dtypes.equals(full.dtypes)
    assert set(map(str, full.dtypes)) <= {"object", "int64", "Int32", "datetime64[s]", "bool"}


def failing(name: str, reason: str = "The file is empty.") -> FileReading:
    return FileReading(name, "", "r1", failures=(DocumentError(name, reason, "Leave it out."),), whole=False)


def test_the_same_file_written_again_makes_no_new_version(store: Any) -> None:
    first = write(store, read_file("a.txt"))
    again = write(store, read_file("a.txt"))
    assert (first.version, first.documents, first.events) == (1, 1, 2)
    assert (again.version, again.documents, again.left) == (1, 0, ("a.txt",))


@pytest.mark.parametrize("change", [{"text": "Quite other words here."}, {"rules": "r2"}, {"published": "2024"}])
def test_a_changed_file_new_rules_or_another_date_replace_document_and_events(store: Any, change: Any) -> None:
    write(store, read_file("a.txt"), read_file("b.txt"))
    write(store, read_file("a.txt", **change))
    assert sorted(store.documents()["name"]) == ["a.txt", "b.txt"]
    assert len(store.events()) == 4
    assert set(store.events()["document"]) == set(store.documents()["id"])
    assert store.documents().set_index("name")["data_version"].to_dict() == {"a.txt": 2, "b.txt": 1}


def test_an_undated_document_is_replaced_too(store: Any) -> None:
    write(store, read_file("u.txt", created=None))
    write(store, read_file("u.txt", "Now it says when it was said.", created="2021"))
    assert store.documents()["created"].tolist() == ["2021"]
    assert len(store.events()) == 2


def test_one_document_read_from_two_files_is_stored_once(store: Any) -> None:
    reading = read_file("a.txt")
    write(store, reading)
    write(store, FileReading("elsewhere/a.txt", "s", "r1", reading.readings))
    assert len(store.documents()) == 1
    assert len(store.events()) == 2


def test_a_file_name_with_quotes_and_other_scripts_is_replaced_like_any_other(store: Any) -> None:
    name = 'it\'s "5G" \\ 政策%20.txt'
    write(store, read_file(name))
    write(store, read_file(name, "Other words of that file."))
    assert store.documents()["name"].tolist() == [name]


def test_a_failure_is_kept_until_the_file_loads(store: Any) -> None:
    assert write(store, failing("a.txt")).version == 1
    assert write(store, failing("a.txt")).version == 1  # nothing new
    assert write(store, failing("a.txt", "It is binary.")).version == 2
    assert store.failures()[["source", "reason"]].to_numpy().tolist() == [["a.txt", "It is binary."]]
    write(store, read_file("a.txt"))
    assert store.failures().empty


def test_a_file_that_cannot_be_read_any_more_keeps_what_was_read_before(store: Any) -> None:
    write(store, read_file("a.txt"))
    write(store, failing("a.txt"))
    assert len(store.documents()) == 1
    assert len(store.failures()) == 1


def test_the_past_is_read_exactly(store: Any) -> None:
    write(store, read_file("a.txt"))
    write(store, read_file("a.txt", "Other words."), read_file("b.txt"))
    past = open_store(store.folder, version=1)
    assert past.documents()["name"].tolist() == ["a.txt"]
    assert past.events()["text"].str.startswith("The").all()
    assert open_store(store.folder, version=0).events().empty
    assert (past.version, past.newest()) == (1, 2)
    with pytest.raises(StoreError, match="opened at version 1"):
        write(past, read_file("c.txt"))
    with pytest.raises(StoreError, match=r"version 3 is none of this store\. The store has versions 0 to 2"):
        open_store(store.folder, version=3)


def test_a_store_that_is_open_stays_at_its_version(store: Any) -> None:
    reader = open_store(store.folder)
    write(store, read_file("a.txt"))
    assert reader.documents().empty
    assert reader.newest() == 1


def test_a_long_file_comes_in_parts_and_is_complete_with_the_last(store: Any) -> None:
    rows = [read_file(f"t.csv#row={n}").readings for n in range(3)]
    part = {"file": "t.csv", "sha256": "s", "rules": "r1", "token": "mine"}
    write(store, FileReading(**part, readings=rows[0], part=1, ends=2, complete=False))
    assert not store.files(["t.csv"])["t.csv"]["complete"]
    write(store, FileReading(**part, readings=rows[1], part=2, ends=3, complete=False))
    write(store, FileReading(**part, readings=rows[2], part=3, ends=4))
    assert len(store.documents()) == 3
    assert store.files(["t.csv"])["t.csv"]["complete"]
    assert store.files(["t.csv"])["t.csv"]["documents"] == 3


def test_a_load_that_took_over_a_long_file_is_not_disturbed_by_the_one_before(store: Any) -> None:
    rows = [read_file(f"t.csv#row={n}").readings for n in range(2)]
    first = {"file": "t.csv", "sha256": "s", "rules": "r1", "token": "first"}
    second = first | {"token": "second"}
    write(store, FileReading(**first, readings=rows[0], ends=2, complete=False))
    write(store, FileReading(**second, readings=rows[0], ends=2, complete=False))
    assert write(store, FileReading(**first, readings=rows[1], part=2)).left == ("t.csv",)
    assert not store.files(["t.csv"])["t.csv"]["complete"]
    write(store, FileReading(**second, readings=rows[1], part=2))
    assert len(store.documents()) == 2


def test_leftovers_of_a_loader_that_died_are_never_read_and_are_put_back(store: Any) -> None:
    write(store, read_file("a.txt"))
    half = collect_batch([read_file("dead.txt")]).tables["events"]
    half = half.append_column("data_version", pa.repeat(pa.scalar(2), half.num_rows))
    write_deltalake(store.folder / "events", half.select(STORED["events"].names), mode="append")
    assert len(open_store(store.folder).events()) == 2
    write(store, read_file("b.txt"))
    assert set(store.events()["document_name"]) == {"a.txt", "b.txt"}
    assert DeltaTable(store.folder / "events").count() == 4


def test_sql_reads_the_tables_and_nothing_else(store: Any, tmp_path: Path) -> None:
    write(store, read_file("a.txt"))
    assert store.query('SELECT count(*) AS n FROM events WHERE "start" = $s', {"s": 0})["n"].tolist() == [2]
    assert store.rows("SELECT year, rules FROM documents") == [{"year": 2024, "rules": "r1"}]
    (tmp_path / "secret.csv").write_text("a\n1\n")
    for sql in (
        f"SELECT * FROM read_csv('{tmp_path}/secret.csv')",
        f"COPY events TO '{tmp_path}/out.csv'",
        "DROP VIEW events",
        "SELECT 1; SELECT 2",
        "SELECT nothing FROM events",
    ):
        with pytest.raises(StoreError):
            store.query(sql)
    assert not (tmp_path / "out.csv").exists()


def test_threads_share_one_open_store(store: Any) -> None:
    write(store, *(read_file(f"{n}.txt") for n in range(20)))
    counts: list[int] = []
    threads = [Thread(target=lambda: counts.extend(len(store.events()) for _ in range(5))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [40] * 30


@pytest.mark.parametrize("name", ["with space", "政策", "a#b", "it's"])
def test_a_store_may_lie_in_a_folder_with_a_difficult_name(tmp_path: Path, name: str) -> None:
    store = open_store(tmp_path / name, create=True)
    write(store, read_file("a.txt"))
    write(store, read_file("a.txt", "Other words of the file."))
    assert len(open_store(tmp_path / name).events()) == 2


def test_places_where_no_store_is_or_can_be_are_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no store here\. Make one with: python -m loaders load"):
        open_store(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="this is a file"):
        open_store(tmp_path / "file", create=True)
    for sign in "%[*?":
        with pytest.raises(StoreError, match=f"cannot hold '{re.escape(sign)}'"):
            open_store(tmp_path / f"a{sign}b", create=True)


def test_a_store_of_a_newer_program_says_so(store: Any) -> None:
    row = pa.Table.from_pylist([{"schema": 99} | dict.fromkeys(STORED, 0)], schema=LOADS)
    write_deltalake(store.folder / "loads", row, mode="overwrite")
    with pytest.raises(StoreError, match=r"written by a newer program \(layout 99"):
        open_store(store.folder)


def test_making_a_store_twice_leaves_the_first_alone(store: Any) -> None:
    write(store, read_file("a.txt"))
    assert len(open_store(store.folder, create=True).documents()) == 1


FULL_DISK = """
import resource, sys
from loaders.errors import StoreError
from loaders.store import Batch, collect_batch, open_store
from loaders.store import FileReading
from loaders.errors import DocumentError

store = open_store(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    store.write(collect_batch([FileReading("b", "", "r", failures=(DocumentError("b", "empty"),), whole=False)]))
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_disk_without_room_is_named_and_what_was_loaded_stays(store: Any) -> None:
    write(store, read_file("a.txt"))
    said = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(store.folder)], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert "the batch was not written" in said
    assert "What was written before is whole" in said
    assert len(open_store(store.folder).documents()) == 1
    assert write(store, read_file("b.txt")).version == 2


def test_the_default_store_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POLICY_TIMELINE_STORE", str(tmp_path))
    assert default_store() == tmp_path
    monkeypatch.delenv("POLICY_TIMELINE_STORE")
    assert default_store() == ROOT / "store"


def test_the_lists_of_a_frame_are_python_lists_that_json_can_write(store: Any) -> None:
    write(store, read_file("a.txt"))
    row = store.events().iloc[0]
    assert not any(isinstance(value, np.ndarray) for value in row)
    json.dumps([row["evidence"], row["sectors"], row["when_evidence"]])


KINDS = {"text": "string", "EDTF": "string", "number": "int64", "maybe": "int32", "day": "date32[day]"}
KINDS |= {"list": "list", "flag": "bool"}


@pytest.mark.parametrize("table", READ)
def test_the_data_dictionary_lists_every_column_with_its_type(table: str) -> None:
    page = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    part = page.partition(f"\n## {table}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|[^|]*\| ([^|]+) \|$", part, re.M)
    told = [(name, KINDS[kind]) for name, kind, _ in rows]
    assert told == [(field.name, str(field.type).partition("<")[0]) for field in READ[table]]
    assert all(meaning.strip() for *_, meaning in rows)
