"""Decides what a load has to read: finds files, passes over unchanged ones by their bytes, cuts the rest into tasks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from loaders.errors import DocumentError
from loaders.formats.fetch import is_address
from loaders.formats.files import read_file, source_files
from loaders.model import Document
from loaders.pipeline.bounds import was_stopped
from loaders.pipeline.tasks import FilesTask, Job, PartTask, Settings, Task, plain
from loaders.store.tables import Store

LOOKED_UP = 500  # files asked for in the store at once
MOST_FILES = 100  # of one task
MOST_BYTES = 2 * 2**20  # of one task; a longer file of rows is read in parts
IN_PARTS = (".jsonl", ".ndjson", ".csv", ".tsv")  # files of rows: parsed here, since nothing in them can hold this up
MOST_DOCUMENTS = 500  # of one part


@dataclass(slots=True)
class Plan:
    """The tasks of a load, made as they are taken; ``unchanged`` and ``known`` grow meanwhile.

    Without a store nothing was read before. ``unchanged`` counts documents that were passed over, ``known`` holds the
    failures that their files had.
    """

    sources: tuple[str, ...]
    store: Store | None
    settings: Settings
    unchanged: int = 0
    files: int = 0
    skipped: int = 0
    known: list[DocumentError] = field(default_factory=list)

    def tasks(self) -> Iterator[Task]:
        """Tasks in the order of the sources."""
        jobs: list[Job] = []
        weight = 0
        for job in self._changed(self._jobs()):
            size = _size(job)
            if size > MOST_BYTES and job.path.suffix.lower() in IN_PARTS:
                yield from self._parts(job)
                continue
            if jobs and (len(jobs) == MOST_FILES or weight + size > MOST_BYTES):
                yield FilesTask(tuple(jobs))
                jobs, weight = [], 0
            jobs.append(job)
            weight += size
        if jobs:
            yield FilesTask(tuple(jobs))

    def _jobs(self) -> Iterator[Job]:
        seen: set[str] = set()
        for source in self.sources:
            for job in self._find(source):
                if job.file not in seen:
                    seen.add(job.file)
                    self.files += 1
                    yield job

    def _find(self, source: str) -> Iterator[Job]:
        if is_address(source):
            yield Job(source, source, Path())
            return
        try:
            for path in source_files(source):
                yield self._job(path)
        except DocumentError as error:
            job = self._job(Path(source))
            if job.path.exists() or (self.store and self.store.files([job.file])):
                yield replace(job, error=error)
            else:  # a slip of the pen: told, and nothing to remember
                self.known.append(error)

    def _job(self, path: Path) -> Job:
        whole = Path(os.path.abspath(path))  # noqa: PTH100 a link is kept by its own name
        return Job(str(path), file_key(whole, self.store.folder) if self.store else plain(whole.as_posix()), whole)

    def _changed(self, jobs: Iterator[Job]) -> Iterator[Job]:
        if self.store is None:
            yield from jobs
            return
        while some := list(islice(jobs, LOOKED_UP)):
            known = self.store.files(job.file for job in some)
            for job in some:
                row = known.get(job.file)
                if row and self._is_unchanged(job, row):
                    self.unchanged += row["documents"]
                    self.skipped += 1
                    self.known += self.store.failures_of(job.file) if row["failures"] else []
                else:
                    yield job

    def _is_unchanged(self, job: Job, row: dict[str, Any]) -> bool:
        settings = self.settings
        if job.error or is_address(job.source) or not row["complete"]:
            return False
        if (row["rules"], row["published"]) != (settings.rules, settings.published):
            return False
        if row["failures"] and self.store and any(map(was_stopped, self.store.failures_of(job.file))):
            return False
        try:
            return sha256(read_file(job.path)).hexdigest() == str(row["sha256"])
        except DocumentError:  # the task will say so
            return False

    def _parts(self, job: Job) -> Iterator[Task]:
        """A long file of rows, parsed here and cut into parts that workers read through."""
        from loaders.formats.registry import read_bytes  # both are heavy, and not needed where nothing has changed
        from loaders.pipeline.reading import told

        failures: list[DocumentError] = []
        try:
            data = read_file(job.path)
        except DocumentError as error:
            yield FilesTask((replace(job, error=error),))
            return
        path, digest, token = Path(job.source), sha256(data).hexdigest(), uuid4().hex
        published = self.settings.published
        documents = read_bytes(path.as_posix(), data, path.name, published=published, on_failure=failures.append)
        part, before = 1, 0
        slices = _cut(told(documents, job.source, failures.append))
        ahead = next(slices, ())
        while True:
            now, ahead = ahead, next(slices, ())
            failed = tuple(failures)
            failures.clear()
            yield PartTask(job, digest, now, failed, part, before, not ahead, token)
            if not ahead:
                return
            part, before = part + 1, before + len(now)


def file_key(path: Path, store: Path) -> str:
    """How the store knows a file: its path from the folder that holds the store where it lies below it, else in full.

    So a folder that holds both can be moved, and a file is the same one from wherever it is named. Takes a full path.
    """
    try:
        return plain(path.relative_to(store.parent).as_posix())
    except ValueError:
        return plain(path.as_posix())


def _size(job: Job) -> int:
    try:
        return 0 if is_address(job.source) or job.error else job.path.stat().st_size
    except OSError:
        return 0


def _cut(documents: Iterable[Document]) -> Iterator[tuple[Document, ...]]:
    some: list[Document] = []
    weight = 0
    for document in documents:
        some.append(document)
        weight += len(document.text)
        if len(some) == MOST_DOCUMENTS or weight > MOST_BYTES:
            yield tuple(some)
            some, weight = [], 0
    if some:
        yield tuple(some)
