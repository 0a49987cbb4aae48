"""Checks the date that a user states for documents, before any is read; refuses what is no date."""

from __future__ import annotations

from loaders.errors import EdtfError, UsageError
from loaders.wording.stated import read_stated


def check_published(published: str | None) -> None:
    """Raise UsageError for a ``--published`` that is no date."""
    if published is not None:
        try:
            read_stated(published)
        except EdtfError as error:
            raise UsageError(f"--published: {error}") from error
