"""Copies files of an object store to this machine, where DuckDB reads them; a file of a version never changes.

DuckDB as it is installed reads no object store, and a copy is read again and again while the network is asked once.
The copies lie in ``POLICY_TIMELINE_CACHE`` (else in the user's cache folder) and are bounded: those not used for the
longest time go first.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from loaders.errors import StoreError
from loaders.kept import cache_folder
from loaders.store.faults import describe_fault
from loaders.store.files import TableFiles
from loaders.store.place import Place

AT_ONCE = 8  # files fetched
_MOST = "POLICY_TIMELINE_CACHE_MB"
_MEGABYTES = 10_000
_IN_USE = 600.0  # seconds


def copies_folder(place: Place) -> Path:
    """Where the copies of a store lie on this machine."""
    base = os.environ.get("POLICY_TIMELINE_CACHE") or cache_folder()
    key = sha256(f"{place.options.get('AWS_ENDPOINT_URL', '')}\0{place.address}".encode()).hexdigest()[:16]
    return Path(base).expanduser().resolve() / key


def copy_files(place: Place, table: str, paths: Iterable[str]) -> list[Path]:
    """Copies of files of a table, fetched where they are not there yet; raises StoreError."""
    folder = copies_folder(place) / table
    wanted = {path: folder / path for path in paths}
    missing = [path for path, copy in wanted.items() if not _touch(copy)]
    if missing:
        files = TableFiles(place, table)
        try:
            with ThreadPoolExecutor(AT_ONCE) as threads:
                list(threads.map(lambda path: _fetch(files, path, wanted[path]), missing))
            _bound(copies_folder(place).parent)
        except OSError as error:
            raise StoreError(
                f"{place}: files of the table '{table}' cannot be copied to {folder} ({describe_fault(error)}). "
                "Make room there, or name another folder in POLICY_TIMELINE_CACHE."
            ) from error
    return list(wanted.values())


def _touch(copy: Path) -> bool:
    """Whether a copy is there; it counts as used now."""
    with suppress(OSError):
        os.utime(copy)
        return True
    return False


def _fetch(files: TableFiles, path: str, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    part = copy.with_name(f".{uuid4().hex}")
    try:
        with part.open("wb") as out:
            files.read_into(path, out)
        part.replace(copy)
    finally:
        part.unlink(missing_ok=True)


def _bound(folder: Path) -> None:
    """Take away what was not used for the longest time, until the copies of all stores are within their bound.

    What was used within minutes of the newest copy is being read.
    """
    copies = []
    for path in folder.rglob("*.parquet"):
        with suppress(OSError):  # another reader took it away
            copies.append((path.stat().st_mtime, path.stat().st_size, path))
    total, newest = sum(size for _, size, _ in copies), max(used for used, _, _ in copies)
    most = int(os.environ.get(_MOST) or _MEGABYTES) * 10**6
    for used, size, path in sorted(copies):
        if total <= most or used > newest - _IN_USE:
            break
        path.unlink(missing_ok=True)
        total -= size
