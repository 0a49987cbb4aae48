"""Tables, versions, reading and writing: Delta tables queried by DuckDB; knows no screen and extracts nothing."""

from loaders.store.batch import Batch, FileReading, Reading, collect_batch
from loaders.store.commit import Written
from loaders.store.schema import READ, SCHEMA, default_store
from loaders.store.tables import Store, open_store

__all__ = [
    "READ",
    "SCHEMA",
    "Batch",
    "FileReading",
    "Reading",
    "Store",
    "Written",
    "collect_batch",
    "default_store",
    "open_store",
]
