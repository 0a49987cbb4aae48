"""The store as frames, one set a version, shared by every thread of a worker; writes nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Protocol, cast

import pandas as pd

from dashboard.selection import Ground
from dashboard.selection.facets import FACETS
from loaders.errors import StoreError

LARGE = 100_000  # events, from which on the first search and the first count of stories are not made to wait
PREPARING = "preparing"  # name of the thread that does it meanwhile
KEPT = 3  # versions kept in memory: the newest, and those that open pages still show


class Held(Protocol):
    """What the dashboard asks of a store."""

    @property
    def version(self) -> int:
        """The data version that is open."""

    @property
    def committed(self) -> str | None:
        """When it was committed, in UTC; None where that is not known."""

    def index(self) -> pd.DataFrame:
        """One row an event, slim: what choosing, placing and counting need."""

    def events(self, ids: Sequence[str] | None = None) -> pd.DataFrame:
        """One full row an event, of the ids given in their order."""

    def search(self, words: str, /) -> pd.DataFrame:
        """The events whose sentence or title has the words, their ``id`` and ``score``."""

    def documents(self, *, text: bool = True) -> pd.DataFrame:
        """One row a document; without its text where that is not asked for."""

    def document(self, document: str, /) -> Mapping[str, Any]:
        """One document's row, with its text and passages."""

    def story(self, name: str, /) -> Mapping[str, Any]:
        """One story's row."""

    def commitments(self, as_of: date | None = None) -> pd.DataFrame:
        """One row a commitment, as it stands on a day."""

    def pin(self, version: int, label: str, /) -> None:
        """Keep a version for good, as a receipt names it."""


def _no_rows(_: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame()


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the store holds at one version: the slim index of its events, and documents without their text.

    The frames are shared by all readers: never change them. ``ground`` is the index made ready to be chosen from;
    ``rows`` gives full rows of the ids asked for, in their order. ``problem`` says why there is nothing to show, with
    what to do; None where there is.
    """

    version: int
    events: pd.DataFrame
    documents: pd.DataFrame
    problem: str | None = None
    ground: Ground = field(default_factory=lambda: Ground(pd.DataFrame()), compare=False)
    rows: Callable[[Sequence[str]], pd.DataFrame] = field(default=_no_rows, compare=False)
    committed: str | None = None

    def titles(self, documents: Iterable[str]) -> dict[str, str]:
        """Titles (else names) of documents by their ids; an id that the store lacks is left out."""
        wanted = self.documents[self.documents["id"].isin(list(documents))]
        return {row["id"]: row["title"] or row["name"] for row in rows_of(wanted[["id", "title", "name"]])}

    def find_titles(self, words: str) -> dict[str, str]:
        """Titles (else names) of the documents that have the words in it, by their ids."""
        titles = self.documents["title"].where(self.documents["title"].notna(), self.documents["name"])
        hits = titles.str.contains(words, case=False, regex=False).fillna(False).astype(bool)
        return dict(zip(self.documents["id"][hits], titles[hits], strict=True))


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as dictionaries, their columns by name."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


class Library:
    """Opens versions of a store and keeps the last few.

    ``opener`` opens the store at a version, None for the newest; ``known`` says which version was the newest on a
    day. Both raise StoreError where there is none.
    """

    def __init__(
        self, opener: Callable[[int | None], Held], place: str, known: Callable[[date], int] | None = None
    ) -> None:
        self.place = place
        self._known = known
        self._opener = opener
        self._kept: OrderedDict[int, tuple[Held, Holdings]] = OrderedDict()
        self._lock = Lock()
        self._promised: tuple[tuple[int, date], pd.DataFrame] | None = None

    @classmethod
    def at(cls, path: str | Path) -> Library:
        """The library of the store in a folder."""
        from loaders.store import open_store

        return cls(
            lambda version: open_store(path, version=version),
            str(path),
            lambda day: open_store(path, as_known_on=day).version,
        )

    def newest(self) -> Holdings:
        """Holdings at the store's current version; with a ``problem`` and no rows where there is no store."""
        try:
            store = self._opener(None)
            return self._read(store)[1]
        except StoreError as error:
            return Holdings(-1, pd.DataFrame(), pd.DataFrame(), str(error))

    def at_version(self, version: int) -> Holdings:
        """Holdings at one version; raises StoreError when the store has it no more."""
        return self._find(version)[1]

    def newest_version(self) -> int:
        """Number of the store's current version; raises StoreError where there is no store."""
        return self._opener(None).version

    def known_on(self, day: date) -> int:
        """The version that was newest when a day ended; raises StoreError where the store held nothing yet."""
        if self._known is None:
            raise StoreError(f"{self.place}: this store does not tell when its versions were made.")
        return self._known(day)

    def keep(self, version: int, label: str) -> None:
        """Keep a version for good, as a receipt names it; raises StoreError where it cannot be."""
        self._find(version)[0].pin(version, label)

    def rows(self, version: int, ids: Sequence[str]) -> pd.DataFrame:
        """Full rows of events at a version, those of the ids in their order; an id it lacks has no row."""
        return self.at_version(version).rows(ids)

    def document(self, version: int, document: str) -> Mapping[str, Any]:
        """One document as the store knew it at a version, with its text and passages; StoreError for no such one."""
        return self._find(version)[0].document(document)

    def story(self, version: int, name: str) -> Mapping[str, Any]:
        """One story as the store knew it at a version; StoreError for no such one."""
        return self._find(version)[0].story(name)

    def commitment(self, version: int, story: str, as_of: date) -> Mapping[str, Any] | None:
        """How the promise of a story stands on a day; None where it promises nothing by a day."""
        found = self._commitments(version, as_of)
        rows = rows_of(found[found["story"] == story])
        return rows[0] if rows else None

    def _commitments(self, version: int, as_of: date) -> pd.DataFrame:
        """All commitments on a day; the frame of one day is kept, since readers open one after the other."""
        key = (version, as_of)
        with self._lock:
            if self._promised and self._promised[0] == key:
                return self._promised[1]
        frame = self._find(version)[0].commitments(as_of)
        with self._lock:
            self._promised = (key, frame)
        return frame

    def _remedy(self) -> str:
        return f"Load some with: python -m loaders load PATH --store {self.place}"

    def _find(self, version: int) -> tuple[Held, Holdings]:
        with self._lock:
            if version in self._kept:
                self._kept.move_to_end(version)
                return self._kept[version]
        return self._read(self._opener(version))

    def _read(self, store: Held) -> tuple[Held, Holdings]:
        with self._lock:
            fresh = store.version not in self._kept
            if fresh:
                events = store.index()
                documents = store.documents(text=False)
                problem = (
                    None if len(documents) else f"{self.place}: the store holds no documents yet. {self._remedy()}"
                )
                self._kept[store.version] = (
                    store,
                    Holdings(
                        store.version,
                        events,
                        documents,
                        problem,
                        Ground(events, lambda words: store.search(words)["id"].array),
                        store.events,
                        store.committed,
                    ),
                )
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            opened = self._kept[store.version]
        if fresh and len(opened[1].events) >= LARGE:
            Thread(target=_prepare, args=opened, name=PREPARING, daemon=True).start()
        return opened


def _prepare(store: Held, held: Holdings) -> None:
    """Make what the first search, the first rows and the first count of stories else would wait a second for."""
    with suppress(StoreError):  # whoever asks will be told
        store.events(held.events["id"].iloc[:1].tolist())  # finds which rows this version has, as a search does
    held.ground.ids()
    for facet in FACETS:
        held.ground.often(facet.column, "when", "story")
