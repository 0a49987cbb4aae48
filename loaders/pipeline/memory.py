"""Keeps the memory of a long load from growing: has the libraries beneath share what they let go, and give it back."""

from __future__ import annotations

from contextlib import suppress
from ctypes import CDLL

import pyarrow as pa

_ARENA_MAX = -8  # M_ARENA_MAX of mallopt(3)


def share_memory() -> None:
    """Let threads of this process take memory from the places that there are, and make no new ones from now on.

    Called first it is one place; where a store was asked before, its threads have made some. The C library of GNU
    gives threads places of their own, eight for each core. Every commit is written by other threads of those that
    write files; in each place the most that one ever needed stays, in pieces too small to be given back.
    """
    with suppress(AttributeError, OSError, TypeError):  # only the C library of GNU has it
        CDLL(None).mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Return to the system what a commit has let go: each of the libraries that made it keeps its own for later."""
    pa.default_memory_pool().release_unused()
    with suppress(AttributeError, OSError, TypeError):
        CDLL(None).malloc_trim(0)
