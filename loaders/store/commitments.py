"""Tells how each commitment stands on a day that the reader gives; refuses to know what day it is.

A commitment is a story that plans or aims at something by a deadline. What later documents say of it is in ``links``;
only what was said by that day counts.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from loaders.store.arrays import make_table
from loaders.store.schema import COMMITMENTS
from loaders.store.snapshot import Snapshot

OPEN, OVERDUE, DONE, MOVED = "open", "overdue", "done", "moved"
_KINDS = {"completes": DONE, "moves": MOVED}

_PROMISED = """SELECT * FROM commitments
    WHERE $as_of IS NULL OR first_announced IS NULL OR first_announced <= $as_of ORDER BY deadline, story"""
_LINKED = """SELECT DISTINCT old.story AS story, new.story AS later_story, new.id AS event,
    new.announced_start AS told, links.kind, links.slippage_days
    FROM links JOIN events AS old ON old.mention = links.earlier JOIN events AS new ON new.mention = links.later
    WHERE old.story <> new.story AND ($as_of IS NULL OR new.announced_start <= $as_of)
    ORDER BY ALL"""


def count_commitments(snapshot: Snapshot, as_of: date | None) -> pa.Table:
    """One row a commitment, by deadline, as it stands on a day; without a day none is overdue."""
    rows = snapshot.query(_PROMISED, {"as_of": as_of}).to_pylist()
    news: dict[str, list[dict[str, Any]]] = {}
    for link in snapshot.query(_LINKED, {"as_of": as_of}).to_pylist():
        news.setdefault(link["story"], []).append(link)
    return make_table([row | _stand(row, news, as_of) for row in rows], COMMITMENTS)


def _stand(row: dict[str, Any], news: dict[str, list[dict[str, Any]]], as_of: date | None) -> dict[str, Any]:
    told = _all_news(row["story"], news)
    decisive = next((link for kind in _KINDS for link in told if link["kind"] == kind), None)
    if decisive:
        state, slippage = _KINDS[decisive["kind"]], decisive["slippage_days"]
    else:
        state, slippage = (OVERDUE if as_of and row["deadline"] < as_of else OPEN), None
    return {
        "state": state,
        "slippage_days": slippage,
        "overdue_days": (as_of - row["deadline"]).days if as_of and state == OVERDUE else None,
        "new_deadline": row["deadline"] + timedelta(days=slippage or 0) if state == MOVED else None,
        "done_on": row["deadline"] + timedelta(days=slippage or 0) if state == DONE else None,
        "linked": [{name: link[name] for name in ("event", "kind", "slippage_days")} for link in told],
    }


def _all_news(story: str, news: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """What was said of a commitment, and of those that repeat it, each once."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    seen, ahead = {story}, [story]
    while ahead:
        for link in news.get(ahead.pop(0), ()):
            found.setdefault((link["event"], link["kind"]), link)
            if link["kind"] == "repeats" and link["later_story"] not in seen:
                seen.add(link["later_story"])
                ahead.append(link["later_story"])
    return sorted(found.values(), key=lambda link: (link["told"], link["event"]))
