"""Settles the stories and links of the mentions of a batch, within its commit; refuses to judge whether two are one.

Who judges is handed in: a function that is given the mentions that came, those that went, and a way to fetch others by
their keys. It answers with the stories and links of every mention for which they may have changed. Only mentions that
share keys with those are read, so the work of a batch does not grow with the store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyarrow as pa

from loaders.store.arrays import make_table
from loaders.store.schema import STORED
from loaders.store.snapshot import Snapshot

Row: TypeAlias = "dict[str, Any]"
Fetch: TypeAlias = Callable[[str, frozenset[int]], list[Row]]
Join: TypeAlias = Callable[[list[Row], list[Row], Fetch], "Joined"]

TOLD = (
    *("id", "document", "mention", "text", "language", "status", "when", "when_start", "when_end", "role", "kind"),
    *("announced", "announced_start", "announced_end", "sectors", "actors", "instrument", "heading", "publisher"),
    *("standing", "keys", "promises"),
)
"""The columns of an event that joining may look at."""
_COLUMNS = ", ".join(f'"{name}"' for name in TOLD)


@dataclass(frozen=True, slots=True)
class Joined:
    """What a judge answers: the story of each mention asked about, and for each later mention its rows of ``links``."""

    stories: dict[str, str]
    links: dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Settled:
    """Rows to write into a table, and the values of its first column whose rows they replace."""

    rows: pa.Table
    stale: list[str]


def settle_batch(
    snapshot: Snapshot, events: pa.Table, replaced: tuple[list[str], list[str]], join: Join
) -> dict[str, Settled]:
    """The rows that change, by table, when ``events`` come and those of the ``replaced`` files and documents go."""
    come = {row["mention"]: row for row in events.select(list(TOLD)).to_pylist() if row["mention"]}
    went = _went(snapshot, *replaced)
    there = _there(snapshot, come.keys() | went.keys(), *replaced)
    fresh = [row for name, row in come.items() if name not in there and name not in went]
    gone = [row for name, row in went.items() if name not in there and name not in come]
    if not fresh and not gone:
        return {}
    lost = {row["mention"] for row in gone}

    def fetch(column: str, keys: frozenset[int]) -> list[Row]:
        return [row for row in _sharing(snapshot, column, keys) if row["mention"] not in lost]

    joined = join(fresh, gone, fetch)
    told = {name: [{"mention": name, "story": story}] * (name != story) for name, story in joined.stories.items()}
    return {
        "retellings": _changed(snapshot, "retellings", told, lost),
        "links": _changed(snapshot, "links", joined.links, lost),
    }


def _changed(snapshot: Snapshot, table: str, wanted: dict[str, list[Row]], lost: set[str]) -> Settled:
    """Which rows of a table are to be replaced by those wanted, by the name in its first column."""
    schema = STORED[table]
    bare = schema.remove(schema.get_field_index("data_version"))
    first, columns = bare.names[0], ", ".join(bare.names)
    sql = f"SELECT {columns} FROM {table} WHERE {first} IN (SELECT unnest($names)) ORDER BY ALL"
    known: dict[str, list[Row]] = {}
    for row in snapshot.query(sql, {"names": list(wanted.keys() | lost)}).to_pylist():
        known.setdefault(row[first], []).append(row)
    changed = {name: rows for name, rows in wanted.items() if known.get(name, []) != rows}
    rows = [row for name in sorted(changed) for row in changed[name]]
    return Settled(make_table(rows, bare), sorted(known.keys() & (changed.keys() | lost)))


def _went(snapshot: Snapshot, files: list[str], documents: list[str]) -> dict[str, Row]:
    if not files and not documents:
        return {}
    sql = f"""SELECT DISTINCT ON (mention) {_COLUMNS} FROM recorded WHERE mention IS NOT NULL
        AND (file IN (SELECT unnest($files)) OR document IN (SELECT unnest($documents)))"""
    rows = snapshot.query(sql, {"files": files, "documents": documents}).to_pylist()
    return {row["mention"]: row for row in rows}


def _there(snapshot: Snapshot, names: Iterable[str], files: list[str], documents: list[str]) -> set[str]:
    """Those of some mentions that other documents tell too."""
    sql = """SELECT DISTINCT mention FROM recorded WHERE mention IN (SELECT unnest($names))
        AND file NOT IN (SELECT unnest($files)) AND document NOT IN (SELECT unnest($documents))"""
    found = snapshot.query(sql, {"names": list(names), "files": files, "documents": documents})
    return set(found["mention"].to_pylist())


def _sharing(snapshot: Snapshot, column: str, keys: frozenset[int]) -> list[Row]:
    """One row for each mention that has one of the keys, which are ``keys`` or ``promises``."""
    sql = f"""WITH hit AS (SELECT DISTINCT mention FROM (SELECT mention, unnest({column}) AS key FROM recorded)
        WHERE key IN (SELECT unnest($keys)))
        SELECT DISTINCT ON (mention) {_COLUMNS} FROM recorded WHERE mention IN (FROM hit)"""
    rows: list[Row] = snapshot.query(sql, {"keys": sorted(keys)}).to_pylist()
    return rows
