"""Files as if read, for tests of the store: each holds one document with an event for each title, made in code."""

from __future__ import annotations

from typing import Any

from loaders.edtf import read_edtf
from loaders.model import (
    Announced,
    CreationTime,
    Document,
    Event,
    Role,
    SectorTag,
    Status,
    TextQuote,
    When,
    document_id,
    event_id,
)
from loaders.store import Batch, FileReading, Mark, Reading, collect_batch

TEXT = "The ministry will open ten stations by the end of 2025."


def file_of(name: str, *titles: str, created: str = "2024-03-08", sha256: str = "s", **more: Any) -> FileReading:
    """A file of one document of which each title is an event; the same titles give the same ids and mentions."""
    document = Document(
        document_id(name, TEXT), name, name, "text", TEXT, sha256, created=_created(created), publisher="A paper"
    )
    events = tuple(event_of(document, number, title, **more) for number, title in enumerate(titles))
    marks = tuple(Mark(f"story of {title}", (), (), heading=False, standing=3) for title in titles)
    return FileReading(name, sha256, "r1", (Reading(document, events, 1, marks),))


def event_of(
    document: Document,
    number: int,
    title: str,
    *,
    when: str | None = "2025",
    status: Status = Status.PLANNED,
    sectors: tuple[str, ...] = ("5g",),
) -> Event:
    """One event, planned by a deadline where it has a time."""
    assert document.created
    return Event(
        event_id(document.id, 0, 12, number),
        document.id,
        TextQuote.of(TEXT, 0, 12),
        title,
        status,
        Announced(document.created.edtf, document.created.interval, "dateline"),
        When(when, read_edtf(when), Role.DEADLINE, (36, 54)) if when else None,
        tuple(SectorTag(code, ((23, 26),)) for code in sectors),
        ("miit",),
        instrument="pilot",
    )


def batch_of(*files: FileReading) -> Batch:
    """A batch of such files."""
    return collect_batch(files)


def _created(edtf: str) -> CreationTime:
    return CreationTime(edtf, read_edtf(edtf), "dateline", "March 8")
