"""Judges two mentions: whether they are alike, and whether they clash; refuses to know of any other.

Two mentions are *alike* when their words are, or when facts that hardly agree by chance do; they *clash* when one says
what the other cannot mean. What clashes is never alike.
"""

from __future__ import annotations

from collections.abc import Iterable

from loaders.events.mentions import LARGE, TELLING, Mention, digits
from loaders.events.traits import Number, Traits

NEAR = 3  # days between tellings of what states no time
SEASON = 30  # days between tellings of one promise; later it is said anew
ALIKE, UNDATED_ALIKE = 0.5, 0.6  # shingles in common of all
WITHIN = 0.8  # words of the shorter text that the longer one has
FEW_WORDS = 5  # a text with fewer is not told by its words
HEADING_WITHIN = 0.6  # words of a heading that its body has
SOME_WITHIN = 0.3  # words in common where facts agree already


def are_alike(one: Mention, other: Mention) -> bool:
    """Whether two mentions tell one event, as far as these two show."""
    return not do_clash(one, other) and (_alike_in_words(one, other) or _alike_in_facts(one, other))


def do_clash(one: Mention, other: Mention) -> bool:
    """Whether two mentions cannot belong to one story, whatever else is said."""
    return (
        _times_clash(one, other)
        or _apart(one.sectors, other.sectors)
        or _apart(one.actors, other.actors)
        or _firmness_clashes(one, other)
        or _words_clash(one, other)
    )


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _times_clash(one: Mention, other: Mention) -> bool:
    if one.when and other.when and one.when != other.when:
        return True
    timed = one.when is not None and other.when is not None
    if one.announced is None or other.announced is None:
        return not timed and (one.announced, one.when) != (other.announced, other.when)
    gap = max((abs(a - b).days for a, b in zip(one.announced, other.announced, strict=True) if a and b), default=0)
    if not timed:
        return gap > NEAR
    if "promised" in (one.group, other.group):
        return gap > SEASON
    return gap > SEASON and one.days != 1 and not _telling(one.traits, other.traits)


def _firmness_clashes(one: Mention, other: Mention) -> bool:
    groups = {one.group, other.group}
    if len(groups) == 1:
        return (one.when, one.role) != (other.when, other.role) and one.traits.plain == other.traits.plain
    return groups != {"settled", "statistic"} or one.traits.plain == other.traits.plain


def _words_clash(one: Mention, other: Mention) -> bool:
    a, b = one.traits, other.traits
    if not _agree(a, b) or _differ(a.ordinals, b.ordinals) or _differ(a.places, b.places):
        return True
    if one.language != other.language:
        return False
    if _other_thing(a, b) or any((number, _OTHER[side]) in b.sides for number, side in a.sides):
        return True
    return bool(a.names and b.names) and not any(
        x.endswith(y) or y.endswith(x) or x.startswith(y) or y.startswith(x) for x in a.names for y in b.names
    )


_OTHER = {"one": "other", "other": "one"}


def _differ(one: frozenset[str] | frozenset[int], other: frozenset[str] | frozenset[int]) -> bool:
    return bool(one and other) and not (one <= other or other <= one)


def _agree(a: Traits, b: Traits) -> bool:
    """Whether all numbers of the one with fewer are among the other's; of as many, those of either."""
    fewer, more = sorted((a.numbers, b.numbers), key=len)
    return _has(more, fewer) or (len(more) == len(fewer) and _has(fewer, more))


def _has(numbers: Iterable[Number], some: Iterable[Number]) -> bool:
    return all(any(_same_number(number, each) for each in numbers) for number in some)


def _same_number(one: Number, other: Number) -> bool:
    """Equal, or the one rounded to the digits of the other, if these are three at least."""
    if one == other:
        return True
    fewer = min(digits(one[1]), digits(other[1]))
    return one[0] == other[0] and fewer >= TELLING and f"{one[1]:.{fewer}g}" == f"{other[1]:.{fewer}g}"


def _other_thing(a: Traits, b: Traits) -> bool:
    """Whether each number that both state counts something that the other text does not speak of."""
    shared = [number for number in a.numbers & b.numbers if a.counted[number] and b.counted[number]]
    return bool(shared) and all(
        a.counted[number] != b.counted[number] and a.counted[number] not in b.words and b.counted[number] not in a.words
        for number in shared
    )


def _telling(a: Traits, b: Traits) -> list[Number]:
    """Numbers in common that two sentences hardly share by chance."""
    return [number for number in a.numbers & b.numbers if digits(number[1]) >= TELLING]


def _alike_in_words(one: Mention, other: Mention) -> bool:
    if one.language != other.language:
        return False
    a, b = one.traits, other.traits
    if a.plain == b.plain:
        return True
    if _is_headed(one, other) or _is_headed(other, one):
        return _share_sector(one, other) and _within(a, b) >= HEADING_WITHIN
    if one.when is None or other.when is None:
        if one.when != other.when:
            return False
        return _jaccard(a, b) >= UNDATED_ALIKE or _is_part(a, b)
    return _jaccard(a, b) >= ALIKE or _is_part(a, b)


def _is_headed(heading: Mention, body: Mention) -> bool:
    """Whether the one is a heading without a time, and the other states one on the same day."""
    return (
        heading.heading
        and not body.heading
        and heading.when is None
        and body.when is not None
        and heading.announced is not None
        and heading.announced == body.announced
    )


def _share_sector(one: Mention, other: Mention) -> bool:
    return bool(one.sectors & other.sectors)


def _jaccard(a: Traits, b: Traits) -> float:
    return len(a.shingles & b.shingles) / len(a.shingles | b.shingles)


def _within(a: Traits, b: Traits) -> float:
    fewer = min(len(a.words), len(b.words))
    return len(a.words & b.words) / fewer if fewer else 0.0


def _is_part(a: Traits, b: Traits) -> bool:
    return min(len(a.words), len(b.words)) >= FEW_WORDS and _within(a, b) >= WITHIN


def _together(one: Mention, other: Mention) -> bool:
    """Whether both were told within a few days, as equally firm, of the same sectors."""
    if not one.announced or not other.announced or one.status != other.status or one.sectors != other.sectors:
        return False
    return all(a and b and abs(a - b).days <= NEAR for a, b in zip(one.announced, other.announced, strict=True))


def _alike_in_facts(one: Mention, other: Mention) -> bool:
    """The same stated time and sector, and a number that tells, or an actor with its instrument."""
    if one.when is None or one.when != other.when or not _share_sector(one, other):
        return False
    a, b = one.traits, other.traits
    same_tongue = one.language == other.language
    if same_tongue and _within(a, b) < SOME_WITHIN:
        return False
    if _telling(a, b) or (
        a.numbers == b.numbers and max(a.numbers, default=("", 0))[1] >= LARGE and _together(one, other)
    ):
        return True
    shared = bool(one.actors & other.actors and one.instrument) and one.instrument == other.instrument
    if not shared or one.sectors != other.sectors:
        return False
    return bool(a.numbers & b.numbers) or (one.group == other.group == "settled" and one.days == 1)
