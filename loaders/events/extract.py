"""Reads a dated document and tells its policy events; refuses questions, furniture and what no rule admits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.events.draft import About, Draft, make_title
from loaders.events.lexicon import lexicon_for
from loaders.events.reader import Reader, read_sentences
from loaders.events.table import read_status, read_whens, row_actors, row_sectors, table_rows
from loaders.model import Event, PassageKind, Status, When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.model import Document
    from loaders.sectors.taxonomy import Taxonomy


def extract_events(document: Document, taxonomy: Taxonomy) -> list[Event]:
    """The events of a document, in the order of its text; its ``created`` must have been set by the date ladder."""
    lexicon = lexicon_for(document.language)
    drafts = list(table_drafts(document, taxonomy))
    if lexicon and not (drafts and document.kind == "table"):
        drafts += Reader(document, taxonomy, lexicon).events()
    events: list[Event] = []
    ordinals: dict[tuple[int, int], int] = {}
    for draft in drafts:
        span = (draft.about.start, draft.about.end)
        ordinals[span] = ordinals.get(span, -1) + 1
        events.append(draft.finish(document, ordinals[span]))
    return events


def count_sentences(document: Document) -> int:
    """How many sentences could be events: all but questions, navigation and headings; a table's rows count."""
    lexicon = lexicon_for(document.language)
    rows = sum(passage.kind == PassageKind.ROW for passage in document.passages)
    question = lexicon.question if lexicon else None
    return rows + sum(
        passage.kind != PassageKind.HEADING and not (question and question.search(document.text, *span))
        for passage, span in read_sentences(document)
    )


def table_drafts(document: Document, taxonomy: Taxonomy) -> Iterator[Draft]:
    """The drafts of a table's rows: each row's fields tell its sectors, status and times."""
    text = document.text
    for row, fields in table_rows(document):
        if not fields and document.kind != "table":
            continue  # a table inside a text: cells without named columns tell nothing of themselves
        sectors = row_sectors(text, row, fields, taxonomy)
        if not sectors:
            continue
        stated = fields.get("status")
        status = (stated and read_status(text[stated.start : stated.end])) or Status.DONE
        instrument = fields.get("instrument")
        # What is done was done on the row's own day; of any other status the day tells only the announcement.
        times = fields.get("when") or (fields.get("date") if status == Status.DONE else None)
        whens: list[When | None] = list(read_whens(text, times, status)) if times else []
        about = About(
            row.start,
            row.end,
            make_title(text[row.start : row.end]),
            row_actors(text, fields),
            page=document.page_at(row.start),
        )
        named = text[instrument.start : instrument.end] if instrument else None
        for when in whens or [None]:
            yield Draft(about, status, when, sectors, named, ("table",))
