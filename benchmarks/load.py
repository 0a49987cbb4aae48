"""Measures loading, its speed, memory and size: ``python -m benchmarks.load --sizes 1000 10000``.

Each size is a corpus made from the sample library's passages (see ``corpus``), or a folder or JSON Lines file of yours,
loaded for real into an empty store by a process of its own, so that the memory told is that of one load. Wall seconds
depend on what else the machine does; CPU seconds, of the loader and of its workers apart, hardly do. Workers are
compared on the largest size up to ten thousand documents. ``--onto 10000 1000000`` loads the first of the sizes into
stores that hold so many documents already, most of them copies (see ``copies``), and tells how much more a document
costs in the larger one. ``--store-only`` leaves reading out: readings of a few thousand documents are marked anew and
committed over and over under other names and days, which shows how the cost of a commit grows.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks.corpus import SEED, make_documents, write_corpus
from benchmarks.peers import search_text
from loaders.store import Store

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = 20  # documents that the peer searches
BASE = 10_000  # documents of a store that is copied until it holds many, and the most that workers are compared on
READING = """
from time import perf_counter
from benchmarks.corpus import make_documents
from loaders.formats.registry import read_bytes
from loaders.pipeline.reading import read_through
from loaders.pipeline.work import get_ready
from loaders.sectors.taxonomy import load_taxonomy
get_ready()
rows = "".join(each.row() for each in make_documents(250)).encode()
began = perf_counter()
list(read_through(read_bytes("made.jsonl", rows, "made.jsonl"), "made.jsonl", load_taxonomy(), print))
print(perf_counter() - began)
"""


@dataclass(frozen=True, slots=True)
class Load:
    """One load: what was stored, how long it took, and what it took of the machine.

    CPU seconds and mebibytes of the loader, and of all its workers and the largest of them.
    """

    documents: int
    events: int
    characters: int
    unchanged: int
    workers: int
    wall: float
    loader: float
    others: float
    loader_memory: float
    worker_memory: float
    commits: int
    files: int
    size: int

    @property
    def cpu(self) -> float:
        """CPU milliseconds a document."""
        return 1e3 * (self.loader + self.others) / max(1, self.documents)

    def told(self) -> str:
        """One row of the table."""
        rate, speed = self.characters / self.wall, self.documents / self.wall
        return (
            f"{self.documents:>9,} {self.workers:>7} {self.wall:>8.1f} {speed:>8.0f} {rate:>9,.0f} "
            f"{self.events / self.wall:>8.0f} {self.cpu:>7.2f} {1e3 * self.loader / max(1, self.documents):>7.2f} "
            f"{self.loader_memory:>7.0f} {self.worker_memory:>7.0f} {self.commits:>7} {self.files:>6} "
            f"{self.size / 2**20:>8.0f}"
        )


HEAD = (
    "documents workers   wall s   docs/s   chars/s events/s  CPU ms  loader  RSS MB  worker commits  files    store\n"
    "                                                       per doc  CPU ms  loader  RSS MB                     MB"
)


def load_once(source: Path, store: Path, workers: int) -> Load:
    """Load a source into a store in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.load", "--one", str(source), str(store), str(workers)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT)
    return Load(**json.loads(done.stdout))


def load_here(source: Path, store: Path, workers: int) -> Load:
    """Load a source into a store in this process, which is to do nothing else."""
    from loky import get_reusable_executor

    from loaders import load, open_store
    from loaders.pipeline.memory import share_memory

    share_memory()  # as the command does before it opens a store
    held = open_store(store, create=True)
    before, told = held.version, _characters(held)
    began, busy = perf_counter(), process_time()
    report = load(source, store=store, workers=workers)
    wall, loader = perf_counter() - began, process_time() - busy
    if report.documents:
        get_reusable_executor(max_workers=workers, reuse=True).shutdown(wait=True)  # so that what they took is counted
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = open_store(store)
    files = list(store.rglob("*.parquet"))
    return Load(
        report.documents,
        report.events,
        _characters(found) - told,
        report.unchanged,
        workers,
        wall,
        loader,
        children.ru_utime + children.ru_stime,
        _most_memory(),
        children.ru_maxrss / 1024,
        report.version - before,
        len(files),
        sum(path.stat().st_size for path in files),
    )


def _most_memory() -> float:
    """The largest memory of this process so far, in mebibytes; what ``getrusage`` tells may be that of its parent."""
    told = dict(line.split(":", 1) for line in _lines(Path("/proc/self/status")) if ":" in line)
    if "VmHWM" in told:
        return int(told["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _characters(store: Store) -> int:
    return int(store.rows("SELECT coalesce(sum(length(text)), 0) AS n FROM documents")[0]["n"])


def peer_speed() -> tuple[float, int]:
    """CPU seconds that dateparser's search takes for the texts of a few documents, and their characters."""
    documents = list(make_documents(SAMPLE))
    began = process_time()
    for each in documents:
        search_text(each.text, each.published, each.language)
    return process_time() - began, sum(len(each.text) for each in documents)


def machine_gain(processes: int) -> float:
    """How much more several processes that read and share nothing do at once than one: what the machine allows."""

    def wall(number: int) -> float:
        running = [
            subprocess.Popen([sys.executable, "-c", READING], stdout=subprocess.PIPE, cwd=ROOT) for _ in range(number)
        ]
        return max(float(process.communicate()[0]) for process in running)

    return processes * wall(1) / wall(processes)


def machine() -> str:
    """What it ran on."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    model = next(
        (line.split(":")[1].strip() for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")), "?"
    )
    return (
        f"{os.cpu_count()} cores ({model}), {pages:.0f} GiB, {platform.system()}, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f}"
    )


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def measure(arguments: argparse.Namespace, folder: Path) -> None:
    """Print the curve, the gain of a second worker, and the cost of what is unchanged."""
    print(HEAD, flush=True)
    curve = []
    for size in sorted(arguments.sizes):
        source = arguments.source or folder / f"corpus-{size}"
        if not source.exists():
            write_corpus(source, size, form=arguments.form, order=arguments.order)
        store = folder / f"store-{size}"
        curve.append(load_once(source, store, arguments.workers))
        print(curve[-1].told(), flush=True)
        if size == _compared(arguments.sizes) or arguments.source:
            _compare(source, store, folder, curve[-1], arguments)
        if arguments.source:
            return
    for smaller, larger in pairwise(curve):
        grown = 100 * (larger.cpu / smaller.cpu - 1)
        print(f"from {smaller.documents:,} to {larger.documents:,} documents: CPU a document {grown:+.1f} %")


def measure_onto(arguments: argparse.Namespace, folder: Path) -> None:
    """Print what the same documents cost in stores that hold few or many others."""
    from benchmarks.copies import copy_until, register_all
    from loaders import open_store

    source, others, base = folder / f"corpus-{arguments.sizes[0]}", folder / "corpus-base", folder / "store-base"
    for place, size, seed in ((source, arguments.sizes[0], SEED), (others, BASE, SEED + 1)):
        if not place.exists():
            write_corpus(place, size, form=arguments.form, seed=seed, order=arguments.order)
    if not base.exists():
        load_once(others, base, arguments.workers)
    print(f"      onto {HEAD}".replace("\n", "\n" + " " * 11), flush=True)
    told = []
    for held in sorted(arguments.onto):
        ready, store = folder / f"store-{held}-ready", folder / f"store-{held}"
        if not ready.exists():
            shutil.copytree(base, ready)
            copy_until(open_store(ready), held)
            register_all(ready)
        shutil.copytree(ready, store)
        told.append((held, load_once(source, store, arguments.workers)))
        print(f"{held:>10,} {told[-1][1].told()}", flush=True)
        shutil.rmtree(store)
    for (fewer, less), (more, load) in pairwise(told):
        print(f"onto {more:,} in place of {fewer:,} documents: CPU a document {100 * (load.cpu / less.cpu - 1):+.1f} %")


def _compared(sizes: list[int]) -> int:
    """The size on which the workers are compared: the largest that takes minutes, where starting counts for little."""
    return max((size for size in sizes if size <= BASE), default=min(sizes))


def _compare(source: Path, store: Path, folder: Path, first: Load, arguments: argparse.Namespace) -> None:
    again = load_once(source, store, arguments.workers)
    print(
        f"again, {again.unchanged:,} unchanged: {again.wall:.2f} s, {first.wall / again.wall:.0f} x faster", flush=True
    )
    gains, allowed = [], []
    for number in range(arguments.rounds):  # in turn, since a machine is not as fast one minute as the next
        one, all_of_them = (
            load_once(source, folder / f"store-{number}-by-{count}", count) for count in (1, arguments.workers)
        )
        gains.append(one.wall / all_of_them.wall)
        allowed.append(machine_gain(arguments.workers))
        print(f"{one.told()}\n{all_of_them.told()}", flush=True)
    print(
        f"{arguments.workers} workers are {median(gains):.2f} x one ({_listed(gains)}), where as many processes that "
        f"read and share nothing are {median(allowed):.2f} x one ({_listed(allowed)})",
        flush=True,
    )
    taken, characters = peer_speed()
    ours = first.characters / (first.loader + first.others)
    print(
        f"characters a CPU second: {ours:,.0f} from file to store, dateparser's search alone {characters / taken:,.0f} "
        f"({ours * taken / characters:.1f} x)",
        flush=True,
    )


def _listed(numbers: list[float]) -> str:
    return ", ".join(f"{number:.2f}" for number in numbers)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("source", nargs="?", type=Path, help="a folder or file of yours, in place of a made corpus")
    parser.add_argument("--sizes", nargs="+", type=int, default=[1_000, 10_000], help="documents of each corpus")
    parser.add_argument("--form", choices=["jsonl", "text"], default="jsonl", help="how the made corpus is written")
    parser.add_argument(
        "--order", choices=["mixed", "day"], default="mixed", help="of the made documents: all days mixed, or by day"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=3, help="loads by one worker and by all, in turn")
    parser.add_argument("--store-only", action="store_true", help="commit without reading, to see how commits grow")
    parser.add_argument(
        "--onto", nargs="+", type=int, help="load into stores of so many documents, most of them copies"
    )
    parser.add_argument("--folder", type=Path, help="where corpora and stores are made and kept (default: thrown away)")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        source, store, workers = arguments.one
        print(json.dumps(asdict(load_here(Path(source), Path(store), int(workers)))))
        return
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(dir=arguments.folder and _made(arguments.folder)) as scratch:
        folder = arguments.folder or Path(scratch)
        if arguments.store_only:
            from benchmarks.commits import measure_commits

            measure_commits(folder / "commits", max(arguments.sizes), max(arguments.onto or [0]))
        elif arguments.onto:
            measure_onto(arguments, folder)
        else:
            measure(arguments, folder)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    main()
