"""Brings the store's rows and the rules of joining together: marks events, joins the mentions of a batch; has no rules.

Marking belongs to reading and happens in the workers; joining happens inside the store's commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from loaders.events.commitments import MOST_HELD, Asked, commitment_keys, link_touched
from loaders.events.mentions import Marks, Mention, fingerprint, story_keys
from loaders.events.sketches import may_be_alike, sketch
from loaders.events.standing import read_standing
from loaders.events.stories import join_touched
from loaders.model import Document, Event, PassageKind, Status
from loaders.store.joining import Joined, Others
from loaders.store.readings import Mark
from loaders.store.register import Row

_STATUS = {str(status): status for status in Status}


def mark_events(document: Document, events: tuple[Event, ...]) -> tuple[Mark, ...]:
    """For each event of a document what joins it with others."""
    standing = int(read_standing(document))
    headings = [passage for passage in document.passages if passage.kind == PassageKind.HEADING]

    def mark(event: Event) -> Mark:
        heading = any(each.start <= event.quote.start and event.quote.end <= each.end for each in headings)
        mention = _mention(document, event, heading)
        keys, promises = story_keys(mention), commitment_keys(mention)
        shape, facts = tuple(memoryview(sketch(mention)).cast("i")), mention.traits.facts(promised=bool(promises))
        mention.let_go()
        return Mark(fingerprint(mention), keys, promises, heading, standing, shape, facts or None)

    return tuple(map(mark, events))


def join_rows(fresh: list[Row], gone: list[Row], others: Others) -> Joined:
    """The stories and links of what the store asks about; see ``loaders.store.joining``."""
    came, went, there = list(map(_told, fresh)), list(map(_told, gone)), _Others(others)
    links = link_touched(came, went, there)
    rows = {name: sorted(map(asdict, each), key=lambda row: row["earlier"]) for name, each in links.items()}
    return Joined(join_touched(came, went, there), rows)


class _Others:
    """The mentions of the store, for those who judge them."""

    def __init__(self, others: Others) -> None:
        self._others = others

    def sharing(self, mentions: Iterable[Mention]) -> Iterator[Mention]:
        asked = ((story_keys(each), each.when, each.told, sketch(each)) for each in mentions)
        return map(_told, self._others.sharing(asked, may_be_alike))

    def stories(self, names: Iterable[str]) -> dict[str, str]:
        return self._others.stories(names)

    def members(self, stories: Iterable[str]) -> Iterator[Mention]:
        return map(_told, self._others.members(stories))

    def promised(self, before: Asked, after: Asked) -> Iterator[Mention]:
        return map(_told, self._others.promised(before, after, MOST_HELD))

    def linked(self, names: Iterable[str]) -> set[str]:
        return self._others.linked(names)


def _mention(document: Document, event: Event, heading: bool) -> Mention:
    announced, when = event.announced, event.when
    return Mention(
        id=event.id,
        document=document.id,
        text=event.quote.exact,
        language=document.language,
        status=event.status,
        when=(when.interval.start, when.interval.end) if when else None,
        role=str(when.role) if when else None,
        announced=(announced.interval.start, announced.interval.end) if announced else None,
        sectors=frozenset(tag.code for tag in event.sectors),
        actors=frozenset(event.actors),
        instrument=event.instrument,
        heading=heading,
        publisher=document.publisher,
        kind=document.kind,
    )


def _told(row: Row) -> Mention:
    """The same mention, from the row that the store keeps of it."""
    return Mention(
        id=row["id"],
        document=row["document"],
        text=row["text"],
        language=row["language"],
        status=_STATUS[row["status"]],
        when=(row["when_start"], row["when_end"]) if row["when"] else None,
        role=row["role"],
        announced=(row["announced_start"], row["announced_end"]) if row["announced"] else None,
        sectors=frozenset(row["sectors"] or ()),
        actors=frozenset(row["actors"] or ()),
        instrument=row["instrument"],
        heading=bool(row["heading"]),
        publisher=row["publisher"],
        kind=row["kind"],
        standing=row["standing"] or 4,
        marks=Marks(row["mention"], tuple(row["keys"]), tuple(row["promises"]), row["sketch"], row["facts"] or ""),
    )
