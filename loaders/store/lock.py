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


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the lock file ``path`` while the block runs; waits for its holder, raises OSError when it cannot be made."""
    with path.open("a+b") as file:
        with suppress(OSError):  # a disk without locks
            _take(file)
        yield


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
