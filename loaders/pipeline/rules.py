"""Tells one version of the rules from another, by a hash of the words and the code that read documents; reads none."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from loaders.resources import DATA, ROOT

WORDS = (
    "lexicons",
    "taxonomy.toml",
    "modality.toml",
    "documents.toml",
    "languages.toml",
    "limits.toml",
    "calendar.csv",
    "actors.csv",
    "places.csv",
    "publishers.csv",
)
CODE = ("edtf.py", "model.py", "resources.py", "sentences.py", "wording", "formats", "dates", "sectors", "events")
LIBRARIES = (
    *("dateparser", "feedparser", "htmldate", "lxml", "nupunkt", "pyarrow"),
    *("pypdfium2", "python-calamine", "python-docx", "rensa", "trafilatura"),
)


@cache
def rules_version(taxonomy: Path | None = None) -> str:
    """Twelve hexadecimal digits that change when a document could be read otherwise than before.

    They cover ``data/`` (but not the documents in it), the code that reads, the libraries it reads with, and the
    user's own taxonomy.
    """
    digest = sha256()
    places = [*(DATA / name for name in WORDS), *(ROOT / "loaders" / name for name in CODE)]
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix in (".py", ".toml", ".csv"):
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update("".join(f"{name} {version(name)}\n" for name in LIBRARIES).encode())
    if taxonomy is not None:
        digest.update(taxonomy.read_bytes())
    return digest.hexdigest()[:12]
