"""Settles the status of a clause by the time that it was given; refuses to look at its words beyond its cues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.edtf import Granularity, Interval
from loaders.model import Role, Status, When

if TYPE_CHECKING:
    from loaders.events.clauses import Clause

TO_COME = {Status.DONE: Status.PLANNED, Status.STATISTIC: Status.TARGET}
DUE = {**TO_COME, Status.IN_FORCE: Status.PLANNED}  # so is what must be by a day
TURNED = {**TO_COME, Status.PLANNED: Status.DONE}  # what a time makes of an act without tense
_STALE = 500  # days after which a past act of a known day or month is only referred to
_YOUNG = 120  # days of a year in which "this year" still lies ahead
_PAST = frozenset({Status.DONE, Status.BACKGROUND})


def settle(clause: Clause, when: When | None, created: Interval | None, *, is_finished: bool) -> tuple[Status, str]:
    """The status with its reason; a measured plan, a count by a day and a stale act are known by their time.

    ``created`` is when it was told; ``is_finished``: a word of the clause says that it is done.
    """
    kinds, status = clause.kinds, clause.status
    reason = "to_come" if status == DUE.get(clause.act.cue.status or Status.STATISTIC) else "act"
    if status == Status.PLANNED and when and _holds_from(when, created) and "ending" not in kinds:
        return Status.IN_FORCE, "effective"
    if status == Status.PLANNED:
        proofs = [_is_yearly(when), "figure" in kinds, "outcome" in kinds]
        measured = sum(proofs) > 1 and "errand" not in kinds
        return (Status.TARGET, "measured_plan") if measured else (status, reason)
    if status == Status.TARGET and reason == "to_come" and "errand" in kinds:
        return Status.PLANNED, reason
    if status in TO_COME and not is_finished and _lies_ahead(clause, when, created):
        return TO_COME[status], "year_begun"
    if status == Status.BACKGROUND and not when:
        status, reason = Status.DONE, "undated"
    if status in _PAST and when and "figure" in kinds and (when.role == Role.AS_OF or _to_date(when, created)):
        return Status.STATISTIC, "counted"
    if status == Status.DONE and when and created and created.start and when.interval.end:
        short = when.interval.start is not None and (when.interval.days or 0) <= 31
        if short and (created.start - when.interval.end).days > _STALE:
            return Status.BACKGROUND, "stale"
    return status, reason


def _holds_from(when: When, created: Interval | None) -> bool:
    """Whether a time is the day from which a rule holds, or has no end and began before the telling."""
    start, told = when.interval.start, created and created.start
    begun = when.interval.end is None and bool(start and told and start < told)
    return begun or (when.role == Role.EFFECTIVE and when.interval.days == 1)


def _lies_ahead(clause: Clause, when: When | None, created: Interval | None) -> bool:
    """Whether an act without tense is told of a year that has just begun."""
    if not (when and created and created.start and when.interval.start and clause.act.cue.tenseless):
        return False
    return when.interval.granularity == Granularity.YEAR and 0 <= (created.start - when.interval.start).days <= _YOUNG


def _to_date(when: When, created: Interval | None) -> bool:
    """Whether a time runs from some past day to the telling."""
    end, told = when.interval.end, created and created.end
    drawn = when.interval.granularity == Granularity.OTHER
    return when.role == Role.DURING and bool(end and told and 0 <= (end - told).days <= 31) and drawn


def _is_yearly(when: When | None) -> bool:
    """Whether a time is a deadline stated as a year."""
    return when is not None and when.role == Role.DEADLINE and when.interval.granularity == Granularity.YEAR
