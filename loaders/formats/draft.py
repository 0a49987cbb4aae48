"""What a format's reader takes and gives: bytes with a name in, drafts of documents out; judges no words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from loaders.errors import DocumentError
from loaders.model import DateCandidate, Passage, PassageKind


@dataclass(frozen=True, slots=True)
class Cut:
    """Rows of a file that stand side by side: its bytes ``[start, end)``, the number of the first, and how many.

    ``above`` is where the first rows of the file end, among which a table has its header; 0 for a format without one.
    """

    start: int
    end: int
    first: int = 1
    rows: int = 0
    above: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of a long file is not read without: the number of its first row, the rows above, the file's hash."""

    first: int
    above: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Payload:
    """The bytes of one file, upload, address or member of an archive; ``charset`` is what the sender declared.

    An ``optional`` one is passed over where its format is not known. ``part`` is there where it is one of a long file.
    """

    source: str
    name: str
    data: bytes
    url: str | None = None
    charset: str | None = None
    optional: bool = False
    part: Part | None = None

    def member(self, name: str, data: bytes) -> Payload:
        """A file inside this one: ``a.zip/inner/name.pdf``."""
        return Payload(f"{self.source}/{name}", f"{self.name}/{name}", data)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text that a reader composes; ``lead`` is text before it that is no part of the passage.

    ``kind`` None leaves the shape to be told from the words. ``glue`` separates the block from the one before.
    ``page`` is the page it begins on, ``breaks`` are the places in ``text`` at which later pages begin.
    """

    text: str
    kind: PassageKind | None = None
    lead: str = ""
    name: str | None = None
    page: int | None = None
    glue: str = "\n\n"
    breaks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """One document as its format's reader saw it.

    Either ``text`` (kept as it is, passages told from its lines unless ``passages`` says them) or ``blocks``.
    ``record`` is the record's own id, ``part`` its place in the file (``#row=3``). ``author`` is whom the file's own
    properties name: its publisher where they name a body and the words name none.
    """

    text: str = ""
    blocks: tuple[Block, ...] = ()
    passages: tuple[Passage, ...] | None = None
    record: str | None = None
    part: str = ""
    language: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    publisher_evidence: str | None = None
    author: str | None = None
    kind: str | None = None
    kind_evidence: str | None = None
    clues: tuple[DateCandidate, ...] = ()


Reader = Callable[[Payload], Iterator[Draft | Payload | DocumentError]]
Rows = Callable[[BinaryIO, bytes], Iterator[int]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name, the endings of its files, the content types of its pages, and its reader.

    A reader yields a draft for each document, and a payload for each file inside the file, which is then read by its
    own format; it yields (not raises) a DocumentError for one bad record among others. A format of rows that can be
    read in parts has ``rows``, the size of each row of a file; ``unit`` is what a place in it is called, ``headed``
    tells that its first rows say what the others are.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Reader
    content_types: tuple[str, ...] = ()
    rows: Rows | None = None
    unit: str = "row"
    headed: bool = False


def stated(fields: Mapping[str, object], name: str) -> str | None:
    """The text of a field, trimmed; None where it is missing or empty."""
    value = fields.get(name)
    text = str(value).strip() if value is not None else ""
    return text or None
