"""Keeps the mentions that a load wrote lately, as joining looks at them; says of none that the store has it still.

A mention is named by all that joining looks at, so its row is the same for ever and wherever it is told. Most of what
the mentions of a batch are compared with came shortly before, as long as a store is small: reading it back from a
hundred files would cost more than the comparing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeAlias

import pyarrow as pa

from loaders.store.arrays import make_array

Row: TypeAlias = "dict[str, Any]"

MOST_BYTES = 48 * 2**20


class Lately:
    """The rows of mentions, those of the last batches."""

    def __init__(self) -> None:
        self._tables: dict[int, pa.Table] = {}
        self._places: dict[str, tuple[int, int]] = {}
        self._number = 0

    def keep(self, told: pa.Table) -> None:
        """Keep some rows, with a column ``mention``, and let go of the oldest where they are too many."""
        self._number += 1
        self._tables[self._number] = told
        names = told["mention"].to_pylist()
        self._places.update((name, (self._number, row)) for row, name in enumerate(names) if name)
        while sum(table.nbytes for table in self._tables.values()) > MOST_BYTES:
            oldest = min(self._tables)
            del self._tables[oldest]
            self._places = {name: place for name, place in self._places.items() if place[0] != oldest}

    def find(self, mentions: Iterable[str]) -> tuple[list[Row], list[str]]:
        """The rows of those mentions that are kept, and the names of the others."""
        found, others = defaultdict[int, list[int]](list), list[str]()
        for name in mentions:
            if place := self._places.get(name):
                found[place[0]].append(place[1])
            else:
                others.append(name)
        rows: list[Row] = []
        for number, places in found.items():
            rows += self._tables[number].take(make_array(places, pa.int64())).to_pylist()
        return rows, others
