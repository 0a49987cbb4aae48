"""Writes events and documents as the plain rows that ``extract`` prints; refuses to add what the values do not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loaders.model import Document, Event, Figure


def document_row(document: Document) -> dict[str, Any]:
    """The fields that every row of a document begins with, and all that one without events has."""
    created = document.created
    return {
        "document": document.name,
        "created": created.edtf if created else None,
        "created_by": created.created_by if created else None,
        "created_bounds": document.created_bounds,
    }


def event_row(document: Document, event: Event) -> dict[str, Any]:
    """One event as a JSON-ready row; days are ISO, intervals half-open, an open end is None."""
    announced, when = event.announced, event.when
    return document_row(document) | {
        "start": event.quote.start,
        "end": event.quote.end,
        "text": event.quote.exact,
        "title": event.title,
        "announced": announced
        and {"edtf": announced.edtf, "interval": list(announced.interval.iso()), "basis": announced.basis},
        "when": when and {"edtf": when.edtf, "interval": list(when.interval.iso()), "role": when.role.value},
        "status": event.status.value,
        "sectors": [
            {"code": tag.code, "evidence": [list(span) for span in tag.evidence]}
            | ({"inherited": True} if tag.inherited else {})
            for tag in event.sectors
        ],
        "actors": list(event.actors),
        "speaker": event.speaker,
        "instrument": event.instrument,
        "modality": event.modality,
        "figures": [figure_row(figure) for figure in event.figures],
        "page": event.page,
        "cues": list(event.cues),
    }


def figure_row(figure: Figure) -> dict[str, Any]:
    """One figure as a JSON-ready row."""
    return {
        "start": figure.start,
        "end": figure.end,
        "number": figure.number,
        "unit": figure.unit,
        "measures": figure.measures,
        "change": figure.change,
        "base": figure.base,
    }
