"""Native tables of PowerPoint: a heatmap's cells in their colours, rows of words beside a chart; counts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pptx.enum.dml import MSO_PATTERN_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu

from dashboard.exports.briefing.slides.drawing import describe
from dashboard.exports.briefing.slides.lettering import POINT, Box, Type, colour_of, fill_frame, find_height
from dashboard.exports.briefing.slides.projection import colour_at
from dashboard.exports.briefing.twins import is_gap
from dashboard.figures.lettering import text_width
from dashboard.figures.numbers import say_cell
from dashboard.library import rows_of
from dashboard.theme import blend, contrast, find_theme, legible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.exports.briefing.parts import ChartPart
    from dashboard.exports.briefing.slides.lettering import Run
    from dashboard.theme import Theme

WIDEST, TALLEST = 24, 14  # columns and rows that a table has room for
HEAD = 120.0  # points of the names of sectors at the left
MARK = "▪"


def fits_table(part: ChartPart) -> bool:
    """Whether a heatmap can be a table: one panel, and room for each cell."""
    rows, columns = part.table["sector"].nunique(), part.table["period"].nunique()
    return part.view.selection.panels == "none" and 0 < rows <= TALLEST and 0 < columns <= WIDEST


def draw_cells(shapes: Any, box: Box, part: ChartPart, said: str) -> Any:
    """A heatmap as a table: a row for each sector, a column for each period, coloured as in the chart."""
    theme, language = find_theme(part.view.selection.theme or "light"), part.view.selection.language
    meta, table = part.figure.layout.meta, part.table
    codes, periods = list(meta["rows"]), list(dict.fromkeys(table["period"]))
    trace = next(one for one in part.figure.data if one.type == "heatmap" and one.customdata is not None)
    effect = part.view.selection.effect
    size = 11.0 if len(periods) <= 13 else 9.0
    width = (box.width - HEAD) / len(periods)
    heads = {name: find_height(name, size, width - 3) for name in periods}
    first = max(heads.values()) + 6
    height = min((box.height - first) / len(codes), 44.0)
    grid = _add_table(shapes, box, [HEAD, *[width] * len(periods)], [first, *[height] * len(codes)])
    describe(grid, part.name, said)
    plain = Type(size, theme.muted)
    rows = {(one["sector"], one["period"]): one for one in rows_of(table)}
    open_periods = set(table.loc[~table["complete"].astype(bool), "period"])
    for column, name in enumerate(periods, 1):
        text = f"{name}*" if name in open_periods else name
        _set_cell(grid.table.cell(0, column), [[(text, plain)]], language, fill=theme.paper, align="center")
    _set_cell(grid.table.cell(0, 0), [[("", plain)]], language, fill=theme.paper)
    for number, code in enumerate(codes, 1):
        label, colour = _name_row(part, code)
        head = [[("■ ", Type(size, legible(colour, theme.paper, 3.0))), (label, Type(size + 1, theme.ink, True))]]
        _set_cell(grid.table.cell(number, 0), head, language, fill=theme.paper)
        for column, name in enumerate(periods, 1):
            row = rows[code, name]
            text, ground, thin = _say_cell(row, effect, trace, theme)
            ink = max((theme.ink, theme.paper), key=lambda one, on=ground: contrast(one, on))  # type: ignore[misc]
            cell = grid.table.cell(number, column)
            _set_cell(cell, [[(text, Type(size, ink))]], language, fill=ground, align="center")
            if thin:
                cell.fill.patterned()
                cell.fill.pattern = MSO_PATTERN_TYPE.LIGHT_UPWARD_DIAGONAL
                cell.fill.fore_color.rgb = colour_of(blend(theme.muted, theme.paper, 0.45))
                cell.fill.back_color.rgb = colour_of(theme.paper)
    return grid


def _say_cell(row: dict[str, Any], effect: str, trace: Any, theme: Theme) -> tuple[str, str, bool]:
    """The words of a cell, its colour, and whether too little is known of it."""
    value = row.get("effect_value", row["value"])
    thin = bool(row.get("too_little", False))
    if is_gap(row):
        return "–", theme.paper, False
    if thin or value is None or value != value:  # noqa: PLR0124 -- the one test of a number that is none
        return "", theme.paper, thin
    share = (value - trace.zmin) / (trace.zmax - trace.zmin) if trace.zmax > trace.zmin else 0.0
    text = say_cell(float(value), effect)  # type: ignore[arg-type]
    scale = [list(stop) for stop in trace.colorscale]
    return (f"{MARK} {text}" if row.get("stands_out") else text), colour_at(scale, share), False


def _name_row(part: ChartPart, code: str) -> tuple[str, str]:
    sector = part.taxonomy[code]
    return sector.label_zh if part.view.selection.language == "zh" else sector.label_en, sector.colour


def draw_rows(
    shapes: Any,
    box: Box,
    rows: Sequence[Sequence[Sequence[Run]]],
    shares: Sequence[float],
    *,
    theme: Theme,
    language: str,
    name: str,
) -> Any:
    """A table of words without colours, its first row a head; ``shares`` part the width."""
    whole = sum(shares)
    widths = [box.width * one / whole for one in shares]
    heights = [max(_height_of(cell, width - 8) for cell, width in zip(row, widths, strict=True)) + 8 for row in rows]
    grid = _add_table(shapes, box, widths, heights)
    describe(grid, name, name)
    for number, row in enumerate(rows):
        for column, runs in enumerate(row):
            cell = grid.table.cell(number, column)
            _set_cell(cell, [runs], language, fill=theme.paper)
            _rule(cell, theme.muted if number == 0 else theme.rule)
    return grid


def _height_of(runs: Sequence[Run], width: float) -> float:
    text = "".join(text for text, _ in runs)
    size = max((kind.size for _, kind in runs), default=10.0)
    return find_height(text, size, width, bold=any(kind.bold for _, kind in runs))


def _add_table(shapes: Any, box: Box, widths: Sequence[float], heights: Sequence[float]) -> Any:
    """An empty table without a style of its own."""
    place = Box(box.left, box.top, sum(widths), sum(heights))
    frame = shapes.add_table(len(heights), len(widths), *place.emu)
    table = frame.table
    for number, width in enumerate(widths):
        table.columns[number].width = Emu(round(width * POINT))
    for number, height in enumerate(heights):
        table.rows[number].height = Emu(round(height * POINT))
    style = table._tbl.tblPr.find(qn("a:tableStyleId"))
    if style is not None:
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid
    table.horz_banding = False
    return frame


def _set_cell(cell: Any, paragraphs: Sequence[Sequence[Run]], language: str, *, fill: str, align: str = "left") -> None:
    fill_frame(cell.text_frame, paragraphs, language, align=align, anchor="middle")
    cell.margin_left = cell.margin_right = Emu(round((1.5 if align == "center" else 4) * POINT))
    cell.margin_top = cell.margin_bottom = Emu(round(1.5 * POINT))
    cell.vertical_anchor = cell.text_frame.vertical_anchor
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour_of(fill)


def _rule(cell: Any, colour: str) -> None:
    """A line beneath a cell."""
    properties = cell._tc.get_or_add_tcPr()
    line = properties.makeelement(qn("a:lnB"), {"w": "9525"})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": colour.lstrip("#").upper()}))
    line.append(fill)
    properties.insert(0, line)


def widest(texts: Sequence[str], size: float) -> float:
    """Points that the widest of some texts takes."""
    return max((text_width(text, size) for text in texts), default=0.0)
