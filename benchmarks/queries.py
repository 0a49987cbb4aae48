"""Times what readers ask of a store of a million events, and what other programs take for it; refuses to judge.

``python -m benchmarks.queries --events 1000000`` makes a store of made-up events once (into ``--folder``, else a
temporary one), builds its index of words, and prints p50 and p95 of each question in milliseconds, on the clock and of
CPU, which what else the machine does changes less. A question is asked ``--repeat`` times, each time another one of its
kind. ``--peers`` asks DuckDB and SQLite as well, in the same run.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import cycle, product
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from benchmarks.synthetic import make_store
from dashboard.library import PREPARING, Holdings, Library
from dashboard.measures import count_periods
from dashboard.selection import ANY, Selection
from dashboard.views.view import View, apply_selection, count_view, draw_heatmap, find_tally
from loaders.sectors.taxonomy import Taxonomy, load_taxonomy
from loaders.store import Store, open_store
from loaders.store.index import read_index

TARGETS = {"heatmap": 100, "window": 100, "search": 300, "opening": 2000, "rows": 100, "document": 30, "facets": 100}
TODAY = date(2026, 11, 22)
"""Milliseconds at a million events, p95; three times that at ten million."""
PAGE = 500
WORDS = {
    "rare word": ["828696", "305212", "59155", "700001", "161805"],
    "common word": ["ministry", "plan", "industry", "development", "licences"],
    "all of three": ["ministry 5G plan", "telecom foreign investors", "vehicle tax purchase", "industry growth year"],
    "Chinese": ["新能源汽车", "人形机器人", "增值电信业务", "试点", "发展"],
    "phrase": ['"industry ministry"', '"action plan"', '"free trade zone"', '"value-added telecom services"'],
    "beginning": ["telec*", "regul*", "manufact*", "licen*"],
}


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary) / "store"
        store, seconds = _clock(lambda: make_store(folder, arguments.events))
        _, indexing = _clock(store.index_words if arguments.words else int)
        count = store.rows("SELECT count(*) AS n, count(DISTINCT document) AS documents FROM events")[0]
        print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}")
        print(f"{count['n']:,} events of {count['documents']:,} documents; made or opened in {seconds:.1f} s,")
        print(f"words indexed in {indexing:.1f} s, {_size(folder / '.search')} MB beside {_size(folder)} MB of tables")
        print(f"{'':34}{'p50':>9}{'p95':>9}{'CPU p50':>9}{'CPU p95':>9}{'found':>10}  target")
        scale = 1 if arguments.events <= 2_000_000 else 3
        for name, kind, ask in _questions(folder, arguments.repeat if arguments.words else 0):
            _ask(name, ask, arguments.repeat, TARGETS.get(kind, 0) * scale)
        if arguments.peers:
            for name, ask in _peers(open_store(folder), Path(temporary)):
                _ask(name, ask, arguments.repeat, 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the store is kept, or lies already")
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument(
        "--no-words", dest="words", action="store_false", help="leave out what needs the index of words"
    )
    return parser.parse_args()


def _questions(folder: Path, words: int) -> Iterator[tuple[str, str, Callable[[], Any]]]:
    yield "opening: store and index()", "opening", lambda: open_store(folder).index()
    yield "  by the first program of a version", "", lambda: read_index(open_store(folder)._snapshot)
    fresh = [open_store(folder) for _ in range(words)]
    if words:
        yield "  the first search of a program", "", lambda: fresh.pop().search("ministry", limit=100)
    library = Library.at(folder)
    holdings, store, taxonomy = library.newest(), open_store(folder), load_taxonomy()
    index, every = holdings.events, [sector.code for sector in taxonomy.sectors]
    yield "  its memory (MB, not ms)", "", lambda: round(index.memory_usage(deep=True).sum() / 1e6)
    for thread in threading.enumerate():  # what the first readers of a version share the machine with
        if thread.name == PREPARING:
            thread.join()
    yield from _of_the_page(holdings, taxonomy, every, words)
    if words:
        yield from _of_words(holdings, store)


def _of_words(holdings: Holdings, store: Store) -> Iterator[tuple[str, str, Callable[[], Any]]]:
    """What is answered by the index of words: rows by id, and searching."""
    index = holdings.events
    random = np.random.default_rng(1)
    store.events(index["id"].iloc[:1].tolist())
    yield (
        f"rows of {PAGE} ids from anywhere",
        "rows",
        lambda: store.events(index["id"].iloc[random.integers(0, len(index), PAGE)].tolist()),
    )
    ids = cycle(holdings.documents["id"].sample(200, random_state=1))
    yield "one document with its text", "document", lambda: store.document(next(ids))
    for kind, words in WORDS.items():
        asked = cycle(words)
        yield f"search, {kind}: all hits", "search", lambda asked=asked: store.search(next(asked))
        yield "  the best 100", "search", lambda asked=asked: store.search(next(asked), limit=100)
    texts = cycle(["ministry", "新能源汽车"])
    yield "search of documents", "search", lambda: store.search_documents(next(texts), limit=100)


def _of_the_page(
    holdings: Holdings, taxonomy: Taxonomy, every: list[str], words: int
) -> Iterator[tuple[str, str, Callable[[], Any]]]:
    """What the page asks when filters change: each time a selection that it was not asked for before."""

    def seen(**more: Any) -> View:
        return apply_selection(replace(next(chosen), **more), holdings, taxonomy, TODAY)

    def counted(view: View) -> Any:
        return count_periods(find_tally(view), sectors=every, period="month", as_of=TODAY).table

    def drawn(view: View) -> Any:
        return draw_heatmap(view, taxonomy, 1200, (date(2010, 1, 1), date(2027, 1, 1))).data

    chosen = _selections(every)
    for unit in ("mention", "story"):  # what a page makes once for all selections
        count_view(seen(unit=unit), taxonomy)
    drawn(seen())
    counted(seen())
    plain = seen(sectors=(ANY,))
    yield "heatmap, month x 35 sectors", "heatmap", lambda: counted(seen())
    yield "  of all events", "heatmap", lambda: counted(seen(sectors=(ANY,), statuses=()))
    yield "  again, for another zoom", "heatmap", lambda: counted(plain)
    yield "  of a new selection, drawn", "", lambda: drawn(seen())
    yield "  of all events, drawn", "", lambda: drawn(seen(sectors=(ANY,), statuses=()))
    yield f"window of {PAGE}: chosen", "window", lambda: seen().listed[:PAGE]
    if words:
        yield f"window of {PAGE}: chosen and fetched", "window", lambda: seen().page(0, PAGE)
        asked = cycle(["ministry", "plan", "industry", "development", "新能源汽车", "试点", "发展"])
        yield "words among the filters", "search", lambda: seen(text=next(asked)).chosen.rows
    yield "facet counts, 12 crossfiltered", "facets", lambda: count_view(seen(), taxonomy)
    yield "  of stories", "", lambda: count_view(seen(unit="story"), taxonomy)


def _selections(every: list[str]) -> Iterator[Selection]:
    """Selections of which none is like another."""
    for first, last in product(range(1, 29), range(1, 29)):
        for number, status in enumerate(("done", "planned", "target", "statistic")):
            sectors = (every[(first + number) % len(every)], every[(last + 7 * number) % 5])
            yield Selection(
                period="month",
                sectors=sectors,
                statuses=(status, "in_force"),
                start=date(1999, 1, first),
                end=date(2027, 3, last),
            )


def _ask(name: str, ask: Callable[[], Any], repeat: int, target: float) -> None:
    walls, cpus, found = [], [], 0
    deadline = time.monotonic() + 30
    for _ in range(repeat):
        began, cpu = time.perf_counter(), time.process_time()
        answer = ask()
        walls.append(1000 * (time.perf_counter() - began))
        cpus.append(1000 * (time.process_time() - cpu))
        found = answer if isinstance(answer, int) else len(answer)
        if time.monotonic() > deadline:
            break
    times = "".join(f"{time:9.1f}" for one in (walls, cpus) for time in np.percentile(one, [50, 95]))
    print(f"{name:34}{times}{found:10,}  {f'<= {target:g}' if target else ''}", flush=True)


def _peers(store: Store, temporary: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    connection = duckdb.connect()
    source = f"read_parquet('{store.folder}/events/**/*.parquet', hive_partitioning = true)"
    heatmap = f"""SELECT month, sector, count(*) FROM (SELECT unnest(sectors) AS sector,
        date_trunc('month', coalesce(when_start, announced_start)) AS month FROM {source}) GROUP BY ALL"""
    window = f"""SELECT * FROM {source} WHERE when_start BETWEEN '2015-03-01' AND '2015-12-01'
        AND list_contains(sectors, 'nev') ORDER BY announced_start, document, start, id LIMIT {PAGE}"""
    yield "DuckDB scan: heatmap", lambda: connection.sql(heatmap).fetchall()
    yield f"DuckDB scan: window of {PAGE}", lambda: connection.sql(window).fetchall()
    for word in ("828696", "ministry", "新能源汽车"):
        scan = f"SELECT id FROM {source} WHERE text ILIKE '%{word}%'"
        yield f"DuckDB scan: {word}", lambda scan=scan: connection.sql(scan).fetchall()
    database = sqlite3.connect(temporary / "words.db")
    database.execute("CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='trigram')")
    batches = connection.sql(f"SELECT text FROM {source}").to_arrow_reader(50_000)
    rows = ((text,) for batch in batches for text in batch["text"].to_pylist())
    _, seconds = _clock(lambda: database.executemany("INSERT INTO words(text) VALUES (?)", rows))
    database.commit()
    print(f"SQLite FTS5 with trigrams: built in {seconds:.1f} s, {_size(temporary / 'words.db')} MB")
    for word in ("828696", "ministry", "新能源汽车"):
        match = f"SELECT rowid, bm25(words) FROM words WHERE words MATCH '\"{word}\"'"
        yield f"SQLite FTS5: {word}, all hits", lambda match=match: database.execute(match).fetchall()
        yield "  the best 100", lambda match=match: database.execute(f"{match} ORDER BY rank LIMIT 100").fetchall()


def _clock(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def _size(path: Path) -> int:
    files = [path] if path.is_file() else path.rglob("*")
    return (
        sum(file.stat().st_size for file in files if file.is_file() and ".search" not in file.parts[len(path.parts) :])
        // 10**6
    )


if __name__ == "__main__":
    main()
