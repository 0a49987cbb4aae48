"""Writes tables as a workbook: typed dates, links, a sheet of sources, one of definitions, one of the receipt.

Refuses to hand a spreadsheet a formula from a source's text.
"""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from dashboard.exports.embedding import KEY, SHEET, split_receipt
from dashboard.exports.tables import neutralise
from dashboard.words import load_words
from dashboard.words.columns import name_column
from loaders.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.exports.receipt import Receipt

ROWS, LETTERS, LINKS = 1_048_575, 32_767, 65_530  # what a sheet, a cell and a sheet's list of links hold
FIRST = date(1900, 3, 1)  # before this day Excel counts days otherwise than the calendar
WIDTHS = {"text": 70, "title": 48, "document_title": 40, "url": 34, "source": 34, "sectors": 26, "meaning": 90}
LONG = ("text", "title", "document_title")  # fields whose lines are broken
DATES = ("when_start", "when_end", "announced_start", "announced_end", "start", "end")


def workbook_bytes(table: pd.DataFrame, receipt: Receipt, *, kind: str, title: str, language: str = "en") -> bytes:
    """A flat table (``events_table`` or ``counts_table``) as XLSX; ``kind`` is event or count.

    Raises UsageError for more rows than a sheet holds.
    """
    if len(table) > ROWS:
        raise UsageError(f"{len(table):,} rows: a sheet holds {ROWS:,}. Write .parquet or .csv, or choose fewer.")
    out = io.BytesIO()
    book = _Book(out, language)
    said = load_words(language)["sheets"]
    book.write_table(said["events" if kind == "event" else "counts"], table, kind)
    sources = pd.DataFrame(
        [[getattr(source, name) for name in SOURCE] for source in receipt.sources], columns=list(SOURCE), dtype=object
    )
    book.write_table(said["sources"], sources, "source")
    book.write_rows(said["definitions"], define_columns(table, kind, language), (30, 24, WIDTHS["meaning"]))
    book.write_rows(SHEET, list_receipt(receipt, language), (28, 90))
    properties = {"title": title, "subject": receipt.selection, "author": "Policy Timeline"}
    book.close(properties | {"comments": said["version"].format(version=receipt.data_version)})
    return out.getvalue()


SOURCE = ("publisher", "title", "date", "url", "standing")
RECEIPT = (
    *("selection", "url", "events", "stories", "documents", "undated", "unreviewed"),
    *("data_version", "committed", "code_version", "as_of", "made"),
)


def define_columns(table: pd.DataFrame, kind: str, language: str) -> list[Sequence[Any]]:
    """Rows of the sheet of definitions: what a column is called, its own name, its meaning."""
    said = load_words(language)["sheets"]
    rows: list[Sequence[Any]] = [(said["called"], said["column"], said["meaning"])]
    for group, names in ((kind, table.columns), ("source", SOURCE)):
        for name in names:
            label, meaning = name_column(group, str(name), language)
            rows.append((label, str(name), meaning))
    return rows


def list_receipt(receipt: Receipt, language: str) -> list[Sequence[Any]]:
    """Rows of the sheet of the receipt: its fields for people, then its JSON in pieces for ``verify``."""
    said = load_words(language)["receipt"]
    rows: list[Sequence[Any]] = [(said[name], getattr(receipt, name)) for name in RECEIPT]
    return [*rows, *((f"{KEY} {n}", part) for n, part in enumerate(split_receipt(receipt), 1))]


class _Book:
    """A workbook being written, its formats, and the links that are left."""

    def __init__(self, out: io.BytesIO, language: str) -> None:
        import xlsxwriter

        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(out, options | {"in_memory": True, "nan_inf_to_errors": False})
        font = {"font_name": "Microsoft YaHei" if language == "zh" else "Calibri", "font_size": 10, "valign": "top"}
        self._plain = self._book.add_format(font)
        self._wrapped = self._book.add_format(font | {"text_wrap": True})
        self._day = self._book.add_format(font | {"num_format": "yyyy-mm-dd", "align": "left"})
        self._link = self._book.add_format(font | {"font_color": "#0b57a4", "underline": 1})
        self._head = self._book.add_format(font | {"bold": True, "bg_color": "#e8edf3", "bottom": 1, "text_wrap": True})
        self._language, self._links = language, 0

    def write_table(self, name: str, table: pd.DataFrame, kind: str) -> None:
        """A sheet of a table with a head that stays and filters."""
        sheet = self._book.add_worksheet(name)
        self._links = 0
        for column, field in enumerate(map(str, table.columns)):
            label = name_column(kind, field, self._language)[0]
            sheet.write_string(0, column, str(neutralise(label)), self._head)
            sheet.set_column(column, column, WIDTHS.get(field, 14))
            for row, value in enumerate(table[field].tolist(), 1):
                self._write(sheet, (row, column), value, field)
        sheet.freeze_panes(1, 2 if kind == "event" else 1)
        if len(table):
            sheet.autofilter(0, 0, len(table), len(table.columns) - 1)

    def write_rows(self, name: str, rows: list[Sequence[Any]], widths: Sequence[int]) -> None:
        """A sheet of plain rows, the first column bold."""
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for row, values in enumerate(rows):
            sheet.write_string(row, 0, str(values[0]), self._head)
            for column, value in enumerate(values[1:], 1):
                self._write(sheet, (row, column), value, "text")

    def close(self, properties: dict[str, str]) -> None:
        """Finish the file, with its properties."""
        self._book.set_properties({name: value[:255] for name, value in properties.items()})
        self._book.close()

    def _write(self, sheet: Any, cell: tuple[int, int], value: Any, field: str) -> None:
        if not isinstance(value, (list, tuple)) and pd.isna(value):
            return
        day = read_day(value) if field in DATES and isinstance(value, str) else None
        if day is not None:
            sheet.write_datetime(*cell, day, self._day)
        elif isinstance(value, (bool, np.bool_)):
            sheet.write_boolean(*cell, bool(value), self._plain)
        elif isinstance(value, (int, float, np.number)):
            sheet.write_number(*cell, value, self._plain)
        elif field == "url" and is_link(value) and self._links < LINKS:
            self._links += 1
            sheet.write_url(*cell, value, self._link, value)
        else:
            text = str(neutralise(str(value)))
            cut = text if len(text) <= LETTERS else text[: LETTERS - 1] + "…"
            sheet.write_string(*cell, cut, self._wrapped if field in LONG else self._plain)


def read_day(text: str) -> date | None:
    """A day that Excel counts rightly; None for another, which stays text."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= FIRST else None


def is_link(text: str) -> bool:
    """Whether a text is a web address that a cell can lead to.

    >>> is_link("https://example.org/a"), is_link("javascript:alert(1)"), is_link("=HYPERLINK()")
    (True, False, False)
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(text) <= 2000 and text.isprintable()
