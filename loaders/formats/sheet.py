"""Reads spreadsheets of dated items, a document a row, sheet by sheet; computes no formula and runs no macro."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from loaders.errors import DocumentError
from loaders.formats.draft import Draft, Format, Payload
from loaders.formats.items import Table, read_items, spell_cell
from loaders.formats.limits import limits
from loaders.formats.unpack import check_package

_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*(?<!/)>")
_SHEETS = "xl/worksheets/"
_OLD = b"\xd0\xcf\x11\xe0"
_ERRORS = ("#N/A", "#REF!", "#NAME?", "#DIV/0!", "#VALUE!", "#NULL!", "#NUM!")


def read_sheets(payload: Payload) -> Iterator[Draft | DocumentError]:
    """A draft a row of each visible sheet that is a table; row numbers are those the spreadsheet shows.

    Raises DocumentError when no sheet is a table of items, or the file is broken, encrypted or hostile.
    """
    if not payload.data.startswith(_OLD) or not payload.name.lower().endswith(".xls"):
        check_package(payload, "spreadsheet", _check_size)
    refused: list[DocumentError] = []
    read = False
    for name, rows in _sheets(payload):
        table = Table(payload, name)
        drafts = read_items(
            table, ((n, ["" if cell in _ERRORS else spell_cell(cell) for cell in row]) for n, row in enumerate(rows, 1))
        )
        try:
            first = next(drafts, None)
        except DocumentError as error:
            if _is_tabular(rows):
                refused.append(error)
            continue
        read = True
        if first is not None:
            yield first
            yield from drafts
    if not read:
        reason = "no sheet of this spreadsheet is a table with a column of titles or texts."
        raise (
            refused[0]
            if len(refused) == 1
            else DocumentError(payload.source, reason, "Name the column that says what happened 'title'.")
        )
    yield from refused


def _sheets(payload: Payload) -> list[tuple[str, list[list[Any]]]]:
    import python_calamine  # not needed where no spreadsheet is read

    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(payload.data)) as book:
            shown = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
                and sheet.visible == python_calamine.SheetVisibleEnum.Visible
            ]
            return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in shown]
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        if type(error).__name__ == "PasswordError":
            reason = "this spreadsheet is encrypted with a password."
            raise DocumentError(payload.source, reason, "Save it without one.") from None
        reason = f"this spreadsheet cannot be read ({type(error).__name__}: {error})."
        raise DocumentError(payload.source, reason, "Open it in a spreadsheet program and save it as XLSX.") from None


def _check_size(payload: Payload, name: str, data: bytes) -> None:
    """Refuse a sheet whose filled cells stand so far apart that the space between them fills the memory."""
    if not name.startswith(_SHEETS):
        return
    column = row = 0
    for found in _CELL.finditer(data):
        column, row = max(column, _column(found[1])), max(row, int(found[2]))
    if column * row > limits().cells:
        reason = f"a sheet of it spans {row:,} rows and {column:,} columns, more than {limits().cells:,} cells."
        raise DocumentError(payload.source, reason, "Delete what stands far out, or save the table as CSV.")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _is_tabular(rows: list[list[Any]]) -> bool:
    filled = [sum(cell not in ("", None) for cell in row) for row in rows[:50]]
    return sum(count > 1 for count in filled) > 2


FORMAT = Format(
    "xlsx",
    (".xlsx", ".xlsm", ".xls"),
    read_sheets,
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.ms-excel"),
)
