"""Joins mentions of one event into stories; refuses to join what differs in date, figure, place, actor or firmness.

Whether two are alike or clash says ``likeness``. In the order of its telling each mention joins the story of those it
is most alike, among the earlier ones with which it shares a key, unless it clashes with any that is there; else it
begins a story. So a story depends on the mentions alone, never on the order in which they came; a mention that says
what another said already (the same fingerprint) changes no story.

Only what was told later can depend on a mention. When one comes or goes, those are judged again that it can have moved,
then those that these can have moved, and no others: a thing that is told every week for years is a chain of stories,
and no change runs along it further than its stories change.

A story is named by the fingerprint of its earliest telling. When an earlier one turns up the name changes, and the old
name is the fingerprint of a mention still: it leads to the story that holds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Protocol, TypeAlias

import numpy as np

from loaders.events.likeness import are_alike, do_clash
from loaders.events.mentions import Mention, asked_keys, fingerprint, story_keys
from loaders.events.sketches import UNKNOWN, Sketches, may_be_alike, sketch
from loaders.events.traits import Traits

AT_ONCE = 1_000  # mentions whose neighbours are fetched together
PAIRS = 2**17  # of mentions whose sketches are compared together
MOST_FETCHED = 10_000  # mentions that are held; then those that were fetched are let go, and fetched again if need be

Place: TypeAlias = tuple[date, str]
"""Where a mention stands in the order of telling: the first day of its telling, and its fingerprint."""


class Others(Protocol):
    """The mentions that were joined before, but those that go."""

    def sharing(self, mentions: Iterable[Mention]) -> Iterable[Mention]:
        """Those that share a key with any of some."""

    def stories(self, names: Iterable[str]) -> dict[str, str]:
        """The story of each that joined another one's, by fingerprint; it may be one of those that go."""

    def members(self, stories: Iterable[str]) -> Iterable[Mention]:
        """All mentions of some stories."""


class _Nobody:
    """No others."""

    def sharing(self, _: Iterable[Mention]) -> Iterable[Mention]:
        return ()

    def stories(self, _: Iterable[str]) -> dict[str, str]:
        return {}

    def members(self, _: Iterable[str]) -> Iterable[Mention]:
        return ()


def join_mentions(mentions: Iterable[Mention]) -> dict[str, str]:
    """The story of each mention's fingerprint."""
    return join_touched(mentions, (), _Nobody())


def join_touched(fresh: Iterable[Mention], gone: Iterable[Mention], others: Others) -> dict[str, str]:
    """The stories, by fingerprint, of the mentions that came, and of those whose story changed by what came or went.

    A mention that is both among those that came and those that went is told otherwise now: by other rules, its words
    have other keys, another sketch or other facts.
    """
    return _Joining(
        {fingerprint(each): each for each in fresh}, {fingerprint(each): each for each in gone}, others
    ).run()


class _Joining:
    """Judges in the order of telling all that came, and all that may be moved by that."""

    def __init__(self, fresh: dict[str, Mention], gone: dict[str, Mention], others: Others) -> None:
        self._fresh, self._gone, self._others = fresh, gone, others
        self._settled: dict[str, str] = {}
        """The stories of those that were judged."""
        self._moved: defaultdict[str, set[str]] = defaultdict(set)
        """The same by story."""
        self._waiting = {name: _place(each) for name, each in (gone | fresh).items()}
        self._hold(fresh.values())

    def _hold(self, mentions: Iterable[Mention]) -> None:
        """Hold some mentions, and what was settled, and nothing else."""
        self._mentions: dict[str, Mention] = {}
        self._places = {name: _place(mention) for name, mention in self._gone.items()}
        self._by_key: defaultdict[int, list[str]] = defaultdict(list)
        self._near: dict[str, list[str]] = {}
        self._near_before: dict[str, list[str]] = {}
        """The same with those near a mention as it was, where it is told otherwise now."""
        self._read = set[str]()
        """Those whose words were looked at, for the mentions that are judged now."""
        self._sketches, self._rows = bytearray(), dict[str, int]()
        self._stories: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}
        self._alike: dict[tuple[str, str], bool] = {}
        for mention in mentions:
            mention.let_go()
        self._fetch(mentions)

    def run(self) -> dict[str, str]:
        while self._waiting:
            order = sorted(self._waiting, key=self._waiting.__getitem__)
            for first in range(0, len(order), AT_ONCE):
                self._judge_all(order[first : first + AT_ONCE])
        return self._settled

    def _judge_all(self, names: list[str]) -> None:
        """Settle the stories of some that wait, in the order of telling, and let those wait that this may move."""
        if len(self._mentions) > MOST_FETCHED + len(self._fresh) + len(self._settled):
            held = self._fresh.keys() | self._waiting.keys() | self._settled.keys()
            self._hold([mention for name, mention in self._mentions.items() if name in held])
        self._prepare(names)
        left = list[tuple[str, str]]()
        for name in names:
            known, going = name in self._settled, name in self._gone
            renewed = going and not known and name in self._fresh
            before = self._story(name) if known or going or name not in self._fresh else None
            after = self._decide(name) if name in self._mentions else None
            del self._waiting[name]
            if before != after or (not known and name in self._fresh):
                self._settle(name, before, after)
                self._wait(self._drawn(name, before, after))
            if before != after or renewed:
                self._wait(self._kept_out(name, after))
                left += [(name, before)] if before is not None else []
        self._prepare(sorted({each for _, before in left for each in self._members_of(before)}))
        for name, before in left:
            self._wait(self._let_in(name, before))
        for mention in chain.from_iterable(map(self._told, self._read)):
            mention.let_go()
        self._read.clear()

    def _wait(self, names: Iterable[str]) -> None:
        self._waiting |= {name: self._places[name] for name in names}

    def _decide(self, name: str) -> str:
        """The story that a mention joins, or its own."""
        place = self._places[name]
        best: dict[str, tuple[float, Place]] = {}
        for other in self._near[name]:
            there = self._places[other]
            if there < place and self._are_alike(name, other):
                least, first = best.get(story := self._story(other), (0.0, there))
                overlap = _overlap(self._look_at(name).traits, self._look_at(other).traits)
                best[story] = min(least, -overlap), min(first, there)
        for story in sorted(best, key=best.__getitem__):
            if self._fits(name, story):
                return story
        return name

    def _fits(self, name: str, story: str) -> bool:
        """Whether a mention clashes with no earlier one of a story."""
        place = self._places[name]
        return not any(self._places[each] < place and self._do_clash(name, each) for each in self._members_of(story))

    def _settle(self, name: str, before: str | None, after: str | None) -> None:
        if before is not None:
            self._members_of(before).discard(name)
            self._moved[before].discard(name)
        if after is not None:
            self._settled[name] = after
            if after == name and (name in self._stories or name in self._fresh) and name not in self._gone:
                self._members.setdefault(name, set(self._moved[name]))  # the others have no story of this name
            self._members_of(after).add(name)
            self._moved[after].add(name)

    def _drawn(self, name: str, before: str | None, after: str | None) -> Iterator[str]:
        """The later ones alike with a mention, in the story that it left, or that fit into the one it joined.

        Of one that is told otherwise now all near it in that story: what it was alike with is not known any more.
        """
        for other in self._later(name, self._near_before.get(name, self._near[name])):
            story = self._story(other)
            lost, drawn = story == before, after if after != story else None
            if lost and name in self._near_before:
                yield other
                continue
            if (lost or drawn) and self._are_alike(name, other) and (lost or (drawn and self._fits(other, drawn))):
                yield other

    def _kept_out(self, name: str, after: str | None) -> Iterator[str]:
        """The later ones of the story that a mention joined with which it clashes."""
        members = self._members_of(after) if after else ()
        return (other for other in self._later(name, members) if self._do_clash(name, other))

    def _let_in(self, name: str, before: str) -> Iterator[str]:
        """The later ones near a story that clash with a mention that left it, and fit into it now."""
        members = self._members_of(before)
        for other in self._later(name, {each for member in members for each in self._near[member]} - members):
            if (name in self._near_before or self._do_clash(name, other)) and self._fits(other, before):
                yield other

    def _later(self, name: str, others: Iterable[str]) -> Iterator[str]:
        """Those of some that were told after a mention, and do not wait."""
        place = self._places[name]
        return (each for each in others if place < self._places[each] and each not in self._waiting)

    def _prepare(self, names: Iterable[str]) -> None:
        """Fetch all that the stories of some mentions rest on."""
        names = [name for name in names if name not in self._near]
        if not names:
            return
        self._fetch(self._others.sharing([each for name in names for each in self._told(name)]))
        self._stories |= self._others.stories([name for name in names if name in self._gone])
        near = self._find_near([each for name in names for each in self._told(name)])
        for name in names:
            self._near[name], *were = (next(near) for _ in self._told(name))
            if were:
                self._near_before[name] = sorted({*chain(self._near[name], *were)})
        before = (
            (name, other) for name in names for other in self._near[name] if self._places[other] < self._places[name]
        )
        alike = {self._story(other) for name, other in before if self._are_alike(name, other)}
        self._fetch_members(
            alike | {self._story(name) for name in names if name not in self._fresh or name in self._gone}
        )

    def _told(self, name: str) -> list[Mention]:
        """A mention, as it is now first."""
        return [kind[name] for kind in (self._mentions, self._gone) if name in kind]

    def _fetch(self, mentions: Iterable[Mention]) -> None:
        self._stories |= self._others.stories(self._add(mentions))

    def _add(self, mentions: Iterable[Mention]) -> list[str]:
        """Hold mentions; returns the names of those that were not held."""
        added = []
        for mention in mentions:
            name = fingerprint(mention)
            if name not in self._mentions:
                self._mentions[name] = mention
                self._places[name] = _place(mention)
                self._rows[name] = len(self._rows)
                self._sketches += sketch(mention)
                for key in story_keys(mention):
                    self._by_key[key].append(name)
                added.append(name)
        return added

    def _fetch_members(self, stories: Iterable[str]) -> None:
        missing = {story: set(self._moved[story]) for story in stories if story not in self._members}
        if not missing:
            return
        fetched = list(self._others.members(missing))
        self._fetch(fetched)
        for name in map(fingerprint, fetched):
            if name not in self._settled and self._story(name) in missing:
                missing[self._story(name)].add(name)
        self._members |= missing

    def _members_of(self, story: str) -> set[str]:
        self._fetch_members([story])
        return self._members[story]

    def _story(self, name: str) -> str:
        return self._settled.get(name) or self._stories.get(name, name)

    def _find_near(self, mentions: Iterable[Mention]) -> Iterator[list[str]]:
        """For each of some mentions the names of the others that share a key with it and may be alike."""
        by_key, asked, near, pairs = self._by_key, list[bytes](), list[list[str]](), 0
        for mention in mentions:
            names = {name for key in asked_keys(mention) if key in by_key for name in by_key[key]}
            near.append(sorted(names - {fingerprint(mention)}))
            asked.append(sketch(mention))
            pairs += len(near[-1])
            if pairs > PAIRS:
                yield from self._left(asked, near)
                asked, near, pairs = [], [], 0
        yield from self._left(asked, near)

    def _left(self, asked: list[bytes], near: list[list[str]]) -> Iterator[list[str]]:
        """Of the names that belong to each of some sketches those of mentions that may be alike with it."""
        held, one = (_table(sketches) for sketches in (self._sketches, b"".join(asked)))
        counts = [len(names) for names in near]
        others = np.fromiter((self._rows[name] for names in near for name in names), np.int64, sum(counts))
        alike = iter(may_be_alike(np.repeat(one, counts, axis=0), held[others]).tolist())
        return ([name for name in names if next(alike)] for names in near)

    def _are_alike(self, name: str, other: str) -> bool:
        """Whether two are alike, judged once."""
        known = self._alike.get((name, other))
        if known is None:
            known = are_alike(self._look_at(name), self._look_at(other))
            self._alike[name, other] = self._alike[other, name] = known
        return known

    def _do_clash(self, name: str, other: str) -> bool:
        return not self._alike.get((name, other)) and do_clash(self._look_at(name), self._look_at(other))

    def _look_at(self, name: str) -> Mention:
        """A mention, whose words are let go when those that are judged with it were."""
        self._read.add(name)
        return self._told(name)[0]


def _table(sketches: bytes | bytearray) -> Sketches:
    """Sketches, one a row."""
    return np.frombuffer(sketches, np.uint8).reshape(-1, len(UNKNOWN))


def _place(mention: Mention) -> Place:
    start = mention.announced and (mention.announced[0] or mention.announced[1])
    return start or date.max, fingerprint(mention)


def _overlap(one: Traits, other: Traits) -> float:
    """How much of their words two have in common."""
    return len(one.shingles & other.shingles) / len(one.shingles | other.shingles)
