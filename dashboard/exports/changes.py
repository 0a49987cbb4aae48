"""What a newer data version tells otherwise of events that a file shows, and who decided so; judges no file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.library import rows_of
from loaders.errors import StoreError
from loaders.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from dashboard.library import Holdings, Library

TOLD = 20  # events named one by one; of more the number is told
WATCHED = ("title", "status", "sectors", "when", "role", "announced", "actors", "instrument", "text")


def hold_again(library: Library, version: int, committed: str | None) -> Holdings:
    """What a store held at a version; raises StoreError where it has it no more, or is not the store it was."""
    holdings = library.at_version(version)
    if committed and holdings.committed and committed != holdings.committed:
        raise StoreError(
            f"version {version} of {library.place} was committed at {holdings.committed}, that of the "
            f"receipt at {committed}: this is another store. Name the one it came from with --store."
        )
    return holdings


def tell_since(shown: pd.DataFrame, version: int, store: str | Path) -> list[str]:
    """What the newest version tells otherwise of events (full rows as ``version`` has them) that a file shows.

    A line for each event, with who decided; before them one that says how many they are.
    """
    newest = open_store(store)
    if newest.version == version:
        return []
    then = shown.set_index("id", drop=False)
    now = newest.events(then["id"].tolist()).set_index("id", drop=False)
    decided = _decisions(newest.decisions(), version)
    told = []
    for row in rows_of(then):
        changes = say_changes(row, rows_of(now.loc[[row["id"]]])[0]) if row["id"] in now.index else []
        gone = row["id"] not in now.index
        if not gone and not changes:
            continue
        kind = "rejected" if gone and row["id"] in decided else "no longer there" if gone else "; ".join(changes)
        by = f" ({decided[row['id']]})" if row["id"] in decided else ""
        told.append(f"“{row['title']}” ({row['id']}): {kind}{by}")
    if not told:
        return []
    many = f"{len(told):,} events that it shows are" if len(told) > 1 else "one event that it shows is"
    head = f"data version {version} holds it as it was, but {many} told otherwise by {newest.version}:"
    rest = [f"and {len(told) - TOLD:,} more."] if len(told) > TOLD else []
    return [head, *told[:TOLD], *rest]


def say_changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The fields in which an event differs between two versions, as "status planned → done"."""
    return [
        f"{name} {say_value(then[name])} → {say_value(now[name])}"
        for name in WATCHED
        if name in then and say_value(then[name]) != say_value(now[name])
    ]


def _decisions(decisions: pd.DataFrame, after: int) -> dict[str, str]:
    """The last decision about each event since a version: who, when and why."""
    told = {}
    for row in rows_of(decisions[decisions["data_version"] > after]):
        note = f": {row['note']}" if isinstance(row["note"], str) and row["note"] else ""
        told[row["event"]] = f"{row['kind']} by {row['by']}, {str(row['decided'])[:10]}{note}"
    return told


def say_value(value: Any) -> str:
    """A value of a field in words."""
    if isinstance(value, (list, tuple)) or hasattr(value, "tolist"):
        return ", ".join(map(str, _items(value))) or "none"
    return "none" if value is None or pd.isna(value) else str(value)


def _items(value: Any) -> Iterable[Any]:
    listed = value.tolist() if hasattr(value, "tolist") else value
    return listed if isinstance(listed, (list, tuple)) else [listed]
