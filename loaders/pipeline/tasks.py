"""Pieces of a load that a worker can do by itself: files read to a batch of rows; writes nothing to a store.

A task gives the same batch wherever and however often it is done, so a lost worker's task is simply done again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from loaders.errors import DocumentError
from loaders.formats.fetch import is_address
from loaders.formats.files import read_file
from loaders.formats.registry import read_bytes, read_documents
from loaders.model import Document
from loaders.pipeline.reading import read_through
from loaders.sectors.taxonomy import Taxonomy, load_taxonomy
from loaders.store.batch import Batch, FileReading, Reading, collect_batch


@dataclass(frozen=True, slots=True)
class Settings:
    """What all tasks of a load share; ``taxonomy`` is the user's own file."""

    rules: str
    published: str | None = None
    taxonomy: Path | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One file or address to read: as given, and its key in the store; ``error`` where it is known to fail."""

    source: str
    file: str
    error: DocumentError | None = None


@dataclass(frozen=True, slots=True)
class FilesTask:
    """Whole files, read by the worker."""

    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class PartTask:
    """Documents of a long file, parsed already; see ``FileReading`` for part, before, complete and token."""

    job: Job
    sha256: str
    documents: tuple[Document, ...]
    failures: tuple[DocumentError, ...]
    part: int
    before: int
    complete: bool
    token: str


Task: TypeAlias = "FilesTask | PartTask"


@dataclass(frozen=True, slots=True)
class Done:
    """A task's rows, its failures, and the number of files it finished."""

    batch: Batch
    failures: tuple[DocumentError, ...] = ()
    files: int = 0


def run_task(task: Task, settings: Settings) -> Done:
    """Do one task; what goes wrong with a document is among the failures."""
    taxonomy = load_taxonomy(settings.taxonomy)
    if isinstance(task, PartTask):
        return _done([_read_part(task, settings, taxonomy)], int(task.complete))
    return _done([_read_job(job, settings, taxonomy) for job in task.jobs], len(task.jobs))


def fail_task(task: Task, settings: Settings, reason: str) -> Done:
    """The outcome of a task that cannot be done: each of its files has failed."""
    jobs = [task.job] if isinstance(task, PartTask) else task.jobs
    errors = [(job, DocumentError(plain(job.source), reason, "Please report it, with the file.")) for job in jobs]
    readings = [FileReading(job.file, "", settings.rules, (), (error,), whole=False) for job, error in errors]
    return _done(readings, len(readings))


def plain(name: str) -> str:
    """A file's name as text that can be stored: what is not UTF-8 in it is written as an escape."""
    return name.encode("utf-8", "backslashreplace").decode()


def _done(files: list[FileReading], count: int) -> Done:
    return Done(collect_batch(files), tuple(error for file in files for error in file.failures), count)


def _read_job(job: Job, settings: Settings, taxonomy: Taxonomy) -> FileReading:
    failures: list[DocumentError] = []
    readings: list[Reading] = []
    digest = ""
    try:
        if job.error:
            raise job.error
        if is_address(job.source):
            documents = read_documents(job.source, published=settings.published, on_failure=failures.append)
        else:
            data = read_file(Path(job.source))
            digest = sha256(data).hexdigest()
            documents = read_bytes(
                Path(job.source).as_posix(),
                data,
                Path(job.source).name,
                published=settings.published,
                on_failure=failures.append,
            )
        readings = list(read_through(documents, job.source, taxonomy, failures.append))
    except DocumentError as error:
        failures.append(error)
    return FileReading(
        job.file,
        digest or (readings[0].document.sha256 if readings else ""),
        settings.rules,
        tuple(readings),
        tuple(_storable(error) for error in failures),
        settings.published,
        whole=bool(readings) or not _failed_whole(job, failures),
    )


def _read_part(task: PartTask, settings: Settings, taxonomy: Taxonomy) -> FileReading:
    failures = list(task.failures)
    readings = list(read_through(iter(task.documents), task.job.source, taxonomy, failures.append))
    return FileReading(
        task.job.file,
        task.sha256,
        settings.rules,
        tuple(readings),
        tuple(_storable(error) for error in failures),
        settings.published,
        whole=bool(readings) or task.part > 1 or not _failed_whole(task.job, failures),
        part=task.part,
        before=task.before,
        complete=task.complete,
        token=task.token,
    )


def _failed_whole(job: Job, failures: Iterable[DocumentError]) -> bool:
    """Whether a file failed as a file: then what an earlier load read from it is kept."""
    return any(error.source in (job.source, Path(job.source).as_posix()) for error in failures)


def _storable(error: DocumentError) -> DocumentError:
    return DocumentError(plain(error.source), plain(error.reason), plain(error.remedy))
