"""Loads the words and rules of time of one language and compiles them once; refuses what is misspelt, by name.

The tables of ``data/lexicons/LANGUAGE/dates.toml`` are described in ``docs``; the engine knows no language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any

from loaders.dates.calendar import event_words
from loaders.dates.direction import Cues, compile_cues
from loaders.dates.fold import fold
from loaders.dates.numerals import Numerals, build_trie
from loaders.dates.patterns import Expander, split_pattern
from loaders.dates.phrases import Rule, Slot, Slots, WordList, Words
from loaders.dates.resolve import PRODUCTIONS
from loaders.dates.starts import Begun, Starts, openings_of
from loaders.errors import ResourceError, did_you_mean
from loaders.expressions import compile_expression, parse
from loaders.resources import find_resource, languages, load_toml

if TYPE_CHECKING:
    from pathlib import Path

_RULE_KEYS = {
    "pattern", "patterns", "makes", "with", "alone", "within", "priority", "created",
    "behind", "not_behind", "ahead", "not_ahead", "reads", "passes_over", "note",
}  # fmt: skip
_TOP_KEYS = {
    "language", "fits", "spaced", "gap", "created", "extends",
    "numbers", "ordinals", "words", "fragments", "rules", "cues", "joins",
}  # fmt: skip
_INNER_KEYS = {
    "numbers": {"words", "multipliers", "joiner"},
    "ordinals": {"words", "prefix", "suffix"},
    "cues": {field.name for field in fields(Cues)} - {"weak"} | {"weak_future"},
    "joins": {"before", "between"},
}


@dataclass(frozen=True, slots=True)
class Example:
    """What a rule says of itself: words, what they must read as (None: nothing), and the document's date."""

    rule: str
    words: str
    reads: str | None
    created: str | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's compiled rules.

    ``starts`` tells which rules can begin at a place of a text, ``follow`` which can go on from a phrase of a kind.
    """

    language: str
    fits: re.Pattern[str]
    spaced: bool
    rules: tuple[Rule, ...]
    starts: Starts
    follow: dict[str, Begun]
    cues: Cues
    joins: tuple[tuple[re.Pattern[str] | None, re.Pattern[str]], ...]
    examples: tuple[Example, ...]


@cache
def lexicon_languages() -> tuple[str, ...]:
    """Codes of the languages that have words of time: those with a ``dates.toml``."""
    return tuple(code for code in languages() if (find_resource("lexicons") / code / "dates.toml").exists())


@cache
def load_lexicon(language: str) -> Lexicon:
    """The compiled lexicon of a language; raises ResourceError that names file, rule and remedy."""
    return compile_lexicon(find_resource("lexicons") / language / "dates.toml")


def compile_lexicon(path: Path) -> Lexicon:
    """Compile one lexicon file, with those it extends."""
    table = _load_merged(path)
    file = f"{path.parent.name}/{path.name}"
    _check_tables(table, file)
    spaced = bool(table.get("spaced", True))
    gap = str(table.get("gap", r"\s{1,3}"))
    expander = Expander(_word_lists(table, gap, file), dict(table.get("fragments", {})), gap)
    rules, examples = _compile_rules(table, expander, file)
    lexicon = Lexicon(
        language=str(table.get("language", path.parent.name)),
        fits=compile_expression(str(table.get("fits", "."))),
        spaced=spaced,
        rules=rules,
        starts=_starts(rules, table, spaced=spaced),
        follow=_follow(rules),
        cues=compile_cues(table.get("cues", {}), lambda pattern: _must(expander, pattern)),
        joins=tuple(
            (_must(expander, join["before"] + r"\Z") if join.get("before") else None, _must(expander, join["between"]))
            for join in table.get("joins", [])
        ),
        examples=examples,
    )
    parse.cache_clear()
    return lexicon


def _numerals(table: dict[str, Any]) -> str:
    """Characters that stand in rows and make one number."""
    numbers = table.get("numbers", {})
    return "".join(word for part in ("words", "multipliers") for word in numbers.get(part, {}) if len(word) == 1)


def _check_tables(table: dict[str, Any], file: str) -> None:
    for key in table:
        if key not in _TOP_KEYS:
            raise ResourceError(f"{file}: there is no table '{key}' in a lexicon.{did_you_mean(key, _TOP_KEYS)}")
    for name, known in _INNER_KEYS.items():
        entries = table.get(name, {})
        for key in (key for entry in (entries if isinstance(entries, list) else [entries]) for key in entry):
            if key not in known:
                raise ResourceError(f"{file}, {name}: there is no '{key}' in it.{did_you_mean(key, known)}")


def _load_merged(path: Path) -> dict[str, Any]:
    table = load_toml(path)
    for name in table.get("extends", []):
        base = load_toml(path.parent / name)
        for key, value in base.items():
            if isinstance(value, dict):
                merged = dict(value)
                merged.update(table.get(key, {}))
                table[key] = merged
            else:
                table.setdefault(key, value)
    return table


def _must(expander: Expander, pattern: str) -> re.Pattern[str]:
    compiled = expander.guard(pattern)
    assert compiled
    return compiled.expression


def _word_lists(table: dict[str, Any], gap: str, file: str) -> dict[str, WordList]:
    numerals = Numerals(table.get("numbers", {}), table.get("ordinals", {}), gap)
    lists = {
        "number": WordList(numerals.cardinal(), numerals.read),
        "spelled": WordList(numerals.spelled() or r"\b\B", numerals.read),
        "ordinal": WordList(numerals.ordinal() or r"\b\B", numerals.read),
    }
    language = str(table.get("language", ""))
    events = event_words(language)
    if events:
        lists["event"] = _word_list(dict(events), gap)
        for name, certain in (("event_sure", True), ("event_vague", False)):
            some = {word: alias for word, alias in events.items() if alias.certain is certain}
            lists[name] = _word_list(some or {"\0": None}, gap)
    for name, words in table.get("words", {}).items():
        if not isinstance(words, dict) or not words:
            raise ResourceError(f"{file}, words '{name}': a word list is a table of words and values, not empty.")
        lists[name] = _word_list(words, gap)
    return lists


def _word_list(words: dict[str, Any], gap: str) -> WordList:
    folded = {fold(word): value for word, value in words.items()}
    capitals = frozenset(fold(word) for word in words if word != word.lower())

    def read(surface: str) -> Any:
        return folded.get(surface)

    return WordList(build_trie(list(folded), gap), read, capitals)


def _compile_rules(
    table: dict[str, Any], expander: Expander, file: str
) -> tuple[tuple[Rule, ...], tuple[Example, ...]]:
    rules: list[Rule] = []
    examples: list[Example] = []
    for name, entry in table.get("rules", {}).items():
        where = f"{file}, rule '{name}'"
        try:
            _check_rule(entry)
            for pattern in entry.get("patterns") or [entry["pattern"]]:
                rules.append(_compile_rule(name, file, entry, pattern, expander))
        except ResourceError as error:
            raise ResourceError(f"{where}: {error}") from error
        created = entry.get("created", table.get("created"))
        for words, reads in entry["reads"].items():
            examples.append(Example(name, words, reads, created))
        for words in entry["passes_over"]:
            examples.append(Example(name, words, None, created))
    return tuple(rules), tuple(examples)


def _check_rule(entry: dict[str, Any]) -> None:
    for key in entry:
        if key not in _RULE_KEYS:
            raise ResourceError(f"a rule has no '{key}'.{did_you_mean(key, _RULE_KEYS)}")
    if not entry.get("pattern") and not entry.get("patterns"):
        raise ResourceError("it has no pattern. Write pattern = '...' or patterns = ['...', '...'].")
    if not entry.get("reads") or "passes_over" not in entry:
        raise ResourceError("give it examples: reads = { 'words' = 'EDTF or value' } and passes_over = ['words'].")
    makes = entry.get("makes", "date")
    if makes not in PRODUCTIONS:
        raise ResourceError(f"nothing makes '{makes}'.{did_you_mean(makes, PRODUCTIONS)}")


def _compile_rule(name: str, file: str, entry: dict[str, Any], pattern: str, expander: Expander) -> Rule:
    segments = tuple(
        piece if isinstance(piece, Slot) else expander.compile(piece) for piece in split_pattern(pattern.strip())
    )
    behind, not_behind = entry.get("behind"), entry.get("not_behind")
    return Rule(
        name=name,
        file=file,
        segments=segments,
        makes=entry.get("makes", "date"),
        constants=dict(entry.get("with", {})),
        alone=bool(entry.get("alone", True)),
        within=bool(entry.get("within", True)),
        priority=int(entry.get("priority", 0)),
        behind=expander.guard(f"(?:{behind})\\Z" if behind else None),
        not_behind=expander.guard(f"(?:{not_behind})\\Z" if not_behind else None),
        ahead=expander.guard(entry.get("ahead")),
        not_ahead=expander.guard(entry.get("not_ahead")),
    )


def _starts(rules: tuple[Rule, ...], table: dict[str, Any], *, spaced: bool) -> Starts:
    starts = Starts(rules, None if spaced else _numerals(table))
    if starts.vague:
        raise _refuse(starts.vague[0])
    return starts


def _refuse(rule: Rule) -> ResourceError:
    return ResourceError(
        f"{rule.file}, rule '{rule.name}': its pattern can begin with anything or be empty. "
        "Begin it with words, digits, or a phrase."
    )


def _follow(rules: tuple[Rule, ...]) -> dict[str, Begun]:
    follow: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda each: -each.priority):
        if isinstance(first := rule.segments[0], Slot):
            for kind in first.kinds:
                follow.setdefault(kind, []).append(rule)
    return {kind: openings_of(each, 1) for kind, each in follow.items()}


def slots_of(segment: Words, found: re.Match[str], original: str) -> Slots | None:
    """Values of a segment's groups; None when a word that needs its capital stands without."""
    slots: Slots = {}
    for key, exact in segment.capitals:
        surface = found[key]
        if surface and " ".join(surface.split()) in exact and not original[found.start(key)].isupper():
            return None
    for key, read in segment.readers:
        surface = found[key]
        if surface is None:
            continue
        value = read(" ".join(surface.split()))
        if isinstance(value, dict):
            slots.update(value)
        else:
            slots[key] = value
    return slots
