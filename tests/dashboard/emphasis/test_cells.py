"""Effects and their certainty: what sums, what stays, what is left unsaid, and how seldom chance is marked."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest

from dashboard.emphasis.cells import RATE, Effect, measure_emphasis
from dashboard.emphasis.contrast import wilson_interval
from dashboard.emphasis.resampling import bound_emphasis
from dashboard.emphasis.tally import Tally, tally_documents
from dashboard.measures import Axis, Measure, Weighting, count_periods, period_edges
from loaders.errors import UsageError
from tests.dashboard.synthetic import SECTORS, SyntheticStore

CODES = list(SECTORS)
EDGES = period_edges(date(2010, 1, 1), date(2032, 1, 1), "year")
STORE = SyntheticStore(200, seed=3)
EVENTS, DOCUMENTS = STORE.events(), STORE.documents()


def tally(events: pd.DataFrame = EVENTS, documents: pd.DataFrame = DOCUMENTS, **options: Any) -> Tally:
    return tally_documents(events, documents, **({"sectors": CODES, "edges": EDGES} | options))


@pytest.mark.parametrize("measure", get_args(Measure))
@pytest.mark.parametrize("axis", get_args(Axis))
@pytest.mark.parametrize("weighting", get_args(Weighting))
def test_the_weights_of_all_documents_sum_to_the_counts(measure: Measure, axis: Axis, weighting: Weighting) -> None:
    options: dict[str, Any] = {"measure": measure, "axis": axis, "weighting": weighting, "as_of": date(2026, 5, 1)}
    made = tally(**options)
    counted = count_periods(EVENTS, sectors=CODES, start=date(2010, 1, 1), end=date(2032, 1, 1), **options).table
    assert made.cells(made.weights.sum(axis=0)) == pytest.approx(counted.to_numpy(), abs=1e-9)


def test_mass_sums_to_the_number_of_events() -> None:
    made = tally(measure="mass", axis="announced", weighting="fractional")
    assert made.weights.sum() == pytest.approx(EVENTS["announced_start"].notna().sum())


def test_slim_frames_and_full_ones_weigh_alike() -> None:
    tuples = [tuple(codes) for codes in EVENTS["sectors"]]
    groups = sorted(set(tuples))
    held = pd.Categorical.from_codes(
        [groups.index(one) for one in tuples], categories=pd.Index(groups, tupleize_cols=False)
    )
    slim = EVENTS.assign(sectors=held, document=EVENTS["document"].astype("category"))
    assert (tally(slim).weights != tally().weights).nnz == 0


@pytest.mark.parametrize("effect", get_args(Effect))
def test_rows_in_another_order_change_nothing(effect: Effect) -> None:
    rng = np.random.default_rng(5)
    mixed = tally(EVENTS.iloc[rng.permutation(len(EVENTS))], DOCUMENTS.iloc[rng.permutation(len(DOCUMENTS))])
    one, other = measure_emphasis(tally(), effect), measure_emphasis(mixed, effect)
    pd.testing.assert_frame_equal(one.value, other.value)
    pd.testing.assert_frame_equal(one.q, other.q)
    for a, b in zip(bound_emphasis(tally(), effect, draws=50), bound_emphasis(mixed, effect, draws=50), strict=True):
        pd.testing.assert_frame_equal(a, b)


def test_shares_of_all_sectors_sum_to_one_and_those_shown_are_of_them_all() -> None:
    whole = measure_emphasis(tally(), "share").value
    assert whole.sum().to_numpy()[whole.notna().all()] == pytest.approx(1)
    some = measure_emphasis(tally(shown=["6g", "nev"]), "share").value
    pd.testing.assert_frame_equal(some, whole.loc[["6g", "nev"]])


def test_a_period_without_documents_has_no_value_and_no_mark() -> None:
    found = measure_emphasis(tally(), "share")
    empty = found.documents == 0
    assert empty.any()
    assert found.value.loc[:, empty].isna().all().all()
    assert not found.marked.loc[:, empty].any().any()


def test_lift_and_log_odds_are_nothing_where_all_periods_are_alike() -> None:
    events, documents = repeat(alike=6)
    made = tally_documents(events, documents, sectors=["a", "b"], edges=period_edges(*YEARS, "year"))
    for effect in ("lift", "log_odds"):
        assert measure_emphasis(made, effect).value.to_numpy() == pytest.approx(0, abs=1e-9)


def test_too_few_documents_or_events_are_told_and_never_tested() -> None:
    few, documents = repeat(alike=4)  # four documents a year
    found = measure_emphasis(tally_documents(few, documents, sectors=["a", "b"], edges=period_edges(*YEARS, "year")))
    assert found.thin.all().all()
    assert found.z.isna().all().all()
    assert not found.marked.any().any()


def test_one_loud_document_does_not_make_a_cell_stand_out() -> None:
    """Forty events of one document are one voice; the same forty from forty documents are many."""
    events = repeat(alike=30)[0]
    year = period_edges(*YEARS, "year")
    loud = pd.concat([events, frame([("a", 2021, "loud")] * 40)], ignore_index=True)
    voices = [("a", 2021, f"voice {number}") for number in range(40)]
    many = pd.concat([events, frame(voices)], ignore_index=True)
    by_one = measure_emphasis(tally_documents(loud, papers(loud), sectors=["a", "b"], edges=year), "log_odds")
    by_many = measure_emphasis(tally_documents(many, papers(many), sectors=["a", "b"], edges=year), "log_odds")
    assert by_one.value.loc["a"].iloc[0] == pytest.approx(by_many.value.loc["a"].iloc[0])
    assert not by_one.marked.loc["a"].iloc[0]
    assert by_many.marked.loc["a"].iloc[0]


def test_chance_is_marked_no_more_often_than_stated() -> None:
    """Documents that each dwell on one sector, their dates dealt out anew two hundred times."""
    rng = np.random.default_rng(11)
    rows = [
        (code, 2021, f"paper {number}")
        for number in range(160)
        for code in [rng.choice(list("abcde"), p=[0.4, 0.3, 0.15, 0.1, 0.05])] * int(rng.integers(1, 12))
    ]
    events = frame(rows)
    names = events["document"].unique()
    edges = period_edges(date(2021, 1, 1), date(2029, 1, 1), "year")
    marked = cells = worlds = 0
    for _ in range(200):
        years = dict(zip(names, rng.integers(2021, 2029, len(names)), strict=True))
        dated = stamp(events, [years[name] for name in events["document"]])
        made = measure_emphasis(tally_documents(dated, papers(dated), sectors=list("abcde"), edges=edges))
        marked, cells = marked + int(made.marked.to_numpy().sum()), cells + made.marked.size
        worlds += bool(made.marked.to_numpy().any())
    assert marked / cells <= RATE
    assert worlds / 200 <= 2 * RATE  # where nothing differs, a world with any mark is a false discovery


def test_the_bounds_of_a_share_are_those_of_independent_documents() -> None:
    rows = [("a" if number < 30 else "b", 2021, f"paper {number}") for number in range(100)]
    events = frame(rows)
    made = tally_documents(events, papers(events), sectors=["a", "b"], edges=period_edges(*YEARS, "year"))
    low, high = bound_emphasis(made, "share")
    bounds = wilson_interval(30, 100)
    assert (low.iloc[0, 0], high.iloc[0, 0]) == pytest.approx((float(bounds[0]), float(bounds[1])), abs=0.02)


def test_many_documents_are_drawn_in_groups_to_the_same_bounds() -> None:
    rows = [("a" if number % 10 < 3 else "b", 2021, f"paper {number}") for number in range(6000)]
    events = frame(rows)
    made = tally_documents(events, papers(events), sectors=["a", "b"], edges=period_edges(*YEARS, "year"))
    low, high = bound_emphasis(made, "share")
    bounds = wilson_interval(1800, 6000)
    assert (low.iloc[0, 0], high.iloc[0, 0]) == pytest.approx((float(bounds[0]), float(bounds[1])), abs=0.003)


def test_density_needs_the_day_of_the_telling() -> None:
    with pytest.raises(UsageError, match="by the day announced"):
        measure_emphasis(tally(axis="when"), "density")


YEARS = date(2021, 1, 1), date(2025, 1, 1)


def frame(rows: list[tuple[str, int, str]]) -> pd.DataFrame:
    events = pd.DataFrame({"sectors": [[code] for code, _, _ in rows], "document": [name for _, _, name in rows]})
    return stamp(events, [year for _, year, _ in rows])


def stamp(events: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    days = pd.to_datetime([f"{year}-06-01" for year in years]).astype("datetime64[s]")
    return events.assign(
        announced_start=days, announced_end=days + pd.Timedelta(days=1), when_start=pd.NaT, when_end=pd.NaT
    )


def papers(events: pd.DataFrame) -> pd.DataFrame:
    first = events.drop_duplicates("document")
    return pd.DataFrame(
        {
            "id": first["document"].to_numpy(),
            "kind": "news",
            "sentences": 20,
            "created_start": first["announced_start"].to_numpy(),
            "created_end": first["announced_end"].to_numpy(),
        }
    )


def repeat(alike: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every year the same: so many documents, half of them on each sector."""
    rows = [("ab"[number % 2], year, f"{year} {number}") for year in range(2021, 2025) for number in range(alike)]
    events = frame(rows)
    return events, papers(events)
