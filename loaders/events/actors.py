"""Finds issuing bodies by the gazetteer, and who is speaking; refuses a body that is not named in the sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from loaders.resources import find_resource, load_rows
from loaders.sectors.terms import Hit, TermFinder

if TYPE_CHECKING:
    from loaders.events.lexicon import EventLexicon

_NAMES = ("name_en", "name_zh", "aliases_en", "aliases_zh")
_ABBREVIATION = re.compile(r"[A-Za-z0-9./& -]*[A-Z]{2}[A-Za-z0-9./& -]*|[A-Z][a-z]{1,3}")


@dataclass(frozen=True, slots=True)
class Actor:
    """A body of the gazetteer: its code, and whether it is an ``authority``, an ``association``, an ``enterprise``."""

    slug: str
    kind: str


@cache
def actor_finder() -> TermFinder[Actor]:
    """The names and aliases of ``data/actors.csv``; abbreviations and short names keep their case."""
    finder: TermFinder[Actor] = TermFinder()
    for row in load_rows(find_resource("actors.csv"), ("slug", "kind", *_NAMES)):
        for column in _NAMES:
            for name in filter(None, row[column].split("|")):
                exact = bool(_ABBREVIATION.fullmatch(name)) and " " not in name
                finder.add(name, Actor(row["slug"], row["kind"]), exact=exact)
    return finder


@cache
def _names() -> dict[str, tuple[str, str]]:
    rows = load_rows(find_resource("actors.csv"), ("slug", "name_en", "name_zh"))
    return {row["slug"]: (row["name_en"], row["name_zh"] or row["name_en"]) for row in rows}


def actor_names(slug: str) -> tuple[str, str]:
    """A body's name in English and in Chinese; its code twice when the gazetteer does not have it."""
    return _names().get(slug, (slug, slug))


def find_bodies(text: str, start: int, end: int) -> list[Hit[Actor]]:
    """The bodies named in ``text[start:end]``, in order, with absolute spans; a name inside a longer one is none."""
    return [Hit(hit.start + start, hit.end + start, hit.use) for hit in _bodies(text[start:end])]


@lru_cache(maxsize=2048)
def _bodies(text: str) -> tuple[Hit[Actor], ...]:
    """The bodies that a text names; a sentence is asked for several times."""
    found: list[Hit[Actor]] = []
    for hit in actor_finder().find(text):
        if not found or hit.start >= found[-1].end:
            found.append(hit)
    return tuple(found)


def find_actors(text: str, start: int, end: int, deferring: re.Pattern[str] | None = None) -> tuple[str, ...]:
    """Codes of the bodies named in ``text[start:end]``, in order; none of those to whom its words are ``deferring``."""
    passed = [found.span() for found in deferring.finditer(text, start, end)] if deferring else []
    hits = find_bodies(text, start, end)
    acting = (hit for hit in hits if not any(first <= hit.start and hit.end <= last for first, last in passed))
    return tuple(dict.fromkeys(hit.use.slug for hit in acting))


def find_officials(lexicon: EventLexicon, text: str) -> frozenset[str]:
    """The names of a text's officials: each name that is introduced with an office, in full and in its parts."""
    names: set[str] = set()
    for pattern in lexicon.officials:
        for found in pattern.finditer(text):
            names.add(found["name"])
            names.update(found["name"].split())
    return frozenset(names)


def find_speaker(lexicon: EventLexicon, text: str, start: int, end: int) -> str | None:
    """Who says ``text[start:end]``, by its words of saying; a family name is completed from the text before."""
    bodies: list[Hit[Actor]] | None = None
    for pattern in lexicon.speakers:
        for found in pattern.finditer(text, start, end):
            bodies = find_bodies(text, start, end) if bodies is None else bodies
            first, last = found.span("speaker")
            if not any(hit.start < last and first < hit.end and hit.end - hit.start >= last - first for hit in bodies):
                return _complete(found["speaker"].strip(), text, end)
    return None


def _complete(name: str, text: str, end: int) -> str:
    """The fullest form in the text up to here of a one-word name: with what follows, else with what precedes."""
    if not name.isascii() or " " in name:
        return name
    word = re.escape(name)
    for form in (rf"\b{word}(?: [A-Z][a-z]+){{1,2}}\b", rf"\b[A-Z][a-z]+ {word}\b"):
        if full := re.search(form, text[:end]):
            return full[0]
    return name
