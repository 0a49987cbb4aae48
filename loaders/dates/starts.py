"""Finds where the rules of a lexicon can begin in a text, and which; may let one try in vain, never keeps one out.

Where words have blanks between them a rule begins with a word of its own, elsewhere with characters. A number begins
where it begins, not within a row of digits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from loaders.dates.phrases import Rule, Words
from loaders.openings import START, Openings, find_openings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Begun: TypeAlias = "Openings[Rule]"

_NUMBER = r"(?!(?<=\d)\d)"
_WORD = r"(?:(?<!\w)|(?<=_)(?!\d)|(?!\w))"  # where a word or number begins, or at a sign


def openings_of(rules: Iterable[Rule], segment: int = 0) -> Begun:
    """Rules by what their words at one place can begin with; one without words there, or with none, is always told."""
    return Openings((_openings_of(rule, segment), rule) for rule in rules)


def _openings_of(rule: Rule, segment: int) -> frozenset[str]:
    words = rule.segments[segment] if segment < len(rule.segments) else None
    if not isinstance(words, Words):
        return frozenset([""])
    alone = len(rule.segments) == 1 and rule.ahead and not rule.ahead.as_written
    ahead = [rule.ahead.source] if alone and rule.ahead else []  # short words may have to stand before others
    return frozenset(opening.removeprefix(START) for opening in find_openings(words.source, *ahead))


class Starts:
    """The rules of a lexicon by what they can begin with.

    ``numerals`` are the signs that stand in rows and make one number where words have no blanks between; None where
    they have.
    """

    def __init__(self, rules: Iterable[Rule], numerals: str | None) -> None:
        ranked = sorted(rules, key=lambda rule: -rule.priority)
        begun = [(_openings_of(rule, 0), rule) for rule in ranked if isinstance(rule.segments[0], Words)]
        self.vague = [rule for openings, rule in begun if "" in openings]
        row = rf"(?!(?<=[{re.escape(numerals)}])[{re.escape(numerals)}])" if numerals else ""
        self._begun = Openings(begun, _WORD if numerals is None else _NUMBER + row)
        self._within = re.compile(_WORD if numerals is None else _NUMBER)

    def places(self, folded: str) -> Iterator[int]:
        """Where a rule can begin."""
        assert self._begun.scan is not None
        return (found.start() for found in self._begun.scan.finditer(folded))

    def rules_at(self, folded: str, start: int) -> tuple[Rule, ...]:
        """The rules that can begin at a place, the preferred first; none within a word or number."""
        return self._begun.at(folded, start) if self._within.match(folded, start) else ()
