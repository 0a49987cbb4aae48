"""How texts and what is asked of them become words; looks nothing up.

A word of a language that writes blanks between them is a run of letters and digits; of Chinese, each character is one,
so that any run of characters is found as a phrase, wherever a dictionary would have cut it. Capitals, accents and the
wide forms of letters and digits make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import duckdb
import tantivy

_WIDE = "".join(map(chr, range(0xFF01, 0xFF5F)))
_PLAIN = "".join(map(chr, range(0x21, 0x7F)))
TOKENIZER = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(r"[\p{L}\p{N}\p{M}]+")).build()
_STEMMER = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer("english")).build()
_QUOTED = re.compile(r'"([^"]*)"?')
_APART = re.compile(r"[\s，、；。！？]+")
_QUOTES = str.maketrans("“”„«»「」『』《》＂", '"' * 12)


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that must be found: its ``tokens`` side by side.

    ``exact`` words stand in quotes, or are several tokens; others are found in all forms of the word, those with a
    ``prefix`` in all words that begin alike.
    """

    tokens: tuple[str, ...]
    exact: bool = False
    prefix: bool = False


def spaced(column: str) -> str:
    """SQL for the words of a column with blanks about each; punctuation is left for the tokenizer."""
    plain = f"lower(strip_accents(translate({column}, '{_WIDE}', '{_PLAIN.replace(chr(39), chr(39) * 2)}')))"
    return rf"regexp_replace({plain}, '([\p{{Han}}\p{{Hiragana}}\p{{Katakana}}])', ' \1 ', 'g')"


def read_words(asked: str) -> tuple[Word, ...]:
    """The words that are asked for; none when there is no letter and no digit.

    >>> read_words('5G基站 licences "action plan" tele*')[2]
    Word(tokens=('action', 'plan'), exact=True, prefix=False)
    """
    whole = asked.encode("utf-8", "replace").decode()  # half a character is in no text
    pieces = list(dict.fromkeys(_pieces(whole.translate(_QUOTES))))
    return tuple(dict.fromkeys(_words(pieces)))


def _pieces(asked: str) -> Iterator[tuple[str, bool]]:
    """What stands between blanks or in quotes, and whether it stood in quotes."""
    at = 0
    for quoted in [*_QUOTED.finditer(asked), None]:
        for piece in _APART.split(asked[at : quoted.start() if quoted else len(asked)]):
            yield piece, False
        if quoted:
            at = quoted.end()
            yield quoted[1], True


def _words(pieces: list[tuple[str, bool]]) -> Iterator[Word]:
    texts = [piece for piece, _ in pieces]
    for (piece, quoted), tokens in zip(pieces, find_tokens(texts), strict=True):
        single = len(tokens) == 1
        if tokens:
            yield Word(tokens, quoted or not single, single and not quoted and piece.endswith("*"))


def find_tokens(texts: list[str]) -> list[tuple[str, ...]]:
    """The tokens of each of some short texts, made as those of all texts are."""
    sql = f"SELECT list_transform($1::VARCHAR[], lambda piece: {spaced('piece')})"
    row = _duckdb().cursor().execute(sql, [texts]).fetchone()
    return [tuple(TOKENIZER.analyze(text)) for text in (row[0] if row else ())]


@cache
def _duckdb() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:")


def stem(word: str) -> str:
    """What the forms of an English word have in common: ``regulations`` and ``regulation`` are ``regul``."""
    return str(_STEMMER.analyze(word)[0]) if _is_english(word) else word


def _is_english(word: str) -> bool:
    return word.isascii() and word.isalpha()


def begins(word: Word) -> str:
    """What every form of a word of one token begins with."""
    if word.exact or word.prefix:
        return word.tokens[0]
    root = stem(word.tokens[0])
    return root[: max(1, len(root) - 1)] if _is_english(root) else root
