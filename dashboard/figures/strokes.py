"""Draws the marks of packed lanes: lines, stretches, symbols, labels; decides neither their rows nor their kinds.

Marks of all lanes share a trace for each way of drawing, because a browser's time goes with the number of traces.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.figures import pens
from dashboard.figures.canvas import Own, milliseconds, moments
from dashboard.figures.hover import event_texts
from dashboard.figures.lettering import fit, plain, text_width
from dashboard.theme import TEXT, blend

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from dashboard.figures.canvas import Canvas
    from dashboard.figures.layout import DrawnLane

AIR = 4.0  # pixels between a line and the label that interrupts it
Placed = tuple[str, float, float]  # words of a label, its left and its right edge
Labels = dict[int, Placed]
Strip = tuple[list[float], list[float]]  # days and heights of lines one after the other, parted by NaN


@dataclass(frozen=True, slots=True)
class Line:
    """A style of line: its colour, its width in pixels, its dash."""

    colour: str
    width: float
    dash: str = "solid"


@dataclass(slots=True)
class Sheet:
    """What is to be drawn of all lanes, gathered by the way it is drawn; days since 1970 and pixels from the top."""

    lines: dict[Line, Strip] = field(default_factory=lambda: defaultdict(lambda: ([], [])))
    ends: list[dict[str, Any]] = field(default_factory=list)
    spans: list[dict[str, Any]] = field(default_factory=list)
    symbols: list[dict[str, Any]] = field(default_factory=list)
    hatches: list[dict[str, Any]] = field(default_factory=list)
    labels: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of events, by their position in the frame: titles, and in how many mentions each is told."""

    events: pd.DataFrame
    title: Callable[[int], str]
    mentions: Callable[[int], int]

    def texts(self, rows: Sequence[int], language: str) -> list[str]:
        """What is said of each of some events when it is pointed at; the words of one on several lanes are one."""
        each = list(dict.fromkeys(rows))
        told = event_texts(self.events, each, [*map(self.title, each)], [*map(self.mentions, each)], language)
        found = dict(zip(each, told, strict=True))
        return [found[row] for row in rows]


def gather_lane(canvas: Canvas, sheet: Sheet, lane: DrawnLane) -> int:
    """Put the marks of a lane on the sheet; returns how many marks in view have no label."""
    if lane.packed is None:
        return 0
    span = canvas.last - canvas.first
    marks = lane.marks
    shown = lane.packed.row >= 0
    shown &= ((marks["end"] > canvas.first - span) & (marks["start"] < canvas.last + span)).to_numpy()
    labels = place_labels(canvas, lane, shown)
    _gather_lines(canvas, sheet, lane, labels, shown)
    _gather_symbols(canvas, sheet, lane, shown)
    for i, (text, left, _) in labels.items():
        sheet.labels.append({"x": left / canvas.scale, "y": float(lane.y[i]), "text": plain(text)})
    at = marks["at"].to_numpy()
    inside = shown & (at >= canvas.first) & (at < canvas.last)
    return int(inside.sum()) - sum(bool(inside[i]) for i in labels)


def place_labels(canvas: Canvas, lane: DrawnLane, shown: Any) -> Labels:
    """Words, left and right edge (pixels since 1970) of each label; one that the window's edge cuts is shortened.

    A label on a line that enters from the left of the window stands at the window's edge.
    """
    low, high = canvas.first * canvas.scale, canvas.last * canvas.scale
    placed = {}
    for i, label in lane.packed.labels.items() if lane.packed else ():
        enters = label.left < low < label.right
        if not shown[i] or (enters and not label.on):
            continue
        left = (low if enters else label.left) + 2 * AIR * label.on
        right = min(label.right - AIR, high) if left < high else label.right - AIR
        text = fit(label.text, TEXT, right - left) if left < low or right > left else None
        if text:
            placed[i] = (text, left, left + text_width(text, TEXT))
    return placed


def _gather_lines(canvas: Canvas, sheet: Sheet, lane: DrawnLane, labels: Labels, shown: Any) -> None:
    """Bars, stretches, arrows and leader lines; a label interrupts the thin ones."""
    marks, theme, packed = lane.marks, canvas.theme, lane.packed
    assert packed is not None
    kind, rough = marks["kind"].to_numpy(), marks["approximate"].to_numpy()
    start, end = (marks[name].to_numpy(dtype=np.float64) for name in ("start", "end"))
    longer = (end - start) * canvas.scale > 2 * pens.REACH + 2  # a shorter bar would hide behind its symbol
    lead = packed.lead / canvas.scale
    near = marks["at"].to_numpy() - pens.REACH / canvas.scale
    near = np.where(kind == "point", near, np.minimum(start, near))
    whole = lead <= marks["origin"].to_numpy() + 0.01
    leader = blend(lane.colour, theme.paper, 0.6)
    for i in np.flatnonzero(shown).tolist():
        y, dash = float(lane.y[i]), "4px,3px" if rough[i] else "solid"
        if not np.isnan(lead[i]):
            style = Line(leader, pens.LEADER) if whole[i] else Line(leader, pens.LEADER + 0.4, "2px,3px")
            _line(
                canvas, sheet.lines[style], (lead[i], near[i]), y, labels.get(i) if _on(lane, i) and whole[i] else None
            )
        if kind[i] == "span":
            sheet.spans.append(_stretch(canvas, lane, i, y))
        elif kind[i] == "open" or (kind[i] == "vague" and longer[i]):
            style = Line(lane.colour, pens.BAR, dash)
            _line(canvas, sheet.lines[style], (start[i], end[i]), y, labels.get(i) if _on(lane, i) else None)
            if kind[i] == "open":
                sheet.ends.append({"x": end[i], "y": y, "symbol": "triangle-right", "size": 9, "colour": lane.colour})
            else:
                cap = {"y": y, "symbol": "line-ns", "size": pens.CAP, "colour": lane.colour}
                sheet.ends += [{"x": edge} | cap for edge in (start[i], end[i])]


def _on(lane: DrawnLane, i: int) -> bool:
    """Whether the label of a mark stands on its own line."""
    return bool(lane.packed and i in lane.packed.labels and lane.packed.labels[i].on)


def _line(canvas: Canvas, to: Strip, ends: tuple[float, float], y: float, label: Placed | None) -> None:
    """A line from one day to another, with a gap for a label that stands on it."""
    low, high = float(ends[0]), float(ends[1])
    days, heights = to
    if label:
        gap = ((label[1] - AIR) / canvas.scale, (label[2] + AIR) / canvas.scale)
        if low < gap[1] and gap[0] < high:
            days += [low, max(gap[0], low), np.nan, min(gap[1], high), high, np.nan]
            heights += [y] * 6
            return
    days += [low, high, np.nan]
    heights += [y] * 3


def _stretch(canvas: Canvas, lane: DrawnLane, i: int, y: float) -> dict[str, Any]:
    mark = lane.marks.iloc[i]
    return {
        "base": float(mark["start"]),
        "length": float(mark["end"] - mark["start"]),
        "y": y,
        "colour": blend(lane.lane.colour, canvas.theme.paper, 0.26),
        "hatch": "" if mark["reviewed"] else "/",
        "ink": blend(lane.lane.colour, canvas.theme.paper, 0.46),
    }


def _gather_symbols(canvas: Canvas, sheet: Sheet, lane: DrawnLane, shown: Any) -> None:
    """The symbol of each mark, with its event's id and row, and hatching where none has reviewed it."""
    paper, colour = canvas.theme.paper, lane.colour
    columns = ("symbol", "approximate", "at", "id", "row", "told", "meant", "reviewed")
    marks = zip(*(lane.marks[name].to_numpy()[shown].tolist() for name in columns), strict=True)
    for y, (kind, rough, at, name, row, told, meant, reviewed) in zip(lane.y[shown].tolist(), marks, strict=True):
        symbol = pens.SYMBOLS[kind]
        if rough:
            x = moments([at])[0]
            canvas.shapes.append(pens.dashed_outline(symbol, x, y, colour, paper, xref="x", yref="y"))
        place = {"x": float(at), "y": y}
        sheet.symbols.append(
            place
            | {
                "symbol": symbol.name,
                "size": symbol.size,
                "colour": symbol.fill(colour, paper),
                "opacity": float(symbol.seen and not rough),
                "edge": symbol.edge,
                "outline": symbol.outline(colour, paper),
                "id": name,
                "row": row,
                "told": told,
                "meant": meant,
                "lane": colour,
            }
        )
        if not reviewed and symbol.seen:
            ink = paper if symbol.filled else blend(colour, paper, 0.55)
            sheet.hatches.append(place | {"size": symbol.hatch, "colour": ink})


def draw_sheet(canvas: Canvas, sheet: Sheet, said: Said) -> None:
    """Turn what was gathered into traces, the lines beneath and the labels on top, with words for a pointer."""
    _draw_spans(canvas, sheet.spans)
    for line, (days, heights) in sheet.lines.items():
        style = {"color": line.colour, "width": line.width, "dash": line.dash}
        canvas.scatter(x=milliseconds(days), y=np.array(heights), mode="lines", line=style)
    if sheet.ends:
        ends = _columns(sheet.ends)
        width = [pens.BAR if name == "line-ns" else 0 for name in ends["symbol"]]
        edge = {"width": width, "color": ends["colour"]}
        marker = {"symbol": ends["symbol"], "size": ends["size"], "color": ends["colour"], "line": edge}
        canvas.scatter(x=milliseconds(ends["x"]), y=np.array(ends["y"]), mode="markers", marker=marker)
    if sheet.symbols:
        some = _columns(sheet.symbols)
        canvas.scatter(
            x=milliseconds(some["x"]),
            y=np.array(some["y"]),
            mode="markers",
            marker={
                "symbol": some["symbol"],
                "size": some["size"],
                "color": some["colour"],
                "opacity": some["opacity"],
                "line": {"width": some["edge"], "color": some["outline"]},
            },
            customdata=Own([one] for one in some["id"]),
            hovertext=Own(said.texts(some["row"], canvas.language)),
            hoverinfo="text",
            hoverlabel={"bordercolor": some["lane"]},
            meta={"told": some["told"], "meant": some["meant"]},
            name="marks",
        )
    if sheet.hatches:
        some = _columns(sheet.hatches)
        marker = pens.hatch(some["size"], some["colour"])
        canvas.scatter(x=milliseconds(some["x"]), y=np.array(some["y"]), mode="markers", marker=marker)
    if sheet.labels:
        some = _columns(sheet.labels)
        font = {"size": TEXT, "color": canvas.theme.ink}
        place = {"x": milliseconds(some["x"]), "y": np.array(some["y"])}
        canvas.scatter(**place, mode="text", text=some["text"], textposition="middle right", textfont=font)


def _draw_spans(canvas: Canvas, spans: Sequence[dict[str, Any]]) -> None:
    """Stretches of time, a trace for each colour and hatching."""
    looks = dict.fromkeys((span["colour"], span["hatch"], span["ink"]) for span in spans)
    for colour, hatch, ink in looks:
        some = _columns(
            [span for span in spans if (span["colour"], span["hatch"], span["ink"]) == (colour, hatch, ink)]
        )
        pattern = {"shape": hatch, "fgcolor": ink, "size": 6, "solidity": 0.12, "fillmode": "overlay"}
        canvas.bars(
            orientation="h",
            base=milliseconds(some["base"]),
            x=milliseconds(some["length"]),
            y=np.array(some["y"]),
            width=pens.STRETCH,
            marker={"color": colour, "pattern": pattern, "line": {"width": 0}, "cornerradius": 2},
            hoverinfo="skip",
        )


def _columns(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: Own(row[name] for row in rows) for name in rows[0]}
