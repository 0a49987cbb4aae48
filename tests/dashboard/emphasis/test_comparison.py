"""Two selections beside each other: shares, their certainty, and what one of them is silent about."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom

from dashboard.emphasis.comparison import Side, compare, count_wording
from dashboard.emphasis.contrast import discovery_rates, two_sided, weighted_log_odds
from dashboard.figures import comparison
from loaders.sectors.taxonomy import load_taxonomy


def side(name: str, counts: dict[str, int], *, each: int = 1, modality: str | None = None) -> Side:
    """So many events on each sector, ``each`` of them in one document."""
    codes = [code for code, number in counts.items() for _ in range(number)]
    names = [f"{name} {number // each}" for number in range(len(codes))]
    events = pd.DataFrame({"document": names, "sectors": [[code] for code in codes], "modality": modality})
    documents = pd.DataFrame({"id": sorted(set(names)), "kind": "news", "sentences": 10})
    documents = documents.assign(created_start=pd.NaT, created_end=pd.NaT)
    return Side(events, documents)


SECTORS = ["5g", "6g", "humanoid_robots", "nev", "telecom_opening"]
IN_2025 = dict(zip(SECTORS, (12, 10, 9, 18, 3), strict=True))
IN_2021 = dict(zip(SECTORS, (30, 2, 1, 20, 7), strict=True))


def test_events_of_a_document_each_are_compared_as_the_definitions_do() -> None:
    found = compare(side("later", IN_2025), side("earlier", IN_2021), sectors=SECTORS).table
    y_a, y_b = found["events_a"].to_numpy(), found["events_b"].to_numpy()
    plain = weighted_log_odds(y_a, 52, y_b, 60, (y_a + y_b) / 112)
    assert found["delta"].to_numpy() == pytest.approx(plain.delta)
    assert found["z"].to_numpy() == pytest.approx(plain.z, abs=0.02)
    assert found["q"].to_numpy() == pytest.approx(discovery_rates(two_sided(found["z"])))
    assert found.index[found["marked"]].tolist() == ["5g", "6g", "humanoid_robots"]


def test_the_same_events_in_a_few_long_documents_are_less_certain() -> None:
    singly = compare(side("later", IN_2025), side("earlier", IN_2021), sectors=SECTORS).table
    long = compare(side("later", IN_2025, each=6), side("earlier", IN_2021, each=6), sectors=SECTORS).table
    assert (long["z"].abs().fillna(0) < singly["z"].abs()).all()
    assert long["thin"].any()
    assert long["delta"].to_numpy() == pytest.approx(singly["delta"].to_numpy())


def test_the_sides_change_places_and_nothing_but_the_sign_changes() -> None:
    one = compare(side("later", IN_2025), side("earlier", IN_2021), sectors=SECTORS).table
    other = compare(side("earlier", IN_2021), side("later", IN_2025), sectors=SECTORS).table
    assert one["delta"].to_numpy() == pytest.approx(-other["delta"].to_numpy())
    assert one["share_a"].to_numpy() == pytest.approx(other["share_b"].to_numpy())


def test_a_share_lies_within_its_bounds_and_shares_sum_to_one() -> None:
    found = compare(side("later", IN_2025), side("earlier", IN_2021), sectors=SECTORS).table
    for name in ("a", "b"):
        assert found[f"share_{name}"].sum() == pytest.approx(1)
        assert (found[f"low_{name}"] <= found[f"share_{name}"]).all()
        assert (found[f"share_{name}"] <= found[f"high_{name}"]).all()
    assert (found["delta_low"] <= found["delta"]).all()
    assert (found["delta"] <= found["delta_high"]).all()


@pytest.mark.parametrize("portion", [0.5, 0.1])
def test_documents_dealt_out_by_chance_are_seldom_told_apart(portion: float) -> None:
    """Each dwells on one sector, up to eleven times: where nothing differs, a world with any mark is a false one."""
    random, marked = np.random.default_rng(5), 0
    for _ in range(100):
        spoken = random.choice(SECTORS, 160, p=[0.4, 0.3, 0.15, 0.1, 0.05])
        often, dealt = random.integers(1, 12, 160), random.random(160) < portion
        sides = (dwelling(spoken[dealt], often[dealt], "a"), dwelling(spoken[~dealt], often[~dealt], "b"))
        marked += bool(compare(*sides, sectors=SECTORS).table["marked"].any())
    assert marked <= 10


def dwelling(spoken: Any, often: Any, name: str) -> Side:
    """Documents that each speak of one sector some times."""
    ids = [f"{name}{number}" for number in range(len(spoken))]
    events = pd.DataFrame({"document": np.repeat(ids, often), "sectors": [[code] for code in np.repeat(spoken, often)]})
    documents = pd.DataFrame(
        {"id": ids, "kind": "news", "sentences": 10, "created_start": pd.NaT, "created_end": pd.NaT}
    )
    return Side(events, documents)


def test_a_silence_of_few_documents_is_likely_chance_and_one_of_many_is_not() -> None:
    spoken = {"5g": 10, "6g": 10}
    few = compare(side("a", spoken), side("b", {"5g": 4}), sectors=SECTORS).table.loc["6g"]
    many = compare(side("a", spoken), side("b", {"5g": 40}), sectors=SECTORS).table.loc["6g"]
    assert (few["only"], many["only"]) == ("a", "a")
    assert few["silence"] > 0.05
    assert many["silence"] < 0.001
    assert few["silence"] == pytest.approx(float(hypergeom.pmf(0, 24, 10, 4)))


def test_what_both_tell_of_is_no_silence() -> None:
    found = compare(side("later", IN_2025), side("earlier", IN_2021), sectors=SECTORS).table
    assert found["only"].isna().all()
    assert found["silence"].isna().all()


def test_too_little_on_one_side_is_told_and_never_tested() -> None:
    found = compare(side("a", {"5g": 3}), side("b", IN_2021), sectors=SECTORS).table
    assert found["thin"].all()
    assert found["q"].isna().all()


def test_documents_in_both_are_counted() -> None:
    same = side("same", IN_2025)
    found = compare(same, same, sectors=SECTORS)
    assert found.shared == 52
    assert found.table["delta"].to_numpy() == pytest.approx(np.zeros(5))


def test_the_same_events_are_not_tested_against_themselves() -> None:
    same = side("same", IN_2025)
    found = compare(same, same, sectors=SECTORS)
    assert found.same
    assert found.table[["z", "q"]].isna().all(axis=None)
    assert not compare(same, side("other", IN_2025), sectors=SECTORS).same
    figure = comparison(same, same, taxonomy=load_taxonomy(), found=found)
    assert figure.layout.meta["said"] == "A and B hold the same events, so nothing can set them apart."
    assert "Not tested" in {text.text for text in figure.layout.annotations}


def test_the_wording_of_a_sector_is_counted_by_rung_and_side() -> None:
    a = side("a", {"5g": 3, "6g": 1}, modality="support")
    b = side("b", {"5g": 2}, modality="vigorously")
    found = count_wording(a, b, ["5g", "6g"]).set_index(["sector", "modality"])
    assert found.loc[("5g", "support")].tolist() == [3, 0]
    assert found.loc[("5g", "vigorously")].tolist() == [0, 2]
    assert found.loc[("6g", "support")].tolist() == [1, 0]
