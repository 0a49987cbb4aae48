"""Answers a search in one version of the store: by the index of words, and by reading what the index has not.

Both ways find the same: what is read is put through the very index, in memory. So without an index, on a store that
nobody may write to, searching is slower and as right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from threading import Lock
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa

from loaders.errors import StoreError
from loaders.store.search.book import Book, Entry
from loaders.store.search.building import build_index, find_missing, open_book
from loaders.store.search.finder import Keys, Numbers, make_finder, make_keys
from loaders.store.search.words import Word, begins, read_words, spaced
from loaders.store.snapshot import Snapshot

Scores: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"
Flags: TypeAlias = "np.ndarray[Any, np.dtype[np.bool_]]"
LAZY = {"events": 10_000, "documents": 1_000}
"""Rows that a search itself adds to the index, a second's work; more are left to those who build it."""


class Searcher:
    """Searches one table of one version; may be shared by threads. It opens in about a second for a million rows."""

    def __init__(self, snapshot: Snapshot, table: str) -> None:
        self._snapshot, self._table = snapshot, table
        self.finder = make_finder(snapshot, table)
        decided = make_keys(pa.array(sorted(self.finder.decided), pa.string()))
        rows, there = self.finder.find(decided)
        self._decided: Numbers = rows[there]
        self._look()

    def _look(self) -> None:
        """Open the index as it is now, and see what it has not."""
        self._book = open_book(self._snapshot.place, self._table)
        every = np.arange(len(self.finder.keys))
        self._missing = find_missing(self.finder, *self._book.entries()) if self._book else every

    def _catch_up(self) -> None:
        """Take what others added to the index meanwhile, and add what is missing if that is little."""
        if not len(self._missing):
            return
        if len(self._missing) <= LAZY[self._table]:
            with suppress(StoreError):  # nobody may write here: then it is read
                build_index(self._snapshot, self._table, self.finder, wait=False)
        book = open_book(self._snapshot.place, self._table)
        if book and (self._book is None or len(book) != len(self._book)):
            self._look()

    def search(self, asked: str, limit: int | None = None) -> tuple[pa.Array, Scores]:
        """Ids and scores, best first; those that fit alike in the order of their ids."""
        words = read_words(asked)
        if not words or limit == 0 or not len(self.finder.keys):
            return pa.array([], pa.string()), np.empty(0)
        self._catch_up()
        found = [self._indexed(words, limit), self._read(words)]
        rows = np.concatenate([row for row, _ in found])
        scores = np.concatenate([score for _, score in found])
        order = np.lexsort((rows, -scores))[:limit]
        return self.finder.ids.take(pa.array(rows[order])), scores[order]

    def _indexed(self, words: Sequence[Word], limit: int | None) -> tuple[Numbers, Scores]:
        """Rows of this version among the entries that fit; asks for more where many are of other versions."""
        if self._book is None:
            return _NOTHING
        wanted = limit
        while True:
            hits = self._book.search(words, wanted)
            rows, own = self._own(hits.keys, hits.recorded)
            if wanted is None or len(hits.keys) < wanted or own.sum() >= wanted:
                return rows[own], hits.scores[own]
            wanted *= 4

    def _own(self, keys: Keys, recorded: Numbers) -> tuple[Numbers, Flags]:
        """The row of each entry, and whether it is one of this version as it was recorded."""
        rows, own = self.finder.find(keys)
        own &= self.finder.recorded[rows] == recorded
        if len(self._decided):
            own &= ~np.isin(rows, self._decided)
        return rows, own

    def _read(self, words: Sequence[Word]) -> tuple[Numbers, Scores]:
        """What is not in the index as this version has it, read from the tables where all that is asked for occurs."""
        rows = np.union1d(self._missing, self._decided)
        if not len(rows):
            return _NOTHING
        parts = [begins(word) if len(word.tokens) == 1 else token for word in words for token in word.tokens]
        named = {f"part{number}": part for number, part in enumerate(parts)}
        occurs = " AND ".join(f"(contains(words, ${name}) OR contains(title, ${name}))" for name in named)
        few = len(rows) < len(self.finder.keys)
        only = "WHERE id IN (SELECT unnest($ids))" if few else ""
        sql = f"""SELECT * FROM (SELECT id, coalesce({spaced('"text"')}, '') AS words,
            coalesce({spaced("title")}, '') AS title FROM {self._table} {only}) WHERE {occurs}"""
        ids = {"ids": self.finder.ids.take(pa.array(rows)).to_pylist()} if few else {}
        found = self._snapshot.query(sql, named | ids)
        keys = make_keys(found["id"].combine_chunks()).tolist()
        entries = zip(keys, found["words"].to_pylist(), found["title"].to_pylist(), strict=True)
        hits = Book.of(Entry(key, 0, text, title, "") for key, text, title in entries).search(words)
        return self.finder.find(hits.keys)[0], hits.scores

    def fetch(self, ids: Sequence[str]) -> tuple[dict[str, bytes], list[str]]:
        """The columns of some rows as the index keeps them, by id, and the ids of this version that are to be read."""
        keys = make_keys(pa.array(ids, pa.string()))
        _, here = self.finder.find(keys)
        wanted = {int(key): name for key, name, there in zip(keys, ids, here, strict=True) if there}
        kept: dict[str, bytes] = {}
        if self._book and wanted:
            found = self._book.rows(wanted)
            _, own = self._own(
                np.array([key for key, _, _ in found], dtype=np.uint64),
                np.array([each[1] for each in found], dtype=int),
            )
            kept = {wanted[key]: row for (key, _, row), mine in zip(found, own.tolist(), strict=True) if mine}
        return kept, [name for name in wanted.values() if name not in kept]

    def find_stories(self, events: Sequence[Mapping[str, Any]]) -> list[str]:
        """The story of each of some events: the one that its mention was joined to, else one of its own."""
        mentions, stories = self._told
        own = np.array([row["mention"] or row["id"] for row in events], dtype="S")
        if not len(mentions) or not len(own):
            return [name.decode() for name in own.tolist()]
        places = np.minimum(np.searchsorted(mentions, own), len(mentions) - 1)
        found = np.where(mentions[places] == own, stories[places], own)
        return [name.decode() for name in found.tolist()]

    @cached_property
    def _told(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Mentions that belong to a story named by another one, in order, and that story."""
        told = self._snapshot.query("SELECT mention, story FROM retellings ORDER BY mention")
        mentions, stories = (told[name].to_numpy().astype("S") for name in ("mention", "story"))
        return mentions, stories


_NOTHING: tuple[Numbers, Scores] = (np.empty(0, dtype=np.int64), np.empty(0))
_OPEN: WeakKeyDictionary[Snapshot, dict[str, Searcher]] = WeakKeyDictionary()
_OPENING = Lock()


def open_searcher(snapshot: Snapshot, table: str) -> Searcher:
    """The one searcher of a table of an open version."""
    with _OPENING:
        kept = _OPEN.setdefault(snapshot, {})
        if table not in kept:
            kept[table] = Searcher(snapshot, table)
        return kept[table]
