"""The slim frame of a version, to choose, place and count its events by; holds no words of them, writes nothing.

Texts that repeat are categories: a name stands once, however many events have it. A list of codes is a category too,
a tuple, so that a test of it is made once for each combination and gathered by the codes of the column. The columns
are read from the files straight into that form, since a million texts that are made only to be counted take longer
than all the rest. What people decided is taken from SQL, for the few events it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.dataset import ParquetReadOptions

from loaders.store.frames import make_days
from loaders.store.schema import STORED
from loaders.store.search.finder import look_up, make_keys
from loaders.store.snapshot import open_table, scan_table

if TYPE_CHECKING:
    from loaders.store.snapshot import Snapshot

Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"

NAMES = ("publisher", "language", "kind", "status", "role", "instrument", "speaker", "modality")
TIMES = ("announced", "when", "created")
CATEGORIES = ("document", "story", *NAMES, *TIMES)
LISTS = ("sectors", "actors")
DAYS = ("announced_start", "announced_end", "when_start", "when_end")
COLUMNS = (
    *("id", "document", "story", "start", "publisher", "language", "kind", "created", "status", "sectors", "actors"),
    *("speaker", "instrument", "announced", "announced_start", "announced_end", "when", "when_start", "when_end"),
    *("role", "modality", "reviewed", "data_version"),
)
_REPEATED = ("document", *NAMES, *TIMES)
_READ = ("id", "mention", "start", "data_version", *DAYS, *LISTS, *_REPEATED)
BETWEEN = "\x1f"  # stands between the codes of a list while it is one text


def read_index(snapshot: Snapshot) -> pd.DataFrame:
    """One row an event of a version, in the order of ``Store.events()``; see there and the data dictionary."""
    table = _decide(snapshot, _read(snapshot))
    with ThreadPoolExecutor(1) as beside:  # half of the work is finding out which stories are the same
        stories = beside.submit(_stories, snapshot, table)
        coded = {name: _categorise(table[name]) for name in _REPEATED}
        order = _order(table, coded["document"].codes)
        columns: dict[str, Any] = {name: coded.pop(name).take(order) for name in _REPEATED}
        columns |= {name: _lists(table[name], order) for name in LISTS}
        columns |= {name: make_days(table[name].take(order)) for name in DAYS}
        columns |= {name: table[name].to_numpy()[order].astype(np.int32) for name in ("start", "data_version")}
        columns["reviewed"] = table["reviewed"].to_numpy()[order]
        columns["id"] = pd.array(table["id"].combine_chunks().take(order), dtype="str")
        columns["story"] = stories.result().take(order)
    return pd.DataFrame({name: columns[name] for name in COLUMNS}, index=pd.RangeIndex(len(order)), copy=False)


def _read(snapshot: Snapshot) -> pa.Table:
    """The columns of all events as they were recorded, in the order of the files."""
    if "events" not in snapshot.pins.tables:
        return _schema().empty_table()
    delta = open_table(snapshot.place, "events", snapshot.pins.tables["events"])
    known = {field.name for field in delta.schema().fields}
    here = [name for name in _READ if name in known]
    options = ParquetReadOptions(dictionary_columns={name for name in _REPEATED if name in known})
    table = scan_table(snapshot.place, "events", delta, here, parquet_read_options=options)
    for field in _schema():
        if field.name not in known:
            table = table.append_column(field.name, pa.nulls(len(table), field.type))
    flags = pa.array(np.zeros(len(table), dtype=bool))
    return table.select(_READ).append_column("reviewed", flags).unify_dictionaries()


def _schema() -> pa.Schema:
    fields = [STORED["events"].field(name) for name in _READ]
    kept = [
        field.with_type(pa.dictionary(pa.int32(), pa.string())) if field.name in _REPEATED else field
        for field in fields
    ]
    return pa.schema([*kept])


def _decide(snapshot: Snapshot, table: pa.Table) -> pa.Table:
    """The rows that decisions leave, and as they leave them."""
    decided = snapshot.query("SELECT DISTINCT event FROM decisions")["event"]
    if not len(decided):
        return table
    names = ", ".join(f'"{name}"' for name in table.column_names)
    said = snapshot.query(f"SELECT {names} FROM events WHERE id IN (SELECT event FROM decisions)")
    kept = table.filter(pc.invert(pc.is_in(table["id"], value_set=decided)))
    return pa.concat_tables([kept, said.cast(table.schema)]).unify_dictionaries()


def _order(table: pa.Table, document: Numbers) -> Numbers:
    """The rows by day of announcement (those without one last), document, place and id."""
    days = table["announced_start"].cast(pa.int32())
    last = (pc.max(days).as_py() or 0) + 1
    keys = pc.fill_null(days, last).to_numpy().astype(np.int64)
    for column in (document, table["start"].to_numpy()):  # three numbers in one: 60 bits are enough for any store
        keys = keys * (int(column.max(initial=0)) + 1) + column
    order = np.argsort(keys)
    tied = np.flatnonzero(np.diff(keys[order]) == 0)
    if len(tied):
        touched = np.union1d(tied, tied + 1)
        ids = table["id"].combine_chunks().take(pa.array(order[touched])).to_numpy(zero_copy_only=False).astype(str)
        order[touched] = order[touched][np.lexsort((ids, keys[order[touched]]))]
    return order


def _categorise(column: pa.ChunkedArray) -> pd.Categorical:
    """Texts coded by the files as categories in the order of the alphabet, those alone that occur."""
    coded = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    indices = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    occurs = np.zeros(len(coded.dictionary) + 1, dtype=bool)
    occurs[indices] = True
    used = np.flatnonzero(occurs[:-1])
    names = coded.dictionary.take(pa.array(used))
    order = pc.array_sort_indices(names).to_numpy()
    places = np.full(len(occurs), -1, dtype=np.int32)
    places[used[order]] = np.arange(len(used), dtype=np.int32)
    return _coded(places[indices], names.take(pa.array(order)))


def _lists(column: pa.ChunkedArray, order: Numbers) -> pd.Categorical:
    """Lists of codes as categories that are tuples; none is the empty one."""
    joined = _categorise(pc.fill_null(pc.binary_join(column, BETWEEN), "").dictionary_encode().unify_dictionaries())
    return split_lists(joined.codes[order], joined.categories)


def split_lists(codes: np.ndarray[Any, Any], names: Iterable[Any]) -> pd.Categorical:
    """A category of tuples, from codes and the texts that tuples are joined to."""
    texts = map(str, names)
    tuples = pd.Index([tuple(text.split(BETWEEN)) if text else () for text in texts], tupleize_cols=False, dtype=object)
    made: Any = pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(tuples), validate=False)
    return cast("pd.Categorical", made)


def _stories(snapshot: Snapshot, table: pa.Table) -> pd.Categorical:
    """The story of each event: the one that its mention was joined to, else one of its own."""
    own = pc.coalesce(table["mention"], table["id"]).combine_chunks()
    told = snapshot.query("SELECT mention, story FROM retellings")
    later, stories = (told[name].combine_chunks().cast(pa.string()) for name in told.column_names)
    keys, later = make_keys(own), make_keys(later)
    order = np.argsort(later)
    places, retold = look_up(later[order], keys)
    keys[retold] = make_keys(stories)[order[places[retold]]]
    codes, stories_there = pd.factorize(keys)
    first = np.empty(len(stories_there), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    named = np.arange(len(codes))
    named[retold] = len(codes) + order[places[retold]]
    return _coded(codes, pa.concat_arrays([own, stories]).take(pa.array(named[first])))


def _coded(codes: Numbers, names: pa.Array) -> pd.Categorical:
    return make_category(codes.astype(np.min_scalar_type(-len(names) - 1)), names)


def make_category(codes: np.ndarray[Any, Any], names: pa.Array) -> pd.Categorical:
    """A category of texts that are known to be unlike each other: to check that of a million takes half a second."""
    unlike: Any = pd.CategoricalDtype
    kind = unlike._from_fastpath(pd.Index(pd.array(names, dtype="str"), copy=False), ordered=False)
    return pd.Categorical.from_codes(codes, dtype=kind, validate=False)
