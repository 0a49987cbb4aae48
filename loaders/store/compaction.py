"""Makes few sorted files of many small ones, a year at a time, as one data version of the same rows.

Every batch of a load writes files of its own, and a reader pays for each. A year is written anew when it has many
small files; its rows are sorted by date, so that a window of dates skips most of it. They are sorted a slice at a time,
so that memory does not grow with what a year holds. The earlier data versions keep their files until they are cleared
away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import pyarrow as pa
from deltalake import WriterProperties, write_deltalake

from loaders.store.layout import ONCE, upgrade_tables
from loaders.store.pinning import attempt, open_pinned, write_pins
from loaders.store.place import Place
from loaders.store.schema import PARTITIONED, STORED
from loaders.store.snapshot import Pins, Snapshot, open_table, read_pins, read_table, table_files

SMALL = 32 * 2**20  # bytes: a file below it is small
MANY = 4  # small files of one year, or of one table without years, that are worth to be made one
# Rows of a group are read or skipped together: small enough that a month is found without its year.
_WRITER = WriterProperties(compression="ZSTD", compression_level=3, max_row_group_size=16_384)
SLICE = 32 * 2**20  # bytes of rows, about, that are sorted together
_BYTES = {"documents": "strlen(text) + 2000", "events": "1000"}  # of a row, about
# By what rows stand inside a year, and then by id: as the loader sorts a batch.
_DAY = {"documents": "created_start", "events": "coalesce(when_start, when_end, announced_start)"}
_VIEWS = {"events": "tellings"}


@dataclass(frozen=True, slots=True)
class Compacted:
    """What was made of the files of a store, or would be: how many there were and are, and the data version then."""

    version: int
    before: int
    after: int


def compact_store(place: Place, *, many: int = MANY, dry_run: bool = False) -> Compacted:
    """Make one of the small files of each year that has ``many`` or more; makes no version where there is none.

    May be called between the batches of a long load, and while others read and write. ``dry_run`` only tells. Raises
    StoreError.
    """
    if dry_run:
        pins = read_pins(place)
        found = [_survey(place, name, version, many) for name, version in pins.tables.items()]
        after = sum(each.files - each.spared for each in found)
        return Compacted(pins.version, sum(each.files for each in found), after)
    return attempt(place, lambda pins: _compact(place, pins, many), "the compacted store")


@dataclass(frozen=True, slots=True)
class _Survey:
    """The files of a table: how many, the years to be written anew (None among them), and files spared by that."""

    files: int
    due: list[int | None]
    spared: int


def _survey(place: Place, name: str, version: int, many: int) -> _Survey:
    files = read_table(open_table(place, name, version).get_add_actions(flatten=True)).to_pylist()
    every = Counter(file.get("partition.year") for file in files)
    small = Counter(file.get("partition.year") for file in files if file["size_bytes"] < SMALL)
    due = [year for year, count in small.items() if count >= many]
    return _Survey(len(files), due, sum((every if PARTITIONED[name] else small)[year] - 1 for year in due))


def _compact(place: Place, before: Pins, many: int) -> Compacted:
    pins = upgrade_tables(place, before)
    snapshot = Snapshot(place, pins, decided=False)
    found = {name: _survey(place, name, pins.tables[name], many) for name in STORED}
    files = sum(each.files for each in found.values())
    versions = {name: _compact_table(snapshot, name, found[name].due) for name in STORED}
    if versions == before.tables:
        return Compacted(before.version, files, files)
    after = sum(len(table_files(open_table(place, name, version))) for name, version in versions.items())
    return Compacted(write_pins(place, pins, versions, pins.rules), files, after)


def _compact_table(snapshot: Snapshot, name: str, due: list[int | None]) -> int:
    """The version of one table after it was compacted."""
    if not due:
        return snapshot.pins.tables[name]
    table = open_pinned(snapshot.place, name, snapshot.pins.tables[name])
    if not PARTITIONED[name]:
        table.optimize.compact(writer_properties=_WRITER, commit_properties=ONCE)
        return int(table.version())
    for year in due:
        where = "year IS NULL" if year is None else f"year = {year}"
        batches = _sorted(snapshot, name, where)
        first = next(batches)
        rows = pa.RecordBatchReader.from_batches(first.schema, chain([first], batches))
        write_deltalake(
            table, rows, mode="overwrite", predicate=where, writer_properties=_WRITER, commit_properties=ONCE
        )
    return int(table.version())


def _sorted(snapshot: Snapshot, name: str, where: str) -> Iterator[pa.RecordBatch]:
    """Some rows of a table in order, a slice after the other: DuckDB refuses to sort wide rows beyond its memory."""
    rows = f"SELECT *, coalesce({_DAY[name]}, DATE '9999-12-31') AS day FROM {_VIEWS.get(name, name)} WHERE {where}"
    slices = f"""WITH weighed AS (
            SELECT day, id, sum({_BYTES[name]}) OVER (ORDER BY day, id ROWS UNBOUNDED PRECEDING) // {SLICE} AS slice
            FROM ({rows})
        ) SELECT min((day, id)) AS first FROM weighed GROUP BY slice ORDER BY slice"""
    firsts = [tuple(row["first"].values()) for row in snapshot.query(slices).to_pylist()]
    columns = ", ".join(f'"{column}"' for column in STORED[name].names)
    for (day, id_), (last, before) in zip(firsts, [*firsts[1:], (None, None)], strict=True):
        until = "AND day <= $last AND (day < $last OR id < $before)" if last else ""
        yield from snapshot.stream(
            f"""SELECT {columns} FROM ({rows}) WHERE day >= $day AND (day > $day OR id >= $id) {until}
                ORDER BY day, id""",
            {"day": day, "id": id_} | ({"last": last, "before": before} if last else {}),
        )
