"""Says where that lies which is kept beside a store to answer faster; opens none of it, and nothing needs it."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from loaders.kept import cache_folder
from loaders.store.place import Place


def homes(place: Place, name: str) -> list[Path]:
    """The folders in which a thing of this name may lie: beside the tables, else in this person's cache."""
    away = cache_folder() / sha256(place.address.encode()).hexdigest()[:16] / name
    return [away] if place.folder is None else [place.folder / ".search" / name, away]


def writable(folders: list[Path]) -> Path:
    """The first of some folders that can be written to."""
    return next((folder for folder in folders if _may_write(folder)), folders[-1])


def _may_write(folder: Path) -> bool:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return os.access(there, os.W_OK)
