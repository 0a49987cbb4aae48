"""Writes one decision of a person about an event, as a data version of its own; changes no event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from deltalake import write_deltalake

from loaders.errors import StoreError
from loaders.store.arrays import make_table
from loaders.store.decisions import Row, check_decision
from loaders.store.layout import ONCE, upgrade_tables
from loaders.store.pinning import attempt, open_pinned, write_pins
from loaders.store.place import Place
from loaders.store.schema import DECISIONS
from loaders.store.snapshot import Pins, Snapshot, table_files
from loaders.store.times import stamp

FEW = 50  # files of decisions; more are made one


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about an event, by whom and why; ``changes`` are values by field where it is amended."""

    event: str
    kind: str
    by: str
    note: str | None = None
    changes: Mapping[str, str | Sequence[str] | None] = field(default_factory=dict)


def write_decision(place: Place, decision: Decision) -> int:
    """Write a decision; returns the data version that it made. Raises StoreError, or UsageError for no decision."""
    return attempt(place, lambda pins: _write(place, pins, decision), "the decision")


def _write(place: Place, before: Pins, decision: Decision) -> int:
    event = _find(Snapshot(place, before), decision)
    values = check_decision(decision.kind, decision.by, decision.changes, event)
    pins = upgrade_tables(place, before)
    common = {
        "event": decision.event,
        "document": event["document"],
        "title": event["title"],
        "kind": decision.kind,
        "by": decision.by.strip(),
        "note": (decision.note or "").strip() or None,
        "decided": stamp(before.committed),
        "data_version": before.version + 1,
    }
    rows = [common | {"field": name, "value": value} for name, value in values.items()] or [common]
    table = open_pinned(place, "decisions", pins.tables["decisions"])
    write_deltalake(table, make_table(rows, DECISIONS), mode="append", commit_properties=ONCE)
    if len(table_files(table)) > FEW:
        table.optimize.compact(commit_properties=ONCE)
    return write_pins(place, pins, pins.tables | {"decisions": int(table.version())}, pins.rules)


def _find(snapshot: Snapshot, decision: Decision) -> Row:
    """The event as it is shown, else as it was recorded, with the codes that others have where they may be new."""
    for view in ("events", "recorded"):
        rows: list[Row] = snapshot.query(f"SELECT * FROM {view} WHERE id = $id", {"id": decision.event}).to_pylist()
        if rows:
            return rows[0] | {"known": _known(snapshot, decision)}
    raise StoreError(
        f"{snapshot.place}: version {snapshot.pins.version} has no event '{decision.event}'. "
        "List the ids with Store.events()."
    )


def _known(snapshot: Snapshot, decision: Decision) -> list[str]:
    """What events have in fields of codes: with a taxonomy of one's own that is more than the files of data know."""
    columns = {"sectors": "unnest(sectors)", "actors": "unnest(actors)", "instrument": "instrument"}
    asked = [f"SELECT {columns[name]} AS name FROM recorded" for name in decision.changes.keys() & columns.keys()]
    if not asked:
        return []
    found = snapshot.query(f"SELECT DISTINCT name FROM ({' UNION ALL '.join(asked)}) ORDER BY name")
    return [name for name in found["name"].to_pylist() if name]
