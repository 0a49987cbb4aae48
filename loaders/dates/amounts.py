"""Reads durations, repetitions, references to past, present and future, and times of day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.dates.counting import amounts_of
from loaders.dates.dating import Inner, make_date
from loaders.dates.phrases import Phrase, Reading, Slots
from loaders.dates.units import CLOCK, CODES, step, unit_at
from loaders.errors import EdtfError

if TYPE_CHECKING:
    from loaders.dates.context import Context
    from loaders.edtf import Interval

_SMALL_HOURS = 9  # a time before it, after an evening, is of the next day
_EVENING = 18
_RECENT = 25  # days
_WEEKS = 30  # days within which a told day of the news can lie apart from a time ahead
_NOON = 4  # one to three at noon are of the afternoon


def make_duration(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """Two days, an hour and a half, several weeks."""
    days, clock = "", ""
    for count, unit in amounts_of(phrase):
        amount, code = _amount(count, unit)
        if unit in CLOCK or code in ("TM",):
            clock += amount + code.removeprefix("T")
        else:
            days += amount + code
    return Reading("DURATION", "P" + days + ("T" + clock if clock else ""), "duration")


def _amount(count: float | str, unit: str) -> tuple[str, str]:
    if not isinstance(count, int | float):
        return str(count), CLOCK.get(unit, CODES.get(unit, "D"))
    if unit == "hour" and count == 0.5:
        return "30", "TM"
    if unit == "year" and count == 0.5:
        return "6", "M"
    if unit == "half":
        count, unit = 6 * count, "month"
    if unit == "quarter" and count != int(count):
        count, unit = 3 * count, "month"
    plain = str(int(count)) if count == int(count) else f"{count:g}"
    return plain, CLOCK.get(unit, CODES.get(unit, "D"))


def make_set(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """Every Monday, daily, each month."""
    if phrase["value"] is not None:
        value = str(phrase["value"])
    elif phrase["weekday"] is not None:
        value = f"XXXX-WXX-{phrase['weekday']}"
    elif phrase["month"] is not None:
        value = f"XXXX-{int(phrase['month']):02d}" + (f"-{int(phrase['day']):02d}" if phrase["day"] else "")
    elif phrase["day"] is not None:
        value = f"XXXX-XX-{int(phrase['day']):02d}"
    elif phrase["season"] is not None:
        value = "XXXX-" + ("SP", "SU", "FA", "WI")[int(phrase["season"]) - 1]
    elif phrase["part"] is not None and phrase["unit"] is None:
        value = f"XXXX-XX-XXT{phrase['part']}"
    else:
        unit = str(phrase["unit"] or "day")
        amount, code = _amount(phrase["count"] or 1, unit)
        value = ("PT" if unit in CLOCK else "P") + amount + code
    clock = phrase["clock"]
    if isinstance(clock, Phrase):
        day = value if value.startswith("X") else "XXXX-XX-XX"
        value = f"{day.split('T')[0]}T{_clock(clock.slots)}"
    return Reading("SET", value, "set")


def make_ref(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """Now, recently, in the future: TIMEX3 PRESENT_REF, PAST_REF, FUTURE_REF, without interval."""
    return Reading("DATE", str(phrase["value"] or "PRESENT_REF"), "ref")


def make_time(phrase: Phrase, context: Context, inner: Inner) -> Reading:
    """A time of day, or a part of the day, of a date in the same phrase, told before, or of the document."""
    held, clock = phrase["on"], phrase["clock"]
    fields = dict(clock.slots) if isinstance(clock, Phrase) else dict(phrase.slots)
    if phrase["part"] and fields.get("part") is None:
        fields["part"] = phrase["part"]
    if isinstance(held, Phrase):
        outer = inner(held)
        if fields.get("part") is None and outer.type == "TIME":
            fields["part"] = outer.value.partition("T")[2]
    elif phrase["day"] is not None:
        outer = make_date(phrase, context, inner)
    elif phrase["anchor"] == "none" or context.is_daily(phrase):
        return Reading("TIME", f"T{_clock(fields)}", "time")
    else:
        outer = _day_around(phrase, fields, context)
    stem = outer.value.split("T")[0]
    day = outer.interval if outer.interval and outer.interval.days == 1 else None
    unit = "day" if day else "time"
    return Reading("TIME", f"{stem}T{_clock(fields)}", unit, day, outer.inferred, outer.anchor, outer.direction)


def _day_around(phrase: Phrase, fields: Slots, context: Context) -> Reading:
    """The day of a time that does not say one: told just before, or the document's."""
    before = _moment_before(context)
    told = before.interval if before else None
    if told and _lies_apart(told, phrase, context):
        told = None
    own = None if context.narrative and phrase["anchor"] != "created" else context.created_within("day")
    day = told if told and phrase["anchor"] != "created" else own
    open_part = fields.get("part") and not phrase["certain"] and fields.get("hour") is None
    if day is None or day.start is None or (open_part and not told):
        return Reading("DATE", "XXXX-XX-XX", "day")
    steps = int(phrase["offset"] or 0)
    if before and day is told and fields.get("hour") is None and fields.get("part") == "MO" and _is_late(before):
        steps += 0 if steps else 1  # by morning, after a night
    elif before and day is told and fields.get("hour") is not None and _is_late(before):
        if _hour(fields) < _SMALL_HOURS and (fields.get("meridiem") == 0 or int(fields["hour"]) == 0):
            steps += 1  # two in the morning after Monday night is Tuesday's
        elif fields.get("meridiem") is None and fields.get("part") is None and 5 <= int(fields["hour"]) < 12:
            fields["part"] = "EV"
    try:
        day = unit_at(step(day.start, "day", steps), "day")
    except EdtfError:
        return Reading("DATE", "XXXX-XX-XX", "day")
    assert day.start
    return Reading("DATE", day.start.isoformat(), "day", day, frozenset({"day"}), "told" if told else "created")


def _moment_before(context: Context) -> Reading | None:
    """The day or time told last, in the news be it with a year in passing after it."""
    for reading in reversed(context.told if context.narrative else context.told[-3:]):
        if reading.unit == "day" and reading.interval:
            return reading if reading is context.told[-1] or context.narrative or _is_recent(reading, context) else None
    return None


def _is_recent(reading: Reading, context: Context) -> bool:
    """Whether a day of the news lies so near that a time can still be of it, though other dates were told since."""
    day, created = reading.interval, context.created
    if day is None or day.start is None or created is None or created.start is None:
        return False
    return abs((created.start - day.start).days) < _RECENT


def _is_late(reading: Reading) -> bool:
    """Whether what was told last is an evening or a night."""
    clock = reading.value.partition("T")[2]
    return clock in ("EV", "NI") or (clock[:2].isdigit() and int(clock[:2]) >= _EVENING)


def _lies_apart(told: Interval, phrase: Phrase, context: Context) -> bool:
    """Whether the day told lies ahead of a text of news or behind it, and the words around the time do not."""
    created = context.created
    if context.narrative or created is None or not (told.start and told.end and created.start and created.end):
        return False
    if told.start >= created.end:
        return context.direction(phrase)[0] < 0
    if not 0 <= (created.start - told.end).days < _WEEKS:
        return False
    sign, cue = context.direction(phrase)
    return sign > 0 and not (context.cues.weak and context.cues.weak.fullmatch(cue))


def _hour(fields: Slots) -> int:
    """The hour on a clock of 24 hours; 0 where none is told."""
    hour, half, part = int(fields.get("hour") or 0), fields.get("meridiem"), fields.get("part")
    if half is None and part in ("EV", "NI") and hour in (0, 12):
        return 24  # twelve at night is the end of the day
    after_noon = part in ("AF", "EV", "NI") or (part == "MI" and hour < _NOON)
    if hour < 12 and (half == 12 or (half is None and after_noon)):
        return hour + 12
    return 0 if hour == 12 and (half == 0 or part == "MO") else hour


def _clock(fields: Slots) -> str:
    if fields.get("hour") is None:
        return str(fields.get("part") or "")
    second = fields.get("second")
    text = f"{_hour(fields):02d}:{int(fields.get('minute') or 0):02d}"
    return text + (f":{int(second):02d}" if second is not None else "")
