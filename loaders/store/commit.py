"""Writes one batch into the store so that readers see all of it or none; reads no document and draws nothing.

Each table gets its rows by Delta commits of its own. The batch comes into being with the last commit alone, a new
row of ``loads`` that pins the new versions together. A loader that dies before it leaves commits that no row of
``loads`` names: readers never see them, and the next loader puts the tables back to the pinned versions first.
Every commit is made on a stated version and fails when another loader was there before; then the whole batch is
settled again on what that loader left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError

from loaders.errors import StoreError
from loaders.store.arrays import make_array, make_table
from loaders.store.batch import Batch
from loaders.store.faults import describe_fault
from loaders.store.joining import Join, settle_batch
from loaders.store.layout import CONFIGURATION, ONCE, create_table, upgrade_tables
from loaders.store.lock import lock
from loaders.store.pinning import attempt, open_pinned, write_pins
from loaders.store.place import Place
from loaders.store.registering import Change, Made, open_register, register_batch
from loaders.store.renewing import settle_renewal
from loaders.store.schema import LOADS, SCHEMA, STORED
from loaders.store.snapshot import Snapshot, open_table
from loaders.store.times import stamp

WRITER = WriterProperties(compression="SNAPPY")  # quick for the few rows of a file; compaction packs them tightly


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch changed: the data version after it, rows written, files left alone as the store has them already."""

    version: int
    documents: int = 0
    events: int = 0
    failures: int = 0
    left: tuple[str, ...] = ()


def create_store(place: Place) -> None:
    """Make an empty store, data version 0; leaves one that is there alone. Raises StoreError."""
    try:
        if DeltaTable.is_deltatable(place.table("loads"), place.storage):
            return
        if place.folder:
            place.folder.mkdir(parents=True, exist_ok=True)
        with lock(place):
            _create_tables(place)
    except (OSError, DeltaError) as error:
        raise StoreError(
            f"{place}: no store can be made here ({describe_fault(error)}). "
            "Name a place that you may write to with --store."
        ) from error


def _create_tables(place: Place) -> None:
    for table in STORED:
        create_table(place, table)
        if open_table(place, table).version() > 0 and not DeltaTable.is_deltatable(place.table("loads"), place.storage):
            raise StoreError(
                f"{place}: the table 'loads' is missing, which says what belongs together in the tables that are "
                "there. Restore it from a copy of the store, or load into a new one."
            )
    row = make_table([{"schema": SCHEMA, "committed": stamp()} | dict.fromkeys(STORED, 0)], LOADS)
    try:
        write_deltalake(
            place.table("loads"),
            row,
            mode="error",
            configuration=CONFIGURATION,
            storage_options=place.storage,
            commit_properties=ONCE,  # a second try would come after the other loader's row, and hide what that wrote
        )
    except DeltaError:
        if not DeltaTable.is_deltatable(place.table("loads"), place.storage):  # else another loader was faster
            raise


def commit_batch(place: Place, batch: Batch, join: Join | None = None) -> Written:
    """Write a batch as one data version; raises StoreError. A batch that changes nothing makes no version."""
    return attempt(place, lambda pins: _Commit(Snapshot(place, pins, decided=False), batch).run(join), "the batch")


class _Commit:
    """One attempt at a batch, on one snapshot."""

    def __init__(self, snapshot: Snapshot, batch: Batch) -> None:
        self.snapshot, self.place, self.pins = snapshot, snapshot.place, snapshot.pins
        self.batch, self.left, self.begun = batch, list[str](), list[str]()
        if batch.renewal:
            self.rows = settle_renewal(snapshot, batch.tables, batch.renewal)
            return
        known = self._known(batch)
        self.left = [*_files_to_leave(batch, known), *self._failed_alike(batch)]
        self.rows = {name: _without(table, self.left) for name, table in batch.tables.items()}
        self.begun = [row["file"] for row in self.rows["files"].to_pylist() if row["part"] == 1]
        self.rows["files"] = _count_on(self.rows["files"], known, batch.ends)

    def run(self, join: Join | None) -> Written:
        stale = self._stale()
        if not stale and not any(table.num_rows for table in self.rows.values()):
            return Written(self.pins.version, left=tuple(self.left))
        version = self._write_joined(join, stale) if join and self._tells(stale) else self._write(stale).version
        return Written(
            version,
            self.rows["documents"].num_rows,
            self.rows["events"].num_rows,
            self.rows["failures"].num_rows,
            tuple(self.left),
        )

    def _tells(self, stale: dict[str, str]) -> bool:
        """Whether an event comes or goes."""
        return bool(self.rows["events"].num_rows) or "events" in stale

    def _write_joined(self, join: Join, stale: dict[str, str]) -> int:
        """Join what came with what is there, and part what hung together by what went; then write it all."""
        events = self.rows["events"]
        with open_register(self.snapshot) as register:
            changed, gone = settle_batch(self.snapshot, events, self._replaced, join, register)
            for table, settled in changed.items():
                self.rows[table] = settled.rows
                if settled.stale:
                    stale[table] = _within(STORED[table].names[0], settled.stale)
            made = self._write(stale)
            stale_stories = changed["retellings"].stale if changed else []
            change = Change(events, gone, stale_stories, self.rows["retellings"])
            register_batch(register, self.snapshot, made, change)
        return made.version

    def _write(self, stale: dict[str, str]) -> Made:
        """Write it all."""
        self.pins = upgrade_tables(self.place, self.pins)
        versions = {name: self._rewrite(name, stale.get(name)) for name in STORED}
        return Made(self._pin(versions), versions)

    def _known(self, batch: Batch) -> dict[str, dict[str, Any]]:
        names = batch.tables["files"]["file"].to_pylist()
        found = self.snapshot.query("SELECT * FROM files WHERE file IN (SELECT unnest($names))", {"names": names})
        return {row["file"]: row for row in found.to_pylist()}

    def _failed_alike(self, batch: Batch) -> list[str]:
        """Files that could not be read at all, for the reasons that the store knows already."""
        read = set(batch.tables["files"]["file"].to_pylist())
        failed = _reasons(row for row in batch.tables["failures"].to_pylist() if row["file"] not in read)
        sql = "SELECT * FROM failures WHERE file IN (SELECT unnest($names))"
        known = _reasons(self.snapshot.query(sql, {"names": list(failed)}).to_pylist()) if failed else {}
        return [file for file, reasons in failed.items() if known.get(file) == reasons]

    def _stale(self) -> dict[str, str]:
        """Predicates over the rows that the batch replaces, for the tables that have such rows."""
        read = self.rows["files"]["file"].to_pylist()
        fresh = [*self.batch.gone, *self.begun]
        every = [*self.batch.gone, *read]
        ids = self.rows["documents"]["id"].to_pylist()
        failed = [*fresh, *(set(self.rows["failures"]["file"].to_pylist()) - set(every))]
        stale = {}
        years = self._values(
            "documents", "year", "file IN (SELECT unnest($0)) OR id IN (SELECT unnest($1))", fresh, ids
        )
        self._replaced = (fresh, ids) if years else ([], [])
        if years:
            within = _within("year", years)
            stale["documents"] = f"{within} AND ({_within('file', fresh)} OR {_within('id', ids)})"
            stale["events"] = f"{within} AND ({_within('file', fresh)} OR {_within('document', ids)})"
        for table, names in (("failures", failed), ("files", every)):
            if self._values(table, "file", "file IN (SELECT unnest($0))", names):
                stale[table] = _within("file", names)
        return stale

    def _values(self, table: str, column: str, where: str, *lists: list[str]) -> list[Any]:
        named = {f"l{number}": values for number, values in enumerate(lists)}
        sql = f"SELECT DISTINCT {column} FROM {table} WHERE {where.replace('$', '$l')}"
        values: list[Any] = self.snapshot.query(sql, named)[column].to_pylist()
        return values

    def _rewrite(self, name: str, stale: str | None) -> int:
        """Replace the stale rows of one table by the batch's; returns the version to pin."""
        rows, pinned = self.rows[name], self.pins.tables[name]
        if not stale and not rows.num_rows:
            return pinned
        table = open_pinned(self.place, name, pinned)
        if stale:
            table.delete(stale, writer_properties=WRITER, commit_properties=ONCE)
        if rows.num_rows:
            version = make_array([self.pins.version + 1] * rows.num_rows, pa.int64())
            stamped = rows.append_column("data_version", version)
            write_deltalake(
                table,
                stamped.select(STORED[name].names),
                mode="append",
                writer_properties=WRITER,
                commit_properties=ONCE,
            )
        return int(table.version())

    def _pin(self, versions: dict[str, int]) -> int:
        rules = self.rows["files"]["rules"]
        newest = rules[-1].as_py() if len(rules) else self.pins.rules
        return write_pins(self.place, self.pins, versions, newest)


def _files_to_leave(batch: Batch, known: dict[str, dict[str, Any]]) -> list[str]:
    """Files of a batch that another load has read alike meanwhile, has begun anew or has read on in after our part."""
    leave = []
    for row in batch.tables["files"].to_pylist():
        there = known.get(row["file"])
        if row["part"] > 1:
            if there is None or (there["token"], there["part"]) != (row["token"], row["part"]):
                leave.append(row["file"])
        elif there and there["complete"] and all(there[name] == row[name] for name in ("sha256", "rules", "published")):
            leave.append(row["file"])
    return leave


def _count_on(files: pa.Table, known: dict[str, dict[str, Any]], ends: dict[str, int]) -> pa.Table:
    """The files with the documents of their earlier parts, which the store has, and the places where they go on."""
    if not ends:
        return files
    rows = files.to_pylist()
    for row in rows:
        row["documents"] += known[row["file"]]["documents"] if row["part"] > 1 else 0
        row["part"] = ends.get(row["file"], row["part"])
    return make_table(rows, files.schema)


def _reasons(rows: Iterable[dict[str, Any]]) -> dict[str, set[tuple[str, str, str]]]:
    found: dict[str, set[tuple[str, str, str]]] = {}
    for row in rows:
        found.setdefault(row["file"], set()).add((row["source"], row["reason"], row["remedy"]))
    return found


def _without(table: pa.Table, files: list[str]) -> pa.Table:
    if not files or "file" not in table.column_names:
        return table
    left = frozenset(files)
    kept = [file not in left for file in table["file"].to_pylist()]
    return table.filter(make_array(kept, pa.bool_()))


def _within(column: str, values: list[Any]) -> str:
    """SQL for "the column has one of these values", None among them."""
    known = [value for value in values if value is not None]
    listed = ", ".join(str(v) if isinstance(v, int) else "'" + v.replace("'", "''") + "'" for v in known)
    parts = [f"{column} IN ({listed})"] if known else []
    if len(known) < len(values):
        parts.append(f"{column} IS NULL")
    return "(" + (" OR ".join(parts) or "false") + ")"
