"""Measures a Dask cluster against local processes: ``python -m benchmarks.cluster --documents 2000``.

The same corpus (see ``corpus``) is loaded into empty stores, in turn by two worker processes of this machine and by a
Dask scheduler with two workers of one thread, all warm. What counts is the ratio, of wall and of CPU seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from benchmarks.corpus import write_corpus
from benchmarks.load import machine
from loaders.pipeline import load

WORKERS = 2
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Taken:
    """One load: wall seconds, and CPU seconds of all processes that took part."""

    wall: float
    cpu: float
    documents: int


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """The address of a scheduler with its workers, and the ids of their processes."""
    file = folder / "scheduler.json"
    common = ("--scheduler-file", file, "--no-dashboard")
    scheduler = _start("scheduler", *common, "--host", "127.0.0.1", "--port", 0)
    while not (file.exists() and file.stat().st_size):
        time.sleep(0.05)
    workers = _start("worker", *common, "--nworkers", WORKERS, "--nthreads", 1, "--local-directory", folder)
    try:
        yield json.loads(file.read_text())["address"], [scheduler.pid, workers.pid]
    finally:
        for process in (workers, scheduler):
            process.terminate()
            process.wait()


def _start(what: str, *options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *map(str, options)]
    return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=-3, stderr=-3)


def take(source: Path, store: Path, pids: list[int], scheduler: str | None) -> Taken:
    """Load a corpus into a new store, with the processes given and those of this one."""
    before, begun = _cpu([os.getpid(), *pids]), time.perf_counter()
    where = {"scheduler": scheduler} if scheduler else {"workers": WORKERS}
    report = load(source, store=store, **where)  # type: ignore[arg-type]
    return Taken(time.perf_counter() - begun, _cpu([os.getpid(), *pids]) - before, report.documents)


def _cpu(pids: list[int]) -> float:
    """CPU seconds of some processes and of those that they started, also of those that have ended."""
    parents = [psutil.Process(pid) for pid in pids]
    found = {each.pid: each for parent in parents for each in (parent, *parent.children(recursive=True))}
    return sum(sum(each.cpu_times()[:4]) for each in found.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as name, cluster(Path(name)) as (address, pids):
        folder = Path(name)
        write_corpus(folder / "warm", 400, form="text", seed=1)
        write_corpus(folder / "corpus", asked.documents, form="text")
        ways: dict[str, str | None] = {"two processes": None, "Dask, two workers": address}
        taken: dict[str, list[Taken]] = {way: [] for way in ways}
        for number in range(asked.rounds):
            for way, scheduler in ways.items():
                take(folder / "warm", folder / f"warm-{way}-{number}", pids, scheduler)
                taken[way].append(take(folder / "corpus", folder / f"{way}-{number}", pids, scheduler))
        for way, each in taken.items():
            wall, cpu = median(one.wall for one in each), median(one.cpu for one in each)
            print(f"{way:20} {wall:7.1f} s  {each[0].documents / wall:7.1f} documents/s  {cpu:7.1f} CPU s")
        local, dask = taken.values()
        ratio = median(there.wall / here.wall for here, there in zip(local, dask, strict=True))
        work = median(there.cpu / here.cpu for here, there in zip(local, dask, strict=True))
        print(f"Dask takes {ratio:.2f} times the wall time and {work:.2f} times the CPU time of local processes")


if __name__ == "__main__":
    main()
