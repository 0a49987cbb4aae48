"""Draws the marks of one packed lane: lines, symbols, labels, chips; decides neither their rows nor their kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.figures import pens
from dashboard.figures.canvas import moments
from dashboard.figures.hover import NAMED, chip_text, event_texts
from dashboard.figures.lettering import fit, plain, text_width
from dashboard.theme import SMALL, TEXT, blend, legible

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.figures.canvas import Canvas
    from dashboard.figures.marks import Lane
    from dashboard.figures.packing import Packed

AIR = 4.0  # pixels between a line and the label that interrupts it


@dataclass(slots=True)
class DrawnLane:
    """A lane with its marks and their rows: ``top``, ``height`` and the middle ``y`` of each mark's row in pixels."""

    lane: Lane
    marks: pd.DataFrame
    packed: Packed
    top: float
    height: float
    colour: str
    y: Any
    chip_y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A style of line: width in pixels, dash, and what stands at its ends."""

    colour: str
    width: float
    dash: str = "solid"
    caps: bool = False
    arrow: bool = False


def place_labels(canvas: Canvas, lane: DrawnLane) -> dict[int, tuple[str, float, float]]:
    """Words, left and right edge (pixels since 1970) of each label, shortened to what is in view.

    A label on a line that enters from the left of the window stands at the window's edge.
    """
    low, high = canvas.first * canvas.scale, canvas.last * canvas.scale
    placed = {}
    for i, label in lane.packed.labels.items():
        left = max(label.left, low) + 2 * AIR if label.on else label.left
        right = min(label.right - AIR, high)
        text = fit(label.text, TEXT, right - left) if low <= left < right else None
        if text:
            placed[i] = (text, left, left + text_width(text, TEXT))
    return placed


def draw_lines(canvas: Canvas, lane: DrawnLane, labels: dict[int, tuple[str, float, float]]) -> None:
    """Bars, stretches, arrows and leader lines, one trace a style; a label interrupts the thin ones."""
    marks, theme = lane.marks, canvas.theme
    seen = lane.packed.row >= 0
    kind, rough = marks["kind"].to_numpy(), marks["approximate"].to_numpy()
    start, end = (marks[name].to_numpy(dtype=np.float64) for name in ("start", "end"))
    longer = (end - start) * canvas.scale > 2 * pens.REACH + 2  # a shorter bar would hide behind its symbol
    lead = lane.packed.lead / canvas.scale
    near = marks["at"].to_numpy() - pens.REACH / canvas.scale
    near = np.where(kind == "point", near, np.minimum(start, near))
    whole = seen & (lead <= marks["origin"].to_numpy() + 0.01)
    leader = blend(lane.colour, theme.paper, 0.6)
    _draw(canvas, lane, (lead, near), whole, line=Line(leader, pens.LEADER), labels=labels)
    _draw(
        canvas,
        lane,
        (lead, near),
        seen & ~whole & ~np.isnan(lead),
        line=Line(leader, pens.LEADER + 0.4, "2px,3px"),
        labels={},
    )
    stretch = blend(lane.lane.colour, theme.paper, 0.3)
    _draw(canvas, lane, (start, end), seen & (kind == "span"), line=Line(stretch, pens.STRETCH), labels={})
    for dash, chosen in (("solid", seen & ~rough), ("3px,2px", seen & rough)):
        _draw(
            canvas,
            lane,
            (start, end),
            chosen & longer & (kind == "vague"),
            line=Line(lane.colour, pens.BAR, dash, caps=True),
            labels=labels,
        )
        _draw(
            canvas,
            lane,
            (start, end),
            chosen & (kind == "open"),
            line=Line(lane.colour, pens.BAR, dash, arrow=True),
            labels=labels,
        )


def _draw(
    canvas: Canvas, lane: DrawnLane, ends: Any, chosen: Any, *, line: Line, labels: dict[int, tuple[str, float, float]]
) -> None:
    days: list[float] = []
    heights: list[float] = []
    for i in np.flatnonzero(chosen):
        low, high = float(ends[0][i]), float(ends[1][i])
        if i in labels and lane.packed.labels[int(i)].on:
            gap = [(labels[int(i)][1] - AIR) / canvas.scale, (labels[int(i)][2] + AIR) / canvas.scale]
            days += [low, max(gap[0], low), np.nan, min(gap[1], high), high, np.nan]
        else:
            days += [low, high, np.nan]
        heights += [lane.y[i]] * (len(days) - len(heights))
    if not days:
        return
    canvas.scatter(
        x=moments(days),
        y=heights,
        mode="lines",
        line={"color": line.colour, "width": line.width, "dash": line.dash},
    )
    if line.caps or line.arrow:
        _draw_ends(canvas, lane, ends, np.flatnonzero(chosen), line)


def _draw_ends(canvas: Canvas, lane: DrawnLane, ends: Any, chosen: Any, line: Line) -> None:
    both = [ends[0][chosen], ends[1][chosen]] if line.caps else [ends[1][chosen]]
    symbol = {"symbol": "line-ns", "size": pens.CAP, "line": {"width": line.width, "color": line.colour}}
    arrow = {"symbol": "triangle-right", "size": 9, "color": line.colour, "line": {"width": 0}}
    canvas.scatter(
        x=moments(np.concatenate(both)),
        y=np.tile(lane.y[chosen], len(both)).tolist(),
        mode="markers",
        marker=symbol if line.caps else arrow,
    )


def draw_symbols(canvas: Canvas, lane: DrawnLane, events: pd.DataFrame) -> None:
    """The symbol of each mark, with its event's id and words for a pointer."""
    seen = lane.packed.row >= 0
    marks, heights = lane.marks[seen], lane.y[seen].tolist()
    if not heights:
        return
    paper, colour = canvas.theme.paper, lane.colour
    where = moments(marks["at"])
    rough = marks["approximate"].tolist()
    symbols = [pens.SYMBOLS[name] for name in marks["symbol"]]
    for x, y, symbol in (
        row for row, dashed in zip(zip(where, heights, symbols, strict=True), rough, strict=True) if dashed
    ):
        canvas.shapes.append(pens.dashed_outline(symbol, x, y, colour, paper, xref="x", yref="y"))
    edge = {
        "width": [symbol.edge for symbol in symbols],
        "color": [symbol.outline(colour, paper) for symbol in symbols],
    }
    canvas.scatter(
        x=where,
        y=heights,
        mode="markers",
        marker={
            "symbol": [symbol.name for symbol in symbols],
            "size": [symbol.size for symbol in symbols],
            "color": [symbol.fill(colour, paper) for symbol in symbols],
            "opacity": [float(symbol.seen and not dashed) for symbol, dashed in zip(symbols, rough, strict=True)],
            "line": edge,
        },
        customdata=[[one] for one in marks["id"]],
        hovertext=event_texts(events, marks["row"].tolist(), canvas.language),
        hoverinfo="text",
        hoverlabel={"bordercolor": colour},
        name=plain(lane.lane.label),
    )


def draw_labels(canvas: Canvas, lane: DrawnLane, labels: dict[int, tuple[str, float, float]]) -> int:
    """Write the labels, and return how many marks in view have none."""
    scale = canvas.scale
    at = lane.marks["at"].to_numpy()
    inside = (lane.packed.row >= 0) & (at >= canvas.first) & (at < canvas.last)
    if labels:
        canvas.scatter(
            x=moments([left / scale for _, left, _ in labels.values()]),
            y=[lane.y[i] for i in labels],
            mode="text",
            text=[plain(text) for text, _, _ in labels.values()],
            textposition="middle right",
            textfont={"size": TEXT, "color": canvas.theme.ink},
        )
    return int(inside.sum()) - sum(bool(inside[i]) for i in labels)


def draw_chips(canvas: Canvas, lane: DrawnLane, titles: list[str]) -> None:
    """A numbered chip for marks too dense to draw one by one, with all their ids."""
    chips = lane.packed.chips
    if not chips:
        return
    start, end, row = (lane.marks[name].to_numpy() for name in ("start", "end", "row"))
    ids = lane.marks["id"].tolist()
    texts, members = [], []
    for chip in chips:
        some = np.array(chip.members)
        names = [titles[one] for one in row[some[:NAMED]]]
        texts.append(chip_text(names, len(some), start[some].min(), end[some].max() - 1, canvas.language))
        members.append([ids[one] for one in chip.members])
    ground = blend(lane.lane.colour, canvas.theme.paper, 0.2)
    canvas.scatter(
        x=moments([chip.at / canvas.scale for chip in chips]),
        y=[lane.chip_y] * len(chips),
        mode="markers+text",
        marker={
            "symbol": "circle",
            "size": [chip.width - 4 for chip in chips],
            "color": ground,
            "line": {"color": lane.colour, "width": 1.2},
        },
        text=[f"{len(chip.members):,}" for chip in chips],
        textfont={"size": SMALL, "color": legible(lane.lane.colour, ground), "weight": 600},
        customdata=members,
        hovertext=texts,
        hoverinfo="text",
        hoverlabel={"bordercolor": lane.colour},
        name=plain(lane.lane.label),
    )
