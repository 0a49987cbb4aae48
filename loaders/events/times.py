"""Gives an event its time and role out of its sentence; refuses times of other clauses, of names, of the telling.

A neighbouring sentence's time is not borrowed, and the document's date is never copied into an event.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from loaders.edtf import Granularity, Interval, months, write_edtf
from loaders.model import Role, Status, When
from loaders.sectors.fold import fold, lower

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from loaders.events.clauses import Clause
    from loaders.events.lexicon import EventLexicon, TimeRule
    from loaders.model import Timex

_REACH = 80  # characters on either side of a time in which its words are looked for
_FUTURE = frozenset({Status.PLANNED, Status.TARGET})
_STRONG = frozenset({Role.DEADLINE, Role.EFFECTIVE, Role.AS_OF})
_FINE = frozenset({Granularity.DAY})


def choose_when(
    lexicon: EventLexicon,
    clause: Clause,
    timexes: Sequence[Timex],
    *,
    text: str,
    sentence: tuple[int, int],
    created: Interval | None,
) -> When | None:
    """The time of a clause's event: its nearest fitting time, else the one that opens the sentence, else None."""
    lowered = lower(fold(text[sentence[0] : sentence[1]]))
    own, leading = [], []
    for timex in timexes:
        if timex.interval is None:
            continue
        rules = list(_rules_for(lexicon, lowered, timex, sentence[0]))
        if any(rule.void for rule in rules):
            continue
        when = _draw(timex, rules, clause.status, created)
        if when is None or not _fits(when, clause.status, created):
            continue
        if clause.holds(timex.start, timex.end):
            own.append((abs(timex.start - clause.act.start), when))
        elif lexicon.leading.fullmatch(lowered[: timex.start - sentence[0]]):
            leading.append((0, when))
    ranked = sorted(own, key=lambda pair: (pair[1].role not in _STRONG, pair[0])) or leading
    return ranked[0][1] if ranked else None


def _rules_for(lexicon: EventLexicon, lowered: str, timex: Timex, offset: int) -> list[TimeRule]:
    first, last = timex.start - offset, timex.end - offset
    before, inside, after = lowered[max(0, first - _REACH) : first], lowered[first:last], lowered[last : last + _REACH]
    return [
        rule
        for rule in lexicon.times
        if (rule.before is None or rule.before.search(before))
        and (rule.inside is None or rule.inside.search(inside))
        and (rule.after is None or rule.after.match(after))
    ]


def _draw(timex: Timex, rules: list[TimeRule], status: Status, created: Interval | None) -> When | None:
    """Apply the first rule that is meant for this status; without one, the time stands as it is."""
    interval = timex.interval
    assert interval is not None
    evidence = (timex.start, timex.end)
    for rule in rules:
        if rule.statuses and status not in rule.statuses:
            continue
        drawn = _bound(interval, rule.bound, status, created)
        if drawn is None:
            continue
        role = rule.role or _role(drawn, status)
        return When(write_edtf(drawn), drawn, role, evidence)
    edtf = timex.edtf if timex.edtf and ".." not in timex.edtf else write_edtf(interval)
    return When(edtf, interval, _role(interval, status), evidence)


def _bound(interval: Interval, bound: str | None, status: Status, created: Interval | None) -> Interval | None:
    start, end = interval.start, interval.end
    if bound == "until" and end:
        return Interval(None, end, interval.granularity, interval.approximate)
    if bound == "last" and end:
        return Interval(end - timedelta(1), end, Granularity.DAY, interval.approximate)
    if bound == "since" and start:
        return _since(start, interval, status, created)
    if bound == "rest" and created and created.start and end and created.start < end:
        return Interval(created.start, end, Granularity.OTHER)
    if bound == "so_far" and created and created.end and start and start < created.end:
        return Interval(start, _close(interval, created.end), Granularity.OTHER)
    return interval if bound is None else None


def _since(start: date, interval: Interval, status: Status, created: Interval | None) -> Interval:
    """From the first day on; closed at the telling when it tells what was done by then."""
    if status in _FUTURE or created is None or created.end is None or created.end <= start:
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
    return Role.OCCURRED if fine else Role.DURING


def _fits(when: When, status: Status, created: Interval | None) -> bool:
    """Whether a time can be this event's: what is planned is not over, what was done or counted has begun."""
    if created is None or created.start is None or created.end is None:
        return True
    interval = when.interval
    if status in _FUTURE:
        return interval.end is None or interval.end > created.end
    return interval.start is None or interval.start < created.end
