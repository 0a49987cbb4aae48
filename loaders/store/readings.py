"""What was read from documents and files, as it is handed to the store; knows no tables."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.errors import DocumentError
from loaders.model import Document, Event

SKETCH = 26  # numbers of a sketch


@dataclass(frozen=True, slots=True)
class Mark:
    """What joins an event with others: the fingerprint of what it says, and the keys under which others look for it.

    ``keys`` are for stories, ``promises`` for commitments and the news of them. ``sketch`` tells most others apart from
    it: ``SKETCH`` numbers of 32 bits, or none. ``facts`` are what its words say, for who compares them, or
    nothing. ``heading`` tells that its words are a heading, ``standing`` how near its teller is to the body that acts,
    from 1.
    """

    mention: str
    keys: tuple[int, ...] = ()
    promises: tuple[int, ...] = ()
    heading: bool = False
    standing: int | None = None
    sketch: tuple[int, ...] = ()
    facts: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One document, its events, and the number of its eligible sentences: all but questions, navigation, headings.

    ``marks`` are as many as the events; without them an event is a story of its own.
    """

    document: Document
    events: tuple[Event, ...] = ()
    sentences: int = 0
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class FileReading:
    """What one file gave, or one part of a long file.

    ``file`` is the file's key in the store, ``sha256`` of its bytes, ``published`` the option it was read with.
    ``whole`` is False when the file could not be read at all: then its failures are recorded and what an earlier
    load read from it stays. ``part`` is where its rows begin, 1 at the first byte, ``ends`` where the next part does;
    ``complete`` marks the last part. All parts of one reading of a file share a ``token``, also when one load began
    it and another goes on.
    """

    file: str
    sha256: str
    rules: str
    readings: tuple[Reading, ...] = ()
    failures: tuple[DocumentError, ...] = ()
    published: str | None = None
    whole: bool = True
    part: int = 1
    ends: int | None = None
    complete: bool = True
    token: str = ""
