"""Chooses the times of a clause's event among those weighed: the nearest, a list, a series, one of each stretch.

It refuses to tell more than the nearest where nothing says that several are meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from loaders.edtf import Granularity
from loaders.model import Role, Status, When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.events.clauses import Clause
    from loaders.events.lexicon import EventLexicon, TimeRule
    from loaders.model import Timex

_FUTURE = frozenset({Status.PLANNED, Status.TARGET})
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
    lexicon: EventLexicon, clause: Clause, weighed: list[Weighed], lowered: str, offset: int, *, sure: bool
) -> list[When]:
    """The chosen times, in the order of the text; ``lowered`` is the sentence, which begins at ``offset``.

    ``sure`` leaves out what stands beyond all that the clause is about.
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
    if series != [best] or clause.status not in _FUTURE:
        return series
    return _each_stretch(own, best, _stretches(lexicon, clause, lowered, offset))


def _listed(lexicon: EventLexicon, own: list[When], best: When, lowered: str, offset: int) -> list[When]:
    """The best time with those that are listed with it: "on 3 and 9 March"."""
    first = last = own.index(best)

    def side_by_side(number: int) -> bool:
        before = own[number - 1].evidence
        return before is not None and bool(
            lexicon.listing.fullmatch(lowered[before[1] - offset : _at(own[number]) - offset])
        )

    while first > 0 and side_by_side(first):
        first -= 1
    while last + 1 < len(own) and side_by_side(last + 1):
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

    Deadlines are alike however exactly each is stated: "by the end of 2024 ..., by 2026 ...".
    """
    bounded = best.role == Role.DEADLINE
    like = [when for when in own if when.role == best.role and (bounded or _length(when) == _length(best))]
    marks = [hit.start for hit in clause.cues if hit.cue.kind in {"figure", "act"}]
    edges = pairwise(map(_at, like))
    return like if all(any(first <= mark < last for mark in marks) for first, last in edges) else [best]


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
