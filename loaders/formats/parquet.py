"""Reads Parquet tables of dated items, a document a row; reads no column whose name it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from loaders.errors import DocumentError
from loaders.formats.draft import Draft, Format, Payload
from loaders.formats.items import NumberedRow, Table, read_items, spell_cell
from loaders.formats.limits import limits
from loaders.wording.rules import read_header

_ROWS = 5_000  # read at once


def read_parquet(payload: Payload) -> Iterator[Draft | DocumentError]:
    """A draft a row, the first being ``#row=1``. Raises DocumentError when the file is broken or no table of items."""
    import pyarrow as pa  # not needed where no Parquet is read
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(payload.data))
        names = list(file.schema_arrow.names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DocumentError(payload.source, f"this is no whole Parquet file: {error}.", "Write it again.") from error
    known = [names[place] for place in read_header(names)]
    _check_size(payload, file.metadata, len(known))
    yield from read_items(Table(payload), _rows(payload, file, known or names[:0], names))


def _check_size(payload: Payload, about: Any, columns: int) -> None:
    """Refuse by what the file states of itself; what it holds beyond that is not read."""
    size = sum(about.row_group(n).total_byte_size for n in range(about.num_row_groups))
    if about.num_rows * columns > limits().cells or size > limits().bytes:
        reason = f"it holds {about.num_rows:,} rows, {size:,} bytes unpacked, more than is read at once."
        raise DocumentError(payload.source, reason, "Split it, or raise the limits in data/limits.toml.")


def _rows(payload: Payload, file: Any, known: list[str], names: list[str]) -> Iterator[NumberedRow]:
    import pyarrow as pa

    yield 0, known or names
    number = 0
    try:
        for batch in file.iter_batches(batch_size=_ROWS, columns=known):
            columns = [_values(column) for column in batch.select(known).columns]
            for row in zip(*columns, strict=True):
                number += 1
                yield number, [spell_cell(cell) for cell in row]
    except (pa.ArrowException, OSError, ValueError) as error:
        where = f"{payload.source}#row={number + 1}"
        yield number + 1, DocumentError(where, f"the file cannot be read from here on: {error}.", "Write it again.")
        return
    if not number:
        yield 1, DocumentError(payload.source, "no row of this table can be read.", "Write it again.")


def _values(column: Any) -> list[Any]:
    """The values of a column; times at the precision that Python has."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return list(column.to_pylist())


FORMAT = Format("parquet", (".parquet", ".pq"), read_parquet, ("application/vnd.apache.parquet",))
