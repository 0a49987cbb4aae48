"""The axis of the timeline: what stands at its edge is true of the days that begin there."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.figures import timeline
from dashboard.figures.lettering import text_width
from dashboard.figures.ruler import YEAR
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

EVENTS = SyntheticStore(20).events()


@pytest.mark.parametrize(
    ("width", "start", "end"),
    [
        (480, date(2013, 1, 10), date(2033, 1, 1)),  # five years a step: the first of them is not what stands there
        (900, date(2013, 1, 1), date(2032, 1, 1)),  # every second year: the one before would be cut off
        (900, date(2024, 3, 1), date(2024, 6, 1)),
    ],
)
def test_no_year_stands_at_the_edge_that_is_not_the_one_beginning_there(width: int, start: date, end: date) -> None:
    figure = timeline(
        EVENTS, taxonomy=load_taxonomy(), as_of=date(2024, 6, 30), width=width, start=start, end=end, language="zh"
    )
    years = next(trace for trace in figure.data if trace.mode == "text" and any("年" in text for text in trace.text))
    left, right = (pd.Timestamp(one) for one in figure.layout.xaxis.range)
    across = (right - left) / (width - figure.layout.margin.l - figure.layout.margin.r)
    for moment, text in zip(pd.to_datetime(np.asarray(years.x, dtype="int64"), unit="ms"), years.text, strict=True):
        within = left <= moment < right
        assert within or moment + text_width(text, YEAR) * across <= left or moment >= right, text
        if within:
            assert int(text[:4]) == moment.year
