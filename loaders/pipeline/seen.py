"""Knows the files that a load has looked at, however many they are: on disk, in a file that goes when it ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from loaders.errors import StoreError
from loaders.store.faults import describe_fault, find_remedy


class Seen:
    """A set of keys of files, of which memory holds a few MiB. Raises StoreError where the disk has no room for it."""

    def __init__(self) -> None:
        self._count = 0
        # without a name it is a file for this time alone, which SQLite makes once it is too large to be held
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE seen (file TEXT PRIMARY KEY) WITHOUT ROWID;"
        )

    def __len__(self) -> int:
        return self._count

    def __contains__(self, file: object) -> bool:
        with _telling():
            return self._database.execute("SELECT 1 FROM seen WHERE file = ?", (file,)).fetchone() is not None

    def add(self, file: str) -> bool:
        """Add a file; whether it was not there."""
        with _telling():
            new = self._database.execute("INSERT OR IGNORE INTO seen VALUES (?)", (file,)).rowcount > 0
        self._count += new
        return new


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(
            f"The list of the files of this load cannot be kept in the folder for temporary files "
            f"({describe_fault(error)}). {find_remedy(error)}"
        ) from error
