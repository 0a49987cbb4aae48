"""Answers rows of texts with their words of time, as plain rows or in words; refuses rows that are not as agreed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from loaders.dates.find import explain, find_timexes
from loaders.errors import UsageError
from loaders.model import Timex

if TYPE_CHECKING:
    from collections.abc import Iterator


def timex_row(timex: Timex) -> dict[str, Any]:
    """One timex as a JSON-ready row; ``interval`` is ``[start, end)`` as ISO days, or None."""
    return {
        "start": timex.start,
        "end": timex.end,
        "text": timex.text,
        "type": timex.type,
        "value": timex.value,
        "edtf": timex.edtf,
        "interval": list(timex.interval.iso()) if timex.interval else None,
    }


def answer_row(line: str | bytes) -> dict[str, Any]:
    """Answer ``{"id","dct","lang","text"}`` with ``{"id","timexes"}``; raises UsageError for another row.

    ``dct`` is the document's date (ISO date or datetime, or EDTF) or null, ``lang`` a language's code or null.
    """
    asked = read_row(line)
    found = find_timexes(asked.text, created=asked.created, language=asked.language)
    return {"id": asked.id, "timexes": [timex_row(timex) for timex in found]}


def explain_row(line: str | bytes) -> Iterator[str]:
    """The same row answered in words: each timex with its rule, what it was counted from, and why it looks that way."""
    asked = read_row(line)
    yield f"{asked.id}: counted from {asked.created or 'no date'}"
    for each in explain(asked.text, created=asked.created, language=asked.language):
        timex = each.timex
        meaning = timex.edtf or "no interval"
        yield f'  "{timex.text}" [{timex.start}, {timex.end}): {meaning}, {timex.type} {timex.value}'
        yield f"    rule {timex.rule} in {each.file}" + (f", from the {each.anchor} date" if each.anchor else "")
        if each.direction:
            yield f"    direction by the words: {each.direction}"
        if timex.inferred:
            yield f"    not in the words: {', '.join(sorted(timex.inferred))}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One row of texts: its id, text, document's date and language."""

    id: Any
    text: str
    created: str | None
    language: str | None


def read_row(line: str | bytes) -> Asked:
    """Read one row ``{"id","dct","lang","text"}``; raises UsageError for anything else."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"this is not JSON ({error}).") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise UsageError(
            'a row is an object with a "text", as in {"id": 1, "dct": null, "lang": "en", "text": "today"}.'
        )
    created, language = row.get("dct"), row.get("lang")
    for name, value in (("dct", created), ("lang", language)):
        if value is not None and not isinstance(value, str):
            raise UsageError(f'"{name}" is text or null, not {value!r}.')
    return Asked(row.get("id"), row["text"], _day(created), _bare(language))


def _day(created: str | None) -> str | None:
    """An ISO datetime as its day; other texts as they are, for EDTF to judge."""
    if not created or not created.strip():
        return None
    try:
        return datetime.fromisoformat(created.strip()).date().isoformat()
    except ValueError:
        return created.strip()


def _bare(language: str | None) -> str | None:
    """``zh`` for ``zh-CN``."""
    return language.replace("_", "-").split("-")[0].lower() or None if language else None
