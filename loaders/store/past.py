"""Finds the data version that a day knew, and tells which versions are there; opens none for reading.

Each version knows when it was committed, so a copy or a restored backup of a store answers alike. Versions of
layouts before 3 do not: for them Delta's own record of the commit is asked.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from deltalake import DeltaTable

from loaders.errors import StoreError, UsageError
from loaders.store.place import Place
from loaders.store.receipts import read_cleared
from loaders.store.snapshot import open_table, read_row
from loaders.store.times import write_stamp


def find_known(place: Place, moment: date | datetime) -> int:
    """The newest version that was committed by the end of a day (UTC), or by a moment; StoreError when none was."""
    found = _find(place, _limit(moment))
    if found is None:
        made = _Times(place, open_table(place, "loads")).at(0)
        raise StoreError(f"{place}: nothing was known by {moment}: the store was made on {made[:10]}.")
    return found


def find_newest_at(place: Place, moment: datetime) -> int | None:
    """The version that was the newest at a moment; None before there was a store."""
    return _find(place, _limit(moment))


def _find(place: Place, limit: str) -> int | None:
    """The newest version committed before a stamp."""
    loads = open_table(place, "loads")
    times = _Times(place, loads)
    first, after = -1, int(loads.version()) + 1
    while after - first > 1:  # version ``first`` is early enough, ``after`` is not
        middle = (first + after) // 2
        first, after = (middle, after) if times.at(middle) < limit else (first, middle)
    return first if first >= 0 else None


def check_there(place: Place, version: int, newest: int) -> None:
    """Raise StoreError for a version that never was, or that was cleared away; the message tells which are there."""
    cleared = read_cleared(place) if version != newest else set()
    if 0 <= version <= newest and version not in cleared:
        return
    kept = [each for each in range(newest + 1) if each not in cleared]
    why = "is no more: maintain cleared it away" if version in cleared else "is none of this store"
    raise StoreError(f"{place}: version {version} {why}. The store has version{describe_versions(kept)}.")


def describe_versions(versions: list[int]) -> str:
    """Numbers in words, those that follow each other as a span; with the ending of the word "version" before them.

    >>> describe_versions([0, 1, 2, 7])
    's 0 to 2 and 7'
    >>> describe_versions([4])
    ' 4'
    """
    spans: list[list[int]] = []
    for version in versions:
        if spans and spans[-1][-1] == version - 1:
            spans[-1][1:] = [version]
        else:
            spans.append([version])
    told = [" to ".join(map(str, span)) for span in spans]
    listed = " and ".join(part for part in (", ".join(told[:-1]), told[-1]) if part)
    return f"{'s' if len(versions) > 1 else ''} {listed}"


def _limit(moment: date | datetime) -> str:
    """The stamp before which a version was committed in time."""
    if not isinstance(moment, datetime):
        return f"{moment + timedelta(1)}T" if moment < date.max else "9999-12-32"
    if moment.tzinfo is None:
        raise UsageError(f"as_known_on: {moment} names no time zone. Give a date, or a datetime with tzinfo.")
    try:
        return write_stamp(moment + timedelta(milliseconds=1))
    except OverflowError:  # the first and the last moments of the calendar
        return "0001" if moment.year == 1 else "9999-12-32"


class _Times:
    """When versions were committed, as stamps that never sink."""

    def __init__(self, place: Place, loads: DeltaTable) -> None:
        self._place, self._loads = place, loads

    def at(self, version: int) -> str:
        row = read_row(self._place, open_table(self._place, "loads", version))
        return row.get("committed") or self._recorded[version]

    @cached_property
    def _recorded(self) -> dict[int, str]:
        times, latest = {}, ""
        for row in reversed(self._loads.history()):
            latest = max(latest, write_stamp(datetime.fromtimestamp(row["timestamp"] / 1000, UTC)))
            times[int(row["version"])] = latest
        return times
