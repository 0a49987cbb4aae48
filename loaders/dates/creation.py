"""Finds the day a document was said, on a ladder one can read, and keeps every date it shows; never guesses a day.

Said beats posted beats re-posted; among equals the higher rung wins, and the answer is signed with the rung's name.
A day without a year takes it from the nearest date on which the document was posted, which it cannot come after.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from dateparser.date import DateDataParser

from loaders import edtf
from loaders.dates.bounds import prove_bounds
from loaders.edtf import Interval, write_edtf
from loaders.errors import EdtfError
from loaders.model import CreationTime, DateCandidate, Document, Passage, PassageKind, Sense
from loaders.resources import languages
from loaders.wording.rules import Rule, rules, shape
from loaders.wording.stated import Reading, read_notation, read_stated

_LEADS = 3  # paragraphs that open a document
_LEAD = 700  # characters of a lead that are read
_TAIL = 6  # passages that close a document
_LINE = 220
_SIGNATURE = 60  # characters of the name above a closing date
_BODY = 80  # characters of a paragraph that can no more be a header line
_HEAD = 12  # lines that can stand above the text
_CLOSED = frozenset('.!?。！？:："”)）')
_GRACE = timedelta(days=1)  # clocks differ around the world
_PROSE = (PassageKind.HEADING, PassageKind.PARAGRAPH, PassageKind.FURNITURE)
_SENSES = tuple(Sense)
_WEAK = frozenset(("metadata", "htmldate", "file_name", "url"))


@dataclass(frozen=True, slots=True)
class Sighting:
    """A date seen at one place: what it tells, its words, and its parts, or the interval where that is known."""

    sense: Sense
    evidence: str
    reading: Reading | None = None
    interval: Interval | None = None
    refused: str | None = None


Rung = Callable[[Document], Iterator[Sighting]]
Seen = list[tuple[str, Sighting]]


def date_document(document: Document) -> Document:
    """The document with its date, all dates it shows (best first), and for an undated one the bounds its text proves.

    Nothing is invented: without a date ``created`` stays None, and ``created_bounds`` is None where nothing is proven.
    """
    seen = [(rung.__name__, sighting) for rung in LADDER for sighting in rung(document)]
    seen = _complete(seen)
    proven: Interval | None = None
    if all(name in _WEAK or not sighting.interval for name, sighting in seen):
        proven = prove_bounds(document)
    seen = [(name, _refuse(name, sighting, proven, seen)) for name, sighting in seen]
    order = {rung.__name__: place for place, rung in enumerate(LADDER)}
    seen.sort(key=lambda each: (_SENSES.index(each[1].sense), order[each[0]]))
    best = next(((n, s) for n, s in seen if s.interval and not s.refused), None)
    candidates = _candidates(seen)
    if best and (name := best[0]) and (interval := best[1].interval):
        created = CreationTime(write_edtf(interval), interval, name, best[1].evidence)
        return replace(document, created=created, candidates=candidates, created_bounds=None)
    bounds = write_edtf(proven) if proven else None
    return replace(document, created=None, candidates=candidates, created_bounds=bounds)


def _candidates(seen: Seen) -> tuple[DateCandidate, ...]:
    """One candidate for each rung, sense and date; what has no date is kept by its words."""
    found: dict[tuple[str, str, str], DateCandidate] = {}
    for name, sighting in seen:
        spelled = write_edtf(sighting.interval) if sighting.interval else None
        candidate = DateCandidate(name, sighting.sense, sighting.evidence, spelled, sighting.interval, sighting.refused)
        found.setdefault((name, sighting.sense, spelled or sighting.evidence), candidate)
    return tuple(found.values())


# The rungs, from the surest.


def record(document: Document) -> Iterator[Sighting]:
    """A date that the document's own record states."""
    for clue in document.clues:
        if clue.rung == "record":
            yield _clued(clue)


def dateline(document: Document) -> Iterator[Sighting]:
    """The place and day that open a news item, or the day of adoption under the title of a rule."""
    for passage in _opening(document):
        words = _words(document, passage)[:_LEAD]
        for rule in rules("dateline"):
            if passage.kind == PassageKind.FURNITURE and rule.name != "adopted":
                continue
            if (found := rule.find(words)) and (sighting := _sighted(found, Sense.SAID)):
                yield sighting
                break


def held_on(document: Document) -> Iterator[Sighting]:
    """The day on which, as the lead tells, the conference was held."""
    paragraphs = [p for p in _opening(document) if p.kind == PassageKind.PARAGRAPH]
    for passage in paragraphs:
        for rule in rules("held_on"):
            found = rule.find(_words(document, passage)[:_LEAD])
            if found and (sighting := _sighted(found, Sense.SAID)):
                yield sighting
                break


def signed(document: Document) -> Iterator[Sighting]:
    """The date under the name that closes a notice."""
    for above, passage in pairwise(_closing(document)):
        words = _words(document, passage)
        name = _words(document, above)
        for rule in _plain_lines():
            if len(words) <= _LINE and (found := rule.find(words)):
                if "publisher" not in found.groupdict() and (len(name) > _SIGNATURE or name[-1] in ".。!?！？"):
                    continue
                if sighting := _sighted(found, Sense.SAID):
                    yield sighting
                    break


def header(document: Document) -> Iterator[Sighting]:
    """A date line above the text, beside its author, after its lead, or labelled below it."""
    for clue in document.clues:
        if clue.rung == "header":
            yield from _in_line(clue.evidence, document.language, labelled_only=False) or _anywhere(clue)
    head = _head(document)
    for passage in head:
        yield from _in_line(_words(document, passage), document.language, labelled_only=False)
    for passage in document.passages[-_TAIL:]:
        if passage not in head and passage.kind in _PROSE:
            yield from _in_line(_words(document, passage), document.language, labelled_only=True)


def metadata(document: Document) -> Iterator[Sighting]:
    """A date in the page's or file's own metadata."""
    for clue in document.clues:
        if clue.rung == "metadata":
            yield _clued(clue)


def htmldate(document: Document) -> Iterator[Sighting]:
    """What htmldate finds in a web page on which none of the rungs above it found a date."""
    for clue in document.clues:
        if clue.rung == "htmldate":
            yield _clued(clue)


def file_name(document: Document) -> Iterator[Sighting]:
    """A day in the name of the file; a table or a file of records says nothing of its rows by its own name."""
    if "#" not in document.source and not urlsplit(document.source).netloc:
        yield from _in_address(PurePosixPath(document.source).stem)


def url(document: Document) -> Iterator[Sighting]:
    """A day in the address."""
    for address in dict.fromkeys((document.url, document.source)):
        if address and (parts := urlsplit(address)).netloc:
            yield from _in_address(parts.path)


LADDER: tuple[Rung, ...] = (record, dateline, held_on, signed, header, metadata, htmldate, file_name, url)


def _clued(clue: DateCandidate) -> Sighting:
    if clue.interval:
        return Sighting(clue.sense, clue.evidence, interval=clue.interval)
    try:
        return Sighting(clue.sense, clue.evidence, interval=read_stated(clue.evidence))
    except EdtfError:
        found = re.search(shape("date"), clue.evidence)
        return Sighting(clue.sense, clue.evidence, read_notation(found[0]) if found else None)


def _sighted(found: re.Match[str], sense: Sense) -> Sighting | None:
    reading = read_notation(found["date"])
    end = max(found.end(), found.end("date"))
    evidence = " ".join(found.string[found.start() : end].split())[-_LINE:]
    return Sighting(sense, evidence, reading) if reading else None


def _anywhere(clue: DateCandidate) -> list[Sighting]:
    """The date in a line that a page shows as its date line."""
    found = re.search(shape("date"), clue.evidence)
    reading = read_notation(found[0]) if found else None
    return [Sighting(clue.sense, clue.evidence, reading)] if reading else []


def _in_line(line: str, language: str, *, labelled_only: bool) -> list[Sighting]:
    """The dates of a header line: those that a label names, else the one it shows."""
    if len(line) > _LINE:
        return []
    sightings = [s for rule in _labelled() if (found := rule.find(line)) and (s := _sighted(found, _sense(rule)))]
    if not sightings and not labelled_only:
        for rule in (*_plain_lines(), *_staying()):
            if (found := rule.find(line)) and (sighting := _sighted(found, _sense(rule))):
                sightings = [sighting]
                break
        else:
            if language not in languages() and (foreign := _foreign(line, language)):
                sightings = [foreign]
    return sightings


def _sense(rule: Rule) -> Sense:
    return Sense(rule.about["sense"])


@cache
def _labelled() -> tuple[Rule, ...]:
    return tuple(r for r in rules("header") if r.name.endswith("label"))


@cache
def _plain_lines() -> tuple[Rule, ...]:
    return tuple(r for r in rules("header") if not r.name.endswith("label") and not r.about.get("stays"))


@cache
def _staying() -> tuple[Rule, ...]:
    return tuple(r for r in rules("header") if r.about.get("stays"))


def _in_address(address: str) -> Iterator[Sighting]:
    for rule in rules("address"):
        for found in rule.pattern.finditer(address):
            reading = Reading(int(found["year"]), int(found["month"]), int(found["day"]))
            if reading.interval():
                yield Sighting(Sense.REPOSTED, found[0].strip("/"), reading)
                return
    spelled = re.search(shape("date"), address.replace("_", " "))
    if spelled and (parts := read_notation(spelled[0])):
        yield Sighting(Sense.REPOSTED, spelled[0], parts)


_SPELLED = re.compile(r"\d{1,2}\.?ª?º?\s(?:[^\W\d_]{1,3}\s)?[^\W\d_]{3,12}\.?\s(?:[^\W\d_]{1,3}\s)?(?:19|20)\d\d")


@cache
def _parser(language: str) -> DateDataParser | None:
    strict = {"REQUIRE_PARTS": ["day", "month", "year"], "STRICT_PARSING": True}
    try:
        return DateDataParser(languages=[language], settings=strict)
    except ValueError:
        return None


def _foreign(line: str, language: str) -> Sighting | None:
    """A whole date spelled in a language for which there are no rules of ours."""
    found = _SPELLED.search(line)
    parser = _parser(language)
    if not found or not parser or not (parsed := parser.get_date_data(found[0]).date_obj):
        return None
    return Sighting(Sense.POSTED, found[0], interval=edtf.day(parsed.date()))


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


# What completes and what refuses a date.


def _complete(seen: Seen) -> Seen:
    """Give every reading its interval: a day without a year takes that of the nearest date of posting."""
    whole = [(n, replace(s, interval=s.reading.interval()) if s.reading and s.reading.year else s) for n, s in seen]
    anchor = _anchor(whole)
    return [(n, _with_year(s, anchor) if s.reading and not s.reading.year else s) for n, s in whole]


def _anchor(seen: Seen) -> date | None:
    """The last day of the date of posting, else of re-posting, else of another date that is whole."""
    for sense in (Sense.POSTED, Sense.REPOSTED, Sense.SAID):
        days = [s.interval.last for _, s in seen if s.sense == sense and s.interval and s.interval.last]
        if days:
            return days[0]
    return None


def _with_year(sighting: Sighting, anchor: date | None) -> Sighting:
    if anchor is None or sighting.reading is None:
        return sighting
    for year in (anchor.year, anchor.year - 1):
        interval = sighting.reading.interval(year)
        if interval and interval.start and interval.start <= anchor + _GRACE:
            return replace(sighting, interval=interval)
    return sighting


def _refuse(name: str, sighting: Sighting, proven: Interval | None, seen: Seen) -> Sighting:
    """Mark a date as impossible, with the reason: before what the text reports as past, or said after it was posted."""
    interval = sighting.interval
    if not interval or not interval.start or not interval.end:
        return sighting
    if proven and proven.start and interval.end <= proven.start:
        return replace(sighting, refused=f"before {write_edtf(proven)}, which the text proves")
    posted = [s.interval.last for _, s in seen if s.sense == Sense.POSTED and s.interval and s.interval.last]
    if name in ("held_on", "signed") and posted and interval.start > max(posted) + _GRACE:
        return replace(sighting, refused=f"after {max(posted)}, when it was posted")
    return sighting
