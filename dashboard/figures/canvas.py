"""The ground of every picture: margins, the time axis, the legend row and the notes; knows no event.

Vertical positions are pixels from the top of the plot, horizontal ones are time. All shapes are set in one
assignment, because adding them one by one is quadratic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.lettering import text_width, wrap_pixels
from dashboard.theme import FONT, NARROW, SMALL, TEXT, Theme, find_margins
from dashboard.words.phrases import words

if TYPE_CHECKING:
    from collections.abc import Callable

LEGEND_LINE = 22  # pixels from one line of the legend to the next
AXIS = 34  # pixels for the two lines of the time axis: the unit, and the year beneath it

# What every dcc.Graph and every HTML export is configured with: no upload, no cloud, no logo.
GRAPH_CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "displayModeBar": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
}


def moments(days: Any) -> list[str | None]:
    """Days since 1970, with fractions, as ISO moments for a time axis; NaN is a break in a line."""
    days = np.asarray(days, dtype=np.float64)
    minutes = np.where(np.isnan(days), 0, np.rint(days * 1440)).astype("datetime64[m]")
    text = np.datetime_as_string(minutes, unit="m").tolist()
    return [None if missing else one for one, missing in zip(text, np.isnan(days), strict=True)]


def milliseconds(days: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Days, since 1970 or as a length, as the milliseconds a time axis is fastest with; NaN is a break in a line."""
    found: np.ndarray[Any, np.dtype[np.float64]] = np.rint(np.asarray(days, dtype=np.float64) * 86_400_000)
    return found


class Own(list[Any]):
    """A list made for one figure: Plotly copies every list it is given, which for thousands of cells takes longer
    than to draw them."""

    def __deepcopy__(self, _: Any) -> Own:
        return self


@dataclass(slots=True)
class Canvas:
    """A picture being drawn: ``width`` pixels across, time from day ``first`` to day ``last`` (exclusive).

    In a ``layered`` one marks lie on a layer of their own above the grid, since bars else lie beneath all lines.
    """

    width: int
    first: int
    last: int
    theme: Theme
    language: str
    layered: bool = False
    shapes: list[dict[str, Any]] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)
    traces: list[Any] = field(default_factory=list)

    @property
    def narrow(self) -> bool:
        """Whether lane labels stand above their lanes."""
        return self.width < NARROW

    @property
    def across(self) -> int:
        """Pixels of the time axis."""
        margins = find_margins(self.width)
        return self.width - margins.left - margins.right

    @property
    def scale(self) -> float:
        """Pixels a day."""
        return self.across / (self.last - self.first)

    def write(self, text: str, x: float, y: float, **options: Any) -> None:
        """Put a line of text ``x`` pixels right of the plot's left edge and ``y`` pixels below its top."""
        font = {"size": options.pop("size", TEXT), "color": options.pop("colour", self.theme.muted)}
        font |= {"weight": options.pop("weight", 400)}
        place = {"xref": "paper", "yref": "y2", "x": 0, "xshift": x, "y": y}
        base: dict[str, Any] = {"showarrow": False, "xanchor": "left", "yanchor": "middle", "align": "left"}
        self.annotations.append(place | base | {"text": text, "font": font} | options)

    def scatter(self, **options: Any) -> None:
        """Add a scatter trace."""
        self.traces.append({"type": "scatter", "hoverinfo": "skip"} | self._layer() | options)

    def bars(self, **options: Any) -> None:
        """Add a trace of bars."""
        self.traces.append({"type": "bar"} | self._layer() | options)

    def _layer(self) -> dict[str, Any]:
        return {"yaxis": "y3"} if self.layered else {}

    def note(self, text: str) -> Entry:
        """A legend entry without a glyph."""
        return Entry(text, -7, lambda x, y: None)

    def flow(self, notes: list[str], parted: str = "  ·  ") -> list[str]:
        """Join notes into as few lines as the plot's width allows."""
        lines: list[str] = []
        for note in notes:
            joined = f"{lines[-1]}{parted}{note}" if lines else note
            if lines and text_width(joined, SMALL + 1) <= self.across:
                lines[-1] = joined
            else:
                lines += wrap_pixels(note, SMALL + 1, self.across)
        return lines

    def legend_lines(self, entries: list[Entry]) -> list[list[tuple[float, Entry]]]:
        """Flow legend entries into lines of the plot's width: the left edge of each, in pixels."""
        lines: list[list[tuple[float, Entry]]] = [[]]
        x = 0.0
        for entry in entries:
            need = entry.glyph + 7 + text_width(entry.text, TEXT)
            if lines[-1] and x + need > self.across:
                lines.append([])
                x = 0.0
            lines[-1].append((x, entry))
            x += need + 22
        return lines if entries else []

    def draw_legend(self, lines: list[list[tuple[float, Entry]]], top: float) -> None:
        """Draw legend lines from ``top`` pixels down, each glyph by its own pen."""
        for number, line in enumerate(lines):
            y = top + LEGEND_LINE * (number + 0.5)
            for x, entry in line:
                entry.pen(x, y)
                self.write(entry.text, x + entry.glyph + 7, y)

    def finish(self, plot: float, below: float, *, axis: bool = True, meta: dict[str, Any] | None = None) -> go.Figure:
        """The figure: ``plot`` pixels of lanes or cells, then the time axis, then ``below`` pixels of legend.

        Without ``axis`` none is drawn: the plot has its own.
        """
        margins = find_margins(self.width)
        whole, above = plot + AXIS * axis + below, 4
        layout: dict[str, Any] = {
            "height": round(whole + above),
            "margin": {"l": margins.left, "r": margins.right, "t": above, "b": 0, "pad": 0, "autoexpand": False},
            "paper_bgcolor": self.theme.paper,
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": TEXT, "color": self.theme.ink},
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": False,
            "barmode": "overlay",
            "bargap": 0,
            "hoverlabel": {
                "bgcolor": self.theme.paper,
                "bordercolor": self.theme.rule,
                "align": "left",
                "font": {"family": FONT, "size": 12, "color": self.theme.ink},
            },
            "xaxis": self._time_axis() if axis else self._bare_axis(),
            "yaxis": self._pixels([plot, 0], domain=[1 - plot / whole, 1]),
            "xaxis2": self._pixels([0, self.across], anchor="y2"),
            "yaxis2": self._pixels([whole, 0], anchor="x2", domain=[0, 1]),
            "shapes": Own(self.shapes),
            "annotations": Own(self.annotations),
            "meta": {"width": self.width, "first": self.first, "last": self.last} | (meta or {}),
        }
        if self.layered:
            layout["yaxis3"] = self._pixels([plot, 0], overlaying="y")
        # These are our own dictionaries, and tests validate them: Plotly's check costs as much as all the rest.
        return go.Figure(data=self.traces, layout=layout, _validate=False)

    def _pixels(self, bounds: list[float], **options: Any) -> dict[str, Any]:
        return {"range": bounds, "visible": False, "fixedrange": True, "zeroline": False} | options

    def _bare_axis(self) -> dict[str, Any]:
        bounds = moments([self.first, self.last])
        return {"type": "date", "range": bounds, "anchor": "y", "visible": False, "fixedrange": True}

    def _time_axis(self) -> dict[str, Any]:
        forms = words(self.language)["axis_format"]
        day = 86_400_000
        stops = [
            {"dtickrange": [None, 27 * day], "value": forms["day"]},
            {"dtickrange": [27 * day, "M11"], "value": forms["month"]},
            {"dtickrange": ["M12", None], "value": forms["year"]},
        ]
        return {
            "type": "date",
            "range": moments([self.first, self.last]),
            "anchor": "y",
            "side": "bottom",
            "ticklabelmode": "period",
            "tickformatstops": stops,
            "nticks": max(3, round(self.across / (44 if self.narrow else 50))),
            "showgrid": False,
            "layer": "below traces",
            "zeroline": False,
            "showline": True,
            "linecolor": self.theme.rule,
            "ticks": "outside",
            "ticklen": 4,
            "tickcolor": self.theme.rule,
            "tickfont": {"size": TEXT, "color": self.theme.muted},
            "fixedrange": False,
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a legend: its words, the width of its glyph, and the pen that draws the glyph at (x, y)."""

    text: str
    glyph: float
    pen: Callable[[float, float], None]
