"""Gives a sentence that plainly goes on from the one before, or from the title, its sector; refuses to guess.

Plain is what a lexicon's words for it say ("these vehicles", 上述企业): a sentence that names a sector itself keeps it,
and a sentence of several core sectors passes on none. What is passed on is marked as inherited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.model import SectorTag
from loaders.sectors.fold import small

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.events.lexicon import EventLexicon
    from loaders.sectors.tag import Tagger
    from loaders.sectors.taxonomy import Taxonomy

Span = tuple[int, int]
Tags = tuple[SectorTag, ...]


def inherit(lexicon: EventLexicon, taxonomy: Taxonomy, text: str, span: Span, *, tags: Tags, before: Tags) -> Tags:
    """The tags of ``text[span]`` and, where its words go on from the sentence ``before``, that one's sector.

    The evidence of an inherited tag is the words that go on. Tags that stand in those very words ("these robots") do
    not hinder it, any other does.
    """
    words = lexicon.continued and lexicon.continued.search(small(text[slice(*span)]))
    if not words or "words" not in words.groupdict():
        return tags
    start, end = (span[0] + edge for edge in words.span("words"))
    own = any(not (start <= first and last <= end) for tag in tags for first, last in tag.evidence)
    return tags if own else (*_passed_on(taxonomy, before, (start, end), tags), *tags)


def inherit_title(lexicon: EventLexicon, tagger: Tagger, span: Span, titled: Sequence[str]) -> Tags:
    """The sector that a title names, for a sentence that names none; ``titled`` are the title's codes.

    Its evidence are the words that put the text into force, else the sector's ``kin``: "base stations" under 6G.
    """
    one = _one_of(tagger.taxonomy, tuple(SectorTag(code, ()) for code in titled))
    if one is None:
        return ()
    force = lexicon.takes_force and lexicon.takes_force.search(small(tagger.text[slice(*span)]))
    here = ((span[0] + force.start(), span[0] + force.end()),) if force else tagger.kin(one, *span)
    return (SectorTag(one, here, inherited=True),) if here else ()


def take_over(taxonomy: Taxonomy, tags: Tags) -> Tags:
    """The one sector of a table's header or caption, for rows that name none; its words are the evidence."""
    one = _one_of(taxonomy, tags)
    return tuple(SectorTag(tag.code, tag.evidence, inherited=True) for tag in tags if tag.code == one)


def _passed_on(taxonomy: Taxonomy, before: Tags, here: Span, tags: Tags) -> Tags:
    """The one sector of the tags before, by the words that go on from it."""
    one = _one_of(taxonomy, before)
    return (SectorTag(one, (here,), inherited=True),) if one and all(tag.code != one for tag in tags) else ()


def _one_of(taxonomy: Taxonomy, tags: Tags) -> str | None:
    """The one core sector of some tags, else their one sector; None where there are several."""
    codes = [tag.code for tag in tags if taxonomy[tag.code].core] or [tag.code for tag in tags]
    return codes[0] if len(codes) == 1 else None
