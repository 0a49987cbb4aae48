"""The SQL of what is decided or counted when a version is read: events as people left them, stories, commitments."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

import duckdb
import pyarrow as pa

from loaders.store.arrays import make_table
from loaders.store.decisions import Row, amend_event, fold_decisions
from loaders.store.schema import STORED, TEXTS

_COMMITMENTS = """CREATE VIEW commitments AS SELECT
    id AS story, earliest AS event, title, announced, first_announced, "when", when_end - 1 AS deadline, status,
    sectors, actors, mentions
    FROM stories WHERE status IN ('planned', 'target') AND role IN ('deadline', 'expected') AND when_end IS NOT NULL"""
# The events that nobody decided about, and the few that were decided upon as decisions left them.
_EVENTS = """CREATE VIEW events AS
    SELECT *, NULL::VARCHAR[] AS amended, false AS reviewed FROM recorded ANTI JOIN touched USING (id)
    UNION ALL BY NAME SELECT *, true AS reviewed FROM decided"""
_RECORDED = "CREATE VIEW events AS SELECT *, NULL::VARCHAR[] AS amended, false AS reviewed FROM recorded"

_REMEMBERED = 4  # versions of the tables whose decided events are kept
_found: OrderedDict[Hashable, dict[str, Row | None]] = OrderedDict()
_finding = Lock()


def make_views(connection: duckdb.DuckDBPyConnection, tables: Hashable) -> None:
    """Make ``events``, ``stories`` and ``commitments`` of ``recorded`` and ``decisions``.

    ``recorded`` holds the events as they were extracted: what loaders compare and join. ``tables`` names the versions
    of the tables that it is made of.
    """
    rows = connection.sql("SELECT event, kind, field, value FROM decisions ORDER BY data_version, field")
    standings = fold_decisions(rows.to_arrow_table().to_pylist())
    if standings:
        found = _find_recorded(connection, tables, list(standings))
        shown = [
            amend_event(row, standings[name].amended) for name, row in found.items() if not standings[name].rejected
        ]
        _keep(connection, "decided", make_table(shown, _decided_schema()))
        _keep(connection, "touched", make_table([{"id": name} for name in found], pa.schema([("id", pa.string())])))
    connection.execute(_EVENTS if standings else _RECORDED)
    connection.execute(_stories(decided=bool(standings)))
    connection.execute(_COMMITMENTS)


def _find_recorded(connection: duckdb.DuckDBPyConnection, tables: Hashable, ids: list[str]) -> dict[str, Row]:
    """The events with some ids, as they were recorded.

    Of a million events some hundred cost seconds and one a tenth of that: those found are kept for the next decision,
    which changes no event.
    """
    with _finding:
        known = _found.setdefault(tables, {})
        _found.move_to_end(tables)
        while len(_found) > _REMEMBERED:
            _found.popitem(last=False)
        missing = [name for name in ids if name not in known]
        if missing:
            where = "id = $ids[1]" if len(missing) == 1 else "id IN (SELECT unnest($ids))"
            rows = connection.sql(f"SELECT * FROM recorded WHERE {where}", params={"ids": missing}).to_arrow_table()
            known.update(dict.fromkeys(missing), **{row["id"]: row for row in rows.to_pylist()})
        return {name: row for name in ids if (row := known[name])}


def _decided_schema() -> pa.Schema:
    return STORED["events"].append(pa.field("story", pa.string())).append(pa.field("amended", TEXTS))


def _keep(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Copy an Arrow table into DuckDB, where it outlives this call."""
    connection.register("arrow", table)
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM arrow")
    connection.unregister("arrow")


def _stories(*, decided: bool) -> str:
    """A story shows its earliest telling; the most official is the one by the teller nearest to the body that acts.

    Its mentions that state a time state one time, until a person amends it in one of them: that counts.
    """

    def amended(name: str) -> str:
        return f"""coalesce(list_contains(amended, '{name}'), false) DESC,""" if decided else ""

    def one(column: str) -> str:
        return f'first({column} ORDER BY {amended("when")} "when" IS NULL, "when", id)' if decided else f"min({column})"

    return f"""CREATE VIEW stories AS SELECT
    story AS id, first(title ORDER BY {amended("title")} heading, announced_start NULLS LAST, standing, id) AS title,
    count(*) AS mentions, count(DISTINCT document) AS documents,
    first(id ORDER BY announced_start NULLS LAST, standing, document, "start", id) AS earliest,
    first(id ORDER BY standing NULLS LAST, announced_start NULLS LAST, heading, document, "start", id) AS most_official,
    min(standing) AS standing,
    first(announced ORDER BY announced_start NULLS LAST) AS announced,
    min(announced_start) AS first_announced, max(announced_start) AS last_announced,
    {one('"when"')} AS "when", {one("when_start")} AS when_start, {one("when_end")} AS when_end,
    {one("role")} AS role,
    first(status ORDER BY {amended("status")} "when" IS NULL, announced_start NULLS LAST, id) AS status,
    list_sort(list_distinct(flatten(list(sectors)))) AS sectors,
    list_sort(list_distinct(flatten(list(actors)))) AS actors,
    min(instrument) AS instrument, list_sort(list(DISTINCT language)) AS languages,
    list(id ORDER BY announced_start NULLS LAST, document, "start", id) AS events
    FROM events GROUP BY story"""
