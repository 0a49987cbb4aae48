"""Files as if read, of one document each, to be written into a store without any reader."""

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
from loaders.store import FileReading, Mark, Reading, Store, Written, collect_batch

TEXT = "The ministry will open ten stations by the end of 2025."
SECTORS = (("5g",), ("5g", "nev"), ())


def file_of(name: str, *titles: str, created: str = "2024-03-08", sha256: str = "s", **more: Any) -> FileReading:
    """A file whose document has the one text; each title is an event, and gives the same ids and mentions again."""
    document = document_of(name, TEXT, created, publisher="A paper")
    events = tuple(
        event_of(document, number, title, (0, 12), **{"instrument": "pilot"} | more)
        for number, title in enumerate(titles)
    )
    marks = tuple(Mark(f"story of {title}", (), (), heading=False, standing=3) for title in titles)
    return FileReading(name, sha256, "r1", (Reading(document, events, 1, marks),))


def told(name: str, *sentences: str, created: str | None = "2024-03-08", **more: Any) -> FileReading:
    """A file whose document is of these sentences, each an event; every second one is to be reached by a deadline."""
    text = " ".join(sentences)
    document = document_of(
        name, text, created, **{"title": f"Title of {name}", "language": "en", "publisher": "Gazette"} | more
    )
    events, start = [], 0
    for number, sentence in enumerate(sentences):
        end, odd = start + len(sentence), bool(number % 2)
        events.append(
            event_of(
                document,
                number,
                f"{sentence[:20]} ({number})",
                (start, end),
                when="../2025-12-31" if odd else None,
                status=Status.TARGET if odd else Status.DONE,
                sectors=SECTORS[number % 3],
                actors=("miit",) if odd else (),
            )
        )
        start = end + 1
    return FileReading(name, text, "r1", (Reading(document, tuple(events), len(events)),))


def document_of(name: str, text: str, created: str | None, **more: Any) -> Document:
    """A document said on a day, or undated."""
    said = CreationTime(created, read_edtf(created), "dateline", "March 8") if created else None
    return Document(document_id(name, text), name, name, "text", text, "0" * 64, created=said, **more)


def event_of(
    document: Document,
    number: int,
    title: str,
    span: tuple[int, int],
    *,
    when: str | None = "2025",
    status: Status = Status.PLANNED,
    sectors: tuple[str, ...] = ("5g",),
    actors: tuple[str, ...] = ("miit",),
    instrument: str | None = None,
) -> Event:
    """One event of a document, with a deadline where it has a time."""
    said = document.created
    return Event(
        event_id(document.id, *span, number),
        document.id,
        TextQuote.of(document.text, *span),
        title,
        status,
        Announced(said.edtf, said.interval, "dateline") if said else None,
        When(when, read_edtf(when), Role.DEADLINE, span) if when else None,
        tuple(SectorTag(code, (span,)) for code in sectors),
        actors,
        instrument=instrument,
    )


def write(store: Store, *files: FileReading) -> Written:
    """Write files as one batch."""
    return store.write(collect_batch(files))
