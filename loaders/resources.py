"""Finds and reads the files of ``data/``; knows where they are and that they are well-formed, never what words mean."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from loaders.errors import ResourceError
from loaders.kept import remember

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"


def find_resource(name: str) -> Path:
    """Path of ``data/NAME``; raises ResourceError when it is not there."""
    path = DATA / name
    if not path.exists():
        raise ResourceError(f"{path}: this file of the data folder is missing. Restore it with: git checkout data")
    return path


def load_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; an error names the file and the place."""
    try:
        text = path.read_bytes().decode()
        table: dict[str, Any] = remember("toml", text, lambda: tomllib.loads(text))
        return table
    except FileNotFoundError as error:
        raise ResourceError(f"{path}: there is no such file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path}: not valid TOML: {error}. Mend the line named and try again.") from error


def load_rows(path: Path, required: tuple[str, ...]) -> list[dict[str, str]]:
    """Read a CSV file with a header; every row has the required columns, else ResourceError names what lacks."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in required if name not in (reader.fieldnames or ())]
            if missing:
                raise ResourceError(f"{path}: the header lacks {', '.join(missing)}.")
            return [{key: value or "" for key, value in row.items() if key} for row in reader]
    except FileNotFoundError as error:
        raise ResourceError(f"{path}: there is no such file.") from error


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that have a lexicon: the folders of ``data/lexicons``."""
    return tuple(sorted(path.name for path in find_resource("lexicons").iterdir() if path.is_dir()))
