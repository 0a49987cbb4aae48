"""How a selection is spelled in the page's address, a row a parameter; refuses what it does not know, with a note."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

from dashboard.selection.facets import ANY, FACETS, Facet
from dashboard.words import LANGUAGES, load_words
from loaders.edtf import Interval, read_edtf, write_edtf
from loaders.errors import EdtfError, UsageError, did_you_mean
from loaders.sectors.taxonomy import Taxonomy

EARLIEST, LATEST = date(1900, 1, 1), date(2101, 1, 1)  # the charts show no days outside
MOST, LONGEST = 50, 300  # names one filter takes, and letters of a name: an address is to be short
AXES, PERIODS = ("when", "announced"), ("year", "quarter", "month", "week", "half", "plan")
SHOWN, EFFECTS = ("heatmap", "trend", "compare"), ("count", "share", "density", "incidence", "lift", "log_odds")
WEIGHTINGS, ARRANGED = ("incidence", "fractional"), ("taxonomy", "total", "first", "similarity")
PANELS, STANDARDS = ("none", "publisher", "actor", "status", "language"), ("none", "kind", "kind_length")
SWITCH = ("no", "yes")
MEASURES, THEMES = ("onset", "presence", "mass", "days"), ("", "light", "dark")
UNITS, MATCHES = ("mention", "event", "story"), ("any", "all")
SORTED_BY = ("date", "sectors", "status", "role", "publisher", "announced")  # columns of the list
LANES = ("sector", "actor", "instrument", "status", "publisher", "document", "story")


def write_address(chosen: object) -> str:
    """Spell the fields of a selection as a query string, with its ``?``; what is not chosen is not spelled."""
    pairs = [(row.name, text) for row in PARAMETERS for text in row.write(chosen)]
    return "?" + urlencode(pairs, safe=",/~:") if pairs else ""


def read_address(query: str, taxonomy: Taxonomy) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Read a query string into fields of a selection; a part unknown or broken is left out and told of in the notes.

    The notes are in the language that the address itself asks for.
    """
    chosen: dict[str, Any] = {}
    notes: list[str] = []
    rows = {row.name: row for row in PARAMETERS}
    parts = parse_qs(query.removeprefix("?"), keep_blank_values=True)
    said = load_words(next((text for text in parts.get("ui", ()) if text in LANGUAGES), "en"))["note"]
    for name, texts in parts.items():
        if name not in rows:
            notes.append(said["unknown"].format(name=name[:60], near=_near(name, rows, said)))
            continue
        read, bad = rows[name].read(texts, taxonomy)
        chosen |= read
        for text in bad:
            near = _near(text, rows[name].allowed(taxonomy), said)
            notes.append(said["broken"].format(name=name, value=text[:60], near=near))
    return chosen, tuple(notes)


def _near(name: str, known: Iterable[str], said: dict[str, str]) -> str:
    """What was perhaps meant, in the reader's language."""
    hint = did_you_mean(name, known)
    return said["near"].format(name=hint.split("'")[1]) if hint.count("'") >= 2 else ""


def check_value(name: str, text: str, taxonomy: Taxonomy) -> None:
    """Raise UsageError unless a parameter of the address can have a value; the message says what it can be."""
    row = next(row for row in PARAMETERS if row.name == name)
    for bad in row.read([text], taxonomy)[1]:
        allowed = row.allowed(taxonomy)
        can = f" It can be {', '.join(allowed)}." if allowed else ""
        raise UsageError(f"--{name.replace('_', '-')} {bad}: not a value it can have.{can}{did_you_mean(bad, allowed)}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One part of the address: its name, how texts become fields (and which are broken), how fields become texts."""

    name: str
    read: Callable[[list[str], Taxonomy], tuple[dict[str, Any], list[str]]]
    write: Callable[[Any], list[str]]
    allowed: Callable[[Taxonomy], tuple[str, ...]] = lambda _: ()


def _codes(name: str, field: str, allowed: Callable[[Taxonomy], tuple[str, ...]]) -> Parameter:
    """Several words of a closed list, joined by commas; the word for any takes the place of all others."""

    def read(texts: list[str], taxonomy: Taxonomy) -> tuple[dict[str, Any], list[str]]:
        words = list(dict.fromkeys(word for text in texts for word in text.split(",") if word))
        known = allowed(taxonomy)
        good = (ANY,) if ANY in words and ANY in known else tuple(word for word in words if word in known)
        return {field: good}, [word for word in words if word not in known]

    return Parameter(name, read, lambda chosen: [",".join(held)] if (held := getattr(chosen, field)) else [], allowed)


def _names(name: str, field: str) -> Parameter:
    """Several free texts, the parameter repeated."""

    def read(texts: list[str], _: Taxonomy) -> tuple[dict[str, Any], list[str]]:
        held = tuple(dict.fromkeys(text for text in texts if text))
        good = tuple(text for text in held if len(text) <= LONGEST)[:MOST]
        return {field: good}, [text for text in held if text not in good]

    return Parameter(name, read, lambda chosen: list(getattr(chosen, field)))


def _choice(name: str, field: str, allowed: tuple[str, ...]) -> Parameter:
    """One word of a closed list; the first is the default and not spelled."""

    def read(texts: list[str], _: Taxonomy) -> tuple[dict[str, Any], list[str]]:
        good = [text for text in texts if text in allowed]
        return ({field: good[-1]} if good else {}), [text for text in texts if text not in allowed]

    def write(chosen: Any) -> list[str]:
        held = getattr(chosen, field)
        return [] if held == allowed[0] else [held]

    return Parameter(name, read, write, lambda _: tuple(filter(None, allowed)))


def _dates(
    name: str, fill: Callable[[Interval], dict[str, Any] | None], held: Callable[[Any], Interval | None]
) -> Parameter:
    """A date or an interval in EDTF."""

    def read(texts: list[str], _: Taxonomy) -> tuple[dict[str, Any], list[str]]:
        try:
            span = read_edtf(texts[-1])
            filled = fill(span) if _charted(span) else None
        except EdtfError:
            return {}, [texts[-1]]
        return (filled, []) if filled else ({}, [texts[-1]])

    return Parameter(name, read, lambda chosen: [write_edtf(span)] if (span := held(chosen)) else [])


def _day(name: str) -> Parameter:
    """One day in a field of the parameter's own name."""

    def held(chosen: Any) -> Interval | None:
        value: date | None = getattr(chosen, name)
        return Interval(value, value + timedelta(1)) if value else None

    return _dates(name, lambda span: {name: span.start} if span.days == 1 else None, held)


def _text(name: str, valid: Callable[[str], bool]) -> Parameter:
    """One free text that passes a test, in a field of the parameter's own name."""

    def read(texts: list[str], _: Taxonomy) -> tuple[dict[str, Any], list[str]]:
        return ({name: texts[-1]}, []) if valid(texts[-1]) else ({}, [texts[-1]])

    return Parameter(name, read, lambda chosen: [value] if (value := getattr(chosen, name)) else [])


def _facet(facet: Facet) -> Parameter:
    return _codes(facet.name, facet.field, facet.allowed) if facet.allowed else _names(facet.name, facet.field)


def read_cell(cell: str) -> tuple[tuple[str, ...], date, date] | None:
    """Sectors' codes and days ``[start, end)`` of cells as the address spells them; None where it spells none.

    >>> read_cell("5g,6g~2024-35")
    (('5g', '6g'), datetime.date(2024, 7, 1), datetime.date(2024, 10, 1))
    """
    listed, _, edtf = cell.rpartition("~")
    codes = tuple(dict.fromkeys(code for code in listed.split(",") if code))
    try:
        period = read_edtf(edtf)
    except EdtfError:
        return None
    return (codes, period.start, period.end) if codes and period.start and period.end and _charted(period) else None


def read_cuts(texts: Iterable[str]) -> tuple[date, ...]:
    """Days that part periods, each the first of what a text says, in order; raises EdtfError for what is no date.

    >>> read_cuts(["2021-06", "2018"])
    (datetime.date(2018, 1, 1), datetime.date(2021, 6, 1))
    """
    spans = [read_edtf(text.strip()) for text in texts if text.strip()]
    bad = [span for span in spans if not span.start or not _charted(span)]
    if bad:
        raise EdtfError(f"{bad[0]}: not a day that the charts show.")
    return tuple(sorted({span.start for span in spans if span.start}))


def read_pile(pile: str) -> tuple[str, date, date] | None:
    """Lane's code and days ``[start, end)`` of a counted chip as the address spells it; None where it is not one.

    >>> read_pile("5g~2024-07-01/2024-07-09")
    ('5g', datetime.date(2024, 7, 1), datetime.date(2024, 7, 10))
    """
    lane, tilde, edtf = pile.rpartition("~")
    try:
        span = read_edtf(edtf)
    except EdtfError:
        return None
    return (lane, span.start, span.end) if tilde and span.start and span.end and len(lane) <= LONGEST else None


def write_pile(lane: str, start: date, end: date) -> str:
    """A counted chip as the address spells it: the events of a lane that stand in ``[start, end)``.

    >>> write_pile("5g", date(2024, 7, 1), date(2024, 10, 1))
    '5g~2024-35'
    """
    return f"{lane}~{write_edtf(Interval(start, end))}"


def _is_id(text: str) -> bool:
    return 0 < len(text) <= 64 and text.isalnum()


def _charted(span: Interval) -> bool:
    """Whether the charts can show the days."""
    return (span.start or EARLIEST) >= EARLIEST and (span.end or LATEST) <= LATEST


def _zoom(span: Interval) -> dict[str, Any] | None:
    return {"zoom": (span.start, span.end)} if span.start and span.end else None


def _cuts(texts: list[str], _: Taxonomy) -> tuple[dict[str, Any], list[str]]:
    try:
        cuts = read_cuts(",".join(texts).split(","))
    except EdtfError:
        return {}, texts
    return ({"cuts": cuts}, []) if 1 < len(cuts) <= MOST else ({}, texts)


PARAMETERS: tuple[Parameter, ...] = (
    *(_facet(facet) for facet in FACETS),
    _choice("match", "sector_mode", MATCHES),
    _text("text", lambda text: 0 < len(text.strip()) == len(text) <= LONGEST),
    _dates(
        "dates",
        lambda span: {"start": span.start, "end": span.end},
        lambda chosen: Interval(chosen.start, chosen.end) if chosen.start or chosen.end else None,
    ),
    _choice("unit", "unit", UNITS),
    _choice("axis", "axis", AXES),
    _choice("lanes", "lanes", LANES),
    _names("order", "order"),
    _names("collapsed", "collapsed"),
    _names("pinned", "pinned"),
    _choice("period", "period", PERIODS),
    Parameter("cuts", _cuts, lambda chosen: [",".join(day.isoformat() for day in chosen.cuts)] if chosen.cuts else []),
    _choice("measure", "measure", MEASURES),
    _choice("show", "show", SHOWN),
    _choice("effect", "effect", EFFECTS),
    _choice("weighting", "weighting", WEIGHTINGS),
    _choice("rows", "rows", ARRANGED),
    _choice("grouped", "grouped", SWITCH),
    _choice("panels", "panels", PANELS),
    _choice("standard", "standard", STANDARDS),
    _choice("calendar", "calendar", SWITCH),
    _text("against", lambda text: text.startswith("?") and len(text) <= 1200),
    _dates("zoom", _zoom, lambda chosen: Interval(*chosen.zoom) if chosen.zoom else None),
    _text("cell", lambda text: read_cell(text) is not None),
    _choice("sort", "sort", (*SORTED_BY, *(f"-{name}" for name in SORTED_BY))),
    _day("as_of"),
    _day("known_on"),
    _choice("theme", "theme", THEMES),
    Parameter(
        "ui",
        lambda texts, _: (
            {"language": texts[-1]} if texts[-1] in LANGUAGES else {},
            [text for text in texts if text not in LANGUAGES],
        ),
        lambda chosen: [] if chosen.language == "en" else [chosen.language],
        lambda _: LANGUAGES,
    ),
    _text("event", _is_id),
    _text("pile", lambda text: read_pile(text) is not None),
)
