"""Settles the stories and links of the mentions of a batch, within its commit; refuses to judge whether two are one.

Who judges is handed in: a function that is given the mentions that came, those that went, and a way to fetch others by
their keys. It answers with the stories and links of every mention for which they may have changed. Only mentions that
share keys with those are read, and most mentions of a batch share none and are not even looked at by the judge. Of
mentions that share what a commitment is known by, a stated number before and after a day is read, for there is no end
to how often a thing is promised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, Protocol, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.store.arrays import make_array, make_table
from loaders.store.lately import Lately, Row
from loaders.store.schema import STORED
from loaders.store.snapshot import Snapshot

Asked: TypeAlias = Iterable[tuple[date, tuple[int, ...]]]
Join: TypeAlias = Callable[[list[Row], list[Row], "Others"], "Joined"]


class Others(Protocol):
    """The mentions of the store that a judge may ask for, but those that go."""

    def sharing(self, keys: frozenset[int]) -> list[Row]:
        """Those with one of some ``keys``, and all that share one with what came when it is asked first."""

    def promised(self, before: Asked, after: Asked, most: int) -> list[Row]:
        """By each of some ``promises`` the ``most`` told last before its day, and first after it."""


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
    snapshot: Snapshot, events: pa.Table, replaced: tuple[list[str], list[str]], join: Join, lately: Lately
) -> dict[str, Settled]:
    """The rows that change, by table, when ``events`` come and those of the ``replaced`` files and documents go.

    ``lately`` has what was written before, and has these events too afterwards.
    """
    come = {name: row for row, name in enumerate(events["mention"].to_pylist()) if name}
    went = _went(snapshot, *replaced)
    fresh_events = events.select(list(TOLD)).take(make_array(list(come.values()), pa.int64()))
    known = _Known(snapshot, fresh_events, lately)
    lately.keep(fresh_events)
    there = _there(snapshot, come.keys() | went.keys(), *replaced) if went else known.names()
    gone = [row for name, row in went.items() if name not in there and name not in come]
    fresh = known.meeting(name not in there and name not in went for name in come)
    if not fresh and not gone:
        return {}

    known.lost = frozenset(row["mention"] for row in gone)
    joined = join(fresh, gone, known)
    told = {name: [{"mention": name, "story": story}] * (name != story) for name, story in joined.stories.items()}
    return {
        "retellings": _changed(snapshot, "retellings", told, known.lost),
        "links": _changed(snapshot, "links", joined.links, known.lost),
    }


class _Known:
    """The mentions of the store that share keys with those of a batch, found by one look, and others when asked."""

    def __init__(self, snapshot: Snapshot, events: pa.Table, lately: Lately) -> None:
        self._snapshot, self._events, self._lately = snapshot, events, lately
        self._keys = _Keys(events["keys"])
        self._asked = _unique(turn_keys(self._keys.keys))
        self._rows = self._read(_sharing(snapshot, self._asked)) if events.num_rows else []
        self._given = False
        self.lost = frozenset[str]()

    def names(self) -> set[str]:
        """The mentions found at first: all of the batch that were there before are among them."""
        return {row["mention"] for row in self._rows}

    def meeting(self, wanted: Iterable[bool]) -> list[Row]:
        """Those wanted of the batch's mentions that have promises or share a key with another one."""
        some = np.fromiter(wanted, bool, self._events.num_rows)
        there = np.array([key for row in self._rows for key in row["keys"] or ()], np.int32)
        meet = self._keys.meeting(some, there) | (_lengths(self._events["promises"]) > 0)
        chosen = self._events.take(make_array(np.flatnonzero(some & meet).tolist(), pa.int64()))
        rows: list[Row] = chosen.to_pylist()
        return rows

    def sharing(self, keys: frozenset[int]) -> list[Row]:
        first = [] if self._given else self._rows
        self._given = True
        wanted = np.fromiter(keys, np.int32, len(keys))
        asked = wanted[~_among(self._asked, wanted)]
        self._asked = np.sort(np.concatenate([self._asked, asked]))
        return self._left([*first, *(self._read(_sharing(self._snapshot, asked)) if len(asked) else ())])

    def promised(self, before: Asked, after: Asked, most: int) -> list[Row]:
        return self._left(self._read(_promised(self._snapshot, before, after, most)))

    def _left(self, rows: list[Row]) -> list[Row]:
        return [row for row in rows if row["mention"] not in self.lost]

    def _read(self, names: list[str]) -> list[Row]:
        """One row for each of some mentions of the store."""
        rows, others = self._lately.find(names)
        if others:
            sql = f"SELECT DISTINCT ON (mention) {_COLUMNS} FROM tellings WHERE mention IN (SELECT mention FROM asked)"
            asked = make_table([{"mention": name} for name in others], pa.schema([("mention", pa.string())]))
            rows += self._snapshot.query(sql, tables={"asked": asked}).to_pylist()
        return rows


class _Keys:
    """The keys of many mentions, one after the other, and the mention that each belongs to."""

    def __init__(self, lists: pa.ChunkedArray) -> None:
        whole = lists.combine_chunks()
        self.keys = _numbers(pc.list_flatten(whole), np.int32)
        self._mention = _numbers(pc.list_parent_indices(whole), np.int64)

    def meeting(self, wanted: Any, there: Any) -> Any:
        """Which mentions ask for a key that ``there`` has, or that another one of those wanted has."""
        among = wanted[self._mention]
        own, asked = np.sort(self.keys[among]), turn_keys(self.keys)
        others = np.searchsorted(own, asked, "right") - np.searchsorted(own, asked)
        found = _among(np.sort(there), asked) | (others > (asked == self.keys))
        meeting = np.zeros(len(wanted), bool)
        meeting[self._mention[found & among]] = True
        return meeting


def _numbers(array: pa.Array, kind: Any) -> Any:
    """The numbers of an array without nulls as they lie there; ``np.asarray`` would import pandas for it."""
    return np.frombuffer(array.buffers()[1] or b"", kind, len(array), array.offset * np.dtype(kind).itemsize)


def _lengths(lists: pa.ChunkedArray) -> Any:
    """How long each of many lists is; none is as long as an empty one."""
    array = lists.combine_chunks()
    return np.diff(np.frombuffer(array.buffers()[1] or b"", np.int32, len(array) + 1, array.offset * 4))


def _among(ordered: Any, keys: Any) -> Any:
    """Which keys are among others, which are in order; numpy's own ways to tell make every key unique first."""
    if not len(ordered):
        return np.zeros(len(keys), bool)
    return ordered[np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)] == keys


def _unique(keys: Any) -> Any:
    ordered = np.sort(keys)
    return ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0]


def turn_keys(keys: Any) -> Any:
    """The keys that some keys meet: their like, but an odd one is one side of two and meets the other, a bit away."""
    return np.where(keys & 1, keys ^ 2, keys)


def _changed(snapshot: Snapshot, table: str, wanted: dict[str, list[Row]], lost: frozenset[str]) -> Settled:
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
    sql = f"""SELECT DISTINCT ON (mention) {_COLUMNS} FROM tellings WHERE mention IS NOT NULL
        AND (file IN (SELECT unnest($files)) OR document IN (SELECT unnest($documents)))"""
    rows = snapshot.query(sql, {"files": files, "documents": documents}).to_pylist()
    return {row["mention"]: row for row in rows}


def _there(snapshot: Snapshot, names: Iterable[str], files: list[str], documents: list[str]) -> set[str]:
    """Those of some mentions that other documents tell too."""
    sql = """SELECT DISTINCT mention FROM tellings WHERE mention IN (SELECT unnest($names))
        AND file NOT IN (SELECT unnest($files)) AND document NOT IN (SELECT unnest($documents))"""
    found = snapshot.query(sql, {"names": list(names), "files": files, "documents": documents})
    return set(found["mention"].to_pylist())


def _sharing(snapshot: Snapshot, asked: Any) -> list[str]:
    """The mentions that have one of the keys asked for."""
    sql = """SELECT DISTINCT mention FROM (SELECT mention, unnest(keys) AS key FROM tellings)
        WHERE key IN (SELECT key FROM asked)"""
    names: list[str] = snapshot.query(sql, tables={"asked": _one_column(asked)})["mention"].to_pylist()
    return names


def _promised(snapshot: Snapshot, before: Asked, after: Asked, most: int) -> list[str]:
    """The mentions that are among the ``most`` told last before a day, or first after one, under a key."""
    tables = {"asked_before": _dated(before), "asked_after": _dated(after)}
    if not any(table.num_rows for table in tables.values()):
        return []
    # A day and half of a hash in one number: heaps of such take a tenth of the memory that names would, and where two
    # mentions of a day have the same one both are given.
    telling = "(announced_start - DATE '0001-01-01' + 1) << 32 | (hash(mention) & 4294967295)::BIGINT"
    told = "FROM tellings WHERE len(promises) > 0 AND announced_start IS NOT NULL"
    sql = f"""WITH told AS (SELECT {telling} AS telling, unnest(promises) AS key {told}),
        found AS (
            SELECT unnest(max(telling, {most})) AS telling FROM told JOIN asked_before USING (key)
            WHERE telling < asked_before.day << 32 GROUP BY key, asked_before.day
            UNION
            SELECT unnest(min(telling, {most})) AS telling FROM told JOIN asked_after USING (key)
            WHERE telling >= asked_after.day + 1 << 32 GROUP BY key, asked_after.day)
        SELECT DISTINCT mention {told} AND {telling} IN (SELECT telling FROM found)"""
    names: list[str] = snapshot.query(sql, tables=tables)["mention"].to_pylist()
    return names


def _dated(asked: Asked) -> pa.Table:
    """The keys that some meet, each with a day, for SQL."""
    every = list(asked)
    keys = turn_keys(np.fromiter(chain.from_iterable(keys for _, keys in every), np.int32))
    days = np.repeat([day.toordinal() for day, _ in every], [len(keys) for _, keys in every])
    pairs = _unique(keys.astype(np.int64) << 32 | days.astype(np.int64))
    return pa.Table.from_arrays([_array(pairs >> 32), _array(pairs & 0xFFFFFFFF).cast(pa.int64())], ["key", "day"])


def _one_column(keys: Any) -> pa.Table:
    return pa.Table.from_arrays([_array(keys)], ["key"])


def _array(keys: Any) -> pa.Array:
    return pa.Array.from_buffers(pa.int32(), len(keys), [None, pa.py_buffer(np.ascontiguousarray(keys, np.int32))])
