"""Reads dates and events with dateparser's search, as one would without this program; refuses any rule of ours.

Dates: ``search_dates`` on the passage, with the period (day, month, year) that dateparser itself reports for the words.
Events: a sentence with a word out of a short list is an event, and the first date that the search finds in it its time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from dateparser.date import DateDataParser
from dateparser.search import search_dates

from benchmarks.scoring import Row
from loaders import edtf

KEYWORDS = {
    "5g": ("5g",),
    "6g": ("6g",),
    "humanoid_robots": ("humanoid", "人形机器人"),
    "nev": ("new-energy vehicle", "nev", "electric vehicle", "electric car", "新能源汽车", "新能源车", "电动汽车"),
    "telecom_opening": ("value-added telecom", "telecom", "data cent", "增值电信", "电信"),
}
SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*")


def _interval(words: str, found: datetime, language: str, settings: Any) -> tuple[str | None, str | None]:
    data = DateDataParser(languages=[language], settings=settings).get_date_data(words)
    unit = {"month": lambda d: edtf.month(d.year, d.month), "year": lambda d: edtf.year(d.year), "week": edtf.week}
    when = data.date_obj or found
    return unit.get(str(data.period), edtf.day)(when.date()).iso()


def search_text(text: str, created: str | None, language: str) -> list[dict[str, Any]]:
    """What dateparser's search finds in a text, as rows of timexes."""
    settings: Any = {"RELATIVE_BASE": datetime.fromisoformat(created[:10])} if created else {}
    rows, at = [], 0
    for words, found in search_dates(text, languages=[language], settings=settings) or []:
        start = text.find(words, at)
        if start < 0:
            continue
        at = start + len(words)
        interval = list(_interval(words, found, language, settings))
        rows.append(
            {"start": start, "end": at, "text": words, "type": "DATE", "value": interval[0], "interval": interval}
        )
    return rows


def find_by_search(passages: Iterable[Row]) -> dict[str, list[dict[str, Any]]]:
    """Timexes by passage id."""
    return {row["id"]: search_text(row["text"], row["dct"], row["lang"]) for row in passages}


def _documents(paths: Iterable[Path]) -> Iterator[Row]:
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            yield from (json.loads(line) for line in text.splitlines())
        else:
            yield {"id": path.name, "text": text, "published": None, "language": "en"}


def extract_by_search(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Event rows by keyword and search; a document without a stated date takes the first date found in it."""
    rows: list[dict[str, Any]] = []
    for document in _documents(paths):
        text, language = document["text"], document["language"]
        created = document.get("published")
        if not created:
            first = search_text(text[:400], None, language)
            created = first[0]["interval"][0] if first else None
        rows.append({"document": document["id"], "created": created})
        for match in SENTENCE.finditer(text):
            low = match[0].lower()
            sectors = [code for code, words in KEYWORDS.items() if any(word in low for word in words)]
            if not sectors:
                continue
            dates = search_text(match[0], created, language)
            rows.append(
                {
                    "document": document["id"],
                    "created": created,
                    "start": match.start(),
                    "end": match.end(),
                    "sectors": sectors,
                    "status": "done",
                    "when": {"interval": dates[0]["interval"]} if dates else None,
                }
            )
    return rows
