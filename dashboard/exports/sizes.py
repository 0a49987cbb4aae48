"""The sizes a picture can have, and how a chart is fitted into one; leaves nothing of a chart out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    import plotly.graph_objects as go

Draw = Callable[[int, "int | None"], "go.Figure"]
MOST = 4.0  # times that a chart is drawn larger at most, to be made smaller into its size
TRIES = 8


@dataclass(frozen=True, slots=True)
class Size:
    """``width`` and ``height`` in CSS pixels (96 to an inch), ``height`` None for as high as the chart needs.

    ``scale`` is how many pixels of a PNG stand for one of them at 1×.
    """

    width: int
    height: int | None = None
    scale: float = 1.0


SIZES = {
    "slide": Size(960, 540, 4 / 3),  # 10 × 5.625 inches; 1,280 × 720 pixels
    "a4": Size(680),  # 18 cm, a page of A4 less its margins
    "column": Size(340),  # 9 cm, a column of a journal
    "square": Size(720, 720, 1.5),  # 1,080 × 1,080 pixels
}


def find_size(name: str) -> Size:
    """A size by its name; raises UsageError for one that is none."""
    if name not in SIZES:
        raise UsageError(f"--size {name}: choose {', '.join(SIZES)}, or give a width.{did_you_mean(name, SIZES)}")
    return SIZES[name]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A chart drawn for a size: at ``width`` and asked for ``asked`` pixels of height, ``factor`` times too large."""

    figure: go.Figure
    width: int
    asked: int | None
    height: int | None
    factor: float


def fit_chart(draw: Draw, size: Size, around: Callable[[int], int], *, flexible: bool = True) -> Fitted:
    """Draw a chart so that it fills a size; ``around`` says how many pixels of height its frame takes at a width.

    A chart that needs more height than there is is drawn on a larger sheet, which is then made smaller. One that is
    not ``flexible`` has the height it needs, whatever it is asked for.
    """
    if size.height is None:
        return Fitted(draw(size.width, None), size.width, None, None, 1.0)
    factor, extra = 1.0, 0
    for _ in range(TRIES):
        width, height = round(size.width * factor), round(size.height * factor)
        room = height - around(width)
        asked = max(room - extra, 1)
        figure = draw(width, asked)
        over = figure.layout.height - room
        if over <= 0 or factor >= MOST:
            break
        if extra or not flexible:  # it asks for more than there is, whatever it is told
            factor = min(MOST, factor * (1 + over / height) * 1.005)
        else:  # legend and notes come on top of what was asked for
            extra = over
    return Fitted(figure, width, asked, height, factor)
