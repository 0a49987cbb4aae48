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

LOOKED_UP = 5_000  # files asked for in the store at once
MOST_FILES = 100  # of one task
MOST_BYTES = 2 * 2**20  # of one task; a longer file of rows is read in parts
IN_PARTS = (".jsonl", ".ndjson", ".csv", ".tsv")  # files of rows: parsed here, since nothing in them can hold this up
MOST_DOCUMENTS = 500  # of one part


@dataclass(slots=True)
class Plan:
    """The tasks of a load, made as they are taken; what it counts grows meanwhile.

    Without a store nothing was read before. ``unchanged`` counts documents that were passed over, ``known`` holds the
    failures that their files had. ``seen`` are the keys of the files looked at, ``listed`` counts those known of,
    ``size`` the bytes of those looked at, ``past`` the bytes of those passed over.
    """

    sources: tuple[str, ...]
    store: Store | None
    settings: Settings
    unchanged: int = 0
    listed: int = 0
    skipped: int = 0
    size: int = 0
    past: int = 0
    seen: set[str] = field(default_factory=set)
    known: list[DocumentError] = field(default_factory=list)

    def tasks(self) -> Iterator[Task]:
        """Tasks in the order of the sources."""
        jobs: list[Job] = []
        weight = 0
        for job in self._changed(self._jobs()):
            size = job.size
            if size > MOST_BYTES and job.path.suffix.lower() in IN_PARTS:
                yield from self._parts(job)
                continue
            if jobs and (len(jobs) == MOST_FILES or weight + size > MOST_BYTES):
                yield FilesTask(tuple(jobs), weight)
                jobs, weight = [], 0
            jobs.append(job)
            weight += size
        if jobs:
            yield FilesTask(tuple(jobs), weight)

    @property
    def left(self) -> int:
        """Bytes of the files not yet looked at, as far as can be told from those that were."""
        return (self.listed - len(self.seen)) * self.size // max(1, len(self.seen))

    def _jobs(self) -> Iterator[Job]:
        for source in self.sources:
            for job in self._find(source):
                if job.file in self.seen:
                    self.listed -= 1
                    continue
                self.seen.add(job.file)
                self.size += job.size
                yield job

    def _find(self, source: str) -> Iterator[Job]:
        if is_address(source):
            self.listed += 1
            yield Job(source, source, Path())
            return
        try:
            paths = list(source_files(source))
            self.listed += len(paths)
            yield from map(self._job, paths)
        except DocumentError as error:
            job = self._job(Path(source))
            if job.path.exists() or (self.store and self.store.files([job.file])):
                self.listed += 1
                yield replace(job, error=error, size=0)
            else:  # a slip of the pen: told, and nothing to remember
                self.known.append(error)

    def _job(self, path: Path) -> Job:
        whole = Path(os.path.abspath(path))  # noqa: PTH100 a link is kept by its own name
        key = file_key(whole, self.store.folder) if self.store else plain(whole.as_posix())
        return Job(str(path), key, whole, size=_size(whole))

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
                    self.past += job.size
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
            yield FilesTask((replace(job, error=error),), job.size)
            return
        path, digest, token = Path(job.source), sha256(data).hexdigest(), uuid4().hex
        published = self.settings.published
        documents = read_bytes(path.as_posix(), data, path.name, published=published, on_failure=failures.append)
        part, before, rest = 1, 0, job.size
        slices = _cut(told(documents, job.source, failures.append))
        ahead = next(slices, ())
        while True:
            now, ahead = ahead, next(slices, ())
            failed = tuple(failures)
            failures.clear()
            size = min(rest, sum(len(document.text.encode()) for document in now)) if ahead else rest
            yield PartTask(job, digest, now, failed, part, before, not ahead, token, size)
            if not ahead:
                return
            part, before, rest = part + 1, before + len(now), rest - size


def file_key(path: Path, store: Path) -> str:
    """How the store knows a file: its path from the folder that holds the store where it lies below it, else in full.

    So a folder that holds both can be moved, and a file is the same one from wherever it is named. Takes a full path.
    """
    try:
        return plain(path.relative_to(store.parent).as_posix())
    except ValueError:
        return plain(path.as_posix())


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
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
