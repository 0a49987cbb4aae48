"""Settles the stories and links of the mentions of a batch, within its commit; refuses to judge whether two are one.

Who judges is handed in: a function that is given the mentions that came, those that went, and a way to fetch others by
their keys. It answers with the stories and links of every mention for which they may have changed. Only mentions that
share keys with those are read, and most mentions of a batch share none and are not even looked at by the judge. Of
mentions that share what a commitment is known by, a stated number before and after a day is read, for there is no end
to how often a thing is promised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
import pyarrow as pa

from loaders.store.arrays import day_numbers, make_array, make_table
from loaders.store.numbering import KeyLists, shared_numbers, turn_keys
from loaders.store.register import TOLD, Fits, Register, Row
from loaders.store.schema import STORED
from loaders.store.sketches import join_sketches, read_sketches, split_sketches

if TYPE_CHECKING:
    from loaders.store.snapshot import Snapshot

Asked: TypeAlias = Iterable[tuple[date, tuple[int, ...]]]
Bounds: TypeAlias = "tuple[date | None, date | None]"
Sharing: TypeAlias = "Iterable[tuple[tuple[int, ...], Bounds | None, date | None, bytes]]"
Join: TypeAlias = Callable[[list[Row], list[Row], "Others"], "Joined"]


class Others(Protocol):
    """The mentions of the store that a judge may ask for, but those that go; each is read when it is its turn."""

    def sharing(self, asked: Sharing, fits: Fits) -> Iterator[Row]:
        """Those that share a key with one of some, if their sketch ``fits`` that one's.

        Each is told by its keys, its time, the day of its telling, and its sketch.
        """

    def stories(self, names: Iterable[str]) -> dict[str, str]:
        """The story of each of some that joined another's."""

    def members(self, stories: Iterable[str]) -> Iterator[Row]:
        """Those that are in some stories."""

    def promised(self, before: Asked, after: Asked, most: int) -> Iterator[Row]:
        """The ``most`` told last before a day that meet one of its ``promises``, and what is told after others.

        That is what meets one of theirs, up to the ``most``th that has the same one after the day.
        """

    def linked(self, names: Iterable[str]) -> set[str]:
        """Those of some that are the later one of a link."""


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
    snapshot: Snapshot, events: pa.Table, replaced: tuple[list[str], list[str]], join: Join, register: Register
) -> tuple[dict[str, Settled], set[str]]:
    """The rows that change, by table, when ``events`` come and those of the ``replaced`` files and documents go.

    And the mentions that are gone with them. ``register`` has those of the snapshot.
    """
    names = events["mention"].to_pylist()
    come = {name: row for row, name in reversed([*enumerate(names)]) if name}  # the first telling, as the register has
    went = _went(snapshot, *replaced)
    fresh_events = events.select(list(TOLD)).take(make_array(list(come.values()), pa.int64()))
    known = _Known(snapshot, register, fresh_events)
    before, otherwise = register.known(fresh_events)
    there = _there(snapshot, come.keys() | went.keys(), *replaced) if went else before
    lost = [row for name, row in went.items() if name not in there and name not in come]
    renewed = {row["mention"] for row in otherwise}  # the rules tell the same words otherwise now
    fresh = known.choose((name not in there and name not in went for name in come), (name in renewed for name in come))
    if not fresh and not lost and not renewed:
        return {}, set()

    known.lost = frozenset(row["mention"] for row in lost)
    joined = join(fresh, [*lost, *otherwise], known)
    told = {name: [{"mention": name, "story": story}] * (name != story) for name, story in joined.stories.items()}
    changed = {
        "retellings": _changed(snapshot, "retellings", told, known.lost),
        "links": _changed(snapshot, "links", joined.links, known.lost),
    }
    return changed, set(known.lost)


class _Known:
    """The mentions of the store, found when asked."""

    def __init__(self, snapshot: Snapshot, register: Register, events: pa.Table) -> None:
        self._snapshot, self._register, self._events = snapshot, register, events
        self.lost = frozenset[str]()

    def choose(self, wanted: Iterable[bool], always: Iterable[bool]) -> list[Row]:
        """Those of the batch's mentions that are wanted always, or have promises or share a key with another one."""
        renewed = np.fromiter(always, bool, self._events.num_rows)
        some = np.fromiter(wanted, bool, self._events.num_rows) | renewed
        keys = KeyLists.of(self._events["keys"])
        asked = shared_numbers(turn_keys(keys.values), *map(keys.spread, _times(self._events)))
        there = self._register.look_up(_unique(asked))
        meet = _meeting(keys, some, _among(there, asked)) | (KeyLists.of(self._events["promises"]).lengths > 0)
        chosen = self._events.take(make_array(np.flatnonzero(some & meet | renewed).tolist(), pa.int64()))
        return _rows(chosen)

    def sharing(self, asked: Sharing, fits: Fits) -> Iterator[Row]:
        every = list(asked)
        numbers, whose = _shared(every)
        sketches = join_sketches([sketch for *_, sketch in every])
        return self._read(self._register.meeting(numbers, whose, sketches, fits))

    def stories(self, names: Iterable[str]) -> dict[str, str]:
        return self._register.stories(names)

    def members(self, stories: Iterable[str]) -> Iterator[Row]:
        every = list(stories)
        return self._read(self._register.places([*every, *self._register.members(every)]))

    def promised(self, before: Asked, after: Asked, most: int) -> Iterator[Row]:
        asked = _dated(before, turn=True), _dated(after, turn=False)
        return self._read(self._register.promised(*asked, most, self.lost))

    def linked(self, names: Iterable[str]) -> set[str]:
        sql = "SELECT DISTINCT later FROM links WHERE later IN (SELECT unnest($names))"
        return set(self._snapshot.query(sql, {"names": list(names)})["later"].to_pylist())

    def _read(self, places: Any) -> Iterator[Row]:
        return (row for row in self._register.read(places) if row["mention"] not in self.lost)


def _meeting(keys: KeyLists, wanted: Any, there: Any) -> Any:
    """Which mentions have a key that asks for what is ``there``, or for what another one of those wanted has."""
    among = keys.spread(wanted)
    own, mention = keys.values[among], keys.spread(np.arange(len(wanted)))[among]
    ordered, asked = np.sort(own), turn_keys(own)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]  # a mention has each of its keys once
    others = np.where(asked == own, _among(twice, asked), _among(ordered[ordered & 1 > 0], asked))
    meeting = np.zeros(len(wanted), bool)
    meeting[mention[others | there[among]]] = True
    return meeting


def _among(ordered: Any, keys: Any) -> Any:
    """Which keys are among others, which are in order; numpy's own ways to tell make every key unique first."""
    if not len(ordered):
        return np.zeros(len(keys), bool)
    return ordered[np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)] == keys


def _unique(keys: Any) -> Any:
    ordered = np.sort(keys)
    return ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0]


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
    columns = ", ".join(f'"{name}"' for name in TOLD)
    sql = f"""SELECT DISTINCT ON (mention) {columns} FROM tellings WHERE mention IS NOT NULL
        AND (file IN (SELECT unnest($files)) OR document IN (SELECT unnest($documents)))"""
    return {row["mention"]: row for row in _rows(snapshot.query(sql, {"files": files, "documents": documents}))}


def _rows(table: pa.Table) -> list[Row]:
    """The mentions of a table as the register gives them."""
    sketches = split_sketches(read_sketches(table["sketch"]))
    return [row | {"sketch": sketch} for row, sketch in zip(table.to_pylist(), sketches, strict=True)]


def _there(snapshot: Snapshot, names: Iterable[str], files: list[str], documents: list[str]) -> set[str]:
    """Those of some mentions that other documents tell too."""
    sql = """SELECT DISTINCT mention FROM tellings WHERE mention IN (SELECT unnest($names))
        AND file NOT IN (SELECT unnest($files)) AND document NOT IN (SELECT unnest($documents))"""
    found = snapshot.query(sql, {"names": list(names), "files": files, "documents": documents})
    return set(found["mention"].to_pylist())


def _times(events: pa.Table) -> list[Any]:
    """The days between which the time of each mention lies, and the day of its telling; none is 0."""
    return [day_numbers(events[name]) for name in ("when_start", "when_end", "announced_start")]


def _shared(asked: list[Any]) -> tuple[Any, Any]:
    """The numbers under which those are found that share keys with some, and the place among these that each is of."""
    counts = [len(keys) for keys, *_ in asked]
    keys = np.fromiter(chain.from_iterable(keys for keys, *_ in asked), np.int32, sum(counts))
    days = [[day.toordinal() if day else 0 for day in (*(when or (None, None)), told)] for _, when, told, _ in asked]
    starts, ends, told = np.repeat(np.array(days, np.int64).reshape(-1, 3), counts, axis=0).T
    return shared_numbers(turn_keys(keys), starts, ends, told), np.repeat(np.arange(len(asked)), counts)


def _dated(asked: Asked, *, turn: bool) -> tuple[Any, Any]:
    """The keys that some have, or meet, each with the ordinal of a day, no pair twice."""
    every = list(asked)
    keys = np.fromiter(chain.from_iterable(keys for _, keys in every), np.int32)
    keys = turn_keys(keys) if turn else keys
    days = np.repeat([day.toordinal() for day, _ in every], [len(keys) for _, keys in every])
    pairs = _unique(keys.astype(np.int64) << 32 | days.astype(np.int64))
    return (pairs >> 32).astype(np.int32), pairs & 0xFFFFFFFF
