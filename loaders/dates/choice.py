"""Tells how a document came by its date, as a row or in words: every date it shows, and why each was passed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from loaders.dates.creation import LADDER
from loaders.model import DateCandidate, Document

_WORDS = 100  # characters of evidence that are printed


def choice_row(document: Document) -> dict[str, Any]:
    """A dated document's choice as a JSON-ready row: the date, its rung and words, and all candidates, best first."""
    created = document.created
    return {
        "document": document.name,
        "source": document.source,
        "created": created.edtf if created else None,
        "created_by": created.created_by if created else None,
        "evidence": created.evidence if created else None,
        "created_bounds": document.created_bounds,
        "candidates": [_candidate_row(candidate) for candidate in document.candidates],
    }


def _candidate_row(candidate: DateCandidate) -> dict[str, Any]:
    return {
        "rung": candidate.rung,
        "sense": str(candidate.sense),
        "edtf": candidate.edtf,
        "evidence": candidate.evidence,
        "refused": candidate.refused,
    }


def explain_choice(document: Document) -> Iterator[str]:
    """The same in words: what was chosen, what else the document shows, and why each was passed over."""
    created, told = document.created, {rung.__name__: " ".join((rung.__doc__ or "").split()) for rung in LADDER}
    if created:
        yield f"{document.name}: {created.edtf}, by {created.created_by}"
        yield f"  read from  {_quote(created.evidence)}"
        yield f"  the rung   {told[created.created_by]}"
    else:
        yield f"{document.name}: no date" + (
            f", but not before {document.created_bounds}" if document.created_bounds else ""
        )
    chosen = False
    for candidate in document.candidates:
        is_choice = not chosen and created is not None and candidate.edtf == created.edtf and not candidate.refused
        chosen = chosen or is_choice
        if not is_choice:
            yield f"  {_passed(candidate, chosen=created is not None)}"


def _passed(candidate: DateCandidate, *, chosen: bool) -> str:
    seen = f"{candidate.edtf or 'no day'} ({candidate.rung}, {candidate.sense}) in {_quote(candidate.evidence)}"
    if candidate.refused:
        return f"refused    {seen}: {candidate.refused}"
    if candidate.edtf is None:
        return f"not read   {seen}"
    return f"{'beaten    ' if chosen else 'seen      '} {seen}"


def _quote(words: str) -> str:
    short = " ".join(words.split())
    return f'"{short if len(short) <= _WORDS else short[: _WORDS - 1] + "…"}"'
