"""Counts what a store holds, for people; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from loaders.errors import DocumentError
from loaders.store.decisions import fold_decisions
from loaders.store.place import Place
from loaders.store.receipts import read_receipts
from loaders.store.tables import Store


@dataclass(frozen=True, slots=True)
class Undated:
    """A document that needs a date, and what its text proves (EDTF)."""

    name: str
    source: str
    bounds: str | None


@dataclass(frozen=True, slots=True)
class Orphan:
    """Decisions about an event that is no more, since its document was read anew or removed; ``by`` made the last."""

    event: str
    title: str
    decisions: int
    by: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """What one version of a store holds; counts by name, the largest first."""

    place: Place
    version: int
    rules: str | None
    documents: int
    events: int
    stories: int
    commitments: int
    first: str | None
    last: str | None
    languages: dict[str, int]
    statuses: dict[str, int]
    sectors: dict[str, int]
    undated: tuple[Undated, ...]
    failures: tuple[DocumentError, ...]
    rules_of: dict[str, int]
    reviewed: int
    rejected: int
    orphans: tuple[Orphan, ...]
    committed: str | None
    pinned: dict[int, list[str]]


def count_holdings(store: Store) -> Holdings:
    """Count documents, events, stories, sectors; list undated documents and failures.

    ``rules_of`` counts documents by the rules that they were read with. ``first`` and ``last`` are the first and last
    day on which a document was created.
    """
    totals = store.rows(
        """SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM recorded) AS recorded,
        (SELECT count(*) FROM events WHERE reviewed) AS reviewed,
        (SELECT count(DISTINCT story) FROM events) AS stories,
        (SELECT count(*) FROM commitments) AS commitments, count(*) AS documents,
        CAST(min(created_start) AS VARCHAR) AS first, CAST(max(created_end) - 1 AS VARCHAR) AS last FROM documents"""
    )[0]
    undated = store.rows(
        "SELECT name, source, created_bounds AS bounds FROM documents WHERE created IS NULL ORDER BY name, source"
    )
    failures = store.rows("SELECT source, reason, remedy FROM failures ORDER BY ALL")
    return Holdings(
        place=store.place,
        version=store.version,
        rules=store.rules,
        documents=totals["documents"],
        events=totals["events"],
        stories=totals["stories"],
        commitments=totals["commitments"],
        first=totals["first"],
        last=totals["last"],
        languages=_count(store, "language", "documents"),
        statuses=_count(store, "status", "events"),
        sectors=_count(store, "unnest(sectors)", "events"),
        undated=tuple(Undated(**row) for row in undated),
        failures=tuple(DocumentError(**row) for row in failures),
        rules_of=_count(store, "rules", "documents"),
        reviewed=totals["reviewed"],
        rejected=totals["recorded"] - totals["events"],
        orphans=_find_orphans(store),
        committed=store.committed,
        pinned=read_receipts(store.place),
    )


def _find_orphans(store: Store) -> tuple[Orphan, ...]:
    decisions = store.rows("SELECT * FROM decisions ANTI JOIN recorded ON event = recorded.id ORDER BY data_version")
    standing = fold_decisions(decisions)
    made = {event: [row for row in decisions if row["event"] == event] for event in standing}
    return tuple(Orphan(event, rows[-1]["title"], len(rows), rows[-1]["by"]) for event, rows in made.items())


def _count(store: Store, what: str, table: str) -> dict[str, int]:
    names = f"SELECT {what} AS name FROM {table}"
    sql = f"SELECT name, count(*) AS number FROM ({names}) GROUP BY name ORDER BY number DESC, name"
    found: list[dict[str, Any]] = store.rows(sql)
    return {row["name"]: row["number"] for row in found}
