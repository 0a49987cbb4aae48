"""Slope and chance of a series, against the vector of the definitions."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.emphasis.trend import find_trend

VECTOR = [0.01, 0.02, 0.02, 0.05, 0.04, 0.07, 0.09, 0.17]


def test_the_vector_of_the_definitions() -> None:
    found = find_trend(VECTOR)
    assert found is not None
    assert (found.s, round(found.z, 3), round(found.p, 4), round(found.slope, 4)) == (25, 2.992, 0.0028, 0.0145)
    assert found.low <= found.slope <= found.high


def test_seven_periods_tell_no_trend() -> None:
    assert find_trend(VECTOR[:7]) is None
    assert find_trend([*VECTOR[:7], np.nan, np.nan]) is None


def test_a_gap_keeps_its_place() -> None:
    steady = find_trend([0, 1, 2, 3, np.nan, 5, 6, 7, 8])
    assert steady is not None
    assert (steady.slope, steady.periods) == (1, 8)


def test_what_falls_is_the_mirror_of_what_rises() -> None:
    rising, falling = find_trend(VECTOR), find_trend(VECTOR[::-1])
    assert rising is not None
    assert falling is not None
    assert falling.z == -rising.z
    assert falling.slope == pytest.approx(-rising.slope)


def test_a_level_series_has_no_trend() -> None:
    flat = find_trend([0.2] * 9)
    assert flat is not None
    assert (flat.s, flat.z, flat.p, flat.slope) == (0, 0, 1, 0)


def test_chance_alone_seldom_passes_for_a_trend() -> None:
    rng = np.random.default_rng(8)
    found = [find_trend(rng.normal(size=12)) for _ in range(400)]
    assert sum(one is not None and one.p < 0.05 for one in found) / 400 < 0.08


@pytest.mark.parametrize("seed", range(6))
def test_slope_and_interval_are_those_of_scipy(seed: int) -> None:
    from scipy.stats import theilslopes

    draw = np.random.default_rng(seed)
    series = np.round(draw.normal(size=20).cumsum(), seed % 3)  # with ties
    series[draw.choice(20, 4, replace=False)] = np.nan
    at = np.flatnonzero(np.isfinite(series))
    theirs, ours = theilslopes(series[at], at), find_trend(series)
    assert ours is not None
    assert (ours.slope, ours.low, ours.high) == pytest.approx((theirs.slope, theirs.low_slope, theirs.high_slope))
