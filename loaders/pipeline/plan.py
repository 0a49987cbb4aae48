"""Decides what a load has to read: finds files, passes over unchanged ones by their bytes, cuts the rest into tasks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import chain, dropwhile, islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from loaders.errors import DocumentError
from loaders.formats.draft import Cut, Format
from loaders.formats.fetch import is_address
from loaders.formats.files import hash_file, source_files
from loaders.pipeline.bounds import was_stopped
from loaders.pipeline.seen import Seen
from loaders.pipeline.tasks import FilesTask, Job, PartTask, Settings, Task, plain
from loaders.store.tables import Store

LOOKED_UP = 5_000  # files asked for in the store at once
FOLDERS = 1_000  # of which is remembered where they lie
MOST_FILES = 100  # of one task
MOST_BYTES = 256 * 2**10  # of one task, some seconds of reading; a longer file of rows is read in parts
MOST_ROWS = 500  # of one part


@dataclass(slots=True)
class Plan:
    """The tasks of a load, made as they are taken; what it counts grows meanwhile.

    Without a store nothing was read before. ``unchanged`` counts documents that were passed over, ``known`` holds the
    failures that their files had. ``seen`` are the keys of the files looked at, ``listed`` counts those known of,
    ``size`` the bytes of those looked at, ``past`` the bytes of those passed over. ``aside`` are the files of folders
    that hold no text, as pictures. ``resolve`` tells where a folder lies.
    """

    sources: tuple[str, ...]
    store: Store | None
    settings: Settings
    unchanged: int = 0
    listed: int = 0
    skipped: int = 0
    size: int = 0
    past: int = 0
    seen: Seen = field(default_factory=Seen)
    known: list[DocumentError] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    resolve: Callable[[Path], str] = field(default_factory=lambda: lru_cache(FOLDERS)(os.path.realpath))

    def tasks(self) -> Iterator[Task]:
        """Tasks in the order of the sources."""
        jobs: list[Job] = []
        weight = 0
        for job in self._changed(self._jobs()):
            size = job.size
            if size > MOST_BYTES and (parts := self._parts(job)):
                yield from parts
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
                if self.seen.add(job.file):
                    self.size += job.size
                    yield job
                else:
                    self.listed -= 1

    def _find(self, source: str) -> Iterator[Job]:
        if is_address(source):
            self.listed += 1
            yield Job(source, source, Path())
            return
        try:
            self.listed += sum(1 for _ in source_files(source))  # so that what is left can be told, and no list is held
            yield from map(self._job, source_files(source, lambda path: self.aside.append(str(path))))
        except DocumentError as error:
            job = self._job(Path(source))
            if job.path.is_file() or (self.store and self.store.files([job.file])):
                self.listed += 1
                yield replace(job, error=error, size=0)
            else:  # a slip of the pen, or a folder still to be filled: told, and nothing to remember
                self.known.append(error)

    def _job(self, path: Path) -> Job:
        whole = true_place(path, self.resolve)
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
            return hash_file(job.path) == str(row["sha256"])
        except DocumentError:  # the task will say so
            return False

    def _parts(self, job: Job) -> Iterator[Task] | None:
        """A long file of rows in parts, which workers read from where they stand; None for any other file."""
        from loaders.formats.registry import find_format  # both are heavy, and not needed where nothing has changed
        from loaders.formats.rows import may_be_cut

        form = find_format(job.path.name)
        try:
            if form is None or not may_be_cut(job.path, form):
                return None
            seen, digest = _stamp(job.path), hash_file(job.path)
            token, cuts = self._goes_on(job, digest, form) or (uuid4().hex, _cut(job, form))
        except (DocumentError, OSError):  # the task will say so
            return None
        return _end(job, cuts, partial(PartTask, job, digest, unit=form.unit, token=token), seen)

    def _goes_on(self, job: Job, digest: str, form: Format) -> tuple[str, Iterator[Cut]] | None:
        """What is left of a file that a load was reading when it ended early, with the token of that reading."""
        row = self.store.files([job.file]).get(job.file) if self.store else None
        if row is None or row["complete"] or row["sha256"] != digest:
            return None
        if (row["rules"], row["published"]) != (self.settings.rules, self.settings.published):
            return None
        left = dropwhile(lambda cut: cut.start + 1 < row["part"], _cut(job, form))
        first = next(left, None)
        if first is None or first.start + 1 != row["part"]:  # cut otherwise then
            return None
        self.unchanged += row["documents"]
        self.past += first.start
        self.known += self.store.failures_of(job.file) if self.store and row["failures"] else []
        return row["token"], chain([first], left)


def true_place(path: Path, resolve: Callable[[Path], str] = os.path.realpath) -> Path:
    """Where a file lies, by whatever links its folder is named; itself a link it keeps its own name."""
    return Path(resolve(path.parent), path.name)


def file_key(path: Path, store: Path) -> str:
    """How the store knows a file: its path from the folder that holds the store where it lies below it, else in full.

    So a folder that holds both can be moved, and a file is the same one from wherever it is named. Takes a full path.
    """
    try:
        return plain(path.relative_to(store.parent).as_posix())
    except ValueError:
        return plain(path.as_posix())


def _cut(job: Job, form: Format) -> Iterator[Cut]:
    from loaders.formats.rows import cut_rows

    return cut_rows(job.path, form, rows=MOST_ROWS, size=MOST_BYTES)


def _end(job: Job, cuts: Iterator[Cut], task: Callable[..., PartTask], seen: tuple[int, int]) -> Iterator[Task]:
    """The parts of a file one after the other; the last one ends it, unless it was written to meanwhile."""
    try:
        now = next(cuts, None)
        while now:
            ahead = next(cuts, None)
            yield task(cut=now, complete=not ahead and _stamp(job.path) == seen)
            now = ahead
    except OSError as error:
        gone = DocumentError(job.source, f"the file cannot be read any more: {error.strerror}.", "Load it again.")
        yield FilesTask((replace(job, error=gone),))


def _stamp(path: Path) -> tuple[int, int]:
    """When a file was written to, and its size."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
