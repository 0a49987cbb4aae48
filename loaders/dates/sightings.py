"""Reads the dates that a document shows at one place (a clue, a line, an address); refuses prose and guesses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from loaders import edtf
from loaders.edtf import Interval
from loaders.errors import EdtfError
from loaders.model import DateCandidate, Sense
from loaders.wording.rules import Rule, ruled_languages, rules, shape
from loaders.wording.stated import Reading, read_notation, read_stated

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

LINE = 220  # characters of the longest line that shows a date
_SPELLED = re.compile(
    r"\d{1,2}(?:er|\.?ª?º?)\s(?:[^\W\d_]{1,3}\s)?[^\W\d_]{3,12}\.?\s(?:[^\W\d_]{1,3}\s)?(?:19|20)\d\d"
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A date seen at one place: what it tells, its words, and its parts, or the interval where that is known."""

    sense: Sense
    evidence: str
    reading: Reading | None = None
    interval: Interval | None = None
    refused: str | None = None


def read_clue(clue: DateCandidate) -> Sighting:
    """What a reader saw outside the text: a stated date, or words that hold one."""
    if clue.interval or clue.refused:
        return Sighting(clue.sense, clue.evidence, interval=clue.interval, refused=clue.refused)
    try:
        return Sighting(clue.sense, clue.evidence, interval=read_stated(clue.evidence))
    except EdtfError:
        found = re.search(shape("date"), clue.evidence)
        return Sighting(clue.sense, clue.evidence, read_notation(found[0]) if found else None)


def read_match(found: re.Match[str], sense: Sense) -> Sighting | None:
    """The date of a rule's match, with the words that were matched."""
    reading = read_notation(found["date"])
    end = max(found.end(), found.end("date"))
    evidence = " ".join(found.string[found.start() : end].split())[-LINE:]
    return Sighting(sense, evidence, reading) if reading else None


def read_anywhere(clue: DateCandidate) -> list[Sighting]:
    """The date in a line that a page shows as its date line."""
    found = re.search(shape("date"), clue.evidence)
    reading = read_notation(found[0]) if found else None
    return [Sighting(clue.sense, clue.evidence, reading)] if reading else []


def read_line(line: str, language: str, *, labelled_only: bool) -> list[Sighting]:
    """The dates of a header line: those that a label names, else the one it shows."""
    if len(line) > LINE:
        return []
    sightings = [s for rule in _labelled() if (found := rule.find(line)) and (s := read_match(found, sense_of(rule)))]
    if not sightings and not labelled_only:
        for rule in (*plain_lines(), *_staying()):
            if (found := rule.find(line)) and (sighting := read_match(found, sense_of(rule))):
                sightings = [sighting]
                break
        else:
            if language not in ruled_languages() and (foreign := _foreign(line, language)):
                sightings = [foreign]
    return sightings


def sense_of(rule: Rule) -> Sense:
    """What a header rule's date tells."""
    return Sense(rule.about["sense"])


@cache
def _labelled() -> tuple[Rule, ...]:
    return tuple(r for r in rules("header") if r.name.endswith("label"))


@cache
def plain_lines() -> tuple[Rule, ...]:
    """The rules of header lines that show a date without a label for it."""
    return tuple(r for r in rules("header") if not r.name.endswith("label") and not r.about.get("stays"))


@cache
def _staying() -> tuple[Rule, ...]:
    return tuple(r for r in rules("header") if r.about.get("stays"))


def read_address(address: str) -> Iterator[Sighting]:
    """The day in an address or in the name of a file."""
    for rule in rules("address"):
        for found in rule.pattern.finditer(address):
            reading = Reading(int(found["year"]), int(found["month"]), int(found["day"]))
            if reading.interval():
                yield Sighting(Sense.REPOSTED, found[0].strip("/"), reading)
                return
    spelled = re.search(shape("date"), address.replace("_", " "))
    if spelled and (parts := read_notation(spelled[0])):
        yield Sighting(Sense.REPOSTED, spelled[0], parts)


@cache
def _parser(language: str) -> DateDataParser | None:
    from dateparser.date import DateDataParser  # heavy, and not needed for the languages that have rules

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
