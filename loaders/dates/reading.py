"""Finds the phrases of time in a text by the rules of one lexicon; knows nothing of the document's date.

Rules begin at the words found by one scan. A rule may hold places for other phrases, which are read once for each
position (a packrat), and a rule may go on from a phrase just read. Depth and alternatives are bounded, so the work is
linear in the length of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loaders.dates.lexicon import slots_of
from loaders.dates.phrases import Guard, Phrase, Rule, Slot, Slots, Words
from loaders.dates.resolve import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.dates.lexicon import Lexicon

DEPTH = 4  # phrases within phrases
MOST = 10  # readings kept for one position
_BEHIND = 48  # characters a guard may look back


@dataclass(slots=True)
class _Site:
    """What has been read from one position."""

    start: int
    depth: int
    found: list[Phrase] = field(default_factory=list)
    seen: set[tuple[int, str, bool]] = field(default_factory=set)


class Reader:
    """Reads one text with one lexicon."""

    def __init__(self, text: str, folded: str, lexicon: Lexicon) -> None:
        self._text, self._folded, self._lexicon = text, folded, lexicon
        self._memo: dict[tuple[int, int], list[Phrase]] = {}
        self.attempts = 0

    def phrases(self) -> Iterator[Phrase]:
        """Longest phrases from left to right, none overlapping."""
        at = 0
        folded = self._folded
        for start in self._lexicon.starts.places(folded):
            if start < at:
                continue
            for phrase in self._at(start, 0):
                if phrase.rule.alone:
                    at = phrase.end
                    yield phrase
                    break
            self._memo.clear()

    def _at(self, start: int, depth: int) -> list[Phrase]:
        """All readings that begin at a position, longest first."""
        if depth > DEPTH:
            return []
        key = (start, depth)
        known = self._memo.get(key)
        if known is not None:
            return known
        site = _Site(start, depth)
        for rule in self._lexicon.starts.rules_at(self._folded, start):
            self._begin(rule, start, site)
        grown = 0
        while grown < len(site.found) < MOST * 2:
            phrase = site.found[grown]
            grown += 1
            for rule in self._following(phrase):
                slot = rule.segments[0]
                assert isinstance(slot, Slot)
                self._match(rule, 1, phrase.end, {slot.name: phrase}, site)
        site.found.sort(key=lambda phrase: (-phrase.end, -phrase.rule.priority))
        self._memo[key] = site.found
        return site.found

    def _following(self, phrase: Phrase) -> tuple[Rule, ...]:
        """Rules that can go on from a phrase."""
        if not phrase.rule.within:
            return ()
        follow = self._lexicon.follow.get(phrase.kind)
        return follow.at(self._folded, phrase.end) if follow else ()

    def _begin(self, rule: Rule, start: int, site: _Site) -> None:
        """Match a rule from its first segment, which is words."""
        segment = rule.segments[0]
        assert isinstance(segment, Words)
        self.attempts += 1
        matched = segment.expression.match(self._folded, start)
        if matched:
            read = slots_of(segment, matched, self._text)
            if read is not None:
                self._match(rule, 1, matched.end(), read, site)

    def _match(self, rule: Rule, index: int, at: int, slots: Slots, site: _Site) -> bool:
        """Match a rule from its segment ``index`` on; the first way to its end counts."""
        if index == len(rule.segments):
            return self._keep(rule, at, slots, site)
        segment = rule.segments[index]
        if isinstance(segment, Words):
            self.attempts += 1
            matched = segment.expression.match(self._folded, at)
            if not matched:
                return False
            read = slots_of(segment, matched, self._text)
            if read is None:
                return False
            return self._match(rule, index + 1, matched.end(), {**slots, **read}, site)
        for phrase in self._at(at, site.depth + 1):
            if phrase.kind in segment.kinds and phrase.rule.within:
                held = {**slots, segment.name: phrase}
                if self._match(rule, index + 1, phrase.end, held, site):
                    return True
        return False

    def _keep(self, rule: Rule, end: int, slots: Slots, site: _Site) -> bool:
        start = site.start
        if end <= start or (self._lexicon.spaced and self._splits_word(end)):
            return False
        if not self._guards_hold(rule, start, end) or self._folded.count("\n", start, end) > 1:
            return False
        held = {**rule.constants, **slots}
        kind = kind_of(rule.makes, held)
        if (end, kind, rule.alone) not in site.seen:
            site.seen.add((end, kind, rule.alone))
            site.found.append(Phrase(start, end, kind, rule, held))
        return True

    def _splits_word(self, end: int) -> bool:
        folded = self._folded
        return end < len(folded) and folded[end - 1].isalnum() and (folded[end].isalnum() or folded[end] == "_")

    def _guards_hold(self, rule: Rule, start: int, end: int) -> bool:
        if rule.behind and not self._behind(rule.behind, start):
            return False
        if rule.not_behind and self._behind(rule.not_behind, start):
            return False
        if rule.ahead and not self._ahead(rule.ahead, end):
            return False
        return not (rule.not_ahead and self._ahead(rule.not_ahead, end))

    def _behind(self, guard: Guard, start: int) -> bool:
        text = self._text if guard.as_written else self._folded
        return guard.expression.search(text[max(0, start - _BEHIND) : start]) is not None

    def _ahead(self, guard: Guard, end: int) -> bool:
        text = self._text if guard.as_written else self._folded
        return guard.expression.match(text, end) is not None
