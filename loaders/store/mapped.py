"""Keeps the slim frame of the newest version on disk as it lies in memory; never needed to make it, decides nothing.

Making it of ten million events takes half a minute and gigabytes; mapped into memory it is there at once, and the
processes of a server share it. It is known by the names of the files that the version is made of, which are never
written twice. Where none is kept, or it is damaged or another version's, the frame is made anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from loaders.store.homes import homes, writable
from loaders.store.index import BETWEEN, CATEGORIES, COLUMNS, DAYS, LISTS, make_category, read_index, split_lists
from loaders.store.lock import lock_file
from loaders.store.snapshot import Snapshot, newest_version, open_table, read_table

if TYPE_CHECKING:
    import numpy as np

LEAST = 200_000  # events; the frame of fewer is as soon made
FORMAT = 1  # raise it when the frame changes: it is then made anew in another folder
_TABLES = ("events", "retellings", "decisions")  # what the frame is made of
_NAME = "events.arrow"


def open_index(snapshot: Snapshot) -> pd.DataFrame:
    """One row an event of a version, as ``read_index`` makes it; from disk where it is kept there.

    One process makes it while others wait for it.
    """
    if sum(filter(None, _files(snapshot, "events")["num_records"].to_pylist())) < LEAST:
        return read_index(snapshot)
    name = _name(snapshot)
    there = homes(snapshot.place, f"index-{FORMAT}")
    for home in there:
        if (kept := _read(home, name)) is not None:
            return kept
    if newest_version(snapshot.place) != snapshot.pins.version:
        return read_index(snapshot)
    home = writable(there)
    with _turn(home):
        if (kept := _read(home, name)) is not None:
            return kept
        made = read_index(snapshot)
        _keep(home, name, made)
    if (kept := _read(home, name)) is None:
        return made
    del made
    pa.default_memory_pool().release_unused()
    return kept


def _name(snapshot: Snapshot) -> str:
    """What the frame of a version is known by."""
    paths = (f"{table}/{path}" for table in _TABLES for path in sorted(_files(snapshot, table)["path"].to_pylist()))
    return sha256("\n".join(paths).encode()).hexdigest()


def _files(snapshot: Snapshot, table: str) -> pa.Table:
    """The files of a table in a version, and how many rows each of them has; none of a table that it has not."""
    if table not in snapshot.pins.tables:
        return pa.table({"path": [], "num_records": []})
    return read_table(open_table(snapshot.place, table, snapshot.pins.tables[table]).get_add_actions())


@contextmanager
def _turn(home: Path) -> Iterator[None]:
    """Wait until no other process makes it; where no lock can be had, do not wait."""
    with ExitStack() as held:
        with suppress(OSError):
            home.mkdir(parents=True, exist_ok=True)
            held.enter_context(lock_file(home / ".lock"))
        yield


def _read(home: Path, name: str) -> pd.DataFrame | None:
    """The frame that is kept under a name, mapped; None where there is none, or it cannot be read."""
    try:
        with pa.memory_map(str(home / _NAME)) as file, pa.ipc.open_file(file) as reader:
            if (reader.schema.metadata or {}).get(b"name") != name.encode():
                return None
            batch = reader.get_batch(0)
            return _unpack({column: batch[column].values for column in batch.schema.names})
    except (OSError, pa.ArrowInvalid, KeyError):  # half written by one that died, or by another program
        return None


def _keep(home: Path, name: str, frame: pd.DataFrame) -> None:
    """Keep a frame in the place of what is kept; where nobody may write, nothing."""
    fresh = ""
    with suppress(OSError):
        parts = _pack(frame)
        whole = {column: pa.LargeListArray.from_arrays([0, len(part)], part) for column, part in parts.items()}
        batch = pa.RecordBatch.from_pydict(whole, metadata={"name": name})
        with NamedTemporaryFile(dir=home, delete=False) as file:
            fresh = file.name
            with pa.ipc.new_file(file, batch.schema) as writer:
                writer.write_batch(batch)
            file.flush()
            os.fsync(file.fileno())
        Path(fresh).chmod(home.stat().st_mode & 0o666)  # for those who may look into the folder
        Path(fresh).replace(home / _NAME)
        fresh = ""
    if fresh:  # a full disk
        Path(fresh).unlink(missing_ok=True)


def _pack(frame: pd.DataFrame) -> dict[str, pa.Array]:
    """The columns of a frame as arrays: of a category its codes, and its names beside them."""
    parts: dict[str, pa.Array] = {}
    for column in COLUMNS:
        held: Any = frame[column].array
        if column in LISTS:
            parts[f"{column}.names"] = pa.array(map(BETWEEN.join, held.categories), pa.large_string())
        elif column in CATEGORIES:
            parts[f"{column}.names"] = pa.array(held.categories.array).cast(pa.large_string())
        if column == "id":
            parts[column] = pa.array(held).cast(pa.large_string())
        else:
            parts[column] = pa.array(_numbers(held))
    return parts


def _numbers(held: Any) -> np.ndarray[Any, Any]:
    """A column as numbers that Arrow keeps as they lie in memory."""
    if isinstance(held, pd.Categorical):
        return held.codes
    plain: np.ndarray[Any, Any] = held.to_numpy()
    return plain.view({"M": "int64", "b": "uint8"}.get(plain.dtype.kind, plain.dtype))


def _unpack(parts: dict[str, pa.Array]) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for column in COLUMNS:
        if column == "id":
            columns[column] = pd.array(parts[column], dtype="str")
            continue
        numbers = parts[column].to_numpy(zero_copy_only=True)
        if column in LISTS:
            columns[column] = split_lists(numbers, parts[f"{column}.names"])
        elif column in CATEGORIES:
            columns[column] = make_category(numbers, parts[f"{column}.names"])
        elif column in DAYS:
            columns[column] = numbers.view("datetime64[s]")
        else:
            columns[column] = numbers.view(bool) if column == "reviewed" else numbers
    return pd.DataFrame(columns, index=pd.RangeIndex(len(parts["id"])), copy=False)
