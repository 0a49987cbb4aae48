"""Joins the ends of lines that a page broke: hyphens of the setting go, those of compounds stay; holds no words.

Whether a hyphen belongs to the word is told by the document itself where the word stands elsewhere in it, else by the
parts that compounds are made of (``documents.toml``, lists ``compound_start`` and ``compound_end``).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from loaders.wording.rules import words

_SIGNS = "-\u00ad\u2010"
_LONGEST = 60  # characters of a word
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W_]+)*")
_TAIL = re.compile(rf"(?P<part>[^\W_]+(?:-[^\W_]+)*)[{_SIGNS}]$")
_HEAD = re.compile(r"[^\W_]+")
_CLOSE = re.compile("[\u2e80-\ua4cf\uf900-\ufaff\uff01-\uff60\u2018-\u201d\u2014]")  # stand without spaces
_HAN = re.compile("[\u2e80-\ua4cf\uf900-\ufaff\uff01-\uff60]")


@dataclass(slots=True)
class Words:
    """The words of a document, with hyphens as they stand inside its lines."""

    seen: Counter[str] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        """Count the words of a line; its last one is left out where a hyphen ends it."""
        self.seen.update(word.lower().replace("\u2010", "-") for word in _WORD.findall(text))


def join_words(before: str, after: str, known: Words) -> str:
    """Two lines as one: ``develop-`` and ``ment`` make a word, ``long-`` and ``term`` a compound, Chinese no space.

    >>> join_words("a develop-", "ment", Words()), join_words("a long-", "term plan", Words())
    ('a development', 'a long-term plan')
    >>> join_words("建成", "基站", Words()), join_words("the", "plan", Words())
    ('建成基站', 'the plan')
    """
    tail, head = _TAIL.search(before[-_LONGEST:]), _HEAD.match(after)
    if tail and head:
        return before[:-1] + ("-" if _is_compound(tail["part"], head[0], known) else "") + after
    if before[-1] in _SIGNS and before[-2:-1].isalnum():
        return before[:-1] + "-" + after
    if _joins(before[-1], after[0]):
        return before + after
    return f"{before} {after}"


def _joins(last: str, first: str) -> bool:
    """Whether two characters stand without a space between them."""
    both = bool(_CLOSE.match(last)), bool(_CLOSE.match(first))
    return (bool(_HAN.match(last)) or bool(_HAN.match(first))) or all(both)


def _is_compound(start: str, end: str, known: Words) -> bool:
    if not (start[-1].islower() and end[0].islower()):
        return True  # 5G-Advanced, COVID-19, Sino-German
    joined, parted = f"{start}{end}".lower(), f"{start}-{end}".lower()
    whole, split = known.seen[joined.rsplit("-", 1)[-1] if "-" in start else joined], known.seen[parted]
    if whole != split:
        return split > whole
    last = start.lower().rsplit("-", 1)[-1]
    return last in _list("compound_start") or end.lower() in _list("compound_end")


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(words(name))
