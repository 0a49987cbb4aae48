"""Chooses the times of a clause's event among those weighed: the nearest, a list, a series, one of each stretch.

It refuses to tell more than the nearest where nothing says that several are meant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from loaders.edtf import Granularity
from loaders.model import Role, Status, When

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from loaders.events.clauses import Clause
    from loaders.events.lexicon import EventLexicon, TimeRule
    from loaders.model import Timex

    Span = tuple[int, int]

_FUTURE = frozenset({Status.PLANNED, Status.TARGET})
_PLAIN = frozenset({Role.OCCURRED, Role.EXPECTED})
_STRONG = frozenset({Role.DEADLINE, Role.EFFECTIVE, Role.AS_OF})


@dataclass(frozen=True, slots=True)
class Weighed:
    """A time of the sentence as it was weighed; ``place`` is what it is to the clause, or why it is none of its times.

    ``own`` (in the clause), ``leading`` (it opens the sentence), ``spare`` (serves where there is no other), ``beyond``
    (after all the clause is about), ``elsewhere`` (another clause's); ``vague`` (no calendar meaning), ``void`` (by a
    rule), ``unsure`` (only inferred), ``unfit`` (a plan that would be over, an act that would be to come).
    """

    timex: Timex
    place: str
    when: When | None
    rules: tuple[TimeRule, ...]


def choose_among(
    lexicon: EventLexicon,
    clause: Clause,
    weighed: list[Weighed],
    lowered: str,
    offset: int,
    *,
    about: Sequence[Span],
    sure: bool,
) -> list[When]:
    """The chosen times, in the order of the text; ``lowered`` is the sentence, which begins at ``offset``.

    ``about`` are the spans of the tags' evidence; ``sure`` leaves out what stands beyond all of them.
    """
    own, leading, spare, beyond = (
        [each.when for each in weighed if each.place == place and each.when]
        for place in ("own", "leading", "spare", "beyond")
    )
    more = [] if sure or clause.status == Status.STATISTIC else beyond
    if not own:
        return (leading or spare or more)[:1]
    best = min(own, key=lambda when: (when.role not in _STRONG, abs(_at(when) - clause.act.start)))
    listed = _listed(lexicon, own, best, lowered, offset)
    days = all(_length(when) == Granularity.DAY and when.role == best.role for when in listed)
    if len(listed) > 1 and (days or (listed == own and lexicon.respectively.search(lowered))):
        return listed
    series = _series([*own, *more], best, clause)
    if series == [best] and clause.status in _FUTURE:
        series = _each_stretch([*own, *more], best, _stretches(lexicon, clause, lowered, offset))
    beside = [] if clause.status == Status.STATISTIC else _beside(lexicon, own, best, lowered, offset, about=about)
    return max(series, beside, key=len)


def _beside(
    lexicon: EventLexicon, own: list[When], best: When, lowered: str, offset: int, *, about: Sequence[Span]
) -> list[When]:
    """The best time with those of other things beside its own: "5G trials on 3 March and 6G trials on 4 April"."""

    def thing(number: int) -> Span | None:
        """Where the words for the other thing stand, between its time and the time before."""
        before, at = own[number - 1].evidence, _at(own[number])
        led = lexicon.beside and before and lexicon.beside.fullmatch(lowered[before[1] - offset : at - offset])
        return (before[1] + led.start("thing"), before[1] + led.end("thing")) if led and before else None

    run = _run(own, best, lambda number: thing(number) is not None)
    first = own.index(run[0])
    things = [each for number in range(first + 1, first + len(run)) if (each := thing(number))]
    named = any(start <= place < end for start, end in things for place, _ in about)
    return [_as(best, when) for when in run] if named else [best]


def _as(best: When, when: When) -> When:
    """What a rule made of the best time holds for a day beside it: "ends on 1 May and that for cars on 1 June"."""
    plain = when.role in _PLAIN and _length(when) == _length(best) and best.interval.start is not None
    return replace(when, role=best.role) if plain else when


def _listed(lexicon: EventLexicon, own: list[When], best: When, lowered: str, offset: int) -> list[When]:
    """The best time with those that are listed with it: "on 3 and 9 March"."""

    def side_by_side(number: int) -> bool:
        before = own[number - 1].evidence
        return before is not None and bool(
            lexicon.listing.fullmatch(lowered[before[1] - offset : _at(own[number]) - offset])
        )

    return _run(own, best, side_by_side)


def _run(own: list[When], best: When, joins: Callable[[int], bool]) -> list[When]:
    """The best time and those on either side of it, as far as each ``joins`` the one before."""
    first = last = own.index(best)
    while first > 0 and joins(first):
        first -= 1
    while last + 1 < len(own) and joins(last + 1):
        last += 1
    return own[first : last + 1]


def _stretches(lexicon: EventLexicon, clause: Clause, lowered: str, offset: int) -> list[tuple[int, int]]:
    """The stretches of a plan, parted where it goes on to another thing: "to build it and to open it"."""
    parted: list[tuple[int, int]] = []
    for first, last in clause.spans:
        found = lexicon.again.finditer(lowered, first - offset, last - offset) if lexicon.again else ()
        parted += pairwise([first, *(offset + each.start() for each in found), last])
    return parted


def _series(own: list[When], best: When, clause: Clause) -> list[When]:
    """All times like the best, if a figure or an act stands between each two; else the best alone.

    Deadlines and times of figures are alike however exactly each is stated: "by the end of 2024 ..., by 2026 ...".
    """
    bounded = best.role == Role.DEADLINE or clause.status == Status.STATISTIC
    like = [when for when in own if when.role == best.role and (bounded or _length(when) == _length(best))]
    marks = [hit.start for hit in clause.cues if hit.cue.kind in {"figure", "act"}]
    at = [_at(when) for when in like]
    edges = pairwise(at)
    outside = any(mark < min(at) or mark > max(at) for mark in marks)  # each time has one, before it or after it
    return like if outside and all(any(first <= mark < last for mark in marks) for first, last in edges) else [best]


def _each_stretch(own: list[When], best: When, stretches: Sequence[tuple[int, int]]) -> list[When]:
    """The best time, and the first of each other stretch of a plan: "will open it in June, and aims to end by 2027"."""
    chosen = []
    for first, last in stretches:
        inside = [when for when in own if first <= _at(when) < last]
        chosen += [best] if best in inside else inside[:1]
    return chosen


def _at(when: When) -> int:
    return when.evidence[0] if when.evidence else 0


def _length(when: When) -> Granularity:
    return when.interval.granularity
