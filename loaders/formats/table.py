"""Reads CSV tables of dated items, a document a row; names a row whose quotes are broken, reads the others."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

from loaders.errors import DocumentError
from loaders.formats.decode import decode_text
from loaders.formats.draft import Draft, Format, Payload
from loaders.formats.items import NumberedRow, Table, read_items
from loaders.formats.rows import find_delimiter, find_records


def read_table(payload: Payload) -> Iterator[Draft | DocumentError]:
    """A draft a row; row numbers count as a spreadsheet does, a header at the top being row 1."""
    if payload.part:
        yield from _read_part(payload, payload.part.first, payload.part.above)
        return
    text = decode_text(payload)
    found = False
    for each in read_items(Table(payload), _numbered(text, find_delimiter(text), payload.source)):
        found = True
        yield each
    if not found:
        raise DocumentError(payload.source, "this table has a header and no rows.", "Write them, or leave it out.")


def _read_part(payload: Payload, first: int, above: bytes) -> Iterator[Draft | DocumentError]:
    """The drafts of a part of a long table; that the table has no header is said by its first part alone."""
    top = decode_text(replace(payload, data=above))
    delimiter = find_delimiter(top)
    rows = _numbered(decode_text(payload), delimiter, payload.source, first)
    try:
        yield from read_items(Table(payload), rows, _numbered(top, delimiter, payload.source))
    except DocumentError:
        if first == 1:
            raise


def _numbered(text: str, delimiter: str, source: str, first: int = 1) -> Iterator[NumberedRow]:
    csv.field_size_limit(1 << 30)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = first - 1
    while True:
        number += 1
        try:
            yield number, next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"this row cannot be read: {error}."
            yield number, DocumentError(f"{source}#row={number}", reason, "Mend its quotes.")


FORMAT = Format(
    "csv",
    (".csv", ".tsv"),
    read_table,
    ("text/csv", "text/tab-separated-values"),
    rows=find_records,
    headed=True,
)
