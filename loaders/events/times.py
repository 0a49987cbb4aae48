"""Gives an event its time and role out of its sentence; refuses times of other clauses, of names, of the telling.

A neighbouring sentence's time is not borrowed, and the document's date is never copied into an event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from loaders.edtf import Granularity, Interval, months, write_edtf
from loaders.events.joined import EITHER, LISTED, RANGE, join_times, shift_years
from loaders.events.named import is_told_closer
from loaders.events.several import Weighed, choose_among
from loaders.model import Role, Status, When
from loaders.sectors.fold import small

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from loaders.events.clauses import Clause
    from loaders.events.lexicon import EventLexicon, TimeRule
    from loaders.model import Timex

_REACH = 80  # characters on either side of a time in which its words are looked for
_FUTURE = frozenset({Status.PLANNED, Status.TARGET})
_PAST = frozenset({Status.DONE, Status.BACKGROUND, Status.STATISTIC})
_LONG = frozenset({RANGE, LISTED})  # times of several days, joined by words
_FINE = frozenset({Granularity.DAY})
_WIDE = frozenset({Granularity.QUARTER, Granularity.HALF, Granularity.YEAR})


@dataclass(frozen=True, slots=True)
class Choice:
    """The times chosen for a clause, and all that were weighed."""

    whens: tuple[When, ...] = ()
    weighed: tuple[Weighed, ...] = ()

    @property
    def is_due(self) -> bool:
        """Whether a time is the last on which to do it."""
        return any(when.role == Role.DEADLINE for when in self.whens)


def choose_whens(
    lexicon: EventLexicon,
    clause: Clause,
    timexes: Sequence[Timex],
    *,
    text: str,
    sentence: tuple[int, int],
    about: Sequence[tuple[int, int]],
    created: Interval | None,
    sure: bool = False,
) -> Choice:
    """The times of a clause's event: the nearest fitting one, else the one that opens the sentence; none if neither.

    A time after the last stretch of the clause that is ``about`` something (holds a tag's evidence) is another
    figure's, and serves a plan or an act only where there is no other. ``sure`` leaves out what was only inferred.
    Several, when the clause gives a series, each of one role and with a figure of its own: "10 percent in 2019 and
    12 percent in 2020", or lists days: "on 3 and 9 March".
    """
    lowered = small(text[sentence[0] : sentence[1]])
    reach = _reach(clause, about)
    weighed: list[Weighed] = []
    joined = join_times(lexicon, lowered, timexes, text[sentence[0] : sentence[1]], sentence[0])
    for timex in (each for each in joined if not is_told_closer(each, joined)):
        rules = _rules_for(lexicon, lowered, timex, sentence[0], clause.status)
        edge = lexicon.edge.search(small(timex.text)) is not None
        unsure = sure and _is_inferred(timex)
        tenseless = clause.act.cue.tenseless
        when = None if unsure else _read(timex, rules, clause.status, created, edge=edge, tenseless=tenseless)
        if when is None:
            place = _refusal(timex, rules, unsure=unsure)
        else:
            place = _place(lexicon, clause, timex, rules, reach, opening=lowered[: timex.start - sentence[0]])
        weighed.append(Weighed(timex, place, when, tuple(rules)))
    whens = choose_among(lexicon, clause, weighed, lowered, sentence[0], about=about, sure=sure)
    return Choice(tuple(_stretch(when, clause) for when in whens), tuple(weighed))


def read_cell(
    lexicon: EventLexicon,
    timexes: Sequence[Timex],
    text: str,
    cell: tuple[int, int],
    *,
    status: Status,
    created: Interval | None,
) -> list[When]:
    """The times of a table's cell in words ("by June 2026", 2025年底前), by the rules of the words around each."""
    said, offset = text[slice(*cell)], cell[0]
    whens = []
    for timex in join_times(lexicon, small(said), timexes, said, offset):
        rules = _rules_for(lexicon, small(said), timex, offset, status)
        edge = lexicon.edge.search(small(timex.text)) is not None
        whens.append(_read(timex, rules, status, created, edge=edge, tenseless=False))
    return [when for when in whens if when]


def _stretch(when: When, clause: Clause) -> When:
    """A plan for a quarter, half or year is to happen some day of it, unless it lasts or is a state to be reached."""
    lasts = "lasting" in clause.kinds or {"figure", "outcome"} <= clause.kinds or when.interval.end is None
    if clause.status == Status.PLANNED and when.role == Role.DURING and _length(when) in _WIDE and not lasts:
        return replace(when, role=Role.EXPECTED)
    return when


def _refusal(timex: Timex, rules: list[TimeRule], *, unsure: bool) -> str:
    if unsure:
        return "unsure"
    if timex.interval is None:
        return "vague"
    return "void" if any(rule.void for rule in rules) else "unfit"


def _place(
    lexicon: EventLexicon, clause: Clause, timex: Timex, rules: list[TimeRule], reach: int, *, opening: str
) -> str:
    if any(rule.spare for rule in rules):
        return "spare"
    if clause.holds(timex.start, timex.end):
        return "own" if timex.start < reach else "beyond"
    return "leading" if lexicon.leading.fullmatch(opening) else "elsewhere"


def _reach(clause: Clause, about: Sequence[tuple[int, int]]) -> int:
    """Where the last stretch of the clause that holds evidence ends; the clause's end when none does."""
    ends = [last for first, last in clause.spans if any(first <= start < last for start, _ in about)]
    return max(ends, default=clause.spans[-1][1])


def _length(when: When) -> Granularity:
    return when.interval.granularity


def _read(
    timex: Timex, rules: list[TimeRule], status: Status, created: Interval | None, *, edge: bool, tenseless: bool
) -> When | None:
    """One time as an event of this status has it; None where its words or its place in time forbid it."""
    if timex.interval is None or any(rule.void for rule in rules):
        return None
    ahead = any(rule.ahead for rule in rules)
    nearest = tenseless or status not in _PAST
    for guess in _ahead(timex, status, created) if ahead else _guesses(timex, status, created, nearest=nearest):
        when = _draw(guess, rules, status, created, edge=edge)
        if _fits(when, status, created):
            return when
    return None


def _ahead(timex: Timex, status: Status, created: Interval | None) -> list[Timex]:
    """A time that its words put ahead: what was done has the nearer of its year and the next, what holds the next."""
    told = created.start if created else None
    if told is None or not _is_inferred(timex):
        return [timex]
    years = [each for way in (0, 1) if timex.interval and (each := shift_years(timex.interval, way))]
    if status in _PAST:
        near = min(years, key=lambda each: _off(each, told), default=None)
    else:
        near = next((each for each in years if each.end and each.end > told), None)
    return [replace(timex, interval=near, edtf=write_edtf(near))] if near else []


def _guesses(timex: Timex, status: Status, created: Interval | None, *, nearest: bool) -> list[Timex]:
    """The time, and where its year was inferred the same days a year off; ``nearest``: only if those are nearer."""
    if timex.interval is None or not _is_inferred(timex):
        return [timex]
    shift = shift_years if "year" in timex.inferred else _shift_weeks
    ways = (0, -1, 1) if status == Status.IN_FORCE else (0, 1 if status in _FUTURE else -1)
    near = [each for way in ways if (each := shift(timex.interval, way))]
    if "year" in timex.inferred and nearest and created and created.start:
        told = created.start
        near = sorted((each for each in near if _off(each, told) <= _off(near[0], told)), key=lambda e: _off(e, told))
    return [replace(timex, interval=each, edtf=write_edtf(each)) for each in near]


def _off(interval: Interval, told: date) -> int:
    """Days between an interval's start and the telling."""
    return abs((interval.start - told).days) if interval.start else 0


def _is_inferred(timex: Timex) -> bool:
    return not timex.inferred.isdisjoint({"year", "direction"})


def _shift_weeks(interval: Interval, weeks: int) -> Interval | None:
    """A weekday a week off; longer times have no such neighbour."""
    if weeks == 0 or interval.days != 1 or not (interval.start and interval.end):
        return interval if weeks == 0 else None
    by = timedelta(7 * weeks)
    return replace(interval, start=interval.start + by, end=interval.end + by)


def _rules_for(lexicon: EventLexicon, lowered: str, timex: Timex, offset: int, status: Status) -> list[TimeRule]:
    """The rules that the words around a time fit, for this status; a range of two times needs few."""
    status = Status.DONE if status == Status.BACKGROUND else status
    first, last = timex.start - offset, timex.end - offset
    before, inside, after = lowered[max(0, first - _REACH) : first], lowered[first:last], lowered[last : last + _REACH]
    return [
        rule
        for rule in lexicon.times
        if (rule.ranges or timex.rule not in _LONG)
        and (not rule.statuses or status in rule.statuses)
        and (rule.before is None or rule.before.search(before))
        and (rule.inside is None or rule.inside.search(inside))
        and (rule.after is None or rule.after.match(after))
    ]


def _draw(timex: Timex, rules: list[TimeRule], status: Status, created: Interval | None, *, edge: bool) -> When:
    """Apply the first rule that is meant for this status; without one, the time stands as it is."""
    interval = timex.interval
    assert interval is not None
    evidence = (timex.start, timex.end)
    for rule in rules:
        if rule.ahead:
            continue
        drawn = _bound(interval, rule.bound, status, created, edge=edge)
        if drawn is None:
            continue
        role = rule.role or _role(drawn, status)
        return When(write_edtf(drawn), drawn, role, evidence)
    edtf = timex.edtf if timex.edtf and ".." not in timex.edtf else write_edtf(interval)
    role = Role.DURING if timex.rule in _LONG else _role(interval, status)
    if timex.rule == EITHER and role == Role.DURING:
        role = Role.EXPECTED if status in _FUTURE else Role.OCCURRED
    return When(edtf, interval, role, evidence)


def _bound(
    interval: Interval, bound: str | None, status: Status, created: Interval | None, *, edge: bool
) -> Interval | None:
    """The interval as a bound draws it; a period whose ``edge`` is named ("the end of 2025") ends with a day."""
    start, end = interval.start, interval.end
    if bound == "until" and end:
        return Interval(None, end, Granularity.DAY if edge else interval.granularity, interval.approximate)
    if bound == "last" and end:
        return Interval(end - timedelta(1), end, Granularity.DAY, interval.approximate)
    if bound == "since" and start:
        return _since(start, interval, status, created)
    if bound == "rest" and created and created.start and end and created.start < end:
        return Interval(created.start, end, Granularity.OTHER)
    if bound == "so_far" and created and created.end and start and start < created.end:
        return Interval(start, _close(interval, created.end), Granularity.OTHER)
    if bound == "about":
        return replace(interval, approximate=True)
    return interval if bound is None else None


def _since(start: date, interval: Interval, status: Status, created: Interval | None) -> Interval:
    """From the first day on; closed at the telling when it tells what was done by then."""
    if status not in _PAST or created is None or created.end is None or created.end <= start:
        return Interval(start, None, interval.granularity)
    return Interval(start, _close(interval, created.end), Granularity.OTHER)


def _close(interval: Interval, end: date) -> date:
    """The telling's day, or its month where the start was stated as a year or longer."""
    length = interval.days or 0
    if length < 28 * 12:
        return end
    last = end - timedelta(1)
    closed = months(last.year, last.month, 1).end
    assert closed is not None
    return closed


def _role(interval: Interval, status: Status) -> Role:
    if status == Status.STATISTIC:
        return Role.AS_OF if interval.granularity in _FINE else Role.DURING
    fine = interval.granularity in _FINE or (interval.days or 0) <= 31
    if status in _FUTURE:
        return Role.EXPECTED if fine else Role.DURING
    # "In 2016 the ministry opened" happened some day of that year; only a span of its own lasts.
    return Role.OCCURRED if fine or interval.granularity != Granularity.OTHER else Role.DURING


def _fits(when: When, status: Status, created: Interval | None) -> bool:
    """Whether a time can be this event's: what is planned is not over, what was done or counted has begun."""
    if created is None or created.start is None or created.end is None:
        return True
    interval = when.interval
    if status in _FUTURE:
        return interval.end is None or interval.end > created.end
    if status == Status.IN_FORCE:
        return True
    return interval.start is None or interval.start < created.end
