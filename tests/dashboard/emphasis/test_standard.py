"""Standardised shares: a period with more plans is no period with more emphasis."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.emphasis.cells import measure_emphasis
from dashboard.emphasis.standard import find_strata, standardise
from dashboard.emphasis.tally import Tally, tally_documents
from dashboard.measures import period_edges
from loaders.errors import UsageError

EDGES = period_edges(date(2021, 1, 1), date(2025, 1, 1), "year")


def papers(plans: list[int], news: list[int], *, sentences: int = 20) -> Tally:
    """Each year so many plans, three events in ten on a, and so many news, seven in ten on a."""
    events, documents = [], []
    for year, counts in enumerate(zip(plans, news, strict=True), 2021):
        day = pd.Timestamp(year, 5, 4)
        for kind, number, on_a in (("plan", counts[0], 3), ("news", counts[1], 7)):
            for one in range(number):
                name = f"{kind} {year} {one}"
                dated = {"created_start": day, "created_end": day + pd.Timedelta(days=1)}
                documents.append({"id": name, "kind": kind, "sentences": sentences} | dated)
                told = {"announced_start": day, "announced_end": day + pd.Timedelta(days=1)}
                events += [{"document": name, "sectors": ["ab"[k >= on_a]]} | told for k in range(10)]
    frame = pd.DataFrame(events).assign(when_start=pd.NaT, when_end=pd.NaT)
    return tally_documents(frame, pd.DataFrame(documents), sectors=["a", "b"], edges=EDGES)


def test_a_change_of_mix_alone_moves_the_plain_share_and_not_the_standardised_one() -> None:
    made = papers([2, 4, 8, 16], [16, 8, 4, 2])
    plain = measure_emphasis(made, "share").value.loc["a"]
    assert plain.iloc[0] > 0.6 > 0.4 > plain.iloc[-1]
    assert standardise(made)[0].loc["a"].to_numpy() == pytest.approx(0.5)


def test_twice_the_documents_of_one_kind_leave_the_series_as_it_was() -> None:
    one, other = papers([6, 6, 6, 6], [5, 9, 7, 6]), papers([12, 12, 12, 12], [5, 9, 7, 6])
    pd.testing.assert_frame_equal(standardise(one)[0], standardise(other)[0])


def test_twice_as_many_plans_move_the_plain_share_and_in_expectation_not_the_standardised_one() -> None:
    """Plans and news that each dwell on a or not by chance; in the last year twice as many plans are read."""
    moved: dict[str, list[float]] = {"plain": [], "standard": []}
    rng = np.random.default_rng(12)
    for _ in range(60):
        one, other = (drawn(rng, plans) for plans in (10, 20))
        for name, shares in (
            ("plain", [measure_emphasis(made).value for made in (one, other)]),
            ("standard", [standardise(made, draws=2)[0] for made in (one, other)]),
        ):
            moved[name].append(float(shares[1].loc["a"].iloc[-1] - shares[0].loc["a"].iloc[-1]))
    assert np.mean(moved["plain"]) < -0.04
    assert abs(np.mean(moved["standard"])) < 2 * np.std(moved["standard"]) / np.sqrt(60)


def drawn(rng: np.random.Generator, plans: int) -> Tally:
    """A year of so many plans, a quarter of their events on a, and ten news, three quarters of theirs."""
    day = pd.Timestamp(2024, 5, 4)
    told = {"announced_start": day, "announced_end": day + pd.Timedelta(days=1)}
    events, documents = [], []
    for kind, number, share in (("plan", plans, 0.25), ("news", 10, 0.75)):
        for name in (f"{kind} {one}" for one in range(number)):
            dated = {"created_start": day, "created_end": day + pd.Timedelta(days=1)}
            documents.append({"id": name, "kind": kind, "sentences": 20} | dated)
            events += [{"document": name, "sectors": ["a" if rng.random() < share else "b"]} | told for _ in range(4)]
    frame = pd.DataFrame(events)
    return tally_documents(frame, pd.DataFrame(documents), sectors=["a", "b"], edges=EDGES)


def test_what_is_standardised_lies_within_its_interval() -> None:
    value, low, high = standardise(papers([6, 2, 6, 6], [5, 9, 7, 6]), "density", draws=100)
    assert ((low <= value + 1e-9) & (value <= high + 1e-9)).all().all()


def test_a_period_that_lacks_a_kind_is_told_by_those_it_has() -> None:
    value = standardise(papers([0, 5, 5, 0], [5, 5, 0, 0]), draws=50)[0].loc["a"].to_numpy()
    assert value[:3] == pytest.approx([0.7, 0.5, 0.3])
    assert np.isnan(value[3])


def test_length_is_a_stratum_where_it_is_asked_for() -> None:
    assert find_strata(papers([1, 1, 1, 1], [1, 1, 1, 1]))[0] == ["news", "plan"]
    long = papers([1, 1, 1, 1], [1, 1, 1, 1], sentences=90)
    assert find_strata(long, "kind_length")[0] == ["news long", "plan long"]


def test_a_standard_that_there_is_not_is_named() -> None:
    with pytest.raises(UsageError, match="kind, kind_length"):
        find_strata(papers([1, 1, 1, 1], [1, 1, 1, 1]), "length")  # type: ignore[arg-type]
