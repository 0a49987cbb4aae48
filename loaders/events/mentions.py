"""What joining needs to know of one telling of an event, its fingerprint and its keys; refuses to join anything.

Two mentions with the same fingerprint say the same in the same words at the same time: a re-post of a document brings
no new one. Two mentions are compared only when they share a key, so a key is given out for every reason to join them.
A key is short, and some meet by chance; but what shares an even one for a reason states the same time, or none, and
what shares an odd one was told on the same day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import TypeAlias
from zlib import crc32

import numpy as np
from rensa import RMinHash

from loaders.events.traits import Traits, read_traits, recall_traits
from loaders.model import Status

Bounds: TypeAlias = "tuple[date | None, date | None]"

HASHES, ROWS = 30, 3  # hashes of a signature, and how many of them make one key
SEED = 20
CELL = 8  # days of one cell of announcement; cells begin every half of it
TIMED_CELL = 62  # the same for what states a time and is not told for ever: twice more than ``likeness.SEASON``
LARGE = 100  # a round number from here up is a key too
TELLING = 3  # significant digits of a number that is hardly shared by chance
MOST_NUMBERS = 4  # numbers of one sentence that are keys
_SETTLED = {Status.DONE: "settled", Status.IN_FORCE: "settled", Status.BACKGROUND: "settled"}
_PROMISED = {Status.PLANNED: "promised", Status.TARGET: "promised"}


@dataclass(frozen=True, slots=True)
class Marks:
    """The fingerprint of a mention, its keys for stories and commitments, its sketch, and the facts of its traits."""

    name: str
    keys: tuple[int, ...]
    promises: tuple[int, ...]
    sketch: bytes = b""
    facts: str = ""


@dataclass(frozen=True)
class Mention:
    """One telling of an event. ``when`` and ``announced`` are ``[start, end)`` in days, an end None where open.

    ``heading`` marks the words of a heading; ``standing`` says how near the teller is to the body that acts (1 is the
    body itself, see ``publishers.csv``). ``marks`` are its fingerprint and keys where they are known already.
    """

    id: str
    document: str
    text: str
    language: str
    status: Status
    when: Bounds | None = None
    role: str | None = None
    announced: Bounds | None = None
    sectors: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    instrument: str | None = None
    heading: bool = False
    publisher: str | None = None
    kind: str | None = None
    standing: int = 4
    marks: Marks | None = field(default=None, compare=False)

    @cached_property
    def group(self) -> str:
        """How firm it is, coarsely: settled, promised or statistic."""
        return _SETTLED.get(self.status) or _PROMISED.get(self.status) or "statistic"

    @cached_property
    def told(self) -> date | None:
        """The first day of its telling; None where that is not known."""
        return self.announced and self.announced[0]

    @cached_property
    def traits(self) -> Traits:
        """What its words say."""
        facts = self.marks and self.marks.facts
        return recall_traits(self.text, self.language, facts) if facts else read_traits(self.text, self.language)

    def let_go(self) -> None:
        """Hold no longer what its words say; that is read again when it is asked for."""
        vars(self).pop("traits", None)

    @property
    def days(self) -> int | None:
        """Length of its time; None where it has none or an end is open."""
        start, end = self.when or (None, None)
        return (end - start).days if start and end else None


def fingerprint(mention: Mention) -> str:
    """Sixteen hexadecimal digits of all that joining looks at, and of nothing else: no name, no place, no document."""
    return mention.marks.name if mention.marks else _fingerprint(mention)


@lru_cache(maxsize=4096)
def _fingerprint(mention: Mention) -> str:
    parts = (
        mention.language,
        mention.traits.plain,
        str(mention.status),
        *map(_days, (mention.when, mention.announced)),
        mention.role or "",
        " ".join(sorted(mention.sectors)),
        " ".join(sorted(mention.actors)),
        mention.instrument or "",
        "heading" if mention.heading else "",
    )
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def story_keys(mention: Mention) -> tuple[int, ...]:
    """Keys under which a mention is found by those it might be one story with: 32-bit numbers, ascending."""
    return mention.marks.keys if mention.marks else _story_keys(mention)


@lru_cache(maxsize=4096)
def _story_keys(mention: Mention) -> tuple[int, ...]:
    bands = _bands(mention)
    firm = "promised" if mention.group == "promised" else ""
    keys = {key for cell in _cells(mention) for key in band_keys(bands, "words", mention.language, firm, cell)}
    keys |= {key_of(*parts) for parts in _facts(mention)}
    day = _day(mention)
    if day and _is_bare_heading(mention):
        keys |= {side(key_of("headed", day, sector)) for sector in mention.sectors}
    elif day and mention.when and not mention.heading:
        keys |= {turn(side(key_of("headed", day, sector))) for sector in mention.sectors}
    return tuple(sorted(keys))


def asked_keys(mention: Mention) -> frozenset[int]:
    """Keys under which a mention looks for others: its own, but a heading looks for bodies and a body for headings."""
    return frozenset([key ^ 2 if key & 1 else key for key in story_keys(mention)])  # ``turn``, of thousands at once


def turn(key: int) -> int:
    """The key that a key meets: its like, but an odd one is one side of two and meets the other, a bit away."""
    return key ^ 2 if key & 1 else key


def side(key: int) -> int:
    """The key of one side of two, as of a heading; the other one, as of its body, is this one turned."""
    return key & ~3 | 1


def is_turned(key: int) -> bool:
    """Whether a key is the other one of two sides."""
    return key & 3 == 3


def _is_bare_heading(mention: Mention) -> bool:
    return mention.heading and mention.when is None


def _day(mention: Mention) -> str | None:
    start = mention.told
    return start.isoformat() if start else None


def _cells(mention: Mention) -> list[str]:
    """Times that must agree: two overlapping stretches of days around its telling, and the event's own where stated.

    Only what is told for ever, one day's event and a number that tells, is found whenever it was told. So a promise
    that is made anew for years, or a figure of a year, is compared with what was told in its season alone.
    """
    start = mention.told
    if not mention.when:
        return _stretches(start, CELL) if start else ["undated"]
    when, settled = _days(mention.when), mention.group != "promised"
    if not start or (settled and mention.days == 1):
        return [when]
    ever = settled and any(digits(value) >= TELLING for _, value in mention.traits.numbers)
    return [*(f"{when} {stretch}" for stretch in _stretches(start, TIMED_CELL)), *([when] * ever)]


def _stretches(day: date, length: int) -> list[str]:
    half = length // 2
    return [f"{day.toordinal() // half + step}" for step in (0, 1)]


def _bands(mention: Mention) -> list[bytes]:
    signature = _signature(mention.text, mention.language)
    return [signature[first : first + 4 * ROWS] for first in range(0, len(signature), 4 * ROWS)]


@lru_cache(maxsize=4096)
def _signature(text: str, language: str) -> bytes:
    return sign(read_traits(text, language).shingles, HASHES)


def sign(words: frozenset[str], hashes: int) -> bytes:
    """The MinHash signature of some words, four bytes a hash."""
    sketch = RMinHash(num_perm=hashes, seed=SEED)
    sketch.update(list(words))
    return np.array(sketch.digest(), "<u4").tobytes()


def _facts(mention: Mention) -> Iterator[tuple[str, ...]]:
    """What two languages have in common: a number that tells; else one with what else must be shared beside it.

    That is the days of the telling, or an actor and its instrument; on one day an actor in a sector is enough.
    """
    if not mention.when:
        return
    time, one_day, cells = _days(mention.when), mention.days == 1, _cells(mention)
    start = mention.told
    numbers = sorted(mention.traits.numbers, key=lambda number: (-digits(number[1]), number))[:MOST_NUMBERS]
    near = _stretches(start, CELL) if start and any(value >= LARGE for _, value in mention.traits.numbers) else []
    acts = [(actor, mention.instrument) for actor in mention.actors if mention.instrument]
    for kind, value in numbers:
        told = (kind, f"{value:.9g}")
        if digits(value) >= TELLING:
            yield from (("number", cell, *told) for cell in cells)
        elif one_day or digits(value) > 1 or value >= LARGE:
            yield from (("number", time, stretch, *told) for stretch in near)
            yield from (("number", cell, *act, *told) for cell in cells for act in acts)
    if one_day:
        yield from (("actor", time, actor, sector) for actor in mention.actors for sector in mention.sectors)


def digits(number: float) -> int:
    """Significant digits of a number.

    >>> digits(5.6e8), digits(2037)
    (2, 4)
    """
    return len(f"{number:.9e}".partition("e")[0].replace(".", "").rstrip("0"))


def _days(bounds: Bounds | None) -> str:
    return "/".join(day.isoformat() if day else ".." for day in bounds) if bounds else ""


def band_keys(bands: list[bytes], *parts: str) -> list[int]:
    """A key for each part of a signature, under some words; the same part elsewhere in it gives another."""
    start = crc32("\0".join(parts).encode())
    return [_signed(crc32(band, start + number)) for number, band in enumerate(bands)]


def key_of(*parts: str) -> int:
    """A key of some words: a signed even number of 32 bits."""
    return _signed(crc32("\0".join(parts).encode()))


def _signed(number: int) -> int:
    """An even number of 32 bits; the odd ones are sides, see :func:`turn`."""
    return (number - (number >> 31 << 32)) & ~1
