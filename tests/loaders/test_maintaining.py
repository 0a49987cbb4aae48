"""Maintaining makes few files of many and clears away what nobody needs; nobody who reads notices."""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from deltalake import DeltaTable, write_deltalake

from loaders.cli import run
from loaders.errors import StoreError, UsageError
from loaders.store import Store, compaction, open_store
from loaders.store.compaction import compact_store
from loaders.store.leases import held_versions
from loaders.store.maintaining import Keep, maintain_store
from loaders.store.past import describe_versions
from loaders.store.place import Place, find_place
from loaders.store.snapshot import Snapshot
from tests.loaders.stored import file_of, told, write

ROOT = Path(__file__).resolve().parents[2]
LAST = Keep(versions=1)


@pytest.fixture(name="model", scope="module")
def fixture_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six versions, in each another document of one of two years."""
    store = open_store(tmp_path_factory.mktemp("model") / "store", create=True)
    for number in range(6):
        created, when = f"202{number % 2}-03-0{number + 1}", f"20{30 - number}"
        write(store, file_of(f"{number}.txt", "A", "B", created=created, when=when))
    return store.folder


@pytest.fixture(name="place")
def fixture_place(model: Path, tmp_path: Path) -> Place:
    """A copy of the model that nobody has open."""
    shutil.copytree(model, tmp_path / "store", ignore=shutil.ignore_patterns(".readers"))
    return find_place(tmp_path / "store")


@pytest.fixture(name="store")
def fixture_store(place: Place) -> Store:
    return open_store(place.address)


def files(place: Place, table: str = "events") -> list[Path]:
    return sorted(Path(place.table(table)).glob("year=*/*.parquet"))


def shown(store: Store) -> str:
    return store.events().drop(columns="data_version").to_csv() + store.documents().to_csv() + store.stories().to_csv()


def test_small_files_of_a_year_are_made_one_sorted_by_date(store: Store) -> None:
    before = shown(store)
    compacted = compact_store(store.place, many=3)
    assert (compacted.version, len(DeltaTable(store.folder / "events").file_uris())) == (7, 2)
    after = open_store(store.folder)
    assert shown(after) == before
    assert after.events()["data_version"].tolist() == store.events()["data_version"].tolist()
    in_file = after.rows("SELECT year, list(when_start) AS days FROM recorded GROUP BY year")
    assert all(row["days"] == sorted(row["days"]) for row in in_file)


@pytest.mark.parametrize("size", [1, 5_000, 2**30])
def test_a_year_is_sorted_a_slice_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(compaction, "SLICE", size)
    store = open_store(tmp_path / "store", create=True)
    days = ("2021-05-02", None, "2021-05-02", "2021-01-09", None, "2021-12-31", "2021-05-02")
    for number, created in enumerate(days):
        write(store, told(f"{number}.txt", "One was done.", "Two is to come.", "Three was done.", created=created))
    before = shown(store)
    compact_store(store.place, many=2)
    assert [len(DeltaTable(store.folder / name).file_uris()) for name in ("documents", "events")] == [2, 2]
    after = open_store(store.folder)
    assert shown(after) == before
    day = "coalesce(when_start, when_end, announced_start, DATE '9999-12-31')"
    in_file = after.rows(f"SELECT year, list(({day}, id)) AS places FROM recorded GROUP BY year")
    assert {row["year"] for row in in_file} == {2021, None}
    assert all(row["places"] == sorted(row["places"], key=tuple) for row in in_file)


def test_a_compacted_store_is_left_alone(store: Store) -> None:
    first = compact_store(store.place, many=3)
    assert first.after < first.before
    again = compact_store(store.place, many=3)
    assert (again.version, again.before, again.after) == (first.version, first.after, first.after)


def test_loading_goes_on_after_compaction(store: Store) -> None:
    compact_store(store.place, many=2)
    write(store, file_of("0.txt", "A", sha256="other", created="2020-03-01"))
    assert len(open_store(store.folder).events()) == 11


def wait_for_readers(place: Place) -> None:
    """Until nobody in this process, nor a child that it is starting, holds a version."""
    for _ in range(100):
        gc.collect()
        if not held_versions(place):
            return
        time.sleep(0.05)


def test_versions_that_are_not_kept_free_their_files(place: Place) -> None:
    write(open_store(place.address), file_of("0.txt", "A", "B", created="2020-03-01", sha256="other"))
    before, there = shown(open_store(place.address)), len(files(place))
    wait_for_readers(place)  # those of the lines before
    done = maintain_store(place, LAST)
    assert (done.kept, done.cleared) == ((8,), tuple(range(8)))
    assert (there, len(files(place))) == (7, 6)
    assert done.freed > 0
    assert shown(open_store(place.address)) == before
    with pytest.raises(StoreError, match=r"version 3 is no more: maintain cleared it away\. The store has version 8\."):
        open_store(place.address, version=3)


def test_a_store_that_was_opened_or_written_and_not_asked_yet_keeps_its_version(place: Place) -> None:
    opened, writer = open_store(place.address), open_store(place.address)
    write(writer, file_of("0.txt", "A", "B", created="2020-03-01", sha256="other"))
    past = open_store(place.address, version=2)
    write(open_store(place.address), file_of("1.txt", "A", created="2020-03-01", sha256="other"))
    maintain_store(place, LAST)
    assert [len(each.events()) for each in (opened, writer, past)] == [12, 12, 4]


def test_a_version_that_is_cleared_away_while_it_is_opened_is_not_shown(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer and maintaining come between looking which version is the newest and holding it."""
    hold = Snapshot.hold

    def late(snapshot: Snapshot) -> None:
        monkeypatch.setattr(Snapshot, "hold", hold)
        write(open_store(place.address), file_of("1.txt", "A", created="2020-03-01", sha256=str(snapshot.pins.version)))
        wait_for_readers(place)
        maintain_store(place, LAST)
        hold(snapshot)

    monkeypatch.setattr(Snapshot, "hold", late)
    store = open_store(place.address)
    there = store.version
    assert (there > 6, len(store.events())) == (True, 11)
    del store
    monkeypatch.setattr(Snapshot, "hold", late)
    with pytest.raises(StoreError, match="is no more: maintain cleared it away"):
        open_store(place.address, version=there)


def test_what_is_recent_pinned_or_read_is_kept_exactly(store: Store) -> None:
    store.pin(2, "figure.svg")
    pinned = shown(open_store(store.folder, version=2))
    reader = open_store(store.folder, version=4)
    read = shown(reader)
    compact_store(store.place, many=2)
    done = maintain_store(store.place, LAST)
    assert done.kept == (2, 4, 6, 7)
    assert done.pinned == {2: ["figure.svg"]}
    assert done.held == (4, 6), "the newest was opened before"
    assert shown(open_store(store.folder, version=2)) == pinned
    assert shown(open_store(store.folder, version=4)) == read
    del reader
    store.unpin("figure.svg")
    assert maintain_store(store.place, LAST).kept == (6, 7)
    assert shown(open_store(store.folder)) == shown(open_store(store.folder, version=7))


def test_a_dry_run_tells_the_same_and_does_nothing(store: Store) -> None:
    before = [(path, path.stat().st_mtime_ns) for path in sorted(store.folder.rglob("*.parquet"))]
    told = maintain_store(store.place, Keep(versions=3), dry_run=True)
    assert (told.version, told.kept, told.cleared) == (6, (4, 5, 6), (0, 1, 2, 3))
    assert before == [(path, path.stat().st_mtime_ns) for path in sorted(store.folder.rglob("*.parquet"))]
    assert len(open_store(store.folder, version=1).events()) == 2


def test_seven_days_keep_all_that_is_newer(store: Store) -> None:
    assert maintain_store(store.place).kept[:7] == tuple(range(7))


def test_a_version_is_kept_for_as_long_as_it_was_the_newest(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.store.times._now", lambda: "2100-01-10T00:00:00.000Z")
    write(store, file_of("z.txt", "Z"))
    monkeypatch.setattr("loaders.store.times._now", lambda: "2100-01-12T00:00:00.000Z")
    assert maintain_store(store.place, Keep.read("3d"), dry_run=True).kept == (6, 7)  # 6 was the newest until the 10th
    assert maintain_store(store.place, Keep.read("1d"), dry_run=True).kept == (7,)


def test_leftovers_of_a_loader_that_died_are_cleared_away(store: Store) -> None:
    rows = DeltaTable(store.folder / "failures").to_pyarrow_table().schema.empty_table()
    write_deltalake(store.folder / "failures", rows.to_pylist() or rows, mode="append")
    (store.folder / "events" / "year=2020" / "part-torn.parquet").write_bytes(b"PAR1")
    assert maintain_store(store.place).removed >= 1
    assert not (store.folder / "events" / "year=2020" / "part-torn.parquet").exists()
    assert len(open_store(store.folder).events()) == 12


def test_a_version_that_is_no_more_cannot_be_pinned_and_an_unknown_label_not_unpinned(store: Store) -> None:
    maintain_store(store.place, LAST)
    with pytest.raises(StoreError, match="version 2 is no more"):
        store.pin(2, "figure.svg")
    with pytest.raises(StoreError, match="version 99 is none of this store"):
        store.pin(99, "figure.svg")
    with pytest.raises(StoreError, match="no version is pinned as 'x'"):
        store.unpin("x")


READER = """
import sys
import time
from loaders.store import open_store
store = open_store(sys.argv[1])
before = store.events().to_csv()
print("open", flush=True)
sys.stdin.readline()
assert store.events().to_csv() == before
assert store.index()["id"].is_unique
print(store.version)
"""


def test_a_reader_in_another_process_is_undisturbed_by_compaction_and_clearing(place: Place) -> None:
    command = [sys.executable, "-c", READER, place.address]
    with subprocess.Popen(command, cwd=ROOT, stdin=-1, stdout=-1, stderr=-1, text=True) as reader:
        assert reader.stdout
        assert reader.stdin
        assert reader.stdout.readline() == "open\n"
        write(open_store(place.address), file_of("0.txt", "A", sha256="other", created="2020-03-01"))
        compact_store(place, many=2)
        done = maintain_store(place, LAST)
        assert done.held == (6,)
        assert done.kept == (6, 8)
        out, err = reader.communicate("go\n", timeout=60)
        assert (out, err) == ("6\n", "")
    assert maintain_store(place, LAST).kept == (8,)


LOADER = """
import sys
import time
from loaders.store import open_store
from tests.loaders.stored import file_of, write
store = open_store(sys.argv[1])
for number in range(6):
    write(store, file_of(f"new{number}.txt", "A", "B", created="2021-03-01"))
"""


def test_a_loader_and_maintaining_do_not_disturb_each_other(place: Place) -> None:
    with subprocess.Popen([sys.executable, "-c", LOADER, place.address], cwd=ROOT, stderr=-1, text=True) as loader:
        while loader.poll() is None:
            maintain_store(place, Keep(versions=2))
        assert loader.stderr
        assert loader.stderr.read() == ""
    done = maintain_store(place, LAST)
    now = open_store(place.address)
    assert done.kept == (now.version,)
    assert (len(now.documents()), now.events()["id"].nunique()) == (12, 24)


def test_the_command_prints_what_it_did(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    store.pin(2, "figure.svg")
    run_command("maintain", "--store", str(store.folder), "--keep", "2", "--dry-run")
    told = capsys.readouterr().out
    assert "Kept     versions 2 and 5 to 6; the newest is 6" in told
    assert "version 2 for figure.svg" in told
    assert "To clear versions 0 to 1 and 3 to 4" in told
    run_command("maintain", "--store", str(store.folder), "--keep", "2")
    assert "Cleared  versions 0 to 1 and 3 to 5\nFreed " in capsys.readouterr().out
    run_command("status", "--store", str(store.folder))
    assert "version 2 for figure.svg" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["0", "soon", "-3", "3w", ""])
def test_a_wrong_time_to_keep_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="write 30d for thirty days"):
        Keep.read(text)


def test_versions_are_told_in_spans() -> None:
    assert describe_versions([0, 1, 2, 5, 7, 8]) == "s 0 to 2, 5 and 7 to 8"


def run_command(*arguments: str) -> None:
    with pytest.raises(SystemExit) as end:
        run(list(arguments))
    assert not end.value.code
