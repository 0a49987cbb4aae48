"""The formats of an export, a row a format: its ending, its media type, and who writes it; draws no picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from dashboard.exports.calendars import Told, calendar_bytes, find_left_out, tell_events, timelinejs_bytes
from dashboard.exports.citations import bibtex_bytes, csl_bytes, find_references, format_references, ris_bytes
from dashboard.exports.records import events_records, jsonl_bytes, parquet_bytes
from dashboard.exports.sheets import workbook_bytes
from dashboard.exports.tables import csv_bytes
from dashboard.library import rows_of
from dashboard.views.view import find_documents
from loaders.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.exports.receipt import Receipt
    from dashboard.views.view import View
    from loaders.sectors.taxonomy import Taxonomy


@dataclass(frozen=True)
class Behind:
    """What lies behind a chart, to be written: its table, the full rows of its events, and the words on it."""

    view: View
    taxonomy: Taxonomy
    kind: str
    table: pd.DataFrame
    events: pd.DataFrame
    title: str
    style: str

    @property
    def language(self) -> str:
        """The language that the export speaks."""
        return self.view.selection.language

    @cached_property
    def records(self) -> pd.DataFrame:
        """The table for programs: codes in place of names, lists in place of text."""
        return events_records(self.events) if self.kind == "event" else self.table

    @cached_property
    def references(self) -> list[dict[str, object]]:
        """The documents behind the events."""
        return find_references(self.events, find_documents(self.view))

    @cached_property
    def told(self) -> list[Told]:
        """The events as timelines elsewhere tell them."""
        chosen = self.view.selection
        return tell_events(rows_of(self.events), taxonomy=self.taxonomy, language=self.language, axis=chosen.axis)

    def left_out(self, form: str) -> tuple[str, ...]:
        """The events that a format has no place for."""
        return find_left_out(self.told, form, self.language) if FORMS[form].of == "calendar" else ()


@dataclass(frozen=True, slots=True)
class Form:
    """A format: its media type, what it is of, and who writes it (pictures are drawn elsewhere)."""

    mime: str
    of: Literal["picture", "table", "references", "calendar"]
    write: Callable[[Behind, Receipt], bytes] = lambda behind, receipt: b""


def _workbook(behind: Behind, receipt: Receipt) -> bytes:
    return workbook_bytes(behind.table, receipt, kind=behind.kind, title=behind.title, language=behind.language)


def _list(behind: Behind, receipt: Receipt) -> bytes:
    lines = format_references(behind.references, behind.style, behind.language)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")


def _calendar(behind: Behind, receipt: Receipt) -> bytes:
    return calendar_bytes(behind.told, receipt, title=behind.title, language=behind.language)


def _timeline(behind: Behind, receipt: Receipt) -> bytes:
    return timelinejs_bytes(behind.told, receipt, title=behind.title, language=behind.language)


FORMS = {
    "png": Form("image/png", "picture"),
    "svg": Form("image/svg+xml", "picture"),
    "pdf": Form("application/pdf", "picture"),
    "csv": Form("text/csv", "table", lambda behind, _: csv_bytes(behind.table)),
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "table", _workbook),
    "jsonl": Form("application/jsonl", "table", lambda behind, _: jsonl_bytes(behind.records)),
    "parquet": Form("application/vnd.apache.parquet", "table", lambda b, receipt: parquet_bytes(b.records, receipt)),
    "bib": Form("application/x-bibtex", "references", lambda behind, _: bibtex_bytes(behind.references)),
    "ris": Form("application/x-research-info-systems", "references", lambda behind, _: ris_bytes(behind.references)),
    "csl.json": Form(
        "application/vnd.citationstyles.csl+json", "references", lambda behind, _: csl_bytes(behind.references)
    ),
    "txt": Form("text/plain", "references", _list),
    "ics": Form("text/calendar", "calendar", _calendar),
    "timeline.json": Form("application/json", "calendar", _timeline),
}


def find_ending(name: str) -> str:
    """The ending of a file's name that says its format; raises UsageError where none does.

    >>> find_ending("6g.csl.json"), find_ending("6G.PNG")
    ('csl.json', 'png')
    """
    known = [form for form in FORMS if name.lower().endswith(f".{form}")]
    if not known:
        ending = name.rpartition(".")[2].lower()
        raise UsageError(f"{name}: name a file that ends in {', '.join(FORMS)}.{did_you_mean(ending, FORMS)}")
    return max(known, key=len)
