"""Emphasis of sectors over time as small multiples: a line with its interval for each sector, on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.emphasis.cells import FEWEST
from dashboard.emphasis.series import Followed, Series, follow
from dashboard.emphasis.trend import LEAST, Trend
from dashboard.figures.calendar import day_of
from dashboard.figures.canvas import LEGEND_LINE, Canvas, Entry, moments
from dashboard.figures.coverage import draw_coverage, kind_entries, say_shares
from dashboard.figures.grid import name_period
from dashboard.figures.lanes import Lane, sector_lanes
from dashboard.figures.lettering import BOLD, LEADING, fit, lay_label, plain, text_width, wrap_pixels
from dashboard.figures.numbers import say_effect
from dashboard.figures.occasions import draw_occasions
from dashboard.figures.summary import SURE, sum_up_series
from dashboard.figures.window import find_window
from dashboard.measures import own_edges, period_edges
from dashboard.placing import day_number, days_of, place_days
from dashboard.theme import GUTTER, HEAD, SMALL, TEXT, blend, find_theme, legible
from dashboard.words.phrases import say_count, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd
    import plotly.graph_objects as go

    from dashboard.emphasis.standard import Standard
    from dashboard.emphasis.tally import Corpus
    from dashboard.measures import Measure, Period, Weighting
    from dashboard.placing import Axis, Unit
    from loaders.sectors.taxonomy import Taxonomy

PANEL, LABEL_LINE, AIR = 84, 24, 12  # pixels: a panel, a narrow label above it, free room within it
TOP, LEGEND_TOP = 22, 44  # pixels above the panels, and from the plot to the legend


@dataclass(frozen=True, slots=True)
class _Panel:
    """Where one sector is drawn: ``top`` and ``base`` in pixels, values from 0 to ``peak`` between them."""

    lane: Lane
    top: float
    base: float
    peak: float

    def y(self, values: Any) -> Any:
        """Pixels of values; NaN stays."""
        return self.base - np.asarray(values, dtype=np.float64) / self.peak * (self.base - self.top - AIR)


def trend(
    events: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    taxonomy: Taxonomy,
    sectors: Sequence[str] | None = None,
    period: Period = "year",
    periods: Sequence[date] | None = None,
    unit: Unit = "mention",
    effect: Followed = "share",
    standard: Standard | None = None,
    measure: Measure = "onset",
    axis: Axis = "announced",
    weighting: Weighting = "fractional",
    start: date | None = None,
    end: date | None = None,
    as_of: date | None = None,
    calendar: Sequence[tuple[str, date, date]] = (),
    corpus: Corpus | None = None,
    width: int | None = None,
    theme: str = "light",
    language: str = "en",
) -> go.Figure:
    """Draw how the emphasis of each sector (codes; the core sectors by default) goes from period to period.

    How to read it: a panel for each sector, all on one scale from zero; the band is where the value would lie, 95
    times in 100, had other documents like these been read; a hollow dot is a period that is not over; a break is one
    without documents. The trend is the median slope between periods (Theil–Sen), told as one where Mann–Kendall's
    test finds its order unlikely to be chance. A dashed line is the same without evening out the kinds of documents.
    Beneath are the documents read, by kind. ``calendar`` are named events to mark: name, first day, day after the last.

    ``periods`` are days that part periods of one's own, ``unit`` says in the notes what a row of ``events`` is.

    Each dot's ``customdata`` is ``[sector, first day, last day]`` (ISO). ``layout.meta`` has ``trends`` by sector
    (slope, low, high, z, p, periods, or None), ``peak``, the top of the scale, and ``said``, the picture in a sentence.
    """
    lanes = sector_lanes(taxonomy, sectors, language)
    shown = [lane.code for lane in lanes]
    first, last = find_window(place_days(events, axis=axis, as_of=as_of), start, end, as_of)
    if as_of and axis == "announced" and not end:
        last = max(min(last, day_number(as_of) + 1), first + 1)
    series = follow(
        events,
        documents,
        corpus=corpus,
        sectors=[sector.code for sector in taxonomy.sectors],
        shown=shown,
        edges=own_edges(periods) if periods else period_edges(day_of(first), day_of(last), period),
        effect=effect,
        standard=standard,
        measure=measure,
        axis=axis,
        weighting=weighting,
        as_of=as_of,
    )
    parted = "drawn" if periods else period
    days = days_of(series.edges.to_series())
    canvas = Canvas(width or 1200, int(days[0]), int(days[-1]), find_theme(theme), language)
    panels = _lay_out(canvas, lanes, find_peak(series))
    plot = panels[-1].base + AIR if panels else TOP + PANEL
    draw_occasions(canvas, calendar, TOP, plot)
    for panel in panels:
        _draw_panel(canvas, panel, series, parted)
    plot = draw_coverage(canvas, series.coverage, series.edges, plot)
    below = _draw_legend(canvas, series, parted, unit, plot)
    told = {code: _numbers(one) for code, one in series.trends.items()}
    return canvas.finish(
        plot, below, meta={"trends": told, "peak": find_peak(series), "said": sum_up_series(series, lanes, language)}
    )


def find_peak(series: Series) -> float:
    """The top of the scale: a round number over every value, and over the bounds unless they dwarf the values."""
    told = ~series.sparse if (~series.sparse & np.isfinite(series.value.to_numpy()).any(axis=0)).any() else slice(None)
    value, high = series.value.to_numpy()[:, told], series.high.to_numpy()[:, told]
    if not np.isfinite(value).any():
        return 1.0
    top = float(np.nanmax(value))
    bounds = float(np.nanmax(high)) if np.isfinite(high).any() else top
    return round_up(max(min(bounds, 1.6 * top), top))


def round_up(value: float) -> float:
    """The next number of one digit, or one and a half of its power of ten.

    >>> round_up(0.7), round_up(41.0)
    (0.8, 50.0)
    """
    value = max(value, 1e-9)
    step = 10.0 ** np.floor(np.log10(value))
    return float(next(step * each for each in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * each >= value * (1 - 1e-9)))


def _numbers(found: Trend | None) -> dict[str, float] | None:
    if found is None:
        return None
    return {name: getattr(found, name) for name in ("slope", "low", "high", "z", "p", "periods")}


def _lay_out(canvas: Canvas, lanes: Sequence[Lane], peak: float) -> list[_Panel]:
    head = LABEL_LINE if canvas.narrow else 0
    tops = [TOP + number * (PANEL + head) + head for number in range(len(lanes))]
    return [_Panel(lane, top, top + PANEL - AIR, peak) for lane, top in zip(lanes, tops, strict=True)]


def _draw_panel(canvas: Canvas, panel: _Panel, series: Series, period: str) -> None:
    code = panel.lane.code
    colour = legible(panel.lane.colour, canvas.theme.paper, 3.0)
    days = days_of(series.edges.to_series()).astype(np.float64)
    middle = (days[:-1] + days[1:]) / 2
    value = series.value.loc[code].to_numpy()
    _draw_scale(canvas, panel, series)
    _draw_band(canvas, panel, middle, series, colour)
    if series.plain is not None:
        line = {"color": canvas.theme.muted, "width": 1, "dash": "3px,3px"}
        y = panel.y(np.clip(series.plain.loc[code].to_numpy(), 0, panel.peak))
        canvas.scatter(x=moments(middle), y=_broken(y), mode="lines", line=line, connectgaps=False)
    value = np.minimum(value, panel.peak)  # a sparse period may lie above the scale; its number says so
    ended = np.where(series.complete, value, np.nan)
    canvas.scatter(
        x=moments(middle),
        y=_broken(panel.y(ended)),
        mode="lines",
        line={"color": colour, "width": 1.6},
        connectgaps=False,
    )
    known = np.flatnonzero(np.isfinite(value)).tolist()
    faint = blend(colour, canvas.theme.paper, 0.4)
    edge = [faint if series.sparse[column] else colour for column in known]
    fill = [edge[n] if series.complete[column] else canvas.theme.paper for n, column in enumerate(known)]
    symbol = ["x-thin" if series.sparse[column] else "circle" for column in known]
    canvas.scatter(
        x=moments(middle[known]),
        y=panel.y(value[known]).tolist(),
        mode="markers",
        marker={"size": 7, "color": fill, "symbol": symbol, "line": {"width": 1.6, "color": edge}},
        customdata=[[code, *_bounds(series, column)] for column in known],
        hovertext=[_hover(canvas, panel.lane, series, period, bounds) for bounds in _told(series, code, known)],
        hoverinfo="text",
    )
    _draw_head(canvas, panel, series.trends[code], series, period)


def _broken(values: Any) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


def _bounds(series: Series, column: int) -> tuple[str, str]:
    return series.edges[column].date().isoformat(), (series.edges[column + 1].date() - timedelta(1)).isoformat()


def _draw_scale(canvas: Canvas, panel: _Panel, series: Series) -> None:
    """A line at zero and one at the top of the scale, each with its number."""
    for value in (0.0, panel.peak):
        y = float(panel.y(value))
        place = {"type": "line", "xref": "paper", "yref": "y2", "x0": 0, "x1": 1, "y0": y, "y1": y, "layer": "below"}
        canvas.shapes.append(place | {"line": {"color": canvas.theme.rule, "width": 1}})
        text = say_effect(value, series.effect)
        canvas.write(text, canvas.across, y - 6, size=SMALL, xanchor="right", bgcolor=canvas.theme.paper)


def _draw_band(canvas: Canvas, panel: _Panel, middle: Any, series: Series, colour: str) -> None:
    """The interval of every value, one band for each run of periods; a period by itself has a bar."""
    low, high = (frame.loc[panel.lane.code].to_numpy() for frame in (series.low, series.high))
    known = np.flatnonzero(np.isfinite(low) & np.isfinite(high))
    fill = blend(colour, canvas.theme.paper, 0.18)
    for run in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1):
        if not len(run):
            continue
        top, bottom = (panel.y(np.clip(bound[run], 0, panel.peak)) for bound in (high, low))
        if len(run) == 1:
            ends = moments(np.repeat(middle[run], 2))
            line = {"color": fill, "width": 7}
            canvas.scatter(x=ends, y=[float(top[0]), float(bottom[0])], mode="lines", line=line)
            continue
        around = np.concatenate([middle[run], middle[run][::-1]])
        edge = np.concatenate([top, bottom[::-1]]).tolist()
        canvas.scatter(x=moments(around), y=edge, mode="lines", line={"width": 0}, fill="toself", fillcolor=fill)


def _told(series: Series, code: str, columns: Any) -> list[tuple[int, float, float, float]]:
    """The numbers of some periods, and in each the value of a sector with its bounds."""
    at = np.asarray(columns, dtype=np.intp)
    found = [frame.loc[code].to_numpy()[at].tolist() for frame in (series.value, series.low, series.high)]
    return list(zip(at.tolist(), *found, strict=True))


def _hover(canvas: Canvas, lane: Lane, series: Series, period: str, numbers: tuple[int, float, float, float]) -> str:
    table = words(canvas.language)
    column, *bounds = numbers
    value, low, high = (say_effect(number, series.effect) for number in bounds)
    name = name_period(series.edges, column, period, canvas.language)
    lines = [f"<b>{plain(lane.label)} · {name}</b>", f"{table['effect'][series.effect]}: {value}"]
    lines.append(f"95 %: {table['trend']['between'].format(low=low, high=high)}")
    read = say_count("documents", round(float(series.documents[column])), canvas.language)
    lines.append(table["read"].format(documents=read))
    if series.effect == "share":
        lines.append(table["trend"]["of"].format(total=say_effect(float(series.total[column]), "count")))
    if series.sparse[column]:
        lines.append(table["trend"]["sparse"].format(n=FEWEST))
    if not series.complete[column]:
        lines.append(table["legend"]["incomplete"])
    return "<br>".join(lines)


def _draw_head(canvas: Canvas, panel: _Panel, found: Trend | None, series: Series, period: str) -> None:
    theme = canvas.theme
    ink = legible(panel.lane.colour, theme.paper)
    said = say_trend(found, series.effect, period, canvas.language)
    if canvas.narrow:
        canvas.write(f"<b>{plain(panel.lane.label)}</b>", 0, panel.top - 8, size=TEXT + 1, colour=ink)
        used = text_width(panel.lane.label, (TEXT + 1) * BOLD) + 10
        text = fit(said, SMALL, canvas.across - used)
        canvas.write(plain(text or ""), canvas.across, panel.top - 8, size=SMALL, xanchor="right")
        return
    bar = {"type": "rect", "xref": "paper", "yref": "y2", "x0": -10, "x1": -6, "xsizemode": "pixel", "xanchor": 0}
    fill = {"fillcolor": legible(panel.lane.colour, theme.paper, 3.0), "line": {"width": 0}}
    canvas.shapes.append(bar | fill | {"y0": panel.top + AIR, "y1": panel.base})
    size, lines = lay_label(panel.lane.label, (HEAD, TEXT, SMALL), GUTTER - 26, 2 * LEADING * HEAD)
    label = "<br>".join(f"<b>{plain(line)}</b>" for line in lines)
    told = [said]
    if text_width(said, SMALL) > GUTTER - 20:
        slope, _, chance = said.rpartition(" (")  # the chance is never parted
        told = [*wrap_pixels(slope or said, SMALL, GUTTER - 20), *([f"({chance}"] if slope else [])]
    trends = "<br>".join(map(plain, told))
    small = f'<span style="color:{theme.muted};font-size:{SMALL}px;font-weight:400">{trends}</span>'
    canvas.write(f"{label}<br>{small}", 12 - GUTTER, (panel.top + AIR + panel.base) / 2, size=size, colour=ink)


def say_trend(found: Trend | None, effect: Followed, period: str, language: str) -> str:
    """A trend in words: its slope a period and the chance that order alone made it."""
    table = words(language)
    told, unit = table["trend"], table["period"].get(period, table["period_drawn"])
    if found is None:
        return str(told["few"]).format(n=LEAST, period=unit)
    chance = told["rare"] if found.p < 0.001 else told["chance"].format(p=f"{found.p:.3f}")
    if found.p >= SURE:
        return f"{told['level']} ({chance})"
    if found.slope == 0:
        return f"{told['up' if found.z > 0 else 'down']} ({chance})"
    share = effect != "density"
    size = f"{abs(found.slope) * (100 if share else 1):.2g}"
    slope = told["points" if share else "units"].format(n=size)
    return f"{told['rising' if found.slope > 0 else 'falling'].format(slope=slope, period=unit)} ({chance})"


def _draw_legend(canvas: Canvas, series: Series, period: str, counted: Unit, plot: float) -> float:
    """The meaning of band, dots and dashes as far as they are on screen, then how it was counted."""
    table = words(canvas.language)
    told, unit = table["trend"], table["period"].get(period, table["period_drawn"])
    ink, paper = canvas.theme.muted, canvas.theme.paper

    def dot(x: float, y: float, fill: str, symbol: str = "circle") -> None:
        marker = {"size": 7, "color": fill, "symbol": symbol, "line": {"width": 1.6, "color": ink}}
        canvas.scatter(x=[x + 7], y=[y], xaxis="x2", yaxis="y2", mode="markers", marker=marker)

    def swatch(x: float, y: float) -> None:
        place = {"type": "rect", "xref": "x2", "yref": "y2", "x0": x, "x1": x + 22, "y0": y - 6, "y1": y + 6}
        canvas.shapes.append(place | {"fillcolor": blend(ink, paper, 0.25), "line": {"width": 0}})

    def dash(x: float, y: float) -> None:
        place = {"type": "line", "xref": "x2", "yref": "y2", "x0": x, "x1": x + 22, "y0": y, "y1": y}
        canvas.shapes.append(place | {"line": {"color": ink, "width": 1, "dash": "3px,3px"}})

    entries = [Entry(told["value"].format(period=unit), 14, lambda x, y: dot(x, y, ink))]
    entries.append(Entry(told["interval"], 22, swatch))
    if not series.complete.all():
        entries.append(Entry(told["open_value"].format(period=unit), 14, lambda x, y: dot(x, y, paper)))
    if series.sparse[np.isfinite(series.value.to_numpy()).any(axis=0)].any():
        entries.append(Entry(told["sparse"].format(n=FEWEST), 14, lambda x, y: dot(x, y, ink, "x-thin")))
    if series.plain is not None:
        entries.append(Entry(told["plain"], 22, dash))
    entries += kind_entries(canvas, series.coverage)
    lines = canvas.legend_lines(entries)
    top = plot + LEGEND_TOP
    canvas.draw_legend(lines, top)
    used = LEGEND_LINE * len(lines) + 4.0
    notes = [table["effect_note"][series.effect].format(period=unit), table["unit_note"][counted]]
    if series.standard:
        notes.append(told[series.standard].format(period=unit))
    notes += say_shares(series.coverage, canvas.language)
    for note in canvas.flow(notes):
        canvas.write(note, 0, top + used + 8, size=SMALL + 1)
        used += 17
    return used + LEGEND_TOP - 34 + 8
