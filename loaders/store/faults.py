"""Tells in one line what a library says went wrong with a place, and what to do about it; mends nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa
from deltalake.exceptions import DeltaError

from loaders.errors import StoreError
from loaders.store.place import Place

_REMEDIES = (
    (
        r"No space left|disk is full|[Qq]uota|File too large|StorageFull|QuotaExceeded",
        "The disk is full: make room there, and try again.",
    ),
    (
        r"Permission denied|Read-only file system|not permitted|AccessDenied|privileges|Forbidden",
        "It may be read here and not written: get the right to write there, or name another store with --store.",
    ),
)
_OTHERWISE = "See that the place can be reached and written, and try again."
_OF_FILES = (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException, duckdb.InternalException)
_FILE = re.compile(r"[^\s\"']+\.parquet")


def describe_fault(error: BaseException) -> str:
    """What a library says went wrong, in one line and without colours; an object store's own words if it has some."""
    told = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
    answer = re.search(r"<Code>(.*?)</Code>.*?<Message>(.*?)</Message>", told, re.DOTALL)
    if answer:
        return f"{answer[2].rstrip('.')} ({answer[1]})"
    lines = [line.strip(" ↳│╰─") for line in told.splitlines() if line.strip(" ↳│╰─")]
    return lines[0] if lines else type(error).__name__


def find_remedy(error: BaseException) -> str:
    """What to do when a place cannot be written."""
    return next((remedy for pattern, remedy in _REMEDIES if re.search(pattern, str(error))), _OTHERWISE)


@contextmanager
def telling_damage(place: Place) -> Iterator[None]:
    """Raise StoreError for a file of the store that cannot be read, instead of what the libraries raise.

    What DuckDB says of a query itself is left to be told by who asked.
    """
    try:
        yield
    except (OSError, pa.ArrowInvalid, DeltaError, duckdb.Error) as error:
        found = _FILE.search(str(error))
        if isinstance(error, duckdb.Error) and not (found and isinstance(error, _OF_FILES)):
            raise
        told = describe_fault(error).replace(found[0], "it") if found else describe_fault(error)
        raise StoreError(
            f"{place}: {found[0] if found else 'a file'} is missing or damaged ({told}). Restore it from a copy of the "
            "store, open an earlier version, or load the documents into a new store."
        ) from error
