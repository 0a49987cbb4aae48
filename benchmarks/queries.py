"""Times what readers ask of a store of a million events, and what other programs take for it; refuses to judge.

``python -m benchmarks.queries --events 1000000`` makes a store of made-up events once (into ``--folder``, else a
temporary one), builds its index of words, and prints p50 and p95 of each question in milliseconds, wall and CPU. A
question is asked ``--repeat`` times, each time another one of its kind. ``--peers`` asks DuckDB and SQLite as well, in
the same run.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from benchmarks.synthetic import make_store
from dashboard.measures import count_periods
from dashboard.selection import Selection
from dashboard.selection.choosing import count_choices
from dashboard.selection.ground import Ground
from loaders.sectors.taxonomy import load_taxonomy
from loaders.store import Store, open_store

TARGETS = {"heatmap": 100, "window": 100, "search": 300, "opening": 2000, "rows": 30, "facets": 100}
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
        _, indexing = _clock(store.index_words)
        count = store.rows("SELECT count(*) AS n, count(DISTINCT document) AS documents FROM events")[0]
        print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}")
        print(f"{count['n']:,} events of {count['documents']:,} documents; made or opened in {seconds:.1f} s,")
        print(f"words indexed in {indexing:.1f} s, {_size(folder / '.search')} MB beside {_size(folder)} MB of tables")
        print(f"{'':34}{'p50':>9}{'p95':>9}{'CPU p50':>9}{'found':>9}  target")
        scale = 1 if arguments.events <= 2_000_000 else 3
        for name, kind, ask in _questions(folder):
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
    return parser.parse_args()


def _questions(folder: Path) -> Iterator[tuple[str, str, Callable[[], Any]]]:
    yield "opening: store and index()", "opening", lambda: open_store(folder).index()
    store = open_store(folder)
    index, documents, taxonomy = store.index(), store.documents().drop(columns=["text", "passages"]), load_taxonomy()
    every = [sector.code for sector in taxonomy.sectors]
    yield "  its memory (MB, not ms)", "", lambda: round(index.memory_usage(deep=True).sum() / 1e6)
    yield "heatmap, month x 35 sectors", "heatmap", lambda: count_periods(index, sectors=every, period="month").table
    yield (
        "  by quarter, with documents",
        "heatmap",
        lambda: count_periods(index, documents, sectors=every, period="quarter", measure="presence").table,
    )
    years = cycle(range(2000, 2026))
    store.events(index["id"].iloc[:1])
    yield f"window of {PAGE}: chosen and fetched", "window", lambda: store.events(_window(index, next(years)))
    random = np.random.default_rng(1)
    yield (
        f"rows of {PAGE} ids from anywhere",
        "rows",
        lambda: store.events(index["id"].iloc[random.integers(0, len(index), PAGE)]),
    )
    ids = cycle(documents["id"].sample(200, random_state=1))
    yield "one document with its text", "rows", lambda: store.document(next(ids))
    for kind, words in WORDS.items():
        asked = cycle(words)
        yield f"search, {kind}: all hits", "search", lambda asked=asked: store.search(next(asked))
        yield "  the best 100", "search", lambda asked=asked: store.search(next(asked), limit=100)
    texts = cycle(["ministry", "新能源汽车"])
    yield "search of documents", "search", lambda: store.search_documents(next(texts), limit=100)
    ground, chosen = Ground(index), cycle(_selections())
    yield "facet counts, 12 crossfiltered", "facets", lambda: count_choices(next(chosen), ground, taxonomy)


def _window(index: pd.DataFrame, year: int) -> pd.Series:
    """The first events of a sector that take place from March of a year on."""
    names = index["sectors"].cat.categories
    held = np.append(["nev" in codes for codes in names], False)[index["sectors"].cat.codes]
    start = index["when_start"].to_numpy()
    inside = held & (start >= np.datetime64(f"{year}-03-01")) & (start < np.datetime64(f"{year}-12-01"))
    return index["id"].iloc[np.flatnonzero(inside)[:PAGE]]


def _selections() -> list[Selection]:
    choices = [{"sectors": ("5g", "6g")}, {"statuses": ("done",)}, {"languages": ("zh",), "kinds": ("news",)}, {}]
    return [Selection(**choice) for choice in choices]  # type: ignore[arg-type]


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
    p50, p95 = np.percentile(walls, [50, 95])
    print(
        f"{name:34}{p50:9.1f}{p95:9.1f}{np.median(cpus):9.1f}{found:9,}  {f'<= {target:g}' if target else ''}",
        flush=True,
    )


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
