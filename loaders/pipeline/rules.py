"""Tells one version of the rules from another, by hashes of the words and the code that read documents; reads none.

A version is twelve hexadecimal digits: six for what makes documents of files, six for what finds events in documents.
Where only the second half has changed, the stored text is enough to bring a store up to date.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from loaders.resources import DATA, ROOT

HALF = 6


@dataclass(frozen=True, slots=True)
class Part:
    """What one half of a version covers: patterns of files in ``data/`` and in ``loaders/``, and libraries."""

    words: tuple[str, ...]
    code: tuple[str, ...]
    libraries: tuple[str, ...]


_SHARED = ("edtf.py", "expressions.py", "kept.py", "model.py", "resources.py", "wording")
READERS = Part(
    ("documents.toml", "pages.toml", "languages.toml", "limits.toml", "lexicons/*/documents.toml"),
    (*_SHARED, "formats"),
    ("feedparser", "htmldate", "lxml", "pyarrow", "pypdfium2", "python-calamine", "python-docx", "trafilatura"),
)
FINDERS = Part(
    (
        *("lexicons", "taxonomy.toml", "modality.toml", "documents.toml", "pages.toml", "calendar.csv", "lunar.csv"),
        *("actors.csv", "places.csv", "publishers.csv"),
    ),
    (*_SHARED, "openings.py", "sentences.py", "dates", "sectors", "events"),
    ("dateparser", "nupunkt", "rensa"),
)


@cache
def rules_version(taxonomy: Path | None = None) -> str:
    """Twelve digits that change when a document could be read otherwise than before.

    They cover ``data/`` (but not the documents in it), the code that reads, the libraries it reads with, and the
    user's own taxonomy.
    """
    return _digits(READERS) + _digits(FINDERS, taxonomy)


def is_due(stored: str | None, now: str) -> bool:
    """Whether a document of the rules ``stored`` may have other events by the rules ``now``."""
    return stored is None or stored[HALF:] != now[HALF:]


def renew(stored: str | None, now: str) -> str:
    """The version of a document that was read from its file by older rules, and of which the events are renewed."""
    return (stored or "")[:HALF].ljust(HALF, "0") + now[HALF:]


def covered(part: Part) -> Iterator[Path]:
    """The files and folders that a half covers."""
    for place, patterns in ((DATA, part.words), (ROOT / "loaders", part.code)):
        for pattern in patterns:
            yield from sorted(place.glob(pattern))


def _digits(part: Part, taxonomy: Path | None = None) -> str:
    digest = sha256()
    for place in covered(part):
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix in (".py", ".toml", ".csv"):
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update("".join(f"{name} {version(name)}\n" for name in part.libraries).encode())
    if taxonomy is not None:
        digest.update(taxonomy.read_bytes())
    return digest.hexdigest()[:HALF]
