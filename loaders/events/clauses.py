"""Parts a sentence into clauses by what they do (done, planned, counted); refuses to look outside the sentence."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from loaders.model import Status
from loaders.sectors.fold import lower, small

if TYPE_CHECKING:
    from loaders.events.cues import CueHit
    from loaders.events.lexicon import EventLexicon

Span = tuple[int, int]

_FAMILY = {
    Status.DONE: "past",
    Status.BACKGROUND: "past",
    Status.IN_FORCE: "past",
    Status.PLANNED: "future",
    Status.TARGET: "future",
    Status.STATISTIC: "figure",
}
_STOPS = ";；"
SUBJECTS = frozenset({"authority", "company", "other", "firm", "pronoun", "official_name"})
_BESIDE = 2  # characters between an office and the name of its holder


@dataclass(frozen=True, slots=True)
class Clause:
    """Stretches of a sentence with one kind of status, the act that decided it, and the kinds of cue found in them."""

    spans: tuple[Span, ...]
    status: Status
    act: CueHit
    cues: tuple[CueHit, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of the cues inside."""
        return frozenset(hit.cue.kind for hit in self.cues)

    def holds(self, start: int, end: int) -> bool:
        """Whether a span lies inside."""
        return any(first <= start and end <= last for first, last in self.spans)


def part_sentence(
    lexicon: EventLexicon, text: str, start: int, end: int, cues: list[CueHit], *, over: bool = False
) -> list[Clause]:
    """The clauses of ``text[start:end]``: at most one for each family of status, in order; none without an act.

    ``over``: a lead before the sentence looks ahead over it, so that its acts are planned unless they are told as done.
    What is merely counted after a plan goes on with it: 首个专网将于6月底前开通，年内再建3个.
    """
    chunks = _merge_idle(lexicon, text, _cut(lexicon, text, start, end, cues), cues)
    groups: dict[str, list[tuple[Span, Status, CueHit]]] = {}
    ahead = over
    led: Status | None = None  # what the last plan before a stretch is
    for span in chunks:
        if decided := _decide(span, cues):
            status, act = decided
            ahead = over or _family(act) == "future" or (ahead and text[span[0] - 1] not in _STOPS)
            led = status if _family(act) == "future" and not act.cue.tenseless else led
            if ahead and not is_finished(lexicon, text, span):
                goes_on = status == Status.STATISTIC and act.cue.weak
                status = led if led and goes_on else Status.PLANNED if status == Status.DONE else status
            groups.setdefault("force" if act.cue.apart else _FAMILY[status], []).append((span, status, act))
    return [_clause(members, cues) for members in groups.values()]


def is_finished(lexicon: EventLexicon, text: str, span: Span) -> bool:
    """Whether a stretch after a plan tells something done; "will fund it, build a network" goes on with the plan."""
    return lexicon.finished is None or lexicon.finished.search(small(text[slice(*span)])) is not None


def _clause(members: list[tuple[Span, Status, CueHit]], cues: list[CueHit]) -> Clause:
    spans = tuple(span for span, _, _ in members)
    inside = tuple(hit for hit in cues if any(first <= hit.start < last for first, last in spans))
    firm = next((member for member in members if not member[2].cue.weak), members[0])
    _, status, act = next((member for member in members if member[1] == Status.TARGET), firm)
    return Clause(spans, status, act, inside)


def _cut(lexicon: EventLexicon, text: str, start: int, end: int, cues: list[CueHit]) -> list[Span]:
    """Cut at the boundaries, and at a joint ("and") that an act of another family follows at once."""
    points = [found.end() for found in lexicon.boundary.finditer(text, start, end)]
    acts = [hit for hit in cues if hit.cue.status]
    for joint in lexicon.joint.finditer(text, start, end):
        following = next((hit for hit in acts if joint.end() <= hit.start <= joint.end() + 1), None)
        before = [hit for hit in acts if hit.end <= joint.start()]
        if following and before and _parts(before[-1], following):
            points.append(joint.end())
    edges = [start, *sorted(set(points)), end]
    return [(first, last) for first, last in pairwise(edges) if first < last]


def _parts(before: CueHit, following: CueHit) -> bool:
    """Whether an act after "and" is of another kind; what holds beside what holds from a day on is not."""
    return before.cue.status != following.cue.status and _family(before) != _family(following)


def _family(hit: CueHit) -> str:
    if hit.cue.apart:
        return "force"
    return _FAMILY[hit.cue.status] if hit.cue.status else ""


def _merge_idle(lexicon: EventLexicon, text: str, chunks: list[Span], cues: list[CueHit]) -> list[Span]:
    """Join a stretch in which nothing is done to the one before it; the first such and an opener to the one after."""
    merged: list[Span] = []
    waiting: int | None = None
    for first, last in chunks:
        if _is_busy(lexicon, text, (first, last), cues) and not (
            merged and _compares(lexicon, text[first:last]) and _is_future(merged[-1], cues)
        ):
            merged.append((first if waiting is None else waiting, last))
            waiting = None
        elif waiting is None and (not merged or lexicon.opener.fullmatch(lower(text[first:last]))):
            waiting = first
        elif waiting is None:
            merged[-1] = (merged[-1][0], last)
    if waiting is not None:
        rest = (waiting, chunks[-1][1])
        if _decide(rest, cues):
            merged.append(rest)
        elif merged:
            merged[-1] = (merged[-1][0], rest[1])
    return merged


def _compares(lexicon: EventLexicon, words: str) -> bool:
    """Whether a stretch only says how a target compares; "up 30 percent from 2023" counts nothing that was."""
    return lexicon.compared is not None and lexicon.compared.fullmatch(small(words)) is not None


def _is_future(span: Span, cues: list[CueHit]) -> bool:
    decided = _decide(span, cues)
    return decided is not None and _FAMILY[decided[0]] == "future"


def _is_busy(lexicon: EventLexicon, text: str, span: Span, cues: list[CueHit]) -> bool:
    """Whether something is done in a stretch; what only leads to the next ("the plan says,") waits for it."""
    decided = _decide(span, cues)
    if decided is None or not lexicon.leads or not (decided[1].cue.weak or _family(decided[1]) == "future"):
        return decided is not None
    return lexicon.leads.fullmatch(small(text[slice(*span)])) is None


def _decide(span: Span, cues: list[CueHit]) -> tuple[Status, CueHit] | None:
    """A stretch with a measured figure is a statistic unless a plan comes first; else its first act decides."""
    inside = [hit for hit in cues if span[0] <= hit.start < span[1]]
    acts = [hit for hit in inside if hit.cue.status and hit.cue.kind == "act"]
    firm = [hit for hit in acts if not hit.cue.weak]
    measures = [hit for hit in inside if hit.cue.kind == "measure" and not (acts and hit.cue.weak)]
    measure = next(iter(measures), None)
    counted = measure is not None and any(hit.cue.kind == "figure" for hit in inside)
    future = next((hit for hit in firm if _family(hit) == "future"), None)
    if counted and measure and not (future and future.start <= measure.end):
        return Status.STATISTIC, measure
    chosen = next(iter(firm or acts), None)
    return (chosen.cue.status, chosen) if chosen and chosen.cue.status else None


def nearest_subject(subjects: list[CueHit]) -> str:
    """The kind of the last subject; a proper name that an authority's word overlaps or introduces is that authority."""
    if not subjects:
        return "nobody"
    last = subjects[-1]
    if last.cue.kind == "other":
        for hit in reversed(subjects):
            if hit.cue.kind in {"authority", "official_name"} and hit.end + _BESIDE >= last.start:
                return hit.cue.kind
    return last.cue.kind
