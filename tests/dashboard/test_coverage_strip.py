"""The strip under the timeline: every document read stands in it once, on the days of the axis above it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.emphasis.coverage import KINDS, find_coverage
from dashboard.library import Library
from dashboard.measures import count_documents
from dashboard.pages.coverage import build_coverage
from dashboard.pages.markup import write_markup
from dashboard.placing import day_number
from dashboard.selection import Selection
from dashboard.views.emphasis import BARS, cover_view
from dashboard.views.view import apply_selection, cover_rows, find_corpus, find_documents
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
STORE = SyntheticStore(160, seed=6)
LIBRARY = Library(lambda version: STORE, "synthetic")
TODAY = date(2026, 6, 30)
WINDOWS = [
    (date(2014, 1, 1), date(2028, 1, 1)),
    (date(2021, 3, 4), date(2021, 5, 9)),
    (date(1950, 1, 1), date(2100, 1, 1)),
]


@pytest.mark.parametrize("window", WINDOWS)
def test_documents_are_counted_by_kind_as_everywhere(window: tuple[date, date]) -> None:
    view = apply_selection(Selection(kinds=("news", "plan")), LIBRARY.newest(), TAXONOMY, TODAY)
    covered, edges, _ = cover_view(view, window)
    documents = find_documents(view)
    assert len(edges) <= BARS
    assert covered.documents.sum().tolist() == count_documents(documents, edges).tolist()
    assert find_corpus(view).count(edges).tolist() == count_documents(documents, edges).tolist()
    whole = find_coverage(view.events, documents, edges, axis="when")
    pd.testing.assert_frame_equal(whole.documents, covered.documents)
    assert covered.undated == pytest.approx(len(view.chosen.shelved) / covered.events)


def test_a_document_of_several_periods_is_counted_once_in_the_words() -> None:
    documents = pd.DataFrame(
        {
            "kind": ["plan", "pamphlet", "news"],
            "created_start": pd.to_datetime(["2021-01-01", "2022-05-04", "NaT"]),
            "created_end": pd.to_datetime(["2023-01-01", "2022-05-05", "NaT"]),
        }
    )
    edges = pd.DatetimeIndex(["2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01"]).as_unit("s")
    covered = find_coverage(STORE.events(), documents, edges)
    assert covered.documents.to_numpy().tolist() == [[0, 1, 1], [0, 0, 0], [0, 0, 1]]
    assert covered.documents.index.tolist() == ["plan", "news", KINDS[-1]]
    assert (covered.number, covered.undated_documents) == (2, 1)
    assert covered.gaps.tolist() == [True, False, False]


@pytest.mark.parametrize("axis", ["when", "announced"])
def test_what_was_read_is_told_of_some_rows_as_of_their_events(axis: Any) -> None:
    view = apply_selection(Selection(languages=("en",), axis=axis), LIBRARY.newest(), TAXONOMY, TODAY)
    edges = pd.DatetimeIndex(["2018-01-01", "2020-01-01", "2024-01-01"]).as_unit("s")
    for rows in (view.chosen.rows, view.chosen.shelved, np.arange(50), view.chosen.rows[:0]):
        told = cover_rows(view, axis, rows)(edges)
        plain = find_coverage(STORE.index().take(rows), find_documents(view), edges, axis=axis, as_of=TODAY)
        pd.testing.assert_frame_equal(told.documents, plain.documents)
        for name in ("number", "undated_documents", "events", "undated", "unreviewed"):
            assert getattr(told, name) == pytest.approx(getattr(plain, name), nan_ok=True), name


def test_the_bars_fill_the_axis_from_end_to_end_and_gaps_end_today() -> None:
    window = date(2014, 2, 3), date(2028, 1, 1)
    view = apply_selection(Selection(), LIBRARY.newest(), TAXONOMY, TODAY)
    days = day_number(window[0]), day_number(window[1])
    covered = cover_view(view, window)
    written = write_markup(build_coverage(*covered, window=days, today=day_number(TODAY), width=1100, language="en"))
    across = np.array([float(one) for one in re.findall(r"width:([\d.]+)%", written)])
    assert across.sum() == pytest.approx(100, abs=0.1)
    assert written.count('class="ahead"') == sum(
        start.date() > TODAY for start, empty in zip(covered[1][:-1], covered[0].gaps, strict=True) if empty
    )
    assert f"{covered[0].number} documents" in written
