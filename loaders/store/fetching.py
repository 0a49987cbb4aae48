"""Fetches the rows of a few ids of a version, in the order asked, from the index of words where it has them.

A table's columns are made to be read in long runs: a few rows here and there cost as much as thousands. The index keeps
each row in one piece; what it has not, and what people decided about, is read from the tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa

from loaders.store.schema import READ
from loaders.store.search.asking import Searcher, open_searcher
from loaders.store.search.building import ROWS
from loaders.store.snapshot import Snapshot

if TYPE_CHECKING:
    import pandas as pd

Row: TypeAlias = "dict[str, Any]"
Values: TypeAlias = "tuple[Any, ...]"
_DAYS = {
    table: [place for place, field in enumerate(schema) if pa.types.is_date(field.type)]
    for table, schema in READ.items()
}


def fetch_rows(snapshot: Snapshot, table: str, ids: Sequence[str]) -> list[Row]:
    """The rows of some ids of ``events`` or ``documents``; an id that the version has not is passed over."""
    names = READ[table].names
    rows = [dict(zip(names, values, strict=True)) for values in _fetch(snapshot, table, ids)]
    for name in (names[place] for place in _DAYS[table]):
        for row in rows:
            row[name] = row[name] and date.fromisoformat(row[name])
    return rows


def fetch_events(snapshot: Snapshot, ids: Sequence[str]) -> pd.DataFrame:
    """The events of some ids as a frame."""
    from loaders.store.frames import frame_values

    return frame_values(_fetch(snapshot, "events", ids), READ["events"])


def _fetch(snapshot: Snapshot, table: str, ids: Sequence[str]) -> list[Values]:
    """The values of each row in the order of its table's columns; days as ISO texts."""
    searcher, wanted = open_searcher(snapshot, table), list(ids)
    kept, rest = searcher.fetch(wanted)
    rows = dict(zip(kept, _read_kept(searcher, table, kept.values()), strict=True))
    if rest:
        rows |= {values[0]: values for values in _read_table(snapshot, table, rest)}
    return [rows[name] for name in wanted if name in rows]


def _read_kept(searcher: Searcher, table: str, texts: Iterable[bytes]) -> Iterator[Values]:
    """Rows as the index of words keeps them, with what is no column of it."""
    rows = json.loads(b"[" + b",".join(texts) + b"]")
    names = [*ROWS[table]]
    if table == "events":
        told = names.index("mention")
        stories = searcher.find_stories([row[told] or row[0] for row in rows])
        names += ["story", "reviewed"]
        rows = [[*row, story, False] for row, story in zip(rows, stories, strict=True)]
    return map(itemgetter(*map(names.index, READ[table].names)), rows)


def _read_table(snapshot: Snapshot, table: str, ids: list[str]) -> Iterator[Values]:
    columns = ", ".join(f'"{name}"' for name in READ[table].names)
    found = snapshot.query(f"SELECT {columns} FROM {table} WHERE id IN (SELECT unnest($ids))", {"ids": ids})
    for row in found.to_pylist():
        values = list(row.values())
        for place in _DAYS[table]:
            values[place] = values[place] and values[place].isoformat()
        yield tuple(values)
