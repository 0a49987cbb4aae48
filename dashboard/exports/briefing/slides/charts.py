"""Native charts of PowerPoint: lines for a trend, bars for a comparison, their numbers in the workbook inside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.oxml import parse_xml
from pptx.util import Pt

from dashboard.exports.briefing.slides.lettering import LATIN, add_east_asian, colour_of
from dashboard.figures.lettering import wrap
from dashboard.theme import Theme, blend, legible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.exports.briefing.slides.lettering import Box

NAMESPACE = "http://schemas.openxmlformats.org/drawingml/2006/chart"
TYPE = 12  # points of the letters in a chart


@dataclass(frozen=True, slots=True)
class Strand:
    """One series: its name, colour, values (None where nothing is known) and, if known, the bounds of each."""

    name: str
    colour: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    open_from: int | None = None


def draw_lines(
    shapes: Any, box: Box, periods: Sequence[str], strands: Sequence[Strand], *, theme: Theme, form: str, top: float
) -> Any:
    """A line chart with a marker for each period; a period that is not over has a hollow one and a dashed line.

    ``top`` is the end of the scale.
    """
    data = CategoryChartData(number_format=form)
    data.categories = list(periods)
    for one in strands:
        data.add_series(one.name, one.values)
    frame = shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *box.emu, data)
    chart = frame.chart
    _set_ground(chart, theme, form)
    chart.value_axis.maximum_scale = top
    chart.category_axis.tick_labels.font.size = Pt(TYPE if len(periods) <= 10 else TYPE - 2.5)
    for series, one in zip(chart.plots[0].series, strands, strict=True):
        colour = colour_of(legible(one.colour, theme.paper, 3.0))
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = colour, Pt(2.25)
        marker = series.marker
        marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 7
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = colour
        marker.format.line.color.rgb = colour
        for number in range(len(periods) if one.open_from is None else one.open_from, len(periods)):
            _set_open(series.points[number], colour, theme)
    return frame


def _set_open(point: Any, colour: Any, theme: Theme) -> None:
    """A point that is not over: hollow, and dashed what leads to it."""
    point.format.line.color.rgb, point.format.line.width = colour, Pt(2.25)
    point.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH
    marker = point.marker
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 7
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = colour_of(theme.paper)
    marker.format.line.color.rgb = colour


def draw_bars(
    shapes: Any, box: Box, names: Sequence[str], strands: Sequence[Strand], *, theme: Theme, form: str
) -> Any:
    """Bars lying beside each other, the first name on top, with the interval of each as an error bar."""
    data = CategoryChartData(number_format=form)
    data.categories = ["\n".join(wrap(name, 22)) for name in reversed(names)]  # the first is drawn undermost
    turned = [
        replace(one, **{name: getattr(one, name)[::-1] for name in ("values", "low", "high")}) for one in strands[::-1]
    ]
    for one in turned:
        data.add_series(one.name, one.values)
    frame = shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box.emu, data)
    chart = frame.chart
    _set_ground(chart, theme, form)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 60, -5
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    for series, one in zip(plot.series, turned, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour_of(one.colour)
        series.invert_if_negative = False
        _add_bounds(series, one, theme)
    return frame


def _set_ground(chart: Any, theme: Theme, form: str) -> None:
    """Type, axes, grid and legend of a chart."""
    chart.has_title, chart.has_legend, chart.include_title_in_layout = False, True, False
    chart.font.size, chart.font.name = Pt(TYPE), LATIN
    chart.font.color.rgb = colour_of(theme.ink)
    add_east_asian(chart.font._rPr)
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    values = chart.value_axis
    values.minimum_scale = 0
    values.major_gridlines.format.line.color.rgb = colour_of(theme.rule)
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = form, False
    chart.category_axis.format.line.color.rgb = colour_of(blend(theme.muted, theme.paper, 0.5))
    chart.category_axis.has_major_gridlines = False


def _add_bounds(series: Any, one: Strand, theme: Theme) -> None:
    """Error bars of a length of their own to either side of each bar."""
    if not one.low:
        return
    ends = {
        "plus": [_over(high, value) for high, value in zip(one.high, one.values, strict=True)],
        "minus": [_over(value, low) for low, value in zip(one.low, one.values, strict=True)],
    }
    parts = "".join(
        f"<c:{side}><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val='{len(lengths)}'/>"
        + "".join(f"<c:pt idx='{number}'><c:v>{length:.6f}</c:v></c:pt>" for number, length in enumerate(lengths))
        + f"</c:numLit></c:{side}>"
        for side, lengths in ends.items()
    )
    colour = blend(theme.ink, theme.paper, 0.75).lstrip("#").upper()
    bars = parse_xml(
        f'<c:errBars xmlns:c="{NAMESPACE}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>{parts}'
        f'<c:spPr><a:ln w="12700"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    series._element.find(f"{{{NAMESPACE}}}cat").addprevious(bars)


def _over(high: float | None, low: float | None) -> float:
    return max(high - low, 0.0) if high is not None and low is not None else 0.0
