"""Writes timexes as plain rows, and answers rows of texts with them; refuses rows that are not what was agreed."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from loaders.dates.find import find_timexes
from loaders.errors import UsageError
from loaders.model import Timex


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
    found = find_timexes(row["text"], created=_day(created), language=_bare(language))
    return {"id": row.get("id"), "timexes": [timex_row(timex) for timex in found]}


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
