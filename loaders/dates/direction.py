"""Tells whether a date without its year lies behind or ahead, from the cue words of its clause; words are data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

REACH = 140  # characters a cue may stand away
_BESIDE = 12  # characters in which words lead to a date
AFTER = 12  # a cue after the date counts as so many characters further away
_APART = 24  # and as so many more, where what sets it apart stands between
_LOOK = 64  # characters before a date in which words set it aside
_HABIT = 40  # characters in which a word of habit stands
_BORDER = r"(?<!\w)"
_STOPS = ".;!?。；！？\n"
_CLOSING = "\"')]"
_DAILY = 24  # characters before a time of day, and half of it after, in which words make it one of every day
_SHORT = 3  # letters of a word that is cut short by a point


@dataclass(frozen=True, slots=True)
class Frame:
    """Words on both sides of a date that decide its direction together, before any single cue."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    sign: int


@dataclass(frozen=True, slots=True)
class Cues:
    """The cue words of one language.

    ``breaks`` end the reach of a cue that stands after the date, ``pauses`` of every cue. ``leads`` stands right
    before and ``leans`` right after a date that rather lies ahead, ``compares`` before one that lies before the
    date just told, ``about`` after one that is approximate, ``opens`` after a past one that bounds an open stretch.
    ``promises`` look ahead only to what follows them: a date before them is that of the promise. ``carries`` is
    what may stand between a told date and one that goes on from it, ``carries_year`` between a year and a date of
    it. ``apart`` stands between a date and a cue behind it that lies further away for it, ``shortened`` is a word
    whose point ends no sentence, ``asides`` stands before a date that gives its year to no other, ``against`` before
    one that only measures another, from which nothing is counted. ``habits`` say that a date comes round every year,
    ``modern`` is said by texts that speak of their own day, ``daily`` beside a time of day that is of every day.
    """

    future: re.Pattern[str] | None = None
    past: re.Pattern[str] | None = None
    weak: re.Pattern[str] | None = None
    breaks: re.Pattern[str] | None = None
    pauses: re.Pattern[str] | None = None
    leans: re.Pattern[str] | None = None
    carries: re.Pattern[str] | None = None
    carries_year: re.Pattern[str] | None = None
    compares: re.Pattern[str] | None = None
    leads: re.Pattern[str] | None = None
    opens: re.Pattern[str] | None = None
    about: re.Pattern[str] | None = None
    promises: re.Pattern[str] | None = None
    apart: re.Pattern[str] | None = None
    shortened: re.Pattern[str] | None = None
    asides: re.Pattern[str] | None = None
    against: re.Pattern[str] | None = None
    habits: re.Pattern[str] | None = None
    modern: re.Pattern[str] | None = None
    daily: re.Pattern[str] | None = None
    frames: tuple[Frame, ...] = ()

    def direction(self, folded: str, start: int, end: int) -> tuple[int, str]:
        """-1 past, +1 future, 0 unknown, and the cue itself: the nearest, what stands before the date first."""
        before, after = _clause(folded, start, end, self.shortened)
        if self.pauses:
            before = before[max((found.end() for found in self.pauses.finditer(before)), default=0) :]
            after = after[: cut.start()] if (cut := self.pauses.search(after)) else after
        for frame in self.frames:
            if (left := frame.before.search(before)) and (right := frame.after.match(after)):
                return frame.sign, f"{left[0].strip()} … {right[0].strip()}"
        if self.breaks and (cut := self.breaks.search(after)):
            after = after[: cut.start()]
        best = self._nearest(before, after)
        if best is None and self.weak and (hint := self.weak.search(before)):
            return 1, hint[0].strip()
        return (best[1], best[2].strip()) if best else (0, "")

    def leaning(self, folded: str, start: int, end: int) -> bool:
        """Whether the words beside a date let it rather lie ahead, be it not long gone."""
        if self.leans and self.leans.match(folded, end):
            return True
        return self.leads is not None and self.leads.search(folded[max(0, start - _BESIDE) : start]) is not None

    def is_daily(self, folded: str, start: int, end: int) -> bool:
        """Whether words of the same sentence, close by, tell what is done every day."""
        if self.daily is None:
            return False
        before, after = _clause(folded, start, end, self.shortened)
        return self.daily.search(before[-_DAILY:]) is not None or self.daily.search(after[: _DAILY // 2]) is not None

    def _nearest(self, before: str, after: str) -> tuple[int, int, str] | None:
        """Distance, sign and words of the nearest cue; of two that end together the longer."""
        best: tuple[int, int, str] | None = None
        for cue, sign in ((self.future, 1), (self.promises, 1), (self.past, -1)):
            if cue is None:
                continue
            for found in cue.finditer(before):
                distance = len(before) - found.end()
                if best is None or (distance, -len(found[0])) < (best[0], -len(best[2])):
                    best = (distance, sign, found[0])
            following = cue.search(after) if cue is not self.promises else None
            if following is None:
                continue
            distance = following.start() + AFTER
            if self.apart and self.apart.search(after, 0, following.start()):
                distance += _APART
            if best is None or distance < best[0]:
                best = (distance, sign, following[0])
        return best

    def passing(self, folded: str, start: int) -> bool:
        """Whether a date is told in passing: its year is not that of the dates that follow."""
        return self.asides is not None and self.asides.search(folded[max(0, start - _LOOK) : start]) is not None

    def measures(self, folded: str, start: int) -> bool:
        """Whether a date is told only to measure another by it: "compared with 5 percent in May"."""
        return self.against is not None and self.against.search(folded[max(0, start - _LOOK) : start]) is not None

    def habitual(self, folded: str, start: int, end: int) -> bool:
        """Whether the words around say that a date comes round every year."""
        if self.habits is None:
            return False
        before, after = _clause(folded, start, end, self.shortened)
        return self.habits.search(before[-_HABIT:]) is not None or self.habits.search(after[:_HABIT]) is not None


def compile_cues(table: dict[str, Any], compiled: Any) -> Cues:
    """Cues of a lexicon's ``[cues]`` table; ``compiled`` turns a pattern into an expression."""

    def one(name: str) -> re.Pattern[str] | None:
        parts = table.get(name, [])
        pattern = "|".join(parts)
        if parts and all(part.startswith(_BORDER) for part in parts):  # one test of the border serves them all
            pattern = f"{_BORDER}(?:{'|'.join(part.removeprefix(_BORDER) for part in parts)})"
        return compiled(pattern) if parts else None

    frames = tuple(
        Frame(compiled(f"(?:{each['before']})\\Z"), compiled(each["after"]), int(each["sign"]))
        for each in table.get("frames", [])
    )
    alone = one("future"), one("past"), one("weak_future"), one("breaks"), one("pauses"), one("leans"), one("carries")
    last = one("against"), one("habits"), one("modern"), one("daily")
    more = one("carries_year"), one("compares"), one("leads"), one("opens"), one("about"), one("promises")
    return Cues(*alone, *more, one("apart"), one("shortened"), one("asides"), *last, frames)


def same_sentence(folded: str, start: int, end: int, shortened: re.Pattern[str] | None = None) -> bool:
    """Whether no sentence ends between two places."""
    return end - start < 4 * REACH and _last_stop(folded[start:end].replace(";", ","), shortened) == 0


def _clause(folded: str, start: int, end: int, shortened: re.Pattern[str] | None) -> tuple[str, str]:
    before = folded[max(0, start - REACH) : start]
    after = folded[end : end + REACH]
    return before[_last_stop(before, shortened) :], after[: _first_stop(after, shortened)]


def _last_stop(text: str, shortened: re.Pattern[str] | None) -> int:
    for index in range(len(text) - 1, -1, -1):
        if text[index] in _STOPS and _ends_sentence(text, index, shortened):
            return index + 1
    return 0


def _first_stop(text: str, shortened: re.Pattern[str] | None) -> int:
    for index, character in enumerate(text):
        if character in _STOPS and _ends_sentence(text, index, shortened):
            return index
    return len(text)


def _ends_sentence(text: str, index: int, shortened: re.Pattern[str] | None) -> bool:
    if ord(text[index]) > 127 or text[index] == "\n":
        return True
    if index + 1 < len(text) and not text[index + 1].isspace():
        return text[index + 1] in _CLOSING and (index + 2 == len(text) or text[index + 2].isspace())
    word = re.search(r"\w+\Z", text[max(0, index - 12) : index])
    if text[index] != "." or word is None:
        return True
    return not shortened.fullmatch(word[0]) if shortened else len(word[0]) > _SHORT or word[0][0].isdigit()
