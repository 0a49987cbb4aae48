"""Two selections beside each other: what each stresses, how surely, and what one of them is silent about.

The two sides are two periods of one tally, so every number is made as in the cells of a heatmap: shares of the weight
of all sectors, log-odds with the larger of both variances, intervals by drawing documents again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from dashboard.emphasis.cells import RATE, Sums
from dashboard.emphasis.contrast import discovery_rates, two_sided
from dashboard.emphasis.resampling import bound_emphasis
from dashboard.emphasis.tally import Corpus, Tally
from dashboard.emphasis.weighing import Spread, weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.measures import Weighting

SIDES = ("a", "b")
_EDGES = pd.DatetimeIndex(["1970-01-01", "1970-01-02", "1970-01-03"])  # the two sides, told apart by a day


@dataclass(frozen=True, slots=True)
class Side:
    """One of two selections: its events (columns of ``Store.index()``) and all documents it was chosen from."""

    events: pd.DataFrame
    documents: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Comparison:
    """``table`` has a row for each sector and these columns, with ``_a`` and ``_b`` for the sides:

    ``events``, ``documents`` (that touch the sector), ``share`` with ``low`` and ``high``; then ``delta`` (natural
    log-odds of a against b) with ``delta_low`` and ``delta_high``, ``z``, ``q``, ``marked``, ``thin``, ``only`` ("a"
    or "b" where the other is silent) and ``silence`` (the chance of that silence, were both alike).
    ``totals`` are the denominators by side: ``events``, ``documents``, ``weight``; ``shared`` counts documents that
    are in both. ``same`` says that both sides hold the same events: then nothing is tested, ``z`` and ``q`` are NaN.
    """

    table: pd.DataFrame
    totals: pd.DataFrame
    shared: int
    same: bool = False

    def row(self, code: str) -> dict[str, Any]:
        """The numbers of one sector by the names of their columns; ``only`` is None where both sides tell of it."""
        held = {str(name): value for name, value in self.table.loc[code].items()}
        return held | {"only": held["only"] if isinstance(held["only"], str) else None}

    def total(self, side: str) -> dict[str, Any]:
        """The denominators of a side by name."""
        return {str(name): value for name, value in self.totals.loc[side].items()}


def compare(
    a: Side, b: Side, *, sectors: Sequence[str], shown: Sequence[str] | None = None, weighting: Weighting = "incidence"
) -> Comparison:
    """Compare two selections sector by sector; ``sectors`` are all that a share is of, ``shown`` those asked for."""
    tally = tally_sides(a, b, sectors=sectors, shown=shown, weighting=weighting)
    sums = Sums.over(tally)
    rows = tally.rows
    delta, variance = (cells[rows, 0] for cells in sums.log_odds())
    thin = sums.thin()[rows, 0]
    same = _hold_the_same(a.events, b.events)
    z = np.where(thin | same, np.nan, delta / np.sqrt(variance))
    q = discovery_rates(two_sided(z, _degrees(sums)[rows]))
    share_low, share_high = bound_emphasis(tally, "share")
    odds_low, odds_high = bound_emphasis(tally, "log_odds")
    columns: dict[str, Any] = {}
    with np.errstate(divide="ignore", invalid="ignore"):
        for side, name in enumerate(SIDES):
            columns |= {
                f"events_{name}": sums.weight[rows, side],
                f"documents_{name}": sums.touching[rows, side].astype(np.int64),
                f"share_{name}": sums.weight[rows, side] / sums.total[side],
                f"low_{name}": share_low.iloc[:, side].to_numpy(),
                f"high_{name}": share_high.iloc[:, side].to_numpy(),
            }
    columns |= {
        "delta": delta,
        "delta_low": odds_low.iloc[:, 0].to_numpy(),
        "delta_high": odds_high.iloc[:, 0].to_numpy(),
    }
    columns |= {"z": z, "q": q, "marked": q < RATE, "thin": thin}
    columns |= _silences(sums.touching[rows], sums.documents)
    totals = pd.DataFrame(
        {
            "events": [len(a.events), len(b.events)],
            "documents": sums.documents.astype(np.int64),
            "weight": sums.total,
        },
        index=pd.Index(SIDES, name="side"),
    )
    shared = int(pd.Index(a.documents["id"].unique()).isin(b.documents["id"].unique()).sum())
    return Comparison(pd.DataFrame(columns, index=pd.Index(list(tally.shown), name="sector")), totals, shared, same)


def _hold_the_same(a: pd.DataFrame, b: pd.DataFrame) -> bool:
    """Whether two frames are the same rows of one frame."""
    told = [name for name in ("id", "document") if name in a and name in b]
    return len(a) > 0 and a.index.equals(b.index) and a[told].equals(b[told])


def _degrees(sums: Sums) -> Any:
    """Degrees of freedom of each sector's test: those of the side with fewer voices.

    Without end where no document repeats itself on a sector: events are then counted one by one, as in the source of
    the log-odds, and no variance between documents has to be learnt from them.
    """
    repeats = (sums.sector_squares > sums.sector * (1 + 1e-9))[:, 0]
    return np.where(repeats, sums.degrees().min(axis=1), np.inf)


def tally_sides(
    a: Side, b: Side, *, sectors: Sequence[str], shown: Sequence[str] | None = None, weighting: Weighting = "incidence"
) -> Tally:
    """The weights of both sides by document, each side a period; every event counts, dated or not."""
    corpus = Corpus(pd.concat([a.documents, b.documents]))
    ids = corpus.ids
    weights = sum(
        weigh(
            side.events,
            np.zeros(len(side.events), dtype=np.int64),
            Spread.all_in(number),
            sectors,
            corpus.find(side.events["document"]),
            shape=(len(corpus.ids), 2),
            weighting=weighting,
        )
        for number, side in enumerate((a, b))
    )
    held = np.stack([ids.isin(pd.Index(side.documents["id"].unique())) for side in (a, b)], axis=1)
    return Tally(
        sectors=tuple(sectors),
        shown=tuple(shown if shown is not None else sectors),
        edges=_EDGES,
        documents=ids,
        weights=weights,
        sentences=sparse.csr_matrix(held * np.maximum(corpus.lengths, 1e-9)[:, None]),
        strata=corpus.kinds,
        lengths=corpus.lengths,
    )


def _silences(touching: Any, documents: Any) -> dict[str, Any]:
    """Which side alone touches a sector, and how likely the other's silence is where both touch it equally often.

    Were the documents that touch a sector dealt out to the sides by chance, the other side would get none of them
    with the probability of the hypergeometric distribution (Fisher's exact test, one-sided).
    """
    from scipy.special import gammaln

    only = np.where((touching[:, 0] > 0) & (touching[:, 1] == 0), "a", "")
    only = np.where((touching[:, 1] > 0) & (touching[:, 0] == 0), "b", only)
    silent = np.where(only == "a", documents[1], documents[0])
    told, whole = touching.sum(axis=1), documents.sum()
    spoke = whole - silent  # documents of the side that tells
    chance = np.exp(gammaln(spoke + 1) - gammaln(spoke - told + 1) - gammaln(whole + 1) + gammaln(whole - told + 1))
    return {
        "only": pd.array([one or None for one in only], dtype=object),
        "silence": np.where(only == "", np.nan, chance),
    }


def count_wording(a: Side, b: Side, sectors: Sequence[str]) -> pd.DataFrame:
    """Events of each sector on each rung of the wording ladder, by side: columns sector, modality, a, b.

    An event that stands on no rung is left out; rungs nobody uses for a sector have no row.
    """
    counted = [_rungs(side.events, sectors, name) for side, name in zip((a, b), SIDES, strict=True)]
    return pd.concat(counted, axis=1).fillna(0).astype(np.int64).rename_axis(["sector", "modality"]).reset_index()


def count_rungs(a: pd.Series[Any], b: pd.Series[Any]) -> pd.DataFrame:
    """Events on each rung of the wording ladder, of whatever sector, by side: columns modality, a, b."""
    counted = {name: held.dropna().astype(object).value_counts() for name, held in zip(SIDES, (a, b), strict=True)}
    return pd.DataFrame(counted).fillna(0).astype(np.int64).rename_axis("modality").reset_index()


def _rungs(events: pd.DataFrame, sectors: Sequence[str], name: str) -> pd.Series[Any]:
    told = events.loc[events["modality"].notna(), ["sectors", "modality"]].astype(object).explode("sectors")
    told = told[told["sectors"].isin(list(sectors))]
    return told.groupby(["sectors", "modality"]).size().rename(name)
