"""Says a selection in the reader's language, in parts that can be taken away; knows no event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from dashboard.selection.address import read_cell
from dashboard.selection.choice import Choice
from dashboard.selection.facets import ANY, FACETS, Facet, name_sector
from dashboard.words import load_words
from dashboard.words.phrases import say_day, say_edtf
from loaders.edtf import Interval, write_edtf

if TYPE_CHECKING:
    from loaders.sectors.taxonomy import Taxonomy

LISTED = 6  # names said before the rest of a list becomes "and n others"
QUOTED = 40  # letters of a name that the sentence quotes
Titles = Mapping[str, str]
Held = TypeVar("Held", bound=Choice)


@dataclass(frozen=True, slots=True)
class Part(Generic[Held]):
    """One phrase of the sentence, and the selection without what it says; None where it cannot be taken away."""

    text: str
    without: Held | None


def say_parts(selection: Held, language: str, taxonomy: Taxonomy, titles: Titles) -> Iterator[Part[Held]]:
    """The phrases of a selection in the order they are said; ``titles`` names values that are ids of the store."""
    speech = load_words(language)["speech"]
    yield _say_sectors(selection, language, taxonomy, speech)
    for facet in FACETS[1:3]:
        yield from _say_facet(facet, selection, language, taxonomy, titles)
    if selection.start or selection.end:
        span = say_span(selection.start, selection.end, language)
        yield Part(speech[selection.axis].format(span=span), replace(selection, start=None, end=None))
    for facet in FACETS[3:]:
        yield from _say_facet(facet, selection, language, taxonomy, titles)
    if selection.text:
        yield Part(speech["text"].format(words=_cut(selection.text)), replace(selection, text=None))
    if selection.unit == "event":
        yield Part(speech["once"], replace(selection, unit="mention"))
    cell = read_cell(selection.cell) if selection.cell else None
    if cell:
        period = say_edtf(str(selection.cell).rpartition("~")[2], language)
        names = [name_sector(code, taxonomy, language) for code in cell[0]]
        said = speech["cell"].format(sector=join_names(names, speech), period=period)
        yield Part(said, replace(selection, cell=None))
    if selection.known_on:
        said = speech["known_on"].format(day=say_day(selection.known_on, language))
        yield Part(said, replace(selection, known_on=None))
    if selection.as_of:
        yield Part(speech["as_of"].format(day=say_day(selection.as_of, language)), replace(selection, as_of=None))


def _say_sectors(selection: Held, language: str, taxonomy: Taxonomy, speech: Mapping[str, str]) -> Part[Held]:
    if ANY in selection.sectors:
        return Part(speech["any_sector"], None)
    # Taking away a choice of sectors leaves every event, as taking away any other choice does.
    wider = replace(selection, sectors=(ANY,), sector_mode="any")
    if not selection.sectors:
        return Part(speech["core"], wider)
    names = [FACETS[0].name_value(code, language, taxonomy) for code in _in_order(selection, taxonomy)]
    every = selection.sector_mode == "all"
    return Part(speech["sectors"].format(list=join_names(names, speech, "and" if every else "or")), wider)


def _in_order(selection: Choice, taxonomy: Taxonomy) -> list[str]:
    known = {sector.code: number for number, sector in enumerate(taxonomy.sectors)}
    return sorted(selection.sectors, key=lambda code: known.get(code, len(known)))


def _say_facet(
    facet: Facet, selection: Held, language: str, taxonomy: Taxonomy, titles: Titles
) -> Iterator[Part[Held]]:
    values = facet.chosen(selection)
    if not values:
        return
    speech = load_words(language)["speech"]
    names = [
        _cut(titles[value]) if value in titles else facet.name_value(value, language, taxonomy) for value in values
    ]
    without = replace(selection, **{facet.field: ()})  # type: ignore[arg-type]
    yield Part(speech[facet.name].format(list=join_names(names, speech)), without)


def join_names(names: list[str], speech: Mapping[str, str], last: str = "or") -> str:
    """Say a list: "a, b or c"; of a long one the first names and how many others."""
    if len(names) > LISTED:
        names = [*names[: LISTED - 1], speech["others"].format(count=len(names) - LISTED + 1)]
    if len(names) < 2:
        return "".join(names)
    return speech["list_comma"].join(names[:-1]) + speech[last] + names[-1]


def say_span(start: date | None, end: date | None, language: str) -> str:
    """Say a half-open interval: in years where it is whole years, in days otherwise.

    >>> say_span(date(2023, 1, 1), date(2026, 1, 1), "en"), say_span(None, date(2024, 7, 1), "en")
    ('2023–2025', 'up to 30 June 2024')
    """
    speech = load_words(language)["speech"]
    last = end - timedelta(1) if end else None
    if start and end:
        single = write_edtf(Interval(start, end))
        if "/" not in single:
            return say_edtf(single, language)
    years = (start is None or (start.month, start.day) == (1, 1)) and (end is None or (end.month, end.day) == (1, 1))

    def text(value: date) -> str:
        return say_edtf(str(value.year), language) if years else say_day(value, language)

    if start and last:
        return speech["between" if years else "range"].format(first=text(start), last=text(last))
    if start:
        return speech["from"].format(first=text(start))
    return speech["until"].format(last=text(last)) if last else ""


def _cut(name: str) -> str:
    return name if len(name) <= QUOTED else name[: QUOTED - 1].rstrip() + "…"
