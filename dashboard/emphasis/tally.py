"""How much each document gives to each sector in each period: what every measure of emphasis is made from.

Kept by document, since the sentences of one document are not independent: what is resampled are documents.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from dashboard.placing import NONE, days_of, place_days
from loaders.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.measures import Axis, Measure, Weighting
    from dashboard.placing import Placed

Days = np.ndarray[Any, np.dtype[np.int64]]
Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Tally:
    """Weights of S sectors in T periods by D documents.

    ``weights`` is D × (S·T), sparse, its columns sector by sector; ``documents`` the ids of its rows, sorted.
    ``sentences`` (D × T, sparse) are the eligible sentences of the documents created in each period; None where time
    is not that of the telling, for a sentence has no other. ``strata`` names each document's kind, ``lengths`` are
    its eligible sentences. ``shown`` are the
    sectors asked for; the others are kept since shares are of them all.
    """

    sectors: tuple[str, ...]
    shown: tuple[str, ...]
    edges: pd.DatetimeIndex
    documents: pd.Index[Any]
    weights: Any
    sentences: Any | None
    strata: np.ndarray[Any, Any]
    lengths: Numbers

    @property
    def periods(self) -> int:
        """T."""
        return len(self.edges) - 1

    @property
    def rows(self) -> list[int]:
        """Numbers of the sectors shown."""
        return [self.sectors.index(code) for code in self.shown]

    def by_period(self) -> Any:
        """D × T: the weight of all sectors, the denominator of a share."""
        number = self.periods
        into = sparse.csr_matrix(
            (np.ones(len(self.sectors) * number), (np.arange(len(self.sectors) * number), _tiles(self))),
            shape=(len(self.sectors) * number, number),
        )
        return (self.weights @ into).tocsr()

    def by_sector(self) -> Any:
        """D × S: the weight of all periods."""
        number = len(self.sectors) * self.periods
        into = sparse.csr_matrix(
            (np.ones(number), (np.arange(number), np.arange(number) // self.periods)), shape=(number, len(self.sectors))
        )
        return (self.weights @ into).tocsr()

    def told(self) -> Any:
        """D × T: eligible sentences; raises UsageError where the periods are not those of the telling."""
        if self.sentences is None:
            raise UsageError("density: sentences are told on a day, so place events by the day announced.")
        return self.sentences

    def read(self) -> Any:
        """D × T: more than zero where a document was told in a period or has an event there."""
        weight = self.by_period()
        return weight if self.sentences is None else self.sentences + weight

    def cells(self, totals: Any) -> Numbers:
        """Sums over documents, one for each column of ``weights``, as S × T."""
        return np.asarray(totals, dtype=np.float64).reshape(len(self.sectors), self.periods)

    def of(self, rows: Any) -> Tally:
        """The same of some documents, by their numbers."""
        return replace(
            self,
            documents=self.documents[rows],
            weights=self.weights[rows],
            sentences=None if self.sentences is None else self.sentences[rows],
            strata=self.strata[rows],
            lengths=self.lengths[rows],
        )


def _tiles(tally: Tally) -> Any:
    return np.tile(np.arange(tally.periods), len(tally.sectors))


class Corpus:
    """The documents of a version, made ready once for every tally: sorted by id, days and sentences as arrays.

    ``documents`` has the columns ``id``, ``kind``, ``sentences``, ``created_start`` and ``created_end``; an id that
    stands twice counts once.
    """

    def __init__(self, documents: pd.DataFrame) -> None:
        ids = documents["id"].to_numpy(dtype=object)
        order = np.argsort(ids, kind="stable")
        order = order[np.concatenate([[True], ids[order][1:] != ids[order][:-1]])] if len(ids) else order
        self.ids = pd.Index(ids[order])
        self.kinds = documents["kind"].astype(object).fillna("other").to_numpy(dtype=object)[order]
        self.lengths = documents["sentences"].to_numpy(dtype=np.float64)[order]
        self.first, self.last = days_of(documents["created_start"])[order], days_of(documents["created_end"])[order]
        self._seen: tuple[Any, Days] | None = None

    def find(self, documents: pd.Series[Any]) -> Days:
        """The number of each event's document, -1 for one that is not there."""
        if not isinstance(documents.dtype, pd.CategoricalDtype):
            there: Days = self.ids.get_indexer(pd.Index(documents.astype(object))).astype(np.int64)
            return there
        names = documents.cat.categories
        if self._seen is None or self._seen[0] is not names:
            places = self.ids.get_indexer(pd.Index(names.astype(object)))
            self._seen = names, np.append(places, -1).astype(np.int64)
        found: Days = self._seen[1][documents.cat.codes.to_numpy()]
        return found

    def sentences(self, edges: pd.DatetimeIndex) -> Any:
        """Eligible sentences, documents × periods; those of a document dated coarsely are shared out by days."""
        known = np.flatnonzero((self.first != NONE) & (self.last != NONE))
        nought = np.zeros(len(known), dtype=np.int64)
        rows = Rows(known, nought, self.first[known], self.last[known], nought > 0, self.lengths[known])
        entries = spread(rows, days_of(pd.Series(edges)), "mass")
        shape = (len(self.ids), len(edges) - 1)
        return sparse.coo_matrix((entries.weight, (entries.document, entries.period)), shape=shape).tocsr()


def tally_documents(
    events: pd.DataFrame,
    documents: pd.DataFrame | Corpus,
    *,
    sectors: Sequence[str],
    edges: pd.DatetimeIndex,
    shown: Sequence[str] | None = None,
    measure: Measure = "onset",
    axis: Axis = "announced",
    weighting: Weighting = "incidence",
    as_of: date | None = None,
) -> Tally:
    """Weigh events (columns of ``Store.index()``) in the periods between ``edges``, by document.

    ``sectors`` are all that a share is of, ``shown`` those asked for. Measures and weightings are those of
    ``dashboard.measures``: the weights of all documents sum to its counts. Rows in another order change nothing.
    """
    corpus = documents if isinstance(documents, Corpus) else Corpus(documents)
    placed = place_days(events, axis=axis, as_of=as_of)
    bounds = days_of(pd.Series(edges))
    rows = explode(events, placed, sectors, corpus, weighting, within=bounds, open_ends=measure != "mass")
    entries = spread(rows, bounds, measure)
    number = len(edges) - 1
    weights = sparse.coo_matrix(
        (entries.weight, (entries.document, entries.sector * number + entries.period)),
        shape=(len(corpus.ids), len(sectors) * number),
    ).tocsr()
    return Tally(
        sectors=tuple(sectors),
        shown=tuple(shown if shown is not None else sectors),
        edges=edges,
        documents=corpus.ids,
        weights=weights,
        sentences=corpus.sentences(edges) if axis == "announced" else None,
        strata=corpus.kinds,
        lengths=corpus.lengths,
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """An event in one of its sectors: number of its document and sector, days, whether it lasts, its weight."""

    document: Days
    sector: Days
    first: Days
    last: Days
    span: np.ndarray[Any, np.dtype[np.bool_]]
    share: Numbers


@dataclass(frozen=True, slots=True)
class Entries:
    """What a document gives to a sector in a period."""

    document: Days
    sector: Days
    period: Days
    weight: Numbers


def explode(
    events: pd.DataFrame,
    placed: Placed,
    sectors: Sequence[str],
    corpus: Corpus,
    weighting: Weighting,
    *,
    within: Days | None = None,
    open_ends: bool = True,
) -> Rows:
    """A row for each event in each of its sectors; combinations of sectors are looked up once each.

    Events that lie wholly outside the first and last of the days ``within`` are left out.
    """
    lists = events["sectors"] if isinstance(events["sectors"].dtype, pd.CategoricalDtype) else _combined(events)
    groups = lists.cat.categories
    known = {code: number for number, code in enumerate(sectors)}
    codes = [np.array([known[code] for code in group if code in known], dtype=np.int64) for group in groups]
    sizes = np.array([len(one) for one in codes] or [0])
    among = np.array([max(len(group), 1) for group in groups] or [1])
    group = lists.cat.codes.to_numpy()
    document = corpus.find(events["document"])
    used = (group >= 0) & (document >= 0) & placed.dated
    if within is not None:
        used &= (placed.start < within[-1]) & (placed.end > within[0])
    if not open_ends:
        used &= ~placed.open_end
    kept = np.flatnonzero(used)
    number = sizes[group[kept]]
    row = np.repeat(kept, number)
    within_row = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
    offsets = np.cumsum(sizes) - sizes
    flat = np.concatenate(codes) if codes else np.zeros(0, dtype=np.int64)
    sector = flat[offsets[group[row]] + within_row]
    share = 1.0 / among[group[row]] if weighting == "fractional" else np.ones(len(row))
    return Rows(document[row], sector, placed.start[row], placed.end[row], placed.span[row], share)


def _combined(events: pd.DataFrame) -> pd.Series[Any]:
    """The lists of a full frame as categories of tuples."""
    tuples = [() if one is None else tuple(one) for one in events["sectors"]]
    groups = list(dict.fromkeys(tuples))
    places = {group: number for number, group in enumerate(groups)}
    held = pd.Categorical.from_codes(
        np.array([places[one] for one in tuples], dtype=np.int64), categories=pd.Index(groups, tupleize_cols=False)
    )
    return pd.Series(held, index=events.index)


def spread(rows: Rows, bounds: Days, measure: Measure) -> Entries:
    """Each row's weight in each period that it meets."""
    periods = len(bounds) - 1
    meets = (rows.first < bounds[-1]) & (rows.last > bounds[0])
    enters = np.clip(np.searchsorted(bounds, rows.first, "right") - 1, 0, periods - 1)
    leaves = np.clip(np.searchsorted(bounds, rows.last, "left") - 1, 0, periods - 1)
    number = np.where(meets, leaves - enters + 1, 0)
    at = np.repeat(np.arange(len(number)), number)
    period = enters[at] + np.arange(len(at)) - np.repeat(np.cumsum(number) - number, number)
    shared = np.minimum(rows.last[at], bounds[period + 1]) - np.maximum(rows.first[at], bounds[period])
    if measure == "days":
        weight = shared.astype(np.float64)
    else:
        weight = shared / (rows.last - rows.first)[at]
        if measure != "mass":
            begins = (bounds[period] <= rows.first[at]) & (rows.first[at] < bounds[period + 1])
            whole = np.ones(len(at)) if measure == "presence" else begins.astype(np.float64)
            weight = np.where(rows.span[at], whole, weight)
    kept = weight > 0
    return Entries(rows.document[at][kept], rows.sector[at][kept], period[kept], (weight * rows.share[at])[kept])
