"""Opens one version of a store for reading, through DuckDB over that version's files; writes nothing.

The table ``loads`` has a single row that says which versions of the other tables belong together. A reader looks at
it first and then at exactly those versions, so it sees whole batches whatever loaders do meanwhile.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from threading import Lock
from typing import Any, TypeAlias
from urllib.parse import unquote

import duckdb
import pyarrow as pa
from deltalake import DeltaTable, QueryBuilder
from deltalake.exceptions import DeltaError, TableNotFoundError

from loaders.errors import StoreError
from loaders.store.copies import copies_folder, copy_files
from loaders.store.faults import describe_fault, telling_damage
from loaders.store.leases import hold_version
from loaders.store.place import Opened, Place
from loaders.store.schema import PARTITIONED, SCHEMA, STORED
from loaders.store.views import make_views

LOADERS_MEMORY = "300MB"  # of SQL, for each look of a loader into the store
EVOLVED = "policyTimeline.evolved"  # property of a table that got columns after its first rows


_Opened: TypeAlias = tuple[list[str], set[str], bool]


@dataclass(frozen=True, slots=True)
class Pins:
    """The versions of the tables that make up data version ``version``; an older layout has fewer tables."""

    version: int
    schema: int
    tables: dict[str, int]
    rules: str | None = None
    committed: str | None = None


def open_table(place: Place, table: str, version: int | None = None) -> DeltaTable:
    """One Delta table of the store at a version, None for the newest; raises StoreError.

    At a place that keeps its tables open it is theirs, and stands elsewhere once a later version is asked for.
    """
    try:
        if place.opened is not None:
            return _open_kept(place, place.opened, table, version)
        return DeltaTable(place.table(table), version=version, storage_options=place.storage)
    except (DeltaError, OSError) as error:
        if version is None and isinstance(error, TableNotFoundError):
            raise StoreError(
                f"{place}: there is no store here. Make one with: python -m loaders load PATH --store {place}"
            ) from error
        at = "" if version is None else f" at version {version}"
        raise StoreError(
            f"{place}: the table '{table}'{at} cannot be read ({describe_fault(error)}). "
            "Restore the store from a copy, or load into a new one."
        ) from error


def _open_kept(place: Place, opened: Opened, name: str, version: int | None) -> DeltaTable:
    """A table that was kept open, brought up to what is asked for: reading its log anew takes longer with each commit.

    It is opened anew where its log is another one by now, or has lost the commit that it stands on: then the store was
    replaced by a copy.
    """
    log = Path(place.table(name)) / "_delta_log"
    kept, life = opened.pop(name, None), _life(log)
    if kept and life and kept[1] == life and (log / f"{kept[0].version():020}.json").exists():
        table = kept[0]
        if version is None or version > table.version():
            table.update_incremental()
        opened[name] = kept
        if version in (None, table.version()):
            return table
    asked = DeltaTable(str(log.parent), version=version)
    if life:
        opened.setdefault(name, (asked, life))
    return asked


def _life(log: Path) -> tuple[int, int, int] | None:
    """What tells a log from a copy of it: its first commit as it lies on the disk. None where that is there no more."""
    with suppress(OSError):
        first = (log / f"{0:020}.json").stat()
        return first.st_dev, first.st_ino, first.st_ctime_ns
    return None


def newest_version(place: Place) -> int:
    """Number of the newest data version."""
    return int(open_table(place, "loads").version())


def read_pins(place: Place, version: int | None = None) -> Pins:
    """What belongs together at a data version, None for the newest; raises StoreError, also for a newer layout."""
    loads = open_table(place, "loads")
    newest = int(loads.version())
    if version is not None and not 0 <= version <= newest:
        raise StoreError(f"{place}: there is no version {version}. The store has versions 0 to {newest}.")
    if version is not None and version != newest:
        loads = open_table(place, "loads", version)
    row = read_row(place, loads)
    if row["schema"] > SCHEMA:
        raise StoreError(
            f"{place}: written by a newer program (layout {row['schema']}; this one reads up to {SCHEMA}). "
            "Update the program, or name another store with --store."
        )
    tables = {name: int(row[name]) for name in STORED if row.get(name) is not None}
    return Pins(int(loads.version()), int(row["schema"]), tables, row["rules"], row.get("committed"))


def read_row(place: Place, loads: DeltaTable) -> dict[str, Any]:
    """The one row of ``loads`` as it is open; raises StoreError."""
    with telling_damage(place):
        rows = read_table(QueryBuilder().register("loads", loads).execute("SELECT * FROM loads")).to_pylist()
    return dict(rows[0])


def table_files(table: DeltaTable) -> list[str]:
    """Paths of the Parquet files of an open table, from its own place; the log has them percent-encoded."""
    return [unquote(path) for path in read_table(table.get_add_actions())["path"].to_pylist()]


def scan_table(place: Place, name: str, table: DeltaTable, columns: Sequence[str], **options: Any) -> pa.Table:
    """Some columns of all rows of an open table; ``options`` are those of its ``to_pyarrow_dataset``.

    On this machine Arrow reads the files itself. The Delta library would do so in Python, and a thread of Arrow that
    lets go of that while the process ends brings it down.
    """
    from pyarrow.fs import LocalFileSystem, SubTreeFileSystem

    if place.folder is not None:
        options["filesystem"] = SubTreeFileSystem(place.table(name), LocalFileSystem())
    return table.to_pyarrow_dataset(**options).to_table(columns=list(columns))


def read_table(stream: Any) -> pa.Table:
    """A table from what the Delta library returns; ``pa.table`` would do it too, and import pandas for it."""
    return pa.RecordBatchReader.from_stream(stream).read_all()


class Snapshot:
    """One version of the store: its pins, and SQL over its tables. May be shared by threads.

    Not ``decided``: for loaders, with ``recorded`` and without the views that decisions change.
    """

    def __init__(self, place: Place, pins: Pins, *, decided: bool = True) -> None:
        self.place, self.pins, self._decided = place, pins, decided
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._opening = Lock()
        self._held: weakref.finalize[Any, Any] | None = None

    def query(
        self,
        sql: str,
        parameters: Sequence[Any] | dict[str, Any] = (),
        tables: Mapping[str, pa.Table] | None = None,
    ) -> pa.Table:
        """Answer one SELECT over ``documents``, ``events``, ``failures`` and ``files``; raises StoreError.

        ``tables`` are seen by this question alone, under their names: the way for thousands of values, which take
        several microseconds each as parameters.
        """
        with self._told():
            cursor = self._cursor()
            for name, table in (tables or {}).items():
                cursor.register(name, table)
            statements = cursor.extract_statements(sql)
            if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
                raise StoreError(f"{self.place}: the store is asked by one SELECT; this is something else: {sql}")
            return self._answer(cursor, sql, parameters)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            with telling_damage(self.place):
                yield
        except duckdb.Error as error:
            raise StoreError(f"{self.place}: the query cannot be answered: {error}") from error

    def _answer(self, cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Any) -> pa.Table:
        try:
            return cursor.sql(sql, params=parameters or None).to_arrow_table()
        except duckdb.IOException:
            if self.place.folder is not None:
                raise
            for table in self.pins.tables:  # copies that were taken away meanwhile come again
                self._open(table)
            return cursor.sql(sql, params=parameters or None).to_arrow_table()

    def stream(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> pa.RecordBatchReader:
        """The same, a few thousand rows at a time, for what is too long to be held; raises StoreError."""
        with self._told():
            return self._cursor().sql(sql, params=parameters or None).to_arrow_reader(5_000)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._opening:
            if self._connection is None:
                self._connection = self._connect()
            return self._connection.cursor()

    def _connect(self) -> duckdb.DuckDBPyConnection:
        self.hold()
        connection = duckdb.connect(":memory:", config={"python_enable_replacements": False} | self._bounds())
        opened = {table: self._open(table) for table in STORED}
        for table in ("retellings", *STORED.keys() - {"retellings"}):
            connection.execute(self._view(table, opened))
        if self._decided:
            made_of = [self.place, *(self.pins.tables.get(name) for name in ("events", "retellings"))]
            make_views(connection, tuple(made_of))
        # From here on nothing outside the folder of the files can be read, and no setting changed.
        connection.execute(
            "SET allowed_directories = [$folder]", {"folder": str(self.place.folder or copies_folder(self.place))}
        )
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection

    def _bounds(self) -> dict[str, Any]:
        """A loader's memory does not grow with the store: what does not fit goes to a folder of this process."""
        if self._decided:
            return {}
        return {"memory_limit": LOADERS_MEMORY, "temp_directory": f"{gettempdir()}/policy-timeline-{os.getpid()}"}

    def _view(self, table: str, opened: dict[str, _Opened]) -> str:
        files, known, evolved = opened[table]
        if not files:
            columns = ", ".join(f'"{field.name}" {_sql_type(field.type)}' for field in _shown(table))
            empty = f'CREATE TABLE "{_name(table)}" ({columns})'
            return f"{empty}; CREATE VIEW tellings AS FROM recorded" if table == "events" else empty
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
        options = (
            "hive_partitioning = true, hive_types = {'year': INT}"
            if PARTITIONED[table]
            else "hive_partitioning = false"
        )
        rows = f"read_parquet([{listed}], {options})"
        if evolved:  # some files lack columns, perhaps all of them the same
            typed = ", ".join(f'NULL::{_sql_type(field.type)} AS "{field.name}"' for field in STORED[table])
            rows = f"(SELECT {typed} WHERE false UNION ALL BY NAME FROM {rows[:-1]}, union_by_name = true))"
        columns = ", ".join(
            f'"{field.name}"' if field.name in known else f'NULL::{_sql_type(field.type)} AS "{field.name}"'
            for field in STORED[table]
        )
        source = f"SELECT {columns} FROM {rows}"
        if table == "events":
            recorded = _with_story(told=bool(opened["retellings"][0]))
            return f"CREATE VIEW tellings AS {source}; CREATE VIEW recorded AS {recorded}"
        return f'CREATE VIEW "{table}" AS {source}'

    def hold(self) -> None:
        """Let nobody clear this version away while it is read from here."""
        if self._decided and self._held is None and (held := hold_version(self.place, self.pins.version)) is not None:
            self._held = weakref.finalize(self, os.close, held)

    def _open(self, table: str) -> _Opened:
        """The files of a table, the columns that they have, and whether some have fewer than others."""
        if table not in self.pins.tables:
            return [], set(), False
        delta = open_table(self.place, table, self.pins.tables[table])
        known = {field.name for field in delta.schema().fields}
        return self._paths(table, delta), known, EVOLVED in delta.metadata().configuration

    def _paths(self, table: str, delta: DeltaTable) -> list[str]:
        """The files of an open table as DuckDB wants them; ``file_uris`` would encode the folder's own name too."""
        if self.place.folder is None:
            return [str(copy) for copy in copy_files(self.place, table, table_files(delta))]
        return [f"{self.place.table(table)}/{path}" for path in table_files(delta)]


def _with_story(*, told: bool) -> str:
    """Each event with its story: the one its mention was joined to, else one of its own; none is where none is told."""
    if not told:
        return "SELECT *, coalesce(mention, id) AS story FROM (FROM tellings)"
    return (
        "SELECT each.*, coalesce(retellings.story, each.mention, each.id) AS story "
        "FROM (FROM tellings) AS each LEFT JOIN retellings ON each.mention = retellings.mention"
    )


def _name(table: str) -> str:
    """What SQL calls a table: ``events`` are those that decisions leave, ``recorded`` all as they were extracted."""
    return "recorded" if table == "events" else table


def _shown(table: str) -> list[pa.Field]:
    """The columns of a table as SQL sees it."""
    return [*STORED[table], *([pa.field("story", pa.string())] if table == "events" else ())]


def _sql_type(kind: pa.DataType) -> str:
    """DuckDB's name of an Arrow type."""
    if pa.types.is_list(kind):
        return _sql_type(kind.value_type) + "[]"
    if pa.types.is_struct(kind):
        return "STRUCT(" + ", ".join(f'"{part.name}" {_sql_type(part.type)}' for part in kind) + ")"
    return {
        "string": "VARCHAR",
        "int64": "BIGINT",
        "int32": "INTEGER",
        "double": "DOUBLE",
        "date32[day]": "DATE",
        "bool": "BOOLEAN",
    }[str(kind)]
