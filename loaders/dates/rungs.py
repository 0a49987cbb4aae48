"""The ladder of a document's date, rung by rung, the surest first; a rung only looks, and refuses to choose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from loaders.dates.sightings import (
    LINE,
    Sighting,
    plain_lines,
    read_address,
    read_anywhere,
    read_clue,
    read_line,
    read_match,
)
from loaders.model import Document, Passage, PassageKind, Sense
from loaders.wording.rules import alternation, rules

_LEADS = 3  # paragraphs that open a document
_LEAD = 700  # characters of a lead that are read
_TAIL = 6  # passages that close a document
_SIGNATURE = 60  # characters of the name above a closing date
_BODY = 80  # characters of a paragraph that can no more be a header line
_HEAD = 12  # lines that can stand above the text
_CLOSED = frozenset('.!?。！？:："”)）')
_PROSE = (PassageKind.HEADING, PassageKind.PARAGRAPH, PassageKind.FURNITURE)

Rung = Callable[[Document], Iterator[Sighting]]


def record(document: Document) -> Iterator[Sighting]:
    """A date that the document's own record states."""
    for clue in document.clues:
        if clue.rung == "record":
            yield read_clue(clue)


def dateline(document: Document) -> Iterator[Sighting]:
    """The place and day that open a news item, or the day of adoption under the title of a rule."""
    for passage in _opening(document):
        words = _words(document, passage)[:_LEAD]
        for rule in rules("dateline"):
            if passage.kind == PassageKind.FURNITURE and rule.name != "adopted":
                continue
            if (found := rule.find(words)) and (sighting := read_match(found, Sense.SAID)):
                yield sighting
                break


def held_on(document: Document) -> Iterator[Sighting]:
    """The day on which, as the lead tells, the conference was held."""
    paragraphs = [p for p in _opening(document) if p.kind == PassageKind.PARAGRAPH]
    for passage in paragraphs:
        words = _words(document, passage)[:_LEAD]
        if not alternation("gathering").search(words):
            continue
        for rule in rules("held_on"):
            found = rule.find(words)
            if found and (sighting := read_match(found, Sense.SAID)):
                yield sighting
                break


def signed(document: Document) -> Iterator[Sighting]:
    """The date under the name that closes a notice."""
    if _may_be_a_comment(document):
        return
    for above, passage in pairwise(_closing(document)):
        words = _words(document, passage)
        name = _words(document, above)
        for rule in plain_lines():
            if len(words) <= LINE and (found := rule.find(words)):
                if "publisher" not in found.groupdict() and (len(name) > _SIGNATURE or name[-1] in ".。!?！？"):
                    continue
                if sighting := read_match(found, Sense.SAID):
                    yield sighting
                    break


def metadata(document: Document) -> Iterator[Sighting]:
    """A date of publication or change in the page's or file's own metadata."""
    yield from _clues_of(document, "metadata")


def header(document: Document) -> Iterator[Sighting]:
    """A date line above the text, beside its author, after its lead, or labelled below it."""
    shown = [clue for clue in document.clues if clue.rung == "header"]
    for clue in shown:
        lines = read_line(clue.evidence, document.language, labelled_only=bool(clue.interval or clue.refused))
        if clue.interval or clue.refused:
            yield from (line for line in lines if line.sense == Sense.SAID and not _names_event(line, document))
            yield read_clue(clue)
        else:
            yield from lines or read_anywhere(clue)
    if not shown or document.format != "html":
        yield from _header_lines(document)


def _names_event(line: Sighting, document: Document) -> bool:
    """Whether a page's "Date:" may be that of an event it tells of: above a transcript it is that of the words."""
    turns = any(passage.kind == PassageKind.TURN for passage in document.passages)
    return not turns and any(rule.name == "bare_label" and rule.find(line.evidence) for rule in rules("header"))


def _header_lines(document: Document) -> Iterator[Sighting]:
    head = _head(document)
    before = ""
    for passage in head:
        words = _words(document, passage)
        joined = f"{before} {words}" if before[-1:] in (":", "：") and len(before) <= _SIGNATURE else words
        yield from read_line(joined, document.language, labelled_only=False)
        before = words
    for passage in document.passages[-_TAIL:]:
        if passage not in head and passage.kind in _PROSE:
            yield from read_line(_words(document, passage), document.language, labelled_only=True)


def _may_be_a_comment(document: Document) -> bool:
    """Whether a name and a date at the end of a page may be a reader's: no notice, and the page shows its own date."""
    if document.format != "html" or document.language == "zh" or document.kind in ("notice", "plan"):
        return False
    return any(clue.sense == Sense.POSTED and clue.interval and not clue.refused for clue in document.clues)


def mail_header(document: Document) -> Iterator[Sighting]:
    """The date in the header of a mail."""
    yield from _clues_of(document, "mail_header")


def feed_item(document: Document) -> Iterator[Sighting]:
    """The date that a feed states for one of its items."""
    yield from _clues_of(document, "feed_item")


def page_field(document: Document) -> Iterator[Sighting]:
    """A date in a web page under a name that programs also fill with other days."""
    yield from _clues_of(document, "page_field")


def page_state(document: Document) -> Iterator[Sighting]:
    """The one day of publication in the scripts of a web page."""
    yield from _clues_of(document, "page_state")


def page_line(document: Document) -> Iterator[Sighting]:
    """A date line of a web page that stands away from its heading."""
    yield from _clues_of(document, "page_line")


def htmldate(document: Document) -> Iterator[Sighting]:
    """What htmldate finds in a web page on which our own evidence names no day of posting."""
    yield from _clues_of(document, "htmldate")


def pdf_metadata(document: Document) -> Iterator[Sighting]:
    """When a PDF file was made, which may be long after its words were written."""
    yield from _clues_of(document, "pdf_metadata")


def office_metadata(document: Document) -> Iterator[Sighting]:
    """When an office file was made: the date of a template or a copy as often as that of the words."""
    yield from _clues_of(document, "office_metadata")


def htmldate_search(document: Document) -> Iterator[Sighting]:
    """What htmldate finds by searching a whole web page, where the page does spell that day."""
    yield from _clues_of(document, "htmldate_search")


def retrieved(document: Document) -> Iterator[Sighting]:
    """When a page was saved: nothing on it can be later."""
    yield from _clues_of(document, "retrieved")


def rights(document: Document) -> Iterator[Sighting]:
    """The year in a line of rights, which is kept as evidence and names no day."""
    yield from _clues_of(document, "rights")


def _clues_of(document: Document, rung: str) -> Iterator[Sighting]:
    return (read_clue(clue) for clue in document.clues if clue.rung == rung)


def file_name(document: Document) -> Iterator[Sighting]:
    """A day in the name of the file; a table or a file of records says nothing of its rows by its own name."""
    if "#" not in document.source and not urlsplit(document.source).netloc:
        yield from read_address(PurePosixPath(document.source).stem)


def url_month(document: Document) -> Iterator[Sighting]:
    """The month in a web page's address that names no day."""
    yield from _clues_of(document, "url_month")


def url(document: Document) -> Iterator[Sighting]:
    """A day in the address; that in a web page's own address is of its posting."""
    yield from _clues_of(document, "url")
    for address in dict.fromkeys((document.url, document.source)):
        if address and (parts := urlsplit(address)).netloc:
            yield from read_address(parts.path)


LADDER: tuple[Rung, ...] = (
    record,
    dateline,
    held_on,
    signed,
    mail_header,
    feed_item,
    metadata,
    header,
    page_field,
    page_state,
    url,
    page_line,
    htmldate,
    file_name,
    pdf_metadata,
    office_metadata,
    htmldate_search,
    url_month,
    retrieved,
    rights,
)


# Where on the page the rungs look.


def _words(document: Document, passage: Passage) -> str:
    return document.text[passage.start : passage.end]


def _opening(document: Document) -> Iterator[Passage]:
    """The passages up to the third paragraph, turns left out."""
    paragraphs = 0
    for passage in document.passages:
        if passage.kind in (PassageKind.TURN, PassageKind.ROW) or paragraphs == _LEADS:
            return
        paragraphs += passage.kind == PassageKind.PARAGRAPH
        yield passage


def _closing(document: Document) -> list[Passage]:
    """The last body paragraph and the short lines below it."""
    found: list[Passage] = []
    for passage in reversed(document.passages[-_TAIL - 1 :]):
        found.insert(0, passage)
        if passage.kind not in _PROSE or _is_body(_words(document, passage)):
            return found
    return []


def _is_body(words: str) -> bool:
    """Whether a paragraph is too long for a header line and closes like a sentence."""
    return len(words) > (_BODY if words.isascii() else _BODY // 2) and words[-1] in _CLOSED


def _head(document: Document) -> list[Passage]:
    """The passages above the first body paragraph, and what the page put right after it."""
    found: list[Passage] = []
    ended = False
    for passage in document.passages:
        long = _is_body(_words(document, passage))
        if ended and passage.kind != PassageKind.FURNITURE:
            break
        if passage.kind in (PassageKind.TURN, PassageKind.ROW) or len(found) == _HEAD:
            break
        if passage.kind == PassageKind.PARAGRAPH and long:
            ended = True
            continue
        found.append(passage)
        if ended:
            break
    return found
