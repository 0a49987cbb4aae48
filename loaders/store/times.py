"""Stamps each data version with the time of its commit: the one place of the loaders that reads a clock.

What documents say is never read by it. A stamp is text in UTC, so that stamps sort as times do.
"""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(after: str | None = None) -> str:
    """The time now, as in ``2026-03-01T09:30:00.000Z``; never before ``after``, though a clock be set back."""
    return max(_now(), after or "")


def write_stamp(moment: datetime) -> str:
    """A moment that knows its zone, as a stamp.

    >>> write_stamp(datetime(2026, 3, 1, 9, 30, tzinfo=UTC))
    '2026-03-01T09:30:00.000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _now() -> str:
    return write_stamp(datetime.now(UTC))
