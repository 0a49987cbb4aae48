"""Fetches the rows of a few ids of a version, in the order asked, from the index of words where it has them.

A table's columns are made to be read in long runs: a few rows here and there cost as much as thousands. The index keeps
each row in one piece; what it has not, and what people decided about, is read from the tables.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, TypeAlias

import pyarrow as pa

from loaders.store.schema import READ
from loaders.store.search.asking import open_searcher
from loaders.store.search.building import ROWS
from loaders.store.snapshot import Snapshot

Row: TypeAlias = "dict[str, Any]"


def fetch_rows(snapshot: Snapshot, table: str, ids: Sequence[str]) -> list[Row]:
    """The rows of some ids of ``events`` or ``documents``; an id that the version has not is passed over."""
    searcher, wanted = open_searcher(snapshot, table), list(ids)
    kept, rest = searcher.fetch(wanted)
    rows = dict(zip(kept, _read_rows(table, list(kept.values())), strict=True))
    if table == "events":
        for row, story in zip(rows.values(), searcher.find_stories(list(rows.values())), strict=True):
            row |= {"story": story, "reviewed": False}
            del row["mention"]
    if rest:
        columns = ", ".join(f'"{name}"' for name in READ[table].names)
        sql = f"SELECT {columns} FROM {table} WHERE id IN (SELECT unnest($ids))"
        rows |= {row["id"]: row for row in snapshot.query(sql, {"ids": rest}).to_pylist()}
    return [rows[name] for name in wanted if name in rows]


def _read_rows(table: str, texts: Sequence[bytes]) -> list[Row]:
    names = ROWS[table]
    days = [name for name in names if name in READ[table].names and pa.types.is_date(READ[table].field(name).type)]
    rows = [dict(zip(names, row, strict=True)) for row in json.loads(b"[" + b",".join(texts) + b"]")]
    for name in days:
        for row in rows:
            row[name] = row[name] and date.fromisoformat(row[name])
    return rows
