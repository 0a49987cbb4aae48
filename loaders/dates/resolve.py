"""Resolves phrases to the calendar: one production for each thing a rule can make; refuses to guess without a date."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from loaders.dates.amounts import make_duration, make_ref, make_set, make_time
from loaders.dates.counting import (
    make_again,
    make_away,
    make_cycle,
    make_event,
    make_rolling,
    make_same,
    make_stretch,
    make_unit,
)
from loaders.dates.dating import Inner, date_unit, make_date
from loaders.dates.parts import make_nth
from loaders.dates.phrases import Phrase, Reading, Slots
from loaders.dates.ranges import make_range

if TYPE_CHECKING:
    from loaders.dates.context import Context

Production: TypeAlias = "Callable[[Phrase, Context, Inner], Reading]"


def _make_nothing(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """Words that look like a date and are none."""
    return Reading("NOTHING", "", "nothing")


PRODUCTIONS: dict[str, Production] = {
    "date": make_date,
    "unit": make_unit,
    "again": make_again,
    "away": make_away,
    "nth": make_nth,
    "stretch": make_stretch,
    "rolling": make_rolling,
    "same": make_same,
    "cycle": make_cycle,
    "event": make_event,
    "name": make_event,
    "range": make_range,
    "duration": make_duration,
    "set": make_set,
    "ref": make_ref,
    "time": make_time,
    "nothing": _make_nothing,
}


def resolve(phrase: Phrase, context: Context) -> Reading:
    """What a phrase means in its context."""

    def inner(held: Phrase) -> Reading:
        return resolve(held, context)

    return PRODUCTIONS[phrase.rule.makes](phrase, context, inner)


def kind_of(makes: str, slots: Slots) -> str:
    """The kind of phrase a production makes of its slots, before anything is resolved."""
    if makes == "date":
        return date_unit(slots)
    if makes == "unit":
        unit = str(slots.get("unit"))
        return unit if unit not in ("hour", "minute", "second", "night") else "ref"
    if makes == "same":
        held = slots.get("of")
        return held.kind if isinstance(held, Phrase) else "day"
    if makes == "nth":
        return str(slots.get("unit")) if not slots.get("count") else "span"
    if makes == "away":
        return "ref" if _is_vague(slots) else _away_unit(slots)
    return {"cycle": "span", "range": "span", "again": "span", "stretch": "span", "rolling": "duration"}.get(
        makes, makes
    )


def _away_unit(slots: Slots) -> str:
    """The kind of a date so many units away: a day, or the unit it is counted with where the rule says so."""
    long = slots.get("long")
    while isinstance(long, Phrase) and long.rule.makes in ("same", "rolling"):
        long = long["of"]
    counted = slots if long is None else long.slots if isinstance(long, Phrase) else {}
    whole = isinstance(counted.get("count"), int) and not counted.get("plus") and not counted.get("rest")
    unit = str(counted.get("unit"))
    return unit if whole and slots.get("as_unit") and unit in ("week", "month", "year") else "day"


def _is_vague(slots: Slots) -> bool:
    """Whether a duration counts nothing that can be counted with: several weeks, days."""
    long = slots.get("long")
    while isinstance(long, Phrase) and long.rule.makes in ("same", "rolling"):
        long = long["of"]
    count = long["count"] if isinstance(long, Phrase) else slots.get("count")
    return not isinstance(count, int | float)
