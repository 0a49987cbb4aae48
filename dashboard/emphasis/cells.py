"""Emphasis in the cells of sector × period: the effect and its certainty, apart; draws nothing.

The effect is what colour shows. Certainty comes from two variances of which the larger counts: that of the counts
(Monroe, Colaresi and Quinn) and that between documents, since the sentences of one document repeat each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
from scipy import sparse

from dashboard.emphasis.contrast import PRIOR, discovery_rates, two_sided, weighted_log_odds
from dashboard.emphasis.weighing import bits_of
from dashboard.placing import check

if TYPE_CHECKING:
    from dashboard.emphasis.tally import Tally

Effect = Literal["count", "density", "share", "incidence", "lift", "log_odds"]
Numbers = np.ndarray[Any, np.dtype[np.float64]]
Truths = np.ndarray[Any, np.dtype[np.bool_]]
FEWEST = 5  # documents or events below which nothing is said of a cell
RATE = 0.05  # of false discoveries among the cells marked
DIVERGING = frozenset({"lift", "log_odds"})
"""Effects whose scale is symmetric about zero: lift as a logarithm to base 2, log-odds as a natural one."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """S sectors (rows, codes) × T periods (columns, first days).

    ``weight`` is what was counted, ``value`` the effect, NaN where there is nothing to say; ``z`` and ``q`` compare the
    cell with all other periods of its sector; ``marked`` cells stand out at a false discovery rate of 5 %; ``thin``
    ones have too few documents or events for any test. ``documents``, ``total`` (weight of all sectors) and
    ``sentences`` (None where time is not that of the telling) are the denominators, by period.
    """

    effect: Effect
    weight: pd.DataFrame
    value: pd.DataFrame
    z: pd.DataFrame
    q: pd.DataFrame
    marked: pd.DataFrame
    thin: pd.DataFrame
    documents: Numbers
    total: Numbers
    sentences: Numbers | None


def measure_emphasis(tally: Tally, effect: Effect = "share") -> Emphasis:
    """The effect in each cell of the sectors shown, tested against the other periods.

    ``count`` y; ``density`` 1000 y/N of sentences; ``share`` y/n; ``incidence`` documents with the sector / documents;
    ``lift`` log2 of the share over that of all other periods (minus infinity for nothing at all); ``log_odds`` of the
    same with a prior.
    Raises UsageError for density where the periods are not those of the telling.
    """
    check("effect", effect, get_args(Effect))
    if effect == "density":
        tally.told()
    sums = Sums.over(tally)
    thin = sums.thin()
    delta, variance = sums.log_odds()
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(thin, np.nan, delta / np.sqrt(variance))
    rows = tally.rows
    q = discovery_rates(two_sided(z, sums.degrees())[rows])
    values = effect_of(effect, sums, delta)[rows]

    def table(cells: Any) -> pd.DataFrame:
        return pd.DataFrame(cells, index=pd.Index(list(tally.shown), name="sector"), columns=tally.edges[:-1])

    return Emphasis(
        effect=effect,
        weight=table(sums.weight[rows]),
        value=table(values),
        z=table(z[rows]),
        q=table(q),
        marked=table(q < RATE),
        thin=table(thin[rows]),
        documents=sums.documents,
        total=sums.total,
        sentences=sums.sentences,
    )


def effect_of(effect: Effect, sums: Sums, delta: Numbers) -> Numbers:
    """The effect in all cells, S × T; NaN of a period without documents."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if effect == "count":
            return np.where(sums.documents > 0, sums.weight, np.nan)
        if effect == "share":
            return sums.weight / np.where(sums.total > 0, sums.total, np.nan)
        if effect == "incidence":
            return sums.touching / np.where(sums.documents > 0, sums.documents, np.nan)
        if effect == "density" and sums.sentences is not None:
            told = sums.sentences
            return 1000 * sums.weight / np.where(told > 0, told, np.nan)
        if effect == "lift":
            elsewhere = (sums.sector - sums.weight) / (sums.total.sum() - sums.total)
            ratio = sums.weight / np.where(sums.total > 0, sums.total, np.nan) / elsewhere
            return np.asarray(np.log2(ratio))
    return np.where(sums.total > 0, delta, np.nan)


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over documents. S × T: ``weight`` y, ``touching`` (documents with y > 0), ``squares`` Σy², ``cross`` Σy·n,
    ``own`` Σ y·Y and ``other`` Σ y·N, where Y and N are a document's sums over all periods; ``stretched`` Σ Y·n.
    S × 1: ``sector`` y of all periods, ``sector_squares`` ΣY², ``sector_cross`` ΣY·N.
    T: ``total`` n, ``documents``, ``total_squares`` Σn², ``total_own`` Σn·N, ``sentences``; ``whole_squares`` ΣN².
    """

    weight: Numbers
    touching: Numbers
    squares: Numbers
    cross: Numbers
    own: Numbers
    other: Numbers
    stretched: Numbers
    sector: Numbers
    sector_squares: Numbers
    sector_cross: Numbers
    total: Numbers
    documents: Numbers
    total_squares: Numbers
    total_own: Numbers
    whole_squares: float
    sentences: Numbers | None

    @classmethod
    def over(cls, tally: Tally) -> Sums:
        """Of all documents of a tally."""
        y, periods = tally.weights, tally.periods
        y.sum_duplicates()
        document = np.repeat(np.arange(y.shape[0]), np.diff(y.indptr))
        column, value = y.indices, y.data
        sector = column // periods
        period = column - sector * periods
        whole = np.bincount(document, value, minlength=y.shape[0])
        by_time, by_code = bits_of(periods), bits_of(len(tally.sectors))
        told, n, its_period = _join((document << by_time) + period, value)
        told_of, of_sector, its_sector = _join((document << by_code) + sector, value)
        teller, period_told = told >> by_time, told & ((1 << by_time) - 1)
        spoken, sector_told = told_of >> by_code, told_of & ((1 << by_code) - 1)

        def add(each: Any) -> Numbers:
            return tally.cells(np.bincount(column, each, minlength=y.shape[1]))

        def by_period(each: Any) -> Numbers:
            return np.bincount(period_told, each, minlength=periods).astype(np.float64)

        def by_sector(each: Any) -> Numbers:
            return np.bincount(sector_told, each, minlength=len(tally.sectors)).astype(np.float64)[:, None]

        spoken_by = Pairs(spoken, sector_told, of_sector, len(tally.sectors))
        said = tally.sentences
        return cls(
            weight=add(value),
            touching=add(value > 0),
            squares=add(value * value),
            cross=add(value * n[its_period]),
            own=add(value * of_sector[its_sector]),
            other=add(value * whole[document]),
            stretched=_cross(spoken_by, Pairs(teller, period_told, n, periods), y.shape[0]),
            sector=by_sector(of_sector),
            sector_squares=by_sector(of_sector * of_sector),
            sector_cross=by_sector(of_sector * whole[spoken]),
            total=by_period(n),
            documents=_count_read(teller * periods + period_told, said, periods),
            total_squares=by_period(n * n),
            total_own=by_period(n * whole[teller]),
            whole_squares=float((whole * whole).sum()),
            sentences=None if said is None else _down(said),
        )

    def thin(self) -> Truths:
        """Cells of which too little is known: too few documents in or outside the period, events, or voices.

        Voices are the documents that touch the sector, as many as would give it its weight evenly (Y²/ΣY² over
        documents): forty events of one document beside two of others are hardly more than one voice.
        """
        inside, outside = self.documents, self.documents.sum() - self.documents
        few = (np.minimum(inside, outside) < FEWEST) | (self.sector < FEWEST) | (self.voices() < FEWEST)
        return np.asarray(few)

    def voices(self) -> Numbers:
        """How many documents would give a sector its weight evenly, S × 1."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.nan_to_num(self.sector**2 / self.sector_squares))

    def degrees(self) -> Numbers:
        """Degrees of freedom of the variance between documents: of few voices it is itself uncertain.

        Three times the voices to be expected in the period: on documents dealt out by chance, worlds with any mark are
        then about as rare as stated; with a normal distribution every third had one.
        """
        whole = self.documents.sum()
        return np.asarray(np.maximum(3 * self.voices() * self.documents / max(whole, 1), 1))

    def log_odds(self, prior: float = PRIOR) -> tuple[Numbers, Numbers]:
        """Each cell against all other periods of its sector, and the larger of the two variances."""
        whole = self.total.sum()
        share = self.sector / whole if whole else 0 * self.sector
        found = weighted_log_odds(
            self.weight, self.total, self.sector - self.weight, whole - self.total, share, prior=prior
        )
        between = self._inside(prior * share, prior) + self._outside(prior * share, whole, prior)
        return found.delta, np.fmax(found.variance, between)

    def _inside(self, alpha: Numbers, prior: float) -> Numbers:
        """Variance between documents of the log-odds in the period, by linearisation of the ratio y/n."""
        p = (self.weight + alpha) / (self.total + prior)
        spread = self.squares - 2 * p * self.cross + p * p * self.total_squares
        return _of_odds(spread, p, self.total + prior)

    def _outside(self, alpha: Numbers, whole: float, prior: float) -> Numbers:
        """The same of all other periods taken together."""
        p = (self.sector - self.weight + alpha) / (whole - self.total + prior)
        squares = self.sector_squares - 2 * self.own + self.squares
        cross = self.sector_cross - self.stretched - self.other + self.cross
        totals = self.whole_squares - 2 * self.total_own + self.total_squares
        return _of_odds(squares - 2 * p * cross + p * p * totals, p, whole - self.total + prior)


def _of_odds(spread: Numbers, p: Numbers, number: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.maximum(spread, 0) / (number * p * (1 - p)) ** 2


def _down(matrix: Any) -> Numbers:
    return np.bincount(matrix.indices, matrix.data, minlength=matrix.shape[1]).astype(np.float64)


def _join(keys: Any, values: Numbers) -> tuple[Any, Numbers, Any]:
    """Each key once, the sum of its values, and the place of each entry's key; keys in order are not looked up."""
    fresh = np.diff(keys, prepend=-1)
    if (fresh >= 0).all():
        unique, places = keys[fresh > 0], np.cumsum(fresh > 0) - 1
    else:
        places, unique = pd.factorize(keys)
    return unique, np.bincount(places, values, minlength=len(unique)).astype(np.float64), places


class Pairs(NamedTuple):
    """What documents give to columns, document by document: each pair of the two once; ``number`` columns in all."""

    document: Any
    column: Any
    value: Numbers
    number: int

    def of(self, rows: Any) -> Pairs:
        """Some of the pairs."""
        return Pairs(self.document[rows], self.column[rows], self.value[rows], self.number)

    def matrix(self, documents: int) -> Any:
        """The same as a sparse matrix, documents × columns."""
        pointers = np.concatenate([[0], np.cumsum(np.bincount(self.document, minlength=documents))])
        return sparse.csr_matrix((self.value, self.column, pointers), shape=(documents, self.number))


def _cross(one: Pairs, other: Pairs, documents: int) -> Numbers:
    """Sums over documents of the products of what they give to a column of one and of the other, one × other.

    Most documents give to one column of the other only, where a product of matrices would be the long way.
    """
    often = np.bincount(other.document, minlength=documents)
    column, value = np.zeros(documents, dtype=np.int64), np.zeros(documents)
    column[other.document], value[other.document] = other.column, other.value
    single = often[one.document] == 1
    plain = one.of(single)
    cells = plain.column * other.number + column[plain.document]
    size = one.number * other.number
    sums = np.bincount(cells, plain.value * value[plain.document], minlength=size).astype(np.float64)
    rest, several = one.of(~single), other.of(often[other.document] > 1)
    if len(rest.document):
        sums += np.asarray((rest.matrix(documents).T @ several.matrix(documents)).todense()).ravel()
    return sums.reshape(one.number, other.number)


def _count_read(told: Any, sentences: Any, periods: int) -> Numbers:
    """Documents by period: those that were told then, and those that have an event there."""
    if sentences is not None:
        documents = np.repeat(np.arange(sentences.shape[0]), np.diff(sentences.indptr))
        read = (documents * periods + sentences.indices)[sentences.data > 0]
        told = np.sort(np.concatenate([told, read]))
        told = told[np.diff(told, prepend=-1) > 0]
    return np.bincount(told % periods, minlength=periods).astype(np.float64)
