"""Says a reason in English and in Chinese, in the words of ``data/explain.toml``; refuses one without words there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from loaders.errors import ResourceError
from loaders.resources import find_resource, load_toml

if TYPE_CHECKING:
    from collections.abc import Iterable

    Span = tuple[int, int]

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Both:
    """The same thing said in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its key, its words in both languages, and the spans of the document's text that it rests on."""

    key: str
    en: str
    zh: str
    spans: tuple[Span, ...] = ()

    def row(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"key": self.key, "en": self.en, "zh": self.zh, "spans": [list(span) for span in self.spans]}


@cache
def _data() -> dict[str, Any]:
    return load_toml(find_resource("explain.toml"))


def say(key: str, spans: Iterable[Span] = (), **values: Both | str) -> Reason:
    """A reason in both languages; a value that is one text is the same in both."""
    said = phrase(key, **values)
    return Reason(key, said.en, said.zh, tuple(spans))


def knows(key: str) -> bool:
    """Whether there are words for a key."""
    return key in _data()["says"]


def phrase(key: str, **values: Both | str) -> Both:
    """Words of ``[says]`` with their places filled in; raises ResourceError for a key that is not there."""
    try:
        table = _data()["says"][key]
    except KeyError as error:
        raise ResourceError(
            f"data/explain.toml: it has no words for '{key}'. Add [says.{key}] with en and zh."
        ) from error
    said = ({name: getattr(v, lang) if isinstance(v, Both) else v for name, v in values.items()} for lang in LANGUAGES)
    return Both(*(table[lang].format(**each) for lang, each in zip(LANGUAGES, said, strict=True)))


def name_of(table: str, key: str) -> Both:
    """How something is called in both languages; by its own name where the table does not have it."""
    known = _data()[table].get(key)
    if known is None:
        plain = key.replace("_", " ")
        return Both(plain, plain)
    return Both(key, known) if isinstance(known, str) else Both(known["en"], known["zh"])


def quote(words: Iterable[str]) -> Both:
    """Words in quotation marks, each once."""
    return _join([Both(*(f"{_mark(lang, 'open')}{word}{_mark(lang, 'close')}" for lang in LANGUAGES)) for word in
                  dict.fromkeys(words)])  # fmt: skip


def listed(names: Iterable[Both]) -> Both:
    """Several names, parted as each language does."""
    return _join(list(dict.fromkeys(names)))


def _join(parts: list[Both]) -> Both:
    return Both(
        *(_mark(lang, "comma").join(getattr(part, lang) for part in parts) or _mark(lang, "none") for lang in LANGUAGES)
    )


def _mark(language: str, name: str) -> str:
    mark: str = _data()["marks"][language][name]
    return mark
