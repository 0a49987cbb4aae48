"""Compiles regular expressions, each once on a machine; what comes of one is what ``re.compile`` gives.

Python takes seconds to read and translate the rules of a language, and little to take up their translation. That is
kept (see ``kept``), and Python checks it when it is taken up.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
from functools import lru_cache
from re import _compiler, _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

from loaders.kept import remember

if TYPE_CHECKING:
    import re


@lru_cache(maxsize=4096)
def parse(source: str) -> Any:
    """The parsed expression, until ``parse.cache_clear()``: what is compiled is mostly asked for its openings too.

    Raises re.error for what is not well-formed.
    """
    return _parser.parse(source)


def compile_expression(source: str) -> re.Pattern[str]:
    """The expression compiled; raises re.error for what is not well-formed."""
    flags, groups, names, code = remember("code", source, lambda: _translate(source))
    numbered: list[str | None] = [None] * (groups + 1)
    for name, number in names.items():
        numbered[number] = name
    compiled: re.Pattern[str] = _sre.compile(source, flags, code, groups, names, tuple(numbered))
    return compiled


def _translate(source: str) -> tuple[int, int, dict[str, int], list[int]]:
    parsed = parse(source)
    state = parsed.state
    return state.flags, state.groups - 1, state.groupdict, [int(each) for each in _compiler._code(parsed, 0)]


def group_names(source: str) -> list[str]:
    """The names of the groups of an expression in order; raises re.error for what is not well-formed."""
    names: list[str] = remember("groups", source, lambda: list(parse(source).state.groupdict))
    return names
