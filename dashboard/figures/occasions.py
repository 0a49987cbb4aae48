"""Marks named events of the political calendar behind a picture: plenums, plan periods, work reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.figures.canvas import moments
from dashboard.figures.lettering import plain, text_width
from dashboard.placing import day_number
from dashboard.theme import SMALL, blend

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.figures.canvas import Canvas

LONG = 120  # days from which an event is a stretch with a tint rather than a line


def draw_occasions(canvas: Canvas, occasions: Sequence[tuple[str, date, date]], top: float, bottom: float) -> int:
    """A line at the start of each event ``(name, first day, day after the last)``, its name above where it has room.

    Returns how many names were left out for want of room.
    """
    line = {"color": blend(canvas.theme.muted, canvas.theme.paper, 0.6), "width": 1, "dash": "1px,3px"}
    used, hidden = -1.0, 0
    for number, (name, start, end) in enumerate(sorted(occasions, key=lambda one: (one[1], one[0]))):
        first, last = day_number(start), day_number(end)
        if last <= canvas.first or first >= canvas.last:
            continue
        ends = moments([max(first, canvas.first), min(last, canvas.last)])
        place = {"xref": "x", "yref": "y", "y0": top - 4, "y1": bottom, "layer": "below"}
        if last - first >= LONG:
            tint = {"fillcolor": canvas.theme.ahead, "line": {"width": 0}, "opacity": 0.8 if number % 2 else 0.4}
            canvas.shapes.append(place | tint | {"type": "rect", "x0": ends[0], "x1": ends[1]})
        canvas.shapes.append(place | {"type": "line", "x0": ends[0], "x1": ends[0], "line": line})
        at = (max(first, canvas.first) - canvas.first) * canvas.scale + 3
        need = text_width(name, SMALL)
        if at < used or at + need > canvas.across:
            hidden += 1
            continue
        canvas.write(plain(name), at, top - 12, size=SMALL)
        used = at + need + 10
    return hidden
