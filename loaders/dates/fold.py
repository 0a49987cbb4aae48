"""Folds text for matching without moving a character: small letters, plain digits, dashes, quotes and blanks.

Characters that a lexicon holds for variants of others (``characters.toml``) become those, one for one.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

from loaders.errors import ResourceError
from loaders.expressions import compile_expression
from loaders.resources import find_resource, languages, load_toml

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
    return table | _variants()


def _variants() -> dict[int, str]:
    pairs: dict[int, str] = {}
    for language in languages():
        path = find_resource("lexicons") / language / "characters.toml"
        if path.exists():
            known = load_toml(path)
            old, new = ("".join(known[key].split()) for key in ("traditional", "simplified"))
            if len(old) != len(new):
                raise ResourceError(f"{path}: {len(old)} characters against {len(new)}: write one for one.")
            pairs.update(zip(map(ord, old), new, strict=True))
    return pairs


@cache
def _changes() -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds a sign that is folded, and the sign it becomes: most signs stay, and are passed over at once."""
    signs = {chr(old): new for old, new in _table().items() if chr(old) != new}
    return compile_expression(f"[{''.join(map(re.escape, signs))}]"), signs


def fold(text: str) -> str:
    """The folded text, of the same length, so that offsets hold.

    >>> fold("１ May–June, 週")
    '1 may-june, 周'
    """
    if text.isascii():
        return text.lower()
    changed, signs = _changes()
    return changed.sub(lambda found: signs[found[0]], text)
