"""How a selection is spelled in the page's address, a row a parameter; refuses what it does not know, with a note."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

from dashboard.words import LANGUAGES, load_words
from loaders.edtf import Interval, read_edtf, write_edtf
from loaders.errors import EdtfError, UsageError, did_you_mean
from loaders.model import Status
from loaders.sectors.taxonomy import Taxonomy

EARLIEST, LATEST = date(1900, 1, 1), date(2101, 1, 1)  # the charts show no days outside
ANY = "any"  # in place of sector codes: every event, whatever its sectors
AXES, PERIODS = ("when", "announced"), ("year", "quarter", "month")
MEASURES, THEMES = ("onset", "presence", "mass", "days"), ("light", "dark")


def write_address(chosen: object) -> str:
    """Spell the fields of a selection as a query string, with its ``?``; what is not chosen is not spelled."""
    pairs = [(row.name, text) for row in PARAMETERS for text in row.write(chosen)]
    return "?" + urlencode(pairs, safe=",/~:") if pairs else ""


def read_address(query: str, taxonomy: Taxonomy) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Read a query string into fields of a selection; a part unknown or broken is left out and told of in the notes."""
    chosen: dict[str, Any] = {}
    notes: list[str] = []
    rows = {row.name: row for row in PARAMETERS}
    for name, texts in parse_qs(query.removeprefix("?"), keep_blank_values=True).items():
        if name not in rows:
            notes.append(load_words("en")["note"]["unknown"].format(name=name[:60], near=did_you_mean(name, rows)))
            continue
        read, bad = rows[name].read(texts, taxonomy)
        chosen |= read
        notes += [_broken(name, text, rows[name].allowed(taxonomy)) for text in bad]
    return chosen, tuple(notes)


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
    """Several words of a closed list, joined by commas."""

    def read(texts: list[str], taxonomy: Taxonomy) -> tuple[dict[str, Any], list[str]]:
        words = list(dict.fromkeys(word for text in texts for word in text.split(",") if word))
        known = allowed(taxonomy)
        return {field: tuple(word for word in words if word in known)}, [word for word in words if word not in known]

    return Parameter(name, read, lambda chosen: [",".join(held)] if (held := getattr(chosen, field)) else [], allowed)


def _names(name: str, field: str) -> Parameter:
    """Several free texts, the parameter repeated."""

    def read(texts: list[str], _: Taxonomy) -> tuple[dict[str, Any], list[str]]:
        return {field: tuple(dict.fromkeys(text for text in texts if text))}, []

    return Parameter(name, read, lambda chosen: list(getattr(chosen, field)))


def _choice(name: str, field: str, allowed: tuple[str, ...], default: str) -> Parameter:
    """One word of a closed list; the default is not spelled."""

    def read(texts: list[str], _: Taxonomy) -> tuple[dict[str, Any], list[str]]:
        good = [text for text in texts if text in allowed]
        return ({field: good[-1]} if good else {}), [text for text in texts if text not in allowed]

    def write(chosen: Any) -> list[str]:
        held = getattr(chosen, field)
        return [] if held == default else [held]

    return Parameter(name, read, write, lambda _: allowed)


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


def _text(name: str, field: str, valid: Callable[[str], bool]) -> Parameter:
    """One free text that passes a test."""

    def read(texts: list[str], _: Taxonomy) -> tuple[dict[str, Any], list[str]]:
        return ({field: texts[-1]}, []) if valid(texts[-1]) else ({}, [texts[-1]])

    return Parameter(name, read, lambda chosen: [value] if (value := getattr(chosen, field)) else [])


def read_cell(cell: str) -> tuple[str, date, date] | None:
    """Sector's code and period ``[start, end)`` of a cell as the address spells it; None where it is not one.

    >>> read_cell("5g~2024-35")
    ('5g', datetime.date(2024, 7, 1), datetime.date(2024, 10, 1))
    """
    code, _, edtf = cell.partition("~")
    try:
        period = read_edtf(edtf)
    except EdtfError:
        return None
    return (code, period.start, period.end) if code and period.start and period.end else None


def _is_id(text: str) -> bool:
    return 0 < len(text) <= 64 and text.isalnum()


def _members() -> Parameter:
    def read(texts: list[str], _: Taxonomy) -> tuple[dict[str, Any], list[str]]:
        words = [word for text in texts for word in text.split(",")]
        good = tuple(dict.fromkeys(word for word in words if _is_id(word)))
        return {"members": good}, [word for word in words if not _is_id(word)]

    return Parameter("events", read, lambda chosen: [",".join(held)] if (held := chosen.members) else [])


def _charted(span: Interval) -> bool:
    """Whether the charts can show the days."""
    return (span.start or EARLIEST) >= EARLIEST and (span.end or LATEST) <= LATEST


def _zoom(span: Interval) -> dict[str, Any] | None:
    return {"zoom": (span.start, span.end)} if span.start and span.end else None


def _as_of(span: Interval) -> dict[str, Any] | None:
    return {"as_of": span.start} if span.days == 1 else None


def _single_day(value: date | None) -> Interval | None:
    return Interval(value, value + timedelta(1)) if value else None


PARAMETERS: tuple[Parameter, ...] = (
    _codes("sectors", "sectors", lambda taxonomy: (ANY, *(sector.code for sector in taxonomy.sectors))),
    _codes("status", "statuses", lambda _: tuple(Status)),
    _names("publisher", "publishers"),
    _names("language", "languages"),
    _dates(
        "dates",
        lambda span: {"start": span.start, "end": span.end},
        lambda chosen: Interval(chosen.start, chosen.end) if chosen.start or chosen.end else None,
    ),
    _choice("axis", "axis", AXES, "when"),
    _choice("period", "period", PERIODS, "year"),
    _choice("measure", "measure", MEASURES, "onset"),
    _dates("zoom", _zoom, lambda chosen: Interval(*chosen.zoom) if chosen.zoom else None),
    _dates("as_of", _as_of, lambda chosen: _single_day(chosen.as_of)),
    _choice("theme", "theme", THEMES, "light"),
    _choice("ui", "language", LANGUAGES, "en"),
    _text("event", "event", _is_id),
    _text("cell", "cell", lambda text: read_cell(text) is not None),
    _members(),
)


def _broken(name: str, text: str, allowed: Iterable[str]) -> str:
    near = did_you_mean(text, allowed)
    return load_words("en")["note"]["broken"].format(name=name, value=text[:60], near=near)
