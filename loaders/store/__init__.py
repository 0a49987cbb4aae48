"""Tables, versions, reading and writing: Delta tables queried by DuckDB; knows no screen and extracts nothing."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from loaders.store.readings import FileReading, Mark, Reading

if TYPE_CHECKING:
    from loaders.store.batch import Batch, collect_batch
    from loaders.store.commit import Written
    from loaders.store.schema import READ, SCHEMA, default_store
    from loaders.store.tables import Store, open_store

__all__ = [
    "READ",
    "SCHEMA",
    "Batch",
    "FileReading",
    "Mark",
    "Reading",
    "Store",
    "Written",
    "collect_batch",
    "default_store",
    "open_store",
]
# The libraries of the tables are imported when first asked for: what only reads documents does not wait for them.
_HOME = {
    "READ": "schema",
    "SCHEMA": "schema",
    "Batch": "batch",
    "Store": "tables",
    "Written": "commit",
    "collect_batch": "batch",
    "default_store": "schema",
    "open_store": "tables",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'loaders.store' has no attribute '{name}'")
    return getattr(import_module(f"loaders.store.{_HOME[name]}"), name)
