"""Loads ``figures.toml`` of each language: numbers, units, changes and their bases; refuses a rule it cannot read.

Patterns are matched against ``plain`` text: small letters, one quote, one hyphen for every dash, Simplified characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from loaders.dates.numerals import Numerals
from loaders.errors import ResourceError, did_you_mean
from loaders.expressions import compile_expression
from loaders.resources import find_resource, languages, load_toml
from loaders.sectors.fold import small, written
from loaders.sectors.terms import trie_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TABLES = {
    "numbers": ("joiner", "gap", "range", "words", "multipliers"),
    "scales": None,
    "scales_of_money": None,
    "around": ("before", "after", "plus"),
    "units": None,
    "count": ("things", "generic", "by_itself", "parts"),
    "phrases": ("longest", "stops", "after", "within", "boundary", "subject_end", "of", "opening", "closing", "joints"),
    "change": ("up", "down", "up_after", "down_after", "not", "shared"),
    "base": ("look", "reach"),
    "bases": None,
    "void": None,
}
UNIT_KEYS = ("words", "signs", "money", "tail", "opened_by", "opened", "things")
BASE_KEYS = ("pattern", "before", "reads", "passes_over")
VOID_KEYS = ("pattern", "case", "reads", "passes_over")
_NO_PATTERN = frozenset({"gap", "joiner", "words", "multipliers", "longest", "look", "reach"})
STATED = "stated"  # the base that is a time of the sentence
_NUMBER = r"(?:(?<![a-z0-9.,/:_-])|(?<=[^a-z,./:_-]-))(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?!\d|[.,]\d)"


@dataclass(frozen=True, slots=True)
class Rule:
    """A stretch without figures, or a base of comparison, with its examples."""

    name: str
    pattern: re.Pattern[str]
    case: bool
    reads: tuple[str, ...]
    passes_over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a word of unit is worth: a number of which unit."""

    unit: str
    factor: float


@dataclass(frozen=True, slots=True)
class FigureLexicon:
    """How one language tells figures, compiled; the groups of ``prefix`` and ``number`` are named."""

    language: str
    spaced: bool
    numerals: Numerals
    prefix: re.Pattern[str]
    number: re.Pattern[str]
    priced: re.Pattern[str]
    scales: dict[str, float]
    money_scales: dict[str, float]
    words: dict[str, Worth]
    signs: dict[str, Worth]
    opened: dict[str, Worth]
    tails: dict[str, float]
    money: frozenset[str]
    patterns: dict[str, re.Pattern[str]]
    longest: int
    look: tuple[str, ...]
    reach: int
    bases: tuple[Rule, ...]
    stated: re.Pattern[str]
    void: tuple[Rule, ...]


def plain(text: str) -> str:
    """A text as the patterns see it, of the same length.

    >>> plain("６G\u2014the “US$” 萬")
    "6g-the 'us$' 万"
    """
    folded = small(text)
    if "-" not in (dashed := written(text)):
        return folded
    return "".join("-" if mark == "-" else sign for mark, sign in zip(dashed, folded, strict=True))


@cache
def load_figure_lexicons() -> dict[str, FigureLexicon]:
    """The figures of every language that has a ``figures.toml``, by language code."""
    paths = {language: find_resource("lexicons") / language / "figures.toml" for language in languages()}
    return {language: _load(language, path) for language, path in paths.items() if path.exists()}


def figures_for(language: str) -> FigureLexicon | None:
    """The figures of a document's language; None where there is no such file: its events state none."""
    known = load_figure_lexicons()
    return known.get(language) or known.get(language.partition("-")[0])


def _load(language: str, path: Path) -> FigureLexicon:
    data = load_toml(path)
    _check(f"{path}", data, TABLES, needed=TABLES)
    for name, keys in TABLES.items():
        if keys:
            _check(f"{path}, {name}", data[name], keys)
    units: dict[str, dict[str, Any]] = data["units"]
    for name, table in units.items():
        _check(f"{path}, units.{name}", table, UNIT_KEYS, needed=("words",))
    numerals = Numerals(data["numbers"], {}, r"\s")
    patterns = [(table, key) for table, keys in TABLES.items() for key in keys or () if key not in _NO_PATTERN]
    return FigureLexicon(
        language=language,
        spaced=bool(data["numbers"]["joiner"]),
        numerals=numerals,
        prefix=_compile(path, "what stands before numbers", _prefix_pattern(data)),
        number=_compile(path, "the pattern of numbers", _number_pattern(data, numerals, priced=False)),
        priced=_compile(path, "the pattern of sums", _number_pattern(data, numerals, priced=True)),
        scales={_key(word): float(value) for word, value in data["scales"].items()},
        money_scales={_key(word): float(value) for word, value in data["scales_of_money"].items()},
        words={
            _key(word): Worth(unit, float(n)) for unit, table in units.items() for word, n in table["words"].items()
        },
        signs={_key(sign): Worth(unit, 1.0) for unit, table in units.items() for sign in table.get("signs", ())},
        opened={
            _key(word): Worth(unit, float(n))
            for unit, table in units.items()
            for word, n in table.get("opened", {}).items()
        },
        tails={_key(word): float(n) for table in units.values() for word, n in table.get("tail", {}).items()},
        money=frozenset(unit for unit, table in units.items() if table.get("money")),
        patterns={
            f"{table}.{key}": _compile(path, f"{table}.{key}", data[table].get(key) or r"(?!)")
            for table, key in patterns
        },
        longest=int(data["phrases"]["longest"]),
        look=tuple(data["base"]["look"]),
        reach=int(data["base"]["reach"]),
        bases=tuple(_rule(path, "bases", name, table) for name, table in data["bases"].items() if "pattern" in table),
        stated=_compile(path, "bases.stated", data["bases"][STATED]["before"]),
        void=tuple(_rule(path, "void", name, table) for name, table in data["void"].items()),
    )


def _key(word: str) -> str:
    return plain(word)


def _number_pattern(data: dict[str, Any], numerals: Numerals, *, priced: bool) -> str:
    """Number, scale and unit; behind a sign of money (``priced``) also the scales of money: "$3m"."""
    units, gap = data["units"].values(), data["numbers"]["gap"]
    words = _words(word for table in units for word in (*table["words"], *table.get("opened", ())))
    things = "|".join(table["things"] for table in units if "things" in table)
    spelled = rf"(?<![a-z0-9]){numerals.spelled()}" + (r"(?![a-z0-9])" if data["numbers"]["joiner"] else "")
    plus = data["around"].get("plus", "(?!)")
    money = _words(data["scales_of_money"]) if priced else "(?!)"
    return (
        rf"(?:(?P<digits>{_NUMBER})|(?P<spelled>{spelled}))"
        rf"(?:{gap}(?P<scale>{_words(data['scales'])})|(?P<money>(?<=\d){money}))?"
        rf"(?P<plus>{plus})?(?:(?P<thing>(?={things or '(?!)'}))|{gap}(?P<unit>{words}))?"
        rf"(?P<after>{data['around']['after']})?"
    )


def _prefix_pattern(data: dict[str, Any]) -> str:
    """What belongs to a figure before its number: "more than", 每小时, a sign of money."""
    units = data["units"].values()
    signs = _words(sign for table in units for sign in table.get("signs", ()))
    opened = "|".join(table["opened_by"] for table in units if "opened_by" in table)
    return (
        rf"(?P<around>{data['around']['before']})?(?P<opened>{opened or '(?!)'})?"
        rf"(?:(?<![a-z])(?P<sign>{signs})\s?)?$"
    )


def _words(words: Iterable[str]) -> str:
    return f"(?:{trie_pattern(sorted(map(_key, words)))})"


def _compile(path: Path, where: str, pattern: str) -> re.Pattern[str]:
    try:
        return compile_expression(pattern)
    except re.error as error:
        raise ResourceError(f"{path}, {where}: the pattern is not well-formed: {error}.") from error


def _rule(path: Path, table: str, name: str, row: dict[str, Any]) -> Rule:
    keys = BASE_KEYS if table == "bases" else VOID_KEYS
    _check(f"{path}, {table}.{name}", row, keys, needed=("pattern",))
    return Rule(
        name,
        _compile(path, f"{table}.{name}", row["pattern"]),
        bool(row.get("case", False)),
        tuple(row.get("reads", ())),
        tuple(row.get("passes_over", ())),
    )


def _check(where: str, table: dict[str, Any], known: Iterable[str], needed: Iterable[str] = ()) -> None:
    known = tuple(known)
    for name in table:
        if name not in known:
            raise ResourceError(f"{where}: there is no '{name}' in it.{did_you_mean(name, known)}")
    for name in needed:
        if name not in table:
            raise ResourceError(f"{where}: it lacks '{name}'. docs/cues.md says what belongs there.")
