"""Counts how far a load is, for people and programs that watch it; draws nothing and knows no clock."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow.compute as pc

from loaders.errors import DocumentError
from loaders.pipeline.plan import Plan
from loaders.pipeline.tasks import Done
from loaders.store.commit import Written


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is: files read or passed over of those found so far, and what was written.

    ``characters`` are those of the documents read, ``unchanged`` documents were passed over. ``done`` and ``left`` are
    the bytes read and, as far as can be told, still to be read. ``news`` are the failures since the last progress.
    """

    files: int
    found: int
    documents: int
    events: int
    failures: int
    characters: int = 0
    unchanged: int = 0
    done: int = 0
    left: int = 0
    version: int = 0
    news: tuple[DocumentError, ...] = ()


@dataclass(slots=True)
class Tally:
    """What a load has done until now."""

    documents: int = 0
    events: int = 0
    alike: int = 0
    files: int = 0
    characters: int = 0
    size: int = 0
    version: int = 0
    failures: list[DocumentError] = field(default_factory=list)
    told: int = 0

    def read(self, done: Done) -> None:
        """Add a task that was read."""
        self.files += done.files
        self.size += done.size
        self.characters += pc.sum(pc.utf8_length(done.batch.tables["documents"]["text"])).as_py() or 0
        self.failures += done.failures

    def count(self, done: Done, written: Written) -> None:
        """Add what was written of gathered tasks; documents that the store had alike are not among those written."""
        self.documents += written.documents
        self.events += written.events
        self.alike += done.batch.documents - written.documents
        self.version = written.version

    def left(self, plan: Plan) -> int:
        """Bytes that are still to be read."""
        return max(0, plan.size - plan.past - self.size) + plan.left

    def progress(self, plan: Plan) -> Progress:
        """How far the load of a plan is; each failure is told once."""
        news, self.told = tuple(self.failures[self.told :]), len(self.failures)
        return Progress(
            self.files + plan.skipped,
            plan.listed,
            self.documents,
            self.events,
            self.told,
            self.characters,
            plan.unchanged + self.alike,
            self.size,
            self.left(plan),
            self.version,
            news,
        )
