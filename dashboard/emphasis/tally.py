"""How much each document gives to each sector in each period: what every measure of emphasis is made from.

Kept by document, since the sentences of one document are not independent: what is resampled are documents.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from dashboard.emphasis.coverage import Coverage, count_kinds, count_once, number_kinds
from dashboard.emphasis.weighing import spread, weigh
from dashboard.placing import NONE, Placed, days_of, place_alike
from loaders.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.measures import Axis, Measure, Weighting

Days = np.ndarray[Any, np.dtype[np.int64]]
Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Tally:
    """Weights of S sectors in T periods by D documents.

    ``weights`` is D × (S·T), sparse, its columns sector by sector; ``documents`` the ids of its rows, sorted.
    ``sentences`` (D × T, sparse) are the eligible sentences of the documents created in each period; None where time
    is not that of the telling, for a sentence has no other. ``strata`` names each document's kind, ``lengths`` are
    its eligible sentences. ``shown`` are the
    sectors asked for; the others are kept since shares are of them all. ``events`` have a place on the axis,
    ``undated`` ones have none, ``unbounded`` ones are left out since the measure is not defined for an open end.
    """

    sectors: tuple[str, ...]
    shown: tuple[str, ...]
    edges: pd.DatetimeIndex
    documents: pd.Index[Any]
    weights: Any
    sentences: Any | None
    strata: np.ndarray[Any, Any]
    lengths: Numbers
    events: int = 0
    undated: int = 0
    unbounded: int = 0

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
        order = pc.sort_indices(pa.array(ids, pa.string())).to_numpy()  # a third of the time that numpy takes
        order = order[np.concatenate([[True], ids[order][1:] != ids[order][:-1]])] if len(ids) else order
        self.ids = pd.Index(ids[order])
        self.kinds = documents["kind"].astype(object).fillna("other").to_numpy(dtype=object)[order]
        self.codes = number_kinds(documents["kind"])[order]
        self.lengths = documents["sentences"].to_numpy(dtype=np.float64)[order]
        self.first, self.last = days_of(documents["created_start"])[order], days_of(documents["created_end"])[order]
        self._seen: tuple[Any, Days] | None = None
        self._told: tuple[Days, Any] | None = None

    def find(self, documents: pd.Series[Any]) -> Days:
        """The number of each event's document, -1 for one that is not there."""
        if not isinstance(documents.dtype, pd.CategoricalDtype):
            there: Days = self.ids.get_indexer(pd.Index(documents.astype(object))).astype(np.int64)
            return there
        names = documents.cat.categories
        if self._seen is None or self._seen[0] is not names:
            places = self.ids.get_indexer(pd.Index(names.astype(object)))
            self._seen = names, np.append(places, -1).astype(np.int32)
        found: Days = self._seen[1][documents.cat.codes.to_numpy()]
        return found

    def cover(self, edges: pd.DatetimeIndex, reviewed: Any, undated: int) -> Coverage:
        """What was read between ``edges``, and of the events that are ``reviewed`` or not (truths) the shares."""
        events = len(reviewed)
        kinds, first, last, number = self._alike
        return Coverage(
            documents=count_kinds(kinds, first, last, edges, number),
            number=count_once(first, last, edges, number),
            undated_documents=int(number[first == NONE].sum()),
            events=events,
            undated=undated / events if events else float("nan"),
            unreviewed=1 - float(reviewed.mean()) if events else float("nan"),
        )

    def count(self, edges: pd.DatetimeIndex) -> Days:
        """How many documents were created in each period, as ``count_documents`` tells it."""
        kinds, first, last, number = self._alike
        counted: Days = count_kinds(kinds, first, last, edges, number).to_numpy().sum(axis=0)
        return counted

    @cached_property
    def _alike(self) -> tuple[Days, Days, Days, Days]:
        """Kind, first day and last of documents that agree in these, and how many there are."""
        columns = {"kind": self.codes, "first": self.first, "last": self.last}
        often = pd.DataFrame(columns).value_counts(sort=False).reset_index(name="number")
        kinds, first, last, number = (often[name].to_numpy() for name in (*columns, "number"))
        return kinds, first, last, number

    def sentences(self, edges: pd.DatetimeIndex) -> Any:
        """Eligible sentences, documents × periods; those of a document dated coarsely are shared out by days."""
        bounds = days_of(pd.Series(edges))
        if self._told is None or not np.array_equal(self._told[0], bounds):
            known = np.flatnonzero((self.first != NONE) & (self.last != NONE))
            none = np.zeros(len(known), dtype=bool)
            told = spread(Placed(self.first[known], self.last[known], none, none, none, none), bounds, "mass")
            document = np.repeat(known, told.number)
            shape = (len(self.ids), len(bounds) - 1)
            weights = told.weight * self.lengths[document]
            self._told = bounds, sparse.csr_matrix((weights, (document, told.period)), shape=shape)
        return self._told[1]


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
    spots, at = place_alike(events, axis, as_of)
    used = spots.dated & ~spots.open_end if measure == "mass" else spots.dated
    often = np.bincount(at, minlength=len(used))
    given = spread(spots, days_of(pd.Series(edges)), measure, used)
    shape = len(corpus.ids), len(edges) - 1
    return Tally(
        sectors=tuple(sectors),
        shown=tuple(shown if shown is not None else sectors),
        edges=edges,
        documents=corpus.ids,
        weights=weigh(events, at, given, sectors, corpus.find(events["document"]), shape=shape, weighting=weighting),
        sentences=corpus.sentences(edges) if axis == "announced" else None,
        strata=corpus.kinds,
        lengths=corpus.lengths,
        events=int(often[spots.dated].sum()),
        undated=int(often[~spots.dated].sum()),
        unbounded=int(often[spots.dated & ~used].sum()),
    )
