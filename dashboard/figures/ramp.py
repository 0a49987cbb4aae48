"""Colour scales of a heatmap: from zero upwards, or to both sides of it; knows no event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.emphasis.cells import DIVERGING
from dashboard.figures.numbers import say_effect
from dashboard.theme import blend, contrast

if TYPE_CHECKING:
    from dashboard.emphasis.cells import Effect
    from dashboard.figures.canvas import Canvas
    from dashboard.theme import Theme

RAMP = 90.0  # pixels of the colour scale in the legend


def stops_of(theme: Theme, effect: Effect) -> tuple[str, ...]:
    """The colours from one end of the scale to the other."""
    return theme.diverging if effect in DIVERGING else theme.scale


def colorscale(theme: Theme, effect: Effect) -> list[list[Any]]:
    """The same as Plotly wants it."""
    stops = stops_of(theme, effect)
    return [[place / (len(stops) - 1), colour] for place, colour in enumerate(stops)]


def bounds_of(reach: float, effect: Effect) -> tuple[float, float]:
    """The values at both ends: the scale begins at zero, or is as long on either side of it."""
    return (-reach, reach) if effect in DIVERGING else (0.0, reach)


def ink_on(theme: Theme, effect: Effect, share: float) -> str:
    """The more legible of ink and paper on the colour at a share of the way along the scale."""
    stops = stops_of(theme, effect)
    along = float(np.clip(share, 0, 1)) * (len(stops) - 1)
    place = min(int(along), len(stops) - 2)
    ground = blend(stops[place + 1], stops[place], along - place)
    return max((theme.ink, theme.paper), key=lambda ink: contrast(ink, ground))


def say_ends(reach: float, effect: Effect) -> str:
    """The numbers at both ends of the scale."""
    if effect == "lift":
        return f"×{2**-reach:.2g} – ×1 – ×{2**reach:.2g}"
    low, high = bounds_of(reach, effect)
    return f"{say_effect(low, effect) if low else '0'} – {say_effect(high, effect) if reach > 1e-8 else '0'}"


def draw_ramp(canvas: Canvas, effect: Effect, x: float, y: float) -> None:
    """The scale itself, ``RAMP`` pixels long."""
    steps = 25
    canvas.traces.append(
        {
            "type": "heatmap",
            "x": np.linspace(x, x + RAMP, steps + 1).tolist(),
            "y": [y - 5, y + 5],
            "z": [np.linspace(0, 1, steps).tolist()],
            "zmin": 0,
            "zmax": 1,
            "colorscale": colorscale(canvas.theme, effect),
            "showscale": False,
            "hoverinfo": "skip",
            "xaxis": "x2",
            "yaxis": "y2",
        }
    )
