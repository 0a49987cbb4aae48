"""Makes Arrow tables of rows; knows the few types that the store has and refuses others.

``pa.Table.from_pylist`` does the same, but imports pandas at its first call: a second or two for every loader and
every worker process. Here the buffers of the Arrow format are laid out by numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa

_EPOCH = date(1970, 1, 1).toordinal()
_WIDTHS = {"int64": np.int64, "int32": np.int32, "double": np.float64}


def make_table(rows: Sequence[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """A table of rows, in the order of the schema; a name that a row lacks is null.

    >>> make_table([{"a": [1, 2]}, {}], pa.schema([("a", pa.list_(pa.int64()))])).to_pylist()
    [{'a': [1, 2]}, {'a': None}]
    """
    columns = [make_array([row.get(field.name) for row in rows], field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def make_array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """An array of values, None for null; raises TypeError for a type that the store has no column of."""
    present = [value is not None for value in values]
    valid = None if all(present) else _bits(present)
    if pa.types.is_string(kind):
        words = [b"" if value is None else value.encode() for value in values]
        return pa.Array.from_buffers(kind, len(values), [valid, _offsets(words), pa.py_buffer(b"".join(words))])
    if pa.types.is_list(kind):
        lists = [() if value is None else value for value in values]
        inner = make_array(list(chain.from_iterable(lists)), kind.value_type)
        return pa.Array.from_buffers(kind, len(values), [valid, _offsets(lists)], children=[inner])
    if pa.types.is_struct(kind):
        parts = [{} if value is None else value for value in values]
        inner = [make_array([part.get(field.name) for part in parts], field.type) for field in kind]
        return pa.Array.from_buffers(kind, len(values), [valid], children=inner)
    return pa.Array.from_buffers(kind, len(values), [valid, _plain(values, kind)])


def list_numbers(lists: pa.ChunkedArray, kind: Any) -> tuple[Any, Any]:
    """The numbers of many lists, one after the other, and how many each list has; none has null as little as empty.

    ``np.asarray`` would do it too, and import pandas for it.
    """
    whole = lists.combine_chunks()
    ends = np.frombuffer(whole.buffers()[1] or bytes(4), np.int32, len(whole) + 1, whole.offset * 4)
    inner = whole.values.slice(int(ends[0]), int(ends[-1] - ends[0]))
    width = np.dtype(kind).itemsize
    return np.frombuffer(inner.buffers()[1] or b"", kind, len(inner), inner.offset * width), np.diff(ends)


def day_numbers(days: pa.ChunkedArray) -> Any:
    """The ordinals of days, 0 for none."""
    none = make_array([-_EPOCH], pa.int32())[0]  # from a number Arrow makes it by importing pandas
    whole = days.combine_chunks().cast(pa.int32()).fill_null(none)
    return np.frombuffer(whole.buffers()[1] or b"", np.int32, len(whole), whole.offset * 4).astype(np.int64) + _EPOCH


def _plain(values: Sequence[Any], kind: pa.DataType) -> pa.Buffer:
    """The values of a type of fixed width, one after the other."""
    if pa.types.is_boolean(kind):
        return _bits([bool(value) for value in values])
    if pa.types.is_date32(kind):
        days = (0 if value is None else value.toordinal() - _EPOCH for value in values)
        return pa.py_buffer(np.fromiter(days, np.int32, len(values)))
    if str(kind) not in _WIDTHS:
        raise TypeError(f"the store has no columns of type {kind}.")
    numbers = (0 if value is None else value for value in values)
    return pa.py_buffer(np.fromiter(numbers, _WIDTHS[str(kind)], len(values)))


def _bits(flags: Sequence[bool]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(np.array(flags, dtype=bool), bitorder="little"))


def _offsets(pieces: Sequence[Any]) -> pa.Buffer:
    """Where each piece begins, and where the last one ends."""
    ends = np.zeros(len(pieces) + 1, np.int64)
    np.cumsum([len(piece) for piece in pieces], out=ends[1:])
    if ends[-1] > np.iinfo(np.int32).max:
        raise ValueError("a batch holds more than two gigabytes in one column: make it smaller.")
    return pa.py_buffer(ends.astype(np.int32))
