"""Says lists and spans of time in words; knows no selection and no event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from loaders.sectors.taxonomy import Taxonomy

LISTED = 6  # names said before the rest of a list becomes "and n others"


def name_sector(code: str, taxonomy: Taxonomy, language: str) -> str:
    """A sector's label; the code itself where the taxonomy lacks it, as after a load under another taxonomy."""
    for sector in taxonomy.sectors:
        if sector.code == code:
            return sector.label_zh if language == "zh" else sector.label_en
    return code


def join_names(names: list[str], speech: Mapping[str, str]) -> str:
    """Say a list: "a, b or c"; of a long one the first names and how many others."""
    if len(names) > LISTED:
        names = [*names[: LISTED - 1], speech["others"].format(count=len(names) - LISTED + 1)]
    if len(names) < 2:
        return "".join(names)
    return speech["comma"].join(names[:-1]) + speech["or"] + names[-1]


def say_span(start: date | None, end: date | None, speech: Mapping[str, str]) -> str:
    """Say a half-open interval: in years where it is whole years, in days otherwise."""
    last = end - timedelta(1) if end else None
    years = (start is None or (start.month, start.day) == (1, 1)) and (end is None or (end.month, end.day) == (1, 1))

    def text(value: date) -> str:
        return str(value.year) if years else value.isoformat()

    if start and last:
        if text(start) == text(last):
            return text(start)
        return speech["between" if years else "range"].format(first=text(start), last=text(last))
    if start:
        return speech["from"].format(first=text(start))
    return speech["until"].format(last=text(last)) if last else ""
