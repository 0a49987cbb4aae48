"""Points at one event: a ring round its mark, and a line that joins its announcement to its time; changes no mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.figures.calendar import day_of
from dashboard.figures.canvas import milliseconds
from dashboard.figures.marks import stand_at
from dashboard.placing import NONE, place_days
from dashboard.theme import SMALL
from dashboard.words.phrases import say_day, words

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.figures.canvas import Canvas
    from dashboard.figures.layout import DrawnLane, Plan
    from dashboard.placing import Axis

RING = 20.0  # pixels across the ring


def draw_selected(canvas: Canvas, plan: Plan, events: pd.DataFrame, selected: str, *, axis: Axis) -> None:
    """Ring the event on every lane it stands on, and join its announcement to its time on the first."""
    held = events.iloc[plan.near]
    found = np.flatnonzero((held["id"] == selected).to_numpy())
    if not len(found):
        return
    row = int(plan.near[found[0]])
    stands = [place for lane in plan.lanes if (place := _find(lane, row, plan, int(found[0]))) is not None]
    if not stands:
        return
    _join(canvas, events.iloc[[row]], stands[0], axis)
    days, heights = zip(*stands, strict=True)
    line = {"width": 2, "color": canvas.theme.ink}
    marker = {"symbol": "circle-open", "size": RING, "color": canvas.theme.ink, "line": line}
    canvas.scatter(x=milliseconds(days), y=np.array(heights), mode="markers", marker=marker, name="selected")


def _find(lane: DrawnLane, row: int, plan: Plan, place: int) -> tuple[float, float] | None:
    """Day and height of an event on a lane: of its mark, or of the chip or bar that holds it; None if not there."""
    at = np.flatnonzero((lane.marks["row"] == row).to_numpy())
    if len(at) and lane.packed is not None and lane.packed.row[at[0]] >= 0:
        return float(lane.marks["at"].iloc[at[0]]), float(lane.y[at[0]])
    edges = plan.bins.edges
    for chip in lane.chips:
        if len(at) and int(at[0]) in chip.members and 0 <= chip.first <= chip.last < len(edges) - 1:
            return float(edges[chip.first] + edges[chip.last + 1]) / 2, lane.floor - 9.5
    if lane.bars is None or row not in lane.rows:
        return None
    number = int(np.searchsorted(edges, plan.days[place], side="right")) - 1
    if not 0 <= number < len(edges) - 1:
        return None
    return float(edges[number] + edges[number + 1]) / 2, lane.floor - 4


def _join(canvas: Canvas, event: pd.DataFrame, stand: tuple[float, float], axis: Axis) -> None:
    """A line along the row from the day it was announced to the day it stands for, each end named."""
    said, when = place_days(event, axis="announced"), place_days(event, axis="when")
    if said.start[0] == NONE or when.fallback[0] or when.start[0] == NONE:
        return
    told, meant = float(stand_at(said)[0]), float(stand_at(when)[0])
    other = told if axis == "when" else meant
    if abs(other - stand[0]) * canvas.scale < RING:
        return
    ink, paper = canvas.theme.ink, canvas.theme.paper
    sign = 1 if other < stand[0] else -1
    edge = stand[0] - sign * RING / 2 / canvas.scale
    days, heights = milliseconds([other, edge]), np.full(2, stand[1])
    for colour, width in ((paper, 5), (ink, 1.6)):
        canvas.scatter(x=days, y=heights, mode="lines", line={"color": colour, "width": width})
    cap = {"symbol": "line-ns", "size": 9, "color": ink, "line": {"width": 2, "color": ink}}
    role = words(canvas.language)["role"]["announced" if axis == "when" else "occurred"]
    text = f"{role} {say_day(day_of(other), canvas.language)}"
    font: dict[str, Any] = {"size": SMALL + 1, "color": ink, "weight": 600}
    canvas.scatter(
        x=days[:1],
        y=heights[:1],
        mode="markers+text",
        marker=cap,
        text=[text],
        textposition="middle left" if sign > 0 else "middle right",
        textfont=font,
        name="joined",
    )
