"""Rows of a lane in pixels: nothing overlaps, nothing is dropped, no row too many."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.packing import GAP, Chip, Extents, Packed, find_chips, first_free_rows, pack_lane

RADIUS = 6.0
BIN = 22.0  # pixels of a bin


def lane(days: np.ndarray, lengths: np.ndarray, leads: np.ndarray, scale: float) -> Extents:
    """Marks of one lane at a zoom: ``scale`` pixels a day."""
    start, end = days * scale, (days + lengths) * scale
    at = (start + end) / 2
    low, high = np.minimum(start, at - RADIUS), np.maximum(end, at + RADIUS)
    lead = np.where(leads > 0, low - leads * scale - 10, np.nan)
    bins = np.floor(at / BIN).astype(np.int64)
    return Extents([f"e{i}" for i in range(len(days))], low, high, bins, lead, at - RADIUS, (start, at - RADIUS))


def random_lane(seed: int) -> tuple[Extents, int]:
    dice = np.random.default_rng(seed)
    count = int(dice.integers(1, 60))
    lengths = dice.choice([1, 1, 1, 30, 365, 1800], count).astype(float)
    leads = dice.choice([0, 0, 200, 900], count).astype(float)
    scale = float(np.exp(dice.uniform(np.log(0.05), np.log(6))))
    return lane(dice.uniform(15_000, 21_000, count), lengths, leads, scale), int(dice.integers(2, 8))


def titles_of(extents: Extents) -> list[str]:
    return [f"Measure {name} on the opening of telecom services" for name in extents.ids]


def pack(extents: Extents, most: int) -> Packed:
    chips, hidden = find_chips(extents, most)
    return pack_lane(extents, chips, hidden, titles_of(extents), most=most, size=11, widest=190)


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
    return boxes + [(packed.rows - 1, chip.first * BIN, (chip.last + 1) * BIN) for chip in packed.chips]


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
def test_every_mark_is_drawn_or_in_a_chip_that_counts_all_of_its_stretch(seed: int) -> None:
    extents, most = random_lane(seed)
    packed = pack(extents, most)
    inside = {i for chip in packed.chips for i in chip.members}
    assert inside | set(np.flatnonzero(packed.row >= 0).tolist()) == set(range(len(extents.ids)))
    for chip in packed.chips:
        there = np.flatnonzero((extents.bin >= chip.first) & (extents.bin <= chip.last))
        assert list(chip.members) == there.tolist()


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


@pytest.mark.parametrize("seed", range(30))
def test_what_is_drawn_fills_as_many_rows_as_lie_over_one_pixel(seed: int) -> None:
    extents, most = random_lane(seed)
    packed = pack(extents, most)
    boxes = [(low, high) for row, low, high in taken(extents, packed) if not packed.chips or row < packed.rows - 1]
    low, high = (np.array(ends) for ends in zip(*boxes, strict=True))
    # A box keeps half a gap free on either side.
    assert packed.rows - bool(packed.chips) <= deepest(low - GAP, high + GAP)


def test_marks_of_one_start_stand_by_length_then_by_name() -> None:
    low, high = np.array([0.0, 0.0, 0.0]), np.array([5.0, 9.0, 5.0])
    assert first_free_rows(low, high, ["b", "c", "a"]).tolist() == [2, 0, 1]


def test_the_order_of_the_marks_changes_nothing() -> None:
    extents, most = random_lane(11)
    back = np.arange(len(extents.ids))[::-1]
    turned = Extents(
        [extents.ids[i] for i in back],
        *(getattr(extents, name)[back] for name in ("low", "high", "bin", "lead", "near")),
        (extents.inner[0][back], extents.inner[1][back]),
    )
    assert pack(turned, most).row[back].tolist() == pack(extents, most).row.tolist()


def test_a_stretch_without_room_becomes_a_chip_and_the_rest_stays() -> None:
    days = np.array([*np.full(9, 100.0), 400.0, 500.0])
    extents = lane(days, np.ones(11), np.zeros(11), 1.0)
    packed = pack(extents, 4)
    assert packed.chips == [Chip(4, 4, tuple(range(9)))]
    assert (packed.row[9:] >= 0).all()
    assert (packed.row >= 0).sum() == 3 + 2
    assert packed.rows == 4


def test_a_leader_line_without_room_becomes_a_stub_and_not_nothing() -> None:
    days = np.array([100.0, 130.0, 160.0, 400.0])
    extents = lane(days, np.ones(4), np.array([0.0, 0.0, 0.0, 350.0]), 1.0)
    packed = pack(extents, 1)
    assert packed.row.tolist() == [0, 0, 0, 0]
    assert extents.near[3] - packed.lead[3] < 20


def test_an_empty_lane_packs_into_no_rows() -> None:
    none = np.array([], dtype=float)
    extents = Extents([], none, none, none.astype(np.int64), none, none, (none, none))
    assert pack(extents, 5).rows == 0
