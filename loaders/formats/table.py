"""Reads CSV tables of dated items, a document a row; names a row whose quotes are broken, reads the others."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from loaders.errors import DocumentError
from loaders.formats.decode import decode_text
from loaders.formats.draft import Draft, Format, Payload
from loaders.formats.items import NumberedRow, Table, read_items

_DELIMITERS = ",\t;|"


def read_table(payload: Payload) -> Iterator[Draft | DocumentError]:
    """A draft a row; row numbers count as a spreadsheet does, a header at the top being row 1."""
    csv.field_size_limit(1 << 30)
    text = decode_text(payload)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    found = False
    for each in read_items(Table(payload), _numbered(rows, payload.source)):
        found = True
        yield each
    if not found:
        raise DocumentError(payload.source, "this table has a header and no rows.", "Write them, or leave it out.")


def _numbered(rows: Iterator[list[str]], source: str) -> Iterator[NumberedRow]:
    number = 0
    while True:
        number += 1
        try:
            yield number, next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"this row cannot be read: {error}."
            yield number, DocumentError(f"{source}#row={number}", reason, "Mend its quotes.")


def _delimiter(text: str) -> str:
    first = text.lstrip("\n\r").split("\n", 1)[0]
    return max(_DELIMITERS, key=lambda mark: (first.count(mark), mark == ","))


FORMAT = Format("csv", (".csv", ".tsv"), read_table, ("text/csv", "text/tab-separated-values"))
