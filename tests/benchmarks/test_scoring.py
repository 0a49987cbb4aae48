"""Our scorer measures what it says, and agrees to the figure with the shared scorers where those are at hand."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.scoring import (
    Rate,
    invented_dates,
    match_spans,
    read_rows,
    score_dates,
    score_events,
    value_bounds,
    when_bounds,
)

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "data" / "gold"
SHARED = ROOT.parent / "shared" / "dev"
NEEDS_SHARED = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/dev is not here")
DATE_SETS = [
    *(GOLD / f"dates_{name}.jsonl" for name in ("en", "zh", "news")),
    SHARED / "dates" / "wikiwars_01_16.jsonl",
]
EVENT_SETS = [
    GOLD / "events_en_gold.jsonl",
    GOLD / "events_zh_gold.jsonl",
    SHARED / "events" / "seeds_gold.jsonl",
    SHARED / "events" / "zh_gold.jsonl",
]


def timex(start: int, end: int, value: str | None = None, **more: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "type": "DATE", "value": value, **more}


def sentence(start: int, end: int, when: str | None = None, **more: Any) -> dict[str, Any]:
    row = {"doc": "a", "event": True, "optional": False, "sectors": ["5g"], "role": None, "status": "planned"}
    return {**row, "start": start, "end": end, "when": when, **more}


def event(start: int, end: int, when: str | None = None, **more: Any) -> dict[str, Any]:
    row = {"document": "a", "start": start, "end": end, "sectors": [{"code": "5g"}], "status": "planned", "when": when}
    return {**row, **more}


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ("2024-02-29", ("2024-02-29", "2024-03-01")),
        ("2024-12", ("2024-12-01", "2025-01-01")),
        ("2024-Q4", ("2024-10-01", "2025-01-01")),
        ("2024-H2", ("2024-07-01", "2025-01-01")),
        ("2023-WI", ("2023-12-01", "2024-03-01")),
        ("2024-W10-WE", ("2024-03-09", "2024-03-11")),
        ("2024-W10", ("2024-03-04", "2024-03-11")),
        ("2024-03-08T10:00", ("2024-03-08", "2024-03-09")),
        ("199", ("1990-01-01", "2000-01-01")),
        ("20", ("2000-01-01", "2100-01-01")),
        ("P30D", None),
        ("XXXX-WXX-3", None),
        ("PAST_REF", None),
        ("FY2011", None),
        ("2023-02-30", None),
        (None, None),
    ],
)
def test_a_value_names_its_days(value: str | None, bounds: tuple[str, str] | None) -> None:
    assert value_bounds(value) == bounds


def test_rates_of_nothing_are_nought() -> None:
    assert (Rate(0, 0, 0).precision, Rate(0, 0, 0).recall, Rate(0, 0, 0).f1) == (0, 0, 0)


def test_a_timex_is_paired_once_and_with_its_own_span_first() -> None:
    gold, predicted = [timex(0, 4), timex(5, 9)], [timex(0, 9), timex(5, 9)]
    assert match_spans(gold, predicted) == [(gold[1], predicted[1]), (gold[0], predicted[0])]


def test_the_interval_decides_and_either_of_two_right_ones_is_right() -> None:
    gold = [
        {"id": "p", "timexes": [timex(0, 4, "2024", intervals=[["2024-01-01", "2025-01-01"], ["2024-01-01", None]])]}
    ]
    right = {"p": [timex(0, 4, "wrong", interval=["2024-01-01", "2025-01-01"])]}
    wrong = {"p": [timex(0, 4, "2024", interval=["2024-01-01", "2024-12-31"])]}
    unclaimed = {"p": [timex(0, 4, "2024", interval=None)]}
    assert score_dates(gold, right).interval == Rate(1, 1, 1)
    assert score_dates(gold, right).value_f1 == 0
    assert score_dates(gold, wrong).interval == Rate(0, 1, 1)
    assert score_dates(gold, unclaimed).interval == Rate(0, 0, 1)


def test_a_duration_read_as_a_date_costs_precision_alone() -> None:
    gold = [{"id": "p", "timexes": [timex(0, 4, "P30D")]}]
    assert score_dates(gold, {"p": [timex(0, 4, "2024-05-01")]}).interval == Rate(0, 1, 0)


def test_invented_dates_are_counted_by_ten_thousand_characters() -> None:
    assert invented_dates("x" * 20_000, [timex(0, 3, "2024"), timex(4, 9, "PAST_REF")]) == 0.5


def test_the_last_day_decides_a_deadline() -> None:
    gold = [{"doc": "a", "created": None}, sentence(0, 10, "../2025-12-31", role="deadline")]
    assert score_events(gold, [event(0, 10, "../2025")]).when_right == 1
    assert score_events(gold, [event(0, 10, "2025-11")]).when_right == 0


def test_a_date_given_to_an_undated_sentence_or_document_is_invented() -> None:
    gold = [{"doc": "a", "created": None}, sentence(0, 10)]
    counts = score_events(gold, [event(0, 10, "2025", created="2025-01-01")])
    assert (counts.when_invented, counts.when_null, counts.created_invented, counts.created_undated) == (1, 1, 1, 1)


def test_an_event_on_an_unlabelled_sentence_is_a_false_alarm_and_on_an_optional_one_is_not() -> None:
    gold = [{"doc": "a", "created": None}, sentence(0, 10, optional=True)]
    counts = score_events(gold, [event(0, 10), event(20, 30)])
    assert (counts.event_hits, counts.event_alarms, counts.event_misses) == (0, 1, 0)


def test_half_of_the_shorter_span_finds_a_sentence() -> None:
    gold = [{"doc": "a", "created": None}, sentence(0, 10)]
    assert score_events(gold, [event(5, 15)]).event_hits == 1
    assert score_events(gold, [event(6, 16)]).event_misses == 1


def test_two_events_of_one_sentence_are_paired_by_agreement() -> None:
    gold = [sentence(0, 10, "2023", status="statistic"), sentence(0, 10, "../2025", role="deadline", status="target")]
    found = [event(0, 10, "../2025", status="target"), event(0, 10, "2023", status="statistic")]
    counts = score_events(gold, found)
    assert (counts.event_hits, counts.when_right, counts.status_right) == (1, 2, 2)


def test_what_cannot_be_read_is_a_wrong_time_not_a_missing_one() -> None:
    assert when_bounds("next spring") is not None
    assert score_events([sentence(0, 10)], [event(0, 10, "next spring")]).when_invented == 1


def _shared_scorer(kind: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"shared_score_{kind}", SHARED / kind / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _spoil_timexes(gold: list[dict[str, Any]], seed: int) -> Iterator[dict[str, Any]]:
    """Predictions made from gold by dropping, moving, re-dating and adding timexes."""
    rng = random.Random(seed)
    for row in gold:
        timexes = []
        for each in row["timexes"]:
            if rng.random() < 0.15:
                continue
            made = {key: each[key] for key in ("start", "end", "type", "value")}
            if rng.random() < 0.2:
                made["end"] += rng.randint(1, 12)
            if rng.random() < 0.2:
                made["value"] = rng.choice(["2024", "2023-11", "P3D", "2024-Q3", None])
            if rng.random() < 0.3:
                made["interval"] = rng.choice([["2024-01-01", "2025-01-01"], None, *each.get("intervals", [])])
            timexes.append(made)
        at = rng.randint(0, max(1, len(row["text"]) - 9))
        timexes.append({"start": at, "end": at + 6, "type": "TIME", "value": "2019-05-04"})
        yield {"id": row["id"], "timexes": timexes}


def _spoil_events(gold: list[dict[str, Any]], seed: int) -> Iterator[dict[str, Any]]:
    """Predictions made from gold by dropping, moving, re-dating, re-tagging and adding events."""
    rng = random.Random(seed)
    created = {row["doc"]: row["created"] for row in gold if "start" not in row}
    for name, date in created.items():
        yield {"document": name, "created": rng.choice([date, date, date, "2020-01-01", None])}
    for row in gold:
        if "start" not in row or rng.random() < 0.2:
            continue
        shift = rng.choice([0, 0, 0, 10, (row["end"] - row["start"]) // 2 + 3])
        yield {
            "document": row["doc"],
            "created": created[row["doc"]],
            "start": row["start"] + shift,
            "end": row["end"] + shift,
            "sectors": rng.choice([row["sectors"], row["sectors"], ["nev"], []]),
            "status": rng.choice([row["status"], "planned"]),
            "when": rng.choice([row["when"], row["when"], row["when"], "2025", None, "soon"]),
        }


@NEEDS_SHARED
@pytest.mark.parametrize("path", DATE_SETS, ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", range(2))
def test_date_figures_are_those_of_the_shared_scorer(path: Path, seed: int) -> None:
    gold = read_rows(path)
    predictions = {row["id"]: row["timexes"] for row in _spoil_timexes(gold, seed)}
    theirs, _ = _shared_scorer("dates").score(gold, predictions)
    ours = score_dates(gold, predictions)
    for rate, key in ((ours.strict, "strict"), (ours.relaxed, "relaxed"), (ours.interval, "ival")):
        assert rate.precision == pytest.approx(100 * theirs[key]["P"])
        assert rate.recall == pytest.approx(100 * theirs[key]["R"])
        assert rate.f1 == pytest.approx(100 * theirs[key]["F1"])
    assert ours.value_f1 == pytest.approx(100 * theirs["valF1"])
    assert ours.type_f1 == pytest.approx(100 * theirs["typF1"])


@NEEDS_SHARED
@pytest.mark.parametrize("path", EVENT_SETS, ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", range(2))
def test_event_figures_are_those_of_the_shared_scorer(path: Path, seed: int) -> None:
    gold = read_rows(path)
    predictions = list(_spoil_events(gold, seed))
    theirs, _ = _shared_scorer("events").score(gold, predictions)
    ours = score_events(gold, predictions)
    for rate, key in ((ours.event, "event"), (ours.sector, "sector")):
        assert [rate.right, rate.predicted - rate.right, rate.wanted - rate.right] == [
            theirs[key][k] for k in ("tp", "fp", "fn")
        ]
        assert rate.f1 == pytest.approx(theirs[key]["f1"], abs=0.051)
    when, status, created = theirs["when"], theirs["status"], theirs["created"]
    assert (ours.when_stated, ours.when_right) == (when.get("stated", 0), when.get("right", 0))
    assert (ours.when_null, ours.when_invented) == (when.get("null", 0), when.get("invented", 0))
    assert (ours.status_pairs, ours.status_right) == (status.get("n", 0), status.get("right", 0))
    assert (ours.created_dated, ours.created_right) == (created["documents"], created["right"])
    assert (ours.created_undated, ours.created_invented) == (created["undated"], created["invented"])
