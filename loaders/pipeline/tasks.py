"""Pieces of a load that a worker can do by itself, and what comes of them; does none of them.

A task gives the same batch wherever and however often it is done, so a lost worker's task is simply done again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from loaders.errors import DocumentError
from loaders.formats.draft import Cut
from loaders.model import Document
from loaders.pipeline.bounds import Bounds
from loaders.store.batch import Batch, collect_batch
from loaders.store.readings import FileReading


@dataclass(frozen=True, slots=True)
class Settings:
    """What all tasks of a load share; ``taxonomy`` is the user's own file."""

    rules: str
    published: str | None = None
    taxonomy: Path | None = None
    bounds: Bounds = field(default_factory=Bounds)


@dataclass(frozen=True, slots=True)
class Job:
    """One file or address to read: as given, its key in the store, and where it lies for a worker elsewhere.

    ``error`` tells that it cannot be found; ``size`` is in bytes, 0 where nobody knows.
    """

    source: str
    file: str
    path: Path
    error: DocumentError | None = None
    size: int = 0


@dataclass(frozen=True, slots=True)
class FilesTask:
    """Whole files, read by the worker; ``size`` is their bytes."""

    jobs: tuple[Job, ...]
    size: int = 0


@dataclass(frozen=True, slots=True)
class PartTask:
    """Rows of a long file, read by the worker from where they stand; see ``FileReading`` for complete and token.

    ``unit`` is what a place in the file is called.
    """

    job: Job
    sha256: str
    cut: Cut
    unit: str
    complete: bool
    token: str

    @property
    def part(self) -> int:
        """Where its rows begin, 1 at the first byte of the file."""
        return self.cut.start + 1

    @property
    def ends(self) -> int:
        """Where the part after it begins."""
        return self.cut.end + 1

    @property
    def size(self) -> int:
        """Bytes of its rows."""
        return self.cut.end - self.cut.start

    @property
    def source(self) -> str:
        """What it is, for people: the file, or its one row."""
        path = Path(self.job.source).as_posix()
        return f"{path}#{self.unit}={self.cut.first}" if self.cut.rows == 1 else path


@dataclass(frozen=True, slots=True)
class RenewTask:
    """Documents of the store, undated, of each its file, the rules it will have, the data version it was looked at.

    ``size`` counts characters.
    """

    documents: tuple[Document, ...]
    files: tuple[str, ...]
    rules: tuple[str, ...]
    seen: tuple[int, ...]
    size: int = 0


Loading: TypeAlias = "FilesTask | PartTask"
Task: TypeAlias = "Loading | RenewTask"


@dataclass(frozen=True, slots=True)
class Done:
    """A task's rows, its failures, the number of files it finished, and the bytes of them that it read.

    Of a refresh: the number of documents, and their characters.
    """

    batch: Batch
    failures: tuple[DocumentError, ...] = ()
    files: int = 0
    size: int = 0


def source_of(task: Task) -> str:
    """What a task is about, for people; of several things the first."""
    if isinstance(task, RenewTask):
        return task.documents[0].source
    return task.source if isinstance(task, PartTask) else task.jobs[0].source


def pieces_of(task: Task) -> tuple[Task, ...]:
    """What a task can be cut into, so that one part of it may fail alone; itself where it cannot be cut."""
    if isinstance(task, FilesTask):
        return tuple(FilesTask((job,), job.size) for job in task.jobs)
    if isinstance(task, RenewTask):
        rows = zip(task.documents, task.files, task.rules, task.seen, strict=True)
        return tuple(RenewTask((document,), (f,), (r,), (s,), len(document.text)) for document, f, r, s in rows)
    return tuple(_parts(task)) or (task,)


def _parts(task: PartTask) -> Iterator[PartTask]:
    """Each row of a part as a part of its own; the last one ends what the whole would have ended."""
    from loaders.formats.registry import find_format  # heavy, and not needed where all goes well
    from loaders.formats.rows import cut_rows

    form = find_format(task.job.path.name)
    assert form
    for cut in cut_rows(task.job.path, form, rows=1, size=0, within=task.cut):
        yield replace(task, cut=cut, complete=task.complete and cut.end == task.cut.end)


def fail_task(task: Loading, settings: Settings, why: DocumentError) -> Done:
    """The outcome of a task that cannot be done: each of its files, or its part of one, has failed as ``why`` says."""
    count = int(task.complete) if isinstance(task, PartTask) else len(task.jobs)
    return finish(fail_files(task, settings, why), count, task.size)


def fail_files(task: Loading, settings: Settings, why: DocumentError) -> list[FileReading]:
    """Each file of a task as one that has failed, for the same reason; of a long file its part."""

    def failed(source: str) -> DocumentError:
        return DocumentError(plain(source), why.reason, why.remedy)

    if isinstance(task, FilesTask):
        return [FileReading(job.file, "", settings.rules, (), (failed(job.source),), whole=False) for job in task.jobs]
    return [
        FileReading(
            task.job.file,
            task.sha256,
            settings.rules,
            failures=(failed(task.source),),
            published=settings.published,
            part=task.part,
            ends=task.ends,
            complete=task.complete,
            token=task.token,
        )
    ]


def plain(name: str) -> str:
    """A file's name as text that can be stored: what is not UTF-8 in it is written as an escape."""
    return name.encode("utf-8", "backslashreplace").decode()


def finish(files: list[FileReading], count: int, size: int = 0) -> Done:
    """The outcome of a task that read these files, ``count`` of them to their end, ``size`` bytes in all."""
    return Done(collect_batch(files), tuple(error for file in files for error in file.failures), count, size)
