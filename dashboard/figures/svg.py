"""Writes a timeline as SVG without a browser: the first picture of a page, before Plotly's script is there.

It reads what ``Canvas`` writes and nothing else of Plotly: traces of dots, lines, words and bars over one axis of time,
shapes and words in pixels. Symbols have the outlines of plotly.js, so that the picture does not move when Plotly draws.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup, escape

from dashboard.figures.lettering import text_width
from dashboard.theme import FONT, find_margins

if TYPE_CHECKING:
    import plotly.graph_objects as go

DAY = 86_400_000  # milliseconds
LINE = 1.3  # lines of a text, in heights of its letters
TAG = re.compile(r'<(/?)(b|br|span)(?: style="([^"]*)")?\s*/?>')
ANCHORS = {"left": "start", "center": "middle", "right": "end"}


def write_svg(figure: go.Figure) -> Markup:
    """The picture as one ``<svg>`` element, as wide and as high as the figure was drawn.

    Raises ValueError for a trace or a shape that no ``Canvas`` draws.
    """
    paper = _Paper(figure)
    shapes = [shape.to_plotly_json() for shape in figure.layout.shapes]
    below, above = ([one for one in shapes if (one.get("layer") == "below") is under] for under in (True, False))
    traces = [trace.to_plotly_json() for trace in figure.data]
    timed = [one for one in traces if one.get("xaxis") != "x2"]
    # Plotly draws the bars of a layer beneath its dots, lines and words.
    drawn = [one for kind in ("bar", "scatter") for one in timed if one["type"] == kind and one.get("yaxis") == "y3"]
    ruled = [one for one in timed if one.get("yaxis") != "y3"]
    parts = [
        *(_draw_shape(paper, one) for one in below),
        Markup('<svg x="{0}" width="{1}" height="{2}" viewBox="{0} 0 {1} {2}">').format(
            paper.left, paper.across, paper.height
        ),
        *(part for one in (*ruled, *drawn) for part in _draw_trace(paper, one)),
        Markup("</svg>"),
        *(part for one in traces if one.get("xaxis") == "x2" for part in _draw_trace(paper, one)),
        *(_draw_shape(paper, one) for one in above),
        *(_draw_note(paper, one.to_plotly_json()) for one in figure.layout.annotations),
    ]
    head = Markup(
        '<svg viewBox="0 0 {w} {h}" width="{w}" height="{h}" font-family="{font}">'
        '<rect width="{w}" height="{h}" fill="{ground}"/>'
    ).format(w=paper.width, h=paper.height, font=FONT, ground=figure.layout.paper_bgcolor)
    return head + Markup("").join(parts) + Markup("</svg>")


class _Paper:
    """Where things lie on the sheet, in pixels from its upper left corner."""

    def __init__(self, figure: go.Figure) -> None:
        meta, layout = figure.layout.meta, figure.layout
        self.width, self.height = int(meta["width"]), int(layout.height)
        margins = find_margins(self.width)
        self.left, self.top = margins.left, int(layout.margin.t)
        self.across = self.width - margins.left - margins.right
        self._first, self._days = meta["first"], meta["last"] - meta["first"]

    def at(self, moments: Any) -> Any:
        """Of moments: milliseconds since 1970, or one as ISO spells it."""
        if isinstance(moments, str):
            moments = np.datetime64(moments, "ms").astype(np.int64)
        return self.left + (np.asarray(moments, dtype=float) / DAY - self._first) / self._days * self.across

    def long(self, milliseconds: Any) -> Any:
        """Of lengths of time."""
        return np.asarray(milliseconds, dtype=float) / DAY / self._days * self.across

    def x(self, value: Any, reference: str | None) -> float:
        """Of a place on an axis: of time, of pixels (``x2``), or a share of the plot (``paper``)."""
        if reference == "x2":
            return self.left + float(value)
        return self.left + float(value) * self.across if reference == "paper" else float(self.at(value))


# ---------------------------------------------------------------- traces


def _draw_trace(paper: _Paper, trace: Mapping[str, Any]) -> Iterator[Markup]:
    kind, mode = trace["type"], trace.get("mode", "")
    if kind == "bar":
        yield from _draw_bars(paper, trace)
        return
    if kind != "scatter":
        raise ValueError(f"a trace of kind '{kind}': no timeline has one, and it cannot be written as SVG")
    held = np.asarray(trace["x"], dtype=float)
    x = paper.left + held if trace.get("xaxis") == "x2" else paper.at(held)
    y = paper.top + np.asarray(trace["y"], dtype=float)
    if "lines" in mode:
        yield _draw_line(x, y, trace["line"])
    if "markers" in mode:
        yield from _draw_markers(x, y, trace["marker"])
    if "text" in mode:
        names = ("size", "color", "weight")
        fonts = zip(*(_each(trace["textfont"].get(name), len(x)) for name in names), strict=True)
        _, _, side = trace.get("textposition", "middle center").partition(" ")
        anchor = {"left": "right", "right": "left"}.get(side, "center")  # the words lie on the side named
        for *place, text, font in zip(x, y, trace["text"], fonts, strict=True):
            yield _write_text((place[0], place[1]), text, dict(zip(names, font, strict=True)), anchor)


def _draw_line(x: Any, y: Any, line: Mapping[str, Any]) -> Markup:
    """A line, broken where a place is not a number."""
    whole = ~(np.isnan(x) | np.isnan(y))
    begins = whole & ~np.concatenate([[False], whole[:-1]])
    path = "".join(
        f"{'M' if first else 'L'}{a:.2f},{b:.2f}"
        for a, b, here, first in zip(x.tolist(), y.tolist(), whole.tolist(), begins.tolist(), strict=True)
        if here
    )
    return Markup('<path d="{}" fill="none"{}/>').format(path, _stroke(line))


def _draw_markers(x: Any, y: Any, marker: Mapping[str, Any]) -> Iterator[Markup]:
    """Symbols; where their sizes are a list and nothing is said, Plotly lets the ground shine through them."""
    many, edge = len(x), marker.get("line", {})
    columns = [
        x.tolist(),
        y.tolist(),
        _each(marker["symbol"], many),
        _each(marker["size"], many),
        _each(marker["color"], many),
        _each(marker.get("opacity", 0.7 if many > 1 and not isinstance(marker["size"], int | float) else 1), many),
        _each(edge.get("width", 0), many),
        _each(edge.get("color"), many),
    ]
    turn = f" rotate({marker['angle']})" if marker.get("angle") else ""
    for left, top, name, size, colour, opacity, width, outline in zip(*columns, strict=True):
        if opacity and not (np.isnan(left) or np.isnan(top)):
            path = SYMBOLS[name](size / 2)
            bare = "open" in name
            stroke = _stroke({"color": (colour if bare else outline) or colour, "width": width})
            faint = Markup(' opacity="{}"').format(opacity) if opacity < 1 else Markup()
            place = (f"{left:.2f}", f"{top:.2f}", turn)
            mark = Markup('<path d="{}" transform="translate({},{}){}" fill="{}"{}{}/>')
            yield mark.format(path, *place, "none" if bare else colour, stroke, faint)


def _draw_bars(paper: _Paper, trace: Mapping[str, Any]) -> Iterator[Markup]:
    """Bars that stand in a stretch of time, or lie along one; hatched where their pattern says so."""
    lying = trace.get("orientation") == "h"
    many = len(trace["x"])
    if lying:
        left, wide = paper.at(trace["base"]), paper.long(trace["x"])
        high = np.broadcast_to(np.asarray(trace["width"], dtype=float), many)
        top = paper.top + np.asarray(trace["y"], dtype=float) - high / 2
    else:
        wide, high = paper.long(trace["width"]), -np.asarray(trace["y"], dtype=float)
        left = paper.at(trace["x"]) - wide / 2
        top = paper.top + np.asarray(trace["base"], dtype=float) - high
    marker = trace["marker"]
    edge, pattern = marker.get("line", {}), marker.get("pattern") or {}
    fills, strokes = _each(marker["color"], many), _each(edge.get("color"), many)
    widths = _each(edge.get("width", 0), many)
    box = Markup('<rect x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}" rx="{}" fill="{}"{}/>')
    boxes = zip(left.tolist(), top.tolist(), wide.tolist(), high.tolist(), strict=True)
    for place, fill, colour, width in zip(boxes, fills, strokes, widths, strict=True):
        yield box.format(*place, marker.get("cornerradius", 0), fill, _stroke({"color": colour, "width": width}))
        if pattern.get("shape"):
            yield _hatch(place, pattern)


def _hatch(box: tuple[float, float, float, float], pattern: Mapping[str, Any]) -> Markup:
    """Slanting lines within a bar, from its left or lower edge to its upper or right one."""
    left, top, wide, high = box
    path = ""
    for at in np.arange(pattern["size"] / 2, wide + high, pattern["size"]).tolist():
        path += f"M{left + max(at - high, 0):.1f},{top + min(at, high):.1f}"
        path += f"L{left + min(at, wide):.1f},{top + max(at - wide, 0):.1f}"
    return Markup('<path d="{}" fill="none" stroke="{}" stroke-width="0.7"/>').format(path, pattern["fgcolor"])


def _each(value: Any, many: int) -> list[Any]:
    """A value for each of many, where it is one for all."""
    return list(value) if isinstance(value, list | tuple | np.ndarray) else [value] * many


def _stroke(line: Mapping[str, Any]) -> Markup:
    if not line.get("width") or not line.get("color"):
        return Markup()
    dash = str(line.get("dash") or "solid")
    dashed = "" if dash == "solid" else Markup(' stroke-dasharray="{}"').format(dash.replace("px", ""))
    return Markup(' stroke="{}" stroke-width="{}"{}').format(line["color"], line["width"], dashed)


# ---------------------------------------------------------------- symbols, as plotly.js outlines them


def _circle(r: float) -> str:
    return f"M{r},0A{r},{r} 0 1,1 0,{-r}A{r},{r} 0 0,1 {r},0Z"


def _diamond(r: float) -> str:
    far = 1.3 * r
    return f"M{far},0L0,{far}L{-far},0L0,{-far}Z"


def _triangle(r: float) -> str:
    high = 2 * r / 3**0.5
    return f"M{-r / 2},{high}V{-high}H{-r / 2}L{r},0Z"


def _hash(r: float) -> str:
    near = r / 3
    return "".join(f"M{at},{r}V{-r}M{r},{at}H{-r}" for at in (near, -near))


SYMBOLS: dict[str, Callable[[float], str]] = {
    "circle": _circle,
    "circle-open": _circle,
    "circle-open-dot": lambda r: _circle(r) + "M0.5,0L0,0.5L-0.5,0L0,-0.5Z",
    "diamond": _diamond,
    "triangle-right": _triangle,
    "line-ns": lambda r: f"M0,{r}V{-r}",
    "hash-open": _hash,
}


# ---------------------------------------------------------------- shapes and words


def _draw_shape(paper: _Paper, shape: Mapping[str, Any]) -> Markup:
    kind, xref = shape["type"], shape.get("xref")
    look = Markup(' fill="{}"{}').format(shape.get("fillcolor") or "none", _stroke(shape.get("line") or {}))
    if shape.get("xsizemode") == "pixel":
        base = paper.x(shape["xanchor"], xref)
        fixed = shape.get("ysizemode") == "pixel"
        floor = paper.top + (float(shape["yanchor"]) if fixed else 0.0)
        if kind == "path":
            return Markup('<path d="{}" transform="translate({:.2f},{:.2f})"{}/>').format(
                shape["path"], base, floor, look
            )
        left, right = base + float(shape["x0"]), base + float(shape["x1"])
    else:
        floor = float(paper.top)
        left, right = paper.x(shape["x0"], xref), paper.x(shape["x1"], xref)
    top, bottom = floor + float(shape["y0"]), floor + float(shape["y1"])
    if kind == "line":
        return Markup('<path d="M{:.2f},{:.2f}L{:.2f},{:.2f}"{}/>').format(left, top, right, bottom, look)
    if kind == "circle":
        return Markup('<ellipse cx="{:.2f}" cy="{:.2f}" rx="{:.2f}" ry="{:.2f}"{}/>').format(
            (left + right) / 2, (top + bottom) / 2, abs(right - left) / 2, abs(bottom - top) / 2, look
        )
    if kind != "rect":
        raise ValueError(f"a shape of kind '{kind}': no timeline has one, and it cannot be written as SVG")
    return Markup('<rect x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}"{}/>').format(
        min(left, right), min(top, bottom), abs(right - left), abs(bottom - top), look
    )


def _draw_note(paper: _Paper, note: Mapping[str, Any]) -> Markup:
    font = note["font"]
    x = paper.left + float(note["x"]) * paper.across + float(note.get("xshift", 0))
    y, anchor = paper.top + float(note["y"]), note.get("xanchor", "left")
    ground = Markup()
    if note.get("bgcolor"):
        wide = text_width(note["text"], font["size"]) + 4
        left = x - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[anchor]
        box = Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" fill="{}"/>')
        ground = box.format(left, y - font["size"] * 0.75, wide, font["size"] * 1.5, note["bgcolor"])
    return ground + _write_text((x, y), note["text"], font, anchor)


def _write_text(place: tuple[float, float], text: str, font: Mapping[str, Any], anchor: str) -> Markup:
    """Words about a height, in Plotly's few tags: ``<b>``, ``<br>`` and ``<span>`` with a style."""
    (x, y), size, weight = place, font["size"], font.get("weight")
    if not text or np.isnan(x) or np.isnan(y):
        return Markup()
    lines = re.split(r"<br\s*/?>", text)
    spans = [
        Markup('<tspan x="{:.2f}" y="{:.2f}">{}</tspan>').format(
            x, y + size * (0.35 + LINE * (number - (len(lines) - 1) / 2)), _spell(line)
        )
        for number, line in enumerate(lines)
    ]
    bold = Markup(' font-weight="{}"').format(weight) if weight and weight != 400 else Markup()
    return Markup('<text font-size="{}" fill="{}" text-anchor="{}" xml:space="preserve"{}>{}</text>').format(
        size, font["color"], ANCHORS[anchor], bold, Markup("").join(spans)
    )


def _spell(line: str) -> Markup:
    """One line in SVG's spelling of the same tags."""
    said, rest = Markup(), 0
    for tag in TAG.finditer(line):
        said += escape(unescape(line[rest : tag.start()]))
        rest = tag.end()
        style = (tag[3] or "").replace("color:", "fill:") if tag[2] == "span" else "font-weight:700"
        said += Markup("</tspan>") if tag[1] else Markup('<tspan style="{}">').format(style)
    return said + escape(unescape(line[rest:]))
