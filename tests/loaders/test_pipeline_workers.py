"""Worker processes store what one process stores; a worker that dies costs nothing but its time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loaders.errors import DocumentError
from loaders.formats.draft import Part, Payload
from loaders.formats.registry import read_part
from loaders.formats.rows import read_span
from loaders.pipeline import load
from loaders.pipeline.running import run_tasks
from loaders.pipeline.tasks import Done, FilesTask, Job, PartTask, Settings, Task, fail_task, finish
from loaders.pipeline.workers import Work
from loaders.store import FileReading, Reading, open_store

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Settings("r")
NEWS = "BEIJING, April {day}, 2024 -- The ministry approved a 5G pilot in {number} cities on Friday.\n"


@pytest.fixture(name="folder", scope="module")
def fixture_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Texts, a table cut into parts by its length, and a bad file."""
    folder = tmp_path_factory.mktemp("documents")
    for number in range(30):
        (folder / f"{number}.txt").write_text(NEWS.format(day=1 + number % 28, number=number + 2))
    rows = [{"id": f"r{n}", "published": "2024-04-07", "text": NEWS.format(day=7, number=n)} for n in range(60)]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "empty.txt").write_bytes(b"")
    return folder


@pytest.fixture(name="small_tasks", autouse=True)
def fixture_small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut even a small load into several tasks."""
    monkeypatch.setattr("loaders.pipeline.plan.MOST_BYTES", 4_000)
    monkeypatch.setattr("loaders.pipeline.plan.MOST_FILES", 8)


def contents(place: Path) -> Any:
    """All that a store holds, without the versions at which it came in."""
    store = open_store(place)
    return [
        frame.drop(columns="data_version").sort_values(list(frame.columns[:2])).to_dict("records")
        for frame in (store.documents(), store.events(), store.failures())
    ]


@pytest.fixture(name="expected", scope="module")
def fixture_expected(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    place = tmp_path_factory.mktemp("stores") / "one"
    load(folder, store=place, workers=1)
    return contents(place)


def test_two_worker_processes_store_what_one_process_stores(folder: Path, expected: Any, tmp_path: Path) -> None:
    report = load(folder, store=tmp_path / "store", workers=2)
    assert (report.documents, len(report.failures)) == (90, 1)
    assert contents(tmp_path / "store") == expected


def just_begin() -> None:
    """What a worker does that reads nothing."""


def crash_on_bad(task: Task, settings: Settings) -> Done:
    """A reader that takes its worker down with it at one file."""
    assert isinstance(task, FilesTask)
    if any(job.source == "bad" for job in task.jobs):
        os._exit(1)
    return fail_task(task, settings, DocumentError("", "read"))


def test_a_file_that_brings_its_worker_down_fails_alone() -> None:
    names = [["a", "b"], ["c", "bad", "d"], ["e"], ["f"], ["g"]]
    tasks: Iterator[Task] = iter([FilesTask(tuple(Job(name, name, Path(name)) for name in some)) for some in names])
    done = list(run_tasks(tasks, SETTINGS, Work(crash_on_bad, fail_task, just_begin), workers=2))
    reasons = {error.source: error.reason for each in done for error in each.failures}
    assert reasons.pop("bad") == "reading it brought the program down."
    assert reasons == dict.fromkeys("abcdefg", "read")


BEGINS = """
import sys
from pathlib import Path
from loaders.pipeline.running import run_tasks
from loaders.pipeline.tasks import FilesTask, Job, Settings
from loaders.pipeline.workers import Work
from tests.loaders.test_pipeline_workers import crash_on_bad, fail_task, just_begin
try:
    tasks = iter([FilesTask((Job("a", "a", Path("a")),))])
    list(run_tasks(tasks, Settings("r"), Work(crash_on_bad, fail_task, just_begin), workers=1))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="only Linux tells which process has started which")
def test_ctrl_c_while_a_worker_begins_ends_it_without_a_word() -> None:
    command = [sys.executable, "-c", BEGINS]
    with subprocess.Popen(command, cwd=ROOT, stderr=-1, text=True, start_new_session=True) as loader:
        started = Path(f"/proc/{loader.pid}/task/{loader.pid}/children")
        while not any(
            b"LokyProcess" in Path(f"/proc/{pid}/cmdline").read_bytes() for pid in started.read_text().split()
        ):
            time.sleep(0.01)
        time.sleep(0.2)  # it imports what it needs
        os.killpg(loader.pid, signal.SIGINT)
        assert loader.communicate(timeout=60) == (None, "")
        assert loader.returncode == 130


def read_cheaply(task: PartTask, settings: Settings) -> Done:
    """A reader of parts that finds nothing in a document and crashes at the one named bad."""
    data = read_span(task.job.path, task.cut.start, task.cut.end)
    documents = list(read_part(Payload(task.source, "rows.jsonl", data, part=Part(task.cut.first, b"", ""))))
    if any(document.name == "bad" for document in documents):
        os._exit(1)
    readings = tuple(Reading(document) for document in documents)
    part = FileReading(task.job.file, task.sha256, settings.rules, readings, part=task.part)
    return finish([replace(part, ends=task.ends, complete=task.complete, token=task.token)], int(task.complete))


def test_a_document_of_a_long_file_that_brings_its_worker_down_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.pipeline.loading.READ", Work(read_cheaply, fail_task, just_begin))
    rows = [{"id": name, "text": f"{name} {'more words ' * 60}"} for name in ("bad", *"abcdefgh", "bad", *"ijklmn")]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    report = load(tmp_path / "rows.jsonl", store=tmp_path / "store", workers=1)
    assert {Path(error.source).name for error in report.failures} == {"rows.jsonl#line=1", "rows.jsonl#line=10"}
    store = open_store(tmp_path / "store")
    assert sorted(row["name"] for row in store.rows("SELECT name FROM documents")) == list("abcdefghijklmn")
    again = load(tmp_path / "rows.jsonl", store=tmp_path / "store", workers=1)
    assert (again.documents, len(again.failures)) == (0, 2), "it was read to its end"


LOADER = """
import sys
from loaders.pipeline import load, plan

plan.MOST_BYTES, plan.MOST_FILES = 4_000, 8
load(sys.argv[1], store=sys.argv[2], workers=2, on_progress=lambda progress: print(progress.documents, flush=True))
"""


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for processes in /proc")
def test_a_killed_load_goes_on_where_it_ended_and_leaves_no_worker_behind(
    folder: Path, expected: Any, tmp_path: Path
) -> None:
    loader = subprocess.Popen(
        [sys.executable, "-c", LOADER, folder, tmp_path / "store"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert loader.stdout is not None
    loaded = int(loader.stdout.readline())
    workers_of_it = children(loader.pid)
    loader.kill()
    loader.communicate()
    assert workers_of_it
    for _ in range(200):
        if not any(map(lives, workers_of_it)):
            break
        time.sleep(0.05)
    else:
        raise AssertionError(f"still there: {workers_of_it}")
    report = load(folder, store=tmp_path / "store", workers=1)
    assert report.unchanged >= min(loaded, 8)
    assert contents(tmp_path / "store") == expected


def children(parent: int) -> list[int]:
    """The processes that a process started."""
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_failures_travel_between_processes_whole() -> None:
    import pickle

    error = DocumentError("a", "b", "c")
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)
