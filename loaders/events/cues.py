"""Hears the cues of a language in a text: many expressions, each tried only where it can begin; decides nothing.

Of the cues of one kind the leftmost is heard, of two that begin at one place the earlier in the file, and the next
after its end: as if the cues of a kind were one expression.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from loaders.expressions import compile_expression
from loaders.openings import Openings, find_openings
from loaders.sectors.fold import fold, small

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from loaders.model import Status


@dataclass(frozen=True, slots=True)
class Cue:
    """A rule that finds words of one kind; an act has a ``status``; what is ``void`` says nothing."""

    name: str
    kind: str
    pattern: str
    status: Status | None = None
    instrument: str | None = None
    void: bool = False
    case: bool = False
    heading: bool = False
    weak: bool = False
    anywhere: bool = False
    apart: bool = False
    tenseless: bool = False
    reads: tuple[str, ...] = ()
    passes_over: tuple[str, ...] = ()


class CueHit(NamedTuple):
    """A cue found in a sentence, with its offsets in the document."""

    start: int
    end: int
    cue: Cue


class _Heard(NamedTuple):
    """A place where an expression matches: its rank among the cues, and the group in which it is alone heard."""

    start: int
    rank: int
    end: int
    group: int
    cue: Cue


class Sought:
    """A cue with its expression, compiled when it is first tried; ``group`` is that of its kind and case."""

    def __init__(self, cue: Cue, expression: str, before: str, *, group: int, rank: int, opening: str = "") -> None:
        """``opening`` is an expression with the same beginnings, where there is a shorter one."""
        self.cue, self.group, self.rank = cue, group, rank
        self._source, self._opening, self.before = expression, opening or expression, before

    @cached_property
    def openings(self) -> frozenset[str]:
        """What it can begin with."""
        return find_openings(self._opening)

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """What it matches."""
        return compile_expression(f"{self.before}(?:{self._source})")

    def everywhere(self, text: str) -> Iterator[_Heard]:
        """All its matches, overlapping ones too."""
        found = self.expression.search(text)
        while found:
            yield self.heard(found)
            found = self.expression.search(text, found.start() + 1)

    def heard(self, found: re.Match[str]) -> _Heard:
        """A match of it as heard."""
        return _Heard(found.start(), self.rank, found.end(), self.group, self.cue)


class CueFinder:
    """Finds many cues at once."""

    def __init__(self, sought: Iterable[Sought]) -> None:
        self.sought = tuple(sought)

    def of_kinds(self, kinds: Iterable[str]) -> CueFinder:
        """A finder of the cues of some kinds alone."""
        wanted = frozenset(kinds)
        return CueFinder(each for each in self.sought if each.cue.kind in wanted)

    @cached_property
    def _searches(self) -> list[tuple[bool, Openings[Sought], tuple[Sought, ...]]]:
        """For either case, and for what may stand before: the openings, and the cues that tell none."""
        searches = []
        for cased, before in dict.fromkeys((each.cue.case, each.before) for each in self.sought):
            members = [each for each in self.sought if (each.cue.case, each.before) == (cased, before)]
            told = [(each.openings, each) for each in members if "" not in each.openings]
            untold = tuple(each for each in members if "" in each.openings)
            searches.append((cased, Openings(told, before), untold))
        return searches

    def find(self, text: str) -> list[tuple[int, int, Cue]]:
        """Start, end and cue of all that is heard, by start, the longest first."""
        heard: list[_Heard] = []
        for cased, openings, untold in self._searches:
            said = fold(text) if cased else small(text)
            heard.extend(_matches(openings, said))
            for each in untold:
                heard.extend(each.everywhere(said))
        return _alone(heard)


def _matches(openings: Openings[Sought], text: str) -> Iterator[_Heard]:
    for each in openings.first(text):
        if found := each.expression.match(text):
            yield each.heard(found)
    assert openings.scan is not None
    at = openings.at
    for place in openings.scan.finditer(text):
        start = place.start()
        for each in at(text, start):
            if found := each.expression.match(text, start):
                yield each.heard(found)


def _alone(heard: list[_Heard]) -> list[tuple[int, int, Cue]]:
    """What is heard where the cues of a group do not overlap."""
    heard.sort()
    free: dict[int, int] = {}
    kept = []
    for start, rank, end, group, cue in heard:
        if start >= free.get(group, 0):
            free[group] = end
            kept.append((start, -end, rank, end, cue))
    kept.sort()
    return [(start, end, cue) for start, _, _, end, cue in kept]
