"""The slim frame of a version, to choose, place and count its events by; holds no words of them, writes nothing.

Texts that repeat are categories: a name stands once, however many events have it. A list of codes is a category too,
a tuple, so that a test of it is made once for each combination and gathered by the codes of the column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders.store.frames import make_days
from loaders.store.schema import ORDER, READ

if TYPE_CHECKING:
    from loaders.store.snapshot import Snapshot

CATEGORIES = (
    *("document", "story", "publisher", "language", "kind", "status", "role", "instrument", "speaker"),
    *("announced", "when", "modality", "created"),
)
LISTS = ("sectors", "actors")
DAYS = ("announced_start", "announced_end", "when_start", "when_end")
COLUMNS = (
    *("id", "document", "story", "start", "publisher", "language", "kind", "created", "status", "sectors", "actors"),
    *("speaker", "instrument", "announced", "announced_start", "announced_end", "when", "when_start", "when_end"),
    *("role", "modality", "reviewed", "data_version"),
)
_BETWEEN = "\x1f"  # stands between the codes of a list while DuckDB holds it as one text


def read_index(snapshot: Snapshot) -> pd.DataFrame:
    """One row an event of a version, in the order of ``Store.events()``; see there and the data dictionary."""
    table = snapshot.query(f"SELECT {', '.join(map(_expression, COLUMNS))} FROM events ORDER BY {ORDER['events']}")
    columns = {name: _column(name, table[name].combine_chunks()) for name in COLUMNS}
    return pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows), copy=False)


def _expression(name: str) -> str:
    if name in LISTS:
        return f"array_to_string({name}, '{_BETWEEN}') AS {name}"
    if name == "reviewed" and name not in READ["events"].names:
        return "false AS reviewed"
    return f'CAST("{name}" AS INTEGER) AS "{name}"' if name in ("start", "data_version") else f'"{name}"'


def _column(name: str, column: pa.Array) -> pd.Series:
    if name in DAYS:
        return make_days(column)
    if name in CATEGORIES or name in LISTS:
        return pd.Series(categorise(column, lists=name in LISTS))
    if name == "id":
        return pd.Series(pd.array(column, dtype="str"))
    return pd.Series(column.to_numpy(zero_copy_only=False))


def categorise(column: pa.Array, *, lists: bool = False) -> pd.Categorical:
    """Texts as categories in the order of the alphabet; ``lists``: texts of codes as tuples, the empty one first."""
    encoded = pc.fill_null(column, "").dictionary_encode() if lists else column.dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary).to_numpy()
    places = np.empty(len(order) + 1, dtype=np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    places[-1] = -1
    codes = places[pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)]
    names = encoded.dictionary.take(pa.array(order))
    categories: pd.Index = pd.Index(names.to_pandas(), dtype="str")
    if lists:
        parts = [tuple(text.split(_BETWEEN)) if text else () for text in names.to_pylist()]
        categories = pd.Index(parts, tupleize_cols=False, dtype=object)
    return pd.Categorical.from_codes(codes, categories=categories)
