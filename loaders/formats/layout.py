"""Tells the passages of a plain text from its lines: headings, paragraphs, furniture; strips and moves nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from loaders.model import Passage, PassageKind
from loaders.wording.rules import Rule, alternation, rules

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\f\v\x85\u2028\u2029]")
_STOPS = frozenset('.!?。！？…;；:："”’」』)）')
_NO_HEADING = frozenset(".。；;，,、:：…")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff01-\uff60]")
_BULLET = re.compile(r"[-*•·●○■□◆–—▪►]\s|\(?\d{1,2}[)）]\s")
_SHORT_LINE = 220  # no line of furniture is longer
_LONG_HEADING = 160
_LONG_WIDE_HEADING = 60
_WRAP_LIMIT = 130  # a program that wraps lines does so below this many columns
_BODY = 80  # a line this long that closes like a sentence is text, and the page's top ends there


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    gap: bool  # an empty line stands before it
    indented: bool


def lay_out(text: str) -> tuple[Passage, ...]:
    """Return the passages of a text in order; they do not overlap, and what is between them is white space."""
    lines = _lines(text)
    pieces = [piece for block in _blocks(lines) for piece in _unwrap(block)]
    return tidy(text, _classify(text, pieces))


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    gap, before = True, 0
    for match in _LINE.finditer(text):
        gap = gap or len(_BREAK.findall(text[before : match.start()])) > 1
        before = match.end()
        bare = match[0].strip()
        if not bare:
            gap = True
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        found.append(_Line(start, start + len(bare), bare, gap, start > match.start()))
        gap = False
    return found


def _blocks(lines: list[_Line]) -> list[list[_Line]]:
    """Lines that stand together without an empty line between; a furniture line stands alone."""
    blocks: list[list[_Line]] = []
    alone = True
    for line in lines:
        single = is_furniture(line.text) or (len(line.text) < _BODY and line.text[-1] in ":：")
        if alone or single or line.gap:
            blocks.append([line])
        else:
            blocks[-1].append(line)
        alone = single
    return blocks


def _unwrap(block: list[_Line]) -> list[tuple[int, int]]:
    """Spans of the paragraphs in a block: one a line, or joined where a program has wrapped the lines."""
    widest = max(len(line.text) for line in block)
    if not _is_wrapped(block, widest):
        return [(line.start, line.end) for line in block]
    spans = [(block[0].start, block[0].end)]
    for before, line in pairwise(block):
        ends = before.text[-1] in _STOPS and len(before.text) < 0.75 * widest
        if ends or (line.indented and not before.indented) or _BULLET.match(line.text):
            spans.append((line.start, line.end))
        else:
            spans[-1] = (spans[-1][0], line.end)
    return spans


def _is_wrapped(block: list[_Line], widest: int) -> bool:
    inner = [line.text for line in block[:-1]]
    wide = _is_wide(block[0].text)
    if not inner or widest > _WRAP_LIMIT or widest < (18 if wide else 40):
        return False
    full = sum(len(text) >= (0.85 if wide else 0.7) * widest for text in inner)
    open_ended = sum(text[-1] not in _STOPS for text in inner)
    return full >= 0.6 * len(inner) and open_ended >= 0.6 * len(inner)


def _classify(text: str, pieces: list[tuple[int, int]]) -> list[Passage]:
    found: list[Passage] = []
    furniture = [is_furniture(text[start:end]) for start, end in pieces]
    following: list[str | None] = [None]
    for (start, end), outside in zip(reversed(pieces), reversed(furniture), strict=True):
        following.append(following[-1] if outside else text[start:end])
    following.reverse()
    top = True
    for number, (start, end) in enumerate(pieces):
        words = text[start:end]
        if furniture[number]:
            kind = PassageKind.FURNITURE
        elif is_heading(words, following[number + 1], top):
            kind = PassageKind.HEADING
        else:
            kind = PassageKind.PARAGRAPH
            top = top and not _is_body(words)
        found.append(Passage(start, end, kind))
    return found


def _is_body(words: str) -> bool:
    return len(words) > _BODY / (2 if _is_wide(words) else 1)


@lru_cache(maxsize=1024)  # a line is asked about twice, and pages repeat theirs
def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page and not to its text: navigation, credits, a date line."""
    return len(line) <= _SHORT_LINE and (
        any(rule.find(line) for rule in rules("furniture")) or any(rule.find(line) for rule in _date_lines())
    )


def _date_lines() -> tuple[Rule, ...]:
    return tuple(rule for rule in rules("header") if not rule.about.get("stays") and rule.name != "file")


def is_heading(words: str, following: str | None, top: bool) -> bool:
    """Whether a line is a heading: short, not closed like a sentence, and something follows it."""
    limit = _LONG_WIDE_HEADING if _is_wide(words) else _LONG_HEADING
    if following is None or len(words) > limit or "\n" in words or words[-1] in _NO_HEADING or _BULLET.match(words):
        return False
    if not any(letter.isalpha() for letter in words) or any(rule.find(words) for rule in rules("lead_end")):
        return False
    if any(rule.find(words) for rule in rules("numbered_heading")):
        return words[-1] not in _STOPS
    if top:
        return not words[0].islower()
    closes = following[-1] in _STOPS and len(following) > len(words)
    return closes and words[-1] not in _STOPS and not words[0].islower() and len(words) <= limit * 0.75


def _is_wide(words: str) -> bool:
    return len(_WIDE.findall(words)) * 3 > len(words)


def tidy(text: str, passages: list[Passage]) -> tuple[Passage, ...]:
    """Cut what a page put around the words out of them: a file's header, the date after a lead, the closing credit."""
    tidied: list[Passage] = []
    bodies = [n for n, p in enumerate(passages) if p.kind == PassageKind.PARAGRAPH]
    lead, last = (bodies[0], bodies[-1]) if bodies else (-1, -1)
    for number, passage in enumerate(passages):
        pieces = [passage]
        if number == 0:
            pieces = _cut_file_header(text, passage)
        if number == lead:
            pieces = [*pieces[:-1], *_cut_end(text, pieces[-1], "lead_end")]
        if number == last:
            pieces = [*pieces[:-1], *_cut_end(text, pieces[-1], "credit_end")]
        tidied += pieces
    return tuple(tidied)


def _cut_file_header(text: str, passage: Passage) -> list[Passage]:
    words = text[passage.start : min(passage.end, passage.start + _SHORT_LINE)]
    for rule in rules("header"):
        if rule.name == "file" and (found := rule.pattern.match(words)):
            end = passage.start + found.end("date")
            rest = end + len(text[end : passage.end]) - len(text[end : passage.end].lstrip())
            head = replace(passage, end=end, kind=PassageKind.FURNITURE)
            if rest >= passage.end:
                return [head]
            kind = PassageKind.HEADING if is_heading(text[rest : passage.end], "x", True) else PassageKind.PARAGRAPH
            return [head, replace(passage, start=rest, kind=kind)]
    return [passage]


def _cut_end(text: str, passage: Passage, section: str) -> list[Passage]:
    """Split the words of the page from the end of a paragraph."""
    from_ = max(passage.start, passage.end - _SHORT_LINE)
    for rule in rules(section):
        if found := rule.pattern.search(text, from_, passage.end):
            start, end = found.span("date" if section == "lead_end" else 0)
            kept = len(text[passage.start : start].rstrip())
            start += len(text[start:end]) - len(text[start:end].lstrip())
            if kept and start < passage.end:
                tail = replace(passage, start=start, kind=PassageKind.FURNITURE)
                return [replace(passage, end=passage.start + kept), tail]
    return [passage]


def has_cue(words: str, name: str) -> bool:
    """Whether a text has one of a list's words."""
    return bool(alternation(name).search(words))
