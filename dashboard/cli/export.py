"""Reads what the command ``export`` was asked for, an address or options; draws and writes nothing itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from dashboard.exports.briefing.value import Briefing, read_briefing
from dashboard.exports.sizes import Size, find_size
from dashboard.library import Library
from dashboard.selection import Selection, check_value
from loaders.edtf import Interval, read_edtf, write_edtf
from loaders.errors import EdtfError, UsageError, did_you_mean
from loaders.sectors.taxonomy import Taxonomy


def read_selection(
    url: str, options: Iterable[tuple[str, str]], taxonomy: Taxonomy
) -> tuple[Selection, tuple[str, ...]]:
    """The selection of an address, with options put over it, and notes on parts of the address that were ignored.

    An option that is wrong raises UsageError; a part of an address that is wrong is only noted, as on the page.
    """
    query = urlsplit(url).query if "?" in url or "://" in url else url
    notes = Selection.from_query(query, taxonomy)[1]
    stated = list(options)
    for name, text in stated:
        check_value(name, text, taxonomy)
    names = {name for name, _ in stated}
    kept = [(name, text) for name, text in parse_qsl(query) if name not in names]
    return Selection.from_query(urlencode([*kept, *stated]), taxonomy)[0], notes


def check_briefing(figure: str, source: Path | None, options: Iterable[tuple[str, str]], title: str) -> Briefing | None:
    """The briefing of a file, with language, theme and title of the command put over it; None for a chart.

    Raises UsageError for a briefing without a file, a chart with one, and options that a briefing's items decide.
    """
    if (figure == "briefing") != (source is not None):
        says = "--from FILE: give the charts and events of the briefing." if source is None else f"--from {source}: "
        raise UsageError(says if source is None else f"{says}only a briefing is made from a file; say export briefing.")
    if source is None:
        return None
    looks = {"ui": "language", "theme": "theme"}
    given = dict(options)
    for name in given:
        if name not in (*looks, "as_of"):
            raise UsageError(f"--{name}: each chart of a briefing has an address of its own. Change it in {source}.")
    over: dict[str, Any] = {field: given[name] for name, field in looks.items() if name in given} | (
        {"title": title} if title else {}
    )
    return replace(read_briefing(source), **over)


def read_day(text: str) -> date | None:
    """The last day of a day, a month or a year; None where none is given."""
    try:
        return read_edtf(text).last if text else None
    except EdtfError as error:
        raise UsageError(f"--as-of {text}: {str(error).rstrip('.')}.") from error


def read_dates(start: str | None, end: str | None) -> list[tuple[str, str]]:
    """``--start`` and ``--end`` as one part of an address; both are days, months or years, and both are included."""
    try:
        first = read_edtf(start).start if start else None
        last = read_edtf(end).end if end else None
        return [("dates", write_edtf(Interval(first, last)))] if first or last else []
    except EdtfError as error:
        options = " ".join(f"--{name} {text}" for name, text in (("start", start), ("end", end)) if text)
        raise UsageError(f"{options}: {str(error).rstrip('.')}.") from error


def check_publishers(names: Iterable[str], store: Path) -> None:
    """Raise UsageError for a publisher that no document of the store has; a store with nothing is not judged here."""
    holdings = Library.at(store).newest()
    if holdings.problem is not None:
        return
    held = sorted(holdings.documents["publisher"].dropna().unique())
    for name in names:
        if name not in held:
            reason = f"--publisher {name}: no document of the store has this publisher."
            raise UsageError(reason + did_you_mean(name, held))


def read_size(name: str, width: int, height: int) -> Size:
    """The size named, else the one of these pixels; raises UsageError for a name that is none."""
    return find_size(name) if name else Size(width, height or None)
