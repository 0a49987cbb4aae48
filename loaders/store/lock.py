"""Lets one loader at a time commit to a store on a local disk; only spares lost work, correctness does not rest on it.

Two loaders without it (on an object store, on a network disk that knows no locks) would still be right: each commit
is made on a stated version and made again when another was faster. The kernel releases the lock of a killed process.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from loaders.store.place import Place


@contextmanager
def lock(place: Place) -> Iterator[bool]:
    """Hold the lock of a store while the block runs; waits for its holder, raises OSError when it cannot be made.

    Yields whether it is held: an object store has none, nor have some network disks.
    """
    if place.folder is None:
        yield False
        return
    with lock_file(place.folder / ".lock") as held:
        yield held


@contextmanager
def lock_file(path: Path) -> Iterator[bool]:
    """The same with a file of any place."""
    with path.open("a+b") as file:
        held = False
        with suppress(OSError):  # a disk without locks
            _take(file)
            held = True
        yield held


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
