"""Reads the files in a ZIP archive, each by its own format; unpacks nothing to disk."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.errors import DocumentError
from loaders.formats.draft import Draft, Format, Payload
from loaders.formats.unpack import unpack


def read_archive(payload: Payload) -> Iterator[Draft | Payload | DocumentError]:
    """A payload for each file, named ``a.zip/folder/name.pdf``; raises DocumentError when there is none."""
    empty = True
    for found in unpack(payload):
        empty = False
        yield found if isinstance(found, DocumentError) else payload.member(*found)
    if empty:
        raise DocumentError(payload.source, "there is no document in this archive.", "Put documents in it.")


FORMAT = Format("zip", (".zip",), read_archive, ("application/zip", "application/x-zip-compressed"))
