"""How each kind of mark is drawn, on the lanes and in the legend alike; decides nothing about events.

Shape and dash carry the meaning, colour only repeats the lane: a filled dot is a certain day, a capped bar with a
hollow dot some day within it, a thick bar a stretch of time, an arrow an open end, a diamond a deadline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DOT, DIAMOND = 9.0, 12.0
REACH = 6.0  # half the width of a symbol with its halo, in pixels


@dataclass(frozen=True, slots=True)
class Symbol:
    """The symbol of a mark: Plotly's name for it, its size, its edge, whether it is filled with the lane's colour.

    ``hatch`` is the size of the lines across it where nobody has reviewed the event.
    """

    name: str
    size: float
    edge: float
    filled: bool = False
    seen: bool = True
    hatch: float = 5.0

    def fill(self, colour: str, paper: str) -> str:
        """Colour of the inside."""
        return colour if self.filled or self.name.endswith("open-dot") else paper

    def outline(self, colour: str, paper: str) -> str:
        """Colour of the edge: a filled symbol has a halo of paper."""
        return paper if self.filled else colour


SYMBOLS: dict[str, Symbol] = {
    "point": Symbol("circle", DOT + 1, 1.0, filled=True),
    "announced": Symbol("circle-open-dot", DOT, 1.6),
    "vague": Symbol("circle", DOT, 1.8),
    "span": Symbol("circle", DIAMOND, 0.0, seen=False),
    "open": Symbol("circle", DOT + 1, 1.0, filled=True),
    "deadline": Symbol("diamond", DIAMOND, 1.7),
    "passed": Symbol("diamond", DIAMOND, 3.6),
}
BAR, STRETCH, LEADER = 1.6, 15.0, 1.1  # widths of a capped bar, a stretch of time, a leader line
HATCH = 0.9  # width of the lines across a mark that nobody has reviewed
CAP = 7.0  # height of a bar's cap


def hatch(size: Any, colour: Any) -> dict[str, Any]:
    """The marker of crossed lines over a mark that nobody has reviewed."""
    return {"symbol": "hash-open", "angle": 45, "size": size, "color": colour, "line": {"width": HATCH}}


def dashed_outline(
    symbol: Symbol, x: Any, y: float, colour: str, paper: str, *, xref: str, yref: str
) -> dict[str, Any]:
    """A dashed circle or diamond of fixed size as a shape: markers cannot be dashed."""
    half = symbol.size / 2 + 0.5
    shape: dict[str, Any] = {"type": "circle", "x0": -half, "x1": half, "y0": -half, "y1": half}
    if symbol.name == "diamond":
        far = half * 1.25
        shape = {"type": "path", "path": f"M {-far} 0 L 0 {-far} L {far} 0 L 0 {far} Z"}
    place = {"xref": xref, "yref": yref, "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": x, "yanchor": y}
    line = {"color": colour, "width": 1.6, "dash": "2px,2px"}
    return shape | place | {"line": line, "fillcolor": paper, "layer": "above"}
