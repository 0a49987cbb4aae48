"""Draws what is too dense to be drawn one by one as bars of the calendar with their counts; drops no event.

A chip is one row high and stands among marks; in a lane that is density throughout, bars are as high as they count,
on one scale for all lanes. A pile is what either holds: a lane's code and the days ``[start, end)`` its marks stand on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.figures.canvas import Own, milliseconds
from dashboard.figures.hover import NAMED, event_texts, pile_text
from dashboard.figures.layout import LOW_ROW
from dashboard.figures.lettering import text_width
from dashboard.figures.piles import spell_pile
from dashboard.theme import SMALL, blend, legible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from dashboard.figures.canvas import Canvas
    from dashboard.figures.layout import DrawnLane, Plan

CHIP = 16.0  # pixels: how high a chip is
LEAST = 2.5  # pixels: how high the lowest bar is
NUMBER = 11.0  # pixels kept above a bar for its number
AIR = 1.5  # pixels between two bars


def draw_density(canvas: Canvas, plan: Plan, events: pd.DataFrame, titles: Callable[[int], str]) -> None:
    """Bars and chips of all lanes, in one trace, their numbers in another."""
    bars: list[dict[str, Any]] = []
    highest = _highest(canvas, plan)
    ones = _tell_ones(canvas, plan, events, titles)
    for lane in plan.lanes:
        bars += _chips(canvas, lane, plan, titles) if lane.bars is None else _bars(canvas, lane, plan, ones, highest)
    if not bars:
        return
    columns = {name: Own(bar[name] for bar in bars) for name in bars[0]}
    canvas.bars(
        x=milliseconds((np.array(columns["first"]) + np.array(columns["last"])) / 2),
        width=milliseconds(np.array(columns["last"]) - np.array(columns["first"]) - 2 * AIR / canvas.scale),
        base=np.array(columns["floor"]),
        y=-np.array(columns["height"]),
        marker={
            "color": columns["ground"],
            "line": {"width": columns["edge"], "color": columns["colour"]},
            "cornerradius": 3,
        },
        customdata=columns["opens"],
        hovertext=columns["text"],
        hoverinfo="text",
        hoverlabel={"bordercolor": columns["colour"]},
        name="piles",
    )
    told = [bar for bar in bars if bar["number"]]
    canvas.scatter(
        x=milliseconds([(bar["first"] + bar["last"]) / 2 for bar in told]),
        y=np.array([bar["number_y"] for bar in told]),
        mode="text",
        text=[bar["number"] for bar in told],
        textfont={"size": SMALL, "color": [bar["ink"] for bar in told], "weight": 600},
    )


def _highest(canvas: Canvas, plan: Plan) -> int:
    """The greatest count of a bar in the window, of the lanes that are not folded."""
    edges = plan.bins.edges
    seen = (edges[1:] > canvas.first) & (edges[:-1] < canvas.last)
    counts = [int(lane.bars[seen].max()) for lane in plan.lanes if lane.bars is not None and seen.any()]
    return max([1, *counts])


def _chips(canvas: Canvas, lane: DrawnLane, plan: Plan, titles: Callable[[int], str]) -> list[dict[str, Any]]:
    edges, ground = plan.bins.edges, blend(lane.lane.colour, canvas.theme.paper, 0.18)
    row = lane.marks["row"].tolist()
    bars = []
    for chip in lane.chips:
        if chip.first < 0 or chip.last > len(edges) - 2:
            continue  # it stands beyond what is laid out
        first, last = int(edges[chip.first]), int(edges[chip.last + 1])
        if not _meets(canvas, first, last):
            continue
        names = [titles(row[i]) for i in chip.members[:NAMED]]
        bar = _bar(canvas, lane, (first, last), len(chip.members), names)
        middle = lane.floor - LOW_ROW / 2 - 0.5
        look = {"ground": ground, "edge": 1.1, "height": CHIP, "floor": middle + CHIP / 2, "number_y": middle}
        bars.append(bar | look | {"ink": legible(lane.lane.colour, ground)})
    return bars


def _tell_ones(
    canvas: Canvas, plan: Plan, events: pd.DataFrame, titles: Callable[[int], str]
) -> dict[int, tuple[str, str]]:
    """Id and words of each event that is alone in its bar."""
    edges = plan.bins.edges
    rows = sorted(
        {row for lane in plan.lanes for i, row in lane.ones.items() if _meets(canvas, edges[i], edges[i + 1])}
    )
    told = event_texts(events, rows, [titles(row) for row in rows], [1] * len(rows), canvas.language)
    return dict(zip(rows, zip(events["id"].iloc[rows].tolist(), told, strict=True), strict=True))


def _bars(
    canvas: Canvas, lane: DrawnLane, plan: Plan, ones: dict[int, tuple[str, str]], highest: int
) -> list[dict[str, Any]]:
    assert lane.bars is not None
    edges, theme = plan.bins.edges, canvas.theme
    ground = blend(lane.colour, theme.paper, 0.45)
    folded = lane.lane.collapsed
    room = (LOW_ROW - 2) if folded else max(lane.height - 12 - NUMBER - (22 if canvas.narrow else 0), LOW_ROW)
    bars = []
    for i in np.flatnonzero(lane.bars).tolist():
        first, last = int(edges[i]), int(edges[i + 1])
        if not _meets(canvas, first, last):
            continue
        count = int(lane.bars[i])
        bar = _bar(canvas, lane, (first, last), count, [])
        if i in lane.ones:
            name, text = ones[lane.ones[i]]
            bar |= {"opens": [name], "text": text}
        height = max(LEAST, room * count / max(highest, 1))
        look = {"ground": ground, "edge": 0.0, "height": height, "floor": lane.floor, "ink": theme.ink}
        number = "" if folded else bar["number"]
        bars.append(bar | look | {"number": number, "number_y": lane.floor - height - NUMBER / 2 - 0.5})
    return bars


def _bar(canvas: Canvas, lane: DrawnLane, days: tuple[int, int], count: int, names: Sequence[str]) -> dict[str, Any]:
    number = short_count(count)
    fits = text_width(number, SMALL) <= (days[1] - days[0]) * canvas.scale - 2 * AIR
    return {
        "first": float(days[0]),
        "last": float(days[1]),
        "number": number if fits else "",
        "colour": lane.colour,
        "opens": ["pile", spell_pile(lane.lane.code, *days)],
        "text": pile_text(names, count, days, canvas.language, lane.lane.label),
    }


def _meets(canvas: Canvas, first: int, last: int) -> bool:
    """Whether days are in the window or near enough to be panned to."""
    span = canvas.last - canvas.first
    return last > canvas.first - span and first < canvas.last + span


def short_count(number: int) -> str:
    """A number in as few letters as tell its size.

    >>> short_count(987), short_count(12_345), short_count(2_400_000)
    ('987', '12k', '2.4M')
    """
    if number < 1000:
        return str(number)
    for size, letter in ((1_000_000, "M"), (1000, "k")):
        if number >= size:
            share = number / size
            return f"{share:.1f}{letter}" if share < 9.95 and f"{share:.1f}"[-1] != "0" else f"{share:.0f}{letter}"
    return str(number)
