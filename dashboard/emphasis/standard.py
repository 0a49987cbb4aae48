"""Like with like: shares and densities as they would be if every kind of document weighed the same in every period.

A plan is longer than a press notice, and a year with more plans is not a year with more emphasis. Direct
standardisation: the effect is taken within each kind (and length) of document and averaged over those that a period
has, each kind counting alike. So twice as many documents of one kind change nothing but the width of the interval.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from dashboard.emphasis.resampling import DRAWS, bootstrap_ratio
from dashboard.placing import check

if TYPE_CHECKING:
    from dashboard.emphasis.tally import Tally

Standard = Literal["kind", "kind_length"]
Rate = Literal["share", "density"]
Numbers = np.ndarray[Any, np.dtype[np.float64]]
SHORT, LONG = 15, 60
"""Eligible sentences: a document of up to 15 is short, one of more than 60 is long."""


def find_strata(tally: Tally, standard: Standard = "kind") -> tuple[list[str], Any]:
    """The names of the strata that have documents, and the number of each document's."""
    check("standard", standard, get_args(Standard))
    names = tally.strata.astype(str)
    if standard == "kind_length":
        lengths = np.where(tally.lengths <= SHORT, "short", np.where(tally.lengths > LONG, "long", "middling"))
        names = np.array([f"{kind} {length}" for kind, length in zip(names, lengths, strict=True)], dtype=object)
    held, places = np.unique(names.astype(str), return_inverse=True)
    return held.tolist(), places


def standardise(
    tally: Tally, effect: Rate = "share", *, standard: Standard = "kind", draws: int = DRAWS
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The standardised effect of the sectors shown, with the bounds of its interval: three frames, sectors × periods.

    NaN where no kind of document has anything in a period.
    """
    check("effect", effect, get_args(Rate))
    held, places = find_strata(tally, standard)
    number, periods, rows = len(held), tally.periods, tally.rows
    under = tally.told() if effect == "density" else tally.by_period()
    columns = (np.array(rows, dtype=np.int64)[:, None] * periods + np.arange(periods)).ravel()
    over = _beside(tally.weights[:, columns], places, number)
    below = _beside(under, places, number)
    factor = 1000.0 if effect == "density" else 1.0

    def finish(y: Numbers, n: Numbers) -> Numbers:
        shape = (len(y), number, len(rows), periods)
        above, total = y.reshape(shape).astype(np.float64), n.reshape(len(n), number, 1, periods).astype(np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            each = factor * above / np.where(total > 0, total, np.nan)
            has = np.isfinite(each)
            mean = np.where(has, each, 0).sum(axis=1) / has.sum(axis=1)
        return np.asarray(mean.reshape(len(y), -1))

    def table(cells: Numbers) -> pd.DataFrame:
        index = pd.Index(list(tally.shown), name="sector")
        return pd.DataFrame(cells.reshape(len(rows), periods), index=index, columns=tally.edges[:-1])

    plain = finish(*(np.asarray(part.sum(axis=0)) for part in (over, below)))
    low, high = bootstrap_ratio(tally, over, below, finish, draws=draws)
    return table(plain), table(low), table(high)


def _beside(matrix: Any, places: Any, number: int) -> Any:
    """Documents × (strata · columns): each document's row under its own stratum alone."""
    from scipy import sparse

    entries = matrix.tocoo()
    columns = places[entries.row] * matrix.shape[1] + entries.col
    return sparse.csr_matrix((entries.data, (entries.row, columns)), shape=(matrix.shape[0], number * matrix.shape[1]))
