"""Finds the figures a sentence states: number, unit, what they measure, change and base; refuses dates and names.

A range gives two figures, one for each end, and so does a sum told in two currencies. A count has the unit ``count``.
Fractions in words ("half") and changes without a number ("doubled") are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from loaders.dates.find import find_timexes
from loaders.events.measures import SPARE, find_measured
from loaders.events.quantities import FigureLexicon, Worth, figures_for, plain
from loaders.model import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.edtf import Interval
    from loaders.model import Timex

    Span = tuple[int, int]
    Told = tuple[int, int, str]  # a time of the sentence: start, end, EDTF

_TEN = 10  # the multiplier that may open a number: 十二
_COUNT = Worth("count", 1.0)
_SHARES = frozenset({"percent", "percentage_point"})
_LEVELS = frozenset({"times"})  # units that compare by themselves
_BEFORE = 40  # characters before a number in which what belongs to it is looked for
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Raw:
    """A number as it stands in the words, before it is known to be a figure; offsets in the sentence."""

    start: int
    first: int
    end: int
    number: float
    scaled: bool
    spelled: bool
    grouped: bool
    worth: Worth | None

    @property
    def value(self) -> float:
        """The number in whole units, without the dust of binary arithmetic."""
        return float(f"{self.number * (self.worth.factor if self.worth else 1.0):.12g}")


def read_figures(text: str, *, language: str, created: Interval | None = None) -> list[Figure]:
    """The figures of one sentence, with its own times found first.

    >>> [(f.number, f.unit, f.measures, f.change) for f in read_figures("Sales rose 3.9 percent.", language="en")]
    [(3.9, 'percent', 'Sales', 'up')]
    """
    timexes = find_timexes(text, created=created, language=language)
    return find_figures(text, (0, len(text)), timexes, figures_for(language))


def find_figures(text: str, sentence: Span, timexes: Sequence[Timex], lexicon: FigureLexicon | None) -> list[Figure]:
    """The figures of ``text[sentence]``, in order, with absolute spans; ``timexes`` are those of the sentence."""
    if lexicon is None:
        return []
    start, end = sentence
    said = text[start:end]
    folded = plain(said)
    times = [(t.start - start, t.end - start, t.edtf) for t in timexes if t.edtf]
    shut = [(t.start - start, t.end - start) for t in timexes if start <= t.start and t.end <= end]
    found = [raw for m in lexicon.number.finditer(folded) if (raw := _read(lexicon, m)) and not _is_shut(raw, shut)]
    if any(_may_be_name(lexicon, raw) for raw in found):
        shut = [m.span() for rule in lexicon.void for m in rule.pattern.finditer(said if rule.case else folded)]
    raws = [raw for raw in found if not _is_shut(raw, shut)]
    kept = _fill_ranges(lexicon, folded, [_accept(lexicon, folded, raw) for raw in raws])
    figures: list[Figure] = []
    for at, raw in enumerate(kept):
        assert raw.worth is not None
        last = figures[-1] if figures else None
        before = kept[at - 1].end if at else 0
        after = kept[at + 1].start if at + 1 < len(kept) else len(folded)
        like = last if last and last.unit == raw.worth.unit else None
        shared = like if _is(lexicon, "change.shared", folded[before : raw.start]) else None
        change, base = _compare(lexicon, folded, raw, (before, after), times)
        measures = _words(lexicon, said, folded, raw, raw.start if shared else before)
        measures = measures or (last.measures if last else None)
        if like and _is(lexicon, "numbers.range", folded[before : raw.first]):
            figures[-1] = replace(like, measures=measures)
        figures.append(
            Figure(
                raw.start + start,
                raw.end + start,
                raw.value,
                raw.worth.unit,
                measures,
                change=shared.change if shared else change,
                base=base or (shared.base if shared else None),
            )
        )
    return figures


def _compare(
    lexicon: FigureLexicon, folded: str, raw: Raw, window: Span, times: Sequence[Told]
) -> tuple[str | None, str | None]:
    """Whether a figure tells a change, up or down, and what it is compared with; a level has neither."""
    change = _change(lexicon, folded, raw, window[0])
    compares = change is not None or (raw.worth is not None and raw.worth.unit in _LEVELS)
    return change, _base(lexicon, folded, (raw.start, raw.end), window, times) if compares else None


def _is(lexicon: FigureLexicon, name: str, words: str) -> bool:
    return lexicon.patterns[name].fullmatch(words) is not None


def _read(lexicon: FigureLexicon, found: re.Match[str]) -> Raw | None:
    first = found.start()
    prefix = lexicon.prefix.search(found.string, max(0, first - _BEFORE), first)
    if prefix and prefix["sign"]:
        found = lexicon.priced.match(found.string, first) or found
    digits, spelled, scale, money = found["digits"], found["spelled"], found["scale"], found["money"]
    number = float(digits.replace(",", "")) if digits else _spelled(lexicon, spelled)
    if number is None:
        return None
    worth = _worth(lexicon, found, prefix)
    number *= lexicon.scales[scale] if scale else lexicon.money_scales[money] if money else 1
    number, end = _add_tail(lexicon, found, number) if spelled else (number, found.end())
    scaled = scale is not None or money is not None or (bool(spelled) and number >= 100)
    start = prefix.start() if prefix else first
    return Raw(start, first, end, number, scaled, not digits, bool(digits and "," in digits), worth)


def _spelled(lexicon: FigureLexicon, words: str) -> float | None:
    """Value of a spelled number; one alone is an article, and a multiplier that nothing precedes tells no number."""
    bare = next((value for word, value in lexicon.numerals.multipliers.items() if words.startswith(word)), 0)
    value = None if bare > _TEN else lexicon.numerals.read(words)
    return None if value is None or value < 2 else float(value)


def _worth(lexicon: FigureLexicon, found: re.Match[str], prefix: re.Match[str] | None) -> Worth | None:
    unit = found["unit"]
    if prefix and prefix["sign"]:
        return lexicon.signs[prefix["sign"]]
    if unit and prefix and prefix["opened"] and unit in lexicon.opened:
        return lexicon.opened[unit]
    if unit:
        return lexicon.words.get(unit)
    return _COUNT if found["thing"] is not None else None


def _add_tail(lexicon: FigureLexicon, found: re.Match[str], number: float) -> tuple[float, int]:
    """九成五 is 95 percent: a numeral right after the unit is worth a tenth of what the unit is."""
    at = found.end("unit")
    tail = lexicon.numerals.values.get(found.string[at : at + 1]) if found["unit"] in lexicon.tails else None
    return (number, found.end()) if tail is None else (number + tail / 10, at + 1)


def _fill_ranges(lexicon: FigureLexicon, folded: str, raws: list[Raw]) -> list[Raw]:
    """Give the first end of a range the unit, and where it is smaller the scale, that only the second has."""
    filled: list[Raw] = []
    for raw in raws:
        last = filled[-1] if filled else None
        if last and last.worth is None and raw.worth:
            between = folded[last.end : max(last.end, raw.first)]
            if lexicon.patterns["numbers.range"].fullmatch(between):
                bare = raw.scaled and not last.scaled and last.number < 1000
                scale = _scale_of(folded, raw, lexicon) if bare else 1.0
                filled[-1] = replace(last, number=last.number * scale, worth=raw.worth)
        filled.append(raw)
    return [raw for raw in filled if raw.worth]


def _scale_of(folded: str, raw: Raw, lexicon: FigureLexicon) -> float:
    found = lexicon.number.match(folded, raw.first)
    return lexicon.scales[found["scale"]] if found and found["scale"] else 1.0


def _may_be_name(lexicon: FigureLexicon, raw: Raw) -> bool:
    """Whether a number could be that of an article or a model: a sum and a share are plainly none."""
    return raw.worth is None or not (raw.worth.unit in lexicon.money or raw.worth.unit in _SHARES)


def _is_shut(raw: Raw, shut: Sequence[Span]) -> bool:
    return any(first < raw.end and raw.first < last for first, last in shut)


def _accept(lexicon: FigureLexicon, folded: str, raw: Raw) -> Raw:
    """A number without a unit gets that of counts, if it is many by itself or counts things.

    No half thing counts where a range goes on: in 3.3个、3.5个百分点 the unit is to come.
    """
    if raw.worth == _COUNT and not raw.value.is_integer() and lexicon.patterns["numbers.range"].match(folded, raw.end):
        return replace(raw, worth=None)
    if raw.worth or not (raw.scaled or raw.grouped or _counts(lexicon, folded, raw)):
        return raw
    return replace(raw, worth=_COUNT)


def _counts(lexicon: FigureLexicon, folded: str, raw: Raw) -> bool:
    if raw.number != int(raw.number) or _YEAR.fullmatch(folded[raw.first : raw.end]):
        return False
    patterns = lexicon.patterns
    if patterns["count.by_itself"].search(folded[: raw.start]) or patterns["count.parts"].match(folded, raw.end):
        return True
    things = find_measured(lexicon, folded, (raw.start, raw.end), raw.end, "count")
    counted = things and patterns["count.things"].search(folded[things[0] : things[1]])
    return folded[raw.end : raw.end + 1] == " " and bool(counted)


def _words(lexicon: FigureLexicon, said: str, folded: str, raw: Raw, before: int) -> str | None:
    assert raw.worth is not None
    span = find_measured(lexicon, folded, (raw.start, raw.end), before, raw.worth.unit)
    return said[span[0] : span[1]].strip(SPARE) or None if span else None


def _change(lexicon: FigureLexicon, folded: str, raw: Raw, before: int) -> str | None:
    words, after = folded[before : raw.start], folded[raw.end :]
    patterns = lexicon.patterns
    if patterns["change.not"].search(words):
        return None
    for way in ("up", "down"):
        if patterns[f"change.{way}"].search(words) or patterns[f"change.{way}_after"].match(after):
            return way
    return None


def _base(lexicon: FigureLexicon, folded: str, own: Span, window: Span, times: Sequence[Told]) -> str | None:
    """What a change is compared with: looked for up to the figures on either side, first where the language puts it."""
    sides = {"before": (max(window[0], own[0] - lexicon.reach), own[0]), "after": (own[1], window[1])}
    for side in lexicon.look:
        first, last = sides[side]
        stretch = folded[first:last]
        named = [(found.start(), rule.name) for rule in lexicon.bases if (found := rule.pattern.search(stretch))]
        inside = [(start, edtf) for start, end, edtf in times if first <= start and end <= last]
        stated = [(start, edtf) for start, edtf in inside if lexicon.stated.search(folded[:start])]
        if told := named or stated:
            return (max(told) if side == "before" else min(told))[1]
    return None
