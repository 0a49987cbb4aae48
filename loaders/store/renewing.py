"""Settles which rows of a renewal are written, within its commit: those of documents that nobody wrote meanwhile."""

from __future__ import annotations

import pyarrow as pa

from loaders.store.arrays import make_array
from loaders.store.batch import Renewal
from loaders.store.schema import STORED
from loaders.store.snapshot import Snapshot

_STORED = "SELECT id, data_version FROM documents WHERE id IN (SELECT unnest($ids))"
# A file counts as read by the new rules once all its documents have them, here or in the store.
_DONE = """WITH asked AS (SELECT unnest($names) AS file, unnest($rules) AS rules),
    waiting AS (SELECT DISTINCT file FROM documents JOIN asked USING (file)
        WHERE documents.rules IS DISTINCT FROM asked.rules AND documents.id NOT IN (SELECT unnest($written)))
    SELECT files.* REPLACE (asked.rules AS rules) FROM files JOIN asked USING (file)
    WHERE files.rules IS DISTINCT FROM asked.rules AND file NOT IN (FROM waiting) ORDER BY file"""


def settle_renewal(snapshot: Snapshot, tables: dict[str, pa.Table], renewal: Renewal) -> dict[str, pa.Table]:
    """The rows to write, by table: documents as they were seen, their events, and the files that are done with them."""
    stored = snapshot.query(_STORED, {"ids": list(renewal.seen)}).to_pylist()
    kept = {row["id"] for row in stored if renewal.seen[row["id"]] == row["data_version"]}
    documents = _only(tables["documents"], "id", kept)
    written = documents["id"].to_pylist()
    asked = {"names": list(renewal.files), "rules": list(renewal.files.values()), "written": written}
    bare = STORED["files"].remove(STORED["files"].get_field_index("data_version"))
    files = snapshot.query(_DONE, asked).select(bare.names).cast(bare)
    return {**tables, "documents": documents, "events": _only(tables["events"], "document", kept), "files": files}


def _only(table: pa.Table, column: str, names: set[str]) -> pa.Table:
    return table.filter(make_array([name in names for name in table[column].to_pylist()], pa.bool_()))
