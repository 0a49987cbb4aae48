"""Makes a data version: many attempts at it, one row of ``loads`` in the end; knows no batch and no decision.

Every commit is made on a stated version and fails when another writer was there before; then the whole is attempted
again on what that one left.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from random import uniform
from typing import TypeVar

from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from loaders.errors import StoreError
from loaders.store.arrays import make_table
from loaders.store.faults import describe_fault, find_remedy
from loaders.store.layout import ONCE
from loaders.store.lock import lock
from loaders.store.place import Place
from loaders.store.schema import LOADS, SCHEMA
from loaders.store.snapshot import Pins, open_table, read_pins
from loaders.store.times import stamp

ATTEMPTS = 50
T = TypeVar("T")


def attempt(place: Place, make: Callable[[Pins], T], what: str) -> T:
    """Make something of the newest data version, anew each time when another writer was faster; raises StoreError.

    ``what`` names it for people, as in "the batch".
    """
    try:
        with lock(place):
            for number in range(ATTEMPTS):
                try:
                    return make(read_pins(place))
                except CommitFailedError:  # only where locks do not work
                    time.sleep(uniform(0, 0.05 * number))
    except (OSError, DeltaError) as error:
        raise StoreError(
            f"{place}: {what} was not written ({describe_fault(error)}). {find_remedy(error)} "
            "What was written before is whole."
        ) from error
    raise StoreError(f"{place}: other writers were faster {ATTEMPTS} times. Try again when they are done.")


def open_pinned(place: Place, name: str, pinned: int) -> DeltaTable:
    """A table to write into, as a data version pins it: what a writer left that died is put back first."""
    table = open_table(place, name)
    if table.version() != pinned:
        table.restore(pinned, commit_properties=ONCE)
        table = open_table(place, name)
    return table


def write_pins(place: Place, before: Pins, tables: dict[str, int], rules: str | None) -> int:
    """Let a data version come into being: the one after ``before``, of these versions of the tables."""
    row = {"schema": SCHEMA, "rules": rules, "committed": stamp(before.committed)} | tables
    loads = open_table(place, "loads", before.version)
    write_deltalake(loads, make_table([row], LOADS), mode="overwrite", schema_mode="overwrite", commit_properties=ONCE)
    return before.version + 1
