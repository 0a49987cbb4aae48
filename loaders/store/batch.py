"""Turns what was read from files into the rows of one batch; writes nothing and reads no table.

A batch is Arrow tables, so that it travels between processes cheaply and is written without another conversion.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from loaders.model import Document, Event
from loaders.store.arrays import make_array, make_table
from loaders.store.readings import FileReading, Mark, Reading
from loaders.store.schema import STORED

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Renewal:
    """Documents made anew from what the store has of them, with the data version at which each was looked at.

    One that was written since is left alone. ``files`` are the rules by which a file counts as read once all its
    documents have them.
    """

    seen: dict[str, int]
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows to be written in one commit, by table, all but their ``data_version``; see :func:`collect_batch`.

    ``gone`` are the keys of files to be removed with all that was read from them. ``renewal`` makes it a batch that
    takes the place of documents, and not of files. ``ends`` are the places up to which long files were read.
    """

    tables: dict[str, pa.Table] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    renewal: Renewal | None = None
    ends: dict[str, int] = field(default_factory=dict)

    @property
    def documents(self) -> int:
        """Number of documents."""
        return int(self.tables["documents"].num_rows)

    @property
    def events(self) -> int:
        """Number of events."""
        return int(self.tables["events"].num_rows)

    @property
    def rows(self) -> int:
        """Number of documents, events and failures: what is written one by one."""
        return sum(int(self.tables[name].num_rows) for name in ("documents", "events", "failures"))

    @property
    def size(self) -> int:
        """Bytes of its rows."""
        return sum(int(table.nbytes) for table in self.tables.values())


def collect_batch(files: Iterable[FileReading]) -> Batch:
    """Gather files read into one batch, its rows sorted by date within each year."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in STORED}
    ends = {}
    for file in files:
        if file.whole:
            rows["files"].append(_file_row(file))
        if file.whole and file.ends:
            ends[file.file] = file.ends
        for reading in file.readings:
            rows["documents"].append(_document_row(file, reading))
            marks = reading.marks or (None,) * len(reading.events)
            for event, mark in zip(reading.events, marks, strict=True):
                rows["events"].append(_event_row(file, reading.document, event) | _mark_row(mark))
        for error in file.failures:
            rows["failures"].append(
                {"source": error.source, "reason": error.reason, "remedy": error.remedy, "file": file.file}
            )
    return Batch({name: _in_order(name, _table(name, rows[name])) for name in STORED}, ends=ends)


def join_batches(batches: Sequence[Batch]) -> Batch:
    """One batch of several, as if their files had been read for it in this order; all are renewals, or none is.

    Of a document that several files hold the last one stays. Parts of a long file become one part.
    """
    tables = {name: pa.concat_tables([batch.tables[name] for batch in batches]) for name in STORED}
    tables["files"] = _one_a_file(tables["files"])
    names = tables["documents"]["id"].to_pylist()
    if len(set(names)) < len(names):
        last = {name: row for row, name in enumerate(names)}
        tables["documents"] = tables["documents"].take(make_array(sorted(last.values()), pa.int64()))
        files = dict(zip(tables["documents"]["id"].to_pylist(), tables["documents"]["file"].to_pylist(), strict=True))
        told = zip(tables["events"]["document"].to_pylist(), tables["events"]["file"].to_pylist(), strict=True)
        tables["events"] = tables["events"].filter(
            make_array([files[document] == file for document, file in told], pa.bool_())
        )
    renewals = [batch.renewal for batch in batches if batch.renewal]
    renewal = Renewal(_union(each.seen for each in renewals), _union(each.files for each in renewals))
    return Batch(
        {name: _in_order(name, table) for name, table in tables.items()},
        renewal=renewal if renewals else None,
        ends=_union(batch.ends for batch in batches),
    )


def _union(parts: Iterable[dict[str, V]]) -> dict[str, V]:
    return {name: value for part in parts for name, value in part.items()}


def _one_a_file(table: pa.Table) -> pa.Table:
    """The files, each once: as its last part tells, beginning with its first, with the documents of all."""
    names = table["file"].to_pylist()
    if len(set(names)) == len(names):
        return table
    rows: dict[str, dict[str, Any]] = {}
    for row in table.to_pylist():
        if before := rows.get(row["file"]):
            row |= {"part": min(row["part"], before["part"]), "documents": before["documents"] + row["documents"]}
        rows[row["file"]] = row
    return make_table(list(rows.values()), table.schema)


def _in_order(name: str, table: pa.Table) -> pa.Table:
    """The rows by date, so that a window of dates skips the rest of a file; those without one are last.

    An event stands where it is drawn: at the start of its time, else the end of an open one, else when it was said.
    """
    columns = {"documents": ["created_start"], "events": ["when_start", "when_end", "announced_start"]}.get(name)
    if not columns:
        return table
    day = pc.coalesce(*(table[column] for column in columns))
    order = pc.sort_indices(
        pa.table({"day": day, "id": table["id"]}), sort_keys=[(each, "ascending") for each in ("day", "id")]
    )
    return table.take(order).combine_chunks()


def _table(name: str, rows: Sequence[dict[str, Any]]) -> pa.Table:
    schema = STORED[name]
    bare = schema.remove(schema.get_field_index("data_version"))
    return make_table(rows, bare)


def _file_row(file: FileReading) -> dict[str, Any]:
    return {
        "file": file.file,
        "sha256": file.sha256,
        "rules": file.rules,
        "published": file.published,
        "documents": len(file.readings),
        "part": file.part,
        "complete": file.complete,
        "token": file.token,
    }


def _document_row(file: FileReading, reading: Reading) -> dict[str, Any]:
    document, created = reading.document, reading.document.created
    return {
        "id": document.id,
        "name": document.name,
        "source": document.source,
        "url": document.url,
        "format": document.format,
        "language": document.language,
        "title": document.title,
        "publisher": document.publisher,
        "publisher_evidence": document.publisher_evidence,
        "kind": document.kind,
        "kind_evidence": document.kind_evidence,
        "created": created.edtf if created else None,
        "created_start": created.interval.start if created else None,
        "created_end": created.interval.end if created else None,
        "created_by": created.created_by if created else None,
        "created_evidence": created.evidence if created else None,
        "created_bounds": document.created_bounds,
        "candidates": [
            {"rung": found.rung, "sense": str(found.sense), "evidence": found.evidence, "edtf": found.edtf}
            for found in document.candidates
        ],
        "sentences": reading.sentences,
        "sha256": document.sha256,
        "text": document.text,
        "passages": [
            {
                "start": passage.start,
                "end": passage.end,
                "kind": str(passage.kind),
                "speaker": passage.speaker,
                "role": passage.role,
                "name": passage.name,
                "page": passage.page,
            }
            for passage in document.passages
        ],
        "clues": [
            {name: getattr(clue, name) for name in ("rung", "sense", "evidence", "edtf", "refused")}
            for clue in document.clues
        ],
        "pages": list(document.pages),
        "file": file.file,
        "rules": file.rules,
        "year": _year(document),
    }


def _event_row(file: FileReading, document: Document, event: Event) -> dict[str, Any]:
    announced, when, quote = event.announced, event.when, event.quote
    return {
        "id": event.id,
        "document": document.id,
        "document_name": document.name,
        "document_title": document.title,
        "source": document.source,
        "url": document.url,
        "publisher": document.publisher,
        "language": document.language,
        "kind": document.kind,
        "format": document.format,
        "created": document.created.edtf if document.created else None,
        "created_by": document.created.created_by if document.created else None,
        "start": quote.start,
        "end": quote.end,
        "text": quote.exact,
        "prefix": quote.prefix,
        "suffix": quote.suffix,
        "title": event.title,
        "status": str(event.status),
        "sectors": [tag.code for tag in event.sectors],
        "evidence": [
            {"code": tag.code, "spans": [list(span) for span in tag.evidence], "inherited": tag.inherited}
            for tag in event.sectors
        ],
        "actors": list(event.actors),
        "speaker": event.speaker,
        "instrument": event.instrument,
        "announced": announced.edtf if announced else None,
        "announced_start": announced.interval.start if announced else None,
        "announced_end": announced.interval.end if announced else None,
        "announced_basis": announced.basis if announced else None,
        "when": when.edtf if when else None,
        "when_start": when.interval.start if when else None,
        "when_end": when.interval.end if when else None,
        "role": str(when.role) if when else None,
        "when_evidence": list(when.evidence) if when and when.evidence else None,
        "modality": event.modality,
        "figures": [asdict(figure) for figure in event.figures],
        "page": event.page,
        "cues": list(event.cues),
        "file": file.file,
        "rules": file.rules,
        "year": _year(document),
    }


def _mark_row(mark: Mark | None) -> dict[str, Any]:
    return asdict(mark) if mark else {}


def _year(document: Document) -> int | None:
    """The year that a document and its events are stored under: that of its creation, None when undated."""
    interval = document.created.interval if document.created else None
    start = interval and (interval.start or interval.end)
    return start.year if start else None
