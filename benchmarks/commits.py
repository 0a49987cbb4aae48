"""Measures commits alone: how the cost of a batch grows with the store; ``python -m benchmarks.load --store-only``.

A few thousand made documents are read once. Then they are written over and over under other names, each time said on
other days and with other words, so that each batch is as new to the store as one of a real load: its fingerprints and
keys are moved by a number of the round, but for the share that a real load finds again. ``--onto`` begins with a store
of many documents (see ``copies``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time, thread_time

from benchmarks.copies import AGAIN, copy_until
from benchmarks.corpus import DAYS, FIRST, SEED, make_documents
from loaders.edtf import read_edtf
from loaders.formats.registry import read_bytes
from loaders.model import CreationTime, document_id
from loaders.pipeline.gathering import write_gathered
from loaders.pipeline.loading import join
from loaders.pipeline.reading import read_through
from loaders.pipeline.tasks import Done
from loaders.sectors.taxonomy import load_taxonomy
from loaders.store import FileReading, Mark, Reading, collect_batch, open_store

READ = 200  # documents that are read
TASK = 400  # documents of one task
COPIED = 20_000  # documents that are committed before they are copied


def measure_commits(folder: Path, documents: int, onto: int = 0) -> None:
    """Write so many documents and print the CPU milliseconds a document whenever their number has doubled."""
    readings = list(_read())
    store = open_store(folder, create=True)
    if onto:
        for _ in write_gathered(_tasks(readings, min(onto, COPIED), [0.0], "original"), store, join):
            pass
        copy_until(store, onto)
    print("documents  commits  CPU ms a document in the last commits   RSS MB  files", flush=True)
    written, before, told, busy, began = 0, 0, 2_000, process_time(), perf_counter()
    making = [0.0]
    for done, made in write_gathered(_tasks(readings, documents, making, "made"), store, join):
        written += done.batch.documents
        if written >= told or written >= documents:
            taken = process_time() - busy - making[0]
            memory, files = getrusage(RUSAGE_SELF).ru_maxrss / 1024, sum(1 for _ in folder.rglob("*.parquet"))
            cost = 1e3 * taken / (written - before)
            print(f"{written:>9,} {made.version:>8} {cost:>15.2f} {memory:>30.0f} {files:>6}", flush=True)
            before, told, busy, making[0] = written, written * 2, process_time(), 0.0
    print(f"{perf_counter() - began:.0f} s in all", flush=True)


def _read() -> Iterator[Reading]:
    data = "".join(each.row() for each in make_documents(READ)).encode()
    documents = read_bytes("made.jsonl", data, "made.jsonl")
    yield from read_through(documents, "made.jsonl", load_taxonomy(), lambda _: None)


def _tasks(readings: list[Reading], documents: int, making: list[float], name: str) -> Iterator[Done]:
    for number in range(0, documents, TASK):
        began = thread_time()
        draw = Random(f"{SEED} {name} {number}")
        places = range(number, min(number + TASK, documents))
        some = [_renamed(readings[at % len(readings)], f"{name}.jsonl#line={at}", at, draw) for at in places]
        file = FileReading(f"{name}-{number}.jsonl", str(number), "made", tuple(some), token="made")
        done = Done(collect_batch([file]), files=1)
        making[0] += thread_time() - began
        yield done


def _renamed(reading: Reading, name: str, number: int, draw: Random) -> Reading:
    """The same document under another name, said on another day."""
    day = FIRST + timedelta(days=draw.randrange(DAYS))
    created = CreationTime(day.isoformat(), read_edtf(day.isoformat()), "record", day.isoformat())
    identity = document_id(name, reading.document.text)
    document = replace(reading.document, id=identity, name=name, source=name, created=created)
    events = tuple(
        replace(event, id=f"{identity[:8]}{at:04}{number:08x}", document=identity)
        for at, event in enumerate(reading.events)
    )
    return Reading(document, events, reading.sentences, tuple(_moved(mark, draw) for mark in reading.marks))


def _moved(mark: Mark, draw: Random) -> Mark:
    """Another fingerprint, and other keys but for a few."""

    def moved(keys: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(key if draw.random() < AGAIN else draw.randrange(-(2**30), 2**30) * 2 for key in keys)

    return replace(mark, mention=f"{draw.getrandbits(64):016x}", keys=moved(mark.keys), promises=moved(mark.promises))
