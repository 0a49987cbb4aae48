"""Fetches the rows of a few ids of a version, in the order asked, from the index of words where it has them.

A table's columns are made to be read in long runs: a few rows here and there cost as much as thousands. The index keeps
each row in one piece; what it has not, and what people decided about, is read from the tables.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from loaders.store.arrays import make_table
from loaders.store.schema import READ
from loaders.store.search.asking import open_searcher
from loaders.store.search.building import ROWS
from loaders.store.snapshot import Snapshot

Row = dict[str, Any]


def fetch_rows(snapshot: Snapshot, table: str, ids: Sequence[str]) -> pa.Table:
    """The rows of some ids of ``events`` or ``documents``; an id that the version has not is passed over."""
    searcher, schema = open_searcher(snapshot, table), READ[table]
    wanted = list(ids)
    kept, rest = searcher.fetch(wanted)
    days = [name for name in ROWS[table] if name in schema.names and pa.types.is_date(schema.field(name).type)]
    rows = {name: _read_row(table, days, row) for name, row in kept.items()}
    if table == "events":
        for row, story in zip(rows.values(), searcher.find_stories(list(rows.values())), strict=True):
            row |= {"story": story, "reviewed": False}
    made = make_table(list(rows.values()), schema)
    if rest:
        columns = ", ".join(f'"{name}"' for name in schema.names)
        sql = f"SELECT {columns} FROM {table} WHERE id IN (SELECT unnest($ids))"
        made = pa.concat_tables([made, snapshot.query(sql, {"ids": rest}).cast(schema)])
    where = {name: row for row, name in enumerate(made["id"].to_pylist())}
    return made.take(pa.array([where[name] for name in wanted if name in where], pa.int64()))


def _read_row(table: str, days: Sequence[str], row: bytes) -> Row:
    read: Row = dict(zip(ROWS[table], json.loads(row), strict=True))
    for name in days:
        read[name] = read[name] and date.fromisoformat(read[name])
    return read
