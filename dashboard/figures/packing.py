"""Packs the marks of one lane into rows of pixels: no two overlap, none is dropped; draws nothing.

The rule of rows: sorted by (start, -length, id), each into the first row that is free. So the rows are as many as
the deepest overlap. What is too dense goes into counted chips; labels and leader lines have what room is left.
Pixels count from a fixed day, so that a view moved sideways keeps its rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.figures.lettering import ELLIPSIS, fit, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = 4.0  # free pixels kept between two neighbours of a row
DENSE = 0.55  # a lane whose symbols alone would fill more of its rows than this becomes chips throughout
CHIP = 22.0  # width of a chip of two digits
STUB = 18.0  # length of a leader line that has no room to reach its announcement
INNER = 84.0  # a bar shorter than this carries no label
Pixels = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Extents:
    """The marks of one lane in pixels: ``low`` to ``high`` is the symbol with its bounds, ``at`` its middle.

    ``lead`` is where its leader line starts (NaN without one). ``inner`` are the bounds of the stretch of its own bar
    on which a label may stand, and ``near`` is where a leader line ends, short of the symbol.
    """

    ids: Sequence[str]
    low: Pixels
    high: Pixels
    at: Pixels
    lead: Pixels
    near: Pixels
    inner: tuple[Pixels, Pixels]
    titles: Sequence[str]


@dataclass(frozen=True, slots=True)
class Label:
    """A label, and the pixels it may take: ``on`` its mark's own line, or beside the mark."""

    text: str
    left: float
    right: float
    on: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """Marks too dense to draw one by one: where the chip stands and which marks (by number) are in it."""

    at: float
    width: float
    members: tuple[int, ...]


@dataclass(slots=True)
class Packed:
    """The rows of one lane. ``row`` is -1 for a mark that is in a chip; ``chips`` stand in the last row.

    ``lead`` is where each leader line starts: at its announcement, or a stub's length from the symbol where there is
    no room for the whole, or NaN.
    """

    row: np.ndarray[Any, np.dtype[np.int64]]
    rows: int
    lead: Pixels
    labels: dict[int, Label] = field(default_factory=dict)
    chips: list[Chip] = field(default_factory=list)


def first_free_rows(low: Pixels, high: Pixels, ids: Sequence[str], most: int | None = None) -> Any:
    """Row of each extent: sorted by (start, -length, id), the first free row; -1 when ``most`` rows are all taken.

    >>> first_free_rows(np.array([0.0, 5, 12]), np.array([10.0, 15, 20]), ["a", "b", "c"]).tolist()
    [0, 1, 0]
    """
    order = sorted(range(len(low)), key=lambda i: (low[i], low[i] - high[i], ids[i]))
    rows = np.full(len(low), -1, dtype=np.int64)
    ends: list[float] = []
    for i in order:
        free = next((row for row, end in enumerate(ends) if end <= low[i]), None)
        if free is None:
            if most is not None and len(ends) >= most:
                continue
            free = len(ends)
            ends.append(0.0)
        ends[free], rows[i] = high[i], free
    return rows


def find_load(extents: Extents, window: tuple[float, float], size: float, widest: float) -> float:
    """How many rows the marks in a window would fill with all their labels, were there no gaps."""
    inside = (extents.high > window[0]) & (extents.low < window[1])
    labels = np.array([min(text_width(title, size), widest) for title in extents.titles])
    length = extents.high - np.where(np.isnan(extents.lead), extents.low, extents.lead)
    needed = np.minimum(length, window[1] - window[0]) + (labels if len(labels) else 0.0)
    return float(needed[inside].sum() / (window[1] - window[0]))


def share_rows(total: int, loads: Sequence[float]) -> list[int]:
    """Share rows among lanes by their loads, two for each at least: a row more always goes to the fullest lane.

    >>> share_rows(10, [1.0, 6.0, 3.0])
    [2, 5, 3]
    """
    rows = [2] * len(loads)
    for _ in range(total - sum(rows)):
        rows[max(range(len(loads)), key=lambda lane: (loads[lane] / rows[lane], -lane))] += 1
    return rows


def pack_lane(extents: Extents, *, most: int, size: float, widest: float, window: tuple[float, float]) -> Packed:
    """Pack one lane into at most ``most`` rows.

    ``size`` is the type size of labels, ``widest`` the greatest width of a label beside its mark, ``window`` the
    pixels in view: a lane that is too dense within it becomes chips throughout.
    """
    count = len(extents.low)
    low, high = extents.low - GAP / 2, extents.high + GAP / 2
    inside = (high > window[0]) & (low < window[1])
    filled = float(np.minimum(high - low, 16.0)[inside].sum())
    if filled > DENSE * most * (window[1] - window[0]):
        rows = np.full(count, -1, dtype=np.int64)
        chips = _gather(np.arange(count), extents.at)
    else:
        rows = first_free_rows(low, high, extents.ids)
        if not count or rows.max() < most:
            return _widen(extents, np.arange(count), [], most=most, size=size, widest=widest)
        rows = first_free_rows(low, high, extents.ids, most - 1)
        chips = _gather(np.flatnonzero(rows < 0), extents.at)
    chips, single = _release(chips, extents)
    packed = _widen(extents, np.flatnonzero(rows >= 0), chips, most=most - 1, size=size, widest=widest)
    packed.row[single] = packed.rows - 1 if chips else packed.rows
    packed.rows = max(packed.rows, int(packed.row.max(initial=-1)) + 1)
    return packed


def _widen(extents: Extents, drawn: Any, chips: list[Chip], *, most: int, size: float, widest: float) -> Packed:
    """Give leader lines and labels the room that the symbols leave, then assign the rows of the whole extents."""
    low, high = extents.low - GAP / 2, extents.high + GAP / 2
    first, last = np.nanmin([*(low - STUB), *extents.lead, 0.0]), high.max(initial=0.0) + 2 * widest + STUB
    depth = _Depth(low[drawn], high[drawn], float(first), float(last))
    lead = _lead(extents, drawn, low, depth, most)
    labels: dict[int, Label] = {}
    order = sorted(drawn, key=lambda i: (low[i], low[i] - high[i], extents.ids[i]))
    for i in order:
        label = _label_on(extents, int(i), float(lead[i]), size)
        if label:
            labels[int(i)] = label
    for room in (widest * 0.6, widest * 0.8, widest, widest * 1.3):
        for i in order:
            found = labels.get(int(i))
            if found is None or (found.text.endswith(ELLIPSIS) and not found.on):
                text = fit(extents.titles[i], size, room)
                left = extents.high[i] + 3
                right = left + text_width(text, size) + 2.5 * GAP if text else left
                if text and right > high[i] and depth.widen_right(high[i], right, most):
                    labels[int(i)] = Label(text, left, right, on=False)
                    high[i] = right
    rows = np.full(len(low), -1, dtype=np.int64)
    rows[drawn] = first_free_rows(low[drawn], high[drawn], [extents.ids[i] for i in drawn])
    used = int(rows.max(initial=-1)) + 1
    return Packed(rows, used + (1 if chips else 0), lead, labels, chips)


def _lead(extents: Extents, drawn: Any, low: Pixels, depth: _Depth, most: int) -> Pixels:
    """Where each leader line starts, the short ones served first; ``low`` grows with the room taken."""
    lead = np.full(len(low), np.nan)
    with_line = [i for i in drawn if not np.isnan(extents.lead[i])]
    for i in sorted(with_line, key=lambda i: (low[i] - extents.lead[i], extents.ids[i])):
        for start in (extents.lead[i], max(extents.lead[i], extents.near[i] - STUB)):
            left = min(low[i], start - GAP / 2)
            if depth.widen_left(low[i], left, most):
                lead[i], low[i] = start, left
                break
    return lead


def _label_on(extents: Extents, i: int, lead: float, size: float) -> Label | None:
    """A label on the mark's own line, or on its leader line, whichever is the longer, where that is long enough."""
    low, high = float(extents.inner[0][i]), float(extents.inner[1][i])
    if lead < extents.near[i] - STUB:
        led = (lead + GAP, min(low, float(extents.near[i])) - GAP)
        low, high = max(led, (low, high), key=lambda ends: ends[1] - ends[0])
    if not high - low > INNER:
        return None
    text = fit(extents.titles[i], size, high - low - 3 * GAP)
    return Label(text, low, high, on=True) if text else None


def _release(chips: list[Chip], extents: Extents) -> tuple[list[Chip], list[int]]:
    """Take the only mark out of each chip of one and draw it where it has room; else join it to its neighbour.

    A number 1 tells less than the mark itself, so no chip of one is left.
    """
    chips = list(chips)
    while True:
        end, single, crowded = -np.inf, [], None
        for place, chip in enumerate(chips):
            alone = len(chip.members) == 1
            low, high = _box(chip, extents) if alone else (chip.at - chip.width / 2, chip.at + chip.width / 2)
            if low < end + GAP - 1e-6:
                crowded = place
                break
            end = max(end, high)
            single += [chip.members[0]] if alone else []
        if crowded is None:
            return [chip for chip in chips if len(chip.members) > 1], single
        members = chips[crowded - 1].members + chips[crowded].members
        middle = float(extents.at[list(members)].mean())
        chips[crowded - 1 : crowded + 1] = [Chip(middle, chip_width(len(members)), members)]


def _box(chip: Chip, extents: Extents) -> tuple[float, float]:
    only = chip.members[0]
    return float(extents.low[only]), float(extents.high[only])


class _Depth:
    """How many extents lie over each pixel of a lane."""

    def __init__(self, low: Pixels, high: Pixels, first: float, last: float) -> None:
        self.first = int(np.floor(first)) - 1
        self.count = np.zeros(int(np.ceil(last)) - self.first + 2, dtype=np.int32)
        for a, b in zip(low, high, strict=True):
            self.count[self._pixel(a) : self._pixel(b, up=True)] += 1

    def _pixel(self, place: float, *, up: bool = False) -> int:
        return int(np.ceil(place) if up else np.floor(place)) - self.first

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


def chip_width(number: int) -> float:
    """Pixels across a chip with that number in it."""
    return CHIP + 7.0 * max(0, len(f"{number:,}") - 2)


def _gather(members: Any, at: Pixels) -> list[Chip]:
    """Gather marks into chips that do not overlap: neighbours join until every chip has its own place."""
    members = np.asarray(members, dtype=np.int64)
    members = members[np.argsort(at[members], kind="stable")]
    starts = np.flatnonzero(np.diff(np.floor(at[members])) > 0) + 1
    chips: list[tuple[float, list[int]]] = []
    for some in np.split(members, starts) if len(members) else []:
        chips.append((float(at[some].mean()), some.tolist()))
        while len(chips) > 1 and _collide(chips[-2], chips[-1]):
            middle, joined = chips.pop()
            other, kept = chips.pop()
            number = len(kept) + len(joined)
            chips.append(((other * len(kept) + middle * len(joined)) / number, kept + joined))
    return [Chip(middle, chip_width(len(some)), tuple(some)) for middle, some in chips]


def _collide(one: tuple[float, list[int]], other: tuple[float, list[int]]) -> bool:
    return other[0] - one[0] < (chip_width(len(one[1])) + chip_width(len(other[1]))) / 2 + GAP
