"""The one reading order for a document: read, date, tag and extract, count sentences; has no rules of its own.

Whatever goes wrong with one document becomes its DocumentError and leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from loaders.dates.creation import date_document
from loaders.errors import DocumentError, TooLong, UsageError
from loaders.events import count_sentences, extract_events
from loaders.formats.registry import read_documents
from loaders.model import Document, Event
from loaders.pipeline.bounds import pace, say_bound
from loaders.pipeline.joining import mark_events
from loaders.sectors.taxonomy import Taxonomy, load_taxonomy
from loaders.store.readings import Reading

T = TypeVar("T")
OnFailure = Callable[[DocumentError], None]


def read(
    source: str | Path, *, published: str | None = None, on_failure: OnFailure | None = None
) -> Iterator[Document]:
    """The documents of a file, a folder or an address, each dated where it can be.

    ``published`` (a day, or any EDTF date) is the date of those whose record states none. A document that cannot be
    read raises DocumentError; with ``on_failure`` it is told there and reading goes on. Raises UsageError for a
    ``published`` that is no date.
    """
    documents = read_documents(source, published=published, on_failure=on_failure)
    return _each(told(documents, str(source), on_failure), date_document, on_failure)


def extract(document: Document, *, taxonomy: Taxonomy | None = None) -> list[Event]:
    """The events of one document, dated first if it is not; spans are code points of ``document.text``."""
    dated = document if document.created else date_document(document)
    return extract_events(dated, taxonomy or load_taxonomy())


def read_through(
    documents: Iterator[Document], source: str, taxonomy: Taxonomy, on_failure: OnFailure
) -> Iterator[Reading]:
    """Documents of one source with their events and count of sentences; failures, also of the source, are told."""

    def reading(document: Document) -> Reading:
        dated = date_document(document)
        events = tuple(extract_events(dated, taxonomy))
        return Reading(dated, events, count_sentences(dated), mark_events(dated, events))

    return _each(told(documents, source, on_failure), reading, on_failure)


def told(documents: Iterator[Document], source: str, on_failure: OnFailure | None) -> Iterator[Document]:
    """The same documents; where their reader fails, that is told as a failure of the source."""
    paced = pace(documents)
    while True:
        try:
            document = next(paced, None)
        except (Exception, TooLong) as error:
            _tell(_as_document_error(source, error), on_failure)
            return
        if document is None:
            return
        yield document


def _each(documents: Iterator[Document], work: Callable[[Document], T], on_failure: OnFailure | None) -> Iterator[T]:
    for document in documents:
        try:
            _check_characters(document)
            done = work(document)
        except (Exception, TooLong) as error:  # one document never stops a load
            _tell(_as_document_error(document.source, error), on_failure)
        else:
            yield done


def _check_characters(document: Document) -> None:
    words = (document.source, document.name, document.title, document.publisher, document.url, document.text)
    try:
        "".join(filter(None, words)).encode()
    except UnicodeEncodeError as error:
        reason = "its name or text holds half a character (a lone surrogate)."
        raise DocumentError(document.source, reason, "Rename it, or save it again as UTF-8.") from error


def _as_document_error(source: str, error: BaseException) -> DocumentError:
    if isinstance(error, UsageError):
        raise error
    if isinstance(error, DocumentError):
        return error
    failed = say_bound(source, error) or DocumentError(
        source, f"the program failed on it ({type(error).__name__}: {error}).", "Please report it, with the document."
    )
    failed.__cause__ = error
    return failed


def _tell(error: DocumentError, on_failure: OnFailure | None) -> None:
    if on_failure is None:
        raise error
    on_failure(error)
