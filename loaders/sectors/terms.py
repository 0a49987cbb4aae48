"""Finds every one of many terms in one pass over a text, by one expression built from a trie; refuses parts of words.

A term that begins or ends with an ASCII letter or digit must stand as a whole token (``6G`` is none in ``3.6G``); wide
script needs no blank around it. Terms may overlap and contain one another: all of them are reported.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from loaders.expressions import compile_expression
from loaders.sectors.fold import fold, lower, small, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Use = TypeVar("Use")
_TOKEN = re.compile(r"[a-z0-9]")
_SIBILANT = ("s", "x", "z", "ch", "sh")


class Hit(NamedTuple, Generic[Use]):
    """One term found: its span and what the term is used for."""

    start: int
    end: int
    use: Use


class TermFinder(Generic[Use]):
    """Looks for all its terms at once; ``add`` them, then ``find`` as often as wanted.

    A term ``exact`` is matched with its case and punctuation as written; every other term is folded and lowered.
    """

    def __init__(self) -> None:
        self._uses: dict[str, list[tuple[str | None, Use]]] = defaultdict(list)
        self._pattern: re.Pattern[str] | None = None
        self._inner: dict[str, tuple[int, ...]] = {}

    def add(self, term: str, use: Use, *, exact: bool = False) -> None:
        """Add one term with its use; the same term may have several uses."""
        self._uses[lower(fold(term))].append((term if exact else None, use))
        self._pattern = None

    def find(self, text: str) -> Iterator[Hit[Use]]:
        """Yield every term in the text, overlapping ones too, by start, longest first."""
        if self._pattern is None:
            self._compile()
        assert self._pattern is not None
        for found in self._pattern.finditer(small(text)):
            start, word = found.start(), found[1]
            for length in self._inner[word]:
                for exact, use in self._uses[word[:length]]:
                    if exact is None or written(text[start : start + length]) == exact:
                        yield Hit(start, start + length, use)

    def _compile(self) -> None:
        words = sorted(self._uses)
        self._inner = {word: tuple(_whole_prefixes(word, self._uses)) for word in words}
        tokens = [word for word in words if _TOKEN.match(word[0])]
        wide = [word for word in words if not _TOKEN.match(word[0])]
        near = rf"(?<![a-z0-9])(?<!\d\.){_opening(tokens)}|{_opening(wide)}"
        self._pattern = compile_expression(rf"(?:{near})(?=({trie_pattern(tokens)}|{trie_pattern(wide)}))")


def _opening(words: Iterable[str]) -> str:
    """What looks ahead for the first sign of any of the words, and passes over all other places."""
    signs = sorted({word[0] for word in words})
    return f"(?=[{''.join(map(re.escape, signs))}])" if signs else "(?!)"


def _whole_prefixes(word: str, known: dict[str, list[tuple[str | None, Use]]]) -> Iterator[int]:
    for length in range(len(word), 0, -1):
        whole = length == len(word) or not (_TOKEN.match(word[length - 1]) and _TOKEN.match(word[length]))
        if whole and word[:length] in known:
            yield length


def trie_pattern(words: Iterable[str]) -> str:
    """A regular expression that matches the longest of the words, each ending a token; without words it never matches.

    >>> trie_pattern(["ab", "ac"])
    'a(?:b(?![a-z0-9])|c(?![a-z0-9]))'
    """
    root: dict[str, dict] = {}  # type: ignore[type-arg]
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _write(root, "") if root else "(?!)"


def _write(node: dict[str, dict], before: str) -> str:  # type: ignore[type-arg]
    ends = "" in node
    stop = "(?![a-z0-9])" if _TOKEN.match(before) else ""
    branches = [re.escape(character) + _write(below, character) for character, below in node.items() if character]
    if not branches:
        return stop
    if ends:
        branches.append(stop)
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def spell(term: str, spellings: dict[str, list[str]]) -> Iterator[str]:
    """Yield a term in every spelling: each word of ``spellings`` replaced by its twins, and its last word's plural.

    >>> list(spell("data center", {"center": ["centre"]}))
    ['data center', 'data centers', 'data centre', 'data centres']
    """
    forms = [term]
    for word, twins in spellings.items():
        whole = re.compile(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])")
        forms += [whole.sub(twin, form) for form in forms for twin in twins if whole.search(form)]
    for form in dict.fromkeys(forms):
        yield form
        if form[-1].isascii() and form[-1].isalpha():
            yield plural(form)


def plural(term: str) -> str:
    """The regular English plural of a term's last word; an abbreviation takes a plain s."""
    if term[-1].isupper():
        return term + "s"
    if term[-1] == "y" and term[-2:-1] not in set("aeiou"):
        return term[:-1] + "ies"
    return term + ("es" if term.endswith(_SIBILANT) else "s")
