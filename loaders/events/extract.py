"""Reads a dated document and tells its policy events; refuses questions, furniture and what no rule admits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.events.draft import About, Draft, make_title
from loaders.events.grid import grid_drafts, read_field
from loaders.events.lexicon import lexicon_for
from loaders.events.reader import Reader, read_sentences
from loaders.events.table import read_status, row_actors, row_sectors, table_rows
from loaders.model import Event, Passage, PassageKind, Status, When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.model import Document
    from loaders.sectors.taxonomy import Taxonomy

_AHEAD = frozenset({Status.PLANNED, Status.TARGET})


def extract_events(document: Document, taxonomy: Taxonomy) -> list[Event]:
    """The events of a document, in the order of its text; its ``created`` must have been set by the date ladder."""
    lexicon = lexicon_for(document.language)
    reader = Reader(document, taxonomy, lexicon) if lexicon else None
    drafts = list(row_drafts(document, taxonomy, reader))
    if reader and not (drafts and document.kind == "table"):
        drafts = (
            sorted([*drafts, *reader.events()], key=lambda draft: draft.about.start) if drafts else [*reader.events()]
        )
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


def row_drafts(document: Document, taxonomy: Taxonomy, reader: Reader | None) -> Iterator[Draft]:
    """The drafts of a table's rows: each row's fields tell its sectors, status and times.

    Without a ``reader`` (a language without a lexicon) only dates that stand alone are read, and no table in a text.
    """
    if document.kind == "table":
        for row, fields in table_rows(document):
            yield from _item_drafts(document, taxonomy, reader, row, fields)
    elif reader:
        yield from grid_drafts(reader)


def _item_drafts(
    document: Document, taxonomy: Taxonomy, reader: Reader | None, row: Passage, fields: dict[str, Passage]
) -> Iterator[Draft]:
    """The drafts of a row that is a document of its own: by its fields, else by what its own words tell of a time.

    A row that states neither status nor time tells, where its words do not, what was done on its day. A stated plan has
    the time that its words tell.
    """
    text = document.text
    sectors = row_sectors(text, row, fields, taxonomy)
    if not sectors:
        return
    stated, instrument, timed = (
        fields.get("status"),
        fields.get("instrument"),
        fields.get("when") or fields.get("deadline"),
    )
    told = reader.read_line(row, sectors) if reader and not timed else []
    if told and not stated:
        yield from told
        return
    due = "when" not in fields and "deadline" in fields
    status = (stated and read_status(text[stated.start : stated.end])) or (Status.PLANNED if due else Status.DONE)
    # What is done was done on the row's own day; of any other status the day tells only the announcement.
    days = (timed, fields.get("date") if status == Status.DONE else None)
    read = (read_field(text, field, status, reader, due=due) for field in days if field)
    whens: list[When | None] = list(next(filter(None, read), ()))
    whens = whens or [draft.when for draft in told if {draft.status, status} <= _AHEAD]
    title = make_title(text[row.start : row.end])
    about = About(row.start, row.end, title, row_actors(text, fields), page=document.page_at(row.start))
    named = text[instrument.start : instrument.end] if instrument else None
    for when in whens or [None]:
        yield Draft(about, status, when, sectors, named, ("table",))
