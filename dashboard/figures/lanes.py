"""Chooses the lanes of a timeline, or the rows of a heatmap, and says which events stand on each; draws nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from dashboard.placing import check
from dashboard.theme import LIGHT
from dashboard.words import name_actor
from dashboard.words.phrases import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from loaders.sectors.taxonomy import Taxonomy

LaneBy = Literal["sector", "actor", "instrument", "status", "publisher", "document", "story"]
COLUMNS = {"sector": "sectors", "actor": "actors"}
REST = "other"  # the code of the lane of all that have no lane of their own
ACCENT, MUTED = "#2f639a", LIGHT.muted  # the colours of lanes that are not sectors, and of the rest
MOST = 12  # lanes of their own, unless they are named
Rows = np.ndarray[Any, np.dtype[np.intp]]


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane of a timeline, or row of a heatmap: its code, its label, its colour, and how a reader has set it."""

    code: str
    label: str
    colour: str
    collapsed: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Lanes:
    """Lanes in their order, how many events stand on each, and which values of the column belong to each.

    ``codes`` is the column as numbers. ``holds`` says for each value, and for none at last, on which lanes it is: a
    row a lane where a value can be on several, else the number of its only one.
    """

    lanes: tuple[Lane, ...]
    counts: tuple[int, ...]
    codes: np.ndarray[Any, Any]
    holds: np.ndarray[Any, Any]

    def split(self, rows: Rows) -> list[Rows]:
        """For each lane, which of some rows stand on it, as places among them in their order."""
        column = self.codes[rows]
        if self.holds.ndim > 1:
            return [np.flatnonzero(hold.take(column)) for hold in self.holds]
        number = self.holds.take(column)
        order = np.argsort(number, kind="stable")
        sizes = np.bincount(number, minlength=len(self.lanes))[: len(self.lanes)]
        return np.split(order, np.cumsum(sizes))[: len(self.lanes)]


def sector_lanes(taxonomy: Taxonomy, codes: Iterable[str] | None, language: str) -> tuple[Lane, ...]:
    """Lanes for sectors, in the taxonomy's order; the core sectors when none are named."""
    chosen = {sector.code for sector in taxonomy.core} if codes is None else set(codes)
    for code in chosen:
        taxonomy[code]
    return tuple(
        Lane(sector.code, sector.label_zh if language == "zh" else sector.label_en, sector.colour)
        for sector in taxonomy.sectors
        if sector.code in chosen
    )


def find_lanes(
    events: pd.DataFrame,
    rows: Rows,
    *,
    taxonomy: Taxonomy,
    by: LaneBy = "sector",
    lanes: Sequence[str] | None = None,
    order: Sequence[str] = (),
    pinned: Sequence[str] = (),
    collapsed: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    language: str = "en",
) -> Lanes:
    """Lanes for the events of some rows: pinned ones first, then as ordered, then the others by their own order.

    Sectors stand in the taxonomy's order, all else most frequent first; beyond MOST lanes the less frequent share
    the lane REST, as do the events that have no value. ``names`` gives labels of codes.
    """
    check("lanes by", by, get_args(LaneBy))
    codes, values = read_values(events, COLUMNS.get(by, by))
    often = np.bincount(codes[rows].astype(np.int64) + 1, minlength=len(values) + 1)
    several = by in COLUMNS
    counted = _count_members(values, often[1:]) if several else _count_single(values, often[1:])
    if by == "sector":
        known = {lane.code: lane for lane in sector_lanes(taxonomy, lanes, language)}
    else:
        named = [code for code in dict.fromkeys([*pinned, *order]) if code != REST and _is_known(code, values, several)]
        wanted = list(lanes) if lanes is not None else [*list(counted)[:MOST], *named]
        known = {code: Lane(code, _label(by, code, names, language), ACCENT) for code in wanted}
    shown = list(dict.fromkeys(code for code in [*pinned, *order, *known] if code in known))
    found = [known[code] for code in shown]
    if several:
        holds = np.array([[*(code in members for members in values), False] for code in shown], dtype=bool)
        holds = np.vstack([holds.reshape(len(shown), -1), ~holds.any(axis=0)])
        numbers = [int(often[1:][hold[:-1]].sum()) for hold in holds]
        numbers[-1] += int(often[0])
    else:
        holds = np.full(len(values) + 1, len(shown), dtype=np.int16)
        places = _find_places(values, often[1:], shown)
        holds[places[places >= 0]] = np.flatnonzero(places >= 0)
        numbers = np.bincount(holds, np.roll(often, -1), minlength=len(shown) + 1).astype(np.int64).tolist()
    if numbers[-1]:
        among = len(counted) if several else int(np.count_nonzero(often[1:]))
        folded = among - sum(1 for number in numbers[:-1] if number)
        found.append(Lane(REST, _rest_label(by, folded, language), MUTED))
    else:
        numbers, holds = numbers[:-1], holds[:-1] if several else holds
    set_up = [replace(lane, collapsed=lane.code in collapsed, pinned=lane.code in pinned) for lane in found]
    return Lanes(tuple(set_up), tuple(numbers), codes, holds)


def _count_members(values: pd.Index[Any], often: Any) -> dict[str, int]:
    """How many events each code of the lists has, the most frequent first, without those that have none."""
    counted: Counter[str] = Counter()
    for members, number in zip(values, often.tolist(), strict=True):
        counted.update(dict.fromkeys(members, number))
    return {code: counted[code] for code in sorted(counted, key=lambda code: (-counted[code], code)) if counted[code]}


def _find_places(values: pd.Index[Any], often: Any, shown: list[str]) -> Any:
    """Where values stand in their column, -1 for one it lacks; the most frequent are found without a search."""
    top = _most_frequent(often)
    near = dict(zip(values[top].tolist(), top.tolist(), strict=True))
    if far := [code for code in shown if code not in near]:
        near |= dict(zip(far, values.get_indexer(pd.Index(far, dtype=object)).tolist(), strict=True))
    return np.array([near[code] for code in shown], dtype=np.int64)


def _most_frequent(often: Any) -> Any:
    """Positions of the most frequent values, in the order of the alphabet where they are as frequent."""
    if np.count_nonzero(often) > 4 * MOST:
        least = np.partition(often, -MOST)[-MOST]
        more, equal = np.flatnonzero(often > least), np.flatnonzero(often == least)
        found = np.concatenate([more, equal[: MOST - len(more)]])
        return found[np.argsort(-often[found], kind="stable")]
    return np.argsort(-often, kind="stable")[: min(MOST, np.count_nonzero(often))]


def _count_single(values: pd.Index[Any], often: Any) -> dict[str, int]:
    """The most frequent of a column of single values, which stand in the order of the alphabet."""
    order = _most_frequent(often)
    return dict(zip(values[order].tolist(), often[order].tolist(), strict=True))


def _is_known(code: str, values: pd.Index[Any], several: bool) -> bool:
    return any(code in members for members in values) if several else code in values


def _rest_label(by: LaneBy, folded: int, language: str) -> str:
    table = words(language)["rest"]
    return str(table[by].format(n=f"{folded:,}") if folded else table["none"])


def read_values(events: pd.DataFrame, column: str) -> tuple[np.ndarray[Any, Any], pd.Index[Any]]:
    """A column as numbers and the values they stand for, in order, -1 for none; a list of codes is a tuple."""
    if column not in events:
        return np.full(len(events), -1, dtype=np.int8), pd.Index([], dtype=object)
    held = events[column]
    if isinstance(held.dtype, pd.CategoricalDtype):
        return held.cat.codes.to_numpy(), held.cat.categories
    flat = [value if value is None or isinstance(value, str) else _tupled(value) for value in held.tolist()]
    values = sorted({value for value in flat if value is not None})
    place = {value: number for number, value in enumerate(values)}
    codes = np.array([-1 if value is None else place[value] for value in flat], dtype=np.int64)
    return codes, pd.Index(values, tupleize_cols=False, dtype=object)


def read_texts(events: pd.DataFrame, column: str, rows: Sequence[int] | Rows) -> list[str | None]:
    """The texts of a column at some rows, None where there is none; a column that is missing has none."""
    if column not in events:
        return [None] * len(rows)
    held = events[column].iloc[list(rows)]
    if not isinstance(held.dtype, pd.CategoricalDtype):
        return [value if isinstance(value, str) else None for value in held.tolist()]
    codes = held.cat.codes.to_numpy()
    if not len(held.cat.categories):  # a store in which nobody states it
        return [None] * len(held)
    names = held.cat.categories.take(np.maximum(codes, 0)).tolist()
    return [name if code >= 0 else None for name, code in zip(names, codes.tolist(), strict=True)]


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, (list, tuple, np.ndarray)) else None


def _label(by: LaneBy, code: str, names: Mapping[str, str] | None, language: str) -> str:
    if by == "actor":
        return name_actor(code, language)
    table = words(language).get(by, {})
    said = (names or {}).get(code) or (table.get(code.replace("/", "_").replace(" ", "_")) if table else None)
    return str(said or code)
