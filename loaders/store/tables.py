"""The open store: its tables as DataFrames, its documents, its past, and the one way to write; extracts nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loaders.errors import DocumentError, StoreError, UsageError
from loaders.store.batch import Batch
from loaders.store.commit import Written, commit_batch, create_store
from loaders.store.faults import telling_damage
from loaders.store.joining import Join
from loaders.store.past import check_there, find_known
from loaders.store.place import Place, find_place
from loaders.store.receipts import add_receipt, drop_receipt, read_cleared
from loaders.store.schema import ORDER, READ
from loaders.store.snapshot import Snapshot, newest_version, read_pins

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

LONG = ("text", "passages", "candidates", "clues", "pages")  # of a document: its text, and lists of parts of it


def open_store(
    path: str | Path,
    *,
    version: int | None = None,
    as_known_on: date | datetime | None = None,
    create: bool = False,
) -> Store:
    """Open the store in a folder or at ``s3://bucket/prefix``, at its newest version or at an earlier one.

    ``as_known_on`` is a day (UTC), or a datetime that knows its zone: the newest version committed by then. ``create``
    makes an empty store where there is none. Raises StoreError when there is no store, no such version (or no more),
    or a newer program wrote it.
    """
    place = find_place(path)
    if version is not None and as_known_on is not None:
        raise UsageError("open_store: name a version or a day it is to be known on, not both.")
    if create:
        create_store(place)
    if as_known_on is not None:
        version = find_known(place, as_known_on)
    if version is None:
        return Store(_open_newest(place))
    check_there(place, version, newest_version(place))
    snapshot = Snapshot(place, read_pins(place, version))
    snapshot.hold()
    check_there(place, version, newest_version(place))  # it may have been cleared away before it was held
    return Store(snapshot, pinned=True)


class Store:
    """One version of a store. What it shows does not change while others write; ``newest()`` tells that they did.

    May be shared by threads for reading. ``write`` moves this store on to the version it made.
    """

    def __init__(self, snapshot: Snapshot, *, pinned: bool = False) -> None:
        self._snapshot, self._pinned = snapshot, pinned
        self._writing = snapshot.place.keeping_tables()

    def __repr__(self) -> str:
        return f"Store('{self.place}', version={self.version})"

    @property
    def place(self) -> Place:
        """Where the store lies."""
        return self._snapshot.place

    @property
    def folder(self) -> Path:
        """The folder of the store; of one in an object store the address, which is no folder of this machine."""
        return self.place.folder or Path(self.place.address)

    @property
    def version(self) -> int:
        """The data version shown."""
        return self._snapshot.pins.version

    @property
    def rules(self) -> str | None:
        """The rules version of the newest load in this data version."""
        return self._snapshot.pins.rules

    @property
    def committed(self) -> str | None:
        """When this data version was committed, in UTC; None for one that a program before layout 3 made."""
        return self._snapshot.pins.committed

    def pin(self, version: int, label: str) -> None:
        """Keep a version for good, as the receipt ``label`` names it; raises StoreError where it is no more."""
        check_there(self.place, version, self.newest())
        add_receipt(self.place, version, label)

    def unpin(self, label: str) -> None:
        """Let go of what was pinned as ``label``; raises StoreError where nothing was."""
        drop_receipt(self.place, label)

    def newest(self) -> int:
        """The newest data version in the folder, perhaps newer than the one shown."""
        return newest_version(self.place)

    def index(self) -> pd.DataFrame:
        """One row an event, in the order of ``events()``, slim: what choosing, placing and counting need.

        Texts that repeat are categories, lists of codes are categories that are tuples; columns as in the data
        dictionary. The frame is read anew at each call: keep it, and never write into it.
        """
        from loaders.store.mapped import open_index

        self._snapshot.hold()
        with telling_damage(self.place):
            return open_index(self._snapshot)

    def events(self, ids: Sequence[str] | None = None) -> pd.DataFrame:
        """One row an event, columns as in the data dictionary, by day of announcement.

        With ``ids``: the rows of these alone, in that order; an id that this version has not gives no row.
        """
        if ids is None:
            return self._frame("events")
        from loaders.store.fetching import fetch_events

        return fetch_events(self._snapshot, ids)

    def search(self, words: str, *, limit: int | None = None) -> pd.DataFrame:
        """Events whose sentence or title has all the words: columns ``id`` and ``score`` (more is better), best first.

        English words are found in all their forms, words in quotes as they stand side by side, ``regul*`` by how they
        begin; Chinese without blanks between words. Words without a letter or digit find nothing.
        """
        return self._search("events", words, limit)

    def search_documents(self, words: str, *, limit: int | None = None) -> pd.DataFrame:
        """The same over the text and title of documents."""
        return self._search("documents", words, limit)

    def index_words(self) -> int:
        """Bring the index that makes searching fast up to this version; tells how many rows it took up.

        Searching needs none. Raises StoreError where it cannot be written.
        """
        from loaders.store.search.building import build_index

        return sum(build_index(self._snapshot, table) for table in ("events", "documents"))

    def rows_of(self, table: str, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Rows of ``events`` or ``documents`` by their ids, in that order, as dictionaries."""
        from loaders.store.fetching import fetch_rows

        return fetch_rows(self._snapshot, table, ids)

    def _search(self, table: str, words: str, limit: int | None) -> pd.DataFrame:
        import pandas as pd

        from loaders.store.search.asking import open_searcher

        self._snapshot.hold()
        with telling_damage(self.place):
            ids, scores = open_searcher(self._snapshot, table).search(words, limit)
        return pd.DataFrame({"id": pd.array(ids, dtype="str"), "score": scores.astype("float64")})

    def documents(self, *, text: bool = True) -> pd.DataFrame:
        """One row a document, columns as in the data dictionary, by day of creation; undated ones are last.

        Without ``text``: no text and nothing that lists parts of it, so that very many can be held.
        """
        return self._frame("documents", () if text else LONG)

    def failures(self) -> pd.DataFrame:
        """One row for each document or row that could not be read and has not been read since."""
        return self._frame("failures")

    def decisions(self) -> pd.DataFrame:
        """One row a decision about an event, the first one first; later ones count."""
        return self._frame("decisions")

    def stories(self) -> pd.DataFrame:
        """One row a story: what its mentions share, its earliest and its most official event, by first telling."""
        return self._frame("stories")

    def commitments(self, as_of: date | None = None) -> pd.DataFrame:
        """One row a commitment, by deadline: how it stands on the day ``as_of`` by what was said until then.

        Its ``state`` is ``open``, ``overdue``, ``done`` or ``moved``; without a day none is overdue.
        """
        from loaders.store.commitments import count_commitments
        from loaders.store.frames import make_frame

        return make_frame(count_commitments(self._snapshot, as_of))

    def story(self, name: str) -> dict[str, Any]:
        """One story by its id, or by an id that it had before an earlier telling was loaded; raises StoreError."""
        sql = f"""SELECT {_columns("stories")} FROM stories WHERE id = $name
            OR id IN (SELECT story FROM events WHERE mention = $name) ORDER BY id = $name DESC LIMIT 1"""
        rows = self.rows(sql, {"name": name})
        if not rows:
            raise StoreError(
                f"{self.place}: version {self.version} has no story '{name}'. List the ids with Store.stories()."
            )
        return rows[0]

    def document(self, document: str) -> dict[str, Any]:
        """One document by its id, with text and passages; raises StoreError when this version has none."""
        rows = self.rows_of("documents", [document])
        if not rows:
            raise StoreError(
                f"{self.place}: version {self.version} has no document '{document}'. "
                "List the ids with Store.documents()."
            )
        return rows[0]

    def query(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> pd.DataFrame:
        """Answer one SELECT (DuckDB's SQL) over ``documents``, ``events``, ``stories``, ``failures``; or StoreError.

        ``start``, ``end`` and ``when`` are words of SQL: write them in double quotes.
        """
        from loaders.store.frames import make_frame

        return make_frame(self._snapshot.query(sql, parameters))

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[dict[str, Any]]:
        """The same as dictionaries, for a few rows: needs no pandas."""
        found: list[dict[str, Any]] = self._snapshot.query(sql, parameters).to_pylist()
        return found

    def arrow(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> pa.Table:
        """The same as an Arrow table, for many rows without pandas."""
        return self._snapshot.query(sql, parameters)

    def stream(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Iterator[pa.RecordBatch]:
        """The same as batches of some thousand rows, for more than can be held."""
        with telling_damage(self.place):
            yield from self._snapshot.stream(sql, parameters)

    def files(self, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
        """What is known of files read before, by key: sha256, rules, published, complete, failures."""
        sql = """SELECT files.*, coalesce(failed.failures, 0) AS failures FROM files
            LEFT JOIN (SELECT file, count(*) AS failures FROM failures GROUP BY file) AS failed USING (file)
            WHERE file IN (SELECT unnest($keys))"""
        return {row["file"]: row for row in self.rows(sql, {"keys": list(keys)})}

    def failures_of(self, file: str) -> list[DocumentError]:
        """What could not be read in one file when it was read last."""
        rows = self.rows("SELECT source, reason, remedy FROM failures WHERE file = $file ORDER BY ALL", {"file": file})
        return [DocumentError(**row) for row in rows]

    def write(self, batch: Batch, join: Join | None = None) -> Written:
        """Write a batch as one new version and move on to it; raises StoreError.

        Files of the batch replace what the store has of them. A batch that brings nothing new makes no version.
        ``join`` settles the stories of what came and went within the same version; without it none is joined.
        """
        self._check_open_to_write()
        written = commit_batch(self._writing, batch, join)
        self._snapshot = _open_newest(self.place, self._writing)
        return written

    def decide(
        self,
        event: str,
        *,
        kind: str,
        by: str,
        note: str | None = None,
        field: str | None = None,
        value: str | Sequence[str] | None = None,
        changes: Mapping[str, str | Sequence[str] | None] | None = None,
    ) -> int:
        """Accept, reject or amend an event, or withdraw what was decided of it; moves on to the version that it made.

        ``kind`` is accept, reject, amend or withdraw. Amended are status, sectors, when, role, announced, title, actors
        and instrument: one ``field``, or several at once as ``changes``; None as value empties what may be empty. Later
        decisions count, all are kept. Raises StoreError, and UsageError where a field or its value is none.
        """
        from loaders.store.deciding import Decision, write_decision

        self._check_open_to_write()
        asked = dict(changes or {}) | ({field or "": value} if field or value else {})
        version = write_decision(self.place, Decision(event, kind, by, note, asked))
        self._snapshot = _open_newest(self.place)
        return version

    def _check_open_to_write(self) -> None:
        if self._pinned:
            raise StoreError(
                f"{self.place}: opened at version {self.version} to be read. Open it without a version to write."
            )

    def _frame(self, table: str, without: Sequence[str] = ()) -> pd.DataFrame:
        return self.query(f"SELECT {_columns(table, without)} FROM {table} ORDER BY {ORDER[table]}")


def _open_newest(place: Place, writing: Place | None = None) -> Snapshot:
    """The newest version, held so that nobody clears it away, asked or not; a writer has its tables open."""
    while True:
        snapshot = Snapshot(place, read_pins(writing or place))
        snapshot.hold()
        if place.folder is None or snapshot.pins.version not in read_cleared(place):  # else another came before
            return snapshot


def _columns(table: str, without: Sequence[str] = ()) -> str:
    return ", ".join(f'"{name}"' for name in READ[table].names if name not in without)
