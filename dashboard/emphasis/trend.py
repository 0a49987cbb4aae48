"""Whether a series rises or falls: its slope and the chance that order alone made it; asks at least eight periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.emphasis.contrast import two_sided

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST = 8
"""Periods below which no trend is told: with seven, even a series that always rises is not far from chance."""


@dataclass(frozen=True, slots=True)
class Trend:
    """``slope`` a period with the bounds of its interval, and Mann–Kendall's ``s``, ``z`` and ``p``."""

    slope: float
    low: float
    high: float
    s: int
    z: float
    p: float
    periods: int


def find_trend(values: Sequence[float] | Any) -> Trend | None:
    """The trend of a series with a value a period, NaN for a gap; None with fewer than eight values.

    Slope: Theil (1950) and Sen (1968), the median of all slopes between two periods, gaps keeping their place.
    z: Mann (1945) and Kendall (1975) with the correction for ties and for continuity.

    >>> found = find_trend([0.01, 0.02, 0.02, 0.05, 0.04, 0.07, 0.09, 0.17])
    >>> found.s, round(found.z, 3), round(found.p, 4), round(found.slope, 4)
    (25, 2.992, 0.0028, 0.0145)
    """
    series = np.asarray(values, dtype=np.float64)
    at = np.flatnonzero(np.isfinite(series))
    if len(at) < LEAST:
        return None
    seen = series[at]
    s = int(sum(np.sign(seen[k + 1 :] - seen[k]).sum() for k in range(len(seen))))
    spread = _variance(seen)
    z = (s - np.sign(s)) / np.sqrt(spread) if spread > 0 else 0.0
    return Trend(*_slopes(seen, at, spread), s, float(z), float(two_sided(z)), len(at))


def _slopes(seen: Any, at: Any, spread: float) -> tuple[float, float, float]:
    """The median of all slopes between two periods, and the bounds of its 95 % interval after Sen (1968).

    SciPy has the same; importing its statistics would hold up the first trend by seconds.
    """
    from scipy.special import ndtri

    first, second = np.triu_indices(len(seen), 1)
    slopes = np.sort((seen[second] - seen[first]) / (at[second] - at[first]))
    reach = float(ndtri(0.975)) * np.sqrt(spread)
    low = max(round((len(slopes) - reach) / 2) - 1, 0)
    high = min(round((len(slopes) + reach) / 2), len(slopes) - 1)
    return float(np.median(slopes)), float(slopes[low]), float(slopes[high])


def _variance(seen: Any) -> float:
    """Of Mann–Kendall's S where nothing rises or falls, values told alike counted as ties."""
    number = len(seen)
    ties = np.unique(seen, return_counts=True)[1].astype(np.float64)
    whole = number * (number - 1) * (2 * number + 5)
    return float(whole - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
