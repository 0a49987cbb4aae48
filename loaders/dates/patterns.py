"""Turns the patterns of a lexicon into segments that match, and finds the words a pattern can begin with.

A pattern is a regular expression in which a blank is the lexicon's gap, ``{list}`` or ``{key=list}`` is a word list,
a number or a fragment, and ``<slot:kind>`` is another phrase. It refuses groups by number and unknown names.
"""

from __future__ import annotations

import re
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

from loaders.dates.phrases import KIND_GROUPS, KINDS, Guard, Slot, WordList, Words
from loaders.errors import ResourceError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NAME = "[a-z_][a-z_0-9]*"
_REFERENCE = re.compile(rf"\{{(?:({_NAME})=)?({_NAME}(?:\|{_NAME})*)\}}")
_SLOT = re.compile(r"<([a-z_]+):([a-z_|]+)>")
_BLANK = re.compile(r"\(\?<[!=][^()]*\)|\[(?:\\.|[^\]\\])*\]| ")
DIGIT, ANY = "0", ""  # heads that stand for any digit, and for anything at all


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
            expression = re.compile(source)
        except re.error as error:
            raise ResourceError(f"the pattern '{pattern}' is no regular expression: {error}.") from error
        readers: list[tuple[str, Callable[[str], Any]]] = []
        capitals: list[tuple[str, frozenset[str]]] = []
        for key in expression.groupindex:
            names = sources.get(key, [])
            lists = [self._lists[name] for name in names]
            readers.append((key, _reader(lists)))
            exact = frozenset[str]().union(*(each.capitals for each in lists))
            if exact:
                capitals.append((key, exact))
        return Words(expression, tuple(readers), tuple(capitals))

    def guard(self, pattern: str | None) -> Guard | None:
        """Compile what must, or must not, stand beside a reading."""
        if pattern is None:
            return None
        as_written = re.search("[A-Z]", re.sub(r"\\.|\(\?P", "", pattern)) is not None
        try:
            return Guard(re.compile(self.expand(self._blanks(pattern))[0]), as_written)
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


def find_heads(expression: str, spaced: bool) -> set[str]:
    """Words (in a spaced language) or characters that a segment can begin with; ANY where that is not to be told.

    >>> sorted(find_heads("(?:the )?end of|[12]\\\\d", True))
    ['0', 'end', 'the']
    """
    heads, open_ended = _heads(list(_parser.parse(expression)), spaced)
    return heads | ({ANY} if open_ended else set())


def _heads(items: list[Any], spaced: bool) -> tuple[set[str], bool]:
    """Heads of a sequence, and whether it can be empty or begin with something that cannot be told."""
    heads: set[str] = set()
    for index, (code, value) in enumerate(items):
        if code is codes.ASSERT and value[0] > 0 and not spaced:
            found, empty = _heads(list(value[1]), spaced)
            if not empty:
                return heads | found, False
        if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
            continue
        if code is codes.LITERAL:
            return heads | _literal_heads(items[index:], chr(value), spaced), False
        found, empty = _item_heads(code, value, items[index + 1 :], spaced)
        heads |= found
        if not empty:
            return heads, False
    return heads, True


def _literal_heads(items: list[Any], first: str, spaced: bool) -> set[str]:
    if first.isdigit():
        return {DIGIT}
    if not spaced or not first.isalpha():
        return {first}
    return {word for word in _words(items) if word}


def _words(items: list[Any], limit: int = 400) -> set[str]:
    """Every run of letters a sequence can begin with, spelled out through its branches."""
    words = {""}
    done: set[str] = set()
    for code, value in items:
        nexts = _continuations(code, value)
        if nexts is None or len(words) * max(1, len(nexts)) > limit * 10:
            return done | words
        grown: set[str] = set()
        for word in words:
            for piece, closed in nexts:
                (done if closed else grown).add(word + piece)
        words = grown
        if not words:
            break
    return done | words


def _continuations(code: Any, value: Any) -> list[tuple[str, bool]] | None:
    """Letters an item adds to a word, and whether the word ends there; None for what ends every word."""
    if code is codes.LITERAL:
        letter = chr(value)
        return [(letter, False)] if letter.isalpha() else [("", True)]
    if code is codes.IN:
        letters = [chr(item[1]) for item in value if item[0] is codes.LITERAL]
        plain = len(letters) == len(value)
        return [(x, False) if x.isalpha() else ("", True) for x in letters] if plain else [("", True)]
    if code is codes.SUBPATTERN:
        return _closed(list(value[3]))
    if code is codes.BRANCH:
        return [each for branch in value[1] for each in _closed(list(branch))]
    if code is codes.MAX_REPEAT and value[0] == 0 and value[1] == 1:
        return [("", False), *_closed(list(value[2]))]
    if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
        return [("", False)]
    return [("", True)]


def _closed(items: list[Any]) -> list[tuple[str, bool]]:
    open_words: set[str] = {""}
    done: set[str] = set()
    for code, value in items:
        grown: set[str] = set()
        for piece, closed in _continuations(code, value) or [("", True)]:
            for word in open_words:
                (done if closed else grown).add(word + piece)
        open_words = grown
        if not open_words:
            break
    return [(word, False) for word in open_words] + [(word, True) for word in done]


def _item_heads(code: Any, value: Any, rest: list[Any], spaced: bool) -> tuple[set[str], bool]:
    if code is codes.SUBPATTERN:
        return _branch_heads([list(value[3])], rest, spaced)
    if code is codes.BRANCH:
        return _branch_heads([list(branch) for branch in value[1]], rest, spaced)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        heads, empty = _branch_heads([list(value[2])], rest if value[1] == 1 else [], spaced)
        return heads, empty or value[0] == 0
    if code is codes.IN:
        return _set_heads(value, spaced), False
    return {ANY}, False


def _branch_heads(branches: Iterable[list[Any]], rest: list[Any], spaced: bool) -> tuple[set[str], bool]:
    heads: set[str] = set()
    empty = False
    for branch in branches:
        # A word may run on past the group, so what follows is looked at too.
        found, maybe_empty = _heads(branch + rest if spaced and branch else branch, spaced)
        if spaced and branch:
            maybe_empty = _heads(branch, spaced)[1]
        heads |= found
        empty |= maybe_empty
    return heads, empty


def _set_heads(items: Any, spaced: bool) -> set[str]:
    return {head for code, value in items for head in _member_heads(code, value, spaced)}


def _member_heads(code: Any, value: Any, spaced: bool) -> set[str]:
    """Heads of one member of a character set."""
    if code is codes.LITERAL:
        return {_one_head(chr(value), spaced)}
    if code is codes.CATEGORY:
        return {DIGIT if value is codes.CATEGORY_DIGIT else ANY}
    if code is codes.RANGE and chr(value[0]).isdigit() and chr(value[1]).isdigit():
        return {DIGIT}
    if code is codes.RANGE and not spaced and value[1] - value[0] < 64:
        return set(map(chr, range(value[0], value[1] + 1)))
    return {ANY}


def _one_head(character: str, spaced: bool) -> str:
    if character.isdigit():
        return DIGIT
    return ANY if spaced and character.isalpha() else character
