"""Says where each event lies on a time axis, in whole days; counts nothing and asks no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from loaders.edtf import read_edtf
from loaders.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

Axis = Literal["when", "announced"]
Unit = Literal["mention", "event", "story"]  # every telling, once a document, or once in all
Days = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
NONE = np.iinfo(np.int64).min  # stands for no day


@dataclass(frozen=True, slots=True)
class Placed:
    """Where events lie on a time axis, an entry an event: see ``place``. Days are whole, since 1970, ``end`` exclusive.

    An undated event has the least integer for both days (``dated`` is False).
    """

    start: Days
    end: Days
    span: Flags
    fallback: Flags
    open_end: Flags
    deadline: Flags

    def take(self, rows: Any) -> Placed:
        """Where the events of some rows lie."""
        return Placed(*(getattr(self, name)[rows] for name in self.__slots__))

    def stand(self) -> Days:
        """The day each event's mark stands on: the middle of its bounds, the first day of what has no end."""
        middle = (self.start + self.end) >> 1
        middle[self.open_end] = self.start[self.open_end]
        return middle

    @property
    def dated(self) -> Flags:
        """Which events have a place on the axis."""
        known: Flags = self.start != NONE
        return known


def place(events: pd.DataFrame, *, axis: Axis = "when", as_of: date | None = None) -> pd.DataFrame:
    """Where each event lies on a time axis, with the index of ``events``.

    Columns: ``start`` and ``end`` (days, end exclusive, NaT where the event is undated), ``span`` (it lasts, and is
    not an uncertain point), ``fallback`` (it states no time and stands on its announcement), ``open_end``,
    ``deadline``. A deadline, or any other time with an open start, lies on its last stated unit. An open end is
    clipped after the as-of day (by default the last day announced in the frame), never before its own first day.
    """
    placed = place_days(events, axis=axis, as_of=as_of)
    names = ("span", "fallback", "open_end", "deadline")
    columns: dict[str, Any] = {"start": make_dates(placed.start), "end": make_dates(placed.end)}
    return pd.DataFrame(columns | {name: getattr(placed, name) for name in names}, index=events.index)


def place_days(events: pd.DataFrame, *, axis: Axis = "when", as_of: date | None = None) -> Placed:
    """The same as arrays, fast enough for a million events whose texts are categories."""
    check("axis", axis, get_args(Axis))
    said_start, said_end = days_of(events["announced_start"]), days_of(events["announced_end"])
    none = np.zeros(len(events), dtype=bool)
    if axis == "announced":
        return Placed(said_start, said_end, none, none, none, none)
    start, end = days_of(events["when_start"]), days_of(events["when_end"])
    no_start, no_end = start == NONE, end == NONE
    deadline = _is(events["role"], "deadline") & ~(no_start & no_end)
    start, end = _last_units(events["when"], deadline | (no_start & ~no_end), start, end)
    open_end = ~no_start & no_end & ~deadline
    if open_end.any():
        until = day_number(as_of) if as_of else _latest(said_end)
        end[open_end] = np.maximum(until, start[open_end]) + 1
    fallback = (start == NONE) & (said_start != NONE)
    start[fallback], end[fallback] = said_start[fallback], said_end[fallback]
    span = (_is(events["role"], "during") & ~fallback) | open_end
    return Placed(start, end, span, fallback, open_end, deadline)


def place_alike(
    events: pd.DataFrame, axis: Axis, as_of: date | None
) -> tuple[Placed, np.ndarray[Any, np.dtype[np.int32]]]:
    """Where events lie whose times are written alike, and which of these places each event has.

    A million events have some ten thousand times: where these are categories, each is placed once.
    """
    names = ("announced",) if axis == "announced" else ("when", "role", "announced")
    if not all(name in events and isinstance(events[name].dtype, pd.CategoricalDtype) for name in names):
        return place_days(events, axis=axis, as_of=as_of), np.arange(len(events), dtype=np.int32)
    group = _codes(events["announced"])
    if axis == "when":
        when, role = _codes(events["when"]), _codes(events["role"])
        roles, times = len(events["role"].cat.categories) + 1, len(events["when"].cat.categories) + 1
        timed = events["when_start"].notna().to_numpy() | events["when_end"].notna().to_numpy()
        group = np.where(timed, when * roles + role, times * roles + group)
    row = np.full(int(group.max(initial=-1)) + 1, -1, dtype=np.int32)
    row[group] = np.arange(len(group), dtype=np.int32)
    present = np.flatnonzero(row >= 0)
    columns = [*names, *(f"{name}_{end}" for name in ("announced", "when") for end in ("start", "end"))]
    until = as_of
    if until is None and axis == "when" and not pd.isna(latest := events["announced_end"].max()):
        until = (latest - pd.Timedelta(days=1)).date()
    spots = place_days(events[columns].iloc[row[present]], axis=axis, as_of=until)
    row[present] = np.arange(len(present), dtype=np.int32)
    return spots, row[group]


def _codes(column: pd.Series[Any]) -> Days:
    """The number of each row's category, from 1 on; 0 for none."""
    return column.cat.codes.to_numpy().astype(np.int64) + 1


def _is(column: pd.Series[Any], value: str) -> Flags:
    """Which rows hold a value; one that is missing holds none."""
    held: Flags = column.eq(value).fillna(False).to_numpy(dtype=bool)
    return held


def days_of(column: pd.Series[Any]) -> Days:
    """A column of dates as whole days since 1970; NaT becomes the least integer."""
    seconds = column.to_numpy(dtype="datetime64[s]").view(np.int64)
    return np.where(seconds == NONE, NONE, seconds // 86_400)


def make_dates(days: Days) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Whole days since 1970 as dates."""
    return days.astype("datetime64[D]").astype("datetime64[s]")


def day_number(value: date) -> int:
    """Whole days since 1970."""
    return int(np.datetime64(value, "D").astype(np.int64))


def _latest(ends: Days) -> int:
    return int(ends.max()) - 1 if len(ends) and ends.max() != NONE else NONE


def _last_units(texts: pd.Series[Any], rows: Any, start: Days, end: Days) -> tuple[Days, Days]:
    """Move the rows to the last unit their EDTF states: ``../2030`` is the year 2030, ``../2030-06-30`` a day."""
    if rows.any():
        places, unique = pd.factorize(texts[rows])
        bounds = np.array([last_unit(str(text)) for text in unique], dtype=np.int64).reshape(-1, 2)
        start[rows], end[rows] = bounds[places, 0], bounds[places, 1]
    return start, end


def last_unit(text: str) -> tuple[int, int]:
    """First and last day (exclusive) of the last unit that an EDTF states, since 1970; of what states one at all.

    >>> last_unit("../1971-02")
    (396, 424)
    """
    parts = [part for part in text.split("/") if part not in ("", "..")]
    unit = read_edtf(parts[-1])
    assert unit.start and unit.end
    return day_number(unit.start), day_number(unit.end)


def check(name: str, value: str, known: Iterable[str]) -> None:
    """Raise UsageError unless a value is one of those known."""
    known = tuple(known)
    if value not in known:
        raise UsageError(f"{name} '{value}': choose {', '.join(known)}.{did_you_mean(value, known)}")
