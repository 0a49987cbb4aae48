"""What was decided on a sentence and on each of its clauses, with all that was weighed; refuses to decide anything.

The events come out of these values and so does every explanation: there is no second account of a decision.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from loaders.events.times import Choice
from loaders.model import PassageKind

_HEADLINE = 120  # longest headline, in characters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loaders.events.clauses import Clause
    from loaders.events.cues import CueHit
    from loaders.events.draft import Draft
    from loaders.model import Passage, SectorTag

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one clause: its times, what the rules of admission knew, the rule that let it in, its events.

    ``clause`` has the status that its times left it; ``reasons`` says for each draft what settled its status.
    ``refusal`` is None, ``weak_heading``, ``denied``, ``no_rule`` or ``told`` (said by another clause already).
    """

    clause: Clause
    choice: Choice = field(default_factory=Choice)
    facts: frozenset[str] = frozenset()
    rule: str | None = None
    drafts: tuple[Draft, ...] = ()
    reasons: tuple[str, ...] = ()
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """The decision on one sentence: ``body`` is the sentence without its dateline; no verdicts where nothing is done.

    ``refusal`` is None or ``question``; ``ahead`` when a lead before it looks ahead over it, ``titled`` when it has the
    sector of the title.
    """

    passage: Passage
    span: Span
    body: Span
    tags: tuple[SectorTag, ...]
    cues: tuple[CueHit, ...] = ()
    heading: bool = False
    verdicts: tuple[Verdict, ...] = ()
    refusal: str | None = None
    ahead: bool = False
    titled: bool = False


def without_echoes(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts of a sentence; an event without a time yields to one with a time of the same status and sectors.

    "The rules take effect on 1 May and are valid for three years" is in force from 1 May, and no second time undated.
    """
    verdicts = tuple(verdicts)
    timed = {_gist(draft) for verdict in verdicts for draft in verdict.drafts if draft.when}

    def heard(verdict: Verdict) -> Verdict:
        echo = verdict.drafts and all(draft.when is None and _gist(draft) in timed for draft in verdict.drafts)
        return replace(verdict, drafts=(), reasons=(), refusal="told") if echo else verdict

    return tuple(map(heard, verdicts))


def _gist(draft: Draft) -> tuple[str, tuple[str, ...]]:
    return draft.status.value, tuple(tag.code for tag in draft.sectors)


def is_heading(text: str, passage: Passage, span: tuple[int, int]) -> bool:
    """Whether a sentence is a heading: marked as one, or a short passage by itself that no full stop ends."""
    if passage.kind == PassageKind.HEADING:
        return True
    whole = text[passage.start : passage.end].strip() == text[span[0] : span[1]]
    return (
        whole
        and passage.kind == PassageKind.PARAGRAPH
        and span[1] - span[0] <= _HEADLINE
        and text[span[1] - 1].isalnum()
    )
