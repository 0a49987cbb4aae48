"""The controls, a row each: what it shows of a selection and what it makes of one; registers nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dashboard import ids
from dashboard.emphasis.series import find_followed
from dashboard.selection import ANY, EARLIEST, FACETS, LATEST, Facet, Selection
from dashboard.words import load_words
from loaders.edtf import Interval, read_edtf
from loaders.errors import EdtfError, UsageError
from loaders.sectors.taxonomy import Taxonomy

DAY = timedelta(1)
SAMPLE = (date(2016, 1, 1), date(2021, 1, 1), date(2026, 1, 1), date(2031, 1, 1))  # periods to begin with
WRITTEN = re.compile(r"(\d{4})[-/.年]?(?:(\d{1,2})[-/.月]?(\d{1,2})?)?")  # a date as people type it


@dataclass(frozen=True, slots=True)
class Control:
    """One control: the id of the store that holds its value, the value that says a selection, and what it does.

    ``take`` gives the selection after the reader set a value; it raises UsageError for one that means nothing.
    """

    name: str
    show: Callable[[Selection, Taxonomy], Any]
    take: Callable[[Selection, Any, Taxonomy], Selection]


def _boxes(facet: Facet) -> Control:
    def take(before: Selection, value: Any, _: Taxonomy) -> Selection:
        return replace(before, **{facet.field: tuple(value or ())})  # type: ignore[arg-type]

    return Control(ids.facet_group(facet.name), lambda chosen, _: list(facet.chosen(chosen)), take)


def _take_sectors(before: Selection, value: Any, taxonomy: Taxonomy) -> Selection:
    """All core sectors and no other is the same choice as none made; no box ticked is every event."""
    order = {sector.code: number for number, sector in enumerate(taxonomy.sectors)}
    wanted = tuple(sorted(value or (), key=lambda code: order.get(code, len(order))))
    core = tuple(sector.code for sector in taxonomy.core)
    return replace(before, sectors=(ANY,) if not wanted else () if wanted == core else wanted)


def _plain(name: str, field: str, *, empty: bool = False) -> Control:
    """A control that shows a field as it stands; ``empty`` where the field may be None."""

    def take(before: Selection, value: Any, _: Taxonomy) -> Selection:
        held = value.strip() if isinstance(value, str) else value
        return replace(before, **{field: held or (None if empty else getattr(before, field))})  # type: ignore[arg-type]

    return Control(name, lambda chosen, _: getattr(chosen, field) or "", take)


def _switch(name: str, field: str) -> Control:
    """A control that is on or off."""

    def take(before: Selection, value: Any, _: Taxonomy) -> Selection:
        return replace(before, **{field: "yes" if value else "no"})  # type: ignore[arg-type]

    return Control(name, lambda chosen, _: getattr(chosen, field) == "yes", take)


def _take_from(before: Selection, value: Any, _: Taxonomy) -> Selection:
    span = read_days(value, before.language)
    return _forward(replace(before, start=span.start if span else None))


def _take_until(before: Selection, value: Any, _: Taxonomy) -> Selection:
    span = read_days(value, before.language)
    return _forward(replace(before, end=span.end if span else None))


def _forward(after: Selection) -> Selection:
    if after.start and after.end and after.end <= after.start:
        raise UsageError(load_words(after.language)["note"]["backward"])
    return after


def _take_period(before: Selection, value: Any, _: Taxonomy) -> Selection:
    """Periods of the calendar; or of one's own, at first those of three five-year plans, to be cut anew."""
    if value == "drawn":
        return replace(before, cuts=before.cuts or SAMPLE)
    return replace(before, period=value or before.period, cuts=())


def _take_cuts(before: Selection, value: Any, _: Taxonomy) -> Selection:
    """Days as people write them, two at least; an empty field is no change."""
    texts = re.split(r"[,，;；、]", str(value or ""))
    spans = [span for text in texts if (span := read_days(text, before.language))]
    cuts = tuple(sorted({span.start for span in spans if span.start}))
    if spans and len(cuts) < 2:
        raise UsageError(load_words(before.language)["note"]["two_days"])
    return replace(before, cuts=cuts or before.cuts)


def _last_day(field: str) -> Callable[[Selection, Any, Taxonomy], Selection]:
    def take(before: Selection, value: Any, _: Taxonomy) -> Selection:
        span = read_days(value, before.language)
        return replace(before, **{field: span.last if span else None})  # type: ignore[arg-type]

    return take


def _say_effect(chosen: Selection) -> str:
    """The effect that the picture shows: a trend follows not all of them."""
    return find_followed(chosen.effect) if chosen.show == "trend" else chosen.effect


def _say(day: date | None) -> str:
    return day.isoformat() if day else ""


def read_days(text: Any, language: str = "en") -> Interval | None:
    """The days of a date as people type it, None for no text; raises UsageError for what is no date of the charts.

    >>> read_days("2020").last, read_days(" 2020/6 ").start
    (datetime.date(2020, 12, 31), datetime.date(2020, 6, 1))
    """
    written = re.sub(r"[日号\s]", "", str(text or ""))
    if not written:
        return None
    parts = WRITTEN.fullmatch(written)
    try:
        span = read_edtf("-".join(part.zfill(2) for part in parts.groups() if part)) if parts else None
    except EdtfError:
        span = None
    if not span or not span.start or not span.end or span.start < EARLIEST or span.end > LATEST:
        raise UsageError(load_words(language)["note"]["no_date"])
    return span


CONTROLS: tuple[Control, ...] = (
    Control(
        ids.facet_group("sectors"),
        lambda chosen, taxonomy: list(FACETS[0].wanted(chosen, taxonomy)),
        _take_sectors,
    ),
    *(_boxes(facet) for facet in FACETS[1:]),
    _plain(ids.TEXT, "text", empty=True),
    _plain(ids.MATCH, "sector_mode"),
    Control(ids.FROM, lambda chosen, _: _say(chosen.start), _take_from),
    Control(ids.UNTIL, lambda chosen, _: _say(chosen.end - DAY if chosen.end else None), _take_until),
    Control(ids.AS_OF, lambda chosen, _: _say(chosen.as_of), _last_day("as_of")),
    Control(ids.KNOWN_ON, lambda chosen, _: _say(chosen.known_on), _last_day("known_on")),
    _plain(ids.AXIS, "axis"),
    _plain(ids.UNIT, "unit"),
    Control(ids.PERIOD, lambda chosen, _: chosen.parted, _take_period),
    Control(ids.CUTS, lambda chosen, _: ", ".join(day.isoformat() for day in chosen.cuts), _take_cuts),
    _plain(ids.MEASURE, "measure"),
    _plain(ids.SHOW, "show"),
    Control(ids.EFFECT, lambda chosen, _: _say_effect(chosen), _plain(ids.EFFECT, "effect").take),
    _plain(ids.WEIGHTING, "weighting"),
    _plain(ids.ARRANGED, "rows"),
    _plain(ids.PANELS, "panels"),
    _plain(ids.STANDARD, "standard"),
    _switch(ids.GROUPED, "grouped"),
    _switch(ids.CALENDAR, "calendar"),
    Control(
        ids.THEME,
        lambda chosen, _: chosen.theme or "system",
        lambda before, value, _: replace(before, theme=value if value in ("light", "dark") else ""),
    ),
)
# Fields that say beneath them what they cannot read.
FIELDS = (ids.FROM, ids.UNTIL, ids.AS_OF, ids.KNOWN_ON, ids.CUTS)
