"""Sketches a mention in a few numbers that tell most others apart from it, many at once; refuses to call two alike.

A sketch holds what ``likeness`` asks for as sets of bits: each word, number, place, sector or actor sets one. Two
things may set the same bit, so bits tell what two mentions cannot have in common, and never what they have. Pairs that
cannot be alike are passed over without their words being read; what is left is for ``likeness`` to judge.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from struct import Struct
from typing import Any, TypeAlias
from zlib import crc32

import numpy as np

from loaders.events.likeness import (
    ALIKE,
    FEW_WORDS,
    HEADING_WITHIN,
    NEAR,
    SEASON,
    SOME_WITHIN,
    UNDATED_ALIKE,
    WITHIN,
)
from loaders.events.mentions import LARGE, TELLING, Mention, digits
from loaders.events.traits import Number

Sketches: TypeAlias = "np.ndarray[Any, Any]"
Flags: TypeAlias = "np.ndarray[Any, Any]"

MANY = 255  # words or shingles from which on they are not counted
_LITTLE = 1e-6  # less than two shares of so few words differ by
_PROMISED, _SETTLED, _HEADING, _ONE_DAY, _KNOWN = 1, 2, 4, 8, 16  # bits of the kind
_WIDE = 32  # bytes of a set of words: as many bits as tell apart sentences of a hundred

_FIELDS = {  # and the format of each
    "shingles": f"{_WIDE}s",
    "words": f"{_WIDE}s",
    "when": "I",
    "told": "i",
    "numbers": "I",  # by their first three digits
    "agrees": "I",  # and all that they may be rounded to
    "tells": "I",
    "large": "I",
    "plain": "I",
    "places": "H",
    "sectors": "H",
    "actors": "H",
    "language": "H",  # 0 may be any
    "instrument": "B",
    "count_shingles": "B",
    "count_words": "B",
    "kind": "B",
}
_PACKED = Struct("<" + "".join(_FIELDS.values()))
_SKETCH = np.dtype(
    [(name, "<u8", (_WIDE // 8,)) if kind[1:] else (name, f"<{kind}", ()) for name, kind in _FIELDS.items()]
)
UNKNOWN = bytes(_SKETCH.itemsize)
"""The sketch of a mention of which nothing is known: it may be alike with any."""


def sketch(mention: Mention) -> bytes:
    """The sketch of a mention, as long as ``UNKNOWN``."""
    return (mention.marks.sketch or UNKNOWN) if mention.marks else _sketch(mention)


@lru_cache(maxsize=4096)
def _sketch(mention: Mention) -> bytes:
    traits = mention.traits
    own, agrees = _rounded(traits.numbers)
    numbers = sorted(traits.numbers)
    firm = {"promised": _PROMISED, "settled": _SETTLED}.get(mention.group, 0)
    return _PACKED.pack(
        *(_bits(words, 8 * _WIDE).to_bytes(_WIDE, "little") for words in (traits.shingles, traits.words)),
        _hash(repr(mention.when)) if mention.when else 0,
        mention.told.toordinal() if mention.told else 0,
        own,
        agrees,
        _bits((_spell(number) for number in numbers if digits(number[1]) >= TELLING), 32),
        _hash(" ".join(map(_spell, numbers))) if numbers and numbers[-1][1] >= LARGE else 0,
        _hash(traits.plain),
        _bits(traits.places, 16),
        _bits(mention.sectors, 16),
        _bits(mention.actors, 16),
        _letters(mention.language),
        crc32(mention.instrument.encode()) % 255 + 1 if mention.instrument else 0,
        min(len(traits.shingles), MANY),
        min(len(traits.words), MANY),
        _KNOWN | firm | _HEADING * mention.heading | _ONE_DAY * (mention.days == 1),
    )


def _spell(number: Number) -> str:
    return f"{number[0]}{float(number[1])!r}"


def _letters(language: str) -> int:
    """A code of two letters, as a number of its own; 0 for any other."""
    return int.from_bytes(language.encode()) if len(language) == 2 and language.isascii() else 0


def may_be_alike(one: Sketches, other: Sketches) -> Flags:
    """Whether each of some mentions may be alike with the other at its place; one sketch a row, of any numbers."""
    a, b = (np.ascontiguousarray(rows).view(_SKETCH).reshape(-1) for rows in (one, other))
    unknown = (a["kind"] & b["kind"] & _KNOWN) == 0
    left = np.flatnonzero(~_clash(a, b) | unknown)
    a, b, unknown = a[left], b[left], unknown[left]
    alike = np.zeros(len(one), bool)
    alike[left] = unknown | _alike_in_words(a, b) | _alike_in_facts(a, b)
    return alike


def _clash(a: Sketches, b: Sketches) -> Flags:
    timed = (a["when"] != 0) & (b["when"] != 0)
    promised, one_day = (((a["kind"] | b["kind"]) & flag) != 0 for flag in (_PROMISED, _ONE_DAY))
    gap = np.where((a["told"] != 0) & (b["told"] != 0), np.abs(a["told"] - b["told"]), 0)
    ever = timed & ~promised & (one_day | ((a["tells"] & b["tells"]) != 0))
    clash: Flags = (
        (timed & (a["when"] != b["when"]))
        | (~ever & (gap > np.where(timed, SEASON, NEAR)))
        | (((a["kind"] ^ b["kind"]) & _PROMISED) != 0)
        | _apart(a["sectors"], b["sectors"])
        | _apart(a["actors"], b["actors"])
        | (((a["places"] & ~b["places"]) != 0) & ((b["places"] & ~a["places"]) != 0))
        | (((a["numbers"] & ~b["agrees"]) != 0) & ((b["numbers"] & ~a["agrees"]) != 0))
    )
    return clash


def _apart(one: Sketches, other: Sketches) -> Flags:
    apart: Flags = (one != 0) & (other != 0) & ((one & other) == 0)
    return apart


def _alike_in_words(a: Sketches, b: Sketches) -> Flags:
    dated, otherwise = a["when"] != 0, b["when"] != 0
    headed = ((a["kind"] ^ b["kind"]) & _HEADING != 0) & (dated != otherwise)
    words, fewest = _most_in_common(a, b, "words")
    shingles, _ = _most_in_common(a, b, "shingles")
    every = a["count_shingles"].astype(np.int64) + b["count_shingles"]
    wanted = np.where(dated, ALIKE, UNDATED_ALIKE)
    much = shingles * (1 + wanted) >= wanted * every - _LITTLE
    part = (fewest >= FEW_WORDS) & (words >= WITHIN * fewest - _LITTLE)
    alike = (dated == otherwise) & (much | part) | headed & (words >= HEADING_WITHIN * fewest - _LITTLE)
    same = (a["language"] == b["language"]) | (a["language"] == 0) | (b["language"] == 0)
    told: Flags = same & (alike | (a["plain"] == b["plain"]))
    return told


def _alike_in_facts(a: Sketches, b: Sketches) -> Flags:
    words, fewest = _most_in_common(a, b, "words")
    foreign = (a["language"] != b["language"]) | (a["language"] == 0)
    enough = foreign | (words >= SOME_WITHIN * fewest - _LITTLE)
    told = (a["when"] != 0) & (a["when"] == b["when"]) & ((a["sectors"] & b["sectors"]) != 0)
    near = (a["told"] != 0) & (b["told"] != 0) & (np.abs(a["told"] - b["told"]) <= NEAR)
    large = near & (a["large"] != 0) & (a["large"] == b["large"])
    acts = (a["instrument"] != 0) & (a["instrument"] == b["instrument"]) & ((a["actors"] & b["actors"]) != 0)
    on_a_day = (a["kind"] & b["kind"] & (_SETTLED | _ONE_DAY)) == _SETTLED | _ONE_DAY
    acts &= on_a_day | ((a["agrees"] & b["agrees"]) != 0)
    facts = ((a["tells"] & b["tells"]) != 0) | ((large | acts) & (a["sectors"] == b["sectors"]))
    alike: Flags = told & enough & facts
    return alike


def _most_in_common(a: Sketches, b: Sketches, what: str) -> tuple[Sketches, Sketches]:
    """How many words or shingles two have in common at most, and how many the one with fewer has.

    Of one's bits each that the other lacks is of at least one word that the other lacks.
    """
    counts = [each[f"count_{what}"].astype(np.int64) for each in (a, b)]
    lacks = [_count(one[what] & ~other[what]) for one, other in ((a, b), (b, a))]
    most = np.minimum(*(count - lack for count, lack in zip(counts, lacks, strict=True)))
    many = np.maximum(*counts) >= MANY
    return np.where(many, np.iinfo(np.int32).max, most), np.minimum(*counts)


def _count(bits: Sketches) -> Sketches:
    counts: Sketches = np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
    return counts


def _rounded(numbers: Iterable[Number]) -> tuple[int, int]:
    """Bits of numbers by their first three digits, and of all they agree with.

    One whose third digit depends on how often it is rounded is left out, and agrees with any.
    """
    own, any_of = list[str](), False
    for kind, value in numbers:
        ways = {f"{float(f'{value:.{kept}g}'):.3g}" for kept in range(TELLING, max(TELLING, digits(value)) + 1)}
        own += [f"{kind}{each}" for each in ways] if len(ways) == 1 else []
        any_of |= len(ways) > 1
    bits = _bits(own, 32)
    return bits, 2**32 - 1 if any_of else bits


def _bits(things: Iterable[str], length: int) -> int:
    found = 0
    for thing in things:
        found |= 1 << crc32(thing.encode("utf-8", "surrogatepass")) % length
    return found


def _hash(words: str) -> int:
    """A number of 32 bits that is not 0."""
    return crc32(words.encode("utf-8", "surrogatepass")) or 1
