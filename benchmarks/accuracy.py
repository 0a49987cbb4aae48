"""Prints how well dates and events are read, on our gold and on ../shared/dev where present, beside a peer.

``python -m benchmarks.accuracy`` prints; ``--raise-floors`` also pins what was measured in ``data/gold/floors.json``.
It refuses to lower a floor: where a score fell, nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.suites import (
    CEILINGS,
    FLOORS,
    PRINTED_ONLY,
    Measures,
    Suite,
    all_suites,
    falls_short,
    measure_all,
    measure_dates,
    measure_events,
    read_floors,
)

PEER = "dateparser search"
PEERED = frozenset(["dates", "dateless", "events"])  # it reads neither figures nor actors


def measure_peer(suite: Suite) -> Measures:
    """Score dateparser's search, for events with a list of keywords, on a suite."""
    from benchmarks.peers import extract_by_search, find_by_search

    if suite.kind == "events":
        return measure_events(suite, extract_by_search)
    return measure_dates(suite, find_by_search)


def table_line(name: str, who: str, measures: Measures) -> str:
    """One line of the printed table."""
    return f"{name:20} {who:18} " + "  ".join(f"{key} {value:.1f}" for key, value in measures.items())


def raise_floors(
    floors: Mapping[str, Measures], measured: Mapping[str, Measures]
) -> tuple[dict[str, Measures], list[str]]:
    """Floors raised to what was measured, and a line for each score that fell; what was not measured stays.

    >>> raise_floors({"a": {"event_f1": 90.0}}, {"a": {"event_f1": 91.26}})
    ({'a': {'event_f1': 91.3}}, [])
    """
    raised = {suite: dict(values) for suite, values in floors.items()}
    fallen = []
    for suite, values in measured.items():
        for name, value in values.items():
            if name in PRINTED_ONLY:
                continue
            pinned = raised.setdefault(suite, {}).setdefault(name, round(value, 1))
            if falls_short(name, value, pinned):
                more_or_less = "more" if name in CEILINGS else "less"
                fallen.append(f"{suite}: {name} is {value:.1f}, {more_or_less} than the pinned {pinned:.1f}")
            else:
                raised[suite][name] = round(value, 1)
    return raised, fallen


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 where a score is worse than its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise-floors", action="store_true", help="pin what was measured in data/gold/floors.json")
    parser.add_argument("--no-peer", action="store_true", help="leave the peer out (its search is slow on long texts)")
    parser.add_argument("--only", default="", help="measure the suites whose name contains this")
    options = parser.parse_args(arguments)
    chosen = [suite for suite in all_suites() if options.only in suite.name]
    for suite in chosen:
        if not suite.is_here:
            print(f"{suite.name:20} not here: {suite.gold.name} is part of ../shared")
    measured = measure_all([suite for suite in chosen if suite.is_here])
    for suite in chosen:
        if suite.name in measured:
            print(table_line(suite.name, "policy timeline", measured[suite.name]), flush=True)
            if not options.no_peer and suite.kind in PEERED:
                print(table_line("", PEER, measure_peer(suite)), flush=True)
    raised, fallen = raise_floors(read_floors(), measured)
    for line in fallen:
        print(f"below its floor: {line}", file=sys.stderr)
    if options.raise_floors and fallen:
        print("No floor was written: floors only rise.", file=sys.stderr)
    elif options.raise_floors:
        FLOORS.write_text(json.dumps(raised, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
