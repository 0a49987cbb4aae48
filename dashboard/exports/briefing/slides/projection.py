"""Reads a chart's picture, made for Plotly, as plain strokes in pixels; knows only what our charts are drawn with."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from math import isnan
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dashboard.theme import blend

if TYPE_CHECKING:
    import plotly.graph_objects as go

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """One thing drawn: ``kind`` and its points in pixels from the top left of the picture.

    A ``path`` has runs of points, open or closed; a ``rect`` two corners; a ``mark`` one point, a size and a symbol; a
    ``text`` one point, its lines and how it is anchored.
    """

    kind: Literal["path", "rect", "mark", "text"]
    runs: tuple[tuple[Point, ...], ...]
    line: str | None = None
    fill: str | None = None
    width: float = 1.0
    dash: str = "solid"
    closed: bool = False
    hatched: str | None = None
    size: float = 0.0
    symbol: str = "circle"
    text: tuple[str, ...] = ()
    bold: bool = False
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Projection:
    """Where the axes of a picture lie, in pixels."""

    left: float
    top: float
    across: float
    first: float
    last: float

    @classmethod
    def of(cls, figure: dict[str, Any]) -> Projection:
        """The axes of a figure, as ``Canvas`` lays them out."""
        layout = figure["layout"]
        margin, width = layout["margin"], layout["meta"]["width"]
        first, last = (_instant(one) for one in layout["xaxis"]["range"])
        return cls(margin["l"], margin["t"], width - margin["l"] - margin["r"], first, last)

    def x(self, value: Any, axis: str) -> float:
        """Pixels from the left: of the paper's share, of time, or of pixels of the plot."""
        if axis == "paper":
            return self.left + float(value) * self.across
        if axis == "x2":
            return self.left + float(value)
        return self.left + (_instant(value) - self.first) / (self.last - self.first) * self.across

    def span(self, milliseconds: float, axis: str) -> float:
        """Pixels of a length along an axis."""
        return milliseconds if axis == "x2" else milliseconds / (self.last - self.first) * self.across

    def y(self, value: Any) -> float:
        """Pixels from the top: every vertical axis of ours counts pixels."""
        return self.top + float(value)

    def clip(self, run: Sequence[Point]) -> Iterator[Point]:
        """A line as far as it lies within the plot, cut where it leaves it."""
        low, high = self.left, self.left + self.across
        for number, (x, y) in enumerate(run):
            if low <= x <= high:
                yield x, y
                continue
            edge = low if x < low else high
            for other in (number - 1, number + 1):
                if 0 <= other < len(run) and (run[other][0] > low if x < low else run[other][0] < high):
                    ox, oy = run[other]
                    yield edge, y + (oy - y) * (edge - x) / (ox - x)

    def seen(self, x: float) -> bool:
        """Whether a place lies within the plot."""
        return self.left - 1 <= x <= self.left + self.across + 1


def read_strokes(figure: go.Figure) -> list[Stroke]:
    """Everything a chart draws, from what lies beneath to what lies on top, its time axis with it."""
    spec = figure.to_dict()
    sheet, layout = Projection.of(spec), spec["layout"]
    shapes = [(one.get("layer", "above"), _shape(one, sheet)) for one in layout.get("shapes", ())]
    found = [stroke for layer, stroke in shapes if layer != "above"]
    order = {"y": 0, "y3": 1, "y2": 2}
    kinds = {"heatmap": 0, "bar": 1, "scatter": 2}
    traces = [{name: _read(value) for name, value in trace.items()} for trace in spec["data"]]
    traces = sorted(traces, key=lambda one: (order[one.get("yaxis", "y")], kinds[one["type"]]))
    for trace in traces:
        found += _TRACES[trace["type"]](trace, sheet)
    found += [stroke for layer, stroke in shapes if layer == "above"]
    if layout["xaxis"].get("visible", True):
        found += _axis(layout, sheet)
    return [*found, *(_annotation(one, sheet) for one in layout.get("annotations", ()))]


def _read(value: Any) -> Any:
    """An array that Plotly has packed, as a list; anything else as it is."""
    if isinstance(value, dict) and "bdata" in value:
        return np.frombuffer(b64decode(value["bdata"]), dtype=np.dtype(value["dtype"])).tolist()
    return value


def _instant(value: Any) -> float:
    """Milliseconds since 1970 of a moment that is spelled or counted."""
    if isinstance(value, str):
        return (datetime.fromisoformat(value) - datetime(1970, 1, 1)).total_seconds() * 1000
    if hasattr(value, "isoformat"):
        return _instant(value.isoformat())
    return float(value)


def _shape(one: dict[str, Any], sheet: Projection) -> Stroke:
    line = one.get("line", {})
    width = float(line.get("width", 1))
    look: dict[str, Any] = {"width": width, "dash": line.get("dash", "solid"), "fill": one.get("fillcolor")}
    look["line"] = line.get("color") if width else None
    if one["type"] == "path":
        at = sheet.x(one["xanchor"], one["xref"]), sheet.y(one["yanchor"])
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", one["path"])]
        run = tuple((at[0] + x, at[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True))
        return Stroke("path", (run,), closed=True, **look)
    corners = tuple(_corner(one, number, sheet) for number in (0, 1))
    if one["type"] == "circle":
        (x0, y0), (x1, y1) = corners
        size = abs(x1 - x0)
        return Stroke("mark", ((((x0 + x1) / 2, (y0 + y1) / 2),),), size=size, **look)
    return Stroke("path" if one["type"] == "line" else "rect", (corners,), **look)


def _corner(one: dict[str, Any], number: int, sheet: Projection) -> Point:
    if one.get("xsizemode") == "pixel":
        x = sheet.x(one["xanchor"], one["xref"]) + float(one[f"x{number}"])
    else:
        x = sheet.x(one[f"x{number}"], one["xref"])
    shift = sheet.y(one["yanchor"]) - float(one[f"y{number}"]) if one.get("ysizemode") == "pixel" else None
    return x, sheet.y(one[f"y{number}"]) if shift is None else shift


def _annotation(one: dict[str, Any], sheet: Projection) -> Stroke:
    font = one["font"]
    at = sheet.x(one["x"], one["xref"]) + float(one.get("xshift", 0)), sheet.y(one["y"])
    text = str(one["text"])
    lines = tuple(unescape(re.sub(r"<[^>]*>", "", part)) for part in text.split("<br>"))
    return Stroke(
        "text",
        ((at,),),
        line=font["color"],
        fill=one.get("bgcolor"),
        size=font["size"],
        text=lines,
        bold="<b>" in text or font.get("weight", 400) >= 600,
        align=one.get("xanchor", "left"),
    )


def _heatmap(trace: dict[str, Any], sheet: Projection) -> Iterator[Stroke]:
    axis, xs, ys = trace.get("xaxis", "x"), list(trace["x"]), list(trace["y"])
    gap_x, gap_y = trace.get("xgap", 0) / 2, trace.get("ygap", 0) / 2
    low, high = trace["zmin"], trace["zmax"]
    for row, line in enumerate(trace["z"]):
        for column, value in enumerate(line):
            if value is None:
                continue
            start, end = (
                min(max(sheet.x(one, axis), sheet.left), sheet.left + sheet.across) for one in xs[column : column + 2]
            )
            if end - start <= 2 * gap_x:
                continue
            colour = colour_at(trace["colorscale"], (value - low) / (high - low) if high > low else 0.0)
            corners = (start + gap_x, sheet.y(ys[row]) + gap_y), (end - gap_x, sheet.y(ys[row + 1]) - gap_y)
            yield Stroke("rect", (corners,), fill=colour)


def colour_at(scale: Sequence[Sequence[Any]], share: float) -> str:
    """The colour at a share of the way along a scale of stops.

    >>> colour_at([[0, "#000000"], [1, "#ffffff"]], 0.5)
    '#808080'
    """
    along = min(max(share, 0.0), 1.0) * (len(scale) - 1)
    place = min(int(along), len(scale) - 2)
    return blend(scale[place + 1][1], scale[place][1], along - place)


def _bar(trace: dict[str, Any], sheet: Projection) -> Iterator[Stroke]:
    axis, marker = trace.get("xaxis", "x"), trace["marker"]
    number = len(trace["y"])
    xs, ys, bases, widths = (_spread(trace.get(name, 0), number) for name in ("x", "y", "base", "width"))
    colours = _spread(marker["color"], number)
    edge = marker.get("line", {})
    pattern = marker.get("pattern") or {}
    for x, y, base, width, colour, line in zip(
        xs, ys, bases, widths, colours, _spread(edge.get("color"), number), strict=True
    ):
        if trace.get("orientation") == "h":
            start = sheet.x(base, axis)
            end = start + sheet.span(float(x), axis)
            corners = (start, sheet.y(float(y) - float(width) / 2)), (end, sheet.y(float(y) + float(width) / 2))
        else:
            half = sheet.span(float(width), axis) / 2
            middle = sheet.x(x, axis)
            top, bottom = sorted((float(base), float(base) + float(y)))
            corners = (middle - half, sheet.y(top)), (middle + half, sheet.y(bottom))
        low, high = sheet.left, sheet.left + sheet.across
        if corners[1][0] < low or corners[0][0] > high:
            continue
        kept = tuple((min(max(px, low), high), py) for px, py in corners)
        drawn = float(np.max(edge.get("width") or 0)) > 0
        hatched = str(_spread(pattern["fgcolor"], 1)[0]) if pattern.get("shape") else None
        yield Stroke("rect", (kept,), fill=colour, line=line if drawn else None, hatched=hatched)


def _scatter(trace: dict[str, Any], sheet: Projection) -> Iterator[Stroke]:
    axis, mode = trace.get("xaxis", "x"), trace["mode"]
    xs, ys = list(trace["x"]), list(trace["y"])
    if mode == "lines":
        yield from _lines(trace, sheet, axis)
        return
    number = len(xs)
    look = trace["marker"] if mode == "markers" else trace["textfont"]
    sizes, colours = _spread(look.get("size", 6), number), _spread(look.get("color"), number)
    if mode == "text":
        side = "left" if "right" in trace.get("textposition", "") else "center"
        bold = look.get("weight", 400) >= 600
        for x, y, text, size, colour in zip(xs, ys, trace["text"], sizes, colours, strict=True):
            at = sheet.x(x, axis), sheet.y(y)
            if sheet.seen(at[0]):
                yield Stroke("text", ((at,),), line=colour, size=size, text=(unescape(text),), bold=bold, align=side)
        return
    symbols = _spread(look.get("symbol", "circle"), number)
    edge = look.get("line") or {}
    edges, widths = _spread(edge.get("color"), number), _spread(edge.get("width", 0), number)
    opacity = _spread(look.get("opacity", 1), number)
    for x, y, *rest in zip(xs, ys, sizes, colours, symbols, edges, widths, opacity, strict=True):
        size, colour, symbol, line, width, shown = rest
        at = sheet.x(x, axis), sheet.y(y)
        if shown and sheet.seen(at[0]):
            yield Stroke(
                "mark", ((at,),), line=line or colour, fill=colour, width=float(width), size=float(size), symbol=symbol
            )


def _lines(trace: dict[str, Any], sheet: Projection, axis: str) -> Iterator[Stroke]:
    runs: list[list[Point]] = [[]]
    for x, y in zip(trace["x"], trace["y"], strict=True):
        if x is None or y is None or (isinstance(x, float) and isnan(x)) or isnan(y):
            runs.append([])
            continue
        runs[-1].append((sheet.x(x, axis), sheet.y(y)))
    clip = trace.get("cliponaxis", True) and axis == "x"
    kept = tuple(tuple(sheet.clip(run)) if clip else tuple(run) for run in runs if len(run) > 1)
    kept = tuple(run for run in kept if len(run) > 1)
    if not kept:
        return
    line = trace["line"]
    width = float(line.get("width", 1))
    look: dict[str, Any] = {"width": width, "dash": line.get("dash", "solid")}
    closed = trace.get("fill") == "toself"
    yield Stroke(
        "path", kept, line=line.get("color") if width else None, closed=closed, fill=trace.get("fillcolor"), **look
    )


def _axis(layout: dict[str, Any], sheet: Projection) -> Iterator[Stroke]:
    """The line of time beneath the plot with its years, or months where few years are shown."""
    axis, y = layout["xaxis"], sheet.y(layout["yaxis"]["range"][0])
    colour = axis["linecolor"]
    ends = (sheet.left, y), (sheet.left + sheet.across, y)
    yield Stroke("path", (ends,), line=colour)
    first, last = (datetime.fromisoformat(one) for one in axis["range"])
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    every = next((one for one in (1, 3, 12, 24, 60, 120) if len(months) / one * 44 <= sheet.across), 240)
    for month in months:
        moment = datetime(month // 12, month % 12 + 1, 1)
        if month % every or not first <= moment < last:
            continue
        x = sheet.x(moment, "x")
        yield Stroke("path", (((x, y), (x, y + 4)),), line=colour)
        text = str(moment.year) if every >= 12 or moment.month == 1 else f"{moment.month:02d}"
        font = axis["tickfont"]
        yield Stroke("text", (((x + 3, y + 11),),), line=font["color"], size=font["size"], text=(text,))


def _spread(value: Any, number: int) -> list[Any]:
    """A value for each of some things, be it one for all or a list."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return list(value) if len(value) == number else [value[0] if len(value) else None] * number
    return [value] * number


_TRACES: dict[str, Any] = {"heatmap": _heatmap, "bar": _bar, "scatter": _scatter}
