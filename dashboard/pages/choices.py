"""Counts what each filter offers, for the labels beside it; filters nothing itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from dashboard.selection import name_sector
from dashboard.words import say
from loaders.model import Status
from loaders.sectors.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose, its label, how many events it has, and a colour where it owns one."""

    value: str
    label: str
    count: int
    colour: str | None = None

    def option(self) -> dict[str, str]:
        """As an option of a select."""
        return {"value": self.value, "label": f"{self.label} ({self.count:,})"}


def sector_choices(events: pd.DataFrame, taxonomy: Taxonomy, *, core: bool, language: str) -> list[Choice]:
    """The core sectors, or the others, in the taxonomy's order; others only where an event has them."""
    counts = Counter(code for codes in events["sectors"] for code in (() if codes is None else codes))
    return [
        Choice(
            sector.code,
            name_sector(sector.code, taxonomy, language),
            counts[sector.code],
            sector.colour,
        )
        for sector in taxonomy.sectors
        if sector.core == core and (core or counts[sector.code])
    ]


def status_choices(events: pd.DataFrame, language: str) -> list[Choice]:
    """Every status, in the order of the definitions."""
    counts = Counter(events["status"])
    return [Choice(status.value, say(language, "status", status.value), counts[status.value]) for status in Status]


def name_choices(values: Iterable[object], labels: dict[str, str] | None = None) -> list[Choice]:
    """The names a column holds, most frequent first; missing ones are left out."""
    counts = Counter(str(value) for value in values if isinstance(value, str) and value)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Choice(name, (labels or {}).get(name, name), count) for name, count in ordered]
