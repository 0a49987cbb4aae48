"""Reads the files in a ZIP archive, each by its own format; unpacks nothing to disk, passes over pictures."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.errors import DocumentError
from loaders.formats.draft import Draft, Format, Payload
from loaders.formats.files import is_textless
from loaders.formats.unpack import unpack


def read_archive(payload: Payload) -> Iterator[Draft | Payload | DocumentError]:
    """A payload for each file, named ``a.zip/folder/name.pdf``; raises DocumentError when there is none.

    A picture or other file that holds no text is none, as in a folder.
    """
    empty = True
    for found in unpack(payload):
        if not isinstance(found, DocumentError) and is_textless(found[0]):
            continue
        empty = False
        yield found if isinstance(found, DocumentError) else payload.member(*found)
    if empty:
        raise DocumentError(payload.source, "there is no document in this archive.", "Put documents in it.")


FORMAT = Format("zip", (".zip",), read_archive, ("application/zip", "application/x-zip-compressed"))
