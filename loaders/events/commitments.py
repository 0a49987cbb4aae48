"""Links a commitment with what a later text says of it: moved, completed, repeated; refuses a link that is not plain.

A commitment is a planned or target event with a deadline. A later mention is linked to the latest commitment before it
that shares an actor, a sector and the thing promised, and whose figures agree:

- it *moves* the deadline when it states another one and says so ("put off to", 延期至), or promises the same figures of
  the same thing before the old deadline has passed;
- it *completes* the commitment when it tells that this is done, or built to the figure that was promised;
- it *repeats* it when it promises the same by the same day.

Whether a commitment is overdue is nobody's to say here: that needs a day, and the reader gives it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeAlias

from loaders.events.mentions import Mention, band_keys, digits, fingerprint, sign
from loaders.events.traits import Traits

Fetch: TypeAlias = Callable[[frozenset[int]], Iterable[Mention]]

MOVES, COMPLETES, REPEATS = "moves", "completes", "repeats"
SAME_THING, SURELY_SAME = 0.6, 0.75  # words for the thing promised that the shorter list has in common with the other
FEWEST = 2  # such words; one is enough where a figure goes with it
MOST = 1.25  # times the promised figure that may be reached and still be its completion, when no word says so
HASHES, ROWS = 24, 2
NEWS = frozenset(["done", "done_with_number"])
DEADLINE_ROLES = frozenset(["deadline", "expected"])


@dataclass(frozen=True, slots=True)
class Link:
    """What a later mention says of an earlier commitment; both are fingerprints.

    ``slippage_days`` is the new deadline less the old one, or the day of completion less the deadline; less than none
    is early.
    """

    later: str
    earlier: str
    kind: str
    slippage_days: int


def deadline_of(mention: Mention) -> date | None:
    """The last day of a commitment; None for what is none."""
    if mention.group != "promised" or mention.role not in DEADLINE_ROLES or not mention.when or not mention.when[1]:
        return None
    return mention.when[1] - timedelta(days=1)


def commitment_keys(mention: Mention) -> tuple[int, ...]:
    """Keys under which a commitment, or news of one, is found: an actor, a sector, and part of what is promised."""
    return mention.marks.promises if mention.marks else _commitment_keys(mention)


@lru_cache(maxsize=16384)
def _commitment_keys(mention: Mention) -> tuple[int, ...]:
    if not mention.actors or not mention.sectors:
        return ()
    traits = mention.traits
    if deadline_of(mention) is None and (mention.group == "promised" or not traits.says & NEWS):
        return ()
    if len(traits.things) < _fewest(traits):
        return ()
    signature = sign(traits.things, HASHES)
    bands = [signature[first : first + 4 * ROWS] for first in range(0, len(signature), 4 * ROWS)]
    pairs = [(actor, sector) for actor in mention.actors for sector in mention.sectors]
    place = " ".join(sorted(traits.places))  # what is promised in one place is not kept in another
    keys = {key for pair in pairs for key in band_keys(bands, "promise", mention.language, place, *pair)}
    return tuple(sorted(keys))


def link_mentions(mentions: Iterable[Mention]) -> dict[str, tuple[Link, ...]]:
    """The links of all mentions, by the later one's fingerprint."""
    return link_touched(mentions, (), lambda _: ())


def link_touched(fresh: Iterable[Mention], gone: Iterable[Mention], fetch: Fetch) -> dict[str, tuple[Link, ...]]:
    """The links anew, by the later mention, of each whose links can have changed by what came or went."""
    came = _by_name(fresh)
    touched = came | _by_name(gone)
    if not touched:
        return {}
    near = _ByKey(came | _by_name(fetch(_keys(touched.values()))))
    later = dict(came)
    for mention in touched.values():
        later |= {name: other for name, other in near.told_after(mention) if find_link(mention, other)}
    every = _ByKey(near.mentions | _by_name(fetch(_keys(later.values()))))
    return {name: _links(mention, every) for name, mention in later.items()}


class _ByKey:
    """Mentions by their keys, and the commitments among them."""

    def __init__(self, mentions: dict[str, Mention]) -> None:
        self.mentions = mentions
        self._names: defaultdict[int, list[str]] = defaultdict(list)
        self._promises: defaultdict[int, list[str]] = defaultdict(list)
        for name, mention in mentions.items():
            for each in (self._names, self._promises) if deadline_of(mention) else (self._names,):
                for key in commitment_keys(mention):
                    each[key].append(name)

    def told_after(self, mention: Mention) -> list[tuple[str, Mention]]:
        """What was told after a commitment and shares a key with it; nothing for what is none."""
        told = _told(mention)
        if not told or not deadline_of(mention):
            return []
        names = {name for key in commitment_keys(mention) for name in self._names.get(key, ())}
        found = ((name, self.mentions[name]) for name in names)
        return [(name, other) for name, other in found if (day := _told(other)) and day > told]

    def promised_before(self, mention: Mention) -> Iterator[tuple[date, Mention]]:
        """Commitments told before a mention that share a key with it, the latest first; each claim once, as told last.

        News of what is done is held against what was told by the day it was done; so what an earlier telling of the
        same claim would give is what its last one gives.
        """
        told = _told(mention)
        if told and not deadline_of(mention) and (done := _day_of(mention)):
            told = min(told, done + timedelta(days=1))
        names = {name for key in commitment_keys(mention) for name in self._promises.get(key, ())}
        found = [(day, name) for name in names if told and (day := _told(self.mentions[name])) and day < told]
        claims = set[Hashable]()
        for day, name in sorted(found, key=lambda each: (-each[0].toordinal(), each[1])):
            claim = _claim(self.mentions[name])
            if claim not in claims:
                claims.add(claim)
                yield day, self.mentions[name]


def _claim(mention: Mention) -> Hashable:
    """All of a commitment that a later mention is held against, but the day of its telling."""
    traits = mention.traits
    said = (traits.ordinals, traits.names, traits.numbers, traits.things)
    return mention.when, mention.role, mention.actors, mention.sectors, said


def _keys(mentions: Iterable[Mention]) -> frozenset[int]:
    return frozenset(key for mention in mentions for key in commitment_keys(mention))


def _by_name(mentions: Iterable[Mention]) -> dict[str, Mention]:
    """Commitments and what may be news of one, by fingerprint."""
    return {fingerprint(mention): mention for mention in mentions if commitment_keys(mention)}


def _links(later: Mention, every: _ByKey) -> tuple[Link, ...]:
    """The link of each kind to the latest commitment that it fits."""
    best: dict[str, Link] = {}
    possible = 2 if deadline_of(later) else 1  # what promises again moves or repeats, all else completes
    for _, mention in every.promised_before(later):
        link = find_link(mention, later)
        if link and link.kind not in best:
            best[link.kind] = link
            if len(best) == possible:
                break
    return tuple(link for _, link in sorted(best.items()))


def find_link(earlier: Mention, later: Mention) -> Link | None:
    """What the later mention plainly says of the earlier one, None where it says nothing of it."""
    promised, told_then, told_now = deadline_of(earlier), _told(earlier), _told(later)
    if not promised or not told_then or not told_now or told_now <= told_then:
        return None
    if earlier.language != later.language or not earlier.actors & later.actors or not earlier.sectors & later.sectors:
        return None
    if _elsewhere(earlier.traits, later.traits):
        return None
    again = deadline_of(later)
    kind, day = _promised_again(earlier, later, promised, again) if again else _kept(earlier, later)
    return Link(fingerprint(later), fingerprint(earlier), kind, (day - promised).days) if kind and day else None


def _told(mention: Mention) -> date | None:
    return mention.announced and mention.announced[0]


def _elsewhere(a: Traits, b: Traits) -> bool:
    """Whether places or ordinals are not the same, or names: what is promised here is not kept there."""
    return (
        a.places != b.places
        or bool(a.ordinals and a.ordinals != b.ordinals)
        or bool(a.names and b.names and a.names != b.names)
    )


def _same_thing(a: Traits, b: Traits) -> float:
    fewer = min(len(a.things), len(b.things))
    shared = len(a.things & b.things)
    return shared / fewer if fewer and shared >= max(_fewest(a), _fewest(b)) else 0.0


def _fewest(traits: Traits) -> int:
    return 1 if traits.numbers else FEWEST


def _promised_again(earlier: Mention, later: Mention, old: date, new: date | None) -> tuple[str | None, date | None]:
    a, b = earlier.traits, later.traits
    same = _same_thing(a, b)
    figures = bool(a.numbers) and a.numbers == b.numbers
    if new == old:
        return (REPEATS, new) if same >= SURELY_SAME and a.numbers == b.numbers else (None, None)
    if "moved" in b.says and same >= SAME_THING and (figures or not a.numbers or not b.numbers):
        return MOVES, new
    told = _told(later)
    telling = figures and any(digits(value) > 1 or value >= 100 for _, value in a.numbers)
    return (MOVES, new) if telling and same >= SURELY_SAME and told and told <= old else (None, None)


def _kept(earlier: Mention, later: Mention) -> tuple[str | None, date | None]:
    a, b = earlier.traits, later.traits
    if later.group == "promised" or "not_done" in b.says:
        return None, None
    same = _same_thing(a, b)
    surely = "done" in b.says and same >= SAME_THING
    if a.numbers:
        built = "done_with_number" in b.says and same >= SURELY_SAME
        kept = (surely or built) and all(_reached(number, b, None if surely else MOST) for number in a.numbers)
    else:
        kept = surely and not any(kind == "%" for kind, _ in b.numbers)
    day = _day_of(later)
    told = _told(earlier)
    return (COMPLETES, day) if kept and day and told and day >= told else (None, None)


def _reached(promised: tuple[str, float], later: Traits, most: float | None) -> bool:
    kind, value = promised
    reached = (number for each, number in later.numbers if each == kind and number >= value)
    return any(most is None or number <= most * value for number in reached)


def _day_of(mention: Mention) -> date | None:
    """The day by which it was done: the last of its time, else the day of the telling."""
    start, end = mention.when or (None, None)
    return end - timedelta(days=1) if end else start or _told(mention)
