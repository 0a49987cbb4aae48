"""Makes the tables of a store, and brings those of an older layout to the newest; refuses to touch their rows.

A table of an older layout gets the columns that it lacks by a commit on its log alone: rows written before have null
there. The versions before stay as they were.
"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Schema
from deltalake.exceptions import CommitFailedError

from loaders.store.place import Place
from loaders.store.schema import PARTITIONED, SCHEMA, STORED
from loaders.store.snapshot import EVOLVED, Pins, open_table

ONCE = CommitProperties(max_commit_retries=0)
# The past stays readable: Delta's own clearing away of its log is off, statistics are kept for what is searched by.
CONFIGURATION = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
STATISTICS = {
    "documents": "id,created_start",
    "events": "document,announced_start,when_start",
    "failures": "file",
    "files": "file",
    "retellings": "mention",
    "links": "later",
    "decisions": "event",
}


def create_table(place: Place, table: str) -> None:
    """Make one empty table; leaves one that is there alone, also where another loader makes it at the same time."""
    try:
        DeltaTable.create(
            place.table(table),
            STORED[table],
            mode="ignore",
            partition_by=PARTITIONED[table],
            configuration=CONFIGURATION | {"delta.dataSkippingStatsColumns": STATISTICS[table]},
            storage_options=place.storage,
            commit_properties=ONCE,
        )
    except CommitFailedError:
        if not DeltaTable.is_deltatable(place.table(table), place.storage):  # else another loader was faster
            raise


def upgrade_tables(place: Place, pins: Pins) -> Pins:
    """The pins of a store whose tables have all that this layout has; an older one gets what it lacks."""
    if pins.schema == SCHEMA and pins.tables.keys() == STORED.keys():
        return pins
    tables = {name: _upgrade(place, name, pins.tables.get(name)) for name in STORED}
    return replace(pins, schema=SCHEMA, tables=tables)


def _upgrade(place: Place, name: str, pinned: int | None) -> int:
    if pinned is None:
        create_table(place, name)
        pinned = 0
    table = open_table(place, name)
    if table.version() != pinned:  # what a loader left that died
        table.restore(pinned, commit_properties=ONCE)
        table = open_table(place, name)
    known = {field.name for field in table.schema().fields}
    lacking = pa.schema([field for field in STORED[name] if field.name not in known])
    if lacking.names:
        table.alter.add_columns(Schema.from_arrow(lacking).fields, commit_properties=ONCE)
        table = open_table(place, name)
        table.alter.set_table_properties({EVOLVED: "true"}, raise_if_not_exists=False, commit_properties=ONCE)
        table = open_table(place, name)
    return int(table.version())
