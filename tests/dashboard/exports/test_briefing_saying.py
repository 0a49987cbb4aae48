"""The sentence that leads a timeline of a briefing: its numbers add up whatever the events are."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations

import pytest

from dashboard.exports.briefing.saying import say_kinds, say_timeline
from dashboard.library import Library
from dashboard.selection import Selection
from dashboard.views.view import apply_selection, say_view
from loaders.model import Status
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
STORE = SyntheticStore(120, seed=6)
LIBRARY = Library(lambda version: STORE, "synthetic")
DAY = date(2026, 11, 22)
KINDS = [kinds for size in (2, 3, 4, 5, 6) for kinds in combinations([one.value for one in Status], size)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_kinds_of_events_add_up_to_all_of_them(language: str) -> None:
    for kinds in KINDS:
        told = {name: n for n, name in enumerate(kinds, 1)}
        said = say_kinds(told, language, undated=2, ahead=1, day=DAY).replace(",", "")
        whole, undated, *rest = (int(number) for number in re.findall(r"\d+", said))
        assert (whole, undated) == (sum(told.values()), 2)
        assert rest[: len(kinds)] == list(told.values())


@pytest.mark.parametrize(
    ("told", "undated", "ahead", "english", "chinese"),
    [
        ({"done": 1}, 0, 0, "1 event: done.", "1 个事件：已完成 1 个。"),
        (
            {"target": 1},
            0,
            1,
            "1 event: target; still to come on 22 November 2026.",
            "1 个事件：目标 1 个；截至2026年11月22日尚未到期。",
        ),
        (
            {"statistic": 3},
            3,
            0,
            "3 events, all without a date: all figures.",
            "3 个事件（均日期不详）：统计数据 3 个。",
        ),
        (
            {"planned": 2, "statistic": 1},
            0,
            3,
            "3 events: 2 planned and 1 figure; all still to come on 22 November 2026.",
            "3 个事件：计划 2 个，统计数据 1 个；截至2026年11月22日均未到期。",
        ),
    ],
)
def test_one_and_all_are_said_as_such(
    told: dict[str, int], undated: int, ahead: int, english: str, chinese: str
) -> None:
    for language, said in (("en", english), ("zh", chinese)):
        assert say_kinds(told, language, undated=undated, ahead=ahead, day=DAY) == said


@pytest.mark.parametrize("unit", ["mention", "story"])
def test_the_lead_tells_as_many_as_the_sentence_of_the_selection(unit: str) -> None:
    view = apply_selection(Selection(sectors=("any",), unit=unit), LIBRARY.newest(), TAXONOMY, DAY)  # type: ignore[arg-type]
    dated, undated = (int(number) for number in re.findall(r"(\d+) (?:event|stor|more)", say_view(view, TAXONOMY)))
    assert undated
    noun = "stories" if unit == "story" else "events"
    assert say_timeline(view).startswith(f"{dated + undated} {noun}, {undated} of them without a date: ")
