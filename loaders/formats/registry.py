"""The one place where formats are known: bytes in, documents out, each failure named; refuses endings it does not know.

To add a format, write one file with a ``FORMAT`` and add its name to ``FORMATS``; docs/formats.md shows one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import TypeVar
from urllib.parse import urlsplit

from loaders.errors import DocumentError, EdtfError, TooLong, UsageError, did_you_mean
from loaders.formats.build import build_document, record_date
from loaders.formats.draft import Format, Payload
from loaders.formats.fetch import fetch_page, is_address
from loaders.formats.files import read_file, source_files
from loaders.formats.limits import limits
from loaders.model import DateCandidate, Document
from loaders.wording.stated import read_stated

__all__ = ["FORMATS", "known_suffixes", "read_bytes", "read_documents", "source_files"]

FORMATS: tuple[Format, ...] = tuple(
    import_module(f"loaders.formats.{name}").FORMAT
    for name in (
        "text",
        "markdown",
        "jsonl",
        "table",
        "html",
        "mhtml",
        "pdf",
        "docx",
        "mail",
        "feed",
        "sheet",
        "parquet",
        "archive",
    )
)

T = TypeVar("T")
OnFailure = Callable[[DocumentError], None]


def read_documents(
    source: str | Path, *, published: str | None = None, on_failure: OnFailure | None = None
) -> Iterator[Document]:
    """Read the documents of a file, of a folder with all below it, or of an http(s) address, in a settled order.

    ``published`` (EDTF or a day in any listed notation) dates those whose record states no date. A document or row
    that cannot be read raises DocumentError; with ``on_failure`` it is told there and reading goes on.
    """
    given = _stated(published)
    if is_address(str(source)):
        yield from _guard(_read_address(str(source), given, on_failure), on_failure)
        return
    for path in _guard(source_files(source), on_failure):
        yield from _guard(_read_path(path, given, on_failure), on_failure)


def read_bytes(
    source: str, data: bytes, name: str, *, published: str | None = None, on_failure: OnFailure | None = None
) -> Iterator[Document]:
    """Read the documents of an upload; ``name`` tells its format by its ending, ``source`` is its place for people."""
    given = _stated(published)
    yield from _guard(_read_upload(Payload(source, name, data), given, on_failure), on_failure)


def read_part(
    payload: Payload, *, published: str | None = None, on_failure: OnFailure | None = None
) -> Iterator[Document]:
    """Read the documents of a part of a long file; see ``find_format`` and ``rows``."""
    if payload.data.strip():
        yield from _guard(_read_upload(payload, _stated(published), on_failure), on_failure)


def find_format(name: str) -> Format | None:
    """The format of a file by the ending of its name; None for one that is not known."""
    suffix = PurePosixPath(name).suffix.lower()
    return next((form for form in FORMATS if suffix in form.suffixes), None)


def known_suffixes() -> tuple[str, ...]:
    """The endings of files that can be read."""
    return tuple(suffix for form in FORMATS for suffix in form.suffixes)


def _guard(found: Iterator[T], on_failure: OnFailure | None) -> Iterator[T]:
    try:
        yield from found
    except DocumentError as error:
        _tell(error, on_failure)


def _tell(error: DocumentError, on_failure: OnFailure | None) -> None:
    if on_failure is None:
        raise error
    on_failure(error)


def _stated(published: str | None) -> DateCandidate | None:
    if published is None:
        return None
    try:
        read_stated(published)
    except EdtfError as error:
        raise UsageError(f"published: {error}") from error
    return record_date(published)


def _read_path(path: Path, given: DateCandidate | None, on_failure: OnFailure | None) -> Iterator[Document]:
    source = path.as_posix()
    form = _by_name(source, path.name)
    yield from _read(Payload(source, path.name, read_file(path)), form, _Reading(given, on_failure))


def _read_upload(payload: Payload, given: DateCandidate | None, on_failure: OnFailure | None) -> Iterator[Document]:
    yield from _read(payload, _by_name(payload.source, payload.name), _Reading(given, on_failure))


def _read_address(url: str, given: DateCandidate | None, on_failure: OnFailure | None) -> Iterator[Document]:
    payload, content_type = fetch_page(url)
    by_type = [form for form in FORMATS if content_type in form.content_types]
    by_name = [form for form in FORMATS if PurePosixPath(urlsplit(url).path).suffix.lower() in form.suffixes]
    plain = content_type in ("text/plain", "application/octet-stream")
    forms = [*by_name, *by_type] if plain else [*by_type, *by_name]
    if not forms:
        raise DocumentError(url, f"the page is of a type that is not read: {content_type}.", _known())
    yield from _read(payload, forms[0], _Reading(given, on_failure))


@dataclass(slots=True)
class _Reading:
    """One file being read with all that is inside it; ``size`` counts the bytes that came out of it so far."""

    given: DateCandidate | None
    on_failure: OnFailure | None
    size: int = 0


def _read(payload: Payload, form: Format, reading: _Reading, depth: int = 0) -> Iterator[Document]:
    digest = payload.part.sha256 if payload.part else sha256(payload.data).hexdigest()
    for found in form.read(payload):
        try:
            if isinstance(found, DocumentError):
                raise found
            if isinstance(found, Payload):
                yield from _read_member(found, reading, depth + 1)
                continue
            document = build_document(payload, found, form.name, digest, reading.given)
        except DocumentError as error:
            _tell(error, reading.on_failure)
        else:
            yield document


def _read_member(member: Payload, reading: _Reading, depth: int) -> Iterator[Document]:
    """The documents of a file inside a file, however deep, within the limits of all that one file may hold."""
    if member.optional and not member.name.lower().endswith(known_suffixes()):
        return
    bounds = limits()
    reading.size += len(member.data)
    if depth > bounds.depth:
        reason = f"it lies more than {bounds.depth} files deep in others."
        raise DocumentError(member.source, reason, "Unpack the outer ones and load the folder.")
    if reading.size > bounds.bytes:
        reason = f"the file it lies in holds more than {bounds.bytes:,} bytes."
        raise DocumentError(member.source, reason, "Unpack it and load the folder.")
    form = _by_name(member.source, member.name)
    try:
        yield from _read(member, form, reading, depth)
    except (DocumentError, UsageError):
        raise
    except (Exception, TooLong) as error:  # one member never takes the others with it
        what = "it took too long" if isinstance(error, TooLong) else f"the program failed on it ({error!r})"
        raise DocumentError(member.source, f"{what}.", "Leave it out, and please report it, with the file.") from error


def _by_name(source: str, name: str) -> Format:
    if form := find_format(name):
        return form
    suffix = PurePosixPath(name).suffix.lower()
    near = did_you_mean(suffix, known_suffixes()) if suffix else ""
    what = f"the ending '{suffix}' is not known." if suffix else "the file's name has no ending."
    raise DocumentError(source, what + near, _known())


def _known() -> str:
    return f"Known formats: {' '.join(known_suffixes())}."
