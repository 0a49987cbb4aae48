"""A load of any length costs a document alike: batches grow, looks do not, and nothing of it changes what is stored."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import corpus
from benchmarks.corpus import make_document, make_documents, write_corpus
from loaders import load
from loaders.edtf import read_edtf
from loaders.errors import ClusterError, DocumentError, StoreError
from loaders.events.mentions import turn
from loaders.model import Announced, CreationTime, Document, Event, Status, TextQuote, document_id, event_id
from loaders.pipeline import gathering
from loaders.pipeline.gathering import write_gathered
from loaders.pipeline.tasks import Done
from loaders.store import FileReading, Mark, Reading, collect_batch, open_store
from loaders.store.batch import Batch, join_batches
from loaders.store.joining import Joined, Others
from loaders.store.numbering import turn_keys
from loaders.store.place import Place
from loaders.store.register import Row
from loaders.store.snapshot import Snapshot

EVENTS = 4


def read_file(name: str, *, text: str = "", keys: tuple[int, ...] = (), **more: Any) -> FileReading:
    """A file of one document with four events, each with a key of its own besides ``keys``."""
    text = text or f"The ministry opened {name} on 1 April 2024."
    number = sum(ord(letter) * 131**place for place, letter in enumerate(name)) % 2**20
    identity, created = document_id(name, text), CreationTime("2024-03-08", read_edtf("2024-03-08"), "record", "")
    document = Document(identity, name, name, "text", text, "0" * 64, created=created)
    events = tuple(
        Event(event_id(identity, 0, 5, each), identity, TextQuote.of(text, 0, 5), "Opened", Status.DONE)
        for each in range(EVENTS)
    )
    marks = tuple(Mark(f"{number:012}{each:04}", (*keys, 64 * number + 8 * each)) for each in range(EVENTS))
    settings: dict[str, Any] = {"sha256": text, "rules": "r1"} | more
    return FileReading(name, readings=(Reading(document, events, 3, marks),), **settings)


def done(*files: FileReading) -> Done:
    return Done(collect_batch(files), tuple(error for file in files for error in file.failures), len(files))


def dones(count: int, each: int = 1, **more: Any) -> Iterator[Done]:
    for first in range(0, count, each):
        yield done(*(read_file(f"d{number}.txt", **more) for number in range(first, first + each)))


def apart(fresh: list[Row], gone: list[Row], others: Others) -> Joined:
    """Judges every mention to be a story of its own."""
    return Joined({row["mention"]: row["mention"] for row in fresh}, {})


@pytest.fixture(name="store")
def fixture_store(tmp_path: Path) -> Any:
    return open_store(tmp_path / "store", create=True)


class Counted:
    """A store that writes nothing and remembers how much it was given."""

    def __init__(self, rows: int = 0) -> None:
        self.held, self.batches = rows, list[Batch]()

    def rows(self, _: str) -> list[dict[str, int]]:
        return [{"rows": self.held}]

    def write(self, batch: Batch, _: Any) -> Any:
        self.batches.append(batch)
        return batch


def sizes(store: Counted) -> list[int]:
    return [batch.documents + batch.events for batch in store.batches]


def test_the_first_batch_is_one_task_and_later_ones_grow_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST_ROWS", 50)
    monkeypatch.setattr(gathering, "COMPACTED", 10**6)
    store: Any = Counted()
    for _ in write_gathered(dones(150), store, apart):
        pass
    found, task = sizes(store), 1 + EVENTS
    assert sum(found) == 150 * task
    assert found[0] == task
    assert max(found) <= 50 + task
    assert len(found) < 40
    assert found[:-1] == sorted(found[:-1])
    large: Any = Counted(rows=10**6)
    for _ in write_gathered(dones(40), large, apart):
        pass
    assert sizes(large) == [50] * 4


def test_what_fails_is_gathered_like_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "FEW_ROWS", 20)
    store: Any = Counted()
    failed = (DocumentError("a.csv#row=2", "no text"),)
    for _ in write_gathered((done(FileReading(f"{n}.csv", "", "r1", (), failed)) for n in range(200)), store, apart):
        pass
    assert [batch.tables["failures"].num_rows for batch in store.batches] == [1, 20, 21, 42, 84, 32]


@pytest.mark.parametrize("count", range(398, 402))
def test_what_is_read_last_is_written_in_small_batches(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    task = 1 + EVENTS
    monkeypatch.setattr(gathering, "FEW_ROWS", 3 * task)
    left = [10 * count]

    def read() -> Iterator[Done]:
        for done in dones(count):
            left[0] -= 10
            yield replace(done, size=10)

    store: Any = Counted()
    for _ in write_gathered(read(), store, apart, lambda: left[0]):
        pass
    found = sizes(store)
    assert sum(found) == count * task
    assert max(found) > 50 * task
    assert max(found[-2:]) <= 6 * task
    assert found[-1] >= 2 * task  # a smaller rest goes with what was read before
    assert len(found) < 25


def test_a_batch_is_written_when_its_tables_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    most = next(dones(1, text="x" * 5_000)).batch.size * 3
    monkeypatch.setattr(gathering, "MOST_BYTES", most)
    store: Any = Counted(rows=10**9)
    for _ in write_gathered(dones(30, text="x" * 5_000), store, apart):
        pass
    assert len(store.batches) == 10
    assert max(batch.size for batch in store.batches) < 1.5 * most


def test_a_commit_looks_into_the_store_as_often_and_judges_as_little_however_much_it_holds(
    store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, judged = [0], [0]
    ask = Snapshot.query

    def query(self: Snapshot, *arguments: Any, **more: Any) -> Any:
        looks[0] += 1
        return ask(self, *arguments, **more)

    def judge(fresh: list[Row], gone: list[Row], others: Others) -> Joined:
        judged[0] += len(fresh)
        return apart(fresh, gone, others)

    monkeypatch.setattr(Snapshot, "query", query)
    counts = []
    for number in range(6):
        looks[0] = 0
        store.write(collect_batch([read_file(f"d{number}-{each}.txt") for each in range(5)]), judge)
        counts.append(looks[0])
    assert counts[2:] == counts[1:2] * 4
    assert max(counts) <= 8
    assert judged == [0]
    store.write(collect_batch([read_file("one.txt", keys=(6,)), read_file("two.txt", keys=(6,))]), judge)
    assert judged == [2 * EVENTS]
    store.write(collect_batch([read_file("three.txt", keys=(6,)), read_file("four.txt")]), judge)
    assert judged == [3 * EVENTS]


def test_an_odd_key_meets_the_other_side_and_an_even_one_its_like(store: Any) -> None:
    keys = [4, 5, 7, -8, -7, -5, 2**31 - 1, -(2**31)]
    assert turn_keys(np.array(keys, np.int32)).tolist() == list(map(turn, keys))
    assert list(map(turn, map(turn, keys))) == keys
    seen: list[int] = []

    def judge(fresh: list[Row], gone: list[Row], others: Others) -> Joined:
        seen.append(len(fresh))
        return apart(fresh, gone, others)

    store.write(collect_batch([read_file("heading.txt", keys=(5,)), read_file("another.txt", keys=(5,))]), judge)
    assert seen == []
    store.write(collect_batch([read_file("body.txt", keys=(7,))]), judge)
    assert seen == [EVENTS]


def read_promise(number: int, promises: tuple[int, ...]) -> FileReading:
    """A file of one promise, told on a day of its own."""
    day = f"2024-03-{number:02}"
    text = f"It will open on 1 April 2025, said on {day}."
    identity, interval = document_id(day, text), read_edtf(day)
    document = Document(identity, day, day, "text", text, "0" * 64, created=CreationTime(day, interval, "record", ""))
    event = Event(
        event_id(identity, 0, 5, 0),
        identity,
        TextQuote.of(text, 0, 5),
        "Opens",
        Status.PLANNED,
        announced=Announced(day, interval, "record"),
    )
    marks = (Mark(f"{number:016}", (64 * number,), promises),)
    return FileReading(day, text, "r1", (Reading(document, (event,), 1, marks),))


def test_a_judge_is_given_the_promises_told_last_before_a_day_and_what_lies_before_the_next_ones(store: Any) -> None:
    asked: list[list[int]] = []

    def judge(fresh: list[Row], gone: list[Row], others: Others) -> Joined:
        told = [others.promised([(date(2024, 3, 20), (4,))], [], 3)]
        told.append(others.promised([(date(2024, 3, 3), (4,)), (date(2024, 3, 6), (4, 400))], [], 1))
        told.append(others.promised([], [(date(2024, 3, 10), (5,))], 3))
        told.append(others.promised([], [(date(2024, 3, 24), (5,))], 3))
        told.append(others.promised([], [], 3))
        asked.extend(sorted(int(row["mention"]) for row in rows) for rows in told)
        return apart(fresh, gone, others)

    store.write(collect_batch([read_promise(number, (4, 7 if number % 2 else 5)) for number in range(1, 29)]))
    store.write(collect_batch([read_promise(29, (4, 7))]), judge)
    assert asked == [[17, 18, 19], [2, 5], [11, 13, 15], [25, 27], []]
    asked.clear()
    gone = Batch(collect_batch(()).tables, gone=("2024-03-18", "2024-03-02"))
    store.write(gone, judge)
    assert asked[:2] == [[16, 17, 19], [1, 5]]


def test_several_batches_in_one_are_what_they_are_one_by_one(tmp_path: Path) -> None:
    batches = [
        collect_batch([read_file("a.txt"), read_file("b.txt", text="Of b."), read_file("a2.txt", text="Same.")]),
        collect_batch([read_file("long.jsonl", text="One.", part=1, ends=2, complete=False, token="t")]),
        collect_batch([read_file("long.jsonl", text="Two.", part=2, ends=3, token="t")]),
    ]
    one, other = (open_store(tmp_path / name, create=True) for name in ("one", "other"))
    for batch in batches:
        one.write(batch)
    assert other.write(join_batches(batches)).version == 1
    for table in ("documents", "events", "failures"):
        left, right = (getattr(store, table)().drop(columns="data_version") for store in (one, other))
        assert left.equals(right)
    mine, theirs = (store.files(["a.txt", "long.jsonl"]) for store in (one, other))
    assert mine.keys() == theirs.keys()
    told = mine["long.jsonl"], theirs["long.jsonl"]
    assert [(row["documents"], row["complete"], row["token"]) for row in told] == [(2, True, "t")] * 2


def test_a_document_that_two_files_of_one_commit_hold_is_stored_once(store: Any) -> None:
    first, second = read_file("a.txt"), read_file("a.txt")
    again = FileReading("b.txt", second.sha256, "r1", second.readings)
    store.write(join_batches([collect_batch([first]), collect_batch([again])]))
    assert len(store.documents()) == 1
    assert len(store.events()) == EVENTS


def test_what_was_read_before_a_failure_of_the_reading_is_written(store: Any) -> None:
    def broken() -> Iterator[Done]:
        yield from dones(7)
        raise ClusterError("the scheduler went away.")

    written = 0
    with pytest.raises(ClusterError, match="went away"):
        for each, _ in write_gathered(broken(), store, apart):
            written += each.batch.documents
    assert written == 7
    assert len(open_store(store.folder).documents()) == 7


def test_a_long_load_makes_its_small_files_few_and_loses_nothing(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "COMPACTED", 8)
    monkeypatch.setattr(gathering, "MOST_ROWS", 1)
    for _ in write_gathered(dones(9), store, apart):
        pass
    now = open_store(store.folder)
    assert now.version == 10
    assert len(now.documents()) == 9
    assert sorted(now.events()["document_name"].unique()) == [f"d{number}.txt" for number in range(9)]
    listed = Snapshot(now.place, now._snapshot.pins)._open("documents")[0]
    assert len(listed) == 2


def tell_who(place: Place, **_: Any) -> None:
    """Stands for what makes small files few, and tells which process does so."""
    Path(place.address, "who").write_text(str(os.getpid()))


def be_ended(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def find_no_room(place: Place, **_: Any) -> None:
    raise StoreError(f"{place}: the disk is full. Make room there.")


@pytest.fixture(name="compact")
def fixture_compact(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Lets something else stand for what makes small files few, which is due after every second commit."""
    monkeypatch.setattr(gathering, "COMPACTED", 2)
    monkeypatch.setattr(gathering, "MOST_ROWS", 1)
    return partial(monkeypatch.setattr, gathering, "compact_store")


def test_small_files_are_made_few_in_another_process_so_that_the_memory_of_the_loader_does_not_grow_by_it(
    store: Any, compact: Callable[[Any], None]
) -> None:
    compact(tell_who)
    assert len(list(write_gathered(dones(2), store, apart))) == 2
    assert int((store.folder / "who").read_text()) != os.getpid()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system ends no process by a signal")
@pytest.mark.parametrize(
    ("how", "told"),
    [
        (be_ended, r"few was ended from outside.* load again to go on"),
        (find_no_room, r"store: the disk is full\. Make room there\."),
    ],
)
def test_where_the_process_that_makes_small_files_few_fails_it_is_told_and_all_batches_are_kept(
    store: Any, compact: Callable[[Any], None], how: Any, told: str
) -> None:
    compact(how)
    with pytest.raises(StoreError, match=told):
        list(write_gathered(dones(3), store, apart))
    assert len(open_store(store.folder).documents()) == 2


def test_the_memory_of_a_loaders_looks_is_bounded_and_that_of_readers_is_their_own(store: Any) -> None:
    asked = "SELECT current_setting('memory_limit') AS most"
    pins = store._snapshot.pins
    loaders, readers = (Snapshot(store.place, pins, decided=decided).query(asked) for decided in (False, True))
    assert loaders["most"].to_pylist() == ["286.1 MiB"]
    assert "GiB" in readers["most"].to_pylist()[0] or readers["most"] != loaders["most"]


def test_two_loads_that_gather_at_once_store_each_document_once(store: Any) -> None:
    other = open_store(store.folder)
    one = write_gathered(dones(12), store, apart)
    two = write_gathered(dones(18, each=3), other, apart)
    for _ in one:
        next(two, None)
    for _ in two:
        pass
    now = open_store(store.folder)
    assert sorted(now.documents()["name"]) == sorted(f"d{number}.txt" for number in range(18))
    assert len(now.events()) == 18 * EVENTS


def test_some_of_a_corpus_retells_what_was_told_in_other_words_soon_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "REPOSTED", 0.0)
    monkeypatch.setattr(corpus, "RETOLD", 0.0)
    told = [make_document(number) for number in range(40)]
    monkeypatch.setattr(corpus, "RETOLD", 1.0)
    monkeypatch.setattr(corpus, "BACK", 1)
    pairs = [(each, make_document(number + 1)) for number, each in enumerate(told)]
    assert all(one.language == other.language for one, other in pairs)
    assert all(one.text.count("\n\n") == other.text.count("\n\n") for one, other in pairs)
    assert sum(one.text != other.text for one, other in pairs) > 20
    days = [
        (date.fromisoformat(other.published) - date.fromisoformat(one.published)).days
        for one, other in pairs
        if one.published and other.published
    ]
    assert min(days) == 0 and max(days) == corpus.LATER


def test_few_documents_of_a_corpus_tell_the_same_by_chance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REPOSTED", "RETOLD"):
        monkeypatch.setattr(corpus, name, 0.0)
    monkeypatch.setattr(corpus, "DAYS", 1)  # twice as much told on a day as in a million documents
    write_corpus(tmp_path / "made", 320)
    load(tmp_path / "made", store=tmp_path / "store")
    store = open_store(tmp_path / "store")
    told, again = (store.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in ("tellings", "retellings"))
    assert told > 1_000
    assert again < 0.02 * told


def test_a_corpus_of_a_number_is_the_beginning_of_a_larger_one(tmp_path: Path) -> None:
    made = [make_document(number) for number in range(40)]
    assert made[:20] == [make_document(number) for number in range(20)]
    assert {each.language for each in made} == {"en", "zh"}
    assert 10 < len({each.text for each in made}) <= 40
    characters = write_corpus(tmp_path / "rows", 20)
    assert characters == sum(len(each.text) for each in made[:20])
    (file,) = (tmp_path / "rows").iterdir()
    assert file.read_text(encoding="utf-8").splitlines() == [each.row().rstrip("\n") for each in made[:20]]
    in_order = list(make_documents(40, order="day"))
    assert sorted(in_order, key=lambda each: each.name) == made
    days = [each.published for each in in_order if each.published]
    assert all(  # but for those that tell anew what was told some days before
        (date.fromisoformat(later) - date.fromisoformat(one)).days >= -corpus.LATER for one, later in pairwise(days)
    )
    write_corpus(tmp_path / "texts", 20, form="text")
    assert len(list((tmp_path / "texts").rglob("*.txt"))) == 20
