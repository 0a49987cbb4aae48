"""Brings a store up to date with the rules of this program, from the text that it keeps; reads no file again.

What would change is found first, document by document, and told; then it is written, or nothing is.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from loaders.errors import ClusterError, DocumentError
from loaders.pipeline.bounds import Bounds
from loaders.pipeline.changes import Changes
from loaders.pipeline.due import Due
from loaders.pipeline.gathering import write_gathered
from loaders.pipeline.loading import join
from loaders.pipeline.memory import share_memory
from loaders.pipeline.progress import Progress
from loaders.pipeline.rules import rules_version
from loaders.pipeline.running import run_tasks
from loaders.pipeline.tasks import Done, RenewTask, Settings
from loaders.pipeline.workers import Work
from loaders.sectors.taxonomy import load_taxonomy
from loaders.store.place import Place
from loaders.store.schema import default_store
from loaders.store.tables import Store, open_store

COMPARED = 10_000  # documents that are compared in one look into the store, at most


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh found among documents of older rules, and whether it was written; the version after it.

    ``failures`` are documents that could not be made anew and stay as they were.
    """

    store: Place
    version: int
    changes: Changes
    failures: tuple[DocumentError, ...]
    applied: bool


def refresh(
    *,
    store: Store | str | Path | None = None,
    taxonomy: Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    bounds: Bounds | None = None,
    agree: Callable[[Changes], bool] | None = None,
    dry_run: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> RefreshReport:
    """Date, tag and extract anew the documents of a store that other rules have read, from their stored text.

    Events that come out as before keep their ids and what was decided about them. What changes is written as it is
    found, batch by batch, so that a refresh that ends early goes on from there; with ``agree`` it is first found for
    all documents, and written if ``agree`` says so of the changes. ``dry_run`` writes nothing. Other options are those
    of ``load``. Raises StoreError, UsageError or ResourceError before anything is written.
    """
    share_memory()
    within = bounds or Bounds()
    within.check()
    if taxonomy is not None:
        load_taxonomy(taxonomy)
    place = store if isinstance(store, Store) else open_store(store or default_store())
    settings = Settings(rules_version(taxonomy), None, taxonomy and taxonomy.resolve(), within)
    finding = _Finding(Due(open_store(place.place.address), settings.rules), on_progress)
    dones = finding.compared(run_tasks(finding.due.tasks(), settings, RENEW, workers=workers, scheduler=scheduler))
    applied = False
    if dry_run:
        for _ in dones:
            pass
    elif agree is None:
        applied = finding.write(dones, place)
    else:
        with TemporaryFile() as kept:
            for done in dones:
                pickle.dump(done, kept)
            if agree(finding.changes):
                kept.seek(0)
                applied = finding.write(_kept(kept), place)
    return RefreshReport(place.place, place.version, finding.changes, tuple(finding.failures), applied)


class _Finding:
    """How far a refresh is."""

    def __init__(self, due: Due, on_progress: Callable[[Progress], None] | None) -> None:
        self.due, self.on_progress = due, on_progress
        self.changes, self.failures = Changes(), list[DocumentError]()
        self.looked = self.events = self.characters = self.written = 0

    def compared(self, dones: Iterator[Done]) -> Iterator[Done]:
        """The same, each compared with what the store has before it goes on: more at once, the longer it goes on."""
        waiting: list[Done] = []
        held = 0
        try:
            for done in dones:
                self._count(done)
                waiting.append(done)
                held += done.files
                if held >= min(self.looked - held, COMPARED):
                    yield from self._compare(waiting)
                    waiting, held = [], 0
        except ClusterError:  # what was found until then is written first
            yield from self._compare(waiting)
            raise
        yield from self._compare(waiting)

    def _count(self, done: Done) -> None:
        self.failures += done.failures
        self.looked += done.files
        self.events += done.batch.events
        self.characters += done.size
        self._tell(done.failures)

    def _compare(self, dones: list[Done]) -> Iterator[Done]:
        if dones:
            self.changes.compare([done.batch for done in dones], self.due.store)
        yield from dones

    def write(self, dones: Iterator[Done], place: Store) -> bool:
        """Write what was made anew, several tasks in one commit."""
        for _, written in write_gathered(dones, place, join):
            self.written += written.documents
            self._tell()
        for batch in self.due.bare():
            place.write(batch, join)
        return True

    def _tell(self, news: tuple[DocumentError, ...] = ()) -> None:
        if self.on_progress:
            left = self.due.characters - self.characters
            self.on_progress(
                Progress(
                    files=self.looked,
                    found=self.due.documents,
                    documents=self.written,
                    events=self.events,
                    failures=len(self.failures),
                    characters=self.characters,
                    unchanged=self.changes.unchanged,
                    done=self.characters,
                    left=left,
                    version=self.due.store.version,
                    news=news,
                )
            )


def _kept(file: IO[bytes]) -> Iterator[Done]:
    while True:
        try:
            done: Done = pickle.load(file)
        except EOFError:
            return
        yield done


def _renew(task: RenewTask, settings: Settings) -> Done:
    from loaders.pipeline.renewal import renew_documents  # heavy, and for the worker to import

    return renew_documents(task, settings)


def _leave(task: RenewTask, settings: Settings, why: DocumentError) -> Done:
    """The outcome of documents that cannot be made anew: they stay as they are."""
    from loaders.store.batch import collect_batch

    errors = tuple(DocumentError(document.source, why.reason, why.remedy) for document in task.documents)
    return Done(collect_batch(()), errors, len(task.documents), task.size)


RENEW = Work(_renew, _leave)
