"""Tells whether a date without its year lies behind or ahead, from the cue words of its clause; words are data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

REACH = 140  # characters a cue may stand away
_BESIDE = 12  # characters in which words lead to a date
AFTER = 12  # a cue after the date counts as so many characters further away
_STOPS = ".;!?。；！？\n"
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

    ``breaks`` end the reach of a cue that stands after the date, ``pauses`` of every cue. ``leads`` stands right before
    and ``leans`` right after a date that rather lies ahead, ``compares`` before one that lies before the date just
    told, ``about`` after one that is approximate. ``promises`` look ahead only to what follows them: a date before
    them is that of the promise. ``carries`` is what may stand between a told date and one that goes on from it,
    ``carries_year`` between a year and a date of it.
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
    about: re.Pattern[str] | None = None
    promises: re.Pattern[str] | None = None
    frames: tuple[Frame, ...] = ()

    def direction(self, folded: str, start: int, end: int) -> tuple[int, str]:
        """-1 past, +1 future, 0 unknown, and the cue itself: the nearest, what stands before the date first."""
        before, after = _clause(folded, start, end)
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
            if following and (best is None or following.start() + AFTER < best[0]):
                best = (following.start() + AFTER, sign, following[0])
        return best


def compile_cues(table: dict[str, Any], compiled: Any) -> Cues:
    """Cues of a lexicon's ``[cues]`` table; ``compiled`` turns a pattern into an expression."""

    def one(name: str) -> re.Pattern[str] | None:
        parts = table.get(name, [])
        return compiled("|".join(parts)) if parts else None

    frames = tuple(
        Frame(compiled(f"(?:{each['before']})\\Z"), compiled(each["after"]), int(each["sign"]))
        for each in table.get("frames", [])
    )
    alone = one("future"), one("past"), one("weak_future"), one("breaks"), one("pauses"), one("leans"), one("carries")
    more = one("carries_year"), one("compares"), one("leads"), one("about"), one("promises")
    return Cues(*alone, *more, frames)


def same_sentence(folded: str, start: int, end: int) -> bool:
    """Whether no sentence ends between two places."""
    return end - start < 4 * REACH and _last_stop(folded[start:end].replace(";", ",")) == 0


def _clause(folded: str, start: int, end: int) -> tuple[str, str]:
    before = folded[max(0, start - REACH) : start]
    after = folded[end : end + REACH]
    return before[_last_stop(before) :], after[: _first_stop(after)]


def _last_stop(text: str) -> int:
    for index in range(len(text) - 1, -1, -1):
        if text[index] in _STOPS and _ends_sentence(text, index):
            return index + 1
    return 0


def _first_stop(text: str) -> int:
    for index, character in enumerate(text):
        if character in _STOPS and _ends_sentence(text, index):
            return index
    return len(text)


def _ends_sentence(text: str, index: int) -> bool:
    if ord(text[index]) > 127 or text[index] == "\n":
        return True
    if index + 1 < len(text) and not text[index + 1].isspace():
        return False
    word = re.search(r"[^\W\d_]+\Z", text[max(0, index - 12) : index])
    return text[index] != "." or word is None or len(word[0]) > _SHORT
