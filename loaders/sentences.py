"""Splits a span of text into sentences, as trimmed code-point spans; refuses to cross the span or change anything."""

from __future__ import annotations

import re
from itertools import pairwise

import nupunkt

_WIDE_STOP = re.compile(r"(?:[。！？]|…{2}(?=[“「『]|\s|$))+[”’」』）】〉》\"']*|\n+")
_BLANK_LINE = re.compile(r"\n[ \t\r\u3000]*\n\s*")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_WIDE_SHARE = 5  # one wide character in five makes a text of wide script; names in an English text stay below
_MISSED_STOP = re.compile(
    r"(?<![\w.])(?!(?:approx|est|dept|govt|incl|etc|vol|sec|art|fig)\.)[a-z]{3,}[.!?][\"'”’)]*(?=\s+[\"'“‘(]?[A-Z])"
)
_LONGEST = 4000  # characters of what can still be one sentence: longer is a list, a table or a text without stops
_HALT = re.compile(r"[;；:：,，、\n]|(?<=\S) ")
_INDEX_WORD = re.compile(r"(?:^|\s)(?:Nos?|Art|Arts|Fig|vol|approx|est)\.$", re.IGNORECASE)


def split_sentences(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """Spans of the sentences in ``text[start:end]``, trimmed of white space, in order, in code points.

    Wide script ends a sentence at 。！？, closing quotes included, and at a line's end; other script is cut at blank
    lines and left to nupunkt. ``language`` decides where the script does not (a span of figures alone). What is longer
    than any sentence is cut at a comma or blank.

    >>> split_sentences("今年开始。明年结束。", 0, 10, "zh")
    [(0, 5), (5, 10)]
    """
    spans = _split_wide(text, start, end) if _is_wide(text[start:end], language) else _split_narrow(text, start, end)
    trimmed = (_trim(text, *part) for span in spans for part in _cut_long(text, *span))
    return [(first, last) for first, last in trimmed if first < last]


def _is_wide(piece: str, language: str) -> bool:
    wide = len(_WIDE.findall(piece))
    letters = sum(map(str.isalpha, piece)) if wide else 0
    return wide * _WIDE_SHARE >= letters if wide else language[:2] in {"zh", "ja"}


def _cut_long(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts = []
    while end - start > _LONGEST:
        halts = _HALT.finditer(text, start + _LONGEST // 2, start + _LONGEST)
        at = max((halt.end() for halt in halts), default=start + _LONGEST)
        parts.append((start, at))
        start = at
    return [*parts, (start, end)]


def _split_wide(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans, at = [], start
    for stop in _WIDE_STOP.finditer(text, start, end):
        spans.append((at, stop.end()))
        at = stop.end()
    return [*spans, (at, end)]


def _split_narrow(text: str, start: int, end: int) -> list[tuple[int, int]]:
    blocks, at = [], start
    for blank in _BLANK_LINE.finditer(text, start, end):
        blocks.append((at, blank.start()))
        at = blank.end()
    blocks.append((at, end))
    spans: list[tuple[int, int]] = []
    for first, last in blocks:
        if text[first:last].strip():
            found = [(first + a, first + b) for a, b in nupunkt.sent_spans(text[first:last])]
            spans.extend(part for span in _join_broken(text, found) for part in _split_missed(text, *span))
    return spans


def _split_missed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Split where a plain word ends with a stop before a capital: nupunkt holds some such words for abbreviations."""
    edges = [start, *(stop.end() for stop in _MISSED_STOP.finditer(text, start, end)), end]
    return list(pairwise(edges))


def _join_broken(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what was cut after an abbreviation of a number ("No. 107"), or before a word that opens no sentence."""
    joined: list[tuple[int, int]] = []
    for first, last in spans:
        if joined:
            before, opening = text[joined[-1][0] : joined[-1][1]].rstrip(), text[first:last].lstrip()[:1]
            if _INDEX_WORD.search(before) or opening.islower():
                joined[-1] = (joined[-1][0], last)
                continue
        joined.append((first, last))
    return joined


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
