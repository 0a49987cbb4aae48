"""Reads what an office file or PDF says of itself: title, author, days; trusts a title only where the words show it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loaders import edtf
from loaders.edtf import write_edtf
from loaders.formats.draft import Block
from loaders.model import DateCandidate, Sense

_NO_TITLE = re.compile(r"(?i).*\.(?:docx?|pdf|xlsx?|pptx?|indd|wps|tmp)|microsoft \w+ - .*|untitled|\W*|.?anonymous.?")
_OPENING = 12  # blocks among which a title stands


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file states of itself."""

    title: str | None
    author: str | None
    clues: tuple[DateCandidate, ...]


def read_properties(core: Any) -> Properties:
    """The properties of an office file; its days are clues of the file, not of its words."""
    clues = []
    for name in ("created", "modified"):
        try:
            day = getattr(core, name, None)
        except ValueError:  # written by hand, or broken
            continue
        if isinstance(day, datetime) and 1900 <= day.year <= 2100:
            interval = edtf.day(day.date())
            words = f"{name} {day.isoformat()}"
            clues.append(DateCandidate("office_metadata", Sense.REPOSTED, words, write_edtf(interval), interval))
    return Properties(_text(core, "title"), _text(core, "author"), tuple(clues))


def _text(core: Any, name: str) -> str | None:
    return " ".join(str(getattr(core, name, "") or "").split()) or None


def find_title(title: str | None, blocks: Sequence[Block]) -> str | None:
    """A stated title that is no file's name and stands at the beginning of the words; else None."""
    if not title or _NO_TITLE.fullmatch(title):
        return None
    opening = "".join("".join(block.text.split()) for block in blocks[:_OPENING]).lower()
    return title if "".join(title.split()).lower() in opening else None
