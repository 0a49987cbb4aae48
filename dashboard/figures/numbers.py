"""Says values of an effect as a reader expects them: shares in per cent, lifts as a factor; computes nothing."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from dashboard.emphasis.cells import DIVERGING

if TYPE_CHECKING:
    from dashboard.emphasis.cells import Effect

NONE = "–"


def say_effect(value: float, effect: Effect) -> str:
    """A value of an effect, with its sign or unit.

    >>> [say_effect(*one) for one in ((0.125, "share"), (1.0, "lift"), (-0.42, "log_odds"), (3.0, "count"))]
    ['12.5 %', '×2', '−0.42', '3']
    """
    if isnan(value):
        return NONE
    if effect in ("share", "incidence"):
        return f"{_short(100 * value)} %"
    if effect == "lift":
        return f"×{2.0**value:.2g}" if -99 < value < 6.6 else f"×{2.0**value:,.0f}"
    if effect == "log_odds":
        return f"{value:+.2f}".replace("-", "−") if abs(value) >= 0.005 else "0"
    return _short(value)


def say_cell(value: float, effect: Effect = "count") -> str:
    """A value for a cell: a count whole where it is whole, else one decimal; nothing for zero and where none is known.

    >>> say_cell(3.0), say_cell(0.25), say_cell(0.0), say_cell(0.125, "share"), say_cell(-0.04, "log_odds")
    ('3', '0.2', '', '12', '0')
    """
    if isnan(value) or (value == 0 and effect not in DIVERGING):
        return ""
    if effect in ("share", "incidence"):
        return f"{100 * value:.0f}" if value >= 0.005 else "<1"
    if effect == "log_odds":
        return f"{value:+.1f}".replace("-", "−") if abs(value) >= 0.05 else "0"
    if effect == "lift":
        return say_effect(value, effect)
    if abs(value - round(value)) < 0.005 or value >= 100:
        return f"{round(value):,}"
    return f"{value:.1f}" if value >= 0.05 else "·"


def _short(value: float) -> str:
    """At most one decimal, and none where it says nothing; two for what is less than one."""
    size = abs(value)
    text = f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 1 else f"{value:.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
