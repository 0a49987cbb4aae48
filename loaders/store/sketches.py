"""Keeps the sketches of mentions in a file, by their places; what a sketch tells is not its to know.

Sketches are written behind each other in the order of the places, so those of many are read in a few stretches, and
memory does not grow with what is kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from io import FileIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from loaders.store.arrays import list_numbers
from loaders.store.readings import SKETCH
from loaders.store.runs import Numbers

KIND = np.dtype("<i4")
_SIZE = SKETCH * KIND.itemsize
NEAR_BY = 64  # places apart that are read together
AT_ONCE = 2**16  # places that are read together at most


def read_sketches(lists: pa.ChunkedArray) -> Numbers:
    """The sketches of a column, one a row; one that is missing, or of another length as of old, is all 0."""
    values, lengths = list_numbers(lists, KIND)
    rows, whole = np.zeros((len(lengths), SKETCH), KIND), lengths == SKETCH
    rows[whole] = values[np.repeat(whole, lengths)].reshape(-1, SKETCH)
    return rows


def split_sketches(rows: Numbers) -> list[bytes]:
    """The bytes of each of some sketches."""
    data = rows.astype(KIND, copy=False).tobytes()
    return [data[start : start + _SIZE] for start in range(0, len(data), _SIZE)]


def join_sketches(sketches: Iterable[bytes]) -> Numbers:
    """Sketches of their bytes, one a row."""
    return np.frombuffer(b"".join(sketches), KIND).reshape(-1, SKETCH)


class Sketches:
    """The file of the sketches from the place after ``before`` on. All it does may raise OSError."""

    def __init__(self, path: Path, before: int) -> None:
        self.path, self._before = path, before

    def check(self, last: int) -> None:
        """Raise OSError where it does not reach to a place."""
        if last > self._before and self.path.stat().st_size < (last - self._before) * _SIZE:
            raise OSError(f"{self.path.name} is not whole")

    def write(self, first: int, rows: Numbers) -> None:
        """Write sketches for a place and those that follow it, and have the disk keep them."""
        self.path.touch()
        with self.path.open("r+b") as file:
            file.seek(self._at(first))
            file.write(rows.astype(KIND, copy=False).tobytes())
            file.flush()
            os.fsync(file.fileno())

    def read(self, places: Numbers) -> Numbers:
        """The sketches at some places, which are in order, one a row."""
        if not len(places):
            return np.empty((0, SKETCH), KIND)
        with self.path.open("rb", buffering=0) as file:
            return np.concatenate(list(self._read(file, places.astype(np.int64))))

    def _read(self, file: FileIO, places: Any) -> Iterator[Numbers]:
        apart = (np.diff(places) > NEAR_BY) | (np.diff(places // AT_ONCE) > 0)
        for first, last in pairwise([0, *(np.flatnonzero(apart) + 1).tolist(), len(places)]):
            here = places[first:last] - places[first]
            file.seek(self._at(int(places[first])))
            data = file.read((int(here[-1]) + 1) * _SIZE)
            if len(data) < (int(here[-1]) + 1) * _SIZE:
                raise OSError(f"{self.path.name} ends before its end")
            yield np.frombuffer(data, KIND).reshape(-1, SKETCH)[here]

    def _at(self, place: int) -> int:
        return (place - 1 - self._before) * _SIZE
