"""The values that pass between reading and resolving: rules, phrases and what they mean; refuses words and clocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from loaders.edtf import Interval
from loaders.expressions import compile_expression

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

Slots: TypeAlias = "dict[str, Any]"

COARSE = ("month", "quarter", "half", "season", "year", "decade", "century")
CALENDAR = ("day", "week", "weekend", *COARSE, "span", "event")
# Names under which a pattern may ask for several kinds of phrase at once.
KIND_GROUPS: dict[str, tuple[str, ...]] = {
    "date": CALENDAR,
    "period": ("week", "weekend", *COARSE, "span", "event"),
    "coarse": COARSE,
}
KINDS = (*CALENDAR, "time", "duration", "set", "ref", "nothing", "name")


@dataclass(frozen=True, slots=True)
class WordList:
    """A list of surfaces with values: its pattern, how a surface is read, and which words need their capital."""

    pattern: str
    read: Callable[[str], Any]
    capitals: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Words:
    """One regular segment of a pattern: its expression, and for each group the lists that read it."""

    source: str
    readers: tuple[tuple[str, Callable[[str], Any]], ...]
    capitals: tuple[tuple[str, frozenset[str]], ...]

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The source compiled, when first asked for: most rules are never tried on a text."""
        return compile_expression(self.source)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a pattern where another phrase of one of these kinds stands."""

    name: str
    kinds: frozenset[str]


@dataclass(frozen=True)
class Guard:
    """What must, or must not, stand beside a reading; one that holds capitals looks at the text as written."""

    source: str
    as_written: bool

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The source compiled, when first asked for."""
        return compile_expression(self.source)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a lexicon: how it is spelled, what it makes, and where it must not stand."""

    name: str
    file: str
    segments: tuple[Words | Slot, ...]
    makes: str
    constants: Mapping[str, Any]
    alone: bool
    within: bool
    priority: int
    behind: Guard | None
    not_behind: Guard | None
    ahead: Guard | None
    not_ahead: Guard | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of time as a rule read them, before anything is known of the document."""

    start: int
    end: int
    kind: str
    rule: Rule
    slots: Slots = field(hash=False, compare=False)

    def __getitem__(self, name: str) -> Any:
        """The value of a slot, None where the words say nothing of it."""
        return self.slots.get(name)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phrase means: TIMEX3 type and value, the calendar interval if it has one, and what was inferred.

    ``unit`` is the kind of the calendar phrase; ``anchor`` and ``direction`` say, for people, from what it was counted.
    """

    type: str
    value: str
    unit: str
    interval: Interval | None = None
    inferred: frozenset[str] = frozenset()
    anchor: str = ""
    direction: str = ""
