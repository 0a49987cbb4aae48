"""Stores that cannot be written, disks that are full, files that are damaged: each is told with where and what to do.

The disks and rights are real ones, met by processes of their own.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from deltalake import DeltaTable

from loaders.errors import StoreError
from loaders.store import Store, open_store
from tests.loaders.stored import file_of, write

ROOT = Path(__file__).resolve().parents[2]
unix = pytest.mark.skipif(sys.platform == "win32", reason="rights, mounts and limits are those of Unix")


@pytest.fixture(name="model", scope="module")
def fixture_model() -> Iterator[Path]:
    """A store of two versions in a folder that every user may enter."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        store = open_store(Path(folder, "store"), create=True)
        for number in range(2):
            write(store, file_of(f"{number}.txt", "A"))
        yield store.folder


@pytest.fixture(name="folder")
def fixture_folder(model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model, tmp_path / "store"))


# Reads once as who it is, so that all is imported; then as a user who may write nothing there.
READ_ONLY = """
import os, sys
from loaders.errors import StoreError
from loaders.store import open_store
from loaders.store.maintaining import maintain_store
from tests.loaders.stored import file_of, write

before = open_store(sys.argv[1])
assert len(before.events()) == len(before.index()) == len(before.documents()) == 2
if os.geteuid() == 0:
    os.setuid(65534)
store = open_store(sys.argv[1], create=True)
event = store.events()["id"][0]
print(len(store.events()), len(store.index()), len(open_store(sys.argv[1], version=1).events()))
for attempt in (
    lambda: write(store, file_of("c.txt", "C")),
    lambda: store.decide(event, kind="accept", by="A"),
    lambda: maintain_store(store.place),
    lambda: open_store(sys.argv[1] + "/../other", create=True),
):
    try:
        attempt()
    except StoreError as error:
        print(error)
"""


@unix
def test_a_store_that_may_only_be_read_is_read_and_says_so_when_it_is_written(model: Path) -> None:
    for path in (model, *model.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        said = run(READ_ONLY, model).splitlines()
    finally:
        for path in (model, *model.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert said[0] == "2 2 1"
    assert [line.partition(" (")[0] for line in said[1:]] == [
        f"{model}: the batch was not written",
        f"{model}: the decision was not written",
        f"{model}: the compacted store was not written",
        f"{model.parent / 'other'}: no store can be made here",
    ]
    assert all("Permission denied" in line for line in said[1:])
    assert all("It may be read here and not written: get the right to write there" in line for line in said[1:4])


FULL = """
import resource, sys
from loaders.errors import StoreError
from loaders.store import open_store
from tests.loaders.stored import file_of, write

store = open_store(sys.argv[1])
if sys.argv[2] == "limit":
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    for number in range(1000):
        write(store, file_of(f"new{number}.txt", "C", "D"))
except StoreError as error:
    print(error)
print(open_store(sys.argv[1]).version, len(open_store(sys.argv[1]).events()))
"""
_ON_SMALL_DISK = 'mount -t tmpfs -o size=400k none "$0" && cp -r "$1" "$0/store" && exec "$2" -c "$3" "$0/store" disk'


def may_mount(folder: Path) -> bool:
    """Whether a disk can be mounted here, for one process alone."""
    if not shutil.which("unshare"):
        return False
    tried = subprocess.run(
        ["unshare", "-m", "mount", "-t", "tmpfs", "none", str(folder)], capture_output=True, check=False
    )
    return tried.returncode == 0


@unix
def test_a_full_disk_is_told_and_what_was_written_before_is_whole(folder: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if may_mount(disk):
        command = ["unshare", "-m", "sh", "-c", _ON_SMALL_DISK, str(disk), str(folder), sys.executable, FULL]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    else:
        said = run(FULL, folder, "limit").splitlines()
    assert "the batch was not written (" in said[0]
    assert "The disk is full: make room there, and try again. What was written before is whole." in said[0]
    version, events = map(int, said[1].split())
    assert events == 2 + 2 * (version - 2)


def damaged(folder: Path, pattern: str, change: Callable[[Path], object]) -> None:
    for path in sorted(folder.glob(pattern)):
        change(path)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:200])


READS: tuple[Callable[[Store], object], ...] = (Store.events, Store.index, Store.documents, Store.stories)
PARQUET = r"year=2024/[\w.-]+\.parquet is missing or damaged \(.*\)\. Restore it from a copy"


@pytest.mark.parametrize(
    ("pattern", "change", "told"),
    [
        ("events/year=*/*.parquet", cut, PARQUET),
        ("events/year=*/*.parquet", Path.unlink, PARQUET),
        ("events/_delta_log/*1.json", lambda path: path.write_text("{garbage"), "the table 'events' at version 2"),
        ("events/_delta_log/*1.json", Path.unlink, "the table 'events' at version 2 cannot be read"),
        ("links", shutil.rmtree, "the table 'links' at version 0 cannot be read"),
        ("loads/*.parquet", cut, r"loads/[\w.-]+\.parquet is missing or damaged"),
        ("loads", shutil.rmtree, "there is no store here"),
    ],
    ids=["cut", "gone", "torn log", "lost log", "lost table", "torn loads", "lost loads"],
)
def test_a_damaged_store_names_the_file_and_what_to_do(
    folder: Path, pattern: str, change: Callable[[Path], object], told: str
) -> None:
    damaged(folder, pattern, change)
    for read in READS:
        with pytest.raises(StoreError, match=told) as error:
            read(open_store(folder))
        assert str(folder) in str(error.value)
        assert "\n" not in str(error.value)


def test_an_earlier_version_is_read_where_only_the_newest_is_damaged(folder: Path) -> None:
    old, new = (set(DeltaTable(folder / "events", version=version).file_uris()) for version in (1, 2))
    for path in new - old:
        Path(path.removeprefix("file://")).unlink()
    assert len(open_store(folder, version=1).events()) == 1
    with pytest.raises(StoreError, match="open an earlier version"):
        open_store(folder).events()


def test_nothing_is_loaded_over_tables_whose_pins_are_lost(folder: Path) -> None:
    shutil.rmtree(folder / "loads")
    with pytest.raises(StoreError, match="the table 'loads' is missing, which says what belongs together"):
        open_store(folder, create=True)
    assert not (folder / "loads").exists()


def test_a_store_whose_making_was_cut_short_is_made_whole(folder: Path) -> None:
    shutil.rmtree(folder)
    open_store(folder, create=True)
    shutil.rmtree(folder / "loads")
    shutil.rmtree(folder / "links")
    assert open_store(folder, create=True).version == 0


def test_a_folder_of_other_things_is_no_store_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(StoreError, match=r"there is no store here\. Make one with: python -m loaders load"):
        open_store(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_store_may_be_named_by_a_file_address(folder: Path) -> None:
    assert len(open_store(folder.as_uri()).events()) == 2


@pytest.mark.parametrize("address", ["gs://bucket/store", "https://host/store", "hdfs:///store"])
def test_an_address_of_another_kind_is_told(address: str) -> None:
    with pytest.raises(StoreError, match="stores lie in folders"):
        open_store(address)


def run(script: str, *arguments: object) -> str:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
