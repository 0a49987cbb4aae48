"""Scores what an event holds beside its sector, time and status: figures, actors, speaker, instrument, rung of wording.

A figure is found where its words overlap the labelled ones; it is right where number and unit agree exactly. The change
and its base are scored on right figures, ``measures`` by whether it holds the labelled noun.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
Measures: TypeAlias = dict[str, float]


def percent(right: int, of: int) -> float:
    """A share in percent; 100 where there was nothing to get right."""
    return 100 * right / of if of else 100.0


def score_figures(passages: Sequence[Row], find: Callable[[Row], list[Row]]) -> Measures:
    """Precision and recall of number with unit, and the shares of right figures whose change and words are right."""
    found_count = gold_count = changed = named = asked = 0
    pairs: list[tuple[Row, Row]] = []
    for passage in passages:
        found, gold = find(passage), passage["figures"]
        found_count, gold_count = found_count + len(found), gold_count + len(gold)
        pairs += match_figures(found, gold)
    for mine, theirs in pairs:
        changed += (mine["change"], mine["base"]) == (theirs["change"], theirs["base"])
        if theirs["about"]:
            asked += 1
            named += theirs["about"] in (mine["measures"] or "")
    return {
        "figure_precision": percent(len(pairs), found_count),
        "figure_recall": percent(len(pairs), gold_count),
        "change_right": percent(changed, len(pairs)),
        "measures_right": percent(named, asked),
    }


def match_figures(found: Iterable[Row], gold: Iterable[Row]) -> list[tuple[Row, Row]]:
    """Figures found that agree with a labelled one, each with one."""
    pairs, left = [], list(gold)
    for mine in found:
        for theirs in left:
            overlap = mine["start"] < theirs["end"] and theirs["start"] < mine["end"]
            if overlap and mine["unit"] == theirs["unit"] and _same(mine["number"], theirs["number"]):
                left.remove(theirs)
                pairs.append((mine, theirs))
                break
    return pairs


def _same(mine: float, theirs: float) -> bool:
    return abs(mine - theirs) <= 1e-9 * max(abs(mine), abs(theirs))


def score_wording(passages: Sequence[Row], rows: Iterable[Row]) -> Measures:
    """Shares of sentences right in each field; a sentence that gave no event has none of them."""
    events: dict[str, list[Row]] = {passage["id"]: [] for passage in passages}
    for row in rows:
        if row["document"] in events and "start" in row:
            events[row["document"]].append(row)
    right = dict.fromkeys(("actors", "speaker", "instrument", "modality"), 0)
    for passage in passages:
        found = events[passage["id"]]
        right["actors"] += bool(found) and {a for row in found for a in row["actors"]} == set(passage["actors"])
        for field in ("speaker", "instrument", "modality"):
            right[field] += bool(found) and {row[field] for row in found} - {None} == {passage[field]} - {None}
    return {f"{field}_right": percent(count, len(passages)) for field, count in right.items()}
