"""The legend of a timeline: an entry for each kind of mark on screen, drawn with the pens of the marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.figures import pens
from dashboard.figures.canvas import Entry
from dashboard.theme import SMALL, blend
from dashboard.words.phrases import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dashboard.figures.canvas import Canvas
    from dashboard.figures.strokes import DrawnLane

WIDE = ("vague", "span", "open", "deadline", "approximate")  # kinds whose glyph shows their line
BROAD, SLIM = 34.0, 14.0  # widths of a glyph in pixels


def find_kinds(drawn: Sequence[DrawnLane], first: int, last: int) -> list[str]:
    """The kinds of marks between two days, in the order of the legend."""
    found: set[str] = set()
    for lane in drawn:
        seen = (lane.packed.row >= 0) & (lane.marks["end"] > first) & (lane.marks["start"] < last)
        marks = lane.marks[seen]
        found |= set(marks["symbol"]) | (set(marks["kind"]) - {"point"})
        found |= {"approximate"} if marks["approximate"].any() else set()
        found |= {"chip"} if lane.packed.chips else set()
    return [name for name in words("en")["legend"] if name in found]


def legend_entries(canvas: Canvas, kinds: Sequence[str]) -> list[Entry]:
    """Entries for kinds of marks."""
    table = words(canvas.language)["legend"]
    return [Entry(table[name], BROAD if name in WIDE else SLIM, _pen(canvas, name)) for name in kinds]


def _pen(canvas: Canvas, name: str) -> Callable[[float, float], None]:
    """The pen that draws a kind of mark in the legend, in ink of no lane."""

    def draw(x: float, y: float) -> None:
        _draw_line(canvas, name, x, y)
        middle = x + {"open": 5.0, "deadline": BROAD - 6}.get(name, (BROAD if name in WIDE else SLIM) / 2)
        if name == "approximate":
            ink, paper = canvas.theme.muted, canvas.theme.paper
            canvas.shapes.append(
                pens.dashed_outline(pens.SYMBOLS["vague"], middle, y, ink, paper, xref="x2", yref="y2")
            )
            return
        symbol = pens.SYMBOLS.get(name, pens.Symbol("circle", 15, 1.2))
        if symbol.seen:
            _glyph(canvas, symbol, (middle, y), "n" if name == "chip" else "")
        if name == "open":
            _glyph(canvas, pens.Symbol("triangle-right", 9, 0.0, filled=True), (x + 32, y))

    return draw


def _draw_line(canvas: Canvas, name: str, x: float, y: float) -> None:
    theme = canvas.theme
    width = {"span": 11.0, "deadline": pens.LEADER}.get(name, pens.BAR)
    ink = blend(theme.muted, theme.paper, 0.4) if name == "span" else theme.muted
    style = {"color": ink, "width": width, "dash": "3px,2px" if name == "approximate" else "solid"}
    ends: list[tuple[float, float, float, float]] = []
    if name in WIDE:
        ends.append((x, x + BROAD - {"open": 2.0, "deadline": 12.0}.get(name, 0.0), y, y))
    if name in ("vague", "approximate"):
        ends += [(end, end, y - pens.CAP / 2, y + pens.CAP / 2) for end in (x, x + BROAD)]
    for x0, x1, y0, y1 in ends:
        place = {"type": "line", "xref": "x2", "yref": "y2", "x0": x0, "x1": x1, "y0": y0, "y1": y1}
        upright = {"line": style | {"dash": "solid"}} if x0 == x1 else {"line": style}
        canvas.shapes.append(place | upright)


def _glyph(canvas: Canvas, symbol: pens.Symbol, at: tuple[float, float], text: str = "") -> None:
    ink, paper = canvas.theme.muted, canvas.theme.paper
    marker: dict[str, Any] = {"symbol": symbol.name, "size": symbol.size, "color": symbol.fill(ink, paper)}
    marker["line"] = {"width": symbol.edge, "color": symbol.outline(ink, paper)}
    canvas.scatter(
        x=[at[0]],
        y=[at[1]],
        xaxis="x2",
        yaxis="y2",
        mode="markers+text",
        marker=marker,
        text=[text],
        textfont={"size": SMALL, "color": ink},
    )
