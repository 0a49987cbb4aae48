"""Finds what of a store other rules have read, and makes tasks of a refresh of it; reads no file, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from loaders.pipeline.rules import HALF, renew
from loaders.pipeline.stored import undated_document
from loaders.pipeline.tasks import RenewTask
from loaders.store.batch import Batch, Renewal, collect_batch
from loaders.store.tables import Store

LOOKED_UP = 2_000  # documents asked for in the store at once
LONG = 8_000_000  # characters of them; a longer document comes alone
MOST_DOCUMENTS = 200  # of one task
MOST_CHARACTERS = 1_000_000
FILES = 10_000  # without documents, of one batch

_OLDER = f"(rules IS NULL OR rules[{HALF + 1}:] <> $now)"
_COLUMNS = (
    *(
        "id",
        "source",
        "name",
        "format",
        "text",
        "sha256",
        "language",
        "title",
        "url",
        "publisher",
        "publisher_evidence",
    ),
    *("kind", "kind_evidence", "passages", "clues", "pages", "candidates", "created", "created_by"),
    *("file", "rules", "data_version"),
)


@dataclass(frozen=True)
class Due:
    """The documents of one version of a store that are to be dated and extracted again by the rules ``now``."""

    store: Store
    now: str

    @property
    def documents(self) -> int:
        """Their number."""
        return int(self._names.num_rows)

    @property
    def characters(self) -> int:
        """Their length."""
        return int(pc.sum(self._names["size"]).as_py() or 0)

    def tasks(self) -> Iterator[RenewTask]:
        """Tasks in the order in which the documents are stored."""
        for start, end in _cut(self._names["size"].to_pylist(), LOOKED_UP, LONG):
            rows = self._rows(self._names["id"].slice(start, end - start).to_pylist())
            for first, last in _cut([len(row["text"]) for row in rows], MOST_DOCUMENTS, MOST_CHARACTERS):
                yield self._task(rows[first:last])

    def bare(self) -> Iterator[Batch]:
        """Renewals of files that hold no document and failed in nothing: there is nothing to extract from them."""
        sql = f"""SELECT file, rules FROM files WHERE complete AND {_OLDER}
            AND file NOT IN (SELECT file FROM documents) AND file NOT IN (SELECT file FROM failures) ORDER BY file"""
        rows = self.store.rows(sql, {"now": self.now[HALF:]})
        for start in range(0, len(rows), FILES):
            files = {row["file"]: renew(row["rules"], self.now) for row in rows[start : start + FILES]}
            yield replace(collect_batch(()), renewal=Renewal({}, files))

    @cached_property
    def _names(self) -> pa.Table:
        sql = f"SELECT id, length(text) AS size FROM documents WHERE {_OLDER}"
        return self.store.arrow(sql, {"now": self.now[HALF:]})

    def _rows(self, names: list[str]) -> list[dict[str, Any]]:
        sql = f"SELECT {', '.join(_COLUMNS)} FROM documents WHERE id IN (SELECT unnest($names))"
        order = {name: number for number, name in enumerate(names)}
        return sorted(self.store.rows(sql, {"names": names}), key=lambda row: order[row["id"]])

    def _task(self, rows: list[dict[str, Any]]) -> RenewTask:
        return RenewTask(
            tuple(map(undated_document, rows)),
            tuple(row["file"] for row in rows),
            tuple(renew(row["rules"], self.now) for row in rows),
            tuple(row["data_version"] for row in rows),
            sum(len(row["text"]) for row in rows),
        )


def _cut(sizes: list[int], most: int, weight: int) -> Iterator[tuple[int, int]]:
    """Spans of so many things at most, and of so much weight unless it is one alone."""
    start = heavy = 0
    for at, size in enumerate(sizes):
        if at > start and (at - start == most or heavy + size > weight):
            yield start, at
            start, heavy = at, 0
        heavy += size
    if start < len(sizes):
        yield start, len(sizes)
