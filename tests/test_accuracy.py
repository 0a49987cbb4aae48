"""The accuracy gate: dates and events are read no worse than the scores pinned in data/gold/floors.json.

Scores are those of the installed program, called as a user calls it. ``python -m benchmarks.accuracy`` prints them,
``--raise-floors`` pins better ones.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from benchmarks.accuracy import raise_floors
from benchmarks.scoring import read_rows, score_events
from benchmarks.suites import (
    CEILINGS,
    Suite,
    all_suites,
    extract_by_program,
    falls_short,
    measure_all,
    passages_of,
    read_floors,
)

SUITES = {suite.name: suite for suite in all_suites()}
PINNED = [(suite, name, pinned) for suite, values in read_floors().items() for name, pinned in values.items()]
SEEDS = SUITES["shared_seeds"]
NEEDS_SEEDS = pytest.mark.skipif(not SEEDS.is_here, reason="../shared is not here")


@cache
def scores() -> dict[str, dict[str, float]]:
    return measure_all([suite for suite in SUITES.values() if suite.is_here])


@cache
def seed_rows() -> list[dict[str, Any]]:
    return extract_by_program(SEEDS.documents)


@pytest.mark.parametrize(("name", "measured", "pinned"), PINNED, ids=[f"{suite}-{name}" for suite, name, _ in PINNED])
def test_no_score_falls_below_its_floor(name: str, measured: str, pinned: float) -> None:
    suite = SUITES[name]
    if not suite.is_here:
        pytest.skip(f"{suite.gold.name} is part of ../shared, which is not here")
    value = scores()[name][measured]
    assert not falls_short(measured, value, pinned), f"{name}: {measured} is {value:.1f}, pinned at {pinned:.1f}"


def test_every_suite_of_ours_is_here_and_every_pinned_one_is_known() -> None:
    assert all(suite.is_here for suite in SUITES.values() if not suite.shared)
    assert set(read_floors()) <= set(SUITES)
    assert {"dates_en", "dateless_en", "events_en", "events_zh"} <= set(read_floors())


def test_floors_only_rise_and_ceilings_only_sink() -> None:
    floors = {"set": {"event_f1": 90.0, "when_invented": 2.0}}
    assert raise_floors(floors, {"set": {"event_f1": 91.04, "when_invented": 1.0}})[0] == {
        "set": {"event_f1": 91.0, "when_invented": 1.0}
    }
    raised, fallen = raise_floors(floors, {"set": {"event_f1": 89.9, "when_invented": 3.0}})
    assert raised == floors
    assert len(fallen) == 2


def test_a_measure_of_which_less_is_better_falls_short_when_it_rises() -> None:
    assert falls_short("invented_per_10k", 1.1, 1.0)
    assert not falls_short("invented_per_10k", 0.9, 1.0)
    assert "event_f1" not in CEILINGS


@pytest.mark.parametrize("language", ["en", "zh"])
def test_gold_is_as_large_as_it_claims(language: str) -> None:
    passages = passages_of(SUITES[f"dates_{language}"])
    assert sum(len(row["timexes"]) for row in passages) >= 300
    assert sum(len(row["text"]) for row in passages_of(SUITES[f"dateless_{language}"])) >= 20_000
    rows = [row for row in read_rows(SUITES[f"events_{language}"].gold) if "start" in row]
    assert len({(row["doc"], row["start"]) for row in rows if row["event"]}) >= 150
    assert len({(row["doc"], row["start"]) for row in rows if not row["event"]}) >= 120


@pytest.mark.parametrize(
    "suite", [suite for suite in SUITES.values() if not suite.shared], ids=lambda suite: suite.name
)
def test_every_span_of_gold_is_of_its_text(suite: Suite) -> None:
    if suite.kind == "events":
        texts = {row["id"]: row["text"] for path in suite.documents for row in read_rows(path)}
        for row in read_rows(suite.gold):
            assert row["doc"] in texts
            if "start" in row:
                quoted = texts[row["doc"]][row["start"] : row["end"]]
                assert quoted and quoted == quoted.strip()
    else:
        for row in passages_of(suite):
            for timex in row["timexes"]:
                assert row["text"][timex["start"] : timex["end"]] == timex["text"]


@NEEDS_SEEDS
def test_the_seeds_are_read_as_the_first_version_promised() -> None:
    counts = score_events(read_rows(SEEDS.gold), seed_rows())
    assert counts.event.f1 >= 95
    assert counts.sector.f1 >= 95
    assert counts.when_right == counts.when_stated
    assert counts.when_invented == 0
    assert (counts.created_right, counts.created_invented) == (counts.created_dated, 0)


@NEEDS_SEEDS
def test_a_seed_without_a_date_is_listed_with_its_bounds() -> None:
    undated = {row["doc"]: row["bounds"] for row in read_rows(SEEDS.gold) if "start" not in row and not row["created"]}
    assert undated
    for name, bounds in undated.items():
        rows = [row for row in seed_rows() if row["document"] == name]
        assert rows
        assert {(row["created"], row["created_bounds"]) for row in rows} == {(None, bounds)}
