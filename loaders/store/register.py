"""Keeps mentions by their names and keys, so that those that a batch may belong with are found; knows no table.

Their rows lie in SQLite, which also says what counts; their names and keys lie in runs (see ``runs``), for they are
looked up a hundred thousand at once. What was not committed when a process died is as if it had not been.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa

from loaders.store.arrays import day_numbers, list_numbers, make_array
from loaders.store.runs import (
    PLACE,
    Numbers,
    Run,
    count_due,
    find_between,
    find_equal,
    find_nearest,
    merge_runs,
    write_run,
)

Row: TypeAlias = "dict[str, Any]"

_WORDS = (
    *("id", "document", "mention", "text", "language", "status", "when", "when_start", "when_end", "role", "kind"),
    *("announced", "announced_start", "announced_end", "sectors", "actors", "instrument", "heading", "publisher"),
    "standing",
)
_DAYS = ("when_start", "when_end", "announced_start", "announced_end")
TOLD = (*_WORDS, "keys", "promises")
"""The columns of an event that joining may look at."""
ENTRIES = (
    "SELECT mention, keys, promises, when_start, when_end, announced_start, CAST(json_array("
    + ", ".join(f'"{name}"' for name in _WORDS)
    + ") AS VARCHAR) AS row"
)
"""What of events is registered, in SQL."""
_KINDS: dict[str, np.dtype[Any]] = {"names": np.dtype("<u8"), "keys": np.dtype("<u8"), "promises": np.dtype("<u8")}
_KEY = np.dtype("<i4")
_HEXADECIMAL = re.compile("[0-9a-f]{3}")
# A promise is found by its key, the day of its telling, and the first bits of its name: in the order of the judge.
_KEY_AT, _DAY_AT = 32, 10
_TABLES = """
CREATE TABLE IF NOT EXISTS state (source TEXT, version INTEGER, committed TEXT, rows INTEGER);
CREATE TABLE IF NOT EXISTS runs (number INTEGER PRIMARY KEY, kind TEXT, count INTEGER, firsts BLOB);
CREATE TABLE IF NOT EXISTS mentions (place INTEGER PRIMARY KEY AUTOINCREMENT, row TEXT, keys BLOB, promises BLOB);
CREATE TABLE IF NOT EXISTS gone (place INTEGER PRIMARY KEY);
"""


class Origin(NamedTuple):
    """A data version of a table, and when it was committed, which tells it from another of the same number."""

    table: str
    version: int
    committed: str | None


NOWHERE = Origin("", -1, None)


class Register:
    """The mentions kept in a folder, for one process at a time. All it does may raise OSError or ``sqlite3.Error``.

    ``origin`` tells of which data version of what table it has the events, and ``rows`` how many these are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database = sqlite3.connect(folder / "mentions.sqlite", isolation_level=None)
        self._ask = self._database.execute
        try:
            self._begin()
        except (OSError, sqlite3.Error):
            self._database.close()
            raise

    def _begin(self) -> None:
        self._database.executescript(f"PRAGMA synchronous = NORMAL; {_TABLES} BEGIN IMMEDIATE;")
        state: tuple[Any, ...] = self._ask("SELECT * FROM state").fetchone() or (*NOWHERE, 0)
        self.origin, self.rows = Origin(*state[:3]), int(state[3])
        self._gone = np.array([place for (place,) in self._ask("SELECT place FROM gone")], PLACE)
        self._runs: dict[str, list[Run]] = {kind: [] for kind in _KINDS}
        self._last, self._made = 0, set[Path]()
        for number, kind, count, firsts in self._ask("SELECT * FROM runs ORDER BY number"):
            run = Run(self._path(number), count, np.frombuffer(firsts, _KINDS[kind]))
            run.check()
            self._runs[kind].append(run)
            self._last = number

    def __len__(self) -> int:
        return sum(run.count for run in self._runs["names"]) - len(self._gone)

    @property
    def wasteful(self) -> bool:
        """Whether most of what it keeps is gone."""
        return len(self._gone) > len(self)

    def close(self) -> None:
        """Let go of it; what was not committed is forgotten."""
        self._database.close()

    def commit(self, origin: Origin, rows: int) -> None:
        """Let it be so as it is, as the state of a data version."""
        self.origin, self.rows = origin, rows
        self._ask("DELETE FROM state")
        self._ask("INSERT INTO state VALUES (?, ?, ?, ?)", (*origin, rows))
        self._ask("COMMIT")
        self._ask("BEGIN IMMEDIATE")
        self._made.clear()
        _remove(set(self._folder.glob("*.run")) - {run.path for runs in self._runs.values() for run in runs})

    def clear(self) -> None:
        """Take all away."""
        for table in ("state", "runs", "mentions", "gone"):
            self._ask(f"DELETE FROM {table}")
        self.origin, self.rows = NOWHERE, 0
        self._gone = np.empty(0, PLACE)
        self._runs = {kind: [] for kind in _KINDS}

    def add(self, entries: pa.Table) -> None:
        """Add mentions, told by the columns of ``ENTRIES``; one that is there and has the same keys is left alone."""
        names = _hash(entries["mention"].to_pylist())
        unique, first = np.unique(names, return_index=True)
        which, places = self._find(unique)
        same = self._have(places, entries.take(make_array(first[which].tolist(), pa.int64())))
        self._forget(places[~same])
        fresh = np.sort(np.delete(first, which[same]))
        if not len(fresh):
            return
        names, entries = names[fresh], entries.take(make_array(fresh.tolist(), pa.int64())).combine_chunks()
        keys, promises = _Lists.of(entries["keys"]), _Lists.of(entries["promises"])
        places = self._keep(zip(entries["row"].to_pylist(), keys.parts(), promises.parts(), strict=True), len(fresh))
        self._add_run("names", names, places)
        start, end, days = (day_numbers(entries[name]) for name in ("when_start", "when_end", "announced_start"))
        self._add_run("keys", shared_numbers(keys.values, *map(keys.spread, (start, end, days))), keys.spread(places))
        told = promises.spread(days) > 0
        codes = _promise(promises.values, promises.spread(days)) | promises.spread(_begin(entries["mention"]))
        self._add_run("promises", codes[told], promises.spread(places)[told])

    def forget(self, names: Iterable[str]) -> None:
        """Take mentions away."""
        self._forget(self._find(np.unique(_hash(names)))[1])

    def forget_others(self, names: Iterable[str]) -> None:
        """Take away all but some mentions."""
        self._forget(np.setdiff1d(self._places(), self._find(np.unique(_hash(names)))[1]))

    def known(self, entries: pa.Table) -> tuple[set[str], list[Row]]:
        """The names of some mentions, which differ, that are there; and the rows of those that have other keys here."""
        names = entries["mention"].to_pylist()
        numbers, first = np.unique(_hash(names), return_index=True)
        which, places = self._find(numbers)
        there = first[which].tolist()
        same = self._have(places, entries.take(make_array(there, pa.int64())))
        return {names[row] for row in there}, self.read(places[~same])

    def places(self, names: Iterable[str]) -> Numbers:
        """The places of those of some mentions that are there."""
        return self._find(np.unique(_hash(names)))[1]

    def shared(self, numbers: Numbers) -> Numbers:
        """Those of some ``shared_numbers``, which are in order and differ, that a mention has or had."""
        found = np.zeros(len(numbers), bool)
        for run in self._runs["keys"]:
            found[run.find(numbers)] = True
        return numbers[found]

    def sharing(self, numbers: Numbers) -> Numbers:
        """The places of the mentions that have one of some ``shared_numbers``, which are in order and differ."""
        return np.unique(find_equal(self._runs["keys"], numbers)[1])

    def promised(self, before: _Dated, after: _Dated, most: int, lost: Iterable[str]) -> Numbers:
        """The places of the mentions that are among the ``most`` told last before a day by a key.

        And of those that meet a key after a day, up to the ``most``th that has the key itself then. Keys with days are
        arrays of as many of both; the ``lost`` are left out.
        """
        runs, but = self._runs["promises"], np.concatenate([self._gone, self._find(np.unique(_hash(lost)))[1]])
        lows, highs = _promise(before[0], 0 * before[1]), _promise(*before)
        told = find_nearest(runs, lows, highs, most, but, last=True)[2]
        lows, highs = _promise(after[0], after[1] + 1), _promise(after[0], 0 * after[1]) | np.uint64(2**_KEY_AT - 1)
        whose, numbers, _ = find_nearest(runs, lows, highs, most, but, last=False)
        ends = np.searchsorted(whose, np.arange(len(lows)), "right")
        full = np.diff(ends, prepend=0) >= most
        days = highs % (1 << _KEY_AT) >> _DAY_AT
        days[full] = (numbers[ends[full] - 1] % (1 << _KEY_AT) >> _DAY_AT) + 1
        met = turn_keys(after[0])
        return np.unique([*told, *find_between(runs, _promise(met, after[1] + 1), _promise(met, days))])

    def read(self, places: Numbers) -> list[Row]:
        """The rows at some places, with the columns ``TOLD``; none where a mention was taken away."""
        sql = "SELECT row, keys, promises FROM mentions WHERE place = ?"
        found = (self._ask(sql, (place,)).fetchone() for place in places.tolist())
        return [_row(*each) for each in found if each]

    def _find(self, names: Numbers) -> tuple[Numbers, Numbers]:
        """Which of some names are there, and their places."""
        which, places = find_equal(self._runs["names"], names)
        there = ~np.isin(places, self._gone)
        return which[there], places[there]

    def _have(self, places: Numbers, entries: pa.Table) -> Numbers:
        """Whether the mentions at some places have the keys that as many entries tell."""
        parts = zip(*(_Lists.of(entries[column]).parts() for column in ("keys", "promises")), strict=True)
        sql = "SELECT keys, promises FROM mentions WHERE place = ?"
        kept = (self._ask(sql, (place,)).fetchone() for place in places.tolist())
        return np.fromiter((one == other for one, other in zip(kept, parts, strict=True)), bool, len(places))

    def _keep(self, rows: Iterable[tuple[Any, ...]], count: int) -> Numbers:
        self._database.executemany("INSERT INTO mentions (row, keys, promises) VALUES (?, ?, ?)", rows)
        last = self._ask("SELECT max(place) FROM mentions").fetchone()[0]
        return np.arange(last - count + 1, last + 1).astype(PLACE)

    def _places(self) -> Numbers:
        return np.array([place for (place,) in self._ask("SELECT place FROM mentions")], PLACE)

    def _forget(self, places: Numbers) -> None:
        some = [(place,) for place in places.tolist()]
        self._database.executemany("DELETE FROM mentions WHERE place = ?", some)
        self._database.executemany("INSERT INTO gone VALUES (?)", some)
        self._gone = np.concatenate([self._gone, places])

    def _add_run(self, kind: str, numbers: Numbers, places: Numbers) -> None:
        runs = self._runs[kind]
        if not len(numbers):
            return
        runs.append(write_run(self._next(), numbers, places))
        if (due := count_due(runs)) > 1:
            merged = runs[-due:]
            runs[-due:] = [merge_runs(self._next(), merged)]
            _remove(self._made & {run.path for run in merged})  # the others count until this is committed
        self._ask("DELETE FROM runs WHERE kind = ?", (kind,))
        rows = [(int(run.path.stem), kind, run.count, run.firsts.tobytes()) for run in runs]
        self._database.executemany("INSERT INTO runs VALUES (?, ?, ?, ?)", rows)

    def _next(self) -> Path:
        self._last += 1
        self._made.add(self._path(self._last))
        return self._path(self._last)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number}.run"


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):  # a later commit will
            path.unlink()


_Dated: TypeAlias = "tuple[Numbers, Numbers]"


@dataclass(frozen=True, slots=True)
class _Lists:
    """Lists of keys, one after the other, and how long each is."""

    values: Numbers
    lengths: Numbers

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> _Lists:
        return cls(*list_numbers(column, _KEY))

    def spread(self, numbers: Numbers) -> Numbers:
        """A number of each list, once for each of its keys."""
        return np.repeat(numbers, self.lengths)

    def parts(self) -> Iterable[bytes]:
        """The bytes of each list."""
        ends = (_KEY.itemsize * np.cumsum([0, *self.lengths])).tolist()
        data = self.values.tobytes()
        return (data[start:end] for start, end in pairwise(ends))


def turn_keys(keys: Numbers) -> Numbers:
    """The keys that some keys meet: their like, but an odd one is one side of two and meets the other, a bit away."""
    return np.where(keys & 1, keys ^ 2, keys)


def shared_numbers(keys: Numbers, starts: Numbers, ends: Numbers, told: Numbers) -> Numbers:
    """Numbers that are the same where two mentions share a key for a reason: it, and what they have in common then.

    That is the time they state, where a key is even, and else the day of their telling; days are ordinals, none is 0.
    """
    common = np.where(keys & 1, told, starts * date.max.toordinal() + ends) % (1 << _KEY_AT)
    numbers: Numbers = keys.view("<u4").astype("<u8") << np.uint64(_KEY_AT) | common.astype("<u8")
    return numbers


def _row(row: str, keys: bytes, promises: bytes) -> Row:
    told: Row = dict(zip(_WORDS, json.loads(row), strict=True))
    for name in _DAYS:
        told[name] = told[name] and date.fromisoformat(told[name])
    return told | {"keys": np.frombuffer(keys, _KEY).tolist(), "promises": np.frombuffer(promises, _KEY).tolist()}


def _hash(names: Iterable[str]) -> Numbers:
    """A number of 64 bits for each name."""
    return np.frombuffer(b"".join(blake2b(name.encode(), digest_size=8).digest() for name in names), "<u8")


def _begin(names: pa.ChunkedArray) -> Numbers:
    """The first ten bits of fingerprints, in the order of the names; 0 of what is none."""
    begins = (name[:3] for name in names.to_pylist())
    return np.array([int(each, 16) >> 2 if _HEXADECIMAL.fullmatch(each) else 0 for each in begins], "<u8")


def _promise(keys: Numbers, days: Numbers) -> Numbers:
    """The smallest number of what was promised under a key and told on a day, by its ordinal."""
    return keys.view("<u4").astype("<u8") << np.uint64(_KEY_AT) | days.astype("<u8") << np.uint64(_DAY_AT)
