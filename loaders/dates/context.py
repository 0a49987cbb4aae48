"""What a phrase is read against: the document's date, the dates already told, and the direction of the words around.

Whether a text tells a story with years of its own or the news of its day is read from the text, never from a flag.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loaders.dates.units import is_finer

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from loaders.dates.phrases import Phrase, Reading
    from loaders.edtf import Interval

_REACH = 140  # characters a cue may stand away
_STOPS = ".;!?。；！？\n"
_FAR_YEARS = 2
_OWN_YEARS = 6
_PERIODS = ("month", "quarter", "half", "season", "span")
_LEAP = 25
_BACK = 30


@dataclass(slots=True)
class Context:
    """The state of one reading of one text; ``told`` holds readings with intervals, the latest last."""

    folded: str
    cues: dict[str, re.Pattern[str]]
    created: Interval | None = None
    narrative: bool = False
    told: list[Reading] = field(default_factory=list)
    story: Reading | None = None
    _passing: int = 0
    _period: Reading | None = None

    def tell(self, reading: Reading, phrase: Phrase | None = None) -> None:
        """Remember a date that the text has set, and whether it carries the story on."""
        if reading.interval and reading.unit in _PERIODS:
            self._period = reading
        common = reading.interval and reading.type in ("DATE", "TIME") and reading.unit not in ("event", "span")
        if not common and not reading.value.startswith("BC"):
            return
        self.told.append(reading)
        if len(self.told) > 40:
            del self.told[:20]
        self._carry(reading, phrase)

    def _carry(self, reading: Reading, phrase: Phrase | None) -> None:
        """Move the point where the story stands; a year in passing moves it only when it comes twice."""
        if reading.unit in ("decade", "century"):
            return
        if self.story is None or self.story.interval is None or reading.interval is None or phrase is None:
            self.story = reading
            return
        assert reading.interval.start
        assert self.story.interval.start
        year, now = reading.interval.start.year, self.story.interval.start.year
        leap = _LEAP if is_finer(reading.unit, "half") else 0
        if reading.unit == "year" and year == now:
            return
        back = (self.story.interval.start - reading.interval.start).days > _BACK and year != now
        if (
            is_finer(reading.unit, "year")
            and (abs(year - now) > leap or back)
            and self._passing != year
            and not self._opens(phrase)
        ):
            self._passing = year
            return
        self.story, self._passing = reading, 0

    def _opens(self, phrase: Phrase) -> bool:
        """Whether a phrase stands at the beginning of its sentence, where a story goes on."""
        before = self.folded[max(0, phrase.start - 24) : phrase.start]
        at = max(before.rfind(". "), before.rfind("\n"), before.rfind("! "), before.rfind("? "))
        return phrase.start < 24 or at >= 0

    def last_told(self, unit: str) -> Interval | None:
        """The last told date at least as fine as a unit; a quarter or half told a while ago goes before a day."""
        for reading in reversed(self.told[-4:]):
            if reading.unit == unit and unit in ("quarter", "half"):
                return reading.interval
        for reading in reversed(self.told):
            if is_finer(reading.unit, unit):
                return reading.interval
        return None

    def last_period(self) -> Reading | None:
        """The last part of a year that was told: a month, quarter, half, or the first so many months."""
        return self._period

    @contextmanager
    def anchored(self, reading: Reading) -> Iterator[None]:
        """Read as in a story that has just told this date, and forget it again."""
        narrative, told, story = self.narrative, self.told, self.story
        if reading.interval:
            self.narrative, self.told, self.story = True, [reading], reading
        try:
            yield
        finally:
            self.narrative, self.told, self.story = narrative, told, story

    def created_within(self, unit: str) -> Interval | None:
        """The document's date, where it is known finely enough for a unit."""
        created = self.created
        if created is None or created.start is None or created.days is None:
            return None
        longest = {"day": 1, "week": 7, "weekend": 7, "month": 31, "season": 92, "quarter": 92, "half": 184}
        return created if created.days <= longest.get(unit, 366) else None

    def direction(self, phrase: Phrase) -> tuple[int, str]:
        """-1 past, +1 future, 0 unknown, and the cue: the nearest in the clause, what stands before it first."""
        before, after = self._clause(phrase)
        best: tuple[int, int, str] | None = None
        for name, sign in (("future", 1), ("past", -1)):
            cue = self.cues.get(name)
            if cue is None:
                continue
            for found in cue.finditer(before):
                distance = len(before) - found.end()
                if best is None or distance < best[0] or (distance == best[0] and sign > 0):
                    best = (distance, sign, found[0])
            following = cue.search(after)
            if following and (best is None or following.start() + 12 < best[0]):
                best = (following.start() + 12, sign, following[0])
        if best:
            return best[1], best[2]
        weak = self.cues.get("weak_future")
        hint = weak.search(before) if weak else None
        return (1, hint[0]) if hint else (0, "")

    def _clause(self, phrase: Phrase) -> tuple[str, str]:
        before = self.folded[max(0, phrase.start - _REACH) : phrase.start]
        after = self.folded[phrase.end : phrase.end + _REACH]
        cut = max(_last_stop(before), 0)
        stop = _first_stop(after)
        return before[cut:], after[:stop]


def _last_stop(text: str) -> int:
    for index in range(len(text) - 1, -1, -1):
        if text[index] in _STOPS and (ord(text[index]) > 127 or index + 1 == len(text) or text[index + 1].isspace()):
            word = text[:index].rsplit(" ", 1)[-1]
            if text[index] != "." or len(word) > 4:
                return index + 1
    return 0


def _first_stop(text: str) -> int:
    for index, character in enumerate(text):
        if character in _STOPS and (ord(character) > 127 or index + 1 == len(text) or text[index + 1].isspace()):
            return index
    return len(text)


def tells_a_story(phrases: Iterable[Phrase], created: Interval | None) -> bool:
    """Whether a text dates itself with years of its own: they outweigh the words that count from its date.

    A past year of its own weighs 1, with a month or day 2; bare weekdays and words such as "yesterday", whose day is
    the document's, weigh 2, a year near the document's date half.
    """
    own, news = 0, 0.0
    for phrase in phrases:
        year = _stated_year(phrase)
        if year is not None:
            gap = _FAR_YEARS if created is None or created.start is None else created.start.year - year
            if gap >= _FAR_YEARS:
                own += 2 if phrase["month"] is not None or phrase["before_common"] else 1
            elif gap >= 0:
                news += 0.5
        elif _counts_from_today(phrase):
            news += 2
    return own >= _OWN_YEARS and own > 2 * news


def _counts_from_today(phrase: Phrase) -> bool:
    if phrase.rule.makes == "unit":
        return phrase["anchor"] in ("created", "either")
    return phrase["weekday"] is not None and phrase["month"] is None


def _stated_year(phrase: Phrase) -> int | None:
    year = phrase["year"]
    if isinstance(year, int):
        return -year if phrase["before_common"] else year
    for name in ("of", "in", "on"):
        inner = phrase[name]
        if inner is not None and hasattr(inner, "slots"):
            return _stated_year(inner)
    return None
