"""Hears what stands over a clause from outside it: a lead that looks ahead, and a topic; refuses to reach a new matter.

"We will go on in three ways." looks ahead over the numbered sentences that follow; what they do is planned, as long as
no word says that it is done. 在……方面 at the head of a sentence gives its sector to all the clauses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.sectors.fold import small

if TYPE_CHECKING:
    from loaders.events.clauses import Clause
    from loaders.events.lexicon import EventLexicon
    from loaders.model import Passage, SectorTag

Span = tuple[int, int]


class Outlook:
    """Follows the sentences of one text, and knows of each whether a lead before it looks ahead over it."""

    def __init__(self, lexicon: EventLexicon) -> None:
        self.lexicon = lexicon
        self._over: Passage | None = None  # the passage over which the lead reaches

    def is_over(self, text: str, passage: Passage, span: Span) -> bool:
        """Whether a lead looks ahead over this sentence; the sentences must be asked in the order of the text."""
        if not (self.lexicon.looks_ahead and self.lexicon.numbered):
            return False
        words = small(text[slice(*span)])
        finished = self.lexicon.finished is not None and self.lexicon.finished.search(words) is not None
        if not finished and self.lexicon.looks_ahead.search(words):
            self._over = passage
            return False
        if self._over is None:
            return False
        numbered = self.lexicon.numbered.match(words) is not None
        if not numbered and (finished or passage is not self._over):
            self._over = None
            return False
        self._over = passage
        return True


def find_topic(lexicon: EventLexicon, text: str, body: Span) -> Span | None:
    """Where a sentence's head names the field that all of it is about; None without such a head."""
    head = lexicon.topic and lexicon.topic.match(small(text[slice(*body)]))
    return (body[0], body[0] + head.end()) if head else None


def own_tags(tags: tuple[SectorTag, ...], clause: Clause, topic: Span | None) -> tuple[SectorTag, ...]:
    """The tags that have evidence in the clause or in the topic; all of the sentence's when none has."""

    def is_own(span: Span) -> bool:
        return clause.holds(*span) or bool(topic and topic[0] <= span[0] and span[1] <= topic[1])

    return tuple(tag for tag in tags if any(map(is_own, tag.evidence))) or tags
