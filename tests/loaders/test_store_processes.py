"""Real processes on one store: loaders that race, readers that look on, a loader that dies: no half batch is seen."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loaders.store import open_store

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., subprocess.Popen[str]]

# Writes documents NAME0, NAME1, ... in batches of three, each with two events and one failure, and says so.
LOADER = """
import sys
from loaders.edtf import read_edtf
from loaders.errors import DocumentError
from loaders.model import CreationTime, Document, Event, Status, TextQuote, document_id, event_id
from loaders.store import FileReading, Reading, collect_batch, open_store

folder, name, batches, words = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]

def read(number):
    file, text = f"{name}{number}", words + " of " + str(number)
    key = document_id(file, text)
    year = str(2013 + number % 5)
    document = Document(key, file, file, "text", text, "0", created=CreationTime(year, read_edtf(year), "record", ""))
    events = tuple(Event(event_id(key, 0, 4, n), key, TextQuote.of(text, 0, 4), "t", Status.DONE) for n in (0, 1))
    return FileReading(file, words, "r", (Reading(document, events, 1),), (DocumentError(file + "#row=2", "bad"),))

store = open_store(folder, create=True)
for batch in range(batches):
    print(store.write(collect_batch(read(3 * batch + n) for n in range(3))).version, flush=True)
"""

# Opens the newest version again and again until told to stop; every version must add up.
READER = """
import sys, time
from pathlib import Path
from loaders.store import open_store

seen = set()
while not Path(sys.argv[2]).exists():
    store = open_store(sys.argv[1])
    row, = store.rows('''SELECT (SELECT count(*) FROM documents) AS documents, (SELECT count(*) FROM events) AS events,
        (SELECT count(*) FROM failures) AS failures, (SELECT count(*) FROM files) AS files,
        (SELECT count(*) FROM events SEMI JOIN documents ON events.document = documents.id) AS joined''')
    n = row["documents"]
    assert row == {"documents": n, "events": 2 * n, "failures": n, "files": n, "joined": 2 * n}, row
    assert n % 3 == 0, n
    seen.add(store.version)
    time.sleep(0.05)
print(len(seen))
"""


@pytest.fixture(name="start")
def fixture_start() -> Iterator[Start]:
    """Starts Python scripts and ends those that are still running after the test."""
    started: list[subprocess.Popen[str]] = []

    def start(script: str, *arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", script, *map(str, arguments)]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=-1, stderr=-1, text=True))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.communicate()


def finish(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def test_two_loaders_and_three_readers_never_see_half_a_batch(tmp_path: Path, start: Start) -> None:
    folder, stop = tmp_path / "store", tmp_path / "stop"
    open_store(folder, create=True)
    readers = [start(READER, folder, stop) for _ in range(3)]
    loaders = [start(LOADER, folder, name, 12, "first") for name in "ab"]
    versions = [int(line) for loader in loaders for line in finish(loader).split()]
    stop.touch()
    assert sum(int(finish(reader)) for reader in readers) > 3
    assert sorted(versions) == list(range(1, 25))
    store = open_store(folder)
    assert len(store.documents()) == 72
    assert len(store.events()) == 144
    assert store.events()["id"].is_unique


def test_two_loaders_of_the_same_files_store_each_once(tmp_path: Path, start: Start) -> None:
    folder = tmp_path / "store"
    for loader in [start(LOADER, folder, "a", 6, "first") for _ in range(2)]:
        finish(loader)
    store = open_store(folder)
    assert len(store.documents()) == 18
    assert store.version == 6


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_loader_leaves_whole_batches_and_the_next_goes_on(tmp_path: Path, start: Start) -> None:
    folder, stop = tmp_path / "store", tmp_path / "stop"
    chance = random.Random(20)
    finish(start(LOADER, folder, "a", 10, "first"))
    reader = start(READER, folder, stop)
    for round_ in range(4):
        loader = start(LOADER, folder, "a", 10, f"words {round_}")
        assert loader.stdout is not None
        loader.stdout.readline()  # it has begun to replace what is there
        time.sleep(chance.uniform(0, 0.4))
        loader.send_signal(signal.SIGKILL)
        loader.communicate()
    finish(start(LOADER, folder, "a", 10, "last"))
    stop.touch()
    finish(reader)
    store = open_store(folder)
    assert store.documents()["text"].str.startswith("last").all()
    assert (len(store.documents()), len(store.events()), len(store.failures())) == (30, 60, 30)
