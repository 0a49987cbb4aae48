"""Reads spans of time from one date to another, both inside; refuses a span that ends before it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders import edtf
from loaders.dates.choosing import choose
from loaders.dates.dating import Inner, occur
from loaders.dates.phrases import Phrase, Reading
from loaders.dates.units import spell, spell_ends
from loaders.errors import EdtfError

if TYPE_CHECKING:
    from loaders.dates.context import Context
    from loaders.edtf import Interval

_YEARLY = ("month", "quarter", "half", "season", "holiday")
_NO_SPAN = Reading("DATE", "XXXX", "span")


def make_range(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """From one date to another; the end that says its year gives it to the other, else both recur together."""
    if phrase["from_year"]:
        return _years(int(phrase["from_year"]), int(phrase["to_year"]))
    first, last = phrase["first"], phrase["last"]
    assert isinstance(first, Phrase)
    assert isinstance(last, Phrase)
    if not context.narrative and _recurs(first) and _recurs(last, follows=True):
        return _recurring(phrase, first, last, context)
    if _says_year(last) and not _says_year(first):
        b = inner(last)
        with context.anchored(b):
            a = _beside(b, first, -1) or inner(first)
    else:
        a = inner(first)
        with context.anchored(a):
            b = _beside(a, last, 1) or inner(last)
        if _says_step(first) and _says_step(last):
            b = inner(last)
    if "TIME" in (a.type, b.type):
        return _clock_span(a, b)
    if a.interval is None or b.interval is None:
        return _NO_SPAN
    interval = _span(a.interval, b.interval)
    if interval is None:
        return _NO_SPAN
    inferred = a.inferred | b.inferred
    if _says_year(first) or _says_year(last):
        inferred -= {"year"}
    return Reading("DATE", _value(a.value, b.value, interval), "span", interval, inferred, a.anchor, a.direction)


def _beside(other: Reading, phrase: Phrase, step: int) -> Reading | None:
    """One end of a span that recurs every year: the first after the other end (``step`` 1) or the last before it."""
    if not _recurs(phrase) or not other.interval or not other.interval.start or not other.interval.end:
        return None
    for year in (other.interval.start.year, other.interval.start.year + step):
        one = occur(phrase.slots, year)
        if one and one.start and one.end:
            fits = one.start >= other.interval.start if step > 0 else one.end <= other.interval.end
            if fits:
                return Reading("DATE", spell(one, phrase.kind), phrase.kind, one, frozenset({"year"}), other.anchor)
    return None


def _recurring(phrase: Phrase, first: Phrase, last: Phrase, context: Context) -> Reading:
    """A span that comes round every year, such as 1 to 8 July or November to February."""

    def occurrence(year: int) -> Interval | None:
        a = occur(first.slots, year)
        ends = {"month": first["month"], **last.slots} if last["day"] is not None else last.slots
        b = occur(ends, year)
        if a and b and a.start and b.end and b.end <= a.start:
            b = occur(ends, year + 1)
        return _span(a, b) if a and b else None

    opens = first["month"] == 1 and first["day"] is None  # months of a year so far: their end tells which year
    choice = choose(phrase, (lambda year: occur(last.slots, year)) if opens else occurrence, None, context)
    if choice.interval is None or choice.interval.start is None:
        return _NO_SPAN
    span = occurrence(choice.interval.start.year) if opens else choice.interval
    if span is None:
        return _NO_SPAN
    value = spell_ends(span, first.kind if first.kind != "span" else "day")
    inferred = frozenset({"year"})
    return Reading("DATE", value, "span", span, inferred, choice.anchor, choice.direction)


def _recurs(phrase: Phrase, follows: bool = False) -> bool:
    """Whether a phrase is a date of every year; the last one may leave its month to the first."""
    if phrase.rule.makes != "date" or _says_year(phrase) or phrase["of"] is not None or phrase["lunar"]:
        return False
    return any(phrase[name] is not None for name in _YEARLY) or (follows and phrase["day"] is not None)


def _clock_span(a: Reading, b: Reading) -> Reading:
    """Two times of day, spelled as the first; the days between them, where both have one."""
    interval = _span(a.interval, b.interval) if a.interval and b.interval else a.interval
    return Reading("TIME", a.value, "day" if interval else "time", interval, a.inferred, a.anchor, a.direction)


def _span(first: Interval, last: Interval) -> Interval | None:
    if first.start is None or last.end is None or last.end <= first.start:
        return None
    try:
        return edtf.span(first, last)
    except EdtfError:
        return None


def _value(first: str, last: str, interval: Interval) -> str:
    plain = "/" not in first + last and "X" not in first + last
    return f"{first}/{last}" if plain else edtf.write_edtf(interval)


def _years(first: int, last: int) -> Reading:
    last = last if last > 99 else first // 100 * 100 + last
    if last <= first:
        return _NO_SPAN
    interval = edtf.span(edtf.year(first), edtf.year(last))
    return Reading("DATE", edtf.write_edtf(interval), "span", interval, frozenset(), "explicit")


def _says_step(phrase: Phrase) -> bool:
    """Whether a phrase says by itself how far it lies from the document's date: last week, this Tuesday, tomorrow."""
    held = phrase["of"] or phrase["on"]
    if isinstance(held, Phrase):
        return _says_step(held)
    return phrase.rule.makes == "unit" and phrase["anchor"] in ("created", "either")


def _says_year(phrase: Phrase) -> bool:
    """Whether a phrase has its year by itself, not from a date told before."""
    held = phrase["of"]
    if isinstance(held, Phrase):
        return bool(held["anchor"] != "told")
    return phrase["year"] is not None or phrase["yy"] is not None
