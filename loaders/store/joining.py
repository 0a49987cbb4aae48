"""Settles which stories the mentions of a batch belong to, within its commit; refuses to judge whether two are one.

Who judges is handed in: a function that is given the mentions that came, those that went, and a way to fetch others by
their keys, and answers with the story of every mention whose story may have changed. Only mentions that share keys with
those are read, so the work of a batch does not grow with the store.
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
Fetch: TypeAlias = Callable[[frozenset[int]], list[Row]]
Join: TypeAlias = Callable[[list[Row], list[Row], Fetch], dict[str, str]]

TOLD = (
    *("id", "document", "mention", "text", "language", "status", "when", "when_start", "when_end", "role", "kind"),
    *("announced", "announced_start", "announced_end", "sectors", "actors", "instrument", "heading", "publisher"),
    "standing",
)
"""The columns of an event that joining may look at."""
_COLUMNS = ", ".join(f'"{name}"' for name in TOLD)


@dataclass(frozen=True, slots=True)
class Settled:
    """Rows of ``retellings`` to write, and the mentions whose rows they replace."""

    rows: pa.Table
    stale: list[str]


def settle_stories(snapshot: Snapshot, events: pa.Table, replaced: tuple[list[str], list[str]], join: Join) -> Settled:
    """The rows that change when ``events`` come and those of the ``replaced`` files and documents go."""
    come = {row["mention"]: row for row in events.select(list(TOLD)).to_pylist() if row["mention"]}
    went = _went(snapshot, *replaced)
    there = _there(snapshot, come.keys() | went.keys(), *replaced)
    fresh = [row for name, row in come.items() if name not in there and name not in went]
    gone = [row for name, row in went.items() if name not in there and name not in come]
    if not fresh and not gone:
        return Settled(_table(()), [])
    lost = {row["mention"] for row in gone}

    def fetch(keys: frozenset[int]) -> list[Row]:
        return [row for row in _sharing(snapshot, keys) if row["mention"] not in lost]

    stories = join(fresh, gone, fetch)
    known = _known(snapshot, stories.keys() | lost)
    changed = {name: story for name, story in stories.items() if known.get(name, name) != story}
    stale = sorted(known.keys() & (changed.keys() | lost))
    return Settled(_table(sorted((name, story) for name, story in changed.items() if name != story)), stale)


def _table(pairs: Iterable[tuple[str, str]]) -> pa.Table:
    schema = STORED["retellings"]
    rows = [{"mention": name, "story": story} for name, story in pairs]
    return make_table(rows, schema.remove(schema.get_field_index("data_version")))


def _went(snapshot: Snapshot, files: list[str], documents: list[str]) -> dict[str, Row]:
    if not files and not documents:
        return {}
    sql = f"""SELECT DISTINCT ON (mention) {_COLUMNS} FROM events WHERE mention IS NOT NULL
        AND (file IN (SELECT unnest($files)) OR document IN (SELECT unnest($documents)))"""
    rows = snapshot.query(sql, {"files": files, "documents": documents}).to_pylist()
    return {row["mention"]: row for row in rows}


def _there(snapshot: Snapshot, names: Iterable[str], files: list[str], documents: list[str]) -> set[str]:
    """Those of some mentions that other documents tell too."""
    sql = """SELECT DISTINCT mention FROM events WHERE mention IN (SELECT unnest($names))
        AND file NOT IN (SELECT unnest($files)) AND document NOT IN (SELECT unnest($documents))"""
    found = snapshot.query(sql, {"names": list(names), "files": files, "documents": documents})
    return set(found["mention"].to_pylist())


def _sharing(snapshot: Snapshot, keys: frozenset[int]) -> list[Row]:
    """One row for each mention that has one of the keys."""
    sql = f"""WITH hit AS (SELECT DISTINCT mention FROM (SELECT mention, unnest(keys) AS key FROM events)
        WHERE key IN (SELECT unnest($keys)))
        SELECT DISTINCT ON (mention) {_COLUMNS} FROM events WHERE mention IN (FROM hit)"""
    rows: list[Row] = snapshot.query(sql, {"keys": sorted(keys)}).to_pylist()
    return rows


def _known(snapshot: Snapshot, names: Iterable[str]) -> dict[str, str]:
    sql = "SELECT mention, story FROM retellings WHERE mention IN (SELECT unnest($names))"
    found = snapshot.query(sql, {"names": list(names)})
    return dict(zip(found["mention"].to_pylist(), found["story"].to_pylist(), strict=True))
