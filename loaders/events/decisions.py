"""What was decided on a sentence and on each of its clauses, with all that was weighed; refuses to decide anything.

The events come out of these values and so does every explanation: there is no second account of a decision.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loaders.events.times import Choice

if TYPE_CHECKING:
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

    ``refusal`` is None or ``question``; ``ahead`` when a lead before it looks ahead over it.
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
