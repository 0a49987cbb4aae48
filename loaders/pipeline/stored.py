"""Makes documents again from the rows that the store keeps of them, dated or as they were before; reads no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from loaders.edtf import read_edtf
from loaders.model import CreationTime, DateCandidate, Document, Passage, PassageKind, Sense

_FIELDS = ("title", "url", "publisher", "publisher_evidence", "kind", "kind_evidence")
# Rungs on which a reader sees a date outside the text, the doubtful ones left out: for stores that kept no clues.
_SEEN_BY_READERS = frozenset(
    (
        *("record", "mail_header", "feed_item", "metadata", "page_field", "page_state", "page_line", "url_month"),
        *("pdf_metadata", "office_metadata"),
    )
)


def stored_document(row: Mapping[str, Any]) -> Document:
    """A document as the store holds it: dated already, with its text and passages."""
    return _document(row, created=_created(row), created_bounds=row["created_bounds"])


def undated_document(row: Mapping[str, Any]) -> Document:
    """A document as its reader made it, before it was dated."""
    return _document(row, clues=tuple(_clues(row)), pages=_pages(row))


def _document(row: Mapping[str, Any], **more: Any) -> Document:
    passages = tuple(
        Passage(
            passage["start"],
            passage["end"],
            PassageKind(passage["kind"]),
            **{name: passage.get(name) for name in ("speaker", "role", "name", "page")},
        )
        for passage in row["passages"]
    )
    return Document(
        **{name: row[name] for name in ("id", "source", "name", "format", "text", "sha256", "language")},
        **{name: row[name] for name in _FIELDS},
        passages=passages,
        **more,
    )


def _created(row: Mapping[str, Any]) -> CreationTime | None:
    if not row["created"]:
        return None
    return CreationTime(row["created"], read_edtf(row["created"]), row["created_by"], row["created_evidence"] or "")


def _clues(row: Mapping[str, Any]) -> Iterator[DateCandidate]:
    for each in _candidates(row) if row["clues"] is None else row["clues"]:
        interval = read_edtf(each["edtf"]) if each["edtf"] else None
        sense = Sense(each["sense"])
        yield DateCandidate(each["rung"], sense, each["evidence"], each["edtf"], interval, each.get("refused"))


def _candidates(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """In a store of an older layout: what was taken as the document's date, and what its reader saw for certain."""
    outside = _SEEN_BY_READERS | ({"header"} if row["format"] == "html" else set())
    for each in row["candidates"] or ():
        taken = (each["rung"], each["edtf"]) == (row["created_by"], row["created"])
        if each["edtf"] and (each["rung"] in outside or (taken and row["format"] == "html")):
            yield each


def _pages(row: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    if row["pages"] is not None:
        return tuple((start, page) for start, page in row["pages"])
    starts = [(each["start"], each["page"]) for each in row["passages"] if each.get("page") is not None]
    return tuple(start for n, start in enumerate(starts) if n == 0 or starts[n - 1][1] != start[1])
