"""Which rows a version of the store has, as numbers that are looked up fast; holds no words of them.

The id of a row is sixteen hexadecimal digits, so one number of 64 bits. With the data version that recorded it, it
names for ever one row as it was written, whatever was written later: by this pair a version knows its own rows among
all that an index holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from loaders.store.snapshot import Snapshot, open_table

Keys: TypeAlias = "np.ndarray[Any, np.dtype[np.uint64]]"
Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"
_DIGITS = np.full(256, 16, dtype=np.uint8)
_DIGITS[np.frombuffer(b"0123456789abcdef", np.uint8)] = np.arange(16)


@dataclass(frozen=True, slots=True)
class Finder:
    """The rows of one table in one version by their keys, which are in order; ``recorded`` is their data version.

    ``decided`` are ids of events that people decided about: they may not be what was recorded, or not be there.
    """

    keys: Keys
    recorded: Numbers
    ids: pa.Array
    decided: frozenset[str]

    def find(self, keys: Keys) -> tuple[Numbers, np.ndarray[Any, np.dtype[np.bool_]]]:
        """The row of each key, and whether there is one."""
        return look_up(self.keys, keys)


def look_up(ordered: Keys, keys: Keys) -> tuple[Numbers, np.ndarray[Any, np.dtype[np.bool_]]]:
    """The place of each key among keys that are in order, and whether it is there.

    A million that are asked for in their own order are found in a quarter of the time.
    """
    order = np.argsort(keys)
    places = np.empty(len(keys), dtype=np.int64)
    places[order] = np.searchsorted(ordered, keys[order])
    if not len(ordered):
        return places, np.zeros(len(keys), dtype=bool)
    places = np.minimum(places, len(ordered) - 1)
    return places, ordered[places] == keys


def make_finder(snapshot: Snapshot, table: str) -> Finder:
    """Read the ids of a table; about half a second for a million."""
    if table not in snapshot.pins.tables:
        ids, recorded = pa.array([], pa.string()), np.empty(0, dtype=np.int64)
    else:
        delta = open_table(snapshot.place, table, snapshot.pins.tables[table])
        found = delta.to_pyarrow_dataset().to_table(columns=["id", "data_version"])
        ids, recorded = found["id"].combine_chunks(), found["data_version"].to_numpy()
    keys = make_keys(ids)
    order = np.argsort(keys)
    decided = snapshot.query("SELECT DISTINCT event FROM decisions")["event"].to_pylist() if table == "events" else []
    return Finder(keys[order], recorded[order], ids.take(pa.array(order)), frozenset(decided))


def make_keys(ids: pa.Array) -> Keys:
    """Ids as numbers of 64 bits; one that is not sixteen hexadecimal digits gets those of its hash."""
    ids = ids.cast(pa.string())
    offsets = np.frombuffer(ids.buffers()[1], np.int32)[ids.offset : ids.offset + len(ids) + 1] if len(ids) else [0]
    if len(ids) == 0:
        return np.empty(0, dtype=np.uint64)
    if (np.diff(offsets) == 16).all():
        signs = np.frombuffer(ids.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]
        digits = _DIGITS[signs].reshape(-1, 8, 2)
        if digits.max() < 16:
            return np.ascontiguousarray(digits[:, :, 0] << 4 | digits[:, :, 1]).view(">u8").ravel().astype(np.uint64)
    return np.array([_key(name) for name in ids.to_pylist()], dtype=np.uint64)


def _key(name: str) -> int:
    plain = len(name) == 16 and all(sign in "0123456789abcdef" for sign in name)
    return int(name if plain else sha256(name.encode()).hexdigest()[:16], 16)
