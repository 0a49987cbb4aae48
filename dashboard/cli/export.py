"""``export``: the page's charts and tables as files, from an address or from options; draws nothing of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from dashboard.callbacks.downloads import KINDS, WIDTH, Export, make_export
from dashboard.exports import write_receipt
from dashboard.library import Library
from dashboard.selection import Selection, check_value
from dashboard.views.view import apply_selection
from loaders.edtf import Interval, read_edtf, write_edtf
from loaders.errors import EdtfError, StoreError, UsageError, did_you_mean
from loaders.sectors.taxonomy import Taxonomy, load_taxonomy

FIGURES = ("timeline", "heatmap")


def export_figure(
    figure: str,
    out: Path,
    selection: Selection,
    store: Path,
    *,
    taxonomy: Taxonomy | None = None,
    width: int | None = None,
) -> Export:
    """Write one figure of a selection to a file, with its receipt beside it; returns what was written.

    The ending of ``out`` names the format: png, svg and pdf are the picture, csv what it shows.
    """
    if figure not in FIGURES:
        raise UsageError(f"figure '{figure}': there are {' and '.join(FIGURES)}.{did_you_mean(figure, FIGURES)}")
    form = out.suffix.lstrip(".").lower()
    if form not in KINDS:
        raise UsageError(f"--out {out}: name a file that ends in {', '.join(KINDS)}.{did_you_mean(form, KINDS)}")
    if not out.parent.is_dir():
        raise UsageError(f"--out {out}: there is no folder {out.parent}. Make it first.")
    export = draw_export(figure, form, selection, store, taxonomy=taxonomy, width=width)
    out.write_bytes(export.data)
    write_receipt(out, export.receipt)
    return export


def draw_export(
    figure: str,
    form: str,
    selection: Selection,
    store: Path,
    *,
    taxonomy: Taxonomy | None = None,
    width: int | None = None,
) -> Export:
    """The figure as a file in memory; raises StoreError where the store holds nothing."""
    holdings = Library.at(store).newest()
    if holdings.problem is not None:
        raise StoreError(holdings.problem)
    known = taxonomy or load_taxonomy()
    view = apply_selection(selection, holdings, known, date.today())
    return make_export(view, known, figure, form, width=width or WIDTH)


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
