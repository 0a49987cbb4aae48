"""What is shown as flat tables, and as CSV that a spreadsheet opens safely; hands it no formula of a source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.exports.receipt import write_receipt
from dashboard.figures.grid import name_period

if TYPE_CHECKING:
    from dashboard.exports.receipt import Receipt
    from dashboard.measures import Counts
    from loaders.sectors.taxonomy import Taxonomy

BOM = "\ufeff"  # tells Excel that the file is UTF-8
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
DAYS = ("when_start", "when_end", "announced_start", "announced_end")
COLUMNS = (
    *("id", "title", "status", "sectors", "when", "when_start", "when_end", "role"),
    *("announced", "announced_start", "announced_end", "text", "actors", "speaker", "instrument", "reviewed"),
    *("publisher", "document_title", "created", "created_by", "url", "source", "page"),
    *("story", "document", "start", "end", "data_version"),
)


def neutralise(value: Any) -> Any:
    """Text that a spreadsheet would read as a formula, with an apostrophe before it; everything else unchanged.

    >>> neutralise("=1+1"), neutralise("5G"), neutralise(-3)
    ("'=1+1", '5G', -3)
    """
    return "'" + value if isinstance(value, str) and value.startswith(TRIGGERS) else value


def events_table(events: pd.DataFrame, taxonomy: Taxonomy | None = None, language: str = "en") -> pd.DataFrame:
    """Events as a flat table: lists joined by ``; ``, days as ISO text (ends exclusive), sectors by label if known."""
    table = events.reindex(columns=list(COLUMNS)).copy()
    for name in DAYS:
        table[name] = pd.to_datetime(table[name]).dt.strftime("%Y-%m-%d")
    for name in ("sectors", "actors"):
        table[name] = [
            _joined(items, taxonomy if name == "sectors" else None, language) for items in table[name].tolist()
        ]
    return table


def _joined(items: Any, taxonomy: Taxonomy | None, language: str) -> str:
    if not isinstance(items, (list, tuple)) and not hasattr(items, "tolist"):
        return ""
    names = [
        (taxonomy[code].label_zh if language == "zh" else taxonomy[code].label_en)
        if taxonomy and code in taxonomy
        else code
        for code in items
    ]
    return "; ".join(names)


def counts_table(counts: Counts, taxonomy: Taxonomy | None = None, language: str = "en") -> pd.DataFrame:
    """Counts with a row for each sector and period; ``value`` is empty where no documents were read."""
    rows = []
    for code, line in counts.table.iterrows():
        for column, value in enumerate(line.tolist()):
            start, end = counts.edges[column], counts.edges[column + 1]
            rows.append(
                {
                    "sector": code,
                    "label": _joined([code], taxonomy, language),
                    "period": name_period(counts.edges, column, counts.period, language),
                    "start": start.date().isoformat(),
                    "end": end.date().isoformat(),
                    "value": value,
                    "measure": counts.measure,
                    "axis": counts.axis,
                    "weighting": counts.weighting,
                    "documents": None if counts.documents is None else int(counts.documents[column]),
                    "complete": bool(counts.complete[column]),
                }
            )
    return pd.DataFrame(rows)


def csv_bytes(table: pd.DataFrame) -> bytes:
    """A table as UTF-8 CSV with a byte order mark and Windows line ends, formulas neutralised."""
    safe = table.map(neutralise).rename(columns=neutralise)
    return (BOM + safe.to_csv(index=False, lineterminator="\r\n")).encode("utf-8", "surrogatepass")


def write_table(table: pd.DataFrame, path: str | Path, *, receipt: Receipt | None = None) -> Path:
    """Write a table as CSV to ``path``, and its receipt beside it; returns the path."""
    path = Path(path)
    path.write_bytes(csv_bytes(table))
    if receipt is not None:
        write_receipt(path, receipt)
    return path


__all__ = ["counts_table", "csv_bytes", "events_table", "neutralise", "write_table"]
