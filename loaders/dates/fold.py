"""Folds text for matching without moving a character: small letters, plain digits, dashes, quotes and blanks."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

_PLAIN = {"‘": "'", "’": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "″": '"', "．": ".", "／": "/"}


@cache
def _table() -> dict[int, str]:
    """One-to-one replacements over the Basic Multilingual Plane; letters keep their length or stay as they are."""
    table = {code: chr(code + 32) for code in range(65, 91)}
    for code in range(128, min(sys.maxunicode, 0xFFFF) + 1):
        character = chr(code)
        category = unicodedata.category(character)
        if character in _PLAIN:
            table[code] = _PLAIN[character]
        elif category == "Pd" or character in "−‒–—―":
            table[code] = "-"
        elif category == "Zs":
            table[code] = " "
        elif 0xFF01 <= code <= 0xFF5E:
            table[code] = chr(code - 0xFEE0).lower()
        elif category in ("Lu", "Lt") and len(character.lower()) == 1:
            table[code] = character.lower()
    return table


def fold(text: str) -> str:
    """The folded text, of the same length, so that offsets hold.

    >>> fold("１ May–June")
    '1 may-june'
    """
    if text.isascii():
        return text.lower()
    return text.translate(_table())
