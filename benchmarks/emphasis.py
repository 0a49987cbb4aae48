"""Times emphasis over a store of a million events: measure, heatmap, trend, intervals, strip; judges nothing.

``python -m benchmarks.emphasis --folder STORE`` reads a store (made of ``--events`` made-up events where there is none)
and asks for every sector in each of 120 months, ``--rounds`` times: p50 and p95 in milliseconds, wall and CPU. The
documents are made ready once before, as a page does for all its readers. What a figure weighs is told as JSON,
compressed.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.synthetic import make_store
from dashboard.emphasis.cells import measure_emphasis
from dashboard.emphasis.resampling import bound_emphasis
from dashboard.emphasis.tally import Corpus, tally_documents
from dashboard.figures import heatmap, trend
from dashboard.measures import period_edges
from loaders.sectors.taxonomy import load_taxonomy
from loaders.store import Store

TARGETS = {"measure": 150, "figure": 300, "intervals": 1000}  # milliseconds
FIRST, LAST = date(2015, 1, 1), date(2025, 1, 1)


def main() -> None:
    arguments = _arguments()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as temporary:
        store = make_store(arguments.folder or Path(temporary) / "store", arguments.events)
        _time_store(store, arguments.rounds)


def _time_store(store: Store, rounds: int) -> None:
    taxonomy = load_taxonomy()
    events, documents = store.index(), store.documents(text=False)
    sectors = [sector.code for sector in taxonomy.sectors]
    edges = period_edges(FIRST, LAST, "month")
    print(f"{len(events):,} events of {len(documents):,} documents; {len(sectors)} sectors × {len(edges) - 1} months")
    print(f"{'':22}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'target':>9}")
    corpus = _tell("documents made ready", 1, lambda: Corpus(documents))
    cells: dict[str, Any] = {"sectors": sectors, "edges": edges, "axis": "announced"}

    def measure() -> Any:
        return measure_emphasis(tally_documents(events, corpus, **cells), "share")

    shown: dict[str, Any] = {"taxonomy": taxonomy, "sectors": sectors, "period": "month", "axis": "announced"}
    shown |= {"start": FIRST, "end": LAST, "corpus": corpus, "width": 1400}
    _tell("measure", rounds, measure, TARGETS["measure"])
    figure = _tell("figure", rounds, lambda: heatmap(events, documents, effect="share", **shown), TARGETS["figure"])
    tally = tally_documents(events, corpus, **cells)
    _tell("intervals", max(rounds // 4, 1), lambda: bound_emphasis(tally, "share"), TARGETS["intervals"])
    _tell("strip of documents", rounds, lambda: corpus.cover(edges, np.zeros(len(events), dtype=bool), 0))
    _tell("trend", 1, lambda: trend(events, documents, **shown))
    packed = gzip.compress(figure.to_json().encode(), 6)
    print(f"the heatmap as JSON {len(packed):,} bytes, compressed")


def _tell(name: str, rounds: int, task: Callable[[], Any], target: int | None = None) -> Any:
    """Do a task some times and print how long it took; returns what it made last."""
    walls, cpus, made = [], [], task() if rounds > 1 else None
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        made = task()
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (time.process_time() - cpu))
    said = f"{target:>9,}" if target else ""
    print(f"{name:22}{np.median(walls):>9.0f}{np.quantile(walls, 0.95):>9.0f}{np.median(cpus):>9.0f}{said}")
    return made


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000, help="events of the store that is made")
    parser.add_argument("--folder", type=Path, help="a store to read, or to make and keep")
    parser.add_argument("--rounds", type=int, default=20)
    return parser.parse_args()


if __name__ == "__main__":
    main()
