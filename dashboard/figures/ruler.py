"""Draws the ground of a timeline: its two-tier axis, the grid, the lanes' bands and heads; knows no event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.figures.calendar import Tick, find_tiers
from dashboard.figures.canvas import milliseconds, moments
from dashboard.figures.lettering import BOLD, LEADING, lay_label, plain, text_width, wrap_pixels
from dashboard.placing import day_number
from dashboard.theme import GUTTER, HEAD, SMALL, TEXT, blend, legible
from dashboard.words.phrases import say_count, say_day, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.figures.canvas import Canvas
    from dashboard.figures.layout import DrawnLane

UPPER, LOWER = 18.0, 16.0  # pixels of the two tiers of the axis
RULER = UPPER + LOWER + 4
BAND, LABEL_LINE = 20, 22  # pixels: the line of notes between the axis and the lanes; a narrow lane's label
YEAR = 12.5  # type size of the upper tier
LEAP = 366  # days of a year
AIR = 8  # pixels free above and below the name of a lane


def draw_ruler(canvas: Canvas, bottom: float) -> None:
    """Years above, what they are made of beneath, and lines down to ``bottom``, as far as one can pan.

    The year that the window begins in is named at its edge, so that it can be read however near one looks.
    """
    span = canvas.last - canvas.first
    upper, lower = find_tiers(canvas.scale, canvas.first - span, canvas.last + span, canvas.language)
    theme = canvas.theme
    faint = blend(theme.rule, theme.paper, 0.55)
    for ticks, top, colour in ((lower, RULER, faint), (upper, 0.0, theme.rule)):
        days = np.repeat([tick.start for tick in ticks], 3).astype(np.float64)
        heights = np.tile([top, bottom, np.nan], len(ticks))
        days[2::3] = np.nan
        canvas.scatter(x=milliseconds(days), y=heights, mode="lines", line={"color": colour, "width": 1}, yaxis="y")
    rule = {"type": "line", "xref": "paper", "yref": "y2", "x0": 0, "x1": 1, "y0": RULER, "y1": RULER}
    canvas.shapes.append(rule | {"line": {"color": theme.rule, "width": 1}, "layer": "below"})
    top = UPPER / 2 + 1 + (LOWER / 2) * (not lower)
    _write_tier(canvas, _upper_words(canvas, upper), top, {"size": YEAR, "color": theme.ink, "weight": 600})
    _write_tier(canvas, _lower_words(canvas, lower), UPPER + LOWER / 2 + 1, {"size": TEXT, "color": theme.muted})


def _upper_words(canvas: Canvas, ticks: Sequence[Tick]) -> list[tuple[float, str]]:
    """Words of the upper tier, each at the start of its stretch; the year that enters the window stands at its edge.

    Where they have no room all of them, every second, fifth or tenth is named: a year can always be read.
    """
    placed = []
    pad = 5 / canvas.scale
    wide = float(np.median([tick.end - tick.start for tick in ticks] or [1])) * canvas.scale
    need = max((text_width(tick.text, YEAR * BOLD) for tick in ticks), default=0.0) + 8
    every = next((step for step in (1, 2, 5, 10) if need <= step * wide), 20)
    for place, tick in enumerate(ticks):
        if every > 1 and (int(tick.text) if tick.text.isdigit() else place) % every:
            continue
        left = max(tick.start, canvas.first) if tick.end > canvas.first else tick.start
        room = (tick.end - left) * canvas.scale - 8 + (every - 1) * wide
        text = next((one for one in (tick.full, tick.text) if text_width(one, YEAR * BOLD) <= room), None)
        if text and not _misleads(canvas, tick, text):
            placed.append((left + pad, text))
    return placed


def _misleads(canvas: Canvas, tick: Tick, text: str) -> bool:
    """Whether the words would stand at the edge for what is not there: cut off, or the first of several years."""
    if tick.start >= canvas.first:
        return False
    if tick.end > canvas.first:
        return tick.end - tick.start > LEAP
    return (canvas.first - tick.start) * canvas.scale < 5 + text_width(text, YEAR * BOLD)


def _lower_words(canvas: Canvas, ticks: Sequence[Tick]) -> list[tuple[float, str]]:
    pad = 5 / canvas.scale
    room = [(tick.end - tick.start) * canvas.scale - 6 for tick in ticks]
    full = all(text_width(tick.full, TEXT) <= one for tick, one in zip(ticks, room, strict=True))
    return [
        (tick.start + pad, tick.full if full else tick.text)
        for tick, one in zip(ticks, room, strict=True)
        if text_width(tick.text, TEXT) <= one + 4
    ]


def _write_tier(canvas: Canvas, said: list[tuple[float, str]], y: float, font: dict[str, Any]) -> None:
    if said:
        place = {"x": milliseconds([day for day, _ in said]), "y": np.full(len(said), y)}
        canvas.scatter(
            **place, mode="text", text=[text for _, text in said], textposition="middle right", textfont=font
        )


def draw_edges(canvas: Canvas, earlier: int, later: int, as_of: date | None, bottom: float) -> None:
    """The line of notes under the axis: how many events lie beyond either edge, and the as-of day with its line."""
    table, y = words(canvas.language), RULER + BAND / 2 + 1
    left, right = 0.0, float(canvas.across)
    if earlier:
        text = table["earlier"].format(n=f"{earlier:,}")
        canvas.write(text, 4, y, size=SMALL + 1)
        left = text_width(text, SMALL + 1) + 14
    if later:
        text = table["later"].format(n=f"{later:,}")
        canvas.write(text, right - 4, y, size=SMALL + 1, xanchor="right")
        right -= text_width(text, SMALL + 1) + 14
    if not as_of:
        return
    day = day_number(as_of) + 0.5
    line = {"color": blend(canvas.theme.ink, canvas.theme.paper, 0.6), "width": 1.2, "dash": "2px,3px"}
    moment = moments([day])[0]
    ends = {"xref": "x", "yref": "y", "x0": moment, "x1": moment, "y0": RULER + BAND - 1, "y1": bottom}
    canvas.shapes.append({"type": "line", "layer": "below", "line": line, "name": "today"} | ends)
    said = table["as_of"].format(date=say_day(as_of, canvas.language))
    x, need = (day - canvas.first) * canvas.scale, text_width(said, SMALL + 1)
    if not 0 <= x <= canvas.across:
        return
    centre = min(max(x, left + need / 2), right - need / 2)
    canvas.write(said, centre, y, size=SMALL + 1, xanchor="center", colour=canvas.theme.ink, bgcolor=canvas.theme.paper)


def draw_bands(canvas: Canvas, drawn: Sequence[DrawnLane]) -> None:
    """A faint band of each lane's colour, so that the eye keeps to its lane."""
    theme = canvas.theme
    across = {"type": "rect", "xref": "paper", "yref": "y2", "x0": 0, "x1": 1, "layer": "below", "line": {"width": 0}}
    for lane in drawn:
        bounds = {"y0": lane.top + 1, "y1": lane.top + lane.height - 1}
        canvas.shapes.append(across | bounds | {"fillcolor": blend(lane.lane.colour, theme.paper, theme.band)})


def draw_head(canvas: Canvas, lane: DrawnLane, noun: str) -> None:
    """A lane's name and how many events or stories stand on it; left of the lane, or above it on a narrow picture."""
    theme = canvas.theme
    ink = legible(lane.lane.colour, blend(lane.lane.colour, theme.paper, theme.band))
    number = say_count(noun, lane.count, canvas.language)
    small = f'<span style="color:{theme.muted};font-size:{TEXT}px;font-weight:400">{number}</span>'
    if canvas.narrow:
        room = canvas.across - 90 - text_width(number, TEXT)
        name = wrap_pixels(lane.lane.label, HEAD * BOLD, room)
        text = f"<b>{plain(name[0] + ('…' if len(name) > 1 else ''))}</b>  {small}"
        canvas.write(text, 6, lane.top + LABEL_LINE / 2 + 3, size=HEAD, colour=ink)
        return
    bar: dict[str, Any] = {"type": "rect", "xref": "paper", "yref": "y2", "xsizemode": "pixel", "xanchor": 0}
    fill = {"fillcolor": lane.colour, "line": {"width": 0}, "y0": lane.top + 1, "y1": lane.top + lane.height - 1}
    canvas.shapes.append(bar | fill | {"x0": -10, "x1": -6})
    roomy = lane.height >= 40  # for the number beneath the name
    sizes, beneath = ((HEAD, TEXT, SMALL), LEADING * TEXT + AIR) if roomy else ((TEXT + 1, SMALL), 0)
    size, lines = lay_label(lane.lane.label, sizes, GUTTER - 26, lane.height - beneath)
    named = "<br>".join(f"<b>{plain(line)}</b>" for line in lines)
    canvas.write(
        f"{named}<br>{small}" if roomy else named,
        12 - GUTTER,
        lane.top + lane.height / 2,
        size=size,
        colour=ink,
    )
