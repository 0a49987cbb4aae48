"""A frame of events made ready to be chosen from many times, by many threads; never changes the frame."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard.selection.facets import REVIEWED
from dashboard.selection.placement import PRECISIONS, Axis, placement, precision_codes
from loaders.store.search.finder import look_up, make_keys

if TYPE_CHECKING:
    from dashboard.placing import Unit

KEPT = 48  # masks kept of one version: a bit a million events each, a byte in memory
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Rows = np.ndarray[Any, np.dtype[np.intp]]
Held = TypeVar("Held")


@dataclass(frozen=True, slots=True)
class Values:
    """A column as numbers: ``codes`` (position in ``names``, -1 for none) of each event; names are texts or tuples."""

    codes: np.ndarray[Any, Any]
    names: pd.Index[Any]

    def where(self, hits: Any, without: bool) -> Mask:
        """The events whose name is hit; ``without`` for those that have none."""
        hit: Mask = np.append(np.asarray(hits, dtype=bool), without)[self.codes]
        return hit


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
class Pairs:
    """Every pair of a value (-1 for none) and a story (in a document) told more than once, in order of the stories.

    ``rows`` are the events, ``pair`` the number of the pair of each, ``codes`` the value of each pair.
    """

    rows: np.ndarray[Any, Any]
    pair: np.ndarray[Any, Any]
    codes: np.ndarray[Any, Any]

    def told(self, among: Mask) -> Rows:
        """The value of every pair that one of the events tells, each pair once."""
        held = self.pair[among[self.rows]]
        first = np.ones(len(held), dtype=bool)
        np.not_equal(held[1:], held[:-1], out=first[1:])
        told: Rows = self.codes[held[first]].astype(np.intp)
        return told


@dataclass(frozen=True, slots=True)
class Spans:
    """Where the events stand on an axis: first day and last day after (NaT open), whether at all, and their order."""

    start: np.ndarray[Any, np.dtype[np.datetime64]]
    end: np.ndarray[Any, np.dtype[np.datetime64]]
    placed: Mask
    order: Rows
    precision: Values

    def meet(self, start: Any, end: Any) -> Mask:
        """The events with a day in ``[start, end)``; None is no bound."""
        chosen = self.placed.copy()
        if start is not None:
            chosen &= np.isnat(self.end) | (self.end > np.datetime64(start))
        if end is not None:
            chosen &= np.isnat(self.start) | (self.start < np.datetime64(end))
        return chosen


class Ground:
    """Columns of a frame (``Store.index()`` or ``Store.events()``) as numbers, and masks over its rows that are kept.

    ``search`` finds the ids of events by words; without it the words are looked for in title and text.
    """

    def __init__(self, events: pd.DataFrame, search: Callable[[str], Sequence[str]] | None = None) -> None:
        self.events = events
        self._search = search
        self._kept: OrderedDict[Any, Any] = OrderedDict()
        self._lasting: dict[Any, Any] = {}
        self._lock = Lock()

    def keep(self, key: Any, make: Callable[[], Held], *, lasting: bool = False) -> Held:
        """What ``make`` gave for a key before, or gives now; its arrays can be read alone, since readers share them."""
        with self._lock:
            shelf = self._lasting if lasting else self._kept
            if key in shelf:
                if not lasting:
                    self._kept.move_to_end(key)
                held: Held = shelf[key]
                return held
        made = make()
        _lock_arrays(made)
        with self._lock:
            shelf[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made

    def values(self, column: str, axis: Axis = "when") -> Values:
        """A column as numbers; ``precision`` is of the date the event stands on."""
        if column == "precision":
            return self.spans(axis).precision
        return self.keep(("values", column), lambda: _read_values(self.events, column), lasting=True)

    def members(self, column: str) -> Members:
        """The single names of a column of tuples."""
        return self.keep(("members", column), lambda: _read_members(self.values(column)), lasting=True)

    def tellings(self, unit: Unit) -> Values:
        """What is counted once where mentions are not: the story of each mention, or its story in its document."""
        stories = self.values("story")
        if unit == "story":
            return stories
        return self.keep("tellings", lambda: _pair(stories, self.values("document")), lasting=True)

    def retold(self, unit: Unit) -> Mask:
        """The mentions of what is told more than once."""
        told = self.tellings(unit)
        return self.keep(("retold", unit), lambda: np.bincount(told.codes)[told.codes] > 1, lasting=True)

    def pairs(self, column: str, axis: Axis, unit: Unit, *, many: bool) -> Pairs:
        """Tellings and the values that their mentions have: made when they are first counted, and kept."""
        key = ("pairs", unit, column, axis if column == "precision" else None)
        return self.keep(key, lambda: self._read_pairs(column, axis, unit, many), lasting=True)

    def _read_pairs(self, column: str, axis: Axis, unit: Unit, many: bool) -> Pairs:
        again = np.flatnonzero(self.retold(unit))
        codes = self.values(column, axis).codes[again]
        within, codes = self.members(column).expand(codes) if many else (np.arange(len(again)), codes.astype(np.intp))
        rows = again[within]
        told = self.tellings(unit).codes[rows]
        order = np.argsort(told.astype(np.int64) * (int(codes.max(initial=0)) + 2) + codes)
        rows, codes, told = rows[order], codes[order], told[order]
        first = np.ones(len(rows), dtype=bool)
        first[1:] = (told[1:] != told[:-1]) | (codes[1:] != codes[:-1])
        return Pairs(rows.astype(np.int32), (np.cumsum(first) - 1).astype(np.int32), codes[first].astype(np.int32))

    def spans(self, axis: Axis) -> Spans:
        """Where the events stand on an axis."""
        return self.keep(("spans", axis), lambda: _read_spans(self.events, axis), lasting=True)

    def found(self, words: str) -> Mask:
        """The events that have the words."""
        return self.keep(("words", words), lambda: self._find(words))

    def _find(self, words: str) -> Mask:
        if self._search is not None:
            ids, row = self.keep("ids", lambda: _order_ids(self.events["id"]), lasting=True)
            places, there = look_up(ids, make_keys(pa.array(list(self._search(words)), pa.string())))
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
        return Values(held.cat.codes.to_numpy(), held.cat.categories)
    if held.map(lambda value: isinstance(value, (list, tuple, np.ndarray))).any():
        held = held.map(lambda value: () if value is None else tuple(value))
    codes, names = pd.factorize(held.to_numpy(dtype=object))
    return Values(codes, pd.Index(names, tupleize_cols=False, dtype=object))


def _pair(one: Values, other: Values) -> Values:
    """Both values of each row as one."""
    codes, names = pd.factorize(one.codes.astype(np.int64) * (len(other.names) + 1) + other.codes)
    return Values(codes, pd.Index(names))


def _read_members(values: Values) -> Members:
    tuples = values.names.tolist()
    single = dict.fromkeys(chain.from_iterable(tuples))
    place = {name: number for number, name in enumerate(single)}
    flat = np.array([place[name] for name in chain.from_iterable(tuples)], dtype=np.intp)
    return Members(pd.Index(list(single), dtype=object), np.array([*map(len, tuples)], dtype=np.intp), flat)


def _read_spans(events: pd.DataFrame, axis: Axis) -> Spans:
    spans = placement(events, axis)
    start, end = (spans[name].to_numpy(dtype="datetime64[s]").astype("datetime64[D]") for name in ("start", "end"))
    # An open start comes first; events of the same days stay in the order of the store.
    first = np.where(np.isnat(start), np.datetime64("0001-01-01"), start).astype(np.int64)
    last = np.where(np.isnat(end), np.datetime64("9999-12-31"), end).astype(np.int64)
    order = np.lexsort((last, first))
    return Spans(
        start, end, spans["placed"].to_numpy(), order, Values(precision_codes(start, end), pd.Index(PRECISIONS))
    )


def _lock_arrays(made: object) -> None:
    if isinstance(made, np.ndarray):
        made.flags.writeable = False
    elif isinstance(made, (tuple, dict)):
        for part in made.values() if isinstance(made, dict) else made:
            _lock_arrays(part)
    elif is_dataclass(made):
        _lock_arrays(tuple(getattr(made, part.name) for part in fields(made)))
