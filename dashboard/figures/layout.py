"""Lays the lanes of a timeline out in pixels: which are drawn mark by mark, which as density; draws nothing.

Work is done on what is near the window alone: a lane is counted first, and its marks are made only if they are few.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.figures import pens
from dashboard.figures.calendar import Bins, find_bins, find_unit
from dashboard.figures.marks import find_marks
from dashboard.figures.packing import Chip, Extents, Packed, find_chips, pack_lane, share_rows
from dashboard.theme import TEXT, legible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from dashboard.figures.canvas import Canvas
    from dashboard.figures.lanes import Lane, Lanes, Rows
    from dashboard.placing import Axis, Days, Placed

ROW, LOW_ROW = 20, 18  # pixels of a row, and of one where the height is given
PAD, HEAD_LINE = 6, 22  # pixels: a lane's padding, a narrow label
DEEP_WIDE, DEEP_NARROW = 6, 5  # rows a lane may have at most, unless a height asks otherwise
BAND_ROWS = 3  # rows of a lane that is drawn as density
WIDEST_WIDE, WIDEST_NARROW = 190.0, 130.0  # pixels of a label beside a mark, at first
PASSING = 60  # bars of a lane that pass through without standing near, beyond which they are only counted
MANY, MOST = 420, 1400  # marks near the window beyond which a lane, or the whole picture, becomes density
CROWDED = 0.75  # share of a lane's marks without a row beyond which it becomes density throughout
BIN_WIDE, BIN_NARROW = 20.0, 15.0  # pixels across the least chip or bar
TYPICAL = 130.0  # pixels of a label, before the words are known


@dataclass(slots=True)
class DrawnLane:
    """A lane with its marks and their rows: ``top``, ``height`` and the middle ``y`` of each mark's row in pixels.

    ``bars`` are the counts of a lane drawn as density, by bin; ``ones`` is the row of the only event of a bin.
    ``rows`` are the positions of all its events that meet what is laid out, ``places`` the bins they stand in (-1
    where they stand outside and only pass through), ``passing`` how many in view do so and are not drawn.
    """

    lane: Lane
    count: int
    colour: str
    marks: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"row": np.array([], dtype=np.intp)}))
    extents: Extents | None = None
    chips: list[Chip] = field(default_factory=list)
    hidden: Any = None
    packed: Packed | None = None
    bars: np.ndarray[Any, np.dtype[np.int64]] | None = None
    ones: dict[int, int] = field(default_factory=dict)
    rows: Any = ()
    places: Any = ()
    passing: int = 0
    most: int = 0
    top: float = 0.0
    height: float = 0.0
    y: Any = None
    floor: float = 0.0


@dataclass(slots=True)
class Plan:
    """All lanes, the stretches of the calendar that chips and bars stand for, and the days that are laid out."""

    lanes: list[DrawnLane]
    bins: Bins
    near: Rows
    days: np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Ground:
    """The dated events to draw: their rows in the frame, where all of it lies, and the days their marks stand on."""

    events: pd.DataFrame
    rows: Rows
    placed: Placed
    stand: Days
    axis: Axis
    as_of: date | None


def plan_lanes(canvas: Canvas, ground: Ground, lanes: Lanes, depth: Callable[[list[float]], list[int]]) -> Plan:
    """Decide for each lane whether its marks are drawn or counted; ``depth`` shares rows among lanes by their loads.

    What is near is the window and half of one more, on whole halves: a small move sideways leaves all as it is.
    """
    half = max((canvas.last - canvas.first) // 2, 1)
    first, last = (canvas.first // half - 1) * half, (-(-canvas.last // half) + 1) * half
    around = (first * canvas.scale, last * canvas.scale)
    near, stand, bins = _near(canvas, ground, first, last)
    places = bins.of(stand)
    members = lanes.split(near)
    dense = _choose_dense(lanes, [np.flatnonzero(places[some] >= 0) for some in members])
    drawn = []
    for number, lane in enumerate(lanes.lanes):
        laid = DrawnLane(lane, lanes.counts[number], legible(lane.colour, canvas.theme.paper, 3.0))
        laid.rows, laid.places = near[members[number]], places[members[number]]
        drawn.append(laid)
    _find_marks(canvas, ground, [laid for laid, counted in zip(drawn, dense, strict=True) if not counted])
    for laid, most in zip(drawn, depth([_load(canvas, laid, around) for laid in drawn]), strict=True):
        laid.most = most
        if laid.extents is None:
            continue
        laid.chips, laid.hidden = find_chips(laid.extents, most)
        if laid.hidden.any() and (laid.extents.bin < 0).any():
            laid.marks = laid.marks[laid.marks["bin"] >= 0].reset_index(drop=True)
            laid.extents = find_extents(canvas, laid.marks)
            laid.chips, laid.hidden = find_chips(laid.extents, most)
        if laid.hidden.sum() > CROWDED * len(laid.hidden) and len(laid.chips) > 2:
            laid.extents, laid.chips, laid.marks = None, [], laid.marks.iloc[:0]
    for laid in drawn:
        if laid.extents is None:
            _count_bars(laid, len(bins.edges) - 1)
        passing = np.setdiff1d(laid.rows[laid.places < 0], laid.marks["row"])
        spot = ground.placed.take(passing)
        laid.passing = int(((spot.end > canvas.first) & (spot.start < canvas.last)).sum())
    return Plan(drawn, bins, near, stand)


def _find_marks(canvas: Canvas, ground: Ground, lanes: list[DrawnLane]) -> None:
    """Make the marks of some lanes, all at once; where many only pass through, of those alone that stand there."""
    standing = [laid.places >= 0 for laid in lanes]
    kept = [some if np.count_nonzero(~some) > PASSING else slice(None) for some in standing]
    rows = [laid.rows[some] for laid, some in zip(lanes, kept, strict=True)]
    if not rows:
        return
    marks = find_marks(ground.events, np.concatenate(rows), ground.placed, axis=ground.axis, as_of=ground.as_of)
    marks["bin"] = np.concatenate([laid.places[some] for laid, some in zip(lanes, kept, strict=True)])
    lane = np.repeat(np.arange(len(lanes)), [len(some) for some in rows])
    order = np.lexsort((*(marks[name].to_numpy() for name in ("id", "end", "start")), lane))
    marks, lane = marks.take(order), lane[order]
    for number, laid in enumerate(lanes):
        first, last = np.searchsorted(lane, [number, number + 1])
        laid.marks = marks.iloc[first:last].reset_index(drop=True)
        laid.extents = find_extents(canvas, laid.marks)


def _near(canvas: Canvas, ground: Ground, first: int, last: int) -> tuple[Rows, Days, Bins]:
    """The events that meet the days ``[first, last)``, the days they stand on, and the bins laid out there."""
    rows, stand = ground.rows, ground.stand
    unit = find_unit(canvas.scale, BIN_NARROW if canvas.narrow else BIN_WIDE)
    bins = find_bins(unit, first, last)
    if not len(rows):
        return rows, stand, bins
    start, end = ground.placed.start[rows], ground.placed.end[rows]
    low, high = int(start.min()), int(end.max())
    first, last = int(bins.edges[0]), int(bins.edges[-1])
    if first <= low and last >= high:
        return rows, stand, find_bins(unit, low, high)
    seen = (end > first) & (start < last)
    return rows[seen], stand[seen], bins


def _choose_dense(lanes: Lanes, members: list[Any]) -> list[bool]:
    """Which lanes are counted: those folded, those with too many marks, and the fullest while all are too many."""
    dense = [lane.collapsed or len(some) > MANY for lane, some in zip(lanes.lanes, members, strict=True)]
    for number in sorted(range(len(members)), key=lambda number: -len(members[number])):
        if sum(len(some) for some, one in zip(members, dense, strict=True) if not one) <= MOST:
            break
        dense[number] = True
    return dense


def _count_bars(laid: DrawnLane, number: int) -> None:
    inside = laid.places >= 0
    laid.bars = np.bincount(laid.places if inside.all() else laid.places[inside], minlength=number)
    alone = np.flatnonzero(inside & (laid.bars.take(laid.places) == 1))
    laid.ones = dict(zip(laid.places[alone].tolist(), laid.rows[alone].tolist(), strict=True))


def _load(canvas: Canvas, laid: DrawnLane, around: tuple[float, float]) -> float:
    """How many rows the marks around the window would fill with a label each, were there no gaps; 0 for density."""
    if laid.extents is None or not len(laid.extents.low):
        return 0.0
    left, right = around
    low = np.where(np.isnan(laid.extents.lead), laid.extents.low, laid.extents.lead)
    inside = (laid.extents.high > left) & (low < right)
    length = np.minimum(laid.extents.high, right) - np.maximum(low, left) + TYPICAL
    return max(float(length[inside].sum() / (right - left)), 0.01)


def share_depth(canvas: Canvas, lanes: Sequence[Lane], room: float | None) -> Callable[[list[float]], list[int]]:
    """How many rows each lane may have: as many as a height leaves, shared by need, else the same for all."""
    deep = DEEP_NARROW if canvas.narrow else DEEP_WIDE
    head = HEAD_LINE if canvas.narrow else 0

    def share(loads: list[float]) -> list[int]:
        if room is None:
            return [deep] * len(loads)
        fixed = sum(1 if lane.collapsed else BAND_ROWS for lane, load in zip(lanes, loads, strict=True) if not load)
        rows = int((room - len(lanes) * (2 * PAD + head)) // LOW_ROW) - fixed
        shared = iter(share_rows(max(rows, 0), [load for load in loads if load]))
        return [next(shared) if load else BAND_ROWS for load in loads]

    return share


def stack_lanes(canvas: Canvas, plan: Plan, titles: Callable[[int], str], *, top: float, low: bool) -> float:
    """Give every mark its row and every lane its height, from ``top`` pixels down; returns where the last one ends."""
    row = LOW_ROW if low else ROW
    head = HEAD_LINE if canvas.narrow else 0
    widest = WIDEST_NARROW if canvas.narrow else WIDEST_WIDE
    for laid in plan.lanes:
        rows = 1 if laid.lane.collapsed else BAND_ROWS
        if laid.extents is not None:
            words = [titles(one) for one in laid.marks["row"].tolist()]
            laid.packed = pack_lane(
                laid.extents, laid.chips, laid.hidden, words, most=laid.most, size=TEXT, widest=widest
            )
            rows = max(laid.packed.rows, 1)
        tall = rows * row + 2 * PAD + head
        tall = tall if canvas.narrow or laid.lane.collapsed else max(tall, 2 * ROW + 2 * PAD)
        middle = top + head + PAD + (tall - head - 2 * PAD - rows * row) / 2
        laid.top, laid.height, laid.floor = top, tall, middle + rows * row
        if laid.packed is not None:
            laid.y = middle + (laid.packed.row + 0.5) * row
        top += tall
    return top


def find_extents(canvas: Canvas, marks: pd.DataFrame) -> Extents:
    """The marks of a lane in pixels, from the first of January 1970 on."""
    start, end, at = (marks[name].to_numpy(dtype=np.float64) * canvas.scale for name in ("start", "end", "at"))
    kind = marks["kind"].to_numpy()
    point = kind == "point"
    low = np.minimum(np.where(point, at, start), at - pens.REACH)
    high = np.maximum(np.where(point, at, end), at + pens.REACH)
    lead = marks["origin"].to_numpy(dtype=np.float64) * canvas.scale
    lead = np.where(lead < low - 6, lead, np.nan)
    near = np.minimum(np.where(point, at, start), at - pens.REACH)
    line = (kind == "span") | (kind == "open")
    inner = (np.where(kind == "open", start + pens.REACH, start), np.where(line, end, at - pens.REACH))
    return Extents(marks["id"].tolist(), low, high, marks["bin"].to_numpy(), lead, near, inner)
