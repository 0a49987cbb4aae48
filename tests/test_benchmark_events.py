"""The command that prints events beside a peer adds up the sets of a language and scores both with one scorer."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.events import score_suites, sum_by_language, table_line
from benchmarks.scoring import EventCounts
from benchmarks.suites import Suite, all_suites

OURS = [suite for suite in all_suites() if suite.kind == "events" and not suite.shared]


def silent(documents: Iterable[Path]) -> list[dict[str, Any]]:
    assert all(path.exists() for path in documents)
    return []


def test_a_set_labelled_later_is_a_suite_of_its_language_without_being_listed() -> None:
    assert {("events_en2", "en"), ("events_en3", "en"), ("events_zh", "zh")} <= {(s.name, s.language) for s in OURS}


def test_who_finds_nothing_misses_every_event_and_invents_no_time() -> None:
    counts = score_suites(OURS, silent)
    assert all(each.event_misses > 0 and each.event_hits == each.when_invented == 0 for each in counts.values())


def test_the_sets_of_a_language_are_added_up() -> None:
    suites = [Suite(name, "events", Path("gold.jsonl"), name[:2]) for name in ("en", "en2", "zh")]
    counts = {suite.name: EventCounts(event_hits=2, event_misses=1) for suite in suites}
    sums = sum_by_language(suites, counts)
    assert {language: each.event_hits for language, each in sums.items()} == {"English": 4, "Chinese": 2}


def test_a_line_tells_precision_before_recall_and_counts_out_of_what_was_stated() -> None:
    counts = EventCounts(event_hits=9, event_alarms=1, sector_hits=9, when_stated=4, when_right=3)
    assert table_line("en", "ours", counts).split() == [
        *("en", "ours", "90.0", "100.0", "94.7", "100.0"),
        *("3", "of", "4", "0", "of", "0", "0", "of", "0"),
    ]
