"""Files as if read, one event a sentence, to be written into a store without any reader."""

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
from loaders.store import FileReading, Reading, Store, collect_batch

SECTORS = (("5g",), ("5g", "nev"), ())


def told(name: str, *sentences: str, created: str | None = "2024-03-08", **more: Any) -> FileReading:
    """A file that gave one document of these sentences, each of them an event."""
    text = " ".join(sentences)
    identity = document_id(name, text)
    more = {"title": f"Title of {name}", "language": "en", "publisher": "Gazette"} | more
    said = CreationTime(created, read_edtf(created), "dateline", "March 8") if created else None
    document = Document(identity, name, name, "text", text, "0" * 64, created=said, **more)
    events, start = [], 0
    for ordinal, sentence in enumerate(sentences):
        end = start + len(sentence)
        events.append(
            Event(
                event_id(identity, start, end, ordinal),
                identity,
                TextQuote.of(text, start, end),
                f"{sentence[:20]} ({ordinal})",
                (Status.DONE, Status.TARGET)[ordinal % 2],
                Announced(created, read_edtf(created), "dateline") if created else None,
                When("../2025-12-31", read_edtf("../2025-12-31"), Role.DEADLINE, (0, 1)) if ordinal % 2 else None,
                tuple(SectorTag(code, ((start, end),)) for code in SECTORS[ordinal % 3]),
                ("miit",) if ordinal % 2 else (),
            )
        )
        start = end + 1
    return FileReading(name, text, "r1", readings=(Reading(document, tuple(events), len(events)),))


def write(store: Store, *files: FileReading) -> Any:
    """Write files as one batch."""
    return store.write(collect_batch(files))
