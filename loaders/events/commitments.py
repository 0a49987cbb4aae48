"""Links a commitment with what a later text says of it: moved, completed, repeated; refuses a link that is not plain.

A commitment is a planned or target event with a deadline. A later mention is linked to the latest commitment before it
that shares an actor, a sector and the thing promised, and whose figures agree:

- it *moves* the deadline when it states another one and says so ("put off to", 延期至), or promises the same figures of
  the same thing before the old deadline has passed;
- it *completes* the commitment when it tells that this is done, or built to the figure that was promised;
- it *repeats* it when it promises the same by the same day.

Whether a commitment is overdue is nobody's to say here: that needs a day, and the reader gives it.

However often something is promised, a mention is held against few: a key says what must agree beside the thing, its
figures or its day, and only news without either looks under the thing alone. Of a key the ``MOST_HELD`` commitments
told last before it are looked at. So what comes or goes can change the links of what was told after it alone, and no
further than to the ``MOST_HELD``th commitment after it. These are looked at again: the order of coming changes no link.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from math import floor, inf, log
from typing import Protocol, TypeAlias

from loaders.events.mentions import LARGE, Mention, band_keys, digits, fingerprint, is_turned, side, sign, turn
from loaders.events.traits import Number, Traits

Asked: TypeAlias = Iterable[tuple[date, tuple[int, ...]]]
"""Days, each with the keys of one mention."""

MOVES, COMPLETES, REPEATS = "moves", "completes", "repeats"
SAME_THING, SURELY_SAME = 0.6, 0.75  # words for the thing promised that the shorter list has in common with the other
FEWEST = 2  # such words; one is enough where a figure goes with it
MOST = 1.25  # times the promised figure that may be reached and still be its completion, when no word says so
HASHES, ROWS = 24, 2
AT_ONCE = 500  # mentions for which others are fetched together
MOST_HELD = 8  # commitments under one key that a later mention is held against
DEADLINE_ROLES = frozenset(["deadline", "expected"])
_DAY = timedelta(days=1)


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


class Others(Protocol):
    """The mentions that were linked before, but those that go."""

    def promised(self, before: Asked, after: Asked) -> Iterable[Mention]:
        """The ``MOST_HELD`` told last before a day that meet some keys, and what was told after one that others meet.

        That is what was told up to the ``MOST_HELD``th with the same key after the day.
        """

    def linked(self, names: Iterable[str]) -> set[str]:
        """Those of some that say something of an earlier one, by fingerprint."""


class _Nobody:
    """No others."""

    def promised(self, *_: Asked) -> Iterable[Mention]:
        return ()

    def linked(self, _: Iterable[str]) -> set[str]:
        return set()


def deadline_of(mention: Mention) -> date | None:
    """The last day of a commitment; None for what is none."""
    if mention.group != "promised" or mention.role not in DEADLINE_ROLES or not mention.when or not mention.when[1]:
        return None
    return mention.when[1] - timedelta(days=1)


def commitment_keys(mention: Mention) -> tuple[int, ...]:
    """Keys under which a commitment, or news of one, is found: an actor, a sector, and part of what is promised."""
    return mention.marks.promises if mention.marks else _commitment_keys(mention)


@lru_cache(maxsize=4096)
def _commitment_keys(mention: Mention) -> tuple[int, ...]:
    if not mention.actors or not mention.sectors or len(mention.traits.things) < _fewest(mention.traits):
        return ()
    tells, asks = _tells(mention), _asks(mention)
    if not tells and not asks:
        return ()
    signature = sign(mention.traits.things, HASHES)
    bands = [signature[first : first + 4 * ROWS] for first in range(0, len(signature), 4 * ROWS)]
    place = " ".join(sorted(mention.traits.places))  # what is promised in one place is not kept in another

    def keys(reason: str) -> Iterator[int]:
        for actor in mention.actors:
            for sector in mention.sectors:
                yield from band_keys(bands, "promise", reason, mention.language, place, actor, sector)

    told = chain(map(side, chain.from_iterable(map(keys, tells))), *map(keys, _agrees(mention)))
    return tuple(sorted({*told, *(turn(side(key)) for reason in asks for key in keys(reason))}))


def _agrees(mention: Mention) -> list[str]:
    """What a commitment and the same one made again have in common: figures that tell, else its day and its figures."""
    promised, numbers = deadline_of(mention), mention.traits.numbers
    if not promised:
        return []
    return [_spell(numbers) if _is_telling(numbers) else f"{promised.isoformat()} {_spell(numbers)}"]


def _spell(numbers: frozenset[Number]) -> str:
    return " ".join(f"{kind}{value:.9g}" for kind, value in sorted(numbers))


def _few(numbers: frozenset[Number]) -> list[str]:
    """Figures that many have, under which what is put off finds what had them."""
    return [f"figures {_spell(numbers)}"] if numbers and not _is_telling(numbers) else []


def _is_telling(numbers: frozenset[Number]) -> bool:
    """Whether the same figures are hardly promised twice of one thing, unless it is one promise."""
    return any(digits(value) > 1 or value >= LARGE for _, value in numbers)


def _tells(mention: Mention) -> list[str]:
    """As what a commitment is found by news of it: as any, and by the size of its largest figure or as having none.

    By its figures too where those made again must have the same day, for what is put off has another.
    """
    if not deadline_of(mention):
        return []
    numbers = mention.traits.numbers
    size = f"size {_size(max(numbers, key=lambda number: number[::-1]))}" if numbers else "bare"
    return ["any", size, *_few(numbers)]


def _asks(mention: Mention) -> list[str]:
    """As what a mention looks for commitments that it is news of, beside those that agree with it."""
    says, numbers = mention.traits.says, mention.traits.numbers
    if deadline_of(mention):
        return ["bare" if numbers else "any", *_few(numbers)] if "moved" in says else []
    if mention.group == "promised" or "not_done" in says:
        return []
    if "done" in says:
        return ["any"]
    reached = {(kind, size - less) for kind, size in map(_size, numbers) for less in (0, 1)}
    return sorted(f"size {each}" for each in reached) if "done_with_number" in says else []


def _size(number: Number) -> tuple[str, int]:
    """The kind of a figure and its size in steps of ``MOST``; what is at most so much more is in the next step."""
    kind, value = number
    return kind, floor(log(value) / log(MOST)) if 0 < value < inf else 0


def link_mentions(mentions: Iterable[Mention]) -> dict[str, tuple[Link, ...]]:
    """The links of all mentions, by the later one's fingerprint."""
    return link_touched(mentions, (), _Nobody())


def link_touched(fresh: Iterable[Mention], gone: Iterable[Mention], others: Others) -> dict[str, tuple[Link, ...]]:
    """The links anew, by the later mention, of each whose links can have changed by what came or went."""
    came, went = _by_name(fresh), _by_name(gone)
    links: dict[str, tuple[Link, ...]] = {}
    for touching in _some([*came.values(), *went.values()]):
        near = _ByKey(_by_name(others.promised(_before(touching), _after(touching))) | came)
        links |= {name: _links(came[name], near) for name in map(fingerprint, touching) if name in came}
        touched = _touched(touching, near, came, went, others)
        del near
        for more in _some(touched):
            near = _ByKey(_by_name(others.promised(_before(more), ())) | came)
            links |= {fingerprint(mention): _links(mention, near) for mention in more}
        for mention in came.values():
            mention.let_go()
    return links


def _some(mentions: Iterable[Mention]) -> Iterator[list[Mention]]:
    """Mentions in the order of telling, as many at once as have their others held."""
    order = sorted(mentions, key=lambda each: (each.told or date.max, fingerprint(each)))
    return (order[first : first + AT_ONCE] for first in range(0, len(order), AT_ONCE))


def _touched(
    touching: list[Mention], near: _ByKey, came: dict[str, Mention], went: dict[str, Mention], others: Others
) -> list[Mention]:
    """Those that did not come themselves and whose links may be others now.

    What came and is no commitment that a later mention speaks of can only take the place of another among the
    ``MOST_HELD``: where that mention speaks of none, it will not speak of one now.
    """
    pairs = [(mention, name) for mention in touching for name in near.told_after(mention) if name not in came]
    known = {name for mention, name in pairs if fingerprint(mention) in went}
    known |= others.linked({name for _, name in pairs} - known)
    known |= {name for mention, name in pairs if name not in known and find_link(mention, near.mentions[name])}
    return [near.mentions[name] for name in sorted(known)]


def _before(mentions: Iterable[Mention]) -> Asked:
    """By what the commitments are found that mentions can be news of, and before what day they were told."""
    return [(day, _looks_by(mention)) for mention in mentions if (day := mention.told)]


def _after(mentions: Iterable[Mention]) -> Asked:
    """By what the news of commitments is found, and after what day it was told."""
    return [(day, _held_by(mention)) for mention in mentions if (day := mention.told) and deadline_of(mention)]


def _looks_by(mention: Mention) -> tuple[int, ...]:
    """The keys by which a mention finds commitments: all but those by which others find it."""
    return tuple([key for key in commitment_keys(mention) if not key & 1 or is_turned(key)])


def _held_by(commitment: Mention) -> tuple[int, ...]:
    """The keys by which later mentions find a commitment: all but those by which it looks for others."""
    return tuple([key for key in commitment_keys(commitment) if not is_turned(key)])


class _ByKey:
    """Mentions by their keys, in the order of their telling."""

    def __init__(self, mentions: dict[str, Mention]) -> None:
        self.mentions = mentions
        self._claims: dict[str, Hashable] = {}
        self._told: defaultdict[int, list[tuple[date, str]]] = defaultdict(list)
        for entry in sorted((day, name) for name, mention in mentions.items() if (day := mention.told)):
            for key in commitment_keys(mentions[entry[1]]):
                self._told[key].append(entry)

    def told_after(self, mention: Mention) -> set[str]:
        """What was told after a commitment and meets one of its keys; nothing for what is none."""
        told, names = mention.told, set[str]()
        if not told or not deadline_of(mention):
            return names
        for key in _held_by(mention):
            each = self._told.get(turn(key), [])
            names.update(name for _, name in each[bisect_left(each, (told + _DAY, "")) :])
        return names

    def promised_before(self, mention: Mention) -> Iterator[Mention]:
        """Commitments told before a mention that meet one of its keys, the latest first."""
        told = mention.told
        found = set[tuple[date, str]]()
        for key in _looks_by(mention) if told else ():
            each = self._told.get(turn(key), [])
            last = bisect_left(each, (told, ""))
            found.update(each[max(0, last - MOST_HELD) : last])
        return (self.mentions[name] for _, name in sorted(found, key=lambda each: (-each[0].toordinal(), each[1])))

    def claim(self, mention: Mention) -> Hashable:
        """All of a commitment that a later mention is held against, but the day of its telling."""
        name = fingerprint(mention)
        return self._claims.get(name) or self._claims.setdefault(name, _claim(mention))


def _claim(mention: Mention) -> Hashable:
    traits = mention.traits
    said = (traits.ordinals, traits.names, traits.numbers, traits.things)
    return mention.when, mention.role, mention.actors, mention.sectors, said


def _by_name(mentions: Iterable[Mention]) -> dict[str, Mention]:
    """Commitments and what may be news of one, by fingerprint."""
    return {fingerprint(mention): mention for mention in mentions if commitment_keys(mention)}


def _links(later: Mention, every: _ByKey) -> tuple[Link, ...]:
    """The link of each kind to the latest commitment that it fits; of a claim its last telling is asked alone.

    What was done before that was told is not what it promises, though an earlier telling may have promised it.
    """
    best, claims = dict[str, Link](), set[Hashable]()
    for mention in every.promised_before(later):
        kind = _possible(mention, later)
        if kind is None or kind in best or (claim := every.claim(mention)) in claims:
            continue
        claims.add(claim)
        if link := find_link(mention, later):
            best[link.kind] = link
    return tuple(link for _, link in sorted(best.items()))


def _possible(earlier: Mention, later: Mention) -> str | None:
    """What alone a mention may say of a commitment, by the days of both and its own words; None where it is nothing.

    It is the same for all tellings of a claim.
    """
    promised, again, says = deadline_of(earlier), deadline_of(later), later.traits.says
    if not again:
        return COMPLETES if later.group != "promised" and not says.isdisjoint(("done", "done_with_number")) else None
    if again == promised:
        return REPEATS
    open_still = promised is not None and later.told is not None and later.told <= promised
    return MOVES if "moved" in says or (open_still and _is_telling(later.traits.numbers)) else None


def find_link(earlier: Mention, later: Mention) -> Link | None:
    """What the later mention plainly says of the earlier one, None where it says nothing of it."""
    promised, told_then, told_now = deadline_of(earlier), earlier.told, later.told
    if not promised or not told_then or not told_now or told_now <= told_then:
        return None
    if earlier.language != later.language or not earlier.actors & later.actors or not earlier.sectors & later.sectors:
        return None
    a, b = earlier.traits, later.traits
    if _elsewhere(a, b):
        return None
    if again := deadline_of(later):
        kind = _promised_again(a, b, moved=again != promised, open_still=told_now <= promised)
        day: date | None = again
    else:
        day = _day_of(later)
        kind = COMPLETES if day and day >= told_then and later.group != "promised" and _kept(a, b) else None
    return Link(fingerprint(later), fingerprint(earlier), kind, (day - promised).days) if kind and day else None


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


def _promised_again(a: Traits, b: Traits, *, moved: bool, open_still: bool) -> str | None:
    """What a commitment says of an earlier one, by another day where it is ``moved``, which was ``open_still``."""
    same = _same_thing(a, b)
    if not moved:
        return REPEATS if same >= SURELY_SAME and a.numbers == b.numbers else None
    figures = bool(a.numbers) and a.numbers == b.numbers
    if "moved" in b.says and same >= SAME_THING and (figures or not a.numbers or not b.numbers):
        return MOVES
    return MOVES if figures and _is_telling(a.numbers) and same >= SURELY_SAME and open_still else None


def _kept(a: Traits, b: Traits) -> bool:
    """Whether the words of what was done keep what those of a commitment promise."""
    if "not_done" in b.says:
        return False
    same = _same_thing(a, b)
    surely = "done" in b.says and same >= SAME_THING
    if not a.numbers:
        return surely and not any(kind == "%" for kind, _ in b.numbers)
    built = "done_with_number" in b.says and same >= SURELY_SAME
    return (surely or built) and all(_reached(number, b, None if surely else MOST) for number in a.numbers)


def _reached(promised: tuple[str, float], later: Traits, most: float | None) -> bool:
    kind, value = promised
    reached = (number for each, number in later.numbers if each == kind and number >= value)
    return any(most is None or number <= most * value for number in reached)


def _day_of(mention: Mention) -> date | None:
    """The day by which it was done: the last of its time, else the day of the telling."""
    start, end = mention.when or (None, None)
    return end - timedelta(days=1) if end else start or mention.told
