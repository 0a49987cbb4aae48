"""Calendar intervals and their EDTF (ISO 8601-2) spelling; refuses language, clocks and guessed days.

Bounds are our own, because the public packages were found wanting for them: quarters, halves, open ends.
An interval is half-open ``[start, end)`` in whole days, an open end is ``None``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from loaders.errors import EdtfError


class Granularity(StrEnum):
    """How finely a date was stated."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    HALF = "half"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Interval:
    """Half-open interval ``[start, end)`` in whole days; ``None`` is an open end, never an invented day.

    >>> Interval(date(2025, 3, 10), date(2026, 3, 10)).days
    365
    """

    start: date | None
    end: date | None
    granularity: Granularity = Granularity.DAY
    approximate: bool = False

    def __post_init__(self) -> None:
        if self.start and self.end and self.end <= self.start:
            raise EdtfError(f"an interval ends after it starts: [{self.start}, {self.end})")

    @property
    def days(self) -> int | None:
        """Length in days; ``None`` where an end is open."""
        return (self.end - self.start).days if self.start and self.end else None

    @property
    def last(self) -> date | None:
        """The last day inside, ``None`` where the end is open."""
        return self.end - timedelta(1) if self.end else None

    def iso(self) -> tuple[str | None, str | None]:
        """``(start, end)`` as ISO days, the end exclusive, ``None`` where open."""
        return (self.start.isoformat() if self.start else None, self.end.isoformat() if self.end else None)

    def meets(self, other: Interval) -> bool:
        """Whether the two share a day."""
        return (self.start is None or other.end is None or self.start < other.end) and (
            other.start is None or self.end is None or other.start < self.end
        )

    def within(self, other: Interval) -> bool:
        """Whether every day of this interval is a day of the other."""
        starts = other.start is None or (self.start is not None and self.start >= other.start)
        ends = other.end is None or (self.end is not None and self.end <= other.end)
        return starts and ends


# EDTF level 2 codes in the month's place: (first month, number of months).
_SUB_YEAR: dict[int, tuple[int, int, Granularity]] = {
    21: (3, 3, Granularity.SEASON),
    22: (6, 3, Granularity.SEASON),
    23: (9, 3, Granularity.SEASON),
    24: (12, 3, Granularity.SEASON),
    33: (1, 3, Granularity.QUARTER),
    34: (4, 3, Granularity.QUARTER),
    35: (7, 3, Granularity.QUARTER),
    36: (10, 3, Granularity.QUARTER),
    37: (1, 4, Granularity.OTHER),
    38: (5, 4, Granularity.OTHER),
    39: (9, 4, Granularity.OTHER),
    40: (1, 6, Granularity.HALF),
    41: (7, 6, Granularity.HALF),
}
_CODE = {(first, count): code for code, (first, count, _) in _SUB_YEAR.items()}
_ONE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?|(?P<decade>\d{3})X|(?P<century>\d\d)XX")


def day(value: date) -> Interval:
    """One certain day."""
    if value == date.max:
        raise EdtfError(f"outside the calendar: the day after {value}")
    return Interval(value, value + timedelta(1), Granularity.DAY)


def week(value: date) -> Interval:
    """The week, Monday to Sunday, that holds a day."""
    monday = value - timedelta(value.weekday())
    return Interval(monday, monday + timedelta(7), Granularity.WEEK)


def months(year: int, first: int, count: int, granularity: Granularity = Granularity.OTHER) -> Interval:
    """``count`` whole months from month ``first`` of ``year``; ``first`` may lie outside 1 to 12 and carries over."""
    start, end = 12 * year + first - 1, 12 * year + first - 1 + count
    try:
        return Interval(date(start // 12, start % 12 + 1, 1), date(end // 12, end % 12 + 1, 1), granularity)
    except ValueError as error:
        raise EdtfError(f"outside the calendar: {count} months from {year}-{first}") from error


def month(year: int, number: int) -> Interval:
    """One month."""
    return months(year, number, 1, Granularity.MONTH)


def quarter(year: int, number: int) -> Interval:
    """Calendar quarter 1 to 4."""
    return months(year, 3 * number - 2, 3, Granularity.QUARTER)


def half(year: int, number: int) -> Interval:
    """Calendar half 1 or 2."""
    return months(year, 6 * number - 5, 6, Granularity.HALF)


def season(year: int, number: int) -> Interval:
    """Meteorological season of the northern hemisphere: 1 spring to 4 winter; winter runs into the next year."""
    return months(year, 3 * number, 3, Granularity.SEASON)


def year(number: int) -> Interval:
    """One calendar year."""
    return months(number, 1, 12, Granularity.YEAR)


def decade(first: int) -> Interval:
    """The ten years from ``first``, which ends in 0."""
    return months(first, 1, 120, Granularity.DECADE)


def century(first: int) -> Interval:
    """The hundred years from ``first``, which ends in 00."""
    return months(first, 1, 1200, Granularity.CENTURY)


def span(first: Interval, last: Interval) -> Interval:
    """From the start of the first to the end of the last."""
    finest = first.granularity if first.granularity == last.granularity else Granularity.OTHER
    same = first.iso() == last.iso()
    return Interval(first.start, last.end, finest if same else Granularity.OTHER, first.approximate or last.approximate)


def read_edtf(text: str) -> Interval:
    """Read an EDTF date, season, quarter, half, decade or interval; ``..`` is an open end, ``~`` approximate.

    >>> read_edtf("2025-35").iso()
    ('2025-07-01', '2025-10-01')
    >>> read_edtf("../2025-12-31").iso()
    (None, '2026-01-01')
    """
    if "/" in text:
        first, _, last = text.partition("/")
        if "/" in last:
            raise EdtfError(f"'{text}' has more than one '/': an interval is written start/end.")
        a = None if first in ("", "..") else _read_one(first)
        b = None if last in ("", "..") else _read_one(last)
        if a is None and b is None:
            raise EdtfError(f"'{text}' is open at both ends: it states no date.")
        ends = [end for end in (a, b) if end]
        granularity = ends[0].granularity if len(ends) == 1 or a == b else Granularity.OTHER
        approximate = any(end.approximate for end in ends)
        return Interval(a.start if a else None, b.end if b else None, granularity, approximate)
    return _read_one(text)


def _read_one(text: str) -> Interval:
    bare = text.rstrip("~?%")
    approximate = bare != text
    found = _ONE.fullmatch(bare)
    if not found:
        raise EdtfError(f"'{text}' is not a date. Write 2025, 2025-06, 2025-06-30, 2025-35 or start/end.")
    try:
        if found["decade"]:
            read = decade(int(found["decade"]) * 10)
        elif found["century"]:
            read = century(int(found["century"]) * 100)
        else:
            read = _read_parts(text, int(found["year"]), found["month"], found["day"])
    except ValueError as error:
        raise EdtfError(f"'{text}' is not in the calendar: {error}.") from error
    return Interval(read.start, read.end, read.granularity, approximate)


def _read_parts(text: str, number: int, middle: str | None, last: str | None) -> Interval:
    if middle is None:
        return year(number)
    code = int(middle)
    if last is not None:
        return day(date(number, code, int(last)))
    if code <= 12:
        return month(number, code)
    if code not in _SUB_YEAR:
        raise EdtfError(f"'{text}': {middle} is neither a month nor a season, quarter or half that EDTF knows.")
    first, count, granularity = _SUB_YEAR[code]
    return months(number, first, count, granularity)


def write_edtf(interval: Interval) -> str:
    """Spell an interval in EDTF, at the coarsest precision that says exactly its bounds.

    >>> write_edtf(months(2023, 1, 8))
    '2023-01/2023-08'
    >>> write_edtf(Interval(None, date(2026, 1, 1)))
    '../2025-12-31'
    """
    start, end = interval.start, interval.end
    if start is None and end is None:
        raise EdtfError("an interval that is open at both ends states no date.")
    mark = "~" if interval.approximate else ""
    if start and end is None:
        return _edge(start, False, interval.granularity) + mark + "/.."
    if end and start is None:
        return "../" + _edge(end, True, interval.granularity) + mark
    assert start and end
    return (_single(interval) or _pair(start, end)) + mark


def _single(interval: Interval) -> str | None:
    start, end = interval.start, interval.end
    if start is None or end is None:
        return None
    if (end - start).days == 1:
        return start.isoformat()
    if start.day != 1 or end.day != 1:
        return None
    count = 12 * (end.year - start.year) + end.month - start.month
    if count == 1:
        return f"{start.year:04d}-{start.month:02d}"
    if interval.granularity == Granularity.OTHER and count not in (12, 3, 6):
        return None
    if start.month == 1 and count == 12:
        return f"{start.year:04d}"
    if start.month == 1 and count == 120 and start.year % 10 == 0:
        return f"{start.year // 10:03d}X"
    if start.month == 1 and count == 1200 and start.year % 100 == 0:
        return f"{start.year // 100:02d}XX"
    code = _CODE.get((start.month, count))
    return f"{start.year:04d}-{code}" if code else None


def _pair(start: date, end: date) -> str:
    last = end - timedelta(1)
    if start.day == 1 and end.day == 1:
        if start.month == 1 and end.month == 1:
            return f"{start.year:04d}/{last.year:04d}"
        return f"{start.year:04d}-{start.month:02d}/{last.year:04d}-{last.month:02d}"
    return f"{start.isoformat()}/{last.isoformat()}"


def _edge(value: date, ends: bool, granularity: Granularity) -> str:
    """One bound of a half-open-ended interval, as coarse as it was stated."""
    last = value - timedelta(1) if ends else value
    boundary = value.day == 1
    if granularity in (Granularity.YEAR, Granularity.DECADE) and boundary and value.month == 1:
        return f"{last.year:04d}"
    if granularity == Granularity.MONTH and boundary:
        return f"{last.year:04d}-{last.month:02d}"
    return last.isoformat()
