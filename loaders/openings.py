"""Tells which of many expressions can begin at a place of a text, by the next few characters; never drops one that can.

It reads the parsed expressions, not the text: it may let one try in vain. A digit stands for any digit and a blank for
any white space; what an expression does not tell (``.``, ``\\w``) ends what is known of it.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from loaders.expressions import parse
from loaders.kept import remember

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")
_Node: TypeAlias = dict[str, Any]  # by the next sign; "" has the numbers of what ends here, "all" what can begin

LENGTH = 5  # characters looked at
MOST = 700  # beginnings that are joined; where there were more, shorter ones are kept
_WIDEST = 24  # characters of a range that are told one by one
_UNKNOWN = "\0"  # what may follow is not told
_DIGIT, _BLANK = "0", " "
START = "\x02"  # a beginning that opens with it stands at the start of a text alone
_LOOKS = frozenset({codes.ASSERT, codes.ASSERT_NOT, codes.AT})
_KIND = f"openings {blake2b(Path(__file__).read_bytes(), digest_size=16).hexdigest()}"  # what is kept is of this code


def find_openings(*expressions: str, length: int = LENGTH) -> frozenset[str]:
    """The beginnings of all that expressions one after another can match, as far as they are told.

    >>> sorted(find_openings("(?:the )?plan|[12]?月", length=3))
    ['0月', 'pla', 'the', '月']
    """
    sources = "\0".join((str(length), *expressions))
    return frozenset(remember(_KIND, sources, lambda: sorted(_find_openings(expressions, length))))


def _find_openings(expressions: Iterable[str], length: int) -> frozenset[str]:
    parsed = [parse(expression) for expression in expressions]
    if any(each.state.flags & re.IGNORECASE for each in parsed):
        return frozenset({""})
    items = [item for each in parsed for item in each]
    return frozenset(opening.rstrip(_UNKNOWN) for opening in _sequence(items, length))


class Openings(Generic[T]):
    """Many things by the beginnings of their expressions, to be asked what can begin at a place.

    ``scan`` finds the places at which any of them can begin, and more: ask ``at`` of each. It is None where one of
    them can begin with anything. Things keep their order.
    """

    def __init__(self, things: Iterable[tuple[Iterable[str], T]], before: str = "") -> None:
        """``before`` is an expression of what must stand before any of them; it takes no character."""
        tree: _Node = {}
        self._things: list[T] = []
        for number, (openings, thing) in enumerate(things):
            self._things.append(thing)
            for opening in openings:
                node = tree
                for sign in opening:
                    node = node.setdefault(sign, {})
                node.setdefault("", []).append(number)
        self._first = tree.pop(START, {})
        self._tree = tree
        self.scan = _scan(tree, before)

    def at(self, text: str, start: int) -> tuple[T, ...]:
        """The things that can begin at a place of a text."""
        return self._walk(self._tree, text, start)

    def first(self, text: str) -> tuple[T, ...]:
        """The things that can begin at the start of a text and nowhere else."""
        return self._walk(self._first, text, 0)

    def _walk(self, root: _Node, text: str, start: int) -> tuple[T, ...]:
        node = root
        for character in text[start : start + LENGTH]:
            below = node.get(character)
            if below is None and (character.isalpha() or (below := node.get(_sign(character))) is None):
                break
            node = below
        found: tuple[T, ...] | None = node.get("all")
        return self._settle(root, text, start) if found is None else found

    def _settle(self, root: _Node, text: str, start: int) -> tuple[T, ...]:
        """The things of the last node of a way and of those above it, which that node keeps: most are never come to."""
        node, numbers = root, set(root.get("", ()))
        for character in text[start : start + LENGTH]:
            below = node.get(character) or node.get(_sign(character))
            if below is None:
                break
            node = below
            numbers.update(node.get("", ()))
        found = node["all"] = tuple(self._things[number] for number in sorted(numbers))
        return found


def _scan(tree: _Node, before: str) -> re.Pattern[str] | None:
    """An expression that finds, by two characters taken apart, where anything of a tree can begin."""
    if "" in tree:
        return None
    alone = {sign for sign, below in tree.items() if "" in below}
    seconds = {sign for first in tree.keys() - alone for sign in tree[first]}
    parts = [_set(alone)] if alone else []
    parts += [f"{_set(tree.keys() - alone)}(?={_set(seconds)})"] if seconds else []
    return re.compile(before + (f"(?:{'|'.join(parts)})" if parts else r"(?!)"))


def _set(signs: Iterable[str]) -> str:
    special = {_DIGIT: r"\d", _BLANK: r"\s"}
    return f"[{''.join(special.get(sign) or re.escape(sign) for sign in sorted(signs))}]"


def _sign(character: str) -> str:
    return _DIGIT if character.isdecimal() else _BLANK if character.isspace() else character


def _sequence(items: list[Any], length: int) -> set[str]:
    """The beginnings of a sequence; one that ends with ``_UNKNOWN`` is told no further."""
    found = {""}
    for at, (code, value) in enumerate(items):
        if code is codes.AT and value is codes.AT_BEGINNING:
            found = {each or START for each in found}
        elif code is codes.ASSERT and value[0] > 0:
            rest = _sequence(items[at + 1 :], length)
            return _joined(found, _sequence(list(value[1]), length) if _is_vague(rest) else rest, length)
        elif code not in _LOOKS:
            found = _joined(found, _item(code, value, length), length)
            if all(_is_told(opening, length) for opening in found):
                break
    return found


def _is_vague(openings: set[str]) -> bool:
    return any(opening in ("", _UNKNOWN) for opening in openings)


def _is_told(opening: str, length: int) -> bool:
    return len(opening) >= length or opening.endswith(_UNKNOWN)


def _joined(heads: set[str], tails: set[str], length: int) -> set[str]:
    """Each head that can go on with each tail; of too many the heads alone are told, and two signs of the tails."""
    whole = {head for head in heads if _is_told(head, length)}
    short = heads - whole
    if len(short) * len(tails) > MOST:
        opening = {tail and tail[:2] + _UNKNOWN for tail in tails} if "" in short else set[str]()
        return whole | {head + _UNKNOWN for head in short if head} | opening
    return whole | {(head + tail)[:length] for head in short for tail in tails}


def _item(code: Any, value: Any, length: int) -> set[str]:
    """What one item of an expression adds."""
    if code is codes.LITERAL:
        return {_sign(chr(value))}
    if code is codes.IN:
        return _members(value)
    if code is codes.SUBPATTERN:
        return {_UNKNOWN} if value[1] & re.IGNORECASE else _sequence(list(value[3]), length)
    if code is codes.ATOMIC_GROUP:
        return _sequence(list(value), length)
    if code is codes.BRANCH:
        return {opening for branch in value[1] for opening in _sequence(list(branch), length)}
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, most, inner = value
        return _repeated(least, most, _sequence(list(inner), length), length)
    return {_UNKNOWN}


def _repeated(least: int, most: int, once: set[str], length: int) -> set[str]:
    run = {""}
    found = {""} if least == 0 else set[str]()
    for times in range(1, min(most, length) + 1):
        run = _joined(run, once, length)
        if times >= min(least, length):
            found = found | run
        if all(_is_told(opening, length) for opening in run):
            return found | run
    return found


def _members(items: Any) -> set[str]:
    signs: set[str] = set()
    for code, value in items:
        if code is codes.LITERAL:
            signs.add(_sign(chr(value)))
        elif code is codes.CATEGORY and value is codes.CATEGORY_DIGIT:
            signs.add(_DIGIT)
        elif code is codes.CATEGORY and value is codes.CATEGORY_SPACE:
            signs.add(_BLANK)
        elif code is codes.RANGE and value[1] - value[0] < _WIDEST:
            signs.update(_sign(chr(each)) for each in range(value[0], value[1] + 1))
        else:
            return {_UNKNOWN}
    return signs
