"""Reads numbers as a lexicon spells them (digits, words, Chinese characters); knows the arithmetic, no word of it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from loaders.expressions import compile_expression

_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,6})(?:\.\d{1,3})?"
MOST_TOKENS = 7  # words in one spelled number; bounds the pattern


def build_trie(words: list[str], gap: str) -> str:
    """One regular expression for many literal words, longest first; a blank in a word stands for ``gap``."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _write_trie(root, gap)


def _write_trie(node: dict[str, Any], gap: str) -> str:
    branches, singles = [], []
    for character in sorted(key for key in node if key):
        literal = gap if character == " " else re.escape(character)
        rest = _write_trie(node[character], gap)
        if rest or character == " ":
            branches.append(literal + rest)
        else:
            singles.append(literal)
    if singles:
        branches.append(singles[0] if len(singles) == 1 else f"[{''.join(singles)}]")
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    if "" in node:
        return f"(?:{body})?"
    return body


class Numerals:
    """The number system of one lexicon: ``patterns`` for cardinals and ordinals, and ``read`` for either.

    Data: ``[numbers.words]`` values that add up, ``[numbers.multipliers]`` values that multiply what stands before,
    ``joiner`` what may stand between two of them; ``[ordinals.words]``, ``prefix`` and ``suffix``.
    A row of plain digit words (二〇二四) is read by place.
    """

    def __init__(self, numbers: dict[str, Any], ordinals: dict[str, Any], gap: str) -> None:
        self.values: dict[str, int] = dict(numbers.get("words", {}))
        self.multipliers: dict[str, int] = dict(numbers.get("multipliers", {}))
        self.ordinals: dict[str, int] = dict(ordinals.get("words", {}))
        self.prefix, self.suffix = str(ordinals.get("prefix", "")), str(ordinals.get("suffix", ""))
        self.joiner = str(numbers.get("joiner", ""))
        self._gap = gap
        every = [*self.values, *self.multipliers, *self.ordinals]
        self._token = compile_expression(build_trie(every, gap)) if every else None
        self.read = lru_cache(maxsize=4096)(self._read)

    def cardinal(self) -> str:
        """Pattern of a cardinal number, in digits or words."""
        return "|".join(part for part in (_DIGITS, self.spelled()) if part)

    def spelled(self) -> str:
        """Pattern of a cardinal number in words alone."""
        words = [*self.values, *self.multipliers]
        if not words:
            return ""
        one = build_trie(words, self._gap)
        first = "".join(sorted({re.escape(word[0]) for word in words}))
        return f"(?:{one}(?:{self.joiner}(?=[{first}]))?){{1,{MOST_TOKENS}}}(?<![ -])"

    def ordinal(self) -> str:
        """Pattern of an ordinal number: digits with the language's prefix or suffix, or words."""
        forms = []
        if self.suffix:
            forms.append(rf"\d{{1,3}}{self.suffix}")
        if self.prefix:
            forms.append(rf"{self.prefix}(?:\d{{1,3}}|{self.spelled()})")
        if self.ordinals:
            last = build_trie(list(self.ordinals), self._gap)
            tens = build_trie([word for word, value in self.values.items() if value >= 20] or ["\0"], self._gap)
            forms.append(rf"(?:{tens}{self.joiner})?{last}")
        return "|".join(forms)

    def _read(self, surface: str) -> int | float | None:
        """Value of a number as written, None where it is none."""
        plain = surface.replace(",", "")
        digits = re.search(r"\d+(?:\.\d+)?", plain)
        if digits:
            return float(digits[0]) if "." in digits[0] else int(digits[0])
        if self._token is None:
            return None
        tokens = [" ".join(token.split()) for token in self._token.findall(surface)]
        return self._sum(tokens) if tokens else None

    def _sum(self, tokens: list[str]) -> int:
        plain = [self.values.get(token, 10) for token in tokens]
        if len(tokens) > 1 and all(value < 10 for value in plain):
            return int("".join(map(str, plain)))
        total = section = pending = 0
        for token in tokens:
            if token not in self.multipliers:
                pending += self.values[token] if token in self.values else self.ordinals[token]
                continue
            factor = self.multipliers[token]
            if factor < 1000:
                section += (pending or 1) * factor
            else:
                below = (section + pending) or 1
                total = (total + section + pending or 1) * factor if total < factor else total + below * factor
                section = 0
            pending = 0
        return total + section + pending
