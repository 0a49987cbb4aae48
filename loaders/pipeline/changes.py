"""Compares the events of documents made anew with those that the store has of them, for people; changes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from loaders.store.batch import Batch
from loaders.store.tables import Store

SHOWN = 5  # sentences of each kind
# What is compared of an event, and of a document.
FIELDS = (
    *("status", "sectors", "when", "role", "announced", "actors", "speaker", "instrument", "modality", "figures"),
    *("title", "page", "cues", "evidence", "when_evidence", "announced_basis", "standing"),
)
_TOLD = ("id", "document", "document_name", "text")
_DATES = ("created", "created_by", "created_bounds")


@dataclass(frozen=True, slots=True)
class Change:
    """One event that is ``new``, ``gone`` or ``changed``, with its sentence; ``fields`` has what was and what is."""

    kind: str
    event: str
    document: str
    sentence: str
    sectors: tuple[str, ...]
    fields: dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class Changes:
    """What a refresh changes: numbers of events by kind, by field, sector and document; a few of their sentences.

    ``dated`` are documents with another date of their own, each with what it was and what it is.
    """

    documents: int = 0
    unchanged: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    sectors: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    touched: Counter[str] = field(default_factory=Counter)
    dated: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    sample: list[Change] = field(default_factory=list)

    def compare(self, batches: Sequence[Batch], store: Store) -> None:
        """Add the documents of some batches, compared with what the store has of them."""
        documents = _rows(batches, "documents", ["id", "name", *_DATES])
        names = [row["id"] for row in documents]
        self.documents += len(names)
        self._compare_dates(documents, store)
        columns = ", ".join(f'"{name}"' for name in (*_TOLD, *FIELDS))
        asked = f"SELECT {columns} FROM recorded WHERE document IN (SELECT unnest($names)) ORDER BY id"
        before = {row["id"]: row for row in store.rows(asked, {"names": names})}
        after = {row["id"]: row for row in _rows(batches, "events", [*_TOLD, *FIELDS])}
        for name in sorted(before.keys() | after.keys()):
            self._count(before.get(name), after.get(name))

    def _compare_dates(self, documents: Iterable[dict[str, Any]], store: Store) -> None:
        after = {row["id"]: row for row in documents}
        sql = f"SELECT id, {', '.join(_DATES)} FROM documents WHERE id IN (SELECT unnest($names)) ORDER BY id"
        for row in store.rows(sql, {"names": list(after)}):
            new = after[row["id"]]
            if any(row[name] != new[name] for name in _DATES):
                self.dated[new["name"]] = (row["created"], new["created"])

    def _count(self, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        fields = {name: (before[name], after[name]) for name in FIELDS} if before and after else {}
        fields = {name: (was, now) for name, (was, now) in fields.items() if _plain(was) != _plain(now)}
        row = after or before
        assert row
        if before and after and not fields:
            self.unchanged += 1
            return
        kind = "changed" if fields else "new" if after else "gone"
        sectors = sorted({code for each in (before, after) if each for code in each["sectors"] or ()})
        self.kinds[kind] += 1
        self.fields.update(fields.keys())
        self.touched[row["document_name"]] += 1
        for code in sectors:
            self.sectors[code][kind] += 1
        if sum(change.kind == kind for change in self.sample) < SHOWN:
            self.sample.append(Change(kind, row["id"], row["document_name"], row["text"], tuple(sectors), fields))


def _rows(batches: Iterable[Batch], table: str, columns: list[str]) -> list[dict[str, Any]]:
    return [row for batch in batches for row in batch.tables[table].select(columns).to_pylist()]


def _plain(value: Any) -> Any:
    """A value as the store gives it back: an empty list and none are one."""
    return value or None if isinstance(value, list) else value
