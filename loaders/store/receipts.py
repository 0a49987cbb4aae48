"""Keeps which data versions receipts name, and which were cleared away; both stand beside the versions, not in them.

An export names the data version that it shows. A version that is pinned so is never cleared away.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable, QueryBuilder, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError

from loaders.errors import StoreError
from loaders.store.arrays import make_table
from loaders.store.faults import describe_fault, find_remedy
from loaders.store.place import Place
from loaders.store.snapshot import read_table
from loaders.store.times import stamp

RECEIPTS = pa.schema([("version", pa.int64()), ("label", pa.string()), ("pinned", pa.string())])
CLEARED = pa.schema([("first", pa.int64()), ("last", pa.int64()), ("cleared", pa.string())])
_SCHEMAS = {"receipts": RECEIPTS, "cleared": CLEARED}


def read_receipts(place: Place) -> dict[int, list[str]]:
    """The labels of pinned versions, by version."""
    found: dict[int, list[str]] = defaultdict(list)
    for row in sorted(_rows(place, "receipts"), key=lambda row: (row["version"], row["label"])):
        found[row["version"]].append(row["label"])
    return dict(found)


def read_cleared(place: Place) -> set[int]:
    """The versions that were cleared away."""
    return {version for row in _rows(place, "cleared") for version in range(row["first"], row["last"] + 1)}


def add_receipt(place: Place, version: int, label: str) -> None:
    """Pin a version under a label; the same label twice is one. Raises StoreError for a version that is no more."""
    if label not in read_receipts(place).get(version, ()):
        _append(place, "receipts", {"version": version, "label": label, "pinned": stamp()})
    if version in read_cleared(place):  # looked at after writing, as clearing looks at receipts after its own writing
        drop_receipt(place, label)
        raise StoreError(f"{place}: version {version} was cleared away before it was pinned.")


def drop_receipt(place: Place, label: str) -> None:
    """Unpin what a label pins; raises StoreError where it pins nothing."""
    kept = [row for row in _rows(place, "receipts") if row["label"] != label]
    if len(kept) == len(_rows(place, "receipts")):
        raise StoreError(f"{place}: no version is pinned as '{label}'. The status of the store lists what is.")
    write_deltalake(
        place.table("receipts"), make_table(kept, RECEIPTS), mode="overwrite", storage_options=place.storage
    )


def add_cleared(place: Place, versions: list[int]) -> None:
    """Remember that versions are cleared away; to be called before anything of them is."""
    first = versions[0]
    for at, version in enumerate(versions, 1):
        if at == len(versions) or versions[at] != version + 1:
            _append(place, "cleared", {"first": first, "last": version, "cleared": stamp()})
            first = versions[at] if at < len(versions) else first


def _append(place: Place, name: str, row: dict[str, Any]) -> None:
    table = make_table([row], _SCHEMAS[name])
    try:
        write_deltalake(place.table(name), table, mode="append", storage_options=place.storage)
    except (OSError, DeltaError) as error:
        reason = f"{place}: what versions are kept could not be written ({describe_fault(error)})."
        raise StoreError(f"{reason} {find_remedy(error)}") from error


def _rows(place: Place, name: str) -> list[dict[str, Any]]:
    try:
        table = DeltaTable(place.table(name), storage_options=place.storage)
    except TableNotFoundError:
        return []
    rows: list[dict[str, Any]] = read_table(
        QueryBuilder().register("kept", table).execute("SELECT * FROM kept")
    ).to_pylist()
    return rows
