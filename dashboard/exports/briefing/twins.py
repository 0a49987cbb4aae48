"""The numbers of a chart as a small table of words, for those who cannot see it and for paper; measures nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.figures.numbers import say_effect
from dashboard.library import rows_of
from dashboard.words import load_words

if TYPE_CHECKING:
    from dashboard.exports.briefing.parts import ChartPart

Table = tuple[list[str], list[list[str]]]


def tell_table(part: ChartPart) -> Table | None:
    """Heads and rows; None for a timeline, whose twin is the list of its sentences."""
    if part.table.empty or part.item.chart == "timeline":
        return None
    return _tell_sides(part) if part.item.chart == "compare" else _tell_periods(part)


def _tell_periods(part: ChartPart) -> Table:
    """A row for each sector, a column for each period."""
    said = load_words(part.view.selection.language)["briefing"]
    rows = rows_of(part.table)
    periods = list(dict.fromkeys(row["period"] for row in rows))
    held: dict[str, list[str]] = {}
    opened = {row["period"] for row in rows if not row["complete"]}
    for row in rows:
        held.setdefault(str(row["label"]), []).append(_say_value(row, said))
    heads = [said["open_mark"].format(period=name) if name in opened else name for name in periods]
    return [said["sector"], *heads], [[label, *cells] for label, cells in held.items()]


def is_gap(row: dict[str, Any]) -> bool:
    """Whether a cell has nothing to say: none of its period's documents were read, and no other tells of it."""
    return row["documents"] == 0 and not (row.get("value") or 0.0) > 0


def _say_value(row: dict[str, Any], said: dict[str, str]) -> str:
    if is_gap(row):
        return "–"
    effect = row.get("effect", "count")
    value = say_effect(float(row.get("effect_value", row.get("value", 0.0))), effect)
    low, high = (float(row[name]) if row.get(name) is not None else float("nan") for name in ("low", "high"))
    if low != low or high != high:  # noqa: PLR0124 -- the one test of a number that is none
        return value
    return said["interval"].format(value=value, low=say_effect(low, effect), high=say_effect(high, effect))


def _tell_sides(part: ChartPart) -> Table:
    """A row for each sector, what each side gives it and how many times as likely one is."""
    said = load_words(part.view.selection.language)["briefing"]
    rows = []
    for row in rows_of(part.table):
        shares = [say_effect(float(row[f"share_{side}"]), "share") for side in "ab"]
        rows.append([str(row["label"]), *shares, say_effect(float(row["delta"]), "log_odds")])
    return [said["sector"], "A", "B", said["log_odds"]], rows
