"""Finds where rules can begin in a text without blanks between words: by the two characters they can begin with.

It may let a rule try in vain, and never keeps one from a place where it can match.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, TypeAlias

from loaders.dates.patterns import ANY, DIGIT
from loaders.dates.phrases import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loaders.dates.phrases import Rule

Prefix: TypeAlias = "tuple[str, ...]"

_LENGTH = 2
_REPEAT = re.compile(r"\(\?P=\w+\)")  # a sign that is written twice, loosened in a gate
_GROUP = 13  # rules behind one gate
_FEW = 3  # rules that are tried without a gate
_KEPT = 1 << 15  # pairs of characters remembered
_WIDEST = 64  # characters of a range that are told one by one


@dataclass(frozen=True, slots=True)
class Gate:
    """Rules that are tried together, and the expression that lets them; None lets them always."""

    expression: re.Pattern[str] | None
    rules: tuple[Rule, ...]


def gates(rules: list[Rule], crowd: int = 24) -> tuple[Gate, ...]:
    """A common beginning begins many rules and few readings: from a ``crowd`` on they are tried in groups."""
    if len(rules) < crowd:
        return (Gate(None, tuple(rules)),)
    groups = [rules[at : at + _GROUP] for at in range(0, len(rules), _GROUP)]
    return tuple(Gate(_any_of(group), tuple(group)) for group in groups)


def _any_of(rules: list[Rule]) -> re.Pattern[str]:
    sources = [_beginning(rule) for rule in rules if isinstance(rule.segments[0], Words)]
    return re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", _REPEAT.sub(".{1,9}?", each)) for each in sources))


def _beginning(rule: Rule) -> str:
    """The expression of a rule's first words, with what must stand ahead of them where they are the whole rule."""
    first = rule.segments[0]
    assert isinstance(first, Words)
    if len(rule.segments) > 1 or rule.ahead is None or rule.ahead.as_written:
        return first.expression.pattern
    return f"(?:{first.expression.pattern})(?={rule.ahead.expression.pattern})"


class Starts:
    """The rules of one lexicon by the two characters they begin with, and the expression that finds such places.

    A number is begun only where it begins, not within a row of digits or of ``numerals``.
    """

    def __init__(self, rules: Iterable[Rule], numerals: str = "") -> None:
        ranked = sorted(rules, key=lambda each: -each.priority)
        begun = [(rule, found) for rule in ranked if (found := _prefixes_of(rule))]
        self._groups = [_Group(begun[at : at + _GROUP]) for at in range(0, len(begun), _GROUP)]
        self._known: dict[str, tuple[Gate, ...]] = {}
        self.scan = re.compile(_scan_pattern({prefix for _, prefixes in begun for prefix in prefixes}, numerals))

    def gates_at(self, folded: str, start: int) -> tuple[Gate, ...]:
        """Rules that can begin at a place, behind their gates; none within a row of digits."""
        pair = folded[start : start + _LENGTH]
        if pair[:1].isdigit() and start and folded[start - 1].isdigit():
            return ()
        known = self._known.get(pair)
        if known is None:
            signs = tuple(DIGIT if character.isdigit() else character for character in pair)
            known = tuple(gate for group in self._groups if (gate := group.gate(signs)).rules)
            if len(self._known) > _KEPT:
                self._known.clear()
            self._known[pair] = known
        return known


class Follows:
    """The rules that can go on from a phrase of a kind, by the two characters behind it."""

    def __init__(self, follow: Mapping[str, tuple[Rule, ...]]) -> None:
        self._follow = {kind: [(rule, _goes_on(rule)) for rule in rules] for kind, rules in follow.items()}
        self._known: dict[tuple[str, str], tuple[Rule, ...]] = {}

    def rules_at(self, kind: str, folded: str, end: int) -> tuple[Rule, ...]:
        """Rules that can go on from a phrase of a kind that ends at a place."""
        key = kind, folded[end : end + _LENGTH]
        known = self._known.get(key)
        if known is None:
            signs = tuple(DIGIT if character.isdigit() else character for character in key[1])
            known = tuple(rule for rule, nexts in self._follow.get(kind, ()) if nexts is None or _fits(signs, nexts))
            if len(self._known) > _KEPT:
                self._known.clear()
            self._known[key] = known
        return known


class _Group:
    """Rules that stand together in rank, and one expression that matches where any of them can."""

    def __init__(self, begun: list[tuple[Rule, frozenset[Prefix]]]) -> None:
        self._begun = [(rule, _followers(prefixes)) for rule, prefixes in begun]
        self._gate: re.Pattern[str] | None = None

    def gate(self, signs: Prefix) -> Gate:
        rules = tuple(rule for rule, nexts in self._begun if _fits(signs, nexts))
        if len(rules) < _FEW:
            return Gate(None, rules)
        self._gate = self._gate or _any_of([rule for rule, _ in self._begun])
        return Gate(self._gate, rules)


def _prefixes_of(rule: Rule) -> frozenset[Prefix]:
    """What the words of a rule begin with; where they are short and must stand before others, those too."""
    first = rule.segments[0]
    if not isinstance(first, Words):
        return frozenset()
    prefixes = find_prefixes(first.expression.pattern)
    if len(rule.segments) > 1 or rule.ahead is None or rule.ahead.as_written:
        return prefixes
    ahead = _sequence(list(_parser.parse(rule.ahead.expression.pattern)), _LENGTH)
    return frozenset(_joined(set(prefixes), ahead, _LENGTH))


def _goes_on(rule: Rule) -> dict[str, set[str]] | None:
    """What the words behind the first place of a rule begin with; None where that is not told."""
    words = rule.segments[1] if len(rule.segments) > 1 else None
    if not isinstance(words, Words):
        return None
    prefixes = _sequence(list(_parser.parse(words.expression.pattern)), _LENGTH)
    return None if () in prefixes else _followers(prefixes)


def _followers(prefixes: Iterable[Prefix]) -> dict[str, set[str]]:
    """For each first character those that can follow, ANY where that is not told."""
    nexts: dict[str, set[str]] = {}
    for prefix in prefixes:
        nexts.setdefault(prefix[0], set()).add(prefix[1] if len(prefix) > 1 else ANY)
    return nexts


def _fits(signs: Prefix, nexts: dict[str, set[str]]) -> bool:
    first, second = (*signs, ANY, ANY)[:_LENGTH]
    return any(following and (ANY in following or second in following) for following in map(nexts.get, (first, ANY)))


def _scan_pattern(prefixes: set[Prefix], numerals: str) -> str:
    """Characters at which a rule can begin, each with those that must follow it, where that is told."""
    nexts = _followers(prefixes)
    parts = [r"(?<!\d)\d"] if DIGIT in nexts else []
    bare = [first for first in sorted(nexts) if ANY in nexts[first] and first != DIGIT]
    for signs in ([each for each in bare if each in numerals], [each for each in bare if each not in numerals]):
        if signs:
            parts.append(_not_within(numerals, signs[0]) + f"[{''.join(map(re.escape, signs))}]")
    for first, following in sorted(nexts.items()):
        if ANY not in following and first != DIGIT:
            sets = "".join(r"\d" if each == DIGIT else re.escape(each) for each in sorted(following))
            parts.append(f"{_not_within(numerals, first)}{re.escape(first)}(?=[{sets}])")
    return "|".join(parts) or r"\b\B"


def _not_within(numerals: str, first: str) -> str:
    return f"(?<![{re.escape(numerals)}])" if first in numerals else ""


def find_prefixes(expression: str) -> frozenset[Prefix]:
    """The first two characters a pattern can match; a shorter one where it can end, ANY for what is not told.

    >>> sorted(find_prefixes("今[年天]|[12]?月"))
    [('0', '月'), ('今', '天'), ('今', '年'), ('月',)]
    """
    return frozenset(_sequence(list(_parser.parse(expression)), _LENGTH)) - {()}


def _sequence(items: list[Any], length: int) -> set[Prefix]:
    found: set[Prefix] = {()}
    for code, value in items:
        if code is codes.ASSERT and value[0] > 0:
            return _joined(found, _sequence(list(value[1]), length), length)
        grown = _item(code, value, length)
        found = _joined(found, grown, length)
        if all(len(prefix) == length for prefix in found):
            break
    return found


def _joined(heads: set[Prefix], tails: set[Prefix], length: int) -> set[Prefix]:
    fitting = {room: {tail[:room] for tail in tails} for room in {length - len(head) for head in heads}}
    return {head + tail for head in heads for tail in fitting[length - len(head)]}


def _item(code: Any, value: Any, length: int) -> set[Prefix]:
    """What one item of a pattern adds."""
    if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
        return {()}
    if code is codes.LITERAL:
        return {(_sign(chr(value)),)}
    if code is codes.IN:
        return {(sign,) for sign in _members(value)}
    if code is codes.SUBPATTERN:
        return _sequence(list(value[3]), length)
    if code is codes.BRANCH:
        return {prefix for branch in value[1] for prefix in _sequence(list(branch), length)}
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        least, most, inner = value
        once = _sequence(list(inner), length)
        twice = _joined(once, once, length) if most > 1 else set[Prefix]()
        return once | twice | ({()} if least == 0 else set())
    return {(ANY,), (ANY, ANY)[:length]}


def _members(items: Any) -> set[str]:
    signs: set[str] = set()
    for code, value in items:
        if code is codes.LITERAL:
            signs.add(_sign(chr(value)))
        elif code is codes.CATEGORY and value is codes.CATEGORY_DIGIT:
            signs.add(DIGIT)
        elif code is codes.RANGE and value[1] - value[0] < _WIDEST:
            signs.update(_sign(chr(each)) for each in range(value[0], value[1] + 1))
        else:
            return {ANY}
    return signs


def _sign(character: str) -> str:
    return DIGIT if character.isdigit() else character
