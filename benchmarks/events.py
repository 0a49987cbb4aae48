"""Prints how well events are read in data/gold, in English and Chinese, beside a peer; leaves ../shared out.

    python -m benchmarks.events [--no-peer] [--by-suite]

The peer is what a capable user would build in an afternoon: dateparser's search plus a list of keywords, with the same
scorer on the same documents. A suite is a set labelled apart: the first of a language was read while the rules were
made, the later ones were labelled before any rule had read them, and folded in afterwards.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.scoring import EventCounts, read_rows, score_events
from benchmarks.suites import Suite, all_suites, extract_by_program

Extract = Callable[[Iterable[Path]], list[dict[str, Any]]]

HEAD = f"{'':35} {'P':>5} {'R':>5} {'event F1':>8} {'sector F1':>9} {'times':>11} {'invented':>8} {'status':>14}"
LANGUAGES = {"en": "English", "zh": "Chinese"}


def score_suites(suites: Sequence[Suite], extract: Extract) -> dict[str, EventCounts]:
    """Counts by suite, with one call of what extracts for all their documents."""
    rows = extract([path for suite in suites for path in suite.documents])
    return {suite.name: score_events(read_rows(suite.gold), rows) for suite in suites}


def sum_by_language(suites: Sequence[Suite], counts: dict[str, EventCounts]) -> dict[str, EventCounts]:
    """Counts added up over the suites of each language."""
    sums: dict[str, EventCounts] = defaultdict(EventCounts)
    for suite in suites:
        sums[LANGUAGES.get(suite.language, suite.language)].add(counts[suite.name])
    return dict(sums)


def table_line(name: str, who: str, counts: EventCounts) -> str:
    """One line of the table: precision, recall and F1 of events, F1 of sectors, and counts of times and status.

    >>> table_line("en", "ours", EventCounts(event_hits=9, event_alarms=1, sector_hits=9)).split()[:6]
    ['en', 'ours', '90.0', '100.0', '94.7', '100.0']
    """
    event, times = counts.event, f"{counts.when_right} of {counts.when_stated}"
    invented, status = (
        f"{counts.when_invented} of {counts.when_null}",
        f"{counts.status_right} of {counts.status_pairs}",
    )
    return (
        f"{name:8} {who:26} {event.precision:5.1f} {event.recall:5.1f} {event.f1:8.1f} {counts.sector.f1:9.1f} "
        f"{times:>11} {invented:>8} {status:>14}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-peer", action="store_true", help="leave the peer out (its search is slow on long texts)")
    parser.add_argument("--by-suite", action="store_true", help="print each set of documents by itself too")
    options = parser.parse_args(arguments)
    suites = [suite for suite in all_suites() if suite.kind == "events" and not suite.shared]
    scored = {"policy timeline": score_suites(suites, extract_by_program)}
    if not options.no_peer:
        from benchmarks.peers import extract_by_search

        scored["dateparser search, keywords"] = score_suites(suites, extract_by_search)
    print(HEAD)
    sums = {who: sum_by_language(suites, counts) for who, counts in scored.items()}
    for language in next(iter(sums.values())):
        for who in scored:
            print(table_line(language, who, sums[who][language]), flush=True)
    for suite in suites if options.by_suite else ():
        for who, counts in scored.items():
            print(table_line(suite.name.removeprefix("events_"), who, counts[suite.name]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
