"""Draws a chart's strokes on a slide as shapes that can be moved and edited; reads no figure.

Bars and markers are autoshapes, lines are freeforms, text is text. What no one has reviewed has a pattern, as in the
chart.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_PATTERN_TYPE
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.util import Emu

from dashboard.exports.briefing.slides.lettering import PITCH, POINT, Box, Type, colour_of, fill_frame
from dashboard.figures.lettering import text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dashboard.exports.briefing.slides.projection import Stroke

SYMBOLS = {
    "circle": MSO_SHAPE.OVAL,
    "square": MSO_SHAPE.RECTANGLE,
    "diamond": MSO_SHAPE.DIAMOND,
    "triangle-right": MSO_SHAPE.ISOSCELES_TRIANGLE,
}
HATCH = "hash-open"  # the mark that lies over what no one has reviewed


class Easel:
    """Puts strokes in pixels into a box on a slide; all of them lie in one group with a name and a description."""

    def __init__(self, shapes: Any, box: Box, size: tuple[float, float], language: str) -> None:
        self._shapes = shapes
        self._shapes.turbo_add_enabled = True  # else each is numbered by looking at all others
        self._drawn: list[Any] = []
        self._factor = min(box.width / size[0], box.height / size[1])
        self._left, self._top = box.left, box.top
        self._language = language

    def draw(self, strokes: Iterable[Stroke], name: str, said: str) -> Any:
        """Draw all strokes, the first undermost; the group is described by ``said``."""
        drawn = list(strokes)
        hatched = {one.runs[0][0]: one.fill or one.line for one in drawn if one.kind == "mark" and one.symbol == HATCH}
        for one in drawn:
            if one.kind == "mark" and one.symbol != HATCH:
                self._mark(replace(one, hatched=hatched.get(one.runs[0][0])))
            elif one.kind != "mark":
                {"path": self._path, "rect": self._rect, "text": self._text}[one.kind](one)
        group = self._shapes.add_group_shape(self._drawn)
        describe(group, name, said)
        return group

    def _x(self, pixels: float) -> int:
        return round((self._left + pixels * self._factor) * POINT)

    def _y(self, pixels: float) -> int:
        return round((self._top + pixels * self._factor) * POINT)

    def _long(self, pixels: float) -> int:
        return round(pixels * self._factor * POINT)

    def _add(self, kind: Any, corners: tuple[float, float, float, float]) -> Any:
        x0, y0, x1, y1 = corners
        left, top = self._x(min(x0, x1)), self._y(min(y0, y1))
        size = max(self._long(abs(x1 - x0)), 1), max(self._long(abs(y1 - y0)), 1)
        shape = self._shapes.add_shape(kind, Emu(left), Emu(top), Emu(size[0]), Emu(size[1]))
        return self._keep(shape)

    def _keep(self, shape: Any) -> Any:
        """Without the shadow that the template gives to every shape."""
        style = shape._element.find(qn("p:style"))
        if style is not None:
            shape._element.remove(style)
        self._drawn.append(shape)
        return shape

    def _rect(self, one: Stroke) -> None:
        (x0, y0), (x1, y1) = one.runs[0]
        self._paint(self._add(MSO_SHAPE.RECTANGLE, (x0, y0, x1, y1)), one)

    def _mark(self, one: Stroke) -> None:
        x, y = one.runs[0][0]
        half = one.size / 2
        base, hollow = one.symbol.removesuffix("-dot").removesuffix("-open"), "-open" in one.symbol
        if base in ("line-ns", "x-thin"):
            runs = [((x, y - half), (x, y + half))]
            if base == "x-thin":
                step = half * 0.7
                runs = [((x - step, y - step), (x + step, y + step)), ((x - step, y + step), (x + step, y - step))]
            self._path(replace(one, runs=tuple(runs), fill=None))
            return
        shape = self._add(SYMBOLS.get(base, MSO_SHAPE.OVAL), (x - half, y - half, x + half, y + half))
        if base == "triangle-right":
            shape.rotation = 90
        self._paint(shape, replace(one, fill=None) if hollow else one)
        if one.symbol.endswith("-dot"):
            dot = self._add(MSO_SHAPE.OVAL, (x - half / 3, y - half / 3, x + half / 3, y + half / 3))
            self._paint(dot, replace(one, fill=one.line, line=None, hatched=None))

    def _path(self, one: Stroke) -> None:
        (x, y), *rest = one.runs[0]
        builder = self._shapes.build_freeform(self._x(x), self._y(y), scale=1.0)
        builder.add_line_segments([(self._x(px), self._y(py)) for px, py in rest], close=one.closed)
        for (start_x, start_y), *others in one.runs[1:]:
            builder.move_to(self._x(start_x), self._y(start_y))
            builder.add_line_segments([(self._x(px), self._y(py)) for px, py in others], close=one.closed)
        self._paint(self._keep(builder.convert_to_shape()), one)

    def _text(self, one: Stroke) -> None:
        size = one.size * self._factor
        wide = max(text_width(line, size) for line in one.text) * 1.04 + 2
        tall = len(one.text) * size * PITCH
        x, y = self._left + one.runs[0][0][0] * self._factor, self._top + one.runs[0][0][1] * self._factor
        left = {"left": x, "center": x - wide / 2, "right": x - wide}[one.align]
        shape = self._keep(self._shapes.add_textbox(*Box(left, y - tall / 2, wide, tall).emu))
        kind = Type(round(size * 2) / 2, one.line or "#000000", one.bold)
        lines = [[(line, kind)] for line in one.text]
        fill_frame(shape.text_frame, lines, self._language, align=one.align, anchor="middle", wrap=False)
        if one.fill:
            shape.fill.solid()
            shape.fill.fore_color.rgb = colour_of(one.fill)

    def _paint(self, shape: Any, one: Stroke) -> None:
        if one.hatched and one.fill:
            shape.fill.patterned()
            shape.fill.pattern = MSO_PATTERN_TYPE.WIDE_UPWARD_DIAGONAL
            shape.fill.fore_color.rgb, shape.fill.back_color.rgb = colour_of(one.hatched), colour_of(one.fill)
        elif one.fill:
            shape.fill.solid()
            shape.fill.fore_color.rgb = colour_of(one.fill)
        else:
            shape.fill.background()
        if one.line is None or one.width == 0:
            shape.line.fill.background()
            return
        shape.line.color.rgb = colour_of(one.line)
        shape.line.width = Emu(self._long(one.width))
        if one.dash != "solid":
            dotted = one.dash.startswith("1px")
            shape.line.dash_style = MSO_LINE_DASH_STYLE.ROUND_DOT if dotted else MSO_LINE_DASH_STYLE.DASH


def describe(shape: Any, name: str, said: str) -> None:
    """Name a shape, and say for those who cannot see it what it shows."""
    shape.name = name
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", said)


def count_strokes(strokes: Sequence[Stroke]) -> int:
    """How many shapes strokes become."""
    return sum(one.symbol != HATCH for one in strokes)
