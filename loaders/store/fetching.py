"""Fetches the rows of a few ids of a version, in the order asked; and reads no others; writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from loaders.store.schema import READ

if TYPE_CHECKING:
    from loaders.store.snapshot import Snapshot


def fetch_events(snapshot: Snapshot, ids: Sequence[str]) -> pa.Table:
    """The rows of some events; an id that the version has not is passed over."""
    columns = ", ".join(f'"{name}"' for name in READ["events"].names)
    table = snapshot.query(f"SELECT {columns} FROM events WHERE id IN (SELECT unnest($ids))", {"ids": list(ids)})
    where = {name: row for row, name in enumerate(table["id"].to_pylist())}
    return table.take(pa.array([where[name] for name in ids if name in where], pa.int64()))
