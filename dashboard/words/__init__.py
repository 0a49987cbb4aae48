"""The words of the page, one TOML file a language; knows no sentence of a source and no component."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from loaders.edtf import read_edtf
from loaders.resources import find_resource, load_rows, load_toml

FOLDER = Path(__file__).resolve().parent
LANGUAGES = tuple(sorted(path.stem for path in FOLDER.glob("??.toml")))

OCCASIONS = ("plenum", "cpc-congress", "two-sessions", "fyp")  # beginnings of slugs of the calendar

Words = dict[str, dict[str, str]]


@cache
def load_words(language: str) -> Words:
    """Tables of words of one language; English where the language has no file.

    >>> load_words("en")["status"]["in_force"]
    'in force'
    """
    path = FOLDER / f"{language if language in LANGUAGES else 'en'}.toml"
    with path.open("rb") as file:
        return tomllib.load(file)


def say(language: str, table: str, key: str) -> str:
    """One word; a key the file does not know is said as it stands, underscores as blanks."""
    return load_words(language)[table].get(key, key.replace("_", " "))


@cache
def _actors() -> dict[str, dict[str, str]]:
    return {row["slug"]: row for row in load_rows(find_resource("actors.csv"), ("slug", "name_en", "name_zh"))}


def name_actor(code: str, language: str) -> str:
    """The name of an issuing body by its code; the code itself where the gazetteer lacks it."""
    row = _actors().get(code, {})
    return row.get(f"name_{language}") or row.get("name_en") or code


@cache
def _rungs() -> dict[str, dict[str, str]]:
    return {rung["code"]: rung for rung in load_toml(find_resource("modality.toml"))["rungs"]}


def name_rung(code: str, language: str) -> str:
    """The name of a rung of the wording ladder by its code; the code itself where the ladder lacks it.

    >>> name_rung("accelerate", "en")
    'Accelerate, step up'
    """
    return _rungs().get(code, {}).get(f"label_{language}", code)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A named event of the political calendar: ``[start, end)`` in days."""

    name: str
    start: date
    end: date


@cache
def load_occasions(language: str) -> tuple[Occasion, ...]:
    """Plenums, congresses, yearly sessions and plan periods, by their shortest names in one language."""
    rows = load_rows(find_resource("calendar.csv"), ("slug", "name_en", "name_zh", "start", "end"))
    found = []
    for row in rows:
        if not row["slug"].startswith(OCCASIONS) or not row["start"] or not row["end"]:
            continue
        names = [row[f"name_{language}"], *row.get(f"aliases_{language}", "").split("|")]
        first, last = read_edtf(row["start"]), read_edtf(row["end"])
        if first.start and last.end:
            name = min((name for name in names if name and not name.startswith("~")), key=len)
            found.append(Occasion(name, first.start, last.end))
    return tuple(found)
