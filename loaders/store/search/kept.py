"""Keeps on disk which rows a version has and which entries of the index they are; never needed to find them.

Finding that out takes a second for a million rows; reading it again, a tenth. It is kept for the version that was
searched or indexed last, under the names of the files that the version is made of, which are never written twice.
Where nothing is kept, or it is damaged or another version's, it is found out anew.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import BadZipFile

import numpy as np

from loaders.store.search.finder import Finder, Matched, find_decided
from loaders.store.snapshot import Snapshot, open_table, table_files

LEAST = 20_000  # rows; fewer are as soon found out
_NAME = "rows.npz"


def read_kept(snapshot: Snapshot, table: str, home: Path, entries: int) -> Matched | None:
    """The rows of a version beside the entries of the index; None where that is not kept."""
    if entries < LEAST:
        return None
    try:
        with (home / _NAME).open("rb") as file, np.load(file) as kept:
            if str(kept["name"]) != _name(snapshot, table, entries):
                return None
            finder = Finder(kept["keys"], kept["recorded"], {}, find_decided(snapshot, table))
            return Matched(finder, kept["rows"], kept["missing"])
    except (
        OSError,
        ValueError,
        KeyError,
        EOFError,
        BadZipFile,
    ):  # half written by one that died, or by another program
        return None


def keep(snapshot: Snapshot, table: str, home: Path, matched: Matched) -> None:
    """Keep what was found out, in the place of what is kept; where nobody may write, nothing."""
    finder, rows = matched.finder, matched.rows
    if len(rows) < LEAST or finder.odd:
        return
    fresh = ""
    with suppress(OSError):
        with NamedTemporaryFile(dir=home, delete=False) as file:
            fresh = file.name
            name = np.array(_name(snapshot, table, len(rows)))
            np.savez(file, name=name, keys=finder.keys, recorded=finder.recorded, rows=rows, missing=matched.missing)
        Path(fresh).replace(home / _NAME)
        fresh = ""
    if fresh:  # a full disk
        Path(fresh).unlink(missing_ok=True)


def _name(snapshot: Snapshot, table: str, entries: int) -> str:
    """What a version of a table and so much of an index are known by."""
    files = table_files(open_table(snapshot.place, table, snapshot.pins.tables[table]))
    return sha256("\n".join([str(entries), *sorted(files)]).encode()).hexdigest()
