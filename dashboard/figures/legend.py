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
    from dashboard.figures.layout import DrawnLane

WIDE = ("vague", "span", "open", "deadline", "approximate")  # kinds whose glyph shows their line
BROAD, SLIM = 34.0, 14.0  # widths of a glyph in pixels


def find_kinds(drawn: Sequence[DrawnLane], first: int, last: int) -> list[str]:
    """The kinds of marks between two days, in the order of the legend."""
    found: set[str] = set()
    for lane in drawn:
        found |= {"density"} if lane.bars is not None and lane.bars.any() else set()
        if lane.packed is None:
            continue
        inside = ((lane.marks["end"] > first) & (lane.marks["start"] < last)).to_numpy()
        seen = lane.marks[(lane.packed.row >= 0) & inside]
        found |= set(seen["symbol"]) | (set(seen["kind"]) - {"point"})
        found |= {"approximate"} if seen["approximate"].any() else set()
        found |= {"unreviewed"} if not seen["reviewed"].all() else set()
        found |= {"chip"} if any(inside[list(chip.members)].any() for chip in lane.packed.chips) else set()
    return [name for name in words("en")["legend"] if name in found]


def legend_entries(canvas: Canvas, kinds: Sequence[str], unit: str) -> list[Entry]:
    """Entries for kinds of marks; ``unit`` is the stretch of the calendar that a bar counts."""
    table = words(canvas.language)
    said = {name: table["legend"][name].format(unit=table["bin"][unit]) for name in kinds}
    return [Entry(said[name], BROAD if name in WIDE else SLIM, _pen(canvas, name)) for name in kinds]


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
        if name in ("chip", "density"):
            _draw_bars(canvas, name, x, y)
            return
        symbol = pens.SYMBOLS["point" if name == "unreviewed" else name]
        if symbol.seen:
            _glyph(canvas, symbol, (middle, y))
        if name == "unreviewed":
            _marker(canvas, pens.hatch(symbol.hatch, canvas.theme.paper), (middle, y))
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


def _glyph(canvas: Canvas, symbol: pens.Symbol, at: tuple[float, float]) -> None:
    ink, paper = canvas.theme.muted, canvas.theme.paper
    marker: dict[str, Any] = {"symbol": symbol.name, "size": symbol.size, "color": symbol.fill(ink, paper)}
    marker["line"] = {"width": symbol.edge, "color": symbol.outline(ink, paper)}
    _marker(canvas, marker, at)


def _marker(canvas: Canvas, marker: dict[str, Any], at: tuple[float, float]) -> None:
    place = {"x": [at[0]], "y": [at[1]], "xaxis": "x2", "yaxis": "y2"}
    canvas.scatter(**place, mode="markers", marker=marker, cliponaxis=False)


def _draw_bars(canvas: Canvas, name: str, x: float, y: float) -> None:
    """A chip with its number, or three bars of density."""
    ink, paper = canvas.theme.muted, canvas.theme.paper
    place = {"type": "rect", "xref": "x2", "yref": "y2"}
    if name == "chip":
        bounds = {"x0": x + 0.5, "x1": x + SLIM + 4, "y0": y - 7, "y1": y + 7}
        canvas.shapes.append(
            place | bounds | {"fillcolor": blend(ink, paper, 0.18), "line": {"color": ink, "width": 1.1}}
        )
        canvas.write("<b>n</b>", x + SLIM / 2 + 2, y, size=SMALL, xanchor="center")
        return
    for number, height in enumerate((6, 12, 9)):
        bounds = {"x0": x + 5 * number, "x1": x + 5 * number + 4, "y0": y + 6 - height, "y1": y + 6}
        canvas.shapes.append(place | bounds | {"fillcolor": blend(ink, paper, 0.5), "line": {"width": 0}})
