"""The tables of the store, column by column, and where a store lies; knows no rows and opens no file.

``documents`` and ``events`` are partitioned by the year the document was created and sorted by date inside it.
The year of creation, not the year an event is about, because one load of recent bulletins then writes into one or two
years instead of thirty, a document and all its events lie under the same year, and replacing a document rewrites that
year alone. Sorting by ``when`` inside a year lets a window of dates skip the rest of a file.
"""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa

from loaders.resources import ROOT

SCHEMA = 6  # the layout below; raise it with a migration when a column changes its meaning

TEXT, NUMBER, DAY, FLAG = pa.string(), pa.int64(), pa.date32(), pa.bool_()
PAGE = pa.int32()  # a small number that may be missing: nullable also in a frame
SPAN = pa.list_(NUMBER)
TEXTS = pa.list_(TEXT)
KEYS = pa.list_(pa.int32())

EVIDENCE = pa.list_(pa.struct([("code", TEXT), ("spans", pa.list_(SPAN)), ("inherited", FLAG)]))
FIGURES = pa.list_(
    pa.struct(
        [
            ("start", NUMBER),
            ("end", NUMBER),
            ("number", pa.float64()),
            ("unit", TEXT),
            ("measures", TEXT),
            ("change", TEXT),
            ("base", TEXT),
        ]
    )
)
CANDIDATES = pa.list_(pa.struct([("rung", TEXT), ("sense", TEXT), ("evidence", TEXT), ("edtf", TEXT)]))
PASSAGES = pa.list_(
    pa.struct(
        [
            ("start", NUMBER),
            ("end", NUMBER),
            ("kind", TEXT),
            ("speaker", TEXT),
            ("role", TEXT),
            ("name", TEXT),
            ("page", NUMBER),
        ]
    )
)

EVENTS = pa.schema(
    [
        ("id", TEXT),
        ("document", TEXT),
        ("document_name", TEXT),
        ("document_title", TEXT),
        ("source", TEXT),
        ("url", TEXT),
        ("publisher", TEXT),
        ("language", TEXT),
        ("kind", TEXT),
        ("format", TEXT),
        ("created", TEXT),
        ("created_by", TEXT),
        ("start", NUMBER),
        ("end", NUMBER),
        ("text", TEXT),
        ("prefix", TEXT),
        ("suffix", TEXT),
        ("title", TEXT),
        ("status", TEXT),
        ("sectors", TEXTS),
        ("evidence", EVIDENCE),
        ("actors", TEXTS),
        ("speaker", TEXT),
        ("instrument", TEXT),
        ("announced", TEXT),
        ("announced_start", DAY),
        ("announced_end", DAY),
        ("announced_basis", TEXT),
        ("when", TEXT),
        ("when_start", DAY),
        ("when_end", DAY),
        ("role", TEXT),
        ("when_evidence", SPAN),
        ("modality", TEXT),
        ("figures", FIGURES),
        ("page", PAGE),
        ("cues", TEXTS),
        ("standing", PAGE),
        ("data_version", NUMBER),
    ]
)
DOCUMENTS = pa.schema(
    [
        ("id", TEXT),
        ("name", TEXT),
        ("source", TEXT),
        ("url", TEXT),
        ("format", TEXT),
        ("language", TEXT),
        ("title", TEXT),
        ("publisher", TEXT),
        ("publisher_evidence", TEXT),
        ("kind", TEXT),
        ("kind_evidence", TEXT),
        ("created", TEXT),
        ("created_start", DAY),
        ("created_end", DAY),
        ("created_by", TEXT),
        ("created_evidence", TEXT),
        ("created_bounds", TEXT),
        ("candidates", CANDIDATES),
        ("sentences", NUMBER),
        ("sha256", TEXT),
        ("text", TEXT),
        ("passages", PASSAGES),
        ("data_version", NUMBER),
    ]
)
# Not a table but a view: what its mentions have in common, see ``snapshot``.
STORIES = pa.schema(
    [
        ("id", TEXT),
        ("title", TEXT),
        ("mentions", NUMBER),
        ("documents", NUMBER),
        ("earliest", TEXT),
        ("most_official", TEXT),
        ("standing", PAGE),
        ("announced", TEXT),
        ("first_announced", DAY),
        ("last_announced", DAY),
        ("when", TEXT),
        ("when_start", DAY),
        ("when_end", DAY),
        ("role", TEXT),
        ("status", TEXT),
        ("sectors", TEXTS),
        ("actors", TEXTS),
        ("instrument", TEXT),
        ("languages", TEXTS),
        ("events", TEXTS),
    ]
)
# Nor is this one: how each commitment stands on a day, see ``commitments``.
COMMITMENTS = pa.schema(
    [
        ("story", TEXT),
        ("event", TEXT),
        ("title", TEXT),
        ("announced", TEXT),
        ("first_announced", DAY),
        ("when", TEXT),
        ("deadline", DAY),
        ("status", TEXT),
        ("sectors", TEXTS),
        ("actors", TEXTS),
        ("mentions", NUMBER),
        ("state", TEXT),
        ("slippage_days", PAGE),
        ("overdue_days", PAGE),
        ("new_deadline", DAY),
        ("done_on", DAY),
        ("linked", pa.list_(pa.struct([("event", TEXT), ("kind", TEXT), ("slippage_days", NUMBER)]))),
    ]
)
# One row for each thing that a person decided about an event; none is ever changed, later ones count.
DECISIONS = pa.schema(
    [
        ("event", TEXT),
        ("document", TEXT),
        ("title", TEXT),
        ("kind", TEXT),
        ("field", TEXT),
        ("value", TEXT),
        ("by", TEXT),
        ("note", TEXT),
        ("decided", TEXT),
        ("data_version", NUMBER),
    ]
)
FAILURES = pa.schema([("source", TEXT), ("reason", TEXT), ("remedy", TEXT), ("data_version", NUMBER)])

# What the store keeps beside the columns that people read: the file a row came from, the rules that made it, its year.
_KEPT = [("file", TEXT), ("rules", TEXT), ("year", pa.int32())]
# What the store keeps of an event so that it can be joined with others: the fingerprint of what it says (``mention``),
# the keys under which it is found, as a telling and as a promise or news of one, what tells it apart from most others
# that are found so, the numbers, places and names of its words, and whether these are a heading.
_JOINED = [("mention", TEXT), ("keys", KEYS), ("promises", KEYS), ("sketch", KEYS), ("facts", TEXT), ("heading", FLAG)]
# What the store keeps of a document so that it can be dated again without its file: dates its reader saw outside
# the text, and where its pages begin, as pairs of a place and a page.
_DATED = [
    ("clues", pa.list_(pa.struct([(name, TEXT) for name in ("rung", "sense", "evidence", "edtf", "refused")]))),
    ("pages", pa.list_(SPAN)),
]
# One row for each mention that belongs to a story named by another mention: most have none.
RETELLINGS = pa.schema([("mention", TEXT), ("story", TEXT), ("data_version", NUMBER)])
# One row for each thing that a later mention says of an earlier commitment: ``moves``, ``completes``, ``repeats``.
LINKS = pa.schema(
    [("later", TEXT), ("earlier", TEXT), ("kind", TEXT), ("slippage_days", NUMBER), ("data_version", NUMBER)]
)
# One row for each file that was read: what it was when it was read, so that unchanged files are passed over.
# Of a file too long for one batch ``part`` is the place from which it is still to be read, 1 at its first byte, and
# ``token`` names the reading.
FILES = pa.schema(
    [
        ("file", TEXT),
        ("sha256", TEXT),
        ("rules", TEXT),
        ("published", TEXT),
        ("documents", NUMBER),
        ("part", NUMBER),
        ("complete", FLAG),
        ("token", TEXT),
        ("data_version", NUMBER),
    ]
)


def _with(schema: pa.Schema, columns: list[tuple[str, pa.DataType]]) -> pa.Schema:
    for name, kind in columns:
        schema = schema.append(pa.field(name, kind))
    return schema


# What an event has besides when it is read: the story it tells, and whether a person looked at it.
FOUND = [("story", TEXT), ("reviewed", FLAG)]
# The columns that people read, in the order of the data dictionary.
READ = {
    "documents": DOCUMENTS,
    "events": _with(EVENTS.remove(EVENTS.get_field_index("data_version")), [*FOUND, ("data_version", NUMBER)]),
    "decisions": DECISIONS,
    "failures": FAILURES,
    "stories": STORIES,
    "commitments": COMMITMENTS,
}
# The columns as stored.
STORED = {
    "documents": _with(DOCUMENTS, [*_KEPT, *_DATED]),
    "events": _with(EVENTS, [*_KEPT, *_JOINED]),
    "failures": _with(FAILURES, _KEPT[:1]),
    "files": FILES,
    "retellings": RETELLINGS,
    "links": LINKS,
    "decisions": DECISIONS,
}
PARTITIONED: dict[str, list[str] | None] = dict.fromkeys(STORED) | {"documents": ["year"], "events": ["year"]}
ORDER = {
    "documents": "created_start, source, id",
    "events": "announced_start, document, start, id",
    "decisions": "data_version, field",
    "failures": "source, reason",
    "files": "file",
    "stories": "first_announced, id",
}
# One row: the versions of the other tables that belong together, and since when. Its own version is the data version.
LOADS = pa.schema([("schema", NUMBER), *((name, NUMBER) for name in STORED), ("rules", TEXT), ("committed", TEXT)])


def default_store() -> Path:
    """Folder of the store when none is named: ``POLICY_TIMELINE_STORE``, else ``store`` in the repository."""
    return Path(os.environ.get("POLICY_TIMELINE_STORE") or ROOT / "store")
