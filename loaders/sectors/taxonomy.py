"""The sectors as data: codes, labels, colours and the terms that prove them; refuses a taxonomy that is not whole.

A user's own file adds sectors or changes fields of known ones; a sector without a colour gets one of its own.
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from loaders.errors import ResourceError, did_you_mean
from loaders.resources import find_resource, load_toml
from loaders.sectors.terms import TermFinder, spell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LISTS = ("terms", "exact", "kin", "exclusions", "examples", "counter_examples")
_FIELDS = frozenset({"label_en", "label_zh", "group", "group_zh", "colour", "core", "pairs", *_LISTS})
_PAIR_FIELDS = frozenset({"name", "first", "second", "governors"})
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_GOLDEN = 0.618033988749895  # steps round the colour circle that never fall together


@dataclass(frozen=True, slots=True)
class Pair:
    """Two word lists that tag a sentence together; ``governors`` are other sectors' nouns that can claim the second."""

    name: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    governors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sector:
    """One sector: how it is called, drawn and proved; ``examples`` and ``counter_examples`` are run by a test.

    ``kin`` are words that belong to it only in a text whose title names it: "base station", 车型.
    """

    code: str
    label_en: str
    label_zh: str
    group: str
    colour: str
    core: bool = False
    group_zh: str = ""
    terms: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermUse:
    """What a term is for: its sector and its part (``term``, ``kin``, ``exclusion``, or a side of pair ``pair``)."""

    code: str
    part: str
    pair: int = -1


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All sectors, core ones first, and the finder of their terms."""

    sectors: tuple[Sector, ...]
    finder: TermFinder[TermUse] = field(repr=False, compare=False)
    breaks: re.Pattern[str] = field(repr=False, compare=False)
    small_words: frozenset[str] = field(default=frozenset(), repr=False)

    def __getitem__(self, code: str) -> Sector:
        """The sector of a code; KeyError says which code was meant."""
        for sector in self.sectors:
            if sector.code == code:
                return sector
        raise KeyError(f"there is no sector '{code}'.{did_you_mean(code, (s.code for s in self.sectors))}")

    def __contains__(self, code: object) -> bool:
        return any(sector.code == code for sector in self.sectors)

    def __iter__(self) -> Iterator[Sector]:
        return iter(self.sectors)

    @property
    def core(self) -> tuple[Sector, ...]:
        """The core sectors."""
        return tuple(sector for sector in self.sectors if sector.core)


@cache
def load_taxonomy(extra: Path | None = None) -> Taxonomy:
    """Load ``data/taxonomy.toml``, and the user's own file over it; ResourceError names file, sector and remedy."""
    path = find_resource("taxonomy.toml")
    data = load_toml(path)
    tables: dict[str, dict[str, Any]] = data["sectors"]
    _check(path, tables)
    if extra is not None:
        added = load_toml(extra).get("sectors", {})
        _check(extra, added, known=tables)
        tables = {**tables, **{code: {**tables.get(code, {}), **table} for code, table in added.items()}}
    sectors = sorted(_read_sectors(tables), key=lambda sector: not sector.core)
    clauses = data["clauses"]
    breaks = re.compile("|".join(map(re.escape, clauses["breaks"])))
    return Taxonomy(tuple(sectors), _build_finder(sectors, data["spelling"]), breaks, frozenset(clauses["small_words"]))


def _check(path: Path, tables: dict[str, dict[str, Any]], known: dict[str, dict[str, Any]] | None = None) -> None:
    for code, table in tables.items():
        where = f"{path}, sector '{code}'"
        for name in table:
            if name not in _FIELDS:
                raise ResourceError(f"{where}: there is no field '{name}'.{did_you_mean(name, _FIELDS)}")
        if "label_en" not in table and code not in (known or {}):
            raise ResourceError(f"{where}: it needs a label_en and a list of terms.")
        if not _COLOUR.fullmatch(table.get("colour", "#000000")):
            raise ResourceError(f"{where}: colour '{table['colour']}' is not of the form #0072B2.")
        for pair in table.get("pairs", ()):
            if not {"first", "second"} <= set(pair) <= _PAIR_FIELDS:
                raise ResourceError(f"{where}: a pair has name, first, second and governors, not {sorted(pair)}.")


def _read_sectors(tables: dict[str, dict[str, Any]]) -> Iterator[Sector]:
    spare = _spare_colours({table["colour"] for table in tables.values() if "colour" in table})
    for code, table in tables.items():
        lists = {name: tuple(table.get(name, ())) for name in _LISTS}
        yield Sector(
            code=code,
            label_en=table["label_en"],
            label_zh=table.get("label_zh", table["label_en"]),
            group=table.get("group", "Other"),
            group_zh=table.get("group_zh", table.get("group", "其他")),
            colour=table.get("colour") or next(spare),
            core=bool(table.get("core", False)),
            pairs=tuple(_read_pair(pair) for pair in table.get("pairs", ())),
            **lists,
        )


def _read_pair(pair: dict[str, Any]) -> Pair:
    return Pair(pair.get("name", ""), tuple(pair["first"]), tuple(pair["second"]), tuple(pair.get("governors", ())))


def _spare_colours(taken: set[str]) -> Iterator[str]:
    """Colours without end, dark enough to read on white, stepping round the circle and passing over those taken."""
    step = 0
    while True:
        red, green, blue = colorsys.hls_to_rgb((0.07 + step * _GOLDEN) % 1, (0.36, 0.44, 0.3)[step % 3], 0.5)
        colour = f"#{round(red * 255):02X}{round(green * 255):02X}{round(blue * 255):02X}"
        step += 1
        if colour not in taken:
            yield colour


def _build_finder(sectors: list[Sector], spelling: dict[str, list[str]]) -> TermFinder[TermUse]:
    finder: TermFinder[TermUse] = TermFinder()
    for sector in sectors:
        use = TermUse(sector.code, "term")
        for terms, meant in ((sector.terms, use), (sector.kin, TermUse(sector.code, "kin"))):
            for term in terms:
                for form in spell(term, spelling):
                    finder.add(form, meant)
        for term in sector.exact:
            for form in spell(term, {}):
                finder.add(form, use, exact=True)
        for term in sector.exclusions:
            finder.add(term, TermUse(sector.code, "exclusion"))
        for number, pair in enumerate(sector.pairs):
            for part, words in (("first", pair.first), ("second", pair.second), ("governor", pair.governors)):
                for word in words:
                    for form in spell(word, spelling):
                        finder.add(form, TermUse(sector.code, part, number))
    return finder
