"""Intervals by the bootstrap over documents: what a number would be had other documents like these been read.

Documents are put into at most 2,000 groups by their ids and the groups are drawn again with replacement: with fewer
documents each is a group of its own, with more the groups are as independent as the documents, and a million events
take no longer than a thousand. The seed is fixed, and neither the order of rows nor of files plays a part.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
from scipy import sparse

from dashboard.emphasis.contrast import weighted_log_odds

if TYPE_CHECKING:
    from dashboard.emphasis.cells import Effect
    from dashboard.emphasis.tally import Tally

Numbers = np.ndarray[Any, np.dtype[np.float64]]
Ratio: TypeAlias = "Callable[[Numbers, Numbers], Numbers]"
GROUPS, DRAWS, SEED = 2000, 400, 20260101
BLOCK = 100  # draws taken at once: bounds the memory


def draw_weights(groups: int, draws: int = DRAWS, seed: int = SEED) -> Any:
    """How often each group is in each draw: groups × draws, every column summing to the number of groups."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(groups, np.full(groups, 1 / groups), size=draws).T.astype(np.float32)


def group_documents(tally: Tally) -> Any:
    """Groups × documents: 1 where a document is in a group, by a hash of its id."""
    number = len(tally.documents)
    if number <= GROUPS:
        return sparse.identity(number, format="csr", dtype=np.float32)
    hashes = pd.util.hash_array(tally.documents.to_numpy(dtype=object), categorize=False)
    places = (hashes % np.uint64(GROUPS)).astype(np.int64)
    return sparse.csr_matrix((np.ones(number, dtype=np.float32), (places, np.arange(number))), shape=(GROUPS, number))


def bootstrap_ratio(
    tally: Tally, over: Any, under: Any, finish: Ratio, *, confidence: float = 0.95, draws: int = DRAWS
) -> tuple[Numbers, Numbers]:
    """Bounds of what ``finish`` makes of two sums over documents, by percentiles of the draws.

    ``over`` is documents × cells, ``under`` documents × denominators; ``finish`` is given their sums (draws × cells,
    draws × denominators) and returns draws × cells. Source: Efron (1979), percentile intervals. NaN where a draw in
    twenty or more has no value.
    """
    groups = group_documents(tally)
    above, below = (np.asarray((groups @ part).todense(), dtype=np.float32) for part in (over, under))
    drawn = draw_weights(groups.shape[0], draws)
    values = [
        finish(drawn[:, low : low + BLOCK].T @ above, drawn[:, low : low + BLOCK].T @ below)
        for low in range(0, draws, BLOCK)
    ]
    return percentile_bounds(np.concatenate(values), confidence)


def percentile_bounds(values: Numbers, confidence: float = 0.95) -> tuple[Numbers, Numbers]:
    """Lower and upper bounds over the first axis, NaN left aside where it is rare."""
    missing = np.isnan(values).mean(axis=0) >= 0.05
    ordered = np.sort(values, axis=0)  # NaN last
    known = (~np.isnan(values)).sum(axis=0)
    tail = (1 - confidence) / 2
    columns = np.arange(values.shape[1])
    low = ordered[np.clip(np.floor(tail * known), 0, len(values) - 1).astype(np.int64), columns]
    high = ordered[np.clip(np.ceil((1 - tail) * known) - 1, 0, len(values) - 1).astype(np.int64), columns]
    return np.where(missing, np.nan, low), np.where(missing, np.nan, high)


def bound_emphasis(tally: Tally, effect: Effect, *, draws: int = DRAWS) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lower and upper bounds (95 %) of the effect in each cell of the sectors shown, rows and columns as measured."""
    periods, rows = tally.periods, tally.rows
    columns = (np.array(rows, dtype=np.int64)[:, None] * periods + np.arange(periods)).ravel()
    over, under = tally.weights[:, columns], tally.by_period()
    if effect == "density":
        under = tally.told()
    if effect == "incidence":
        over, under = (over > 0).astype(np.float32), (tally.read() > 0).astype(np.float32)

    def finish(above: Numbers, below: Numbers) -> Numbers:
        y, n = above.reshape(-1, len(rows), periods).astype(np.float64), below[:, None, :].astype(np.float64)
        return _effect(effect, y, n).reshape(len(y), -1)

    low, high = bootstrap_ratio(tally, over, under, finish, draws=draws)
    index = pd.Index(list(tally.shown), name="sector")
    shape = (len(rows), periods)
    return (
        pd.DataFrame(low.reshape(shape), index=index, columns=tally.edges[:-1]),
        pd.DataFrame(high.reshape(shape), index=index, columns=tally.edges[:-1]),
    )


def _effect(effect: Effect, y: Numbers, n: Numbers) -> Numbers:
    """The effect of drawn sums, draws × sectors × periods."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if effect == "count":
            return y
        if effect in ("lift", "log_odds"):
            sector, whole = y.sum(axis=2, keepdims=True), n.sum(axis=2, keepdims=True)
            if effect == "log_odds":
                return weighted_log_odds(y, n, sector - y, whole - n, sector / whole).delta
            return np.asarray(np.log2((y / n) / ((sector - y) / (whole - n))))
        return np.asarray((1000 if effect == "density" else 1) * y / np.where(n > 0, n, np.nan))
