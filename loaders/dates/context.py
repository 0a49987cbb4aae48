"""What a phrase is read against: the document's date, the dates already told, and the direction of the words around.

Whether a text tells a story with years of its own or the news of its day is read from the text, never from a flag.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loaders.dates.direction import Cues, same_sentence
from loaders.dates.units import is_finer

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator
    from datetime import date

    from loaders.dates.phrases import Phrase, Reading
    from loaders.edtf import Interval

_FAR_YEARS = 2  # a past year so far from the document's date is a year of the text's own
_OWN_YEARS = 6  # the weight of such years from which a text can be a story
_FEW_YEARS = 2  # the weight that is enough where nothing counts from the document's date and every year is long past
_LONG_PAST = 15  # years from the document's date to a year that is long past
_PERIODS = ("month", "quarter", "half", "season", "span")
_LEAP = 25  # years a story does not leap in passing
_BACK = 30  # days a story does not go back in passing
_JOINT = 24  # characters between the two ends of a span
_CARRIED = 120  # characters over which a told date is carried on
_LONGER = 360  # days of a span that is no part of one year
_HEAD = 7  # characters before a phrase with which its sentence opens
_KEPT = 40  # dates told that are remembered


@dataclass(slots=True)
class Context:
    """The state of one reading of one text; ``told`` holds readings with intervals, the latest last."""

    folded: str
    cues: Cues
    joins: tuple[re.Pattern[str], ...] = ()
    created: Interval | None = None
    narrative: bool = False
    told: list[Reading] = field(default_factory=list)
    story: Reading | None = None
    opening_year: int | None = None
    outer: Phrase | None = None
    _ends: list[int] = field(default_factory=list)
    _opening: bool = False
    _heads: bool = False
    _aside: bool = False
    _states: bool = False
    _passing: int = 0
    _period: Reading | None = None

    def tell(self, reading: Reading, phrase: Phrase | None = None) -> None:
        """Remember a date that the text has set, and whether it carries the story on."""
        if reading.interval and reading.unit in _PERIODS:
            self._period = reading
        if self.narrative and reading.anchor == "created" and self._is_long_past(reading):
            return
        common = reading.interval and reading.type in ("DATE", "TIME") and reading.unit != "event"
        if not common and not reading.value.startswith("BC"):
            return
        self.told.append(reading)
        if phrase:
            self._ends.append(phrase.end)
            self._aside = self.cues.passing(self.folded, phrase.start)
            self._heads = self._opens(phrase, _HEAD)
            self._opening, self._states = self._opens(phrase), says_year(phrase) or reading.anchor == "told"
        if len(self.told) > _KEPT:
            del self.told[: _KEPT // 2], self._ends[: _KEPT // 2]
        self._carry(reading, phrase)

    def _is_long_past(self, reading: Reading) -> bool:
        """Whether the story stands so long before a date of the document's own that this date is no part of it."""
        story = self.story.interval if self.story else None
        if not (story and story.start and reading.interval and reading.interval.start):
            return False
        return reading.interval.start.year - story.start.year >= _LONG_PAST

    def _carry(self, reading: Reading, phrase: Phrase | None) -> None:
        """Move the point where the story stands; a year in passing moves it only when it comes twice."""
        within_year = reading.interval is not None and (reading.interval.days or _LONGER) < _LONGER
        if reading.unit in ("decade", "century") or (reading.unit == "span" and not within_year):
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

    def _opens(self, phrase: Phrase, within: int = 24) -> bool:
        """Whether a phrase stands at the beginning of its sentence, where a story goes on."""
        before = self.folded[max(0, phrase.start - within) : phrase.start]
        at = max(before.rfind(". "), before.rfind("\n"), before.rfind("! "), before.rfind("? "), before.rfind("。"))
        return phrase.start < within or at >= 0

    def last_told(self, unit: str) -> Interval | None:
        """The last told date at least as fine as a unit; a quarter or half told a while ago goes before a day."""
        for reading in reversed(self.told[-4:]):
            if reading.unit == unit and unit in ("quarter", "half"):
                return reading.interval
        for reading in reversed(self.told):
            if is_finer(reading.unit, unit):
                return reading.interval
        return None

    def year_told(self) -> int | None:
        """The year, if the date told last is a year and no finer date."""
        last = self.told[-1] if self.told else None
        return (
            last.interval.start.year if last and last.unit == "year" and last.interval and last.interval.start else None
        )

    def year_opened(self, phrase: Phrase) -> int | None:
        """The year with which the sentence of a phrase has opened: "In 1973, the June ..."."""
        if not self._heads or self.cues.carries is not None or not self._ends:
            return None
        near = same_sentence(self.folded, self._ends[-1], phrase.start, self.cues.shortened)
        return self.year_told() if near else None

    def is_news_of(self, told: Reading) -> bool:
        """Whether a told date lies behind the document's in a text of news: what follows is of the document's own."""
        if self.narrative or self._opening or self.cues.asides is None:
            return False
        if self.created is None or told.interval is None:
            return False
        return (
            told.anchor == "created"
            and bool(told.interval.end and self.created.start)
            and (
                told.interval.end <= self.created.start  # type: ignore[operator]
            )
        )

    def last_period(self) -> Reading | None:
        """The last part of a year that was told: a month, quarter, half, or the first so many months."""
        return self._period

    def period_reported(self, phrase: Phrase) -> Reading | None:
        """The period whose earlier counterpart is meant: of the sentence, else a quarter or half told a while ago."""
        last = self._period
        if last is None or last.unit not in ("month", "season") or not self.told:
            return last
        if self.told[-1] is last and same_sentence(self.folded, self._ends[-1], phrase.start, self.cues.shortened):
            return last
        return next((each for each in reversed(self.told[-5:]) if each.unit in ("quarter", "half", "span")), last)

    def habitual(self, phrase: Phrase) -> bool:
        """Whether the words around say that a date comes round every year."""
        return self.cues.habitual(self.folded, phrase.start, phrase.end)

    @contextmanager
    def anchored(self, reading: Reading) -> Iterator[None]:
        """Read as in a story that has just told this date, and forget it again."""
        kept = self.narrative, self.told, self.story, self._ends
        if reading.interval:
            self.narrative, self.told, self.story, self._ends = True, [reading], reading, []
        try:
            yield
        finally:
            self.narrative, self.told, self.story, self._ends = kept

    def created_within(self, unit: str) -> Interval | None:
        """The document's date, where it is known finely enough for a unit."""
        created = self.created
        if created is None or created.start is None or created.days is None:
            return None
        longest = {"day": 1, "week": 7, "weekend": 7, "month": 31, "season": 92, "quarter": 92, "half": 184}
        return created if created.days <= longest.get(unit, 366) else None

    def direction(self, phrase: Phrase) -> tuple[int, str]:
        """-1 past, +1 future, 0 unknown, and the cue words."""
        around = self.outer
        if around and around.start <= phrase.start and phrase.end <= around.end:
            return self.cues.direction(self.folded, around.start, around.end)
        return self.cues.direction(self.folded, phrase.start, phrase.end)

    def is_daily(self, phrase: Phrase) -> bool:
        """Whether the words around tell what is done every day."""
        return self.cues.is_daily(self.folded, phrase.start, phrase.end)

    def frames_sentence(self, phrase: Phrase) -> bool:
        """Whether the date told last opens its sentence, or stands in the same clause as this one."""
        between = self.folded[self._ends[-1] : phrase.start]
        return self._opening or self.cues.breaks is None or not self.cues.breaks.search(between)

    def joined_to(self, phrase: Phrase) -> Interval | None:
        """The date to whose end this phrase is joined: the March of "March to May"."""
        if not self._ends or not self.told or phrase.start - self._ends[-1] > _JOINT:
            return None
        between = self.folded[self._ends[-1] : phrase.start]
        if any(join.fullmatch(between) for join in self.joins):
            return self.told[-1].interval
        return None

    def told_nearby(self, phrase: Phrase) -> Reading | None:
        """The date told just before in the same sentence, or where a language says what carries a date on, so near."""
        if not self.told or not self._ends:
            return None
        last = self._ends[-1]
        if self.cues.carries is None:
            near = same_sentence(self.folded, last, phrase.start, self.cues.shortened)
            return self.told[-1] if near and not self._aside else None
        carried = phrase.start - last <= _CARRIED and self.cues.carries.fullmatch(self.folded, last, phrase.start)
        return self.told[-1] if carried else None

    def compared_with(self, phrase: Phrase) -> date | None:
        """The first day of the date just told, where the words compare it with an earlier one."""
        told = self.told_nearby(phrase)
        if told is None or told.interval is None or self.cues.compares is None:
            return None
        return (
            told.interval.start
            if self.cues.compares.search(self.folded[max(0, phrase.start - 4) : phrase.start])
            else None
        )

    def carried_on(self, phrase: Phrase) -> Reading | None:
        """The date just told that a phrase goes on from: it has its year, or has itself gone on from one."""
        told = self.told_nearby(phrase) if self.cues.carries and self._states else None
        if told and told.unit == "year" and self.cues.carries_year:
            return told if self.cues.carries_year.fullmatch(self.folded, self._ends[-1], phrase.start) else None
        return told


def tells_a_story(phrases: Iterable[Phrase], created: Interval | None, modern: bool = False) -> bool:
    """Whether a text dates itself with years of its own: they outweigh the words that count from its date.

    Few are enough where there are no such words and the text does not speak of its own day (``modern``).
    A past year of its own weighs 1, with a month or day 2; bare weekdays and words such as "yesterday", whose day is
    the document's, weigh 2, a year near the document's date half.
    """
    own, news, nearest = 0, 0.0, 9999
    for phrase in phrases:
        year = _stated_year(phrase)
        if year is not None:
            gap = _FAR_YEARS if created is None or created.start is None else created.start.year - year
            nearest = min(nearest, gap)
            if gap >= _FAR_YEARS:
                own += 2 if phrase["month"] is not None or phrase["before_common"] else 1
            elif gap >= 0:
                news += 0.5
        elif _counts_from_today(phrase):
            news += 2
    if not news and nearest >= _LONG_PAST:
        return own >= (_OWN_YEARS if modern else _FEW_YEARS)
    return own >= _OWN_YEARS and own > 2 * news


def first_year(phrases: Iterable[Phrase]) -> int | None:
    """The first year of our era that a text states: a story that opens with a bare month is of that year."""
    years = (_stated_year(phrase) for phrase in phrases)
    return next((year for year in years if year is not None and year > 0), None)


def _counts_from_today(phrase: Phrase) -> bool:
    if phrase.rule.makes == "unit":
        return phrase["anchor"] in ("created", "either")
    return phrase["weekday"] is not None and phrase["month"] is None


def says_year(phrase: Phrase) -> bool:
    """Whether the words of a date say its year, be it by counting from another."""
    if phrase.kind == "year" or phrase["year"] is not None or phrase["yy"] is not None:
        return True
    held = (phrase[name] for name in ("of", "in", "on", "last"))
    return any(hasattr(inner, "slots") and says_year(inner) for inner in held if inner is not None)


def _stated_year(phrase: Phrase) -> int | None:
    year = phrase["year"]
    if isinstance(year, int):
        return -year if phrase["before_common"] else year
    for name in ("of", "in", "on"):
        inner = phrase[name]
        if inner is not None and hasattr(inner, "slots"):
            return _stated_year(inner)
    return None
