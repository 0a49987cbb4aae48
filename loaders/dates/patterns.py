"""Turns the patterns of a lexicon into segments that match, and finds the words a pattern can begin with.

A pattern is a regular expression in which a blank is the lexicon's gap, ``{list}`` or ``{key=list}`` is a word list,
a number or a fragment, and ``<slot:kind>`` is another phrase. It refuses groups by number and unknown names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from loaders.dates.phrases import KIND_GROUPS, KINDS, Guard, Slot, WordList, Words
from loaders.errors import ResourceError, did_you_mean
from loaders.expressions import group_names

if TYPE_CHECKING:
    from collections.abc import Callable

_NAME = "[a-z_][a-z_0-9]*"
_REFERENCE = re.compile(rf"\{{(?:({_NAME})=)?({_NAME}(?:\|{_NAME})*)\}}")
_SLOT = re.compile(r"<([a-z_]+):([a-z_|]+)>")
_BLANK = re.compile(r"\(\?<[!=][^()]*\)|\[(?:\\.|[^\]\\])*\]| ")


def split_pattern(pattern: str) -> list[str | Slot]:
    """Cut a pattern at its slots: regular text and slots in turn, empty text left out."""
    pieces: list[str | Slot] = []
    at = 0
    for found in _SLOT.finditer(pattern):
        if found.start() > at:
            pieces.append(pattern[at : found.start()])
        pieces.append(Slot(found[1], _kinds(found[2])))
        at = found.end()
    if at < len(pattern):
        pieces.append(pattern[at:])
    return pieces


def _kinds(names: str) -> frozenset[str]:
    kinds: set[str] = set()
    for name in names.split("|"):
        if name not in KINDS and name not in KIND_GROUPS:
            raise ResourceError(f"there is no kind of phrase '{name}'.{did_you_mean(name, [*KINDS, *KIND_GROUPS])}")
        kinds.update(KIND_GROUPS.get(name, (name,)))
    return frozenset(kinds)


class Expander:
    """Expands references of one lexicon; every error names what is unknown and what is near it."""

    def __init__(self, lists: dict[str, WordList], fragments: dict[str, str], gap: str) -> None:
        self._lists, self._fragments, self._gap = lists, fragments, gap

    def expand(self, pattern: str, depth: int = 0) -> tuple[str, dict[str, list[str]]]:
        """Regular expression of a segment, and for each group key the word lists that read it."""
        sources: dict[str, list[str]] = {}

        def replace(found: re.Match[str]) -> str:
            key, names = found[1], found[2].split("|")
            if key is None and len(names) == 1 and names[0] in self._fragments:
                if depth > 8:
                    raise ResourceError(f"the fragment '{names[0]}' refers to itself. Break the circle.")
                inner, more = self.expand(self._fragments[names[0]], depth + 1)
                sources.update(more)
                return f"(?:{inner})"
            for name in names:
                if name not in self._lists:
                    known = [*self._lists, *self._fragments]
                    raise ResourceError(f"there is no word list '{name}'.{did_you_mean(name, known)}")
            sources[key or names[0]] = names
            return f"(?P<{key or names[0]}>{'|'.join(self._lists[name].pattern for name in names)})"

        return _REFERENCE.sub(replace, pattern), sources

    def compile(self, pattern: str) -> Words:
        """Compile one segment with its readers."""
        source, sources = self.expand(self._blanks(pattern))
        try:
            groups = group_names(source)
        except re.error as error:
            raise ResourceError(f"the pattern '{pattern}' is no regular expression: {error}.") from error
        readers: list[tuple[str, Callable[[str], Any]]] = []
        capitals: list[tuple[str, frozenset[str]]] = []
        for key in groups:
            names = sources.get(key, [])
            lists = [self._lists[name] for name in names]
            readers.append((key, _reader(lists)))
            exact = frozenset[str]().union(*(each.capitals for each in lists))
            if exact:
                capitals.append((key, exact))
        return Words(source, tuple(readers), tuple(capitals))

    def guard(self, pattern: str | None) -> Guard | None:
        """Compile what must, or must not, stand beside a reading."""
        if pattern is None:
            return None
        as_written = re.search("[A-Z]", re.sub(r"\\.|\(\?P", "", pattern)) is not None
        try:
            source = self.expand(self._blanks(pattern))[0]
            group_names(source)
            return Guard(source, as_written)
        except re.error as error:
            raise ResourceError(f"the guard '{pattern}' is no regular expression: {error}.") from error

    def _blanks(self, pattern: str) -> str:
        """A blank is a gap, but one blank in a look-behind, whose width must be fixed, and in a set of characters."""
        return _BLANK.sub(lambda found: f"(?:{self._gap})" if found[0] == " " else found[0], pattern)


def _reader(lists: list[WordList]) -> Callable[[str], Any]:
    def read(surface: str) -> Any:
        for each in lists:
            value = each.read(surface)
            if value is not None:
                return value
        return int(surface) if surface.isdecimal() else surface

    return read
