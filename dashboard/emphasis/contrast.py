"""Tests of shares against each other: intervals, log-odds, the error rate of many tests; knows no event and no chart.

Every array is broadcast as numpy does; NaN where a number is not defined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.float64]]
PRIOR = 10.0
"""Weight of the prior of the log-odds: as if that many events had been seen that were spread like all."""


@dataclass(frozen=True, slots=True)
class LogOdds:
    """How much more is said in i than in j: ``delta`` in natural logarithms, its variance, and ``z``."""

    delta: Numbers
    variance: Numbers

    @property
    def z(self) -> Numbers:
        """Standard normal where nothing differs."""
        return np.asarray(self.delta / np.sqrt(self.variance))


def weighted_log_odds(y_i: Any, n_i: Any, y_j: Any, n_j: Any, share: Any, *, prior: float = PRIOR) -> LogOdds:
    """Log-odds of a class between two texts with an informative Dirichlet prior, all four terms of the variance.

    ``y`` of ``n`` are counts of the class, ``share`` its pooled share, from which the prior is made. Source: Monroe,
    Colaresi and Quinn (2008), Political Analysis 16(4), equations 15 and 19 with the terms of the complement, which
    the paper leaves out since words are rare; a handful of sectors is not.
    """
    alpha = prior * np.asarray(share, dtype=np.float64)
    has_i, has_j = np.asarray(y_i) + alpha, np.asarray(y_j) + alpha
    lacks_i, lacks_j = np.asarray(n_i) + prior - has_i, np.asarray(n_j) + prior - has_j
    with np.errstate(divide="ignore", invalid="ignore"):
        delta = np.log(has_i / lacks_i) - np.log(has_j / lacks_j)
        variance = 1 / has_i + 1 / has_j + 1 / lacks_i + 1 / lacks_j
    known = np.isfinite(delta) & np.isfinite(variance)
    return LogOdds(np.where(known, delta, np.nan), np.where(known, variance, np.nan))


def two_sided(z: Any, degrees: Any = None) -> Numbers:
    """The chance of a standard normal value at least as far from 0; of Student's t of so many degrees of freedom."""
    from scipy.special import ndtr, stdtr

    below = -np.abs(np.asarray(z, dtype=np.float64))
    if degrees is None:
        return np.asarray(2 * ndtr(below))
    bounded = np.isfinite(degrees)
    return np.asarray(2 * np.where(bounded, stdtr(np.where(bounded, degrees, 1), below), ndtr(below)))


def discovery_rates(p: Any) -> Numbers:
    """The q of each p: the rate of false discoveries among all that are at least as small; NaN is no test.

    Source: Benjamini and Hochberg (1995). SciPy has the same; importing its statistics would hold up the first chart.

    >>> discovery_rates([0.01, np.nan, 0.04]).tolist()
    [0.02, nan, 0.04]
    """
    chances = np.asarray(p, dtype=np.float64)
    rates = np.full(chances.shape, np.nan)
    known = np.isfinite(chances)
    order = np.argsort(-chances[known])
    number = len(order)
    stepped = chances[known][order] * number / np.arange(number, 0, -1)
    ranked = np.empty(number)
    ranked[order] = np.minimum(np.minimum.accumulate(stepped), 1) if number else stepped
    rates[known] = ranked
    return rates


def wilson_interval(hits: Any, number: Any, *, confidence: float = 0.95) -> tuple[Numbers, Numbers]:
    """Bounds of a share that was seen as ``hits`` of ``number``; NaN of none. Source: Wilson (1927).

    >>> low, high = wilson_interval(0, 5)
    >>> round(float(low), 3), round(float(high), 3)
    (0.0, 0.434)
    """
    from scipy.special import ndtri

    z = float(ndtri(0.5 + confidence / 2))
    hits, number = np.asarray(hits, dtype=np.float64), np.asarray(number, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = hits / number
        middle = (share + z * z / (2 * number)) / (1 + z * z / number)
        reach = z / (1 + z * z / number) * np.sqrt(share * (1 - share) / number + z * z / (4 * number * number))
    return np.where(hits == 0, 0.0 * middle, middle - reach), np.where(hits == number, 0 * middle + 1, middle + reach)
