"""Finds the rung of the wording ladder that an act is told with; refuses plain acts, statistics, nouns and names.

The ladder is one for all languages (``data/modality.toml``); the words are each language's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from loaders.errors import ResourceError, did_you_mean
from loaders.expressions import compile_expression
from loaders.model import Status
from loaders.resources import find_resource, languages, load_toml
from loaders.sectors.fold import small

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    Span = tuple[int, int]

TELLING = frozenset({Status.PLANNED, Status.TARGET, Status.IN_FORCE})  # what was done, or counted, stands on no rung
SHAPES = ("link", "unless", "unless_after")
RUNG_KEYS = ("pattern", "reads", "passes_over")


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder: its code, how it is called, and what it says."""

    code: str
    label_en: str
    label_zh: str
    note: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A rung found, with the words that say so; offsets in the document."""

    start: int
    end: int
    code: str


@dataclass(frozen=True, slots=True)
class ModalityLexicon:
    """The words of every rung in one language, compiled."""

    language: str
    finder: re.Pattern[str]
    link: re.Pattern[str]
    unless: re.Pattern[str]
    unless_after: re.Pattern[str]
    examples: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


@cache
def load_ladder() -> tuple[Rung, ...]:
    """The rungs, weakest first; the same codes for every language.

    >>> [rung.code for rung in load_ladder()]
    ['explore', 'support', 'promote', 'accelerate', 'vigorously', 'fully']
    """
    return tuple(Rung(**rung) for rung in load_toml(find_resource("modality.toml"))["rungs"])


@cache
def load_modality_lexicons() -> dict[str, ModalityLexicon]:
    """The words of the ladder in every language that has a ``modality.toml``, by language code."""
    paths = {language: find_resource("lexicons") / language / "modality.toml" for language in languages()}
    return {language: _load(language, path) for language, path in paths.items() if path.exists()}


def modality_for(language: str) -> ModalityLexicon | None:
    """The words of a document's language; None where there are none: its events stand on no rung."""
    known = load_modality_lexicons()
    return known.get(language) or known.get(language.partition("-")[0])


def find_wording(
    lexicon: ModalityLexicon | None, text: str, stretches: Sequence[Span], about: Sequence[Span]
) -> Wording | None:
    """The strongest rung that governs one of the stretches of an act; those that hold what it is ``about`` come first.

    ``stretches`` are the parts of the clause between its marks. In each the first word of a rung governs, with those
    linked to it; in "support firms in speeding up trials" nothing is sped up by who speaks.
    """
    if lexicon is None:
        return None
    held = [span for span in stretches if any(span[0] <= first < span[1] for first, _ in about)]
    for spans in (held, stretches):
        found = [wording for span in spans for wording in _governing(lexicon, text, span)]
        if found:
            return max(found, key=lambda wording: _height(wording.code))
    return None


def _height(code: str) -> int:
    return next(at for at, rung in enumerate(load_ladder()) if rung.code == code)


def _governing(lexicon: ModalityLexicon, text: str, span: Span) -> Iterable[Wording]:
    lowered = small(text[span[0] : span[1]])
    last: int | None = None
    for found in lexicon.finder.finditer(lowered):
        before, after = lowered[: found.start()], lowered[found.end() :]
        linked = last is not None and lexicon.link.fullmatch(lowered[last : found.start()])
        if last is not None and not linked:
            return
        if not linked and (lexicon.unless.search(before) or lexicon.unless_after.match(after)):
            continue
        last = found.end()
        yield Wording(span[0] + found.start(), span[0] + found.end(), found.lastgroup or "")


def _load(language: str, path: Path) -> ModalityLexicon:
    data = load_toml(path)
    _check(f"{path}", data, (*SHAPES, "rungs"))
    codes = [rung.code for rung in load_ladder()]
    _check(f"{path}, rungs", data["rungs"], codes)
    for code, table in data["rungs"].items():
        _check(f"{path}, rungs.{code}", table, RUNG_KEYS)
    parts = (f"(?P<{code}>{_compile(path, code, data['rungs'][code]['pattern']).pattern})" for code in reversed(codes))
    return ModalityLexicon(
        language=language,
        finder=_compile(path, "rungs", "|".join(parts)),
        **{name: _compile(path, name, data[name]) for name in SHAPES},
        examples=tuple((code, tuple(t["reads"]), tuple(t["passes_over"])) for code, t in data["rungs"].items()),
    )


def _compile(path: Path, where: str, pattern: str) -> re.Pattern[str]:
    try:
        return compile_expression(pattern)
    except re.error as error:
        raise ResourceError(f"{path}, {where}: the pattern is not well-formed: {error}.") from error


def _check(where: str, table: dict[str, Any], known: Iterable[str]) -> None:
    known = tuple(known)
    for name in table:
        if name not in known:
            raise ResourceError(f"{where}: there is no '{name}' in it.{did_you_mean(name, known)}")
    for name in known:
        if name not in table:
            raise ResourceError(f"{where}: it lacks '{name}'. docs/cues.md says what belongs there.")
