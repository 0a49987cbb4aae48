"""Rows of a lane in pixels: nothing overlaps, nothing is dropped, no row too many."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.packing import GAP, Extents, Packed, first_free_rows, pack_lane

RADIUS = 6.0


def lane(days: np.ndarray, lengths: np.ndarray, leads: np.ndarray, scale: float) -> Extents:
    """Marks of one lane at a zoom: ``scale`` pixels a day."""
    start, end = days * scale, (days + lengths) * scale
    at = (start + end) / 2
    low, high = np.minimum(start, at - RADIUS), np.maximum(end, at + RADIUS)
    lead = np.where(leads > 0, low - leads * scale - 10, np.nan)
    titles = [f"Measure {i} on the opening of telecom services" for i in range(len(days))]
    return Extents([f"e{i}" for i in range(len(days))], low, high, at, lead, at - RADIUS, (start, at - RADIUS), titles)


def random_lane(seed: int) -> tuple[Extents, int]:
    dice = np.random.default_rng(seed)
    count = int(dice.integers(1, 60))
    lengths = dice.choice([1, 1, 1, 30, 365, 1800], count).astype(float)
    leads = dice.choice([0, 0, 200, 900], count).astype(float)
    scale = float(np.exp(dice.uniform(np.log(0.05), np.log(6))))
    return lane(dice.uniform(15_000, 21_000, count), lengths, leads, scale), int(dice.integers(2, 8))


def pack(extents: Extents, most: int) -> Packed:
    return pack_lane(
        extents, most=most, size=11, widest=230, window=(float(extents.low.min()), float(extents.high.max()))
    )


def taken(extents: Extents, packed: Packed) -> list[tuple[int, float, float]]:
    """Row and pixels of everything drawn: symbols with bars, leader lines, labels, chips."""
    boxes = []
    for i in np.flatnonzero(packed.row >= 0):
        low, high = extents.low[i], extents.high[i]
        if not np.isnan(packed.lead[i]):
            low = min(low, packed.lead[i])
        label = packed.labels.get(int(i))
        if label and not label.on:
            high = max(high, label.right - GAP)
        boxes.append((int(packed.row[i]), float(low), float(high)))
    return boxes + [(packed.rows - 1, chip.at - chip.width / 2, chip.at + chip.width / 2) for chip in packed.chips]


@pytest.mark.parametrize("seed", range(100))
def test_nothing_overlaps_in_pixels_at_a_hundred_random_zooms(seed: int) -> None:
    extents, most = random_lane(seed)
    packed = pack(extents, most)
    rows: dict[int, list[tuple[float, float]]] = {}
    for row, low, high in taken(extents, packed):
        rows.setdefault(row, []).append((low, high))
    for boxes in rows.values():
        boxes.sort()
        for (_, high), (low, _) in pairwise(boxes):
            assert high <= low + 1e-6
    assert max(rows) < packed.rows <= most


@pytest.mark.parametrize("seed", range(100))
def test_every_mark_is_drawn_or_in_exactly_one_chip(seed: int) -> None:
    extents, most = random_lane(seed)
    packed = pack(extents, most)
    inside = [i for chip in packed.chips for i in chip.members]
    assert sorted([*inside, *np.flatnonzero(packed.row >= 0).tolist()]) == list(range(len(extents.ids)))


@pytest.mark.parametrize("seed", range(100))
def test_no_chip_holds_one_mark_alone(seed: int) -> None:
    extents, most = random_lane(seed)
    assert all(len(chip.members) > 1 for chip in pack(extents, most).chips)


def deepest(low: np.ndarray, high: np.ndarray) -> int:
    return max(int(((low <= x) & (high > x)).sum()) for x in low)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 80)), min_size=1, max_size=40))
def test_rows_are_as_many_as_the_deepest_overlap_and_no_more(ends: list[tuple[int, int]]) -> None:
    low = np.array([float(a) for a, _ in ends])
    high = low + np.array([float(b) for _, b in ends])
    rows = first_free_rows(low, high, [f"e{i:02d}" for i in range(len(ends))])
    assert int(rows.max()) + 1 == deepest(low, high)


def test_marks_of_one_start_stand_by_length_then_by_name() -> None:
    low, high = np.array([0.0, 0.0, 0.0]), np.array([5.0, 9.0, 5.0])
    assert first_free_rows(low, high, ["b", "c", "a"]).tolist() == [2, 0, 1]


def test_a_view_moved_sideways_keeps_its_rows() -> None:
    extents, most = random_lane(7)
    one = pack_lane(extents, most=most, size=11, widest=230, window=(4_000.0, 9_000.0))
    other = pack_lane(extents, most=most, size=11, widest=230, window=(4_600.0, 9_600.0))
    assert one.row.tolist() == other.row.tolist()


def test_the_order_of_the_marks_changes_nothing() -> None:
    extents, most = random_lane(11)
    back = np.arange(len(extents.ids))[::-1]
    turned = Extents(
        [extents.ids[i] for i in back],
        *(getattr(extents, name)[back] for name in ("low", "high", "at", "lead", "near")),
        (extents.inner[0][back], extents.inner[1][back]),
        [extents.titles[i] for i in back],
    )
    assert pack(turned, most).row[back].tolist() == pack(extents, most).row.tolist()


def test_a_lane_that_is_too_dense_becomes_chips_that_hold_every_mark() -> None:
    dice = np.random.default_rng(3)
    extents = lane(dice.uniform(15_000, 16_000, 3_000), np.ones(3_000), np.zeros(3_000), 1.0)
    packed = pack(extents, 6)
    assert (packed.row == -1).all()
    assert sum(len(chip.members) for chip in packed.chips) == 3_000
    edges = [(chip.at - chip.width / 2, chip.at + chip.width / 2) for chip in packed.chips]
    assert all(high < low for (_, high), (low, _) in pairwise(edges))


def test_a_leader_line_without_room_becomes_a_stub_and_not_nothing() -> None:
    days = np.array([100.0, 130.0, 160.0, 400.0])
    extents = lane(days, np.ones(4), np.array([0.0, 0.0, 0.0, 350.0]), 1.0)
    packed = pack(extents, 1)
    assert packed.row.tolist() == [0, 0, 0, 0]
    assert extents.near[3] - packed.lead[3] < 20


def test_an_empty_lane_packs_into_no_rows() -> None:
    none = np.array([], dtype=float)
    packed = pack_lane(
        Extents([], none, none, none, none, none, (none, none), []), most=5, size=11, widest=9, window=(0, 9)
    )
    assert packed.rows == 0
    assert packed.chips == []
