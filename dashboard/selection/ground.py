"""A frame of events made ready to be chosen from many times, by many threads; never changes the frame."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.selection.facets import REVIEWED
from dashboard.selection.placement import PRECISIONS, placement, precision_codes
from loaders.store.search.finder import look_up, make_keys

if TYPE_CHECKING:
    from dashboard.placing import Axis, Unit

KEPT = 48  # masks and rows kept of one version
ROOM = 500_000_000  # bytes that they may take together
OPEN = np.iinfo(np.int32)  # its least and greatest number stand for no first and no last day
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Rows = np.ndarray[Any, np.dtype[np.intp]]  # or of 32 bits: there are not more of them
Held = TypeVar("Held")
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Values:
    """A column as numbers: ``codes`` (position in ``names``, -1 for none) of each event; names are texts or tuples."""

    codes: np.ndarray[Any, Any]
    names: pd.Index[Any]

    def where(self, hits: Any, without: bool) -> Mask:
        """The events whose name is hit; ``without`` for those that have none."""
        hit = np.asarray(hits, dtype=bool)
        bits = 8 * self.codes.itemsize
        if bits > 16:
            found: Mask = np.append(hit, without)[self.codes]
            return found
        table = np.zeros(1 << bits, dtype=np.uint8)  # Arrow takes from it in a quarter of numpy's time
        table[: len(hit)], table[-1] = hit, without
        taken = pc.take(pa.array(table), pa.array(self.codes.view(f"u{self.codes.itemsize}")), boundscheck=False)
        return np.asarray(taken.to_numpy()).view(bool)


@dataclass(frozen=True, slots=True)
class Members:
    """The single names of a column of tuples, and of each tuple, one after the other, the positions of its names."""

    names: pd.Index[Any]
    sizes: Rows
    flat: Rows

    def spread(self, counts: Rows) -> Rows:
        """How often each single name is had, from how often each tuple is."""
        spread = np.bincount(self.flat, np.repeat(counts, self.sizes), minlength=len(self.names))
        return spread.astype(np.intp)

    def expand(self, codes: np.ndarray[Any, Any]) -> tuple[Rows, Rows]:
        """For each event and name of its tuple a row and the name's position; one with -1 for an event of none."""
        sizes = np.append(self.sizes, 0)
        starts = np.cumsum(sizes) - sizes
        slots = np.maximum(sizes, 1)[codes]
        rows = np.repeat(np.arange(len(codes)), slots)
        nth = np.arange(len(rows)) - np.repeat(np.cumsum(slots) - slots, slots)
        held = sizes[codes[rows]] > 0
        return rows, np.where(held, np.append(self.flat, -1)[np.where(held, starts[codes[rows]] + nth, -1)], -1)


@dataclass(frozen=True, slots=True)
class Retold:
    """What is told more than once: ``number`` tells each event what it tells, -1 for what is told ``once``."""

    number: np.ndarray[Any, np.dtype[np.int32]]
    once: Mask
    count: int

    def first(self, rows: Rows) -> Rows:
        """Of some rows those that are the first among them to tell what they tell."""
        number = self.number[rows]
        again = np.flatnonzero(number >= 0)[::-1]
        first = np.full(self.count, -1, dtype=np.int64)
        first[number[again]] = again
        kept = number < 0
        kept[first[first >= 0]] = True
        return rows[kept]


@dataclass(frozen=True, slots=True)
class Spans:
    """Where the events stand on an axis: first day and last day after, since 1970, the ends of ``OPEN`` for none.

    ``placed`` says which have a place, ``unplaced`` are the rows that have none. ``order`` are all rows in the order of
    the axis, ``rank`` is the place of each in it.
    """

    start: np.ndarray[Any, np.dtype[np.int32]]
    end: np.ndarray[Any, np.dtype[np.int32]]
    placed: Mask
    unplaced: Rows
    order: Rows
    rank: Rows
    precision: Values

    def meet(self, start: Any, end: Any) -> Mask:
        """The events with a day in ``[start, end)``; None is no bound."""
        chosen = self.placed.copy()
        if start is not None:
            chosen &= self.end > _day(start)
        if end is not None:
            chosen &= self.start < _day(end)
        return chosen

    def in_order(self, among: Mask) -> Rows:
        """The rows that a mask lets pass, in the order of the axis."""
        if 2 * np.count_nonzero(among) > len(among):  # then those left out are looked at, and not the others
            kept = np.ones(len(among), dtype=bool)
            kept[self.rank[np.flatnonzero(~among)]] = False
            return self.order[kept]
        return self.order[np.sort(self.rank[np.flatnonzero(among)])]

    def days(self, row: int) -> tuple[date | None, date | None]:
        """First day of an event, and the last day after; None for none."""
        ends = int(self.start[row]), int(self.end[row])
        first, last = (None if day in (OPEN.min, OPEN.max) else _EPOCH + timedelta(day) for day in ends)
        return first, last


class Ground:
    """Columns of a frame (``Store.index()`` or ``Store.events()``) as numbers, and masks over its rows that are kept.

    ``search`` finds the ids of events by words; without it the words are looked for in title and text.
    """

    def __init__(self, events: pd.DataFrame, search: Callable[[str], Sequence[str]] | None = None) -> None:
        self.events = events
        self._search = search
        self._kept: OrderedDict[Any, tuple[Any, int]] = OrderedDict()  # what was made, and its bytes
        self._lasting: dict[Any, tuple[Any, int]] = {}
        self._making: dict[Any, Lock] = {}
        self._lock = Lock()

    def keep(self, key: Any, make: Callable[[], Held], *, lasting: bool = False) -> Held:
        """What ``make`` gave for a key before, or gives now; its arrays can be read alone, since readers share them.

        Who asks for the same while it is made waits for it: the parts of a page ask for much of it at once.
        """
        with self._lock:
            if there := self._look(key):
                return cast("Held", there[0])
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if there := self._look(key):
                    return cast("Held", there[0])
            made = make()
            with self._lock:
                (self._lasting if lasting else self._kept)[key] = made, _lock_arrays(made)
                while len(self._kept) > 1 and (len(self._kept) > KEPT or self._size() > ROOM):
                    self._kept.popitem(last=False)
                self._making.pop(key, None)
        return made

    def _look(self, key: Any) -> tuple[Any, int] | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._lasting.get(key) or self._kept.get(key)

    def _size(self) -> int:
        return sum(size for _, size in self._kept.values())

    def values(self, column: str, axis: Axis = "when") -> Values:
        """A column as numbers; ``precision`` is of the date the event stands on."""
        if column == "precision":
            return self.spans(axis).precision
        return self.keep(("values", column), lambda: _read_values(self.events, column), lasting=True)

    def members(self, column: str) -> Members:
        """The single names of a column of tuples."""
        return self.keep(("members", column), lambda: _read_members(self.values(column)), lasting=True)

    def retold(self, unit: Unit) -> Retold:
        """The mentions of what is told more than once: of a story, or of a story in one document."""
        return self.keep(("retold", unit), lambda: self._read_retold(unit), lasting=True)

    def _read_retold(self, unit: Unit) -> Retold:
        told = self.values("story").codes
        if unit == "event":
            documents = self.values("document")
            told = pd.factorize(told.astype(np.int64) * (len(documents.names) + 1) + documents.codes)[0]
        often = np.bincount(told) > 1
        number = np.where(often, np.cumsum(often) - 1, -1).astype(np.int32)[told]
        return Retold(number, number < 0, int(often.sum()))

    def often(self, column: str, axis: Axis, unit: Unit) -> Rows:
        """How many events have no value of a column, and each of its values; what is retold counts not at all."""
        key = ("often", unit, column, axis if column == "precision" else None)
        return self.keep(key, lambda: self._count_all(self.values(column, axis), unit), lasting=True)

    def _count_all(self, values: Values, unit: Unit) -> Rows:
        codes = values.codes if unit == "mention" else values.codes[self.retold(unit).once]
        return np.bincount(codes + 1, minlength=len(values.names) + 1)

    def spans(self, axis: Axis) -> Spans:
        """Where the events stand on an axis."""
        return self.keep(("spans", axis), lambda: _read_spans(self.events, axis), lasting=True)

    def found(self, words: str) -> Mask:
        """The events that have the words."""
        return self.keep(("words", words), lambda: self._find(words))

    def ids(self) -> tuple[Any, Rows]:
        """The ids of all events as numbers in order, and the row of each: by them the hits of words are found."""
        return self.keep("ids", lambda: _order_ids(self.events["id"]), lasting=True)

    def _find(self, words: str) -> Mask:
        if self._search is not None:
            ids, row = self.ids()
            places, there = look_up(ids, make_keys(pa.array(self._search(words), pa.string())))
            found = np.zeros(len(self.events), dtype=bool)
            found[row[places[there]]] = True
            return found
        chosen = np.ones(len(self.events), dtype=bool)
        texts = self.events.reindex(columns=["title", "text"]).fillna("").agg(" ".join, axis=1).str.lower()
        for word in words.lower().split():
            chosen &= texts.str.contains(word, regex=False).to_numpy(dtype=bool)
        return chosen


def _order_ids(ids: pd.Series[Any]) -> tuple[Any, Rows]:
    """The ids of all events as numbers in order, and the row of each."""
    keys = make_keys(pa.array(ids, pa.string()))
    order = np.argsort(keys)
    return keys[order], order


def _read_values(events: pd.DataFrame, column: str) -> Values:
    if column not in events:
        return Values(np.full(len(events), -1, dtype=np.int8), pd.Index([]))
    held = events[column]
    if held.dtype == bool:
        return Values(held.to_numpy().astype(np.int8), pd.Index(REVIEWED))
    if isinstance(held.dtype, pd.CategoricalDtype):
        return Values(cast("pd.Categorical", held.array).codes, held.cat.categories)  # of the accessor they are a copy
    if held.map(lambda value: isinstance(value, (list, tuple, np.ndarray))).any():
        held = held.map(lambda value: () if value is None else tuple(value))
    codes, names = pd.factorize(held.to_numpy(dtype=object))
    return Values(codes, pd.Index(names, tupleize_cols=False, dtype=object))


def _read_members(values: Values) -> Members:
    tuples = values.names.tolist()
    single = dict.fromkeys(chain.from_iterable(tuples))
    place = {name: number for number, name in enumerate(single)}
    flat = np.array([place[name] for name in chain.from_iterable(tuples)], dtype=np.intp)
    return Members(pd.Index(list(single), dtype=object), np.array([*map(len, tuples)], dtype=np.intp), flat)


def _read_spans(events: pd.DataFrame, axis: Axis) -> Spans:
    spans = placement(events, axis)
    start, end = (spans[name].to_numpy(dtype="datetime64[s]").astype("datetime64[D]") for name in ("start", "end"))
    placed = spans["placed"].to_numpy()
    first, last = _days(start, OPEN.min), _days(end, OPEN.max)
    # An open start comes first; events of the same days stay in the order of the store.
    order: Any = np.lexsort((last, first)).astype(np.int32)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order), dtype=np.int32)
    precision = Values(precision_codes(start, end), pd.Index(PRECISIONS))
    return Spans(first, last, placed, np.flatnonzero(~placed), order, rank, precision)


def _days(column: np.ndarray[Any, Any], none: int) -> np.ndarray[Any, np.dtype[np.int32]]:
    return np.where(np.isnat(column), none, column.astype(np.int64)).astype(np.int32)


def _day(day: Any) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def _lock_arrays(made: object) -> int:
    """Let arrays be read alone; tells how many bytes they take."""
    if isinstance(made, np.ndarray):
        made.flags.writeable = False
        return made.nbytes
    if isinstance(made, (tuple, dict)):
        return sum(_lock_arrays(part) for part in (made.values() if isinstance(made, dict) else made))
    if is_dataclass(made):
        return _lock_arrays(tuple(getattr(made, part.name) for part in fields(made)))
    return 0
