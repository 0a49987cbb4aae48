"""Reads plain text, whole and unchanged; refuses binary files."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.errors import DocumentError
from loaders.formats.decode import decode_text
from loaders.formats.draft import Draft, Format, Payload


def read_text(payload: Payload) -> Iterator[Draft | DocumentError]:
    """One draft, the text as it is."""
    yield Draft(text=decode_text(payload))


FORMAT = Format("text", (".txt", ".text"), read_text, ("text/plain",))
