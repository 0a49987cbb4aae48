"""The values that travel through the house: frozen, hashable, and saying what they are; refuses pandas and SQL.

Offsets are code points into ``Document.text``, always as ``[start, end)``.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from loaders.edtf import Interval

CONTEXT = 32  # characters of prefix and suffix kept with a quotation (W3C TextQuoteSelector)


class Sense(StrEnum):
    """What a date of a document tells: when it was said, posted or re-posted; the earlier in this list wins."""

    SAID = "said"
    POSTED = "posted"
    REPOSTED = "reposted"


class Status(StrEnum):
    """How firm an event is."""

    DONE = "done"
    IN_FORCE = "in_force"
    PLANNED = "planned"
    TARGET = "target"
    STATISTIC = "statistic"
    BACKGROUND = "background"


class Role(StrEnum):
    """What an event's time is to the event."""

    OCCURRED = "occurred"
    EXPECTED = "expected"
    EFFECTIVE = "effective"
    DEADLINE = "deadline"
    AS_OF = "as_of"
    DURING = "during"


class PassageKind(StrEnum):
    """The shape of a passage: how it stands on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TURN = "turn"
    ROW = "row"
    FIELD = "field"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class TextQuote:
    """A quotation that can be found again: position, exact words, and 32 characters on either side."""

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> TextQuote:
        """Quote ``text[start:end]``."""
        return cls(start, end, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])

    def find_in(self, text: str) -> tuple[int, int] | None:
        """Find the quotation: where position and words agree, else where the words with their context stand once.

        ``None`` means the quotation is an orphan. There is no fuzzy step: a nearly right sentence is a wrong one.
        """
        if text[self.start : self.end] == self.exact:
            return self.start, self.end
        whole = self.prefix + self.exact + self.suffix
        at = text.find(whole)
        if at < 0 or text.find(whole, at + 1) >= 0:
            return None
        return at + len(self.prefix), at + len(self.prefix) + len(self.exact)


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, paragraph, table row, or turn of a transcript, as a span of the document's text.

    A turn's span is the spoken words without the speaker's name line; its ``role`` is ``chair``, ``official``,
    ``journalist`` or None.
    A ``field`` is one cell of a table's row: ``name`` is the meaning of its column (``date``, ``title``, ``when``,
    ``sectors``, ``status``, ``actor``, ``instrument``, ``source``).
    ``furniture`` is navigation, page numbers, credits of the page: read, kept, and never an event.
    """

    start: int
    end: int
    kind: PassageKind = PassageKind.PARAGRAPH
    speaker: str | None = None
    role: str | None = None
    name: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """One date that a document shows for itself, and the words it was read from.

    ``rung`` names the step of the ladder that found it. ``edtf`` and ``interval`` are None for a clue
    that a reader collected but nobody has read yet. ``refused`` says why an impossible date was not taken.
    """

    rung: str
    sense: Sense
    evidence: str
    edtf: str | None = None
    interval: Interval | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class CreationTime:
    """The field's document creation time: the date from which "today" in the text is counted."""

    edtf: str
    interval: Interval
    created_by: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Document:
    """One source text, as read; ``created`` is None until the date ladder has answered, and stays None if it cannot.

    ``name`` is what ``extract`` prints as ``document``: a record's own id, else the file's name.
    ``clues`` are dates that the reader of the format saw outside the text (metadata, record, file name);
    ``candidates`` are all dates found, best first, after dating.
    ``pages`` are the places in the text at which pages begin, each with its number in the file, counted from 1.
    """

    id: str
    source: str
    name: str
    format: str
    text: str
    sha256: str
    language: str = "en"
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    publisher_evidence: str | None = None
    kind: str | None = None
    kind_evidence: str | None = None
    passages: tuple[Passage, ...] = ()
    clues: tuple[DateCandidate, ...] = ()
    created: CreationTime | None = None
    candidates: tuple[DateCandidate, ...] = ()
    created_bounds: str | None = None
    pages: tuple[tuple[int, int], ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page on which a place in the text stands; None where the format has no pages."""
        before = bisect_right(self.pages, offset, key=lambda start: start[0])
        return self.pages[before - 1][1] if before else None


@dataclass(frozen=True, slots=True)
class Timex:
    """A temporal expression: the calendar words alone, and what they mean.

    ``interval`` is None for a word without calendar meaning ("recently") and for durations and sets.
    ``value`` is the TIMEX3 spelling, for scoring only. ``inferred`` names what was not in the words
    (``year``, ``month``, ``direction``). ``rule`` is the name of the lexicon rule that read it.
    """

    start: int
    end: int
    text: str
    type: str
    value: str
    rule: str
    edtf: str | None = None
    interval: Interval | None = None
    inferred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SectorTag:
    """A sector and the spans of the document's text that earned it; ``inherited`` from the sentence before."""

    code: str
    evidence: tuple[tuple[int, int], ...]
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Announced:
    """When an event was said, and on what that rests (the rung that dated the document)."""

    edtf: str
    interval: Interval
    basis: str


@dataclass(frozen=True, slots=True)
class When:
    """When an event takes place, and what that time is to it; ``evidence`` is the span of the words of time."""

    edtf: str
    interval: Interval
    role: Role
    evidence: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that an event states: ``text[start:end]`` holds it with its unit.

    ``number`` is in whole ``unit``s (万 and million are multiplied out, 3.9 % is 3.9 of ``percent``); ``measures`` are
    the words for what it counts. ``change`` is ``up`` or ``down`` where it tells a change and no level, ``base`` what
    that is compared with (``year_on_year``, ``month_on_month``, or a stated time as EDTF).
    """

    start: int
    end: int
    number: float
    unit: str
    measures: str | None = None
    change: str | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a policy analyst would put on a timeline, with the exact words behind it.

    ``modality`` is the step of the wording ladder that the act was told with (``explore`` to ``vigorously``), ``page``
    the page of the document that the quotation begins on, where its format has pages.
    """

    id: str
    document: str
    quote: TextQuote
    title: str
    status: Status
    announced: Announced | None = None
    when: When | None = None
    sectors: tuple[SectorTag, ...] = ()
    actors: tuple[str, ...] = ()
    speaker: str | None = None
    instrument: str | None = None
    cues: tuple[str, ...] = field(default=())
    modality: str | None = None
    figures: tuple[Figure, ...] = ()
    page: int | None = None


def document_id(source: str, text: str) -> str:
    """Hash of source key and text: a re-post under another name is another document."""
    return sha256(f"{source}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def event_id(document: str, start: int, end: int, ordinal: int) -> str:
    """Hash of document id, span and ordinal: the same input gives the same id for ever."""
    return sha256(f"{document}\0{start}\0{end}\0{ordinal}".encode()).hexdigest()[:16]
