"""Packs the marks of one lane into rows of pixels: no two overlap, none is dropped; draws nothing.

The rule of rows: sorted by (start, -length, id), each into the first row that is free. So the rows are as many as
the deepest overlap. Where a stretch of the calendar holds more than the rows can take, a counted chip stands for all
that stand in it; labels and leader lines have what room is left. Pixels count from a fixed day, so that a view moved
sideways keeps its rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.figures.lettering import ELLIPSIS, fit, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = 4.0  # free pixels kept between two neighbours of a row
STUB = 18.0  # length of a leader line that has no room to reach its announcement
INNER = 84.0  # a bar shorter than this carries no label
SHORTEST = 56.0  # no label beside a mark is given less room than this
Pixels = np.ndarray[Any, np.dtype[np.float64]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Extents:
    """The marks of one lane in pixels: ``low`` to ``high`` is the symbol with its bounds, ``bin`` its stretch.

    ``lead`` is where its leader line starts (NaN without one). ``inner`` are the bounds of the stretch of its own bar
    on which a label may stand, and ``near`` is where a leader line ends, short of the symbol.
    """

    ids: Sequence[str]
    low: Pixels
    high: Pixels
    bin: Numbers
    lead: Pixels
    near: Pixels
    inner: tuple[Pixels, Pixels]


@dataclass(frozen=True, slots=True)
class Label:
    """A label, and the pixels it may take: ``on`` its mark's own line, or beside the mark."""

    text: str
    left: float
    right: float
    on: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """Marks not all of which have room: the bins ``first`` to ``last`` they stand in, and which they are."""

    first: int
    last: int
    members: tuple[int, ...]


@dataclass(slots=True)
class Packed:
    """The rows of one lane. ``row`` is -1 for a mark that has none and is in a chip; ``chips`` stand in the last row.

    ``lead`` is where each leader line starts: at its announcement, or a stub's length from the symbol where there is
    no room for the whole, or NaN.
    """

    row: Numbers
    rows: int
    lead: Pixels
    labels: dict[int, Label] = field(default_factory=dict)
    chips: list[Chip] = field(default_factory=list)


def first_free_rows(low: Pixels, high: Pixels, ids: Sequence[str], most: int | None = None) -> Numbers:
    """Row of each extent: sorted by (start, -length, id), the first free row; -1 when ``most`` rows are all taken.

    >>> first_free_rows(np.array([0.0, 5, 12]), np.array([10.0, 15, 20]), ["a", "b", "c"]).tolist()
    [0, 1, 0]
    """
    starts, stops = low.tolist(), high.tolist()
    order = sorted(range(len(starts)), key=lambda i: (starts[i], starts[i] - stops[i], ids[i]))
    rows = [-1] * len(starts)
    ends: list[float] = []
    for i in order:
        start = starts[i]
        free = next((row for row, end in enumerate(ends) if end <= start), len(ends))
        if free == len(ends):
            if most is not None and free >= most:
                continue
            ends.append(0.0)
        ends[free], rows[i] = stops[i], free
    return np.array(rows, dtype=np.int64)


def find_chips(extents: Extents, most: int) -> tuple[list[Chip], Flags]:
    """The chips of a lane of at most ``most`` rows, and which marks have no row and are in them alone.

    Where a bin has a mark without room, a chip in the last row counts and lists all that stand in the bin, those
    drawn above it too. One event tells less than its mark, so a chip of one takes its nearest neighbour's bin as well.
    """
    low, high = extents.low - GAP / 2, extents.high + GAP / 2
    hidden = first_free_rows(low, high, extents.ids, most) < 0
    if not hidden.any():
        return [], hidden
    hidden = first_free_rows(low, high, extents.ids, max(most - 1, 1)) < 0
    crowded = np.unique(extents.bin[hidden])
    spans = _join([_stretch(int(one), extents.bin) for one in crowded[crowded >= 0]])
    chips = []
    for first, last in spans:
        members = np.flatnonzero((extents.bin >= first) & (extents.bin <= last))
        chips.append(Chip(first, last, tuple(members.tolist())))
    return chips, hidden


def _stretch(one: int, bins: Numbers) -> tuple[int, int]:
    """The bins of a chip for one bin: itself, or with its nearest neighbour where it holds one mark alone."""
    if np.count_nonzero(bins == one) > 1:
        return one, one
    others = bins[(bins != one) & (bins >= 0)]
    if not len(others):
        return one, one
    nearest = int(others[np.lexsort((others, np.abs(others - one)))[0]])
    return min(one, nearest), max(one, nearest)


def _join(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join stretches that share a bin."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def pack_lane(
    extents: Extents,
    chips: list[Chip],
    hidden: Flags,
    titles: Sequence[str],
    *,
    most: int,
    size: float,
    widest: float,
) -> Packed:
    """Give leader lines and labels the room that the symbols leave, then assign the rows of the whole extents.

    ``size`` is the type size of labels, ``widest`` the greatest width of a label beside its mark at first.
    """
    drawn = np.flatnonzero(~hidden)
    most = max(most - bool(chips), 1)
    low, high = extents.low - GAP / 2, extents.high + GAP / 2
    if not len(low):
        return Packed(np.array([], dtype=np.int64), 0, low)
    first = np.nanmin([*(low - STUB), *extents.lead]) - GAP
    depth = _Depth(low[drawn], high[drawn], float(first), high.max() + 2 * widest + STUB)
    lead = _lead(extents, drawn, low, depth, most)
    labels: dict[int, Label] = {}
    order = sorted(drawn.tolist(), key=lambda i: (low[i], low[i] - high[i], extents.ids[i]))
    for i in order:
        label = _label_on(extents, i, float(lead[i]), titles[i], size)
        if label:
            labels[i] = label
    for widen in (widest * 0.6, widest, widest * 1.4):
        for i in order:
            had = labels.get(i)
            if had and (had.on or not had.text.endswith(ELLIPSIS)):
                continue
            left = float(extents.high[i]) + 3
            room = depth.free_right(float(high[i]), left + widen + 2.5 * GAP, most) - left - 2.5 * GAP
            text = fit(titles[i], size, room) if room >= SHORTEST else None
            right = left + text_width(text, size) + 2.5 * GAP if text else left
            if text and right > high[i] and depth.widen_right(float(high[i]), right, most):
                labels[i], high[i] = Label(text, left, right, on=False), right
    rows = np.full(len(low), -1, dtype=np.int64)
    rows[drawn] = first_free_rows(low[drawn], high[drawn], [extents.ids[i] for i in drawn.tolist()])
    return Packed(rows, int(rows.max(initial=-1)) + 1 + bool(chips), lead, labels, chips)


def _lead(extents: Extents, drawn: Any, low: Pixels, depth: _Depth, most: int) -> Pixels:
    """Where each leader line starts, the short ones served first; ``low`` grows with the room taken."""
    lead = np.full(len(low), np.nan)
    with_line = [i for i in drawn.tolist() if not np.isnan(extents.lead[i])]
    for i in sorted(with_line, key=lambda i: (low[i] - extents.lead[i], extents.ids[i])):
        for start in (extents.lead[i], max(extents.lead[i], extents.near[i] - STUB)):
            left = min(low[i], start - GAP / 2)
            if depth.widen_left(low[i], left, most):
                lead[i], low[i] = start, left
                break
    return lead


def _label_on(extents: Extents, i: int, lead: float, title: str, size: float) -> Label | None:
    """A label on the mark's own line, or on its leader line, whichever is the longer, where that is long enough."""
    low, high = float(extents.inner[0][i]), float(extents.inner[1][i])
    if lead < extents.near[i] - STUB:
        led = (lead + GAP, min(low, float(extents.near[i])) - GAP)
        low, high = max(led, (low, high), key=lambda ends: ends[1] - ends[0])
    if not high - low > INNER:
        return None
    text = fit(title, size, high - low - 3 * GAP)
    return Label(text, low, high, on=True) if text else None


class _Depth:
    """How many extents lie over each pixel of a lane."""

    def __init__(self, low: Pixels, high: Pixels, first: float, last: float) -> None:
        self.first = int(np.floor(first)) - 1
        self.count = np.zeros(int(np.ceil(last)) - self.first + 2, dtype=np.int32)
        for a, b in zip(low.tolist(), high.tolist(), strict=True):
            self.count[self._pixel(a) : self._pixel(b, up=True)] += 1

    def _pixel(self, place: float, *, up: bool = False) -> int:
        return int(np.ceil(place) if up else np.floor(place)) - self.first

    def free_right(self, high: float, right: float, most: int) -> float:
        """How far to the right of ``high``, ``right`` at most, every pixel has room for one more."""
        start = self._pixel(high, up=True)
        taken = np.flatnonzero(self.count[start : self._pixel(right, up=True)] >= most)
        return right if not len(taken) else float(start + int(taken[0]) + self.first)

    def widen_left(self, low: float, left: float, most: int) -> bool:
        """Widen an extent from ``low`` to ``left`` where every pixel has room for one more; say whether it had."""
        return self._take(self.count[self._pixel(left) : self._pixel(low)], most)

    def widen_right(self, high: float, right: float, most: int) -> bool:
        """Widen an extent from ``high`` to ``right`` where every pixel has room for one more; say whether it had."""
        return self._take(self.count[self._pixel(high, up=True) : self._pixel(right, up=True)], most)

    def _take(self, part: np.ndarray[Any, np.dtype[np.int32]], most: int) -> bool:
        if len(part) and part.max() >= most:
            return False
        part += 1
        return True


def share_rows(total: int, loads: Sequence[float]) -> list[int]:
    """Share rows among lanes by their loads, three for each at least: a row more always goes to the fullest lane.

    >>> share_rows(16, [1.0, 6.0, 3.0])
    [3, 9, 4]
    """
    rows = [3] * len(loads)
    for _ in range(total - sum(rows) if rows else 0):
        rows[max(range(len(loads)), key=lambda lane: (loads[lane] / rows[lane], -lane))] += 1
    return rows
