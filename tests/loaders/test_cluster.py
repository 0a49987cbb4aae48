"""A real Dask cluster reads what one machine reads: bounds hold, lost workers are made good, lost schedulers told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from loaders.errors import ClusterError, DocumentError, UsageError
from loaders.pipeline import cluster as clusters
from loaders.pipeline import load, refresh, rules_version
from loaders.pipeline.bounds import Bounds, alarms, pace, say_bound
from loaders.pipeline.running import run_tasks
from loaders.pipeline.tasks import FilesTask, Job, Settings, Task
from loaders.pipeline.workers import Work
from loaders.store import open_store

ROOT = Path(__file__).resolve().parents[2]
NEWS = "BEIJING, April {day}, 2024 -- The ministry approved a 5G pilot in {number} cities on Friday.\n"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


def start(*arguments: object) -> subprocess.Popen[bytes]:
    """A Python process that says nothing; a task may bring down two workers before it is given up."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    return subprocess.Popen([sys.executable, "-m", *map(str, arguments)], env=env, stdout=-3, stderr=-3)


@dataclass(frozen=True)
class Cluster:
    """A scheduler and two workers, each a process of its own."""

    address: str
    scheduler: subprocess.Popen[bytes]

    def workers(self) -> list[int]:
        """Process ids of the workers."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            for _ in range(600):
                if len(pids := list(client.run(os.getpid, on_error="ignore").values())) == 2:
                    return pids
                time.sleep(0.1)
        raise AssertionError("there are no two workers")


@pytest.fixture(name="cluster", scope="module")
def fixture_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    place = tmp_path_factory.mktemp("cluster")
    file = place / "scheduler.json"
    options = ("--scheduler-file", file, "--no-dashboard")
    scheduler = start("distributed.cli.dask_scheduler", *options, "--host", "127.0.0.1", "--port", "0")
    nanny = None
    try:
        for _ in range(1_200):
            if file.exists() and file.stat().st_size:
                break
            time.sleep(0.05)
        local = ("--local-directory", place, "--nworkers", 2, "--nthreads", 1)
        nanny = start("distributed.cli.dask_worker", *options, *local)
        yield Cluster(json.loads(file.read_text())["address"], scheduler)
    finally:
        for process in filter(None, (nanny, scheduler)):
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:  # a nanny that is just starting a worker anew does not hear it
                process.kill()
                process.wait()


def tasks_of(*names: str) -> Iterator[Task]:
    """A task for each string, of files named by its letters."""
    return iter([FilesTask(tuple(Job(each, each, Path(each)) for each in some)) for some in names])


def name_files(task: FilesTask, settings: Settings) -> str:
    """What a reader does that only names its files: q takes the whole worker down, t never ends, m wants all memory."""
    said = []
    with alarms(settings.bounds.seconds):
        for job in pace(iter(task.jobs)):
            time.sleep(0.05)
            if job.source == "q":
                os.kill(os.getppid(), signal.SIGKILL)
                time.sleep(30)
            try:
                said.append(job.source[len(bytearray(2**31 if job.source == "m" else 0)) :])
                sum(range(10**13 if job.source == "t" else 0))
            except MemoryError as error:
                said.append(str(say_bound(job.source, error)))
    return " ".join(said)


def name_failed(task: FilesTask, settings: Settings, why: DocumentError) -> str:
    return f"{task.jobs[0].source}: {why.reason}"


def just_begin() -> None:
    """What a worker does that needs no rules."""


NAMES = Work(name_files, name_failed, just_begin)


def run_there(cluster: Cluster, *names: str, bounds: Bounds | None = None) -> Iterator[str]:
    settings = Settings(rules_version(), bounds=bounds or Bounds())
    return run_tasks(tasks_of(*names), settings, NAMES, scheduler=cluster.address)


def contents(place: Path) -> Any:
    """All that a store holds, without the versions at which it came in."""
    store = open_store(place)
    return [
        store.rows(f"SELECT * EXCLUDE (data_version) FROM {name} ORDER BY ALL") for name in ("documents", "recorded")
    ]


def test_a_cluster_stores_and_refreshes_as_one_machine_does(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.txt").write_text(NEWS.format(day=1 + number, number=number + 2))
    (folder / "empty.txt").write_bytes(b"")
    rows = [{"id": f"r{n}", "published": "2024-04-07", "text": NEWS.format(day=7, number=n)} for n in range(60)]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    monkeypatch.setattr("loaders.pipeline.plan.MOST_BYTES", 4_000)
    monkeypatch.setattr("loaders.pipeline.plan.MOST_FILES", 4)
    load(folder, store=tmp_path / "here", workers=1)
    report = load(folder, store=tmp_path / "store", scheduler=cluster.address)
    assert (report.documents, len(report.failures)) == (72, 1)
    assert contents(tmp_path / "store") == contents(tmp_path / "here")
    mine = tmp_path / "mine.toml"
    mine.write_text('[sectors.cities]\nlabel_en = "Cities"\nterms = ["cities"]\n')
    changes = refresh(store=tmp_path / "store", taxonomy=mine, scheduler=cluster.address).changes
    assert (changes.documents, dict(changes.kinds)) == (72, {"changed": 72})


def test_what_a_lost_worker_had_is_done_again_once_and_in_order(cluster: Cluster) -> None:
    names = [f"{a}{b}" for a in "abcd" for b in "efgh"]
    lost = cluster.workers()[0]
    said = []
    for each in run_there(cluster, *names):
        if not said:
            os.kill(lost, signal.SIGKILL)
        said.append(each)
    assert said == [" ".join(name) for name in names]


def test_bounds_of_time_and_memory_hold_for_each_document(cluster: Cluster) -> None:
    cluster.workers()
    said = list(run_there(cluster, "abt", "cm", "d", bounds=Bounds(0.5, 256)))
    assert said == [
        *("a", "b", "t: reading it took longer than 0.5 seconds."),
        "c m: reading it takes more memory than one document may. Split it, or allow more with --memory.",
        "d",
    ]


def test_a_file_that_brings_workers_down_again_and_again_fails_alone(cluster: Cluster) -> None:
    cluster.workers()
    said = list(run_there(cluster, "ab", "cqd", "ef"))
    why = "q: reading it brought 2 workers of the cluster down, one after the other."
    assert why in said
    assert " ".join(each for each in said if each != why).split() == list("abcdef")


def test_other_rules_on_a_worker_are_refused(cluster: Cluster) -> None:
    with pytest.raises(UsageError, match=r"a worker has other rules \(.*\) than this program \(mine\)"):
        list(run_tasks(tasks_of("a"), Settings("mine"), NAMES, scheduler=cluster.address))


def test_a_scheduler_that_goes_away_is_told_and_what_was_given_stays(cluster: Cluster) -> None:
    said = []
    with pytest.raises(ClusterError, match=r"the Dask scheduler went away .* repeat the command"):
        for each in run_there(cluster, *(["ab"] * 40)):
            said.append(each)
            if len(said) == 2:
                cluster.scheduler.kill()
    assert said
    assert set(said) == {"a b"}


def test_a_scheduler_that_does_not_answer_is_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "PATIENCE", "1s")
    (tmp_path / "a.txt").write_text("Words.")
    with pytest.raises(UsageError, match="no Dask scheduler answers there"):
        load(tmp_path / "a.txt", store=tmp_path / "store", scheduler="tcp://127.0.0.1:1")


def test_without_dask_the_command_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install '\.\[cluster\]'"):
        list(run_tasks(tasks_of("a"), Settings("r"), NAMES, scheduler="tcp://127.0.0.1:1"))
