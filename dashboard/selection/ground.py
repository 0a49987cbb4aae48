"""A frame of events made ready to be chosen from many times, by many threads; never changes the frame."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from dashboard.selection.facets import NONE, REVIEWED
from dashboard.selection.placement import PRECISIONS, Axis, placement, precision_codes

KEPT = 48  # masks kept of one version: a bit a million events each, a byte in memory
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Rows = np.ndarray[Any, np.dtype[np.intp]]
Held = TypeVar("Held")


@dataclass(frozen=True)
class Values:
    """A column as numbers: ``codes`` (position in ``names``, -1 for none) of each event; names are texts or tuples."""

    codes: np.ndarray[Any, Any]
    names: tuple[Any, ...]

    def where(self, hits: Sequence[bool], without: bool) -> Mask:
        """The events whose name is hit; ``without`` for those that have none."""
        hit: Mask = np.array([*hits, without], dtype=bool)[self.codes]
        return hit

    @cached_property
    def members(self) -> tuple[tuple[str, ...], Rows, Rows]:
        """Of a column of tuples: its single names, and for each event and name a row and a position in the names."""
        single = tuple(dict.fromkeys(chain.from_iterable(self.names)))
        place = {name: number for number, name in enumerate(single)}
        sizes = np.array([*map(len, self.names), 0])[self.codes]
        flat = [[place[name] for name in names] for names in self.names]
        starts = np.concatenate([[0], np.cumsum([*map(len, flat)])]).astype(np.intp)
        pool = np.array([*chain.from_iterable(flat)], dtype=np.intp)
        rows = np.repeat(np.arange(len(self.codes)), sizes)
        nth = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return single, rows, pool[starts[self.codes[rows]] + nth] if len(rows) else pool


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

    def spans(self, axis: Axis) -> Spans:
        """Where the events stand on an axis."""
        return self.keep(("spans", axis), lambda: _read_spans(self.events, axis), lasting=True)

    def found(self, words: str) -> Mask:
        """The events that have the words."""
        return self.keep(("words", words), lambda: self._find(words))

    def _find(self, words: str) -> Mask:
        if self._search is not None:
            return np.asarray(self.events["id"].isin(list(self._search(words))), dtype=bool)
        chosen = np.ones(len(self.events), dtype=bool)
        texts = self.events.reindex(columns=["title", "text"]).fillna("").agg(" ".join, axis=1).str.lower()
        for word in words.lower().split():
            chosen &= texts.str.contains(word, regex=False).to_numpy(dtype=bool)
        return chosen


def _read_values(events: pd.DataFrame, column: str) -> Values:
    if column not in events:
        return Values(np.full(len(events), -1, dtype=np.int8), ())
    held = events[column]
    if held.dtype == bool:
        return Values(held.to_numpy().astype(np.int8), REVIEWED)
    if isinstance(held.dtype, pd.CategoricalDtype):
        return Values(held.cat.codes.to_numpy(), tuple(held.cat.categories))
    if held.map(lambda value: isinstance(value, (list, tuple, np.ndarray))).any():
        held = held.map(lambda value: () if value is None else tuple(value))
    codes, names = pd.factorize(held.to_numpy(dtype=object))
    return Values(codes, tuple(names))


def _read_spans(events: pd.DataFrame, axis: Axis) -> Spans:
    spans = placement(events, axis)
    start, end = (spans[name].to_numpy(dtype="datetime64[s]").astype("datetime64[D]") for name in ("start", "end"))
    # An open start comes first; events of the same days stay in the order of the store.
    first = np.where(np.isnat(start), np.datetime64("0001-01-01"), start).astype(np.int64)
    last = np.where(np.isnat(end), np.datetime64("9999-12-31"), end).astype(np.int64)
    order = np.lexsort((last, first))
    return Spans(start, end, spans["placed"].to_numpy(), order, Values(precision_codes(start, end), PRECISIONS))


def _lock_arrays(made: object) -> None:
    if isinstance(made, np.ndarray):
        made.flags.writeable = False
    elif isinstance(made, tuple):
        for part in made:
            _lock_arrays(part)
    elif isinstance(made, Values):
        _lock_arrays(made.codes)
    elif isinstance(made, Spans):
        _lock_arrays((made.start, made.end, made.placed, made.order))


__all__ = ["NONE", "Ground", "Mask", "Rows", "Spans", "Values"]
