"""Brings the index of words up to what a version has, and says where it lies; never needed to find anything.

Entries are never taken away: what later loads replaced stays findable for readers of the versions before. When more
than half of an index is of no use to the version that it is built for, it is made anew.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from loaders.errors import StoreError
from loaders.store.homes import homes, writable
from loaders.store.place import Place
from loaders.store.schema import READ
from loaders.store.search.book import Book, Busy, Entry, number_of
from loaders.store.search.finder import Finder, Matched, Numbers, make_finder, make_keys
from loaders.store.search.kept import keep
from loaders.store.search.words import spaced
from loaders.store.snapshot import Snapshot

FORMAT = 2  # of the index; raise it when words are made otherwise, and it is built anew in another folder
SOURCES = {"events": "recorded", "documents": "documents"}
ROWS = {
    "events": (*(n for n in READ["events"].names if n not in ("story", "reviewed", "amended")), "mention"),
    "documents": tuple(READ["documents"].names),
}
"""The columns kept of each entry, in their order in its JSON."""
_FEW = 20_000  # rows that are looked up by their ids; for more the table is read through
_PATIENCE = 0.2


def find_homes(place: Place, table: str) -> list[Path]:
    """The folders in which the index of a table may lie: beside the tables, else in this person's cache."""
    return homes(place, f"words-{FORMAT}/{table}")


def open_book(place: Place, table: str) -> Book | None:
    """The index of a table, where there is one."""
    return next((book for home in find_homes(place, table) if (book := Book.at(home)) and len(book)), None)


def build_index(snapshot: Snapshot, table: str, finder: Finder | None = None, *, wait: bool = True) -> int:
    """Add the rows that a version has and the index has not; tells how many.

    Raises StoreError where it cannot be written. While another process builds, this one waits for it, or leaves it
    the work.
    """
    finder = finder or make_finder(snapshot, table)
    home = writable(find_homes(snapshot.place, table))
    while True:
        there = number_of(home)
        book = Book.at(home)
        if book is None or len(book) > 2 * len(finder.keys) + _FEW:  # most of it is of no use to this version
            book = Book.make(home, there)
        try:
            if added := book.add(_lacking(snapshot, table, finder, book)):
                keep(snapshot, table, home, match_rows(finder, book))
            return added
        except Busy:
            if not wait:
                return 0
            time.sleep(_PATIENCE)
        except (OSError, ValueError) as error:  # a full disk, a folder that was taken away
            raise StoreError(
                f"{home}: the index of words was not brought up to date ({error}). Searching goes on without it, "
                "slower; make room or get the right to write there."
            ) from error


def _lacking(snapshot: Snapshot, table: str, finder: Finder, book: Book) -> Iterator[Entry]:
    missing = match_rows(finder, book).missing
    if len(missing):
        yield from read_entries(snapshot, table, finder, missing)


def match_rows(finder: Finder, book: Book | None) -> Matched:
    """Find which rows of a version the entries of an index are; one recorded by another version is none of them."""
    lacking = np.ones(len(finder.keys) + 1, dtype=bool)
    rows = np.empty(0, dtype=np.int64)
    if book:
        keys, recorded = book.entries()
        rows = np.full(len(keys), -1)
        if len(finder.keys):
            places, there = finder.find(keys)
            rows = np.where(there & (finder.recorded[places] == recorded), places, -1)
    lacking[rows] = False  # -1 is the place beyond the last row
    return Matched(finder, rows, np.flatnonzero(lacking[:-1]))


def read_entries(snapshot: Snapshot, table: str, finder: Finder, missing: Numbers) -> Iterator[Entry]:
    """The rows of a version as entries."""
    few = len(missing) <= _FEW
    where = "WHERE id IN (SELECT unnest($ids))" if few else ""
    columns = ", ".join(f'"{name}"' for name in ROWS[table])
    sql = f"""SELECT id, data_version, {spaced('"text"')} AS words, {spaced("title")} AS title,
        CAST(json_array({columns}) AS VARCHAR) AS row FROM {SOURCES[table]} {where}"""
    wanted = set() if len(missing) == len(finder.keys) else set(missing.tolist())
    for batch in snapshot.stream(sql, {"ids": finder.names(missing)} if few else ()):
        rows, there = finder.find(make_keys(batch["id"]))
        parts = (batch[name].to_pylist() for name in ("data_version", "words", "title", "row"))
        for row, here, recorded, words, title, row_ in zip(rows.tolist(), there.tolist(), *parts, strict=True):
            if here and (not wanted or row in wanted):
                yield Entry(int(finder.keys[row]), recorded, words or "", title or "", row_)
