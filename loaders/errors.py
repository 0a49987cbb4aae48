"""The family of exceptions, on one page: each says what is wrong, where, and what to do about it.

PolicyTimelineError
├── ResourceError     a file of ``data/`` (or a user's own taxonomy) is wrong or missing
├── EdtfError         a text is not a date that EDTF knows
├── DocumentError     one document cannot be read; the rest of a load goes on
├── StoreError        the store cannot be opened, read or written
├── ClusterError      a Dask cluster that had answered goes away, or fails
└── UsageError        a command or a call was asked for something it does not do
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class PolicyTimelineError(Exception):
    """The root of the family: a message for people, saying what, where and what to do."""


class ResourceError(PolicyTimelineError):
    """A data file is wrong: the message names the file, the entry and the remedy."""


class EdtfError(PolicyTimelineError, ValueError):
    """A text is not an EDTF date, interval or season that this program reads."""


class DocumentError(PolicyTimelineError):
    """One document cannot be read.

    ``source`` is where it is (path or URL, with ``#row=N`` or ``#line=N`` inside a table or a JSON Lines file),
    ``reason`` what is wrong, ``remedy`` what to do; the message is the three of them.
    """

    def __init__(self, source: str, reason: str, remedy: str = "") -> None:
        self.source, self.reason, self.remedy = source, reason, remedy
        super().__init__(f"{source}: {reason}" + (f" {remedy}" if remedy else ""))

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str, str]]:
        """Travel between processes whole."""
        return (type(self), (self.source, self.reason, self.remedy))


class StoreError(PolicyTimelineError):
    """The store cannot be opened, read or written; the message names the folder and the remedy."""


class ClusterError(PolicyTimelineError):
    """A Dask cluster went away or failed in the middle of a command; the message says what is kept."""


class UsageError(PolicyTimelineError):
    """A command or a call was asked for something it does not do."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the nearest known word, or nothing when none is near.

    >>> did_you_mean("mnth", ["month", "year"])
    " Did you mean 'month'?"
    >>> did_you_mean("zebra", ["month", "year"])
    ''
    """
    near = get_close_matches(word, list(known), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""


class TooLong(BaseException):
    """The alarm of a document that takes longer than one may; no library's ``except Exception`` stops it."""
