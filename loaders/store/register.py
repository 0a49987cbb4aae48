"""Keeps mentions by their names and keys, so that those that a batch may belong with are found; knows no table.

Their rows lie in SQLite, which also says what counts; their names and keys lie in runs (see ``runs``), for they are
looked up a hundred thousand at once. What was not committed when a process died is as if it had not been.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa

from loaders.store.arrays import day_numbers, make_array
from loaders.store.numbering import (
    KEY,
    KeyLists,
    hash_names,
    last_numbers,
    name_bits,
    promise_days,
    promise_numbers,
    shared_numbers,
    turn_keys,
)
from loaders.store.readings import SKETCH
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
from loaders.store.sketches import Sketches, read_sketches, split_sketches

Row: TypeAlias = "dict[str, Any]"

_WORDS = (
    *("id", "document", "mention", "text", "language", "status", "when", "when_start", "when_end", "role", "kind"),
    *("announced", "announced_start", "announced_end", "sectors", "actors", "instrument", "heading", "publisher"),
    "standing",
)
_DAYS = ("when_start", "when_end", "announced_start", "announced_end")
TOLD = (*_WORDS, "keys", "promises", "sketch", "facts")
"""The columns of an event that joining may look at."""
ENTRIES = (
    "SELECT mention, text, keys, promises, sketch, facts, when_start, when_end, announced_start, CAST(json_array("
    + ", ".join(f'"{name}"' for name in _WORDS)
    + ") AS VARCHAR) AS row"
)
"""What of events is registered, in SQL."""
_KINDS: dict[str, np.dtype[Any]] = {"names": np.dtype("<u8"), "keys": np.dtype("<u8"), "promises": np.dtype("<u8")}
PAIRS = 2**18  # of mentions whose sketches are compared together
NUMBERS = 2**17  # that are looked up together
LOOKED_UP = 2**22  # places that are held of what was looked up
_NOTHING = np.empty(0, "<u8"), np.empty(0, np.int64), np.empty(0, PLACE)
_TABLES = """
CREATE TABLE IF NOT EXISTS state (source TEXT, version INTEGER, committed TEXT, rows INTEGER, joined INTEGER);
CREATE TABLE IF NOT EXISTS retellings (mention TEXT PRIMARY KEY, story TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS told ON retellings (story);
CREATE TABLE IF NOT EXISTS runs (number INTEGER PRIMARY KEY, kind TEXT, count INTEGER, firsts BLOB);
CREATE TABLE IF NOT EXISTS mentions (
    place INTEGER PRIMARY KEY AUTOINCREMENT, row TEXT, keys BLOB, promises BLOB, facts TEXT
);
CREATE TABLE IF NOT EXISTS gone (place INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS sketched (before INTEGER);
"""


Fits: TypeAlias = Callable[[Numbers, Numbers], Numbers]
"""Whether each of some sketches, one a row, and the other at its place may be of mentions that belong together."""


class Origin(NamedTuple):
    """A data version of a table, and when it was committed, which tells it from another of the same number."""

    table: str
    version: int
    committed: str | None


NOWHERE = Origin("", -1, None)


class Register:
    """The mentions kept in a folder, for one process at a time. All it does may raise OSError or ``sqlite3.Error``.

    ``origin`` tells of which data version of what table it has the events, and ``rows`` how many these are; ``joined``
    of which version of the table it has the retellings.
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
        state: tuple[Any, ...] = self._ask("SELECT * FROM state").fetchone() or (*NOWHERE, 0, -1)
        self.origin, self.rows, self.joined = Origin(*state[:3]), int(state[3]), int(state[4])
        self._gone = np.array([place for (place,) in self._ask("SELECT place FROM gone")], PLACE)
        self._runs: dict[str, list[Run]] = {kind: [] for kind in _KINDS}
        self._looked_up = _NOTHING
        self._last, self._made = 0, set[Path]()
        for number, kind, count, firsts in self._ask("SELECT * FROM runs ORDER BY number"):
            run = Run(self._path(number), count, np.frombuffer(firsts, _KINDS[kind]))
            run.check()
            self._runs[kind].append(run)
            self._last = number
        self._sketches = self._sketch_from(*(self._ask("SELECT before FROM sketched").fetchone() or (0,)))
        self._sketches.check(self._last_place())

    def __len__(self) -> int:
        return sum(run.count for run in self._runs["names"]) - len(self._gone)

    @property
    def wasteful(self) -> bool:
        """Whether most of what it keeps is gone."""
        return len(self._gone) > len(self)

    def close(self) -> None:
        """Let go of it; what was not committed is forgotten."""
        self._database.close()

    def commit(self, origin: Origin, rows: int, joined: int) -> None:
        """Let it be so as it is, as the state of a data version and of a version of the retellings."""
        self.origin, self.rows, self.joined = origin, rows, joined
        self._ask("DELETE FROM state")
        self._ask("INSERT INTO state VALUES (?, ?, ?, ?, ?)", (*origin, rows, joined))
        self._ask("COMMIT")
        self._ask("BEGIN IMMEDIATE")
        self._made.clear()
        counts = {self._sketches.path, *(run.path for runs in self._runs.values() for run in runs)}
        _remove({path for kind in ("*.run", "*.sketches") for path in self._folder.glob(kind)} - counts)

    def clear(self) -> None:
        """Take all away."""
        for table in ("state", "runs", "mentions", "gone", "retellings"):
            self._ask(f"DELETE FROM {table}")
        self.origin, self.rows, self.joined = NOWHERE, 0, -1
        self._gone = np.empty(0, PLACE)
        self._runs, self._looked_up = {kind: [] for kind in _KINDS}, _NOTHING
        before = self._last_place()
        self._ask("DELETE FROM sketched")
        self._ask("INSERT INTO sketched VALUES (?)", (before,))
        self._sketches = self._sketch_from(before)  # what was committed has its own until the next commit

    def add(self, entries: pa.Table) -> None:
        """Add mentions, told by the columns of ``ENTRIES``; one that is told alike here, or in other signs, stays."""
        names = hash_names(entries["mention"].to_pylist())
        unique, first = np.unique(names, return_index=True)
        which, places = self._find(unique)
        there = entries.take(make_array(first[which].tolist(), pa.int64()))
        same = self._have(places, there)
        self._forget(places[~same])
        fresh = np.sort(np.delete(first, which[same]))
        if not len(fresh):
            return
        names, entries = names[fresh], entries.take(make_array(fresh.tolist(), pa.int64())).combine_chunks()
        keys, promises = KeyLists.of(entries["keys"]), KeyLists.of(entries["promises"])
        texts = (entries[name].to_pylist() for name in ("row", "facts"))
        places = self._keep(zip(*texts, keys.parts(), promises.parts(), strict=True), len(fresh))
        self._sketches.write(int(places[0]), read_sketches(entries["sketch"]))
        self._add_run("names", names, places)
        start, end, days = (day_numbers(entries[name]) for name in ("when_start", "when_end", "announced_start"))
        self._add_run("keys", shared_numbers(keys.values, *map(keys.spread, (start, end, days))), keys.spread(places))
        told = promises.spread(days) > 0
        codes = promise_numbers(promises.values, promises.spread(days)) | promises.spread(name_bits(entries["mention"]))
        self._add_run("promises", codes[told], promises.spread(places)[told])

    def forget(self, names: Iterable[str]) -> None:
        """Take mentions away."""
        self._forget(self._find(np.unique(hash_names(names)))[1])

    def forget_others(self, names: Iterable[str]) -> None:
        """Take away all but some mentions."""
        self._forget(np.setdiff1d(self._places(), self._find(np.unique(hash_names(names)))[1]))

    def retell(self, gone: Iterable[str] | None, retellings: Iterable[tuple[str, str]]) -> None:
        """Let some mentions, or None for all, be of no other's story; and then mentions be of stories."""
        if gone is None:
            self._ask("DELETE FROM retellings")
        else:
            self._database.executemany("DELETE FROM retellings WHERE mention = ?", ((name,) for name in gone))
        self._database.executemany("INSERT OR REPLACE INTO retellings VALUES (?, ?)", retellings)

    def stories(self, names: Iterable[str]) -> dict[str, str]:
        """The story of each of some mentions that is of another's."""
        return dict(self._retold("SELECT mention, story FROM retellings WHERE mention = ?", names))

    def members(self, stories: Iterable[str]) -> list[str]:
        """The mentions that are of some stories, but the first of each."""
        return [name for name, _ in self._retold("SELECT mention, story FROM retellings WHERE story = ?", stories)]

    def _retold(self, sql: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        return (row for name in names for row in self._ask(sql, (name,)))

    def known(self, entries: pa.Table) -> tuple[set[str], list[Row]]:
        """The names of some mentions, which differ, that are there; and the rows of those that are told otherwise here.

        These have other keys, another sketch or other facts for the same text, as other rules have read it. What has no
        sketch or no facts here is passed over. So is another text that says the same: the first that came stays.
        """
        names = entries["mention"].to_pylist()
        numbers, first = np.unique(hash_names(names), return_index=True)
        which, places = self._find(numbers)
        there = first[which].tolist()
        some = entries.take(make_array(there, pa.int64()))
        same = self._have(places, some, or_none=True)
        return {names[row] for row in there}, list(self.read(places[~same]))

    def places(self, names: Iterable[str]) -> Numbers:
        """The places of those of some mentions that are there."""
        return self._find(np.unique(hash_names(names)))[1]

    def look_up(self, numbers: Numbers) -> Numbers:
        """Those of some ``shared_numbers``, which are in order and differ, that a mention has or had.

        The blocks that hold them are read once: ``meeting`` knows from then on who has which, unless very many do.
        """
        runs, found, held, known = self._runs["keys"], [np.empty(0, np.int64)], [np.empty(0, PLACE)], 0
        while known < len(numbers) and sum(map(len, held)) < LOOKED_UP:
            which, places = _in_order(*find_equal(runs, numbers[known : known + NUMBERS]))
            found.append(which + known)
            held.append(places)
            known = min(known + NUMBERS, len(numbers))
        self._looked_up = numbers[:known], np.concatenate(found), np.concatenate(held)
        rest = [run.find(numbers[known:])[0] + known for run in runs]
        there: Numbers = numbers[np.unique(np.concatenate([self._looked_up[1], *rest]))]
        return there

    def meeting(self, numbers: Numbers, whose: Numbers, sketches: Numbers, fits: Fits) -> Numbers:
        """The places of the mentions that have a shared number of one of some, and whose sketch ``fits`` that one's.

        Each of the ``numbers`` is one of those for which the one has it: the row of ``sketches`` at the same place of
        ``whose``.
        """
        every, asked = np.unique(numbers, return_inverse=True)
        found = [np.empty(0, PLACE)]
        for some, others in _pair(asked, whose, *self._find_shared(every)):
            there, other = np.unique(others, return_inverse=True)
            left = fits(sketches[some], self._sketches.read(there)[other])
            found.append(np.unique(others[left]))
        return np.unique(np.concatenate(found))

    def _find_shared(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """Which of some numbers, in order, are found, once for each place that has it, and the places."""
        known, which, places = self._looked_up
        before = np.isin(numbers, known, assume_unique=True)
        starts, ends = _bounds(which, np.searchsorted(known, numbers[before]))
        new = np.flatnonzero(~before)
        found, there = find_equal(self._runs["keys"], numbers[new])
        which = np.concatenate([np.repeat(np.flatnonzero(before), ends - starts), new[found]])
        return _in_order(which, np.concatenate([places[_spread(starts, ends)], there]))

    def promised(self, before: _Dated, after: _Dated, most: int, lost: Iterable[str]) -> Numbers:
        """The places of the mentions that are among the ``most`` told last before a day by a key.

        And of those that meet a key after a day, up to the ``most``th that has the key itself then. Keys with days are
        arrays of as many of both; the ``lost`` are left out.
        """
        runs, but = self._runs["promises"], np.concatenate([self._gone, self._find(np.unique(hash_names(lost)))[1]])
        lows, highs = promise_numbers(before[0], 0 * before[1]), promise_numbers(*before)
        told = find_nearest(runs, lows, highs, most, but, last=True)[2]
        lows, highs = promise_numbers(after[0], after[1] + 1), last_numbers(after[0])
        whose, numbers, _ = find_nearest(runs, lows, highs, most, but, last=False)
        ends = np.searchsorted(whose, np.arange(len(lows)), "right")
        full = np.diff(ends, prepend=0) >= most
        days = promise_days(highs)
        days[full] = promise_days(numbers[ends[full] - 1]) + 1
        met = turn_keys(after[0])
        return np.unique([*told, *find_between(runs, promise_numbers(met, after[1] + 1), promise_numbers(met, days))])

    def read(self, places: Numbers) -> Iterator[Row]:
        """The rows at some places, with the columns ``TOLD``; none where a mention was taken away."""
        places = np.sort(places)
        sketches = dict(zip(places.tolist(), split_sketches(self._sketches.read(places)), strict=True))
        found = self._rows("place, row, keys, promises, facts", places)
        return (_row(row, keys, promises, facts, sketches[place]) for place, row, keys, promises, facts in found)

    def _find(self, names: Numbers) -> tuple[Numbers, Numbers]:
        """Which of some names are there, and their places."""
        which, places = find_equal(self._runs["names"], names)
        there = ~np.isin(places, self._gone)
        return which[there], places[there]

    def _have(self, places: Numbers, entries: pa.Table, *, or_none: bool = False) -> Numbers:
        """Whether the mentions at some places are told as each of the entries tells, ``or_none`` where nothing is kept.

        Another text that says the same counts as told so: it may have names where the one that is kept has none.
        """
        keys = (KeyLists.of(entries[column]).parts() for column in ("keys", "promises"))
        told = zip(*keys, entries["facts"].to_pylist(), entries["text"].to_pylist(), strict=True)
        text = f"json_extract(row, '$[{_WORDS.index('text')}]')"
        pairs = list(zip(self._rows(f"keys, promises, facts, {text}", places), told, strict=True))
        same = np.array(
            [one == other or (or_none and one[:2] == other[:2] and not one[2]) for one, other in pairs], bool
        )
        others = np.array([one[3] != other[3] for one, other in pairs], bool)
        return others | (same & self._have_sketches(places, entries, or_none=or_none))

    def _have_sketches(self, places: Numbers, entries: pa.Table, *, or_none: bool) -> Numbers:
        """Whether the mentions at some places have the sketches that as many entries tell, ``or_none`` at all."""
        order = np.argsort(places)
        kept = np.empty((len(places), SKETCH), np.int32)
        kept[order] = self._sketches.read(places[order])
        same: Numbers = (kept == read_sketches(entries["sketch"])).all(axis=1)
        return same | ~kept.any(axis=1) if or_none else same

    def _rows(self, columns: str, places: Numbers) -> Iterator[tuple[Any, ...]]:
        """Some columns of the mentions that are at some places, in the order of these."""
        sql = f"SELECT {columns} FROM json_each(?) CROSS JOIN mentions ON place = json_each.value"
        return self._ask(sql, (json.dumps(places.tolist()),))

    def _keep(self, rows: Iterable[tuple[Any, ...]], count: int) -> Numbers:
        self._database.executemany("INSERT INTO mentions (row, facts, keys, promises) VALUES (?, ?, ?, ?)", rows)
        last = self._last_place()
        return np.arange(last - count + 1, last + 1).astype(PLACE)

    def _last_place(self) -> int:
        """The last place that was ever given, of a mention that may be gone."""
        last = self._ask("SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'mentions'").fetchone()[0]
        return int(last)

    def _places(self) -> Numbers:
        return np.array([place for (place,) in self._ask("SELECT place FROM mentions")], PLACE)

    def _forget(self, places: Numbers) -> None:
        some = [(place,) for place in places.tolist()]
        self._database.executemany("DELETE FROM mentions WHERE place = ?", some)
        self._database.executemany("INSERT INTO gone VALUES (?)", some)
        self._gone = np.concatenate([self._gone, places])

    def _add_run(self, kind: str, numbers: Numbers, places: Numbers) -> None:
        runs, self._looked_up = self._runs[kind], _NOTHING
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

    def _sketch_from(self, before: int) -> Sketches:
        return Sketches(self._folder / f"{before}.sketches", before)


def _pair(asked: Numbers, whose: Numbers, numbers: Numbers, places: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Whose ask for a number that stands among some, which are in order, each with a place, and those places.

    No pair comes twice together, and no more come together than memory should hold.
    """
    starts, ends = _bounds(numbers, asked)
    total = np.cumsum(ends - starts)
    bounds = np.unique(np.searchsorted(total, np.arange(0, total[-1] if len(total) else 0, PAIRS), "right"))
    for first, last in pairwise([*bounds.tolist(), len(asked)]):
        begin, end = starts[first:last], ends[first:last]
        found = places[_spread(begin, end)]
        pairs = np.unique(
            np.repeat(whose[first:last], end - begin).astype("<u8") << np.uint64(32) | found.astype("<u8")
        )
        yield (pairs >> np.uint64(32)).astype(np.int64), pairs.astype(PLACE)


def _bounds(ordered: Numbers, numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Where those begin and end that are the same as each of some numbers, among others in order."""
    return np.searchsorted(ordered, numbers), np.searchsorted(ordered, numbers, "right")


def _spread(starts: Numbers, ends: Numbers) -> Numbers:
    """All numbers from each start up to its end, one range after the other."""
    counts = ends - starts
    begins: Numbers = np.repeat(starts - np.cumsum(counts) + counts, counts)
    return begins + np.arange(len(begins))


def _in_order(which: Numbers, places: Numbers) -> tuple[Numbers, Numbers]:
    order = np.argsort(which, kind="stable")
    return which[order], places[order]


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):  # a later commit will
            path.unlink()


_Dated: TypeAlias = "tuple[Numbers, Numbers]"


def _row(row: str, keys: bytes, promises: bytes, facts: str | None, sketch: bytes) -> Row:
    told: Row = dict(zip(_WORDS, json.loads(row), strict=True))
    for name in _DAYS:
        told[name] = told[name] and date.fromisoformat(told[name])
    lists = {name: np.frombuffer(data, KEY).tolist() for name, data in (("keys", keys), ("promises", promises))}
    return told | lists | {"sketch": sketch, "facts": facts}
