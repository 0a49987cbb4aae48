"""Finds the words of time in a text and says what they mean on the calendar; never asks what day it is.

``find_timexes`` is the whole of it; ``explain`` tells how each was read, ``find_ranges`` which two are the ends of one
span of time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from loaders.dates.context import Context, first_year, tells_a_story
from loaders.dates.fold import fold
from loaders.dates.foreign import find_foreign
from loaders.dates.lexicon import Lexicon, lexicon_languages, load_lexicon
from loaders.dates.reading import Reader
from loaders.dates.resolve import resolve
from loaders.edtf import Interval, day, read_edtf, span, write_edtf
from loaders.errors import EdtfError, UsageError
from loaders.model import CreationTime, Timex

if TYPE_CHECKING:
    from loaders.dates.phrases import Phrase, Reading

Created: TypeAlias = "date | str | Interval | CreationTime | None"


@dataclass(frozen=True, slots=True)
class Explained:
    """A timex, the file of its rule, what it was counted from, and the words that gave the direction."""

    timex: Timex
    file: str
    anchor: str
    direction: str
    narrative: bool


@dataclass(frozen=True, slots=True)
class Range:
    """Two timexes that are the ends of one span of time, and that span."""

    first: Timex
    last: Timex
    interval: Interval


def find_timexes(text: str, *, created: Created = None, language: str | None = None) -> list[Timex]:
    """Words of time in a text, in order, none overlapping another; offsets in code points.

    ``created`` is the document's date (a day, or coarser: ``"2024-07"``); without one, words that need it have no
    interval. ``language`` is a code; without one, every lexicon that fits the script reads the text. In a language
    without a lexicon only explicit dates are found, by dateparser on spans of our own.

    >>> [(timex.text, timex.edtf) for timex in find_timexes("by the end of June 2024", language="en")]
    [('the end of June 2024', '2024-06')]
    """
    return [each.timex for each in explain(text, created=created, language=language)]


def explain(text: str, *, created: Created = None, language: str | None = None) -> list[Explained]:
    """The same timexes with how each was read: rule, file, anchor, direction."""
    known = read_created(created)
    if language is not None and language not in lexicon_languages():
        return [
            Explained(_timex(text, start, end, "dateparser", reading), "dateparser", reading.anchor, "", False)
            for start, end, reading in find_foreign(text, language)
        ]
    folded = fold(text)
    found: list[Explained] = []
    for lexicon in _lexicons(text, language):
        found.extend(_read(text, folded, lexicon, known))
    return _without_overlap(found)


def read_created(created: Created) -> Interval | None:
    """A document's date in any of its forms as an interval; raises UsageError for a text that is no EDTF date."""
    if created is None or isinstance(created, Interval):
        return created
    if isinstance(created, CreationTime):
        return created.interval
    if isinstance(created, datetime):
        return day(created.date())
    if isinstance(created, date):
        return day(created)
    try:
        return read_edtf(created.split("T")[0])
    except EdtfError as error:
        raise UsageError(f"created={created!r}: {error}") from error


def _lexicons(text: str, language: str | None) -> list[Lexicon]:
    known = lexicon_languages()
    if language in known:
        return [load_lexicon(language)]
    every = [load_lexicon(code) for code in known]
    return [lexicon for lexicon in every if lexicon.fits.search(text)] or every


def _read(text: str, folded: str, lexicon: Lexicon, created: Interval | None) -> list[Explained]:
    phrases = list(Reader(text, folded, lexicon).phrases())
    joins = tuple(join for before, join in lexicon.joins if before is None)
    modern = lexicon.cues.modern is None or lexicon.cues.modern.search(folded) is not None
    narrative = tells_a_story(phrases, created, modern)
    opens = first_year(phrases) if narrative else None
    context = Context(folded, lexicon.cues, joins, created, narrative, opening_year=opens)
    found = []
    for phrase in phrases:
        context.outer = phrase if phrase.kind == "time" else None
        reading = resolve(phrase, context)
        if reading.type == "NOTHING" or (reading.unit == "event" and reading.interval is None):
            continue
        if not phrase["passing"] and not lexicon.cues.measures(folded, phrase.start):
            context.tell(reading, phrase)
        reading = _beside(reading, phrase, context)
        timex = _timex(text, phrase.start, phrase.end, phrase.rule.name, reading)
        found.append(Explained(timex, phrase.rule.file, reading.anchor, reading.direction, context.narrative))
    return found


def _beside(reading: Reading, phrase: Phrase, context: Context) -> Reading:
    """A reading as the words right after it change it: approximate, or the bound of a past stretch without an end."""
    interval, cues, end = reading.interval, context.cues, phrase.end
    if interval is None or interval.end is None:
        return reading
    if cues.about and cues.about.match(context.folded, end):
        return replace(reading, interval=replace(interval, approximate=True))
    now = context.created.start if context.created else None
    dated = phrase.rule.makes == "date" and reading.type == "DATE"
    if dated and now and interval.end <= now and cues.opens and cues.opens.match(context.folded, end):
        return replace(reading, interval=None)
    return reading


def _timex(text: str, start: int, end: int, rule: str, reading: Reading) -> Timex:
    interval = reading.interval
    return Timex(
        start=start,
        end=end,
        text=text[start:end],
        type=reading.type,
        value=reading.value,
        rule=rule,
        edtf=write_edtf(interval) if interval else None,
        interval=interval,
        inferred=reading.inferred,
    )


def _without_overlap(found: list[Explained]) -> list[Explained]:
    """Where two lexicons read the same words, the longer reading stays."""
    kept: list[Explained] = []
    for each in sorted(found, key=lambda one: (one.timex.start, -one.timex.end)):
        if kept and each.timex.start < kept[-1].timex.end:
            if each.timex.end - each.timex.start > kept[-1].timex.end - kept[-1].timex.start:
                kept[-1] = each
            continue
        kept.append(each)
    return kept


def find_ranges(text: str, timexes: list[Timex], language: str = "en") -> list[Range]:
    """Pairs of neighbouring timexes that are the ends of one span: "from March to May 2024", "2016-2020"."""
    if language not in lexicon_languages():
        return []
    joins = load_lexicon(language).joins
    folded = fold(text)
    ranges = []
    for first, last in pairwise(timexes):
        between = folded[first.end : last.start]
        if not (first.interval and last.interval and first.interval.start and last.interval.end) or len(between) > 16:
            continue
        if last.interval.end <= first.interval.start:
            continue
        before = folded[max(0, first.start - 24) : first.start]
        if any(join.fullmatch(between) and (ahead is None or ahead.search(before)) for ahead, join in joins):
            ranges.append(Range(first, last, span(first.interval, last.interval)))
    return ranges
