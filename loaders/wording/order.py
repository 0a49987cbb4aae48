"""Tells which of two numbers is the day, by the other days of a column; assumes neither order.

03/04/2025 is two days. Beside 13/04/2025 it is the third of April: people write a column in one order.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from loaders.wording.spelled import Order

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBERS = re.compile(
    r"(?<![\d/.-])(?P<a>\d{1,2})(?P<mark>[/.-])(?P<b>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d)(?![\d/.-])"
)
_MONTHS, _DAYS = 12, 31


class Shown(NamedTuple):
    """An order, and the words that show it."""

    order: Order
    by: str


def tell_order(cells: Iterable[str]) -> Shown | None:
    """The order in which a column writes days, by the first that leaves no choice; None where they contradict.

    >>> tell_order(["03/04/2025", "13/04/2025"])
    Shown(order='day', by='13/04/2025')
    >>> tell_order(["04/13/2025", "13/04/2025"]) or tell_order(["03/04/2025"])
    """
    shown: dict[Order, str] = {}
    for cell in cells:
        for found in _NUMBERS.finditer(cell):
            first, second = int(found["a"]), int(found["b"])
            if _MONTHS < first <= _DAYS and 1 <= second <= _MONTHS:
                shown.setdefault("day", found[0])
            elif 1 <= first <= _MONTHS < second <= _DAYS:
                shown.setdefault("month", found[0])
    return Shown(*next(iter(shown.items()))) if len(shown) == 1 else None


def is_two_days(cell: str) -> bool:
    """Whether a cell holds numbers that can be read as two days."""
    return any(_is_open(found) for found in _NUMBERS.finditer(cell))


def settle_days(cell: str, order: Order | None) -> str:
    """A cell with each day that could be read as two spelled with its year first; as it is without an order.

    >>> settle_days("03/04/2025; 13/04/2025", "day")
    '2025-04-03; 13/04/2025'
    """

    def spell(found: re.Match[str]) -> str:
        first, second = int(found["a"]), int(found["b"])
        day, month = (first, second) if order == "day" else (second, first)
        return date(int(found["year"]), month, day).isoformat() if _is_open(found) else found[0]

    return _NUMBERS.sub(spell, cell) if order else cell


def _is_open(found: re.Match[str]) -> bool:
    first, second = int(found["a"]), int(found["b"])
    return first != second and 1 <= first <= _MONTHS and 1 <= second <= _MONTHS
