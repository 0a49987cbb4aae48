"""Does a task: reads its files or documents through to a batch of rows; writes nothing to a store."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from loaders.errors import DocumentError, PolicyTimelineError
from loaders.formats.draft import Part, Payload
from loaders.formats.fetch import is_address
from loaders.formats.files import read_file
from loaders.formats.registry import read_bytes, read_documents, read_part
from loaders.formats.rows import read_span
from loaders.kept import keep
from loaders.pipeline.bounds import alarms
from loaders.pipeline.reading import read_through
from loaders.pipeline.tasks import Done, Job, Loading, PartTask, Settings, finish, plain
from loaders.sectors.taxonomy import Taxonomy, load_taxonomy
from loaders.store.readings import FileReading, Reading

_FIRST = (
    "On July 5, 2024 the ministry will issue 5G licences by June 2025.",
    "2024年7月5日，工业和信息化部将于2025年6月底前发放5G牌照。",
)


def get_ready() -> None:
    """Load the rules that reading needs, which else the first document would pay for from its time and memory."""
    with suppress(PolicyTimelineError):  # the documents that need what is wrong will say so
        for words in _FIRST:
            documents = read_bytes("first.txt", words.encode(), "first.txt")
            list(read_through(documents, "first.txt", load_taxonomy(), lambda _: None))
    keep()


def run_task(task: Loading, settings: Settings) -> Done:
    """Do one task; what goes wrong with a document is among the failures."""
    files = read_files(task, settings)
    return finish(files, int(task.complete) if isinstance(task, PartTask) else len(task.jobs), task.size)


def read_files(task: Loading, settings: Settings) -> list[FileReading]:
    """What the files of a task gave, each within its bounds."""
    taxonomy = load_taxonomy(settings.taxonomy)
    with alarms(settings.bounds.seconds):
        if isinstance(task, PartTask):
            return [_read_part(task, settings, taxonomy)]
        return [_read_job(job, settings, taxonomy) for job in task.jobs]


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
            data = _read_bytes(job)
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
    failures: list[DocumentError] = []
    readings: list[Reading] = []
    job, cut = task.job, task.cut
    try:
        part = Part(cut.first, read_span(job.path, 0, cut.above), task.sha256)
        data = read_span(job.path, cut.start, cut.end)
        payload = Payload(Path(job.source).as_posix(), Path(job.source).name, data, part=part)
        documents = read_part(payload, published=settings.published, on_failure=failures.append)
        readings = list(read_through(documents, job.source, taxonomy, failures.append))
    except OSError as error:
        failures.append(DocumentError(task.source, f"it cannot be read any more: {error.strerror}.", "Load it again."))
    return FileReading(
        task.job.file,
        task.sha256,
        settings.rules,
        tuple(readings),
        tuple(_storable(error) for error in failures),
        settings.published,
        whole=bool(readings) or task.part > 1 or not _failed_whole(task.job, failures),
        part=task.part,
        ends=task.ends,
        complete=task.complete,
        token=task.token,
    )


def _read_bytes(job: Job) -> bytes:
    try:
        return read_file(job.path)
    except DocumentError as error:
        raise DocumentError(Path(job.source).as_posix(), error.reason, error.remedy) from error


def _failed_whole(job: Job, failures: Iterable[DocumentError]) -> bool:
    """Whether a file failed as a file: then what an earlier load read from it is kept."""
    return any(error.source in (job.source, Path(job.source).as_posix()) for error in failures)


def _storable(error: DocumentError) -> DocumentError:
    return DocumentError(plain(error.source), plain(error.reason), plain(error.remedy))
