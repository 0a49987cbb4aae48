"""Reads the rules of ``documents.toml`` (any language, and one file a language) into patterns; knows no word itself.

A rule is a record: a pattern with named groups, what it reads, what it passes over. ``{name}`` in a pattern stands for
a word list, a part that rules share, a table of values (then a group of that name), or a date's shape: ``{date}``
(a full date), ``{daymonth}`` (a day without its year), ``{anyday}`` (either), ``{month_year}``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from loaders.errors import ResourceError, did_you_mean
from loaders.expressions import compile_expression
from loaders.resources import find_resource, languages, load_toml

_GROUP = re.compile(r"\(\?P<\w+>")
_SLOT = re.compile(r"\{([a-z_]+)\}")
_TABLES = ("values", "lists", "columns", "parts")
_SHAPES = {"date": ("date",), "daymonth": ("daymonth",), "anyday": ("date", "daymonth"), "month_year": ("month_year",)}
_KNOWN = {"pattern", "reads", "passes_over"}
_WHOLE_LINE = {"furniture", "header", "credit", "metadata", "element"}
_LINE_START = {"dateline", "placeline", "numbered_heading"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One line shape or notation; ``about`` holds what else its record says (sense, kind, ...)."""

    section: str
    name: str
    origin: str
    pattern: re.Pattern[str]
    reads: Mapping[str, str]
    passes_over: tuple[str, ...]
    about: Mapping[str, Any] = field(default_factory=dict)

    def find(self, text: str) -> re.Match[str] | None:
        """Match a whole line, a line's opening, or words anywhere, as the rule's section has it."""
        if self.section in _WHOLE_LINE:
            return self.pattern.fullmatch(text)
        return self.pattern.match(text) if self.section in _LINE_START else self.pattern.search(text)

    @property
    def title(self) -> str:
        """Where the rule stands, for messages."""
        return f"{self.origin}, rule '{self.section}.{self.name}'"


def sources() -> tuple[Path, ...]:
    """The files the rules are read from: the one for any language first, then one a language."""
    one_each = (find_resource("lexicons") / code / "documents.toml" for code in languages())
    return (find_resource("documents.toml"), *(path for path in one_each if path.exists()))


@cache
def ruled_languages() -> frozenset[str]:
    """Codes of the languages that have a ``documents.toml``; one with words of time alone is none of them."""
    return frozenset(path.parent.name for path in sources()[1:])


@cache
def _records() -> dict[str, dict[str, Any]]:
    return {_origin(path): load_toml(path) for path in sources()}


def _origin(path: Path) -> str:
    return path.name if path.parent.name == "data" else f"{path.parent.name}/{path.name}"


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of a list, of all languages together."""
    return tuple(word for record in _records().values() for word in record.get("lists", {}).get(name, ()))


def _part(name: str) -> str | None:
    """A piece of pattern that rules share."""
    return next((str(part) for record in _records().values() if (part := record.get("parts", {}).get(name))), None)


@cache
def values(name: str) -> Mapping[str, int]:
    """A table of words with numbers (months, days), keys in lower case, of all languages together."""
    found: dict[str, int] = {}
    for record in _records().values():
        found |= {word.lower(): number for word, number in record.get("values", {}).get(name, {}).items()}
    return found


@cache
def rules(section: str) -> tuple[Rule, ...]:
    """The rules of a section, in the order in which the files state them."""
    return tuple(
        _compile(origin, section, name, entry)
        for origin, record in _records().items()
        for name, entry in record.get(section, {}).items()
    )


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of every section."""
    sections = dict.fromkeys(key for record in _records().values() for key in record if key not in _TABLES)
    return tuple(rule for section in sections for rule in rules(section))


@cache
def alternation(name: str) -> re.Pattern[str]:
    """One pattern over a word list; words of letters match as whole words, case aside."""
    return re.compile(_any_of(words(name)), re.IGNORECASE)


def _compile(origin: str, section: str, name: str, entry: Mapping[str, Any]) -> Rule:
    where = f"{origin}, rule '{section}.{name}'"
    if "pattern" not in entry or "reads" not in entry:
        raise ResourceError(f"{where}: a rule has a pattern and at least one example in 'reads'. Add what lacks.")
    try:
        pattern = compile_expression(_fill(entry["pattern"], where))
    except re.error as error:
        raise ResourceError(f"{where}: the pattern does not compile: {error}. Mend it.") from error
    about = {key: value for key, value in entry.items() if key not in _KNOWN}
    return Rule(section, name, origin, pattern, entry["reads"], tuple(entry.get("passes_over", ())), about)


def _fill(pattern: str, where: str) -> str:
    def slot(found: re.Match[str]) -> str:
        name = found[1]
        if name in _SHAPES:
            return f"(?:{shape(name)})"
        if part := _part(name):
            return f"(?:{part})"
        if values(name):
            return f"(?P<{name}>{_any_of(tuple(values(name)))})"
        if words(name):
            return _any_of(words(name))
        known = {key for record in _records().values() for table in _TABLES for key in record.get(table, {})}
        raise ResourceError(
            f"{where}: there is no word list '{name}'.{did_you_mean(name, sorted(known | set(_SHAPES)))}"
        )

    return _SLOT.sub(slot, pattern)


@cache
def shape(name: str) -> str:
    """The source of a pattern for any notation of a date shape, without groups."""
    return "|".join(_GROUP.sub("(?:", rule.pattern.pattern) for part in _SHAPES[name] for rule in rules(part))


def _any_of(choices: tuple[str, ...]) -> str:
    spelled = (_spell(word) for word in sorted(choices, key=len, reverse=True))
    return f"(?i:{'|'.join(spelled)})"


def _spell(word: str) -> str:
    """A word of an alphabet stands whole; a word in a script without spaces stands anywhere."""
    start = r"\b" if word[0].isascii() and word[0].isalnum() else ""
    end = r"\b" if word[-1].isascii() and word[-1].isalnum() else ""
    return start + re.escape(word).replace(r"\ ", r"\s+") + end


@cache
def columns() -> Mapping[str, str]:
    """Header names of tables in lower case, and what each means (title, date, when, ...)."""
    return {
        name.lower(): meaning
        for record in _records().values()
        for meaning, names in record.get("columns", {}).items()
        for name in names
    }


def read_header(header: Sequence[str]) -> dict[int, str]:
    """What each column means by its name; the first column of a meaning has it, and unknown columns are left out."""
    meanings: dict[int, str] = {}
    for number, name in enumerate(header):
        plain = " ".join(name.replace("_", " ").replace("-", " ").split()).lower().strip("\ufeff:：")
        meaning = columns().get(plain)
        if meaning and meaning not in meanings.values():
            meanings[number] = meaning
    return meanings
