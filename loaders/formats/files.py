"""Walks files and folders in a settled order; passes over hidden files, stores, links that lead out, pictures."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import file_digest
from pathlib import Path, PurePosixPath

from loaders.errors import DocumentError
from loaders.wording.rules import words

LARGEST = 512 * 2**20  # bytes of one file
_TABLE = "_delta_log"  # stands in the folder of a table of a store
_HIDDEN = (".", "~$")  # how the names of hidden files begin, and of those that office programs lock files with


def source_files(source: str | Path, on_aside: Callable[[Path], None] | None = None) -> Iterator[Path]:
    """The files of a source: itself, or all in a folder, by name; raises DocumentError when there is none.

    Of a folder its own files come first. A picture, recording or other file in one that holds no text is none, and is
    told to ``on_aside``. However many there are, the names in one folder are all that is held.
    """
    path = Path(source)
    if not path.exists():
        raise DocumentError(str(source), "there is no such file or folder.", "Check the path.")
    if not path.is_dir():
        yield path
        return
    found = False
    for each in _walk(path):
        if not is_textless(each.name):
            found = True
            yield each
        elif on_aside:
            on_aside(each)
    if not found:
        raise DocumentError(str(source), "there is no document in this folder.", "Put documents in it.")


def is_textless(name: str) -> bool:
    """Whether a file's name ends as those of pictures, recordings and other files without text do."""
    return PurePosixPath(name).suffix.lower() in _textless()


@cache
def _textless() -> frozenset[str]:
    return frozenset(words("aside"))


def _walk(folder: Path) -> Iterator[Path]:
    root = folder.resolve()
    for place, folders, names in os.walk(folder, followlinks=False):
        if _TABLE in folders:  # of a store, perhaps the one that this folder is loaded into
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            link = os.path.islink(path)  # noqa: PTH114 - of a folder that may not be entered the other one raises
            if not name.startswith(_HIDDEN) and (not link or path.resolve().is_relative_to(root)):
                yield path


def read_file(path: Path) -> bytes:
    """The bytes of a regular file; raises DocumentError for anything else, and for one that is too large."""
    with _telling(path):
        if path.stat().st_size > LARGEST:
            raise DocumentError(path.as_posix(), f"the file is larger than {LARGEST:,} bytes.", "Split it.")
        return path.read_bytes()


def hash_file(path: Path) -> str:
    """The SHA-256 of a regular file of any size, which is never held whole; raises DocumentError for anything else."""
    with _telling(path), path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    source = path.as_posix()
    if not path.is_file():
        reason = "this is not a regular file." if path.exists() else "there is no such file."
        raise DocumentError(source, reason, "Check the path.")
    try:
        yield
    except OSError as error:
        raise DocumentError(source, f"the file cannot be read: {error.strerror}.", "Check its permissions.") from error
