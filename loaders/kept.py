"""Keeps what is made of texts from one run to the next, so that it is made once; an answer kept is the answer made.

The rules of a language take seconds to be read and compiled, the same ones in every run. What is made of a text and of
nothing else is kept under it, and under the Python that made it, in ``made.sqlite`` in the user's cache. The file may
be deleted at any time; where it cannot be read or written, everything is made anew.
"""

from __future__ import annotations

import atexit
import os
import sqlite3
import sys
from contextlib import closing, suppress
from functools import cache
from hashlib import blake2b
from json import dumps, loads
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 24 * 2**20  # bytes of the file, four times what all rules need; a larger one is begun again
_TABLE = "CREATE TABLE IF NOT EXISTS made (key BLOB PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
_made: dict[bytes, str] = {}  # by this run, and not in the file yet


def cache_folder() -> Path:
    """Where this person's caches lie; what is in it may be deleted at any time, and need not be there."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "policy-timeline"


def remember(kind: str, text: str, make: Callable[[], Any]) -> Any:
    """What is made of a text, made once: anything that JSON holds as it is, and that depends on nothing else.

    What raises is not kept; nor is what JSON does not hold.
    """
    key = blake2b(f"{kind}\n{text}".encode(errors="surrogatepass"), digest_size=16, person=_python()).digest()
    known = _made.get(key) or _kept().get(key)
    if known:
        with suppress(ValueError):
            return loads(known)
    made = make()
    with suppress(TypeError):
        _made[key] = dumps(made)
    return made


@atexit.register
def keep() -> None:
    """Write what this run made to the file, at its end at the latest; what another run wrote meanwhile stays."""
    made = dict(_made)
    if not made:
        return
    with suppress(OSError, RuntimeError, sqlite3.Error):  # no home, no room, no right, or somebody else has it
        _write(_file(), made)
    _kept().update(made)
    for key in made:
        del _made[key]


@cache
def _kept() -> dict[bytes, str]:
    """All that earlier runs kept; nothing where there is no file, or none that can be read."""
    with suppress(OSError, RuntimeError, sqlite3.Error):
        file = _file()
        if file.exists():
            with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
                return dict(connection.execute("SELECT key, value FROM made"))
    return {}


def _write(file: Path, made: dict[bytes, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists() and file.stat().st_size > MOST:
        file.unlink()
    try:
        _insert(file, made)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        file.unlink()  # it is no database, or a damaged one
        _insert(file, made)


def _insert(file: Path, made: dict[bytes, str]) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(_TABLE)
        connection.executemany("INSERT OR REPLACE INTO made VALUES (?, ?)", made.items())


def _file() -> Path:
    return cache_folder() / "made.sqlite"


@cache
def _python() -> bytes:
    """What tells this Python from another, which may make something else."""
    return blake2b(f"{sys.implementation.cache_tag} {sys.version}".encode(), digest_size=16).digest()
