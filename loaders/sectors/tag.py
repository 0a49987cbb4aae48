"""Tags spans of a text with sectors, each with the words that earned it; refuses a tag without evidence.

``Tagger`` reads a whole text once and then answers for any span; ``tag_span`` is the same for one span.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

from loaders.model import SectorTag

if TYPE_CHECKING:
    from loaders.sectors.taxonomy import Sector, Taxonomy, TermUse
    from loaders.sectors.terms import Hit

    Span = tuple[int, int]

_PARTING = re.compile(r"[;；,，、]")  # what parts the sectors of a cell
_WORDS_BETWEEN = 3  # how many small words may stand between an opening word and the noun it opens


class Tagger:
    """The term hits of one text, ready to be asked by span; spans must lie inside the text."""

    def __init__(self, text: str, taxonomy: Taxonomy) -> None:
        self.text, self.taxonomy = text, taxonomy
        hits = list(taxonomy.finder.find(text))
        shut: dict[str, list[Span]] = defaultdict(list)
        for hit in hits:
            if hit.use.part == "exclusion":
                shut[hit.use.code].append((hit.start, hit.end))
        self._shut = shut
        seen = [hit for hit in hits if hit.use.part not in ("exclusion", "kin")]
        self._kin = [hit for hit in hits if hit.use.part == "kin"]
        self.hits = [hit for hit in seen if not _touches(hit, shut.get(hit.use.code, ()))]
        self._lost = [hit for hit in seen if _touches(hit, shut.get(hit.use.code, ()))] if shut else []
        self._starts = [hit.start for hit in self.hits]

    def tags(self, start: int, end: int) -> tuple[SectorTag, ...]:
        """Sectors of ``text[start:end]`` in the taxonomy's order, with their evidence, absolute and sorted."""
        found: dict[str, set[Span]] = defaultdict(set)
        parts: dict[tuple[str, int], dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
        for hit in self.hits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]:
            if hit.end > end:
                continue
            if hit.use.part == "term":
                found[hit.use.code].add((hit.start, hit.end))
            else:
                parts[hit.use.code, hit.use.pair][hit.use.part].append((hit.start, hit.end))
        for (code, _), sides in parts.items():
            if "first" in sides and "second" in sides:
                found[code].update(self._pair(sides, start, end))
        order = (sector for sector in self.taxonomy.sectors if found.get(sector.code)) if found else ()
        return tuple(SectorTag(sector.code, _outermost(found[sector.code])) for sector in order)

    def kin(self, code: str, start: int, end: int) -> tuple[Span, ...]:
        """Words of ``text[start:end]`` that belong to a sector where the title names it, outside its false friends."""
        own = (hit for hit in self._kin if hit.use.code == code and start <= hit.start and hit.end <= end)
        return _outermost({(hit.start, hit.end) for hit in own if not _touches(hit, self._shut.get(code, ()))})

    def blanked(self, start: int, end: int) -> list[tuple[str, Span, Span]]:
        """Terms of ``text[start:end]`` that a false friend covers: sector, the term's span, and the friend's."""
        found: dict[tuple[str, Span], Span] = {}
        for hit in self._lost:
            term = (hit.start, hit.end)
            if start <= hit.start and hit.end <= end and hit.use.part == "term":
                found[hit.use.code, term] = next(span for span in self._shut[hit.use.code] if _meets(span, term))
        return [(code, term, friend) for (code, term), friend in found.items()]

    def _pair(self, sides: dict[str, list[Span]], start: int, end: int) -> set[Span]:
        """The first pair of words of which the second is not governed by another sector's noun."""
        clauses = _clauses(self.taxonomy.breaks, self.text, start, end)
        for second in sides["second"]:
            clause = _clause_of(clauses, second)
            governors = [span for span in sides["governor"] if _inside(span, clause) and not _meets(span, second)]
            near = [span for span in sides["first"] if _inside(span, clause)]
            if near:
                if any(span[0] > second[0] for span in near) or not self._governed(second, governors):
                    return {_nearest(near, second), second}
            elif not governors:
                return {_nearest(sides["first"], second), second}
        return set()

    def _governed(self, word: Span, governors: list[Span]) -> bool:
        """Whether another sector's noun follows with only small words between: "opening up of manufacturing"."""
        for first, _ in governors:
            if first >= word[1]:
                between = self.text[word[1] : first].lower().replace("-", " ").split()
                if len(between) <= _WORDS_BETWEEN and self.taxonomy.small_words.issuperset(between):
                    return True
        return False


def tag_span(text: str, start: int, end: int, taxonomy: Taxonomy) -> tuple[SectorTag, ...]:
    """Sectors of ``text[start:end]``, each with the absolute spans that earned it, core sectors first."""
    moved = (
        SectorTag(tag.code, tuple((first + start, last + start) for first, last in tag.evidence), tag.inherited)
        for tag in Tagger(text[start:end], taxonomy).tags(0, end - start)
    )
    return tuple(moved)


def find_stated(text: str, start: int, end: int, taxonomy: Taxonomy) -> tuple[SectorTag, ...]:
    """Sectors a table's cell states by code or label (parted by ``;`` or a comma), each with its span; else by term."""
    stated: list[SectorTag] = []
    names = {name.casefold(): sector for sector in taxonomy.sectors for name in _names(sector)}
    at = start
    for piece in _PARTING.split(text[start:end]):
        if sector := names.get(piece.strip().casefold()):
            first = at + len(piece) - len(piece.lstrip())
            stated.append(SectorTag(sector.code, ((first, first + len(piece.strip())),)))
        at += len(piece) + 1
    return tuple(stated) or tag_span(text, start, end, taxonomy)


def _names(sector: Sector) -> tuple[str, ...]:
    return sector.code, sector.label_en, sector.label_zh


def _touches(hit: Hit[TermUse], spans: list[Span] | tuple[()]) -> bool:
    return any(first < hit.end and hit.start < last for first, last in spans)


def _meets(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _inside(span: Span, whole: Span) -> bool:
    return whole[0] <= span[0] and span[1] <= whole[1]


def _nearest(spans: list[Span], to: Span) -> Span:
    return min(spans, key=lambda span: (abs(span[0] - to[0]), -span[1]))


def _outermost(spans: set[Span]) -> tuple[Span, ...]:
    """The spans without those that lie inside another, sorted."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[1] > kept[-1][1]:
            kept.append(span)
    return tuple(kept)


def _clauses(breaks: re.Pattern[str], text: str, start: int, end: int) -> list[Span]:
    clauses, at = [], start
    for found in breaks.finditer(text, start, end):
        clauses.append((at, found.start()))
        at = found.end()
    return [*clauses, (at, end)]


def _clause_of(clauses: list[Span], span: Span) -> Span:
    return next((clause for clause in clauses if clause[0] <= span[0] < clause[1]), clauses[-1])
