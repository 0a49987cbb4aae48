"""What the columns of exported tables are called and mean, from ``columns.toml``; knows no row."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def _all() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))


def name_column(table: str, column: str, language: str) -> tuple[str, str]:
    """What a column of a table (event, count, emphasis, source) is called and means; its own name where none is known.

    >>> name_column("event", "title", "en")[0], name_column("count", "none", "en")
    ('Title', ('none', ''))
    """
    tables = (table, "emphasis", "count") if table in ("count", "emphasis") else (table,)
    said = next((held for name in tables if (held := _all().get(name, {}).get(column))), {})
    found = said.get(language) or said.get("en")
    return (found[0], found[1]) if found else (column, "")


def known_columns(table: str) -> tuple[str, ...]:
    """The columns of a table that have a name."""
    return tuple(_all()[table])
