"""Proves from a text what its date cannot be before: what it reports as past is past; refuses to name a day."""

from __future__ import annotations

from datetime import date
from functools import cache

from loaders.dates.find import find_timexes
from loaders.edtf import Granularity, Interval
from loaders.model import Document, PassageKind, Timex
from loaders.sentences import split_sentences
from loaders.wording.rules import Rule, rules

_TOLD = (PassageKind.PARAGRAPH, PassageKind.TURN)
_YEARS = (Granularity.YEAR, Granularity.DECADE, Granularity.CENTURY)
_BESIDE = 24  # characters on either side of a timex that tell its direction


def prove_bounds(document: Document) -> Interval | None:
    """The open interval in which the document must have been said, or None where its text proves nothing.

    A result for a period cannot be told before the period is over; an act cannot be told before its period began.
    """
    proofs = [
        proof
        for passage in document.passages
        if passage.kind in _TOLD
        for start, end in split_sentences(document.text, passage.start, passage.end, document.language)
        for proof in _proofs(document.text[start:end])
    ]
    return max(proofs, key=lambda proof: proof.start or date.min, default=None)


def _proofs(sentence: str) -> list[Interval]:
    if not _has(sentence, "past") or _has(sentence, "future"):
        return []
    told = _has(sentence, "result")
    return [proof for timex in find_timexes(sentence) if (proof := _proof(sentence, timex, told))]


def _proof(sentence: str, timex: Timex, result: bool) -> Interval | None:
    interval = timex.interval
    if not interval or not interval.start or not interval.end or interval.approximate:
        return None
    before = sentence[max(0, timex.start - _BESIDE) : timex.start]
    after = sentence[timex.end : timex.end + _BESIDE]
    if not _has(before, "told_at") or _has(after, "goes_on") or _is_for_another_verb(sentence, timex):
        return None
    over = result or _has(before + timex.text, "closes")
    bound = interval.end if over and interval.granularity != Granularity.DAY else interval.start
    return Interval(bound, None, _fineness(bound, interval.granularity))


def _is_for_another_verb(sentence: str, timex: Timex) -> bool:
    """Whether the verb before the time is not the past one: "adopted in June, takes effect on ..."."""
    ends = [found.end() for rule in _tense("past") for found in rule.pattern.finditer(sentence, 0, timex.start)]
    return bool(ends) and _has(sentence[max(ends) : timex.start], "present")


def _fineness(bound: date, stated: Granularity) -> Granularity:
    if stated in _YEARS and bound.month == 1 and bound.day == 1:
        return Granularity.YEAR
    return Granularity.MONTH if bound.day == 1 and stated != Granularity.DAY else Granularity.DAY


def _has(words: str, tense: str) -> bool:
    return any(rule.find(words) for rule in _tense(tense))


@cache
def _tense(name: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules("tense") if rule.name == name)
