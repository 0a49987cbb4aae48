"""The register has the mentions that the tables of a version tell, whatever became of it or of them meanwhile."""

from __future__ import annotations

import shutil
import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from deltalake.exceptions import DeltaError

from loaders.errors import StoreError
from loaders.events.mentions import turn
from loaders.store import (
    Batch,
    FileReading,
    Mark,
    Reading,
    Store,
    collect_batch,
    open_store,
    registering,
    runs,
    sketches,
)
from loaders.store import register as registers
from loaders.store.arrays import make_table
from loaders.store.compaction import compact_store
from loaders.store.joining import Joined, Others
from loaders.store.numbering import shared_numbers
from loaders.store.readings import SKETCH
from loaders.store.register import Register, Row
from loaders.store.registering import open_register
from loaders.store.runs import Run, count_due, find_equal, find_nearest, merge_runs, write_run
from loaders.store.schema import KEYS
from loaders.store.snapshot import Snapshot, read_pins
from tests.loaders.stored import document_of, event_of

DAY = date(2024, 3, 1)
ASKED = pa.schema(
    [
        ("mention", pa.string()),
        ("text", pa.string()),
        ("keys", KEYS),
        ("promises", KEYS),
        ("sketch", KEYS),
        ("facts", pa.string()),
    ]
)


def apart(fresh: list[Row], gone: list[Row], others: Others) -> Joined:
    """Judges every mention to be a story of its own."""
    return Joined({row["mention"]: row["mention"] for row in fresh}, {})


def in_twos(fresh: list[Row], gone: list[Row], others: Others) -> Joined:
    """Judges each mention to be of the story of the one before it in the batch."""
    names = sorted(row["mention"] for row in fresh)
    return Joined({name: names[number & ~1] for number, name in enumerate(names)}, {})


def read_file(name: str, draw: Random, events: int = 4) -> FileReading:
    """A file of one document, whose events have a few of few keys each, and a few times."""
    document = document_of(name, f"The ministry opened {name}.", f"2024-03-{draw.randint(1, 9):02}")
    told = tuple(
        event_of(document, number, name, (0, 12), when=draw.choice([None, "2025", "2026"])) for number in range(events)
    )
    marks = tuple(
        Mark(
            f"{draw.getrandbits(64):016x}",
            _keys(draw, 3),
            _keys(draw, draw.choice([0, 2])),
            sketch=_sketch(draw),
            facts=draw.choice([None, "12\t\n\n\n", "\n\nHefei\n"]),
        )
        for _ in told
    )
    return FileReading(name, name + str(draw.random()), "r1", (Reading(document, told, 1, marks),))


def _keys(draw: Random, most: int) -> tuple[int, ...]:
    return tuple(sorted({draw.choice([-8, -7, -5, 4, 8, 12, 2**31 - 1, -(2**31)]) for _ in range(most)}))


def _sketch(draw: Random) -> tuple[int, ...]:
    """One of few, or none."""
    return draw.choice([(), *((number,) * SKETCH for number in (-(2**31), 5, 2**31 - 1))])


def tell(store: Store) -> list[Row]:
    columns = "mention, text, keys, promises, sketch, facts, when_start, when_end, announced_start"
    sql = f"SELECT DISTINCT ON (mention) {columns} FROM tellings"
    rows: list[Row] = Snapshot(store.place, read_pins(store.place), decided=False).query(sql).to_pylist()
    return rows


def numbers_of(row: Row) -> list[int]:
    days = [day.toordinal() if day else 0 for day in (row["when_start"], row["when_end"], row["announced_start"])]
    return list(shared_numbers(np.array(row["keys"], np.int32), *(np.full(len(row["keys"]), day) for day in days)))


def check(store: Store) -> None:
    """Compare a register with the tables, read anew."""
    rows = tell(store)
    with open_register(Snapshot(store.place, read_pins(store.place), decided=False)) as register:
        assert len(register) == len(rows)
        names = {row["mention"] for row in rows}
        asked = make_table([*rows, {"mention": "0" * 16, "keys": [], "promises": []}], ASKED)
        assert register.known(asked) == (names, [])
        _check_meeting(register, rows)
        _check_looked_up(register, rows)
        _check_retold(register, store)
        _check_promised(register, rows)


def _check_meeting(register: Register, rows: list[Row]) -> None:
    """Look for those that share a number with one of a few mentions, and a sketch, or have none."""
    asked = [row for row in rows[:12] if row["keys"]]
    numbers, sketches = [numbers_of(row) for row in asked], [row["sketch"] or [0] * SKETCH for row in asked]
    whose = np.repeat(np.arange(len(asked)), [len(each) for each in numbers])
    found = register.read(
        register.meeting(
            np.array([number for mine in numbers for number in mine], "<u8"),
            whose,
            np.array(sketches, np.int32).reshape(-1, SKETCH),
            lambda one, other: (one == other).all(axis=1) | (other == 0).all(axis=1),
        )
    )
    assert {each["mention"] for each in found} == {
        each["mention"]
        for each in rows
        if any(
            set(mine) & set(numbers_of(each)) and each["sketch"] in (row["sketch"], [])
            for row, mine in zip(asked, numbers, strict=True)
        )
    }
    told = {row["mention"]: row for row in rows}
    for each in found:
        row = told[each["mention"]]
        assert np.frombuffer(each["sketch"], np.int32).tolist() == (row["sketch"] or [0] * SKETCH)
        assert all(each[name] == row[name] for name in row if name != "sketch")


def _check_looked_up(register: Register, rows: list[Row]) -> None:
    """Look some numbers up first, of which some are nobody's and some that are asked for later are not among them."""
    every = sorted({number for row in rows for number in numbers_of(row)})
    some = np.array(sorted({*every[::2], 0, 2**64 - 1}), "<u8")
    assert register.look_up(some).tolist() == every[::2]
    _check_meeting(register, rows)


def _check_retold(register: Register, store: Store) -> None:
    told = store.rows("SELECT mention, story FROM retellings")
    stories = {row["mention"]: row["story"] for row in told}
    assert register.stories([*stories, "0" * 16]) == stories
    for story in sorted({*stories.values()})[:5]:
        assert sorted(register.members([story])) == sorted(name for name, each in stories.items() if each == story)


def _check_promised(register: Register, rows: list[Row], most: int = 2) -> None:
    told = sorted((row["announced_start"], int(row["mention"][:3], 16) >> 2, row["mention"], row) for row in rows)
    for key in {key for row in rows for key in row["promises"]}:
        for day in (DAY + timedelta(days=3), DAY + timedelta(days=6)):
            have, meet = ([each for each in told if some in each[3]["promises"]] for some in (key, turn(key)))
            before = [each for each in have if each[0] < day]
            wanted = [each for each in before if each[:2] >= before[-most:][0][:2]]
            assert _promised(register, [(day, key)], [], most) == sorted(each[2] for each in wanted)
            after = [each for each in have if each[0] > day]
            until = after[most - 1][0] if len(after) >= most else date.max
            wanted = [each for each in meet if day < each[0] <= until]
            assert _promised(register, [], [(day, key)], most) == sorted(each[2] for each in wanted)


def _promised(register: Register, before: list[Any], after: list[Any], most: int) -> list[str]:
    def split(asked: list[Any]) -> tuple[Any, Any]:
        keys, days = [key for _, key in asked], [day.toordinal() for day, _ in asked]
        return np.array(keys, np.int32), np.array(days, np.int64)

    found = register.promised(split(before), split(after), most, ())
    return sorted(row["mention"] for row in register.read(found))


@pytest.fixture(name="small")
def fixture_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a few numbers, so that there are many."""
    monkeypatch.setattr(runs, "BLOCK", 4)
    monkeypatch.setattr(runs, "AT_ONCE", 16)
    monkeypatch.setattr(registers, "PAIRS", 5)
    monkeypatch.setattr(registers, "NUMBERS", 3)
    monkeypatch.setattr(registers, "LOOKED_UP", 20)
    monkeypatch.setattr(sketches, "NEAR_BY", 2)
    monkeypatch.setattr(sketches, "AT_ONCE", 8)


@pytest.fixture(name="several")
def fixture_several(tmp_path: Path, small: None) -> Iterator[tuple[list[Run], np.ndarray, np.ndarray]]:
    """A few runs of many equal numbers, and what they hold together."""
    draw = np.random.default_rng(3)
    parts = [draw.integers(0, 60, size).astype("<u8") for size in (200, 75, 40, 3)]
    ends = np.cumsum([0, *map(len, parts)])
    made = [
        write_run(tmp_path / f"{number}.run", part, np.arange(start, start + len(part)))
        for number, (part, start) in enumerate(zip(parts, ends, strict=False))
    ]
    yield made, np.concatenate(parts), np.arange(ends[-1])


def test_runs_give_the_places_of_all_equal_numbers(several: Any) -> None:
    made, numbers, places = several
    asked = np.array([0, 1, 17, 18, 59, 60, 2**64 - 1], "<u8")
    which, found = find_equal(made, asked)
    assert sorted(zip(asked[which].tolist(), found.tolist(), strict=True)) == sorted(
        (number, place) for number, place in zip(numbers.tolist(), places.tolist(), strict=True) if number in asked
    )


@pytest.mark.parametrize("last", [True, False])
def test_runs_give_the_nearest_of_each_range_but_for_those_left_out(several: Any, last: bool) -> None:
    made, numbers, places = several
    numbers = numbers * np.uint64(1000) + places.astype("<u8")  # no two alike
    made = [
        write_run(run.path, part, run_places)
        for run, part, run_places in zip(
            made,
            np.split(numbers, np.cumsum([run.count for run in made])[:-1]),
            np.split(places, np.cumsum([run.count for run in made])[:-1]),
            strict=True,
        )
    ]
    but = np.flatnonzero((numbers > 9_000) & (numbers < 30_500))
    lows, highs = np.array([0, 5_000, 58_000, 7], "<u8"), np.array([31_000, 5_000, 90_000, 40_000], "<u8")
    found = find_nearest(made, lows, highs, 5, but, last=last)[2]
    wanted: list[int] = []
    for low, high in zip(lows, highs, strict=True):
        there = [each for each in np.argsort(numbers) if low <= numbers[each] < high and each not in set(but)]
        wanted += there[-5:] if last else there[:5]
    assert sorted(found.tolist()) == sorted(wanted)


def test_merged_runs_are_as_if_written_at_once(several: Any, tmp_path: Path) -> None:
    made, numbers, places = several
    whole, merged = write_run(tmp_path / "whole.run", numbers, places), merge_runs(tmp_path / "merged.run", made)
    assert merged.path.read_bytes() == whole.path.read_bytes()
    assert merged.firsts.tolist() == whole.firsts.tolist() == np.sort(numbers)[::4].tolist()


def test_merging_holds_a_part_of_what_is_merged_at_a_time(tmp_path: Path) -> None:
    numbers = np.random.default_rng(31).integers(0, 2**63, 2**22, "u8")
    halves = np.array_split(numbers, 2)
    made = [write_run(tmp_path / f"{at}.run", half, np.zeros(len(half), "<u4")) for at, half in enumerate(halves)]
    tracemalloc.start()
    merged = merge_runs(tmp_path / "merged.run", made)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert merged.count == len(numbers)
    assert most < numbers.nbytes / 2


def test_runs_stay_few() -> None:
    held: list[Run] = []
    for _ in range(500):
        held.append(Run(Path(), 10, np.empty(0)))
        if (due := count_due(held)) > 1:
            held[-due:] = [Run(Path(), sum(run.count for run in held[-due:]), np.empty(0))]
        assert len(held) <= 9


@pytest.mark.usefixtures("small")
def test_the_register_follows_whatever_is_written_with_it_and_without(tmp_path: Path) -> None:
    draw = Random(11)
    store = open_store(tmp_path / "store", create=True)
    for step in range(16):
        files = [read_file(f"d{draw.randint(0, 30)}.txt", draw) for _ in range(4)]
        batch = collect_batch({file.file: file for file in files}.values())
        if step % 6 == 4:
            batch = Batch(collect_batch(()).tables, gone=tuple(f"d{number}.txt" for number in range(step % 7, 30, 5)))
        store.write(batch, (None, apart, in_twos, in_twos)[step % 4])
        if step % 7 == 6:
            compact_store(store.place)
        if step % 3 == 0:
            check(open_store(store.folder))
    check(open_store(store.folder))


@pytest.mark.parametrize("damage", ["cut", "missing", "garbage", "half", "sketches"])
def test_a_damaged_register_is_made_anew(tmp_path: Path, damage: str) -> None:
    draw = Random(5)
    store = open_store(tmp_path / "store", create=True)
    store.write(collect_batch([read_file(f"d{number}.txt", draw) for number in range(5)]), in_twos)
    (home,) = (store.folder / ".search").glob("mentions-*")
    run = next(home.glob("*.run"))
    if damage == "cut":
        run.write_bytes(run.read_bytes()[:-3])
    elif damage == "missing":
        run.unlink()
    elif damage == "sketches":
        (path,) = home.glob("*.sketches")
        path.write_bytes(path.read_bytes()[:-3])
    elif damage == "garbage":
        (home / "mentions.sqlite").write_bytes(b"no database" * 500)
    else:
        (home / "mentions.sqlite").unlink()
    check(store)


def test_a_mention_with_another_sketch_than_kept_is_told_otherwise(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)
    marks = (Mark("0" * 16, (4,), sketch=(7,) * SKETCH), Mark("1" * 16, (4,)))
    store.write(collect_batch([replace_marks(read_file("a.txt", Random(1), events=2), marks)]), apart)
    with open_register(Snapshot(store.place, read_pins(store.place), decided=False)) as register:
        for number, otherwise in ((7, []), (8, ["0" * 16])):
            rows = [
                {
                    "mention": each.mention,
                    "text": "The ministry",
                    "keys": [4],
                    "promises": [],
                    "sketch": [number] * SKETCH,
                }
                for each in marks
            ]
            names, found = register.known(make_table(rows, ASKED))
            assert names == {each.mention for each in marks}
            assert [row["mention"] for row in found] == otherwise


def replace_marks(file: FileReading, marks: tuple[Mark, ...]) -> FileReading:
    (reading,) = file.readings
    return replace(file, readings=(replace(reading, marks=marks),))


def test_a_mention_with_other_facts_than_kept_is_told_otherwise(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)
    marks = (Mark("0" * 16, (4,), facts="12\t\n\n\n"), Mark("1" * 16, (4,)))
    store.write(collect_batch([replace_marks(read_file("a.txt", Random(1), events=2), marks)]), apart)
    with open_register(Snapshot(store.place, read_pins(store.place), decided=False)) as register:
        for facts, otherwise in (("12\t\n\n\n", []), ("13\t\n\n\n", ["0" * 16])):
            rows = [
                {"mention": each.mention, "text": "The ministry", "keys": [4], "promises": [], "facts": facts}
                for each in marks
            ]
            names, found = register.known(make_table(rows, ASKED))
            assert names == {each.mention for each in marks}
            assert [row["mention"] for row in found] == otherwise


def test_other_signs_for_the_same_are_not_told_otherwise_and_the_first_that_came_stay(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)
    mark = Mark("0" * 16, (4,), facts="12\t\n\n\n")
    store.write(collect_batch([replace_marks(read_file("a.txt", Random(1), events=1), (mark,))]), apart)
    with open_register(Snapshot(store.place, read_pins(store.place), decided=False)) as register:
        row = {"mention": mark.mention, "text": "The Ministry", "keys": [8], "promises": [], "facts": "\n\n\nMinistry"}
        assert register.known(make_table([row], ASKED)) == ({mark.mention}, [])


def test_a_register_whose_sketches_of_mentions_that_are_gone_are_cut_is_made_anew(tmp_path: Path) -> None:
    draw = Random(3)
    store = open_store(tmp_path / "store", create=True)
    for name in ("a.txt", "b.txt"):
        store.write(collect_batch([read_file(name, draw)]), apart)
    store.write(Batch(collect_batch(()).tables, gone=("b.txt",)), apart)
    (path,) = (store.folder / ".search").glob("mentions-*/*.sketches")
    path.write_bytes(path.read_bytes()[:-3])
    check(store)
    store.write(collect_batch([read_file("c.txt", draw)]), apart)
    assert len((store.folder / ".search").joinpath(path.parent.name, path.name).read_bytes()) % (4 * SKETCH) == 0
    check(store)


def test_what_was_not_committed_is_forgotten_and_leaves_no_file(tmp_path: Path) -> None:
    draw = Random(7)
    store = open_store(tmp_path / "store", create=True)
    store.write(collect_batch([read_file("a.txt", draw)]), apart)
    snapshot = Snapshot(store.place, read_pins(store.place), decided=False)
    with open_register(snapshot) as register:
        register.forget(row["mention"] for row in tell(store))
        assert len(register) == 0
    check(store)
    (home,) = (store.folder / ".search").glob("mentions-*")
    (home / "99.run").write_bytes(b"left by one that died")
    store.write(collect_batch([read_file("b.txt", draw)]), apart)
    assert not (home / "99.run").exists()
    check(store)


def test_a_batch_is_written_where_its_register_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError("No space left on device")

    draw = Random(9)
    store = open_store(tmp_path / "store", create=True)
    store.write(collect_batch([read_file("a.txt", draw)]), apart)
    with monkeypatch.context() as patched:
        patched.setattr(Register, "commit", fail)
        written = store.write(collect_batch([read_file("b.txt", draw)]), apart)
    assert written.events == 4
    check(store)


def test_a_register_that_cannot_be_read_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")

    store = open_store(tmp_path / "store", create=True)
    monkeypatch.setattr(Register, "read", fail)
    with pytest.raises(StoreError, match=r"mentions-\d.*malformed.*the next load makes it anew"):
        store.write(collect_batch([read_file("a.txt", Random(1))]), apart)
    assert store.newest() == 0


def test_the_register_of_another_store_in_the_same_place_is_not_believed(tmp_path: Path) -> None:
    draw = Random(13)
    store = open_store(tmp_path / "store", create=True)
    store.write(collect_batch([read_file("a.txt", draw)]), apart)
    other = open_store(tmp_path / "other", create=True)
    other.write(collect_batch([read_file("b.txt", draw)]), apart)
    for each in other.folder.iterdir():
        if each.name != ".search" and each.is_dir():
            each.rename(tmp_path / "moved")
            (store.folder / each.name).rename(each)
            (tmp_path / "moved").rename(store.folder / each.name)
    check(open_store(store.folder))


def test_most_of_a_register_is_of_use(tmp_path: Path) -> None:
    draw = Random(17)
    store = open_store(tmp_path / "store", create=True)
    for _ in range(4):
        store.write(collect_batch([read_file(f"d{number}.txt", draw) for number in range(3)]), apart)
    check(store)
    database = sqlite3.connect(next((store.folder / ".search").glob("mentions-*")) / "mentions.sqlite")
    assert database.execute("SELECT count(*) FROM gone").fetchone()[0] <= 12
    database.close()


def test_the_register_of_an_earlier_form_is_taken_away(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)
    older = store.folder / ".search" / "mentions-1"
    older.mkdir(parents=True)
    (older / "mentions.sqlite").write_bytes(b"of no use")
    store.write(collect_batch([read_file("a.txt", Random(31))]), apart)
    assert not older.exists()
    check(store)


@pytest.mark.parametrize("locks", [True, False])
def test_where_none_can_be_kept_beside_the_tables_it_is_kept_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locks: bool
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    store = open_store(tmp_path / "store", create=True)
    (store.folder / ".search").write_text("in the way")
    if not locks:
        monkeypatch.setattr(registering, "lock_file", lambda _: nullcontext(False))
    draw = Random(19)
    for number in range(3):
        store.write(collect_batch([read_file(f"d{number}.txt", draw)]), apart)
    check(store)
    assert bool(list((tmp_path / "cache").rglob("*.run"))) == locks


def test_a_batch_is_told_as_written_once_it_is_whatever_becomes_of_its_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise DeltaError("timed out")

    draw = Random(23)
    store = open_store(tmp_path / "store", create=True)
    store.write(collect_batch([read_file("a.txt", draw)]), apart)
    with monkeypatch.context() as patched:
        patched.setattr(registering, "read_pins", fail)
        assert store.write(collect_batch([read_file("b.txt", draw)]), apart).version == 2
    check(store)


def test_the_register_of_another_life_of_a_restored_store_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = Random(29)
    store = open_store(tmp_path / "store", create=True)
    (store.folder / ".search").write_text("no register beside the tables")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "one"))
    store.write(collect_batch([read_file("a.txt", draw)]), apart)
    shutil.copytree(store.folder, tmp_path / "copy")
    store.write(collect_batch([read_file("b.txt", draw)]), apart)
    shutil.rmtree(store.folder)
    (tmp_path / "copy").rename(store.folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "two"))
    restored = open_store(store.folder)
    restored.write(collect_batch([read_file("c.txt", draw)]), apart)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "one"))
    check(restored)
    restored.write(collect_batch([read_file("d.txt", draw)]), apart)
    check(restored)
