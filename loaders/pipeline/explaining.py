"""Explains the events of a document, fresh or stored, for the command line and the page; has no words of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from loaders.dates.creation import date_document
from loaders.errors import UsageError
from loaders.events.explain import Explanation, explain
from loaders.events.lexicon import lexicon_for
from loaders.events.modality import load_ladder
from loaders.events.sayings import say
from loaders.model import Document
from loaders.pipeline.stored import stored_document
from loaders.sectors.taxonomy import Taxonomy, load_taxonomy

__all__ = ["explain_document", "explain_event", "explain_lines", "load_ladder", "stored_document"]


def explain_document(document: Document, *, taxonomy: Taxonomy | None = None) -> list[Explanation]:
    """Every sentence of a document that has a sector, with why it is an event or none; dated first if it is not."""
    dated = document if document.created else date_document(document)
    return explain(dated, taxonomy or load_taxonomy())


def explain_event(
    document: Document | Mapping[str, Any], start: int, end: int, taxonomy: Taxonomy | Path | None = None
) -> dict[str, Any]:
    """Why the sentence ``text[start:end]`` of a document is an event or none, JSON-ready.

    ``document`` may be a row of ``Store.document(id)``; ``taxonomy`` a Taxonomy or a user's own file. The answer has
    ``start``, ``end``, ``text``, ``events`` (ids), ``reasons`` (each with ``key``, ``en``, ``zh``, ``spans``) and
    ``clauses`` with their ``spans``, ``events`` and ``reasons``. Raises UsageError where no such sentence is read.
    """
    read = document if isinstance(document, Document) else stored_document(document)
    sectors = taxonomy if isinstance(taxonomy, Taxonomy) else load_taxonomy(taxonomy)
    for told in explain(read, sectors, only=(start, end)):
        return told.row()
    raise UsageError(
        f"{read.source}: the rules of this program read no sentence with a sector at [{start}, {end}). "
        "The document was stored by other rules; load it again."
    )


def explain_lines(document: Document, taxonomy: Taxonomy, language: str = "en") -> Iterator[str]:
    """The explanations of a dated document as lines of text, in English or Chinese."""
    yield f"{document.name}  {document.created.edtf if document.created else document.created_bounds or '?'}"
    told = explain(document, taxonomy)
    for each in told:
        yield ""
        yield from each.lines(language)
    if not told:
        yield f"    {getattr(say('no_language' if lexicon_for(document.language) is None else 'no_sector'), language)}"
    yield ""
