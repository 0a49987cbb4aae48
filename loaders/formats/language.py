"""Decides a document's language from its letters and little words; refuses to trust what a page declares of itself."""

from __future__ import annotations

import re
from functools import cache

from loaders.resources import find_resource, load_toml

_SAMPLE = 20_000
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN = "en"
_HAN_A_WORD = 1.7  # characters of a Chinese word, on average


def tell_language(text: str) -> str:
    """Return an ISO 639-1 code; text without any evidence counts as English.

    >>> tell_language("工业和信息化部印发通知。")
    'zh'
    """
    sample = text[:_SAMPLE]
    scripts, words = _tables()
    counts = {code: len(pattern.findall(sample)) for code, pattern in scripts.items()}
    letters = [word.lower() for word in _WORD.findall(sample) if word.isascii() or word[0] < "\u0370"]
    best = max(counts, key=lambda code: counts[code])
    for code in ("ja", "ko"):  # both also write Han characters
        if counts[code] * 8 > counts["zh"] + counts[code]:
            best = code
    per_word = _HAN_A_WORD if best == "zh" else 3
    if counts[best] / per_word > len(letters):
        return best
    hits = {code: sum(word in known for word in letters) for code, known in words.items()}
    likeliest = max(hits, key=lambda code: (hits[code], code == _PLAIN))
    return likeliest if hits[likeliest] >= 3 else _PLAIN


@cache
def _tables() -> tuple[dict[str, re.Pattern[str]], dict[str, frozenset[str]]]:
    table = load_toml(find_resource("languages.toml"))
    scripts = {code: re.compile(pattern) for code, pattern in table["scripts"].items()}
    return scripts, {code: frozenset(known) for code, known in table["words"].items()}
