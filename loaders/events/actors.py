"""Finds issuing bodies by the gazetteer, and who is speaking; refuses a body that is not named in the sentence."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from loaders.resources import find_resource, load_rows
from loaders.sectors.terms import TermFinder

if TYPE_CHECKING:
    from loaders.events.lexicon import EventLexicon

_COLUMNS = ("slug", "name_en", "name_zh", "aliases_en", "aliases_zh")
_ABBREVIATION = re.compile(r"[A-Za-z0-9./& -]*[A-Z]{2}[A-Za-z0-9./& -]*|[A-Z][a-z]{1,3}")


@cache
def actor_finder() -> TermFinder[str]:
    """The names and aliases of ``data/actors.csv``; abbreviations and short names keep their case."""
    finder: TermFinder[str] = TermFinder()
    for row in load_rows(find_resource("actors.csv"), _COLUMNS):
        for column in _COLUMNS[1:]:
            for name in filter(None, row[column].split("|")):
                exact = bool(_ABBREVIATION.fullmatch(name)) and " " not in name
                finder.add(name, row["slug"], exact=exact)
    return finder


def find_actors(text: str, start: int, end: int) -> tuple[str, ...]:
    """Codes of the bodies named in ``text[start:end]``, in order; a name inside a longer one does not count."""
    found: list[tuple[int, str]] = []
    reached = -1
    for hit in actor_finder().find(text[start:end]):
        if hit.start >= reached:
            reached = hit.end
            found.append((hit.start, hit.use))
    return tuple(dict.fromkeys(slug for _, slug in found))


def find_speaker(lexicon: EventLexicon, text: str, start: int, end: int) -> str | None:
    """Who says ``text[start:end]``, by its words of saying; a family name is completed from the text before."""
    for pattern in lexicon.speakers:
        if found := pattern.search(text, start, end):
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
