"""Keeps numbers in their order on disk, each with the place of what it belongs to; what lies there is not its to know.

What is added is written as one sorted run, and runs of like size are merged, so that a few of them hold everything and
each number is written anew as often as the whole has doubled. A run is never changed: the owner keeps the list of those
that count. Numbers are looked up many at a time, and only the blocks of a run that may hold one are read: memory does
not grow with what is kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

Numbers: TypeAlias = "np.ndarray[Any, Any]"
Part: TypeAlias = tuple[Numbers, Numbers]

BLOCK = 1024  # numbers that are read together; of each block the first one is known without reading
AT_ONCE = 2**18  # numbers that are held in memory
GROWTH = 2  # a run that is so many times as large as all after it is left alone
PLACE = np.dtype("<u4")


@dataclass(frozen=True, slots=True)
class Run:
    """A file of sorted numbers with their places behind them, and the first number of each block."""

    path: Path
    count: int
    firsts: Numbers

    @property
    def kind(self) -> np.dtype[Any]:
        """What the numbers are."""
        kind: np.dtype[Any] = self.firsts.dtype
        return kind

    def check(self) -> None:
        """Raise OSError where the file is not as long as it should be."""
        if self.path.stat().st_size != self.count * (self.kind.itemsize + PLACE.itemsize):
            raise OSError(f"{self.path.name} is not whole")

    def count_below(self, numbers: Numbers) -> Numbers:
        """How many of its numbers are smaller than each of some, which are in order."""
        blocks = np.searchsorted(self.firsts, numbers) - 1
        below = np.zeros(len(numbers), np.int64)
        for first, last, start, there in self._read_blocks(blocks):
            below[first:last] = start + np.searchsorted(there, numbers[first:last])
        return below

    def find(self, numbers: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Which of some numbers, which are in order and differ, it has, and where each begins and ends."""
        blocks = np.searchsorted(self.firsts, numbers, "right") - 1
        starts, ends = np.zeros((2, len(numbers)), np.int64)
        for first, last, start, there in self._read_blocks(blocks):
            starts[first:last] = start + np.searchsorted(there, numbers[first:last])
            ends[first:last] = start + np.searchsorted(there, numbers[first:last], "right")
        edge = np.flatnonzero(np.searchsorted(self.firsts, numbers) - 1 < blocks)  # begins a block, or ends one before
        starts[edge] = self.count_below(numbers[edge])
        found = np.flatnonzero(starts < ends)
        return found, starts[found], ends[found]

    def _read_blocks(self, blocks: Numbers) -> Iterator[tuple[int, int, int, Numbers]]:
        """Some blocks, which are in order: from which to which of them, where that begins, and the numbers there."""
        with self.path.open("rb", buffering=0) as file:
            for first, last in _stretches(blocks):
                start, end = int(blocks[first]) * BLOCK, (int(blocks[last - 1]) + 1) * BLOCK
                data = _read(file, start, min(end, self.count), self.kind.itemsize)
                yield first, last, start, np.frombuffer(data, self.kind)

    def numbers(self, starts: Numbers, ends: Numbers) -> Numbers:
        """The numbers from each start up to its end, one after the other."""
        return self._between(starts, ends, self.kind, 0)

    def places(self, starts: Numbers, ends: Numbers) -> Numbers:
        """Their places."""
        return self._between(starts, ends, PLACE, self.count * self.kind.itemsize)

    def _between(self, starts: Numbers, ends: Numbers, kind: np.dtype[Any], behind: int) -> Numbers:
        with self.path.open("rb", buffering=0) as file:
            ranges = zip(starts.tolist(), ends.tolist(), strict=True)
            read = [_read(file, start, end, kind.itemsize, behind) for start, end in ranges]
        return np.frombuffer(b"".join(read), kind)


def _read(file: FileIO, start: int, end: int, size: int, behind: int = 0) -> bytes:
    file.seek(behind + start * size)
    data = file.read((end - start) * size)
    if len(data) < (end - start) * size:
        raise OSError("a run of numbers ends before its end")
    return data


def _stretches(blocks: Numbers) -> Iterator[tuple[int, int]]:
    """Where those numbers begin and end whose blocks lie together and are not too many; blocks below none are none."""
    begin = int(np.searchsorted(blocks, 0))
    gaps = (np.flatnonzero(np.diff(blocks[begin:]) > 1) + begin + 1).tolist()
    for start, last in zip([begin, *gaps], [*gaps, len(blocks)], strict=True):
        first = start
        while first < last:
            most = first + int(np.searchsorted(blocks[first:last], blocks[first] + AT_ONCE // BLOCK))
            yield first, most
            first = most


def find_equal(runs: Sequence[Run], numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Which of some numbers, all different and in order, are found, once for each place that has it, and the places."""
    which, places = [np.empty(0, np.int64)], [np.empty(0, PLACE)]
    for run in runs:
        there, starts, ends = run.find(numbers)  # mostly few
        which.append(np.repeat(there, ends - starts))
        places.append(run.places(starts, ends))
    return np.concatenate(which), np.concatenate(places)


def find_nearest(
    runs: Sequence[Run], lows: Numbers, highs: Numbers, most: int, but: Numbers, *, last: bool
) -> tuple[Numbers, Numbers, Numbers]:
    """The ``most`` last of those from each low up to its high, or first, and what equals the farthest of them.

    Which of the ranges each is of, the numbers, and their places; some places are left out. Ranges are in order, and of
    each the nearest come first.
    """
    nothing = np.empty(0, np.int64), np.empty(0, np.uint64), np.empty(0, PLACE)
    parts = [nothing, *(part for run in runs for part in _read_edges(run, lows, highs, most, but, last=last))]
    whose, numbers, places = map(np.concatenate, zip(*parts, strict=True))
    order = np.lexsort((numbers.max(initial=0) - numbers if last else numbers, whose))
    whose, numbers, places = whose[order], numbers[order], places[order]
    begins = np.searchsorted(whose, whose)
    farthest = np.minimum(begins + most, np.searchsorted(whose, whose, "right")) - 1
    near = (np.arange(len(whose)) <= farthest) | (numbers == numbers[farthest])
    return whose[near], numbers[near], places[near]


def find_between(runs: Sequence[Run], lows: Numbers, highs: Numbers) -> Numbers:
    """The places of all from each low up to its high."""
    found = [np.empty(0, PLACE)]
    for run in runs:
        starts, ends = _count_below(run, lows), _count_below(run, highs)
        there = ends > starts
        found.append(run.places(starts[there], ends[there]))
    return np.concatenate(found)


def _read_edges(
    run: Run, lows: Numbers, highs: Numbers, most: int, but: Numbers, *, last: bool
) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
    """The same of one run: whose they are, the numbers, and their places; perhaps some more of each."""
    starts, ends = (_count_below(run, numbers) for numbers in (lows, highs))
    asked, take = np.flatnonzero(ends > starts), 2 * most
    while len(asked):
        start, end = starts[asked], ends[asked]
        start, end = (np.maximum(start, end - take), end) if last else (start, np.minimum(end, start + take))
        whose, numbers, places = np.repeat(asked, end - start), run.numbers(start, end), run.places(start, end)
        left = ~np.isin(places, but)
        enough = _is_enough(asked, whose[left], numbers[left], most, last=last)
        again = asked[~enough & (ends - starts > take)[asked]]
        left &= ~np.isin(whose, again)
        yield whose[left], numbers[left], places[left]
        asked, take = again, 8 * take


def _is_enough(asked: Numbers, whose: Numbers, numbers: Numbers, most: int, *, last: bool) -> Numbers:
    """Of which ranges there are more than ``most``, the farthest of them beyond all that equal the last one wanted."""
    begins, ends = np.searchsorted(whose, asked), np.searchsorted(whose, asked, "right")
    enough = ends - begins > most
    begins, ends = begins[enough], ends[enough]
    wanted, farthest = (ends - most, begins) if last else (begins + most - 1, ends - 1)
    enough[enough] = numbers[wanted] != numbers[farthest]
    return enough


def _count_below(run: Run, numbers: Numbers) -> Numbers:
    order = np.argsort(numbers, kind="stable")
    below = np.empty(len(numbers), np.int64)
    below[order] = run.count_below(numbers[order])
    return below


def count_due(runs: Sequence[Run]) -> int:
    """How many of the last runs are to be merged into one; where it is one, none is."""
    behind = 0
    for number, run in enumerate(reversed(runs)):
        if number and run.count > GROWTH * behind:
            return number
        behind += run.count
    return len(runs)


def write_run(path: Path, numbers: Numbers, places: Numbers) -> Run:
    """A run of numbers in any order."""
    order = np.argsort(numbers, kind="stable")
    return _write(path, numbers.dtype, len(numbers), iter([(numbers[order], places[order])]))


def merge_runs(path: Path, runs: Sequence[Run]) -> Run:
    """One run of several."""
    longest = max(runs, key=lambda run: run.count)
    step = max(1, AT_ONCE // BLOCK // len(runs))
    bounds = np.unique(longest.firsts[step::step])
    edges = [np.concatenate([[0], run.count_below(bounds), [run.count]]) for run in runs]

    def merge(part: int) -> Part:
        here = [(run, edge[part : part + 1], edge[part + 1 : part + 2]) for run, edge in zip(runs, edges, strict=True)]
        numbers = np.concatenate([run.numbers(*between) for run, *between in here])
        order = np.argsort(numbers, kind="stable")
        return numbers[order], np.concatenate([run.places(*between) for run, *between in here])[order]

    return _write(path, longest.kind, sum(run.count for run in runs), map(merge, range(len(bounds) + 1)))


def _write(path: Path, kind: np.dtype[Any], count: int, parts: Iterator[Part]) -> Run:
    """Write a run of parts that follow each other, and have the disk keep it."""
    firsts, written = [np.empty(0, kind)], 0
    with path.open("wb") as file, path.open("r+b") as behind:
        behind.seek(count * kind.itemsize)
        for numbers, places in parts:
            firsts.append(numbers[-written % BLOCK :: BLOCK].copy())  # a view would hold all that it is of
            written += len(numbers)
            file.write(numbers.tobytes())
            behind.write(places.astype(PLACE, copy=False).tobytes())
        file.flush()
        behind.flush()
        os.fsync(behind.fileno())
    return Run(path, count, np.concatenate(firsts))
