"""Folds spelling away one character for one, so that offsets stay; refuses anything that would change a text's length.

Full-width forms become ASCII, hyphens and white space become a blank, quotes become one quote, Traditional characters
the Simplified ones; ``lower`` lowers ASCII letters alone, because ``str.lower`` can lengthen a text ("İ").
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from loaders.errors import ResourceError
from loaders.expressions import compile_expression
from loaders.resources import find_resource, languages, load_toml

if TYPE_CHECKING:
    from collections.abc import Iterable

_HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\uff0d"
_BLANKS = "\t\n\r\u00a0\u2002\u2003\u2009\u202f\u3000\u200b\ufeff"
_QUOTES = "'\u2018\u2019\u201b\u2032\u02bc\uff07\"\u201c\u201d\u201e\u2033\uff02\u300c\u300d\u300e\u300f"
_WIDTH = {0xFF01 + step: 0x21 + step for step in range(94)}
_WRITTEN = _WIDTH | dict.fromkeys(map(ord, _HYPHENS), ord("-")) | dict.fromkeys(map(ord, _BLANKS), ord(" "))
_WIDE = re.compile(f"[{''.join(re.escape(chr(code)) for code in _WRITTEN)}]")
_CAPITAL = re.compile("[A-Z]+")


@cache
def _table() -> dict[int, int]:
    table = _WIDTH | dict.fromkeys(map(ord, _HYPHENS + _BLANKS), ord(" ")) | dict.fromkeys(map(ord, _QUOTES), ord("'"))
    for language in languages():
        path = find_resource(f"lexicons/{language}") / "characters.toml"
        if path.exists():
            pairs = load_toml(path)
            old, new = ("".join(pairs[key].split()) for key in ("traditional", "simplified"))
            if len(old) != len(new):
                raise ResourceError(f"{path}: {len(old)} characters against {len(new)}: write one for one.")
            table |= dict(zip(map(ord, old), map(ord, new), strict=True))
    return table


@cache
def _changes() -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds a sign that is folded, and the sign it becomes: most signs stay, and are passed over at once."""
    signs = {chr(old): chr(new) for old, new in _table().items() if old != new}
    return _any_of(signs), signs


def _any_of(signs: Iterable[str]) -> re.Pattern[str]:
    return compile_expression(f"[{''.join(map(re.escape, signs))}]")


def fold(text: str) -> str:
    """Fold a text, keeping case and length.

    >>> fold("５Ｇ new\u2011energy 電信")
    '5G new energy 电信'
    """
    changed, signs = _changes()
    return changed.sub(lambda found: signs[found[0]], text)


def written(text: str) -> str:
    """A text with full-width forms, hyphens and white space made plain, and nothing else changed.

    >>> written("５Ｇ\u2011A")
    '5G-A'
    """
    return text if text.isascii() else _WIDE.sub(lambda found: chr(_WRITTEN[ord(found[0])]), text)


def lower(folded: str) -> str:
    """Lower the ASCII letters of a folded text, keeping its length.

    >>> lower("İ NEV")
    'İ nev'
    """
    return folded.lower() if folded.isascii() else _CAPITAL.sub(lambda found: found[0].lower(), folded)


@lru_cache(maxsize=2048)
def small(text: str) -> str:
    """A text folded and lowered; a sentence is asked for many times over.

    >>> small("５Ｇ Plan")
    '5g plan'
    """
    return lower(fold(text))
