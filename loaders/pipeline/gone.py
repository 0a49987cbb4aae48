"""Finds files that were loaded from a folder and are there no more; removes none, and looks into no other folder."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from stat import S_ISDIR

from loaders.formats.fetch import is_address
from loaders.pipeline.plan import file_key
from loaders.store.tables import Store

_KNOWN = "SELECT file FROM files WHERE {where} UNION ALL SELECT DISTINCT file FROM failures WHERE {where}"


def find_gone(sources: Iterable[str], seen: Container[str], store: Store) -> dict[str, str]:
    """Keys of files below the sources that the store knows and the disk does not, each with its name for people.

    ``seen`` are the keys found by this load. A source that is no folder, or is not there itself, loses nothing: a disk
    that is not mounted has removed no document. Nor does a folder that may not be looked into.
    """
    home, found = store.folder.parent, dict[str, str]()
    for source in sources:
        folder = Path(source).resolve()
        if is_address(source) or not folder.is_dir():
            continue
        for key in _keys_below(folder, store):
            path = home / key
            if key not in seen and path.is_relative_to(folder) and _is_gone(path):
                found[key] = (Path(source) / path.relative_to(folder)).as_posix()
    return dict(sorted(found.items()))


def _keys_below(folder: Path, store: Store) -> Iterator[str]:
    """Keys of files that may lie below a folder; all where it holds the store too, since keys count from there."""
    every = store.folder.is_relative_to(folder)
    sql = _KNOWN.format(where="true" if every else "starts_with(file, $below)")
    below = {} if every else {"below": f"{file_key(folder, store.folder)}/"}
    stream = store.stream(sql, below)  # there may be very many
    return (file for batch in stream for file in batch["file"].to_pylist() if not is_address(file))


def _is_gone(path: Path) -> bool:
    """Whether there is nothing, or a folder, where a file was."""
    try:
        return S_ISDIR(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
