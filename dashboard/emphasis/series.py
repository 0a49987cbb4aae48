"""Emphasis period by period: a value with its interval, the trend in it, and its plain twin; draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from dashboard.emphasis.cells import FEWEST, measure_emphasis
from dashboard.emphasis.coverage import Coverage, find_coverage
from dashboard.emphasis.resampling import DRAWS, bound_emphasis
from dashboard.emphasis.standard import Standard, standardise
from dashboard.emphasis.tally import Corpus, tally_documents
from dashboard.emphasis.trend import Trend, find_trend
from dashboard.measures import is_over
from dashboard.placing import check

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.measures import Measure, Weighting
    from dashboard.placing import Axis

Followed = Literal["share", "density", "incidence"]


def find_followed(effect: str) -> Followed:
    """What a trend follows where an effect is asked for: itself, or the share where it has no trend.

    >>> find_followed("density"), find_followed("count")
    ('density', 'share')
    """
    return next((one for one in get_args(Followed) if one == effect), "share")


@dataclass(frozen=True, slots=True)
class Series:
    """S sectors × T periods: ``value`` with ``low`` and ``high`` (95 %), NaN for a gap; ``trends`` by sector.

    ``plain`` is the series as it is without standardising, None where it is not standardised. A period that is
    not over takes no part in a trend. ``documents`` and ``total`` are the denominators by period.
    """

    effect: Followed
    standard: Standard | None
    edges: pd.DatetimeIndex
    complete: np.ndarray[Any, np.dtype[np.bool_]]
    sparse: np.ndarray[Any, np.dtype[np.bool_]]
    value: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    plain: pd.DataFrame | None
    trends: dict[str, Trend | None]
    documents: np.ndarray[Any, np.dtype[np.float64]]
    total: np.ndarray[Any, np.dtype[np.float64]]
    coverage: Coverage


def follow(
    events: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    sectors: Sequence[str],
    shown: Sequence[str],
    edges: pd.DatetimeIndex,
    effect: Followed = "share",
    standard: Standard | None = None,
    measure: Measure = "onset",
    axis: Axis = "announced",
    weighting: Weighting = "fractional",
    as_of: date | None = None,
    corpus: Corpus | None = None,
    draws: int = DRAWS,
) -> Series:
    """Follow the sectors ``shown`` over the periods between ``edges``; shares are of all ``sectors``.

    ``standard`` makes like with like (see ``standardise``), of shares and densities alone; ``corpus`` is the documents
    made ready, if they are.
    """
    check("effect", effect, get_args(Followed))
    tally = tally_documents(
        events,
        corpus or documents,
        sectors=sectors,
        shown=shown,
        edges=edges,
        measure=measure,
        axis=axis,
        weighting=weighting,
        as_of=as_of,
    )
    cells = measure_emphasis(tally, effect)
    plain: pd.DataFrame | None = None
    if standard and effect != "incidence":
        plain = cells.value
        value, low, high = standardise(tally, effect, standard=standard, draws=draws)
    else:
        value = cells.value
        low, high = bound_emphasis(tally, effect, draws=draws)
    complete, sparse = is_over(edges, as_of), cells.documents < FEWEST
    return Series(
        effect=effect,
        standard=standard if plain is not None else None,
        edges=edges,
        complete=complete,
        sparse=sparse,
        value=value,
        low=low,
        high=high,
        plain=plain,
        trends={code: find_trend(np.where(complete & ~sparse, value.loc[code], np.nan)) for code in shown},
        documents=cells.documents,
        total=cells.total,
        coverage=find_coverage(events, documents, edges, axis=axis, as_of=as_of),
    )
