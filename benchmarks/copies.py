"""Makes a store of millions in minutes: copies what it holds under other names; joins nothing and reads no document.

The copies have the words and days of their originals. Their names, mentions and keys, also those of what they promise,
are their own, but for a share of the keys, so that a mention of the store meets some others. They are as much to look
through as documents of their own would be.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.store import Store
from loaders.store.batch import Batch
from loaders.store.place import find_place
from loaders.store.registering import open_register
from loaders.store.schema import STORED
from loaders.store.snapshot import Snapshot, read_pins

MOST = 100_000  # documents of one copy
AGAIN = 0.002  # share of keys that stay as they were
NAMES = {"documents": ("name", "source", "file"), "events": ("document_name", "source", "file"), "files": ("file",)}


def copy_until(store: Store, documents: int) -> None:
    """Write copies of the documents of a store into it until it has so many."""
    copied = 0
    while (held := int(store.rows("SELECT count(*) AS n FROM documents")[0]["n"])) < documents:
        copied += 1
        written = store.write(
            _copy(_read(store, min(held, MOST, documents - held)), np.random.default_rng(copied), copied)
        )
        assert written.documents, "the copies were taken for what is there"


def register_all(folder: Path) -> None:
    """Register all mentions of a store, as loads do with what they write and with what others wrote."""
    place = find_place(folder)
    with open_register(Snapshot(place, read_pins(place), decided=False)):
        pass


def _read(store: Store, documents: int) -> dict[str, pa.Table]:
    """Some documents of a store with their events, as the tables of a batch."""
    some = f"(SELECT id FROM documents ORDER BY id LIMIT {documents})"
    wanted = {"documents": f"documents WHERE id IN {some}", "events": f"recorded WHERE document IN {some}"}
    wanted["files"] = f"files WHERE file IN (SELECT file FROM documents WHERE id IN {some})"
    tables = {}
    for name, schema in STORED.items():
        bare = schema.remove(schema.get_field_index("data_version"))
        columns = ", ".join(f'"{column}"' for column in bare.names)
        found = store.arrow(f"SELECT {columns} FROM {wanted[name]}") if name in wanted else schema.empty_table()
        tables[name] = found.select(bare.names).cast(bare)
    return tables


def _copy(tables: dict[str, pa.Table], draw: np.random.Generator, number: int) -> Batch:
    """The same rows under other names."""
    documents, events = tables["documents"], tables["events"]
    ids = _ids(len(documents), draw)
    told_by = pc.index_in(events["document"], documents["id"].combine_chunks()).combine_chunks()
    fresh = {
        "documents": {"id": ids},
        "events": {
            "document": ids.take(told_by),
            "id": _ids(len(events), draw),
            "mention": _ids(len(events), draw),
            "keys": _keys(events["keys"].combine_chunks(), draw),
            "promises": _keys(events["promises"].combine_chunks(), draw),
        },
        "files": {"part": pa.array([1] * len(tables["files"]), pa.int64())},  # a copy is no rest of a file begun before
    }
    made = {}
    for name, table in tables.items():
        columns = fresh.get(name, {}) | {
            column: pc.binary_join_element_wise(table[column], f"copy-{number}", "-") for column in NAMES.get(name, ())
        }
        arrays = [columns.get(column, table[column]) for column in table.column_names]
        made[name] = pa.Table.from_arrays(arrays, schema=table.schema)
    return Batch(made)


def _ids(count: int, draw: np.random.Generator) -> pa.Array:
    return pa.array([f"{number:016x}" for number in draw.integers(0, 2**63, count).tolist()], pa.string())


def _keys(lists: Any, draw: np.random.Generator) -> pa.Array:
    """As many keys for each mention, of the same sides, others but for a few."""
    keys = np.asarray(lists.flatten())
    fresh = (draw.integers(-(2**29), 2**29, len(keys)) * 4 + (keys & 3)).astype(np.int32)
    moved = np.where(draw.random(len(keys)) < AGAIN, keys, fresh)
    counts = np.asarray(pc.fill_null(pc.list_value_length(lists), 0))
    ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), pa.array(moved, pa.int32()))
