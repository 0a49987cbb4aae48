"""Brings the register of a store's mentions up to a data version, and says where it lies; looks nothing up in it.

It lies beside the tables, or in this person's cache, and is made of them: what a version recorded since is added, and
where rows are missing the mentions that no row tells any more are taken away. One that is damaged is made anew.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import pyarrow as pa
from deltalake.exceptions import DeltaError

from loaders.errors import StoreError
from loaders.store.faults import describe_fault, find_remedy
from loaders.store.homes import homes
from loaders.store.lock import lock_file
from loaders.store.register import ENTRIES, Origin, Register
from loaders.store.snapshot import Snapshot, open_table, read_pins, read_table

FORMAT = 4  # of a register; raise it when it changes, and it is made anew in another folder
AT_ONCE = 50_000  # events that are taken from the tables together


@dataclass(frozen=True, slots=True)
class Made:
    """The data version that a batch made, and the versions of its tables."""

    version: int
    tables: dict[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """The events that came with a batch, the mentions that are gone, whose ``retellings`` went, and those that came."""

    events: pa.Table
    gone: set[str]
    stale: list[str]
    retellings: pa.Table


@contextmanager
def open_register(snapshot: Snapshot) -> Iterator[Register]:
    """The register of the mentions of a version, which nobody else has meanwhile. Raises StoreError."""
    with ExitStack() as held:
        home = _take_home(snapshot, held)
        try:
            register = held.enter_context(closing(_open(home)))
            _bring_up(register, snapshot)
            yield register
        except sqlite3.Error as error:
            raise StoreError(
                f"{home}: what loads keep of the store's mentions cannot be read or written ({describe_fault(error)}). "
                f"{find_remedy(error)} It may be taken away: the next load makes it anew."
            ) from error


def _take_home(snapshot: Snapshot, held: ExitStack) -> Path:
    """The first place for a register that can be written to and locked, else one for this time alone."""
    for home in homes(snapshot.place, f"mentions-{FORMAT}"):
        with suppress(OSError):
            home.mkdir(parents=True, exist_ok=True)
            if held.enter_context(lock_file(home / ".lock")) and all(
                os.access(each, os.W_OK) for each in home.iterdir()
            ):
                for older in range(FORMAT):
                    rmtree(home.with_name(f"mentions-{older}"), ignore_errors=True)
                return home
    return Path(held.enter_context(TemporaryDirectory(prefix="policy-timeline-")))


def _open(home: Path) -> Register:
    """The register in a folder; one that is seen to be damaged, or not whole, is made anew."""
    try:
        return Register(home)
    except (sqlite3.DatabaseError, OSError) as error:
        if isinstance(error, sqlite3.OperationalError):  # a full disk, or somebody else has it where locks do not work
            raise
        for path in home.iterdir():
            if path.name != ".lock":
                path.unlink()
        return Register(home)


def register_batch(register: Register, snapshot: Snapshot, made: Made, change: Change) -> None:
    """Move a register on to what a batch ``made``.

    Where that fails nothing is lost: it is brought up by the tables when it is opened again.
    """
    with suppress(OSError, sqlite3.Error, DeltaError, StoreError):
        register.add(snapshot.query(f"{ENTRIES} FROM fresh WHERE mention IS NOT NULL", tables={"fresh": change.events}))
        register.forget(change.gone)
        register.retell(change.stale, _pairs(change.retellings))
        written = read_table(open_table(snapshot.place, "events", made.tables["events"]).get_add_actions())
        origin = Origin(register.origin.table, made.version, read_pins(snapshot.place, made.version).committed)
        register.commit(origin, sum(written["num_records"].to_pylist()), made.tables["retellings"])


def _bring_up(register: Register, snapshot: Snapshot) -> None:
    pins = snapshot.pins
    origin = Origin(str(open_table(snapshot.place, "events").metadata().id), pins.version, pins.committed)
    if register.wasteful or not _leads_to(register.origin, origin, snapshot):
        register.clear()
    if register.origin == origin:
        return
    since = {"version": register.origin.version}
    sql = "SELECT count(*) AS rows, count(*) FILTER (data_version > $version) AS fresh FROM tellings"
    found = snapshot.query(sql, since).to_pylist()[0]
    sql = f"{ENTRIES} FROM tellings WHERE mention IS NOT NULL AND data_version > $version"
    for entries in _gathered(snapshot.stream(sql, since)) if found["fresh"] else ():
        register.add(entries)
    if found["rows"] - found["fresh"] != register.rows:
        told = snapshot.query("SELECT DISTINCT mention FROM tellings WHERE mention IS NOT NULL")
        register.forget_others(told["mention"].to_pylist())
    joined = pins.tables.get("retellings", 0)
    if register.joined != joined:
        stream = snapshot.stream("SELECT mention, story FROM retellings ORDER BY mention")
        register.retell(None, chain.from_iterable(_pairs(pa.Table.from_batches([batch])) for batch in stream))
    register.commit(origin, found["rows"], joined)


def _pairs(retellings: pa.Table) -> Iterator[tuple[str, str]]:
    return zip(*(retellings[name].to_pylist() for name in ("mention", "story")), strict=True)


def _leads_to(before: Origin, after: Origin, snapshot: Snapshot) -> bool:
    """Whether a data version stands in the past of another: a restored store has others under the same numbers."""
    if before.table != after.table or before.version > after.version:
        return False
    if before.version == after.version:
        return before == after
    try:
        return read_pins(snapshot.place, before.version).committed == before.committed
    except StoreError:  # cleared away
        return True


def _gathered(stream: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """What a stream gives, in larger tables."""
    waiting: list[pa.RecordBatch] = []
    for batch in stream:
        waiting.append(batch)
        if sum(each.num_rows for each in waiting) >= AT_ONCE:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)
