"""Processes that build one index of words at once, or die while they do, leave one that is whole."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from loaders.store import Store, open_store
from loaders.store.search.building import find_homes, open_book
from tests.loaders.stored import told, write

ROOT = Path(__file__).resolve().parents[2]
EVENTS = 3_000
BUILD = """
import sys
from loaders.store import open_store
from loaders.store.search import book
book._A_COMMIT = 100
store = open_store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print(store.index_words(), flush=True)
"""


@pytest.fixture(name="store")
def fixture_store(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "store", create=True)
    write(store, told("a.txt", *(f"Licence {number} was granted to a firm." for number in range(EVENTS))))
    return store


def build(store: Store) -> subprocess.Popen[str]:
    """A process that begins to build when it is told to."""
    command = [sys.executable, "-c", BUILD, str(store.folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def test_two_processes_build_one_index_and_no_row_is_taken_up_twice(store: Store) -> None:
    builders = [build(store), build(store)]
    for builder in builders:
        go(builder)
    counts = [int(builder.communicate(timeout=120)[0]) for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0]
    assert sum(counts) == EVENTS + 1
    book = open_book(store.place, "events")
    assert book
    assert len(book) == EVENTS
    assert len(store.search("licence")) == EVENTS


def test_a_builder_killed_midway_leaves_an_index_that_the_next_one_completes(store: Store) -> None:
    entries = find_homes(store.place, "events")[0] / "entries"
    reached = 0
    for part in (300, 1_200):
        builder = build(store)
        go(builder)
        while builder.poll() is None and (not entries.exists() or entries.stat().st_size < 16 * part):
            time.sleep(0.005)
        builder.kill()
        builder.communicate()
        book = open_book(store.place, "events")
        reached = max(reached, len(book) if book else 0)
        assert len(open_store(store.folder).search("licence 1234")) == 1
    assert reached > 0
    store.index_words()
    book = open_book(store.place, "events")
    assert book
    assert len(book) == EVENTS
    assert len(open_store(store.folder).search("licence")) == EVENTS
