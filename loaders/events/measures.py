"""Finds the words for what a figure measures: the things counted, what a share is of, else the subject before it.

Refuses to guess across a boundary: a figure without words of its own has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loaders.events.quantities import FigureLexicon

    Span = tuple[int, int]

_ADJOINING = frozenset({"count", "percent"})  # units that stand right before what they are of: "30% discount"
SPARE = " '\"-·"


def find_measured(lexicon: FigureLexicon, folded: str, figure: Span, before: int, unit: str) -> Span | None:
    """Where the words for what ``folded[figure]`` measures stand; ``before`` is where the figure before it ended."""
    adjoins = unit in _ADJOINING
    after = _after(lexicon, folded, figure, adjoins=adjoins)
    return after if after and (adjoins or lexicon.spaced) else _subject(lexicon, folded, before, figure[0]) or after


def _after(lexicon: FigureLexicon, folded: str, figure: Span, *, adjoins: bool) -> Span | None:
    """The things that follow the number: up to a word that is none of them."""
    at = figure[1]
    of = lexicon.patterns["phrases.of"].match(folded, at)
    if of:
        at = of.end()
    elif lexicon.spaced and not (adjoins or "-" in folded[figure[0] : at]):
        return None
    if lexicon.spaced and not of and folded[at : at + 1] not in (" ", "-"):
        return None
    end = _walk(lexicon, folded, at) if lexicon.spaced else _run(lexicon, folded, at)
    phrase = folded[at:end].strip(SPARE)
    if not phrase or lexicon.patterns["count.generic"].fullmatch(phrase):
        return None
    return at, end


def _walk(lexicon: FigureLexicon, folded: str, at: int) -> int:
    """Word by word, up to a stop, a mark, or the longest phrase; "of" goes on within it."""
    patterns, end, words = lexicon.patterns, at, 0
    while words < lexicon.longest:
        if words and (of := patterns["phrases.of"].match(folded, end)):
            end = of.end()
        word = _word(folded, end)
        if word is None:
            break
        first, last = word
        said = folded[first:last]
        named = patterns["count.things"].search(folded, at, end) is not None
        stops = patterns["phrases.stops"].fullmatch(said) or (named and patterns["phrases.after"].fullmatch(said))
        if (stops and (named or not patterns["phrases.within"].fullmatch(said))) or _is_number(said):
            break
        end, words = last, words + 1
        if last < len(folded) and not folded[last].isspace():
            break
    return end


def _word(folded: str, at: int) -> Span | None:
    """The next word, without the marks that close it."""
    while at < len(folded) and folded[at] in " -":
        at += 1
    stop = at
    while stop < len(folded) and not folded[stop].isspace() and folded[stop] not in ",;:()!?":
        stop += 1
    word = folded[at:stop].rstrip(".'\"")
    return (at, at + len(word)) if word else None


def _is_number(word: str) -> bool:
    return word[0].isdigit() and word.rstrip("%").replace(".", "").replace(",", "").isdigit()


def _run(lexicon: FigureLexicon, folded: str, at: int) -> int:
    """Character by character, in a script without blanks."""
    stop = lexicon.patterns["phrases.stops"].search(folded, at)
    return min(stop.start() if stop else len(folded), at + lexicon.longest)


def _subject(lexicon: FigureLexicon, folded: str, before: int, at: int) -> Span | None:
    """What the words before the number are about: from the last boundary to the word that does something."""
    patterns = lexicon.patterns
    first = before
    for boundary in patterns["phrases.boundary"].finditer(folded, before, at):
        first = boundary.end()
    while opening := patterns["phrases.joints"].match(folded, _skip(folded, first)):
        first = opening.end()
    if done := patterns["phrases.subject_end"].search(folded, first, at):
        at = done.start()
    if opening := patterns["phrases.opening"].match(folded, first, at):
        first = opening.end() if opening.end() < at else first
    for closing in patterns["phrases.closing"].finditer(folded, first, at):
        if closing.end() == at:
            at = closing.start()
            break
    return (_skip(folded, first), at) if folded[first:at].strip() else None


def _skip(folded: str, at: int) -> int:
    while at < len(folded) and folded[at] == " ":
        at += 1
    return at
