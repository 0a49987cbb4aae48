"""A chart of a briefing on its slide, by the kind that PowerPoint has for it; a picture only of too many shapes."""

from __future__ import annotations

import io
from math import isfinite
from typing import TYPE_CHECKING, Any

from dashboard.exports.briefing.slides.charts import Strand, draw_bars, draw_lines
from dashboard.exports.briefing.slides.drawing import Easel, count_strokes, describe
from dashboard.exports.briefing.slides.grids import draw_cells, draw_rows, fits_table
from dashboard.exports.briefing.slides.lettering import Box, Type
from dashboard.exports.briefing.slides.projection import read_strokes
from dashboard.exports.camera import CAMERA, find_browser
from dashboard.exports.making import EXPORTED, find_shown_days, pair_sides
from dashboard.exports.sizes import Size, fit_chart
from dashboard.figures.comparison import say_certainty
from dashboard.figures.grid import name_period
from dashboard.figures.lanes import sector_lanes
from dashboard.figures.numbers import say_effect
from dashboard.figures.trend import round_up, say_trend
from dashboard.theme import blend, find_theme, legible
from dashboard.views.emphasis import follow_view
from dashboard.views.sides import compare_views
from dashboard.words import load_words
from dashboard.words.phrases import words

if TYPE_CHECKING:
    from dashboard.emphasis.series import Series
    from dashboard.exports.briefing.parts import ChartPart
    from dashboard.figures.lanes import Lane

SHARE = "0%"
MOST = 900  # shapes of one chart: of more, PowerPoint becomes slow
SIZE = 11.0  # points of the words beside a chart
LINES = 8  # series in one chart of lines, at most


def draw_part(slide: Any, box: Box, part: ChartPart) -> None:
    """Put a chart on a slide, into a box."""
    said = load_words(part.view.selection.language)["briefing"]["picture_alt"].format(chart=part.name, said=part.said)
    draw = {"trend": _draw_trend, "compare": _draw_comparison, "heatmap": _draw_heatmap}.get(part.item.chart)
    if draw is None or not draw(slide, box, part, said):
        draw_shapes(slide, box, part, said)


def draw_shapes(slide: Any, box: Box, part: ChartPart, said: str) -> None:
    """A chart as the page draws it, in shapes; where they are too many, as a picture if there is a browser."""
    width = 960
    size = Size(width, round(width * box.height / box.width))
    flexible = EXPORTED[part.item.chart].flexible
    fitted = fit_chart(part.draw, size, lambda _: 0, flexible=flexible)
    tall = float(fitted.figure.layout.height)
    strokes = read_strokes(fitted.figure)
    if count_strokes(strokes) > MOST and find_browser():
        picture = CAMERA.take(fitted.figure, "png", width=fitted.width, height=round(tall), scale=2)
        factor = min(box.width / fitted.width, box.height / tall)
        place = Box(box.left, box.top, fitted.width * factor, tall * factor)
        describe(slide.shapes.add_picture(io.BytesIO(picture), *place.emu), part.name, said)
        return
    Easel(slide.shapes, box, (fitted.width, tall), part.view.selection.language).draw(strokes, part.name, said)


def _draw_heatmap(slide: Any, box: Box, part: ChartPart, said: str) -> bool:
    if not fits_table(part):
        return False
    draw_cells(slide.shapes, box, part, said)
    return True


def _draw_trend(slide: Any, box: Box, part: ChartPart, said: str) -> bool:
    """Lines for all sectors on one scale, and beside them the last whole period of each with its interval and trend."""
    view, language = part.view, part.view.selection.language
    lanes = sector_lanes(part.taxonomy, view.selection.codes(part.taxonomy), language)
    series = follow_view(view, part.taxonomy, find_shown_days(view))
    if not 0 < len(lanes) <= LINES or not len(series.complete):
        return False
    theme = find_theme(view.selection.theme or "light")
    period = view.selection.parted
    periods = [name_period(series.edges, number, period, language) for number in range(len(series.complete))]
    whole = [number for number, done in enumerate(series.complete) if done]
    strands = [
        Strand(
            lane.label,
            lane.colour,
            _values(series.value.loc[lane.code].where(~series.sparse)),
            open_from=None if all(series.complete) else (whole[-1] + 1 if whole else 0),
        )
        for lane in lanes
    ]
    left = Box(box.left, box.top, box.width * 0.62, box.height)
    form = "0.0" if series.effect == "density" else SHARE
    top = round_up(max((value for one in strands for value in one.values if value is not None), default=1.0))
    mark = load_words(language)["briefing"]["open_mark"]
    heads = [name if done else mark.format(period=name) for name, done in zip(periods, series.complete, strict=True)]
    described = draw_lines(slide.shapes, left, heads, strands, theme=theme, form=form, top=top)
    describe(described, part.name, said)
    right = Box(box.left + box.width * 0.64, box.top + 6, box.width * 0.36, box.height)
    rows = _tell_trends(lanes, series, periods, part)
    draw_rows(slide.shapes, right, rows, (1.15, 1, 1.15), theme=theme, language=language, name=part.name)
    return True


def _tell_trends(lanes: tuple[Lane, ...], series: Series, periods: list[str], part: ChartPart) -> Any:
    language, theme = part.view.selection.language, find_theme(part.view.selection.theme or "light")
    said, table = load_words(language)["briefing"], words(language)
    whole = [number for number, done in enumerate(series.complete) if done]
    last = whole[-1] if whole else 0
    head, plain = Type(SIZE - 1, theme.muted, True), Type(SIZE, theme.ink)
    effect = str(table["effect"][series.effect])
    name = f"{effect[:1].upper()}{effect[1:]}, {periods[last]}"
    rows: list[Any] = [[[(said["sector"], head)], [(name, head)], [(said["direction"], head)]]]
    for lane in lanes:
        value, low, high = (
            say_effect(float(frame.loc[lane.code].to_numpy()[last]), series.effect)
            for frame in (series.value, series.low, series.high)
        )
        colour = legible(lane.colour, theme.paper, 3.0)
        rows.append(
            [
                [("■ ", Type(SIZE, colour)), (lane.label, Type(SIZE, theme.ink, True))],
                [(said["interval"].format(value=value, low=low, high=high), plain)],
                [(say_trend(series.trends[lane.code], series.effect, part.view.selection.parted, language), plain)],
            ]
        )
    return rows


def _draw_comparison(slide: Any, box: Box, part: ChartPart, said: str) -> bool:
    """Bars of both sides with their intervals, and beside them how sure each difference is."""
    view, language = part.view, part.view.selection.language
    found = compare_views(*pair_sides(view, part.taxonomy), part.taxonomy)
    lanes = sector_lanes(part.taxonomy, map(str, found.table.index), language)
    if not 0 < len(lanes) <= 12:
        return False
    theme = find_theme(view.selection.theme or "light")
    rows = {lane.code: found.row(lane.code) for lane in lanes}
    colours = {"a": blend("#2f639a", theme.paper, 1.0), "b": blend("#2f639a", theme.paper, 0.4)}
    words_of = words(language)["compare"]
    strands = [
        _strand(list(rows.values()), side, words_of["in"].format(side=side.upper()), colours[side]) for side in "ab"
    ]
    left = Box(box.left, box.top, box.width * 0.58, box.height)
    names = [lane.label for lane in lanes]
    describe(draw_bars(slide.shapes, left, names, strands, theme=theme, form=SHARE), part.name, said)
    told = load_words(language)["briefing"]
    head, plain = Type(SIZE - 1, theme.muted, True), Type(SIZE, theme.ink)
    table: list[Any] = [[[(told["sector"], head)], [("A", head)], [("B", head)], [(told["difference"], head)]]]
    for lane in lanes:
        row = rows[lane.code]
        shares = [say_effect(float(row[f"share_{side}"]), "share") for side in "ab"]
        table.append(
            [
                [(lane.label, Type(SIZE, theme.ink, True))],
                *([(share, plain)] for share in shares),
                [(say_certainty(row, language), plain)],
            ]
        )
    right = Box(box.left + box.width * 0.6, box.top + 6, box.width * 0.4, box.height)
    draw_rows(slide.shapes, right, table, (1.2, 0.6, 0.6, 1.5), theme=theme, language=language, name=part.name)
    return True


def _strand(rows: list[dict[str, Any]], side: str, name: str, colour: str) -> Strand:
    """The shares of one side with the ends of their intervals."""
    share, low, high = (tuple(_number(row[f"{one}_{side}"]) for row in rows) for one in ("share", "low", "high"))
    return Strand(name, colour, share, low, high)


def _values(row: Any) -> tuple[float | None, ...]:
    return tuple(_number(value) for value in row.tolist())


def _number(value: Any) -> float | None:
    return float(value) if isfinite(float(value)) else None
