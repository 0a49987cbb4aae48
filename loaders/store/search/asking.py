"""Answers a search in one version of the store: by the index of words, and by reading what the index has not.

Both ways find the same: what is read is put through the very index, in memory. So without an index, on a store that
nobody may write to, searching is slower and as right.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary, proxy

import numpy as np
import pyarrow as pa

from loaders.errors import StoreError
from loaders.store.search.book import Book, Entry
from loaders.store.search.building import build_index, match_rows, open_book
from loaders.store.search.finder import Matched, Numbers, make_finder, make_keys
from loaders.store.search.kept import keep, read_kept
from loaders.store.search.words import Word, begins, read_words, spaced
from loaders.store.snapshot import Snapshot

Scores: TypeAlias = "np.ndarray[Any, np.dtype[np.float32]]"
LAZY = {"events": 10_000, "documents": 1_000}
"""Rows that a search itself adds to the index, a second's work; more are left to those who build it."""


_NOTHING: tuple[Numbers, Scores] = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


@dataclass(frozen=True, slots=True)
class Seen:
    """The index as it was when it was opened: the row that each entry is of the version that is read, -1 for none.

    ``missing`` are the rows that it has not. An entry of an event that people decided about counts as none.
    """

    book: Book | None
    rows: Numbers
    missing: Numbers

    def search(self, words: Sequence[Word], limit: int | None) -> tuple[Numbers, Scores]:
        """Rows whose entries fit, and how well; asks for more where many entries are of other versions."""
        if self.book is None:
            return _NOTHING
        while True:
            hits = self.book.search(words, limit)
            rows = self.rows[hits.entries]
            own = rows >= 0
            if limit is None or len(rows) < limit or own.sum() >= limit:
                return rows[own], hits.scores[own]
            limit *= 4


class Searcher:
    """Searches one table of one version; may be shared by threads.

    For a million rows it opens in about a second, and in a tenth of that where an earlier one kept what it found out.
    """

    def __init__(self, snapshot: Snapshot, table: str) -> None:
        self._snapshot, self._table = proxy(snapshot), table  # a version is let go with those who read it
        book = open_book(snapshot.place, table)
        kept = read_kept(snapshot, table, book.folder, len(book)) if book and book.folder else None
        self.finder = kept.finder if kept else make_finder(snapshot, table)
        decided = make_keys(pa.array(sorted(self.finder.decided), pa.string()))
        rows, there = self.finder.find(decided)
        self._decided: Numbers = rows[there]
        self._seen = self._see(book, kept or self._match(book))

    def _match(self, book: Book | None) -> Matched:
        matched = match_rows(self.finder, book)
        if book and book.folder:
            keep(self._snapshot, self._table, book.folder, matched)
        return matched

    def _see(self, book: Book | None, matched: Matched) -> Seen:
        rows = matched.rows
        if len(self._decided):
            rows[np.isin(rows, self._decided)] = -1
        return Seen(book, rows, matched.missing)

    def _catch_up(self) -> None:
        """Take what others added to the index meanwhile, and add what is missing if that is little."""
        if not len(self._seen.missing):
            return
        if len(self._seen.missing) <= LAZY[self._table]:
            with suppress(StoreError):  # nobody may write here: then it is read
                build_index(self._snapshot, self._table, self.finder, wait=False)
        book = open_book(self._snapshot.place, self._table)
        if book and (self._seen.book is None or len(book) != len(self._seen.book)):
            self._seen = self._see(book, self._match(book))

    def search(self, asked: str, limit: int | None = None) -> tuple[pa.Array, Scores]:
        """Ids and scores, best first; those that fit alike in the order of their ids."""
        words = read_words(asked)
        if not words or limit == 0 or not len(self.finder.keys):
            return pa.array([], pa.string()), np.empty(0, dtype=np.float32)
        self._catch_up()
        seen = self._seen
        found = [seen.search(words, limit), self._read(words, seen.missing)]
        rows = np.concatenate([row for row, _ in found])
        scores = np.concatenate([score for _, score in found])
        ranks = -scores.view(np.int32).astype(np.int64) << 32  # the bits of what is above zero are in its order
        order = np.argsort(ranks | rows)[:limit]
        return self.finder.ids(rows[order]), scores[order]

    def _read(self, words: Sequence[Word], missing: Numbers) -> tuple[Numbers, Scores]:
        """What is not in the index as this version has it, read from the tables where all that is asked for occurs."""
        rows = np.union1d(missing, self._decided)
        if not len(rows):
            return _NOTHING
        parts = [begins(word) if len(word.tokens) == 1 else token for word in words for token in word.tokens]
        named = {f"part{number}": part for number, part in enumerate(parts)}
        occurs = " AND ".join(f"(contains(words, ${name}) OR contains(title, ${name}))" for name in named)
        few = len(rows) < len(self.finder.keys)
        only = "WHERE id IN (SELECT unnest($ids))" if few else ""
        sql = f"""SELECT * FROM (SELECT id, coalesce({spaced('"text"')}, '') AS words,
            coalesce({spaced("title")}, '') AS title FROM {self._table} {only}) WHERE {occurs}"""
        ids = {"ids": self.finder.names(rows)} if few else {}
        found = self._snapshot.query(sql, named | ids)
        keys = make_keys(found["id"].combine_chunks())
        entries = zip(keys.tolist(), found["words"].to_pylist(), found["title"].to_pylist(), strict=True)
        hits = Book.of(Entry(key, 0, text, title, "") for key, text, title in entries).search(words)
        return self.finder.find(keys[hits.entries])[0], hits.scores

    def fetch(self, ids: Sequence[str]) -> tuple[dict[str, bytes], list[str]]:
        """The columns of some rows as the index keeps them, by id, and the ids of this version that are to be read."""
        keys = make_keys(pa.array(ids, pa.string()))
        _, here = self.finder.find(keys)
        wanted = {int(key): name for key, name, there in zip(keys, ids, here, strict=True) if there}
        kept: dict[str, bytes] = {}
        seen = self._seen
        if seen.book and wanted:
            entries, found = seen.book.rows(wanted)
            rows = seen.rows[entries]
            own = rows >= 0
            texts = (columns for columns, here in zip(found, own.tolist(), strict=True) if here)
            kept = dict(zip(self.finder.names(rows[own]), texts, strict=True))
        return kept, [name for name in wanted.values() if name not in kept]

    def find_stories(self, told: Sequence[str]) -> list[str]:
        """The story of each of some mentions: the one that it was joined to, else one of its own."""
        mentions, stories = self._told
        own = np.array(told, dtype="S")
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


_OPEN: WeakKeyDictionary[Snapshot, dict[str, Searcher]] = WeakKeyDictionary()
_OPENING = Lock()


def open_searcher(snapshot: Snapshot, table: str) -> Searcher:
    """The one searcher of a table of an open version."""
    with _OPENING:
        kept = _OPEN.setdefault(snapshot, {})
        if table not in kept:
            kept[table] = Searcher(snapshot, table)
        return kept[table]
