"""Writes tables for programs, JSON Lines and Parquet, their types kept; changes no word of a source."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.exports.embedding import KEY
from dashboard.exports.tables import COLUMNS, DAYS

if TYPE_CHECKING:
    from dashboard.exports.receipt import Receipt

LISTS = ("sectors", "actors")


def events_records(events: pd.DataFrame) -> pd.DataFrame:
    """Events with the columns of the flat table, but codes as lists and days as dates (ends exclusive)."""
    table = events.reindex(columns=list(COLUMNS)).copy()
    for name in DAYS:
        table[name] = pd.Series([None if pd.isna(day) else day.date() for day in table[name]], table.index, object)
    for name in LISTS:
        table[name] = pd.Series([_codes(held) for held in table[name]], table.index, object)
    return table


def _codes(held: Any) -> list[str]:
    return list(held) if isinstance(held, (list, tuple)) or hasattr(held, "tolist") else []


def jsonl_bytes(table: pd.DataFrame) -> bytes:
    """A row a line, days as ISO text, nothing known as null."""
    rows = table.astype(object).to_dict("records")
    return "".join(json.dumps(_plain(row), ensure_ascii=False, default=str) + "\n" for row in rows).encode(
        "utf-8", "surrogatepass"
    )


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        str(name): value if isinstance(value, list) else None if pd.isna(value) else _bare(value)
        for name, value in row.items()
    }


def _bare(value: Any) -> Any:
    """A number of NumPy as one of Python."""
    return value.item() if hasattr(value, "item") else value


def parquet_bytes(table: pd.DataFrame, receipt: Receipt | None = None) -> bytes:
    """The same as Parquet: days are dates, codes are lists; the receipt stands with the schema."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = pa.table({str(name): pa.array(table[name], _type(str(name)), from_pandas=True) for name in table.columns})
    if receipt is not None:
        arrow = arrow.replace_schema_metadata({KEY: receipt.inside().to_json(indent=None)})
    out = io.BytesIO()
    pq.write_table(arrow, out, compression="zstd")
    return out.getvalue()


def _type(name: str) -> Any:
    """The type of a column of events; None where its values tell, as in a table of counts."""
    import pyarrow as pa

    if name in DAYS:
        return pa.date32()
    if name in LISTS:
        return pa.list_(pa.string())
    if name == "reviewed":
        return pa.bool_()
    return pa.int64() if name in ("page", "data_version") else None
