"""Lets an open reader of a store on a local disk hold its version, so that nothing clears it away meanwhile.

A reader locks a small file with the number of its version, shared; the kernel releases it when the reader ends, however
it ends. Where locks do not work (an object store, a disk that may not be written) only age and receipts protect a
version.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from loaders.store.place import Place

_FOLDER = ".readers"

if sys.platform == "win32":

    def hold_version(place: Place, version: int) -> int | None:
        """Windows has no shared locks of files: nothing is held."""
        return None

    def held_versions(place: Place) -> set[int]:
        """Nothing is known to be held."""
        return set()

else:
    import fcntl

    def hold_version(place: Place, version: int) -> int | None:
        """Hold a version until the file descriptor returned is closed; None where nothing can be held."""
        if place.folder is None:
            return None
        path = place.folder / _FOLDER / str(version)
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            while True:
                file = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
                fcntl.flock(file, fcntl.LOCK_SH)
                with suppress(OSError):
                    if os.fstat(file).st_ino == path.stat().st_ino:
                        return file
                os.close(file)  # it was taken away between the two calls
        return None

    def held_versions(place: Place) -> set[int]:
        """The versions that readers hold; takes the files away that nobody holds any more."""
        held = set()
        for path in (place.folder / _FOLDER).glob("*") if place.folder else ():
            file = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                with suppress(PermissionError):  # another user's
                    path.unlink()
            except BlockingIOError:
                held.add(int(path.name))
            finally:
                os.close(file)
        return held
