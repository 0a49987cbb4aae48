"""Log-odds, rates of false discovery and intervals of shares, against the vectors of the definitions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from dashboard.emphasis.contrast import discovery_rates, two_sided, weighted_log_odds, wilson_interval

IN_2021, IN_2025 = np.array([30, 2, 1, 20, 7]), np.array([12, 10, 9, 18, 3])


def test_log_odds_and_their_rates_are_those_of_the_definitions() -> None:
    pooled = (IN_2021 + IN_2025) / (IN_2021 + IN_2025).sum()
    found = weighted_log_odds(IN_2025, IN_2025.sum(), IN_2021, IN_2021.sum(), pooled)
    assert found.z.round(3).tolist() == [-2.666, 2.317, 2.359, 0.132, -0.992]
    assert discovery_rates(two_sided(found.z)).round(3).tolist() == [0.034, 0.034, 0.034, 0.895, 0.402]


def test_log_odds_of_two_equal_texts_are_nothing() -> None:
    found = weighted_log_odds([3, 4], 7, [3, 4], 7, [3 / 7, 4 / 7])
    assert found.delta.tolist() == [0, 0]
    assert found.z.tolist() == [0, 0]


def test_log_odds_against_nothing_at_all_lean_on_the_prior_alone() -> None:
    found = weighted_log_odds([30], 60, [0], 0, [0.5])
    assert np.isfinite(found.z).all()
    assert abs(found.z[0]) < 0.5


@pytest.mark.parametrize(("hits", "number", "low", "high"), [(9, 52, 0.094, 0.297), (0, 5, 0, 0.434), (5, 5, 0.566, 1)])
def test_intervals_of_shares_are_those_of_the_definitions(hits: int, number: int, low: float, high: float) -> None:
    found = wilson_interval(hits, number)
    assert (round(float(found[0]), 3), round(float(found[1]), 3)) == (low, high)


def test_a_share_of_nothing_has_no_interval() -> None:
    assert np.isnan(wilson_interval(0, 0)).all()


def test_rates_are_those_that_scipy_finds() -> None:
    chances = np.random.default_rng(4).uniform(size=(7, 9)) ** 3
    assert discovery_rates(chances) == pytest.approx(false_discovery_control(chances.ravel()).reshape(7, 9))


def test_cells_without_a_test_have_no_part_in_the_rates() -> None:
    alone = discovery_rates([0.01, 0.02])
    beside = discovery_rates([0.01, np.nan, 0.02, np.nan])
    assert beside[[0, 2]].tolist() == alone.tolist()
    assert np.isnan(beside[[1, 3]]).all()
    assert np.isnan(discovery_rates([np.nan])).all()


@pytest.mark.parametrize(
    ("prior", "z"),
    [
        (10, [4.818, -1.532, 1.833, 1.883, -1.033, -4.377]),
        (50, [4.543, -1.424, 2.511, 1.748, -0.962, -4.065]),
    ],
)
def test_log_odds_are_those_that_scattertext_finds(prior: float, z: list[float]) -> None:
    """scattertext 0.2.2, ``LogOddsRatioInformativeDirichletPrior`` on the same counts, priors as these add up.

    With ``sigma=10, scale_type="word"``, and with ``sigma=0.1, scale_type="corpus-size"`` of 500 words.
    """
    one, other = np.array([40, 12, 9, 30, 3, 106]), np.array([15, 30, 0, 28, 9, 218])
    found = weighted_log_odds(one, one.sum(), other, other.sum(), (one + other) / (one + other).sum(), prior=prior)
    assert found.z.round(3).tolist() == z
