"""Reads JSON Lines, one document a line; a broken line is named by its number and the others are read."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator

from loaders.errors import DocumentError, EdtfError
from loaders.formats.build import record_date
from loaders.formats.decode import decode_text
from loaders.formats.draft import Draft, Format, Payload, stated
from loaders.formats.rows import find_lines
from loaders.wording.stated import read_stated

_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def read_jsonl(payload: Payload) -> Iterator[Draft | DocumentError]:
    """A draft a line from ``{"id","language"?,"published"?,"title"?,"text","url"?,"publisher"?}``; the text is kept."""
    first = payload.part.first if payload.part else 1
    for number, line in enumerate(decode_text(payload).split("\n"), first):
        if line.strip():
            yield _read_line(f"{payload.source}#line={number}", f"#line={number}", line)


def _read_line(source: str, part: str, line: str) -> Draft | DocumentError:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        return DocumentError(source, f"this line is not JSON: {error}.", "Write one whole JSON object a line.")
    if not isinstance(row, dict):
        return DocumentError(source, "this line is not a JSON object.", 'Write {"id": ..., "text": ...}.')
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return DocumentError(source, "the field 'text' is missing or empty.", 'Write {"id": ..., "text": ...}.')
    published = stated(row, "published")
    if published:
        try:
            read_stated(published)
        except EdtfError as error:
            return DocumentError(source, f"the field 'published': {error}")
    publisher = stated(row, "publisher")
    return Draft(
        text=unicodedata.normalize("NFC", text.translate(_SURROGATES)),
        record=stated(row, "id"),
        part=part,
        language=stated(row, "language"),
        title=stated(row, "title"),
        url=stated(row, "url"),
        publisher=publisher,
        publisher_evidence="field 'publisher'" if publisher else None,
        clues=(record_date(published),) if published else (),
    )


FORMAT = Format(
    "jsonl",
    (".jsonl", ".ndjson"),
    read_jsonl,
    ("application/x-ndjson", "application/jsonl"),
    rows=find_lines,
    unit="line",
)
