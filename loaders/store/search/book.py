"""An index of words and rows: entries are added and never changed; knows no version and asks no store.

An entry is a row as one data version recorded it: its key, that version, its words, and its columns as JSON. Beside the
files of tantivy lies ``entries``, sixteen bytes an entry, so that what is there is known without asking for it. It is
written before tantivy commits: a builder that dies leaves a tail in it that is cut off by the next one, and nothing
else. Tantivy's own lock lets one process add at a time, and is let go with the process that held it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from operator import itemgetter
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

import numpy as np
import tantivy

from loaders.errors import StoreError
from loaders.store.search.finder import Keys, Numbers
from loaders.store.search.words import TOKENIZER, Word, begins, stem

_HEAP = 100_000_000
_LITTLE = 15_000_000  # the least that tantivy takes
_A_COMMIT = 200_000
_OWN = "own"  # the name of the tokenizer in the index
_PAIR = np.dtype([("key", "<u8"), ("recorded", "<i8")])


class Busy(Exception):
    """Another process is adding to the index."""


class Entry(NamedTuple):
    """A row to be added; ``words`` and ``title`` have blanks about each word, ``row`` is JSON."""

    key: int
    recorded: int
    words: str
    title: str
    row: str


@dataclass(frozen=True, slots=True)
class Hits:
    """Entries that were found, by their numbers in the order they were added, and how well each one fits."""

    entries: Numbers
    scores: np.ndarray[Any, np.dtype[np.float32]]


class Book:
    """An open index; may be shared by threads. ``folder`` is None for one in memory."""

    def __init__(self, index: tantivy.Index, folder: Path | None) -> None:
        self._index, self._folder = index, folder
        index.register_tokenizer(_OWN, TOKENIZER)
        index.reload()
        self._searcher = index.searcher()

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Book:
        """A book in memory."""
        book = cls(tantivy.Index(_schema()), None)
        book.add(entries)
        return book

    @classmethod
    def at(cls, folder: Path) -> Book | None:
        """The book in a folder; None where there is none that can be read: none made yet, or a damaged one."""
        try:
            book = cls(tantivy.Index.open(str(folder)), folder) if folder.is_dir() else None
            return book if book is not None and book._listed() >= len(book) else None
        except (ValueError, OSError):
            return None

    @classmethod
    def make(cls, folder: Path, instead_of: int | None = None) -> Book:
        """An empty book in a folder; raises StoreError.

        What is there is thrown away only if it is still the folder ``instead_of`` (see :func:`number_of`): what another
        process has put there since is the book then.
        """
        _replace_by_empty(folder, instead_of)
        book = cls.at(folder)
        if book is None:
            raise StoreError(f"{folder}: the index of words was taken away while it was made. Try again.")
        return book

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    @property
    def folder(self) -> Path | None:
        """Where it lies."""
        return self._folder

    def refresh(self) -> None:
        """See what others have added meanwhile."""
        self._index.reload()
        self._searcher = self._index.searcher()

    def entries(self) -> tuple[Keys, Numbers]:
        """Key and data version of every entry."""
        if self._folder is None or not len(self):
            return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
        pairs = np.fromfile(self._folder / "entries", dtype=_PAIR, count=len(self))
        return pairs["key"].astype(np.uint64), pairs["recorded"].astype(np.int64)

    def add(self, entries: Iterable[Entry]) -> int:
        """Add entries and tell how many, a commit for every so many; raises Busy while another process adds.

        They are asked for when nobody else can add any more.
        """
        try:
            writer = self._index.writer(_HEAP if self._folder else _LITTLE, 1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            raise Busy from error
        self.refresh()
        before = place = len(self)
        rest = iter(entries)
        while batch := list(islice(map(partial(_add, writer), count(place), rest), _A_COMMIT)):
            self._list(batch, place)
            writer.commit()
            place += len(batch)
        writer.wait_merging_threads()
        self.refresh()
        return place - before

    def _list(self, pairs: list[tuple[int, int]], place: int) -> None:
        if self._folder is None:
            return
        path = self._folder / "entries"
        with path.open("r+b") as file:
            file.truncate(place * _PAIR.itemsize)
            file.seek(0, os.SEEK_END)
            file.write(np.array(pairs, dtype=_PAIR).tobytes())
            file.flush()
            os.fsync(file.fileno())

    def _listed(self) -> int:
        return (self._folder / "entries").stat().st_size // _PAIR.itemsize if self._folder else 0

    def search(self, words: Sequence[Word], limit: int | None = None) -> Hits:
        """Entries that have all the words, best first (BM25)."""
        every = [(tantivy.Occur.Must, self._query(word)) for word in words]
        found = self._searcher.search(tantivy.Query.boolean_query(every), limit=limit or max(1, len(self)), count=False)
        return self._hits(found.hits)

    def rows(self, keys: Iterable[int]) -> tuple[Numbers, list[bytes]]:
        """The entries that have one of the keys, and the columns of each."""
        hits = [hit for key in keys for hit in self._entries(key)]
        return self._hits(hits).entries, [self._searcher.doc(address)["row"][0] for _, address in hits]

    def _entries(self, key: int, limit: int = 16) -> list[tuple[float, tantivy.DocAddress]]:
        """The entries of one key, which are as many as loads wrote its row; a set of keys takes four times as long."""
        query = tantivy.Query.term_query(self._index.schema, "key", key)
        hits: list[Any] = self._searcher.search(query, limit=limit, count=False).hits
        return self._entries(key, 8 * limit) if len(hits) == limit else hits

    def _hits(self, hits: list[tuple[float, tantivy.DocAddress]]) -> Hits:
        numbers = self._searcher.fast_field_values("number", list(map(itemgetter(1), hits)))
        scores = np.fromiter(map(itemgetter(0), hits), np.float32, len(hits))
        return Hits(np.array(numbers, dtype=np.int64), scores)

    def _query(self, word: Word) -> tantivy.Query:
        schema = self._index.schema
        if len(word.tokens) > 1:
            return tantivy.Query.phrase_query(schema, "words", list(word.tokens))
        forms = [word.tokens[0]] if word.exact else self._forms(word)
        each = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "words", form)) for form in forms]
        return tantivy.Query.boolean_query(each) if each else tantivy.Query.empty_query()

    def _forms(self, word: Word) -> list[str]:
        """The words of the index that are forms of a word, or begin with it."""
        there = [term for term, _ in self._searcher.terms_with_prefix("words", begins(word))]
        if word.prefix:
            return there
        root = stem(word.tokens[0])
        return [term for term in there if stem(term) == root]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name=_OWN)
    builder.add_unsigned_field("key", indexed=True)
    builder.add_unsigned_field("number", fast=True)
    builder.add_bytes_field("row", stored=True)
    return builder.build()


def _add(writer: tantivy.IndexWriter, number: int, entry: Entry) -> tuple[int, int]:
    document = tantivy.Document()
    document.add_text("words", entry.words)
    if entry.title not in entry.words:  # two texts of one field: no phrase reaches from one into the other
        document.add_text("words", entry.title)
    document.add_unsigned("key", entry.key)
    document.add_unsigned("number", number)
    document.add_bytes("row", entry.row.encode())
    writer.add_document(document)
    return entry.key, entry.recorded


def number_of(folder: Path) -> int | None:
    """What tells a folder from another one of the same name; None where there is none."""
    try:
        return folder.stat().st_ino
    except OSError:
        return None


def _replace_by_empty(folder: Path, instead_of: int | None) -> None:
    """Put an empty index where there is none, or in the place of one that is of no use."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(mkdtemp(dir=folder.parent))
        tantivy.Index(_schema(), str(fresh))
        (fresh / "entries").touch()
        if instead_of is not None and number_of(folder) == instead_of:
            shutil.rmtree(folder, ignore_errors=True)
        try:
            fresh.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(fresh, ignore_errors=True)
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{folder}: the index of words cannot be made ({error}). Searching goes on without it, slower; "
            "make room or get the right to write there."
        ) from error
