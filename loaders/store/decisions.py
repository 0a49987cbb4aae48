"""What a person may decide about an event, and what of the event is shown after it; extracts nothing, writes nothing.

A decision accepts an event, rejects it, amends one of its fields, or withdraws what was decided of it before. None is
ever changed: those about one event are folded in the order in which they were made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from loaders.edtf import read_edtf
from loaders.errors import EdtfError, UsageError, did_you_mean
from loaders.model import Role, Status
from loaders.resources import find_resource, load_rows, load_toml

Row: TypeAlias = "dict[str, Any]"
Value: TypeAlias = "str | Sequence[str] | None"

ACCEPT, REJECT, AMEND, WITHDRAW = KINDS = ("accept", "reject", "amend", "withdraw")
LONGEST_TITLE = 90
DECIDED = "decision"  # what an announced date rests on that a person set
_BETWEEN = ","


@dataclass(slots=True)
class Standing:
    """What the decisions about one event come to: what is amended to what, and whether it is shown."""

    rejected: bool = False
    amended: dict[str, str | None] = field(default_factory=dict)


def fold_decisions(decisions: Iterable[Row]) -> dict[str, Standing]:
    """What decisions come to, by event, the first one first; events of which all was withdrawn are not in it."""
    events: dict[str, Standing] = {}
    for row in decisions:
        if row["kind"] == WITHDRAW:
            events.pop(row["event"], None)
            continue
        standing = events.setdefault(row["event"], Standing())
        if row["kind"] == AMEND:
            standing.amended[row["field"]] = row["value"]
        else:
            standing.rejected = row["kind"] == REJECT
    return events


def amend_event(row: Row, amended: dict[str, str | None]) -> Row:
    """A row of ``events`` with what was amended in it, and what follows from that."""
    changed = dict(row)
    for name, kind in FIELDS.items():  # in their order: a time comes before its role
        if name in amended:
            kind.put(changed, amended[name])
    return changed | {"amended": sorted(amended)}


def check_decision(kind: str, by: str, changes: Mapping[str, Value], event: Row) -> dict[str, str | None]:
    """The values of a decision as the store keeps them; raises UsageError with what can be decided instead.

    ``event`` is the row that is shown now, since a role needs a time.
    """
    if kind not in KINDS:
        raise UsageError(f"'{kind}' is no decision. Decide {', '.join(KINDS)}.{did_you_mean(kind, KINDS)}")
    if not by.strip():
        raise UsageError("a decision wants the name of who decides: --by NAME.")
    if kind != AMEND and changes:
        raise UsageError(f"to {kind} an event takes no field and no value. To change a field, amend it.")
    if kind == AMEND and not changes:
        raise UsageError(f"to amend an event, name the field: the fields are {', '.join(FIELDS)}.")
    for name in changes:
        if name not in FIELDS:
            raise UsageError(
                f"'{name}' cannot be amended: the fields are {', '.join(FIELDS)}.{did_you_mean(name, FIELDS)}"
            )
    values: dict[str, str | None] = {}
    for name in sorted(changes, key=list(FIELDS).index):
        value = changes[name]
        text = value if value is None or isinstance(value, str) else _BETWEEN.join(value)
        values[name] = FIELDS[name].check(name, (text or "").strip() or None, amend_event(event, values))
    return values


@dataclass(frozen=True, slots=True)
class Field:
    """A field that may be amended: how a value is checked, given what is shown, and how it is put into a row."""

    check: Callable[[str, str | None, Row], str | None]
    put: Callable[[Row, str | None], None]


def known_values(name: str) -> frozenset[str]:
    """The codes that the files of ``data/`` know for sectors, actors or instruments."""
    if name == "sectors":
        return frozenset(load_toml(find_resource("taxonomy.toml"))["sectors"])
    if name == "actors":
        return frozenset(row["slug"] for row in load_rows(find_resource("actors.csv"), ("slug",)))
    return _instruments()


@cache
def _instruments() -> frozenset[str]:
    return frozenset(_named("instrument", map(load_toml, find_resource("lexicons").glob("*/events.toml"))))


def _named(name: str, tables: Iterable[Any]) -> Iterable[str]:
    """The texts that stand under a name anywhere in tables of TOML."""
    for table in tables:
        if isinstance(table, dict):
            if isinstance(table.get(name), str):
                yield table[name]
            yield from _named(name, table.values())
        elif isinstance(table, list):
            yield from _named(name, table)


def _refuse(name: str, value: str | None, known: Iterable[str]) -> UsageError:
    names = sorted(known)
    listed = ", ".join(names) if len(names) <= 20 else f"for example {', '.join(names[:5])}"
    if not value:
        return UsageError(f"{name}: an event cannot be without one. Set one of: {listed}.")
    return UsageError(f"{name}: there is no '{value}' ({listed}).{did_you_mean(value, names)}")


def _check_status(name: str, value: str | None, _event: Row) -> str | None:
    if value not in set(Status):
        raise _refuse(name, value, Status)
    return value


def _check_role(name: str, value: str | None, event: Row) -> str | None:
    if value not in set(Role):
        raise _refuse(name, value, Role)
    if event["when"] is None:
        raise UsageError(f"{name}: it tells what a time is to the event, and this one has none. Set 'when' first.")
    return value


def _check_date(name: str, value: str | None, _event: Row) -> str | None:
    try:
        if value:
            read_edtf(value)
    except EdtfError as error:
        raise UsageError(f"{name}: {error}") from error
    return value


def _check_title(name: str, value: str | None, _event: Row) -> str | None:
    told = " ".join((value or "").split())
    if not told or len(told) > LONGEST_TITLE:
        raise UsageError(f"{name}: a title has 1 to {LONGEST_TITLE} characters; this one has {len(told)}.")
    return told


def _check_codes(name: str, value: str | None, event: Row) -> str | None:
    codes = [code.strip() for code in (value or "").split(_BETWEEN) if code.strip()]
    known = known_values(name) | set(event[name] or ()) | set(event.get("known") or ())
    for code in codes:
        if code not in known:
            raise _refuse(name, code, known)
    return _BETWEEN.join(dict.fromkeys(codes)) or None


def _check_instrument(name: str, value: str | None, event: Row) -> str | None:
    known = known_values(name) | {event[name]} - {None} | set(event.get("known") or ())
    if value and value not in known:
        raise _refuse(name, value, known)
    return value


def _put_text(name: str) -> Callable[[Row, str | None], None]:
    return lambda row, value: row.update({name: value})


def _put_codes(name: str) -> Callable[[Row, str | None], None]:
    def put(row: Row, value: str | None) -> None:
        row[name] = value.split(_BETWEEN) if value else []
        if name == "sectors":  # a code that a person added has no words of the document for it
            row["evidence"] = [tag for tag in row["evidence"] or () if tag["code"] in row[name]]

    return put


def _put_announced(row: Row, value: str | None) -> None:
    interval = read_edtf(value) if value else None
    row |= {"announced": value, "announced_basis": DECIDED if value else None}
    row |= {"announced_start": interval and interval.start, "announced_end": interval and interval.end}


def _put_when(row: Row, value: str | None) -> None:
    """A time without role becomes the one of its status: a plan is expected, all else occurred."""
    interval = read_edtf(value) if value else None
    ahead = row["status"] in (Status.PLANNED, Status.TARGET)
    role = (row["role"] or str(Role.EXPECTED if ahead else Role.OCCURRED)) if value else None
    row |= {"when": value, "role": role, "when_evidence": None}
    row |= {"when_start": interval and interval.start, "when_end": interval and interval.end}


def _put_role(row: Row, value: str | None) -> None:
    if row["when"] is not None:  # else the time went with a later reading of the document
        row["role"] = value


FIELDS = {
    "status": Field(_check_status, _put_text("status")),
    "sectors": Field(_check_codes, _put_codes("sectors")),
    "when": Field(_check_date, _put_when),
    "role": Field(_check_role, _put_role),
    "announced": Field(_check_date, _put_announced),
    "title": Field(_check_title, _put_text("title")),
    "actors": Field(_check_codes, _put_codes("actors")),
    "instrument": Field(_check_instrument, _put_text("instrument")),
}
