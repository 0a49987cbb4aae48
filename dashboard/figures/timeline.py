"""A timeline: a lane for each sector, a mark for each event, drawn no more precisely than it was stated."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from dashboard.figures import pens
from dashboard.figures.canvas import AXIS, LEGEND_LINE, Canvas, day_number, day_of, moments
from dashboard.figures.legend import find_kinds, legend_entries
from dashboard.figures.lettering import BOLD, plain, text_width, wrap_pixels
from dashboard.figures.marks import Lane, find_marks, rest_lane, sector_lanes, undated_ids
from dashboard.figures.packing import Extents, find_load, pack_lane, share_rows
from dashboard.figures.strokes import DrawnLane, draw_chips, draw_labels, draw_lines, draw_symbols, place_labels
from dashboard.theme import GUTTER, HEAD, SMALL, TEXT, blend, find_theme, legible
from dashboard.words.phrases import say_count, say_day, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from dashboard.measures import Axis
    from loaders.sectors.taxonomy import Taxonomy

ROW, LOW_ROW = 20, 18  # pixels of a row, and of one where the height is given
PAD, BAND, LABEL_LINE = 6, 22, 22  # pixels: a lane's padding, a line above all lanes, a narrow label
DEPTH_WIDE, DEPTH_NARROW = 6, 5  # rows a lane may have at most, unless a height asks otherwise
WIDEST_WIDE, WIDEST_NARROW = 230.0, 150.0  # pixels of the longest label beside a mark
MANY = 3000  # marks beyond which those far out of view are counted and not laid out
ROOM_AHEAD = 0.04  # share of the default window kept free for labels after the last mark
LEGEND_TOP = 40  # pixels from the plot to the legend: the time axis lies between


def timeline(
    events: pd.DataFrame,
    *,
    taxonomy: Taxonomy,
    axis: Axis = "when",
    lanes: Sequence[str] | None = None,
    start: date | None = None,
    end: date | None = None,
    as_of: date | None = None,
    width: int | None = None,
    height: int | None = None,
    theme: str = "light",
    language: str = "en",
) -> go.Figure:
    """Draw events (columns of ``Store.events()``) on lanes of sectors (codes; the core sectors by default).

    How to read it: a filled dot is a certain day; a thin capped bar with a hollow dot is some day within the bar;
    a thick bar is a stretch of time; dashed is approximate; an arrow has no end; a diamond is a deadline, with a
    line back to its announcement and a heavy edge once it has passed; a number stands for that many events.
    Time runs ``[start, end)``, by default over nearly all events; ``width`` and ``height`` are pixels.

    Each mark's ``customdata`` is the list of its event ids: one for a mark, all of them for a chip.
    Of more than 3,000 marks those far outside the window are only counted, in ``earlier`` and ``later``.
    ``layout.meta`` says what cannot be seen: ``undated`` (ids), ``earlier`` and ``later`` (events outside the
    window), ``labels_hidden``, ``fallback``, and ``legend`` (the kinds on screen).
    """
    rows = sector_lanes(taxonomy, lanes, language)
    marks = find_marks(events, [lane.code for lane in rows], axis=axis, as_of=as_of)
    if len(marks) and int(marks["lane"].max()) == len(rows):
        rows = (*rows, rest_lane(words(language)["other"]))
    first, last = find_window(marks, start, end, as_of)
    seen = _near(marks, first, last)
    canvas = Canvas(width or 1200, first, last, find_theme(theme), language)
    titles = events["title"].fillna("").tolist()
    top, outside = _draw_edges(canvas, marks, as_of)
    drawn = _pack(canvas, seen, rows, titles, top=top, height=height)
    plot = drawn[-1].top + drawn[-1].height if drawn else top + ROW
    _draw_ground(canvas, drawn, as_of, (top, plot))
    for lane, number in zip(drawn, _count_events(marks, len(rows)), strict=True):
        _draw_head(canvas, lane, number)
    hidden = 0
    for lane in drawn:
        labels = place_labels(canvas, lane)
        draw_lines(canvas, lane, labels)
        draw_symbols(canvas, lane, events)
        hidden += draw_labels(canvas, lane, labels)
        draw_chips(canvas, lane, titles)
    undated = undated_ids(events, axis=axis)
    kinds = find_kinds(drawn, first, last)
    below = _draw_legend(canvas, kinds, plot, notes=_notes(language, hidden, len(undated)))
    fallback = int(marks.loc[marks["fallback"], "row"].nunique())
    meta = {"undated": undated, "labels_hidden": hidden, "fallback": fallback, "legend": kinds} | outside
    return canvas.finish(plot, below, meta=meta)


def find_window(marks: pd.DataFrame, start: date | None, end: date | None, as_of: date | None) -> tuple[int, int]:
    """The days in view: those asked for, else whole years (or months) round all but the outermost events."""
    if start and end:
        return day_number(start), max(day_number(end), day_number(start) + 1)
    low, high = (day_number(as_of) - 365, day_number(as_of) + 1) if as_of else (0, 365)
    if len(marks):
        bounded = marks[marks["kind"] != "open"] if (marks["kind"] != "open").any() else marks
        low = int(marks["start"].quantile(0.02, interpolation="lower"))
        high = int(bounded["end"].quantile(0.98, interpolation="higher"))
    if as_of and low <= day_number(as_of):
        high = max(high, day_number(as_of) + 1)
    years = high - low > 2 * 365
    if not end:
        high += int(ROOM_AHEAD * (high - low))
    before, after = day_of(low), day_of(high - 1)
    opens = before.replace(day=1, month=1 if years else before.month)
    closes = (after.replace(day=28, month=12 if years else after.month) + timedelta(4)).replace(day=1)
    first, last = day_number(start or opens), day_number(end or closes)
    return first, max(last, first + 1)


def _near(marks: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """The marks to lay out: all of them, or of very many those in view and as far again to either side."""
    if len(marks) <= MANY:
        return marks
    margin = last - first
    return marks[(marks["end"] > first - margin) & (marks["start"] < last + margin)]


def _pack(
    canvas: Canvas, marks: pd.DataFrame, lanes: Sequence[Lane], titles: list[str], *, top: float, height: int | None
) -> list[DrawnLane]:
    head = LABEL_LINE if canvas.narrow else 0
    row = ROW if height is None else LOW_ROW
    window = (canvas.first * canvas.scale, canvas.last * canvas.scale)
    widest = WIDEST_NARROW if canvas.narrow else WIDEST_WIDE
    parts = [marks[marks["lane"] == number].reset_index(drop=True) for number in range(len(lanes))]
    extents = [_extents(some, canvas, titles) for some in parts]
    depths = [DEPTH_NARROW if canvas.narrow else DEPTH_WIDE] * len(lanes)
    if height is not None:
        room = height - top - LEGEND_TOP - 2 * LEGEND_LINE - 10 - len(lanes) * (2 * PAD + head)
        depths = share_rows(int(room // row), [find_load(one, window, TEXT, widest) for one in extents])
    drawn = []
    for lane, some, one, most in zip(lanes, parts, extents, depths, strict=True):
        packed = pack_lane(one, most=most, size=TEXT, widest=widest, window=window)
        tall = max(packed.rows, 1) * row + 2 * PAD + head
        tall = tall if canvas.narrow else max(tall, 2 * ROW + 2 * PAD)
        middle = top + head + PAD + (tall - head - 2 * PAD - max(packed.rows, 1) * row) / 2
        y = middle + (packed.row + 0.5) * row
        colour = legible(lane.colour, canvas.theme.paper, 3.0)
        drawn.append(DrawnLane(lane, some, packed, top, tall, colour, y, middle + (packed.rows - 0.5) * row))
        top += tall
    return drawn


def _extents(marks: pd.DataFrame, canvas: Canvas, titles: list[str]) -> Extents:
    """The marks of a lane in pixels, from the first of January 1970 on."""
    start, end, at = (marks[name].to_numpy(dtype=np.float64) * canvas.scale for name in ("start", "end", "at"))
    kind = marks["kind"].to_numpy()
    point = kind == "point"
    low = np.minimum(np.where(point, at, start), at - pens.REACH)
    high = np.maximum(np.where(point, at, end), at + pens.REACH)
    lead = marks["origin"].to_numpy(dtype=np.float64) * canvas.scale
    lead = np.where(lead < low - 6, lead, np.nan)
    near = np.minimum(np.where(point, at, start), at - pens.REACH)
    line = (kind == "span") | (kind == "open")
    inner = (np.where(kind == "open", start + pens.REACH, start), np.where(line, end, at - pens.REACH))
    return Extents(marks["id"].tolist(), low, high, at, lead, near, inner, [titles[row] for row in marks["row"]])


def _draw_ground(canvas: Canvas, drawn: list[DrawnLane], as_of: date | None, upright: tuple[float, float]) -> None:
    theme = canvas.theme
    across = {"type": "rect", "xref": "paper", "yref": "y2", "x0": 0, "x1": 1, "layer": "below", "line": {"width": 0}}
    for lane in drawn:
        bounds = {"y0": lane.top + 1, "y1": lane.top + lane.height - 1}
        canvas.shapes.append(across | bounds | {"fillcolor": blend(lane.lane.colour, theme.paper, theme.band)})
    if as_of and canvas.first <= day_number(as_of) < canvas.last:
        moment = moments([day_number(as_of) + 0.5])[0]
        ends = {"xref": "x", "yref": "y", "x0": moment, "x1": moment, "y0": upright[0] - 5, "y1": upright[1]}
        line = {"color": blend(theme.ink, theme.paper, 0.6), "width": 1, "dash": "2px,3px"}
        canvas.shapes.append({"type": "line", "layer": "below", "line": line} | ends)


def _count_events(marks: pd.DataFrame, lanes: int) -> list[int]:
    """Events on each lane, in view or not."""
    counted = marks.groupby("lane")["row"].nunique()
    return [int(counted.get(number, 0)) for number in range(lanes)]


def _draw_head(canvas: Canvas, lane: DrawnLane, events: int) -> None:
    theme = canvas.theme
    ink = legible(lane.lane.colour, blend(lane.lane.colour, theme.paper, theme.band))
    number = say_count("events", events, canvas.language)
    small = f'<span style="color:{theme.muted};font-size:{TEXT}px;font-weight:400">{number}</span>'
    if canvas.narrow:
        canvas.write(
            f"<b>{plain(lane.lane.label)}</b>  {small}", 6, lane.top + LABEL_LINE / 2 + 3, size=HEAD, colour=ink
        )
        return
    bar = {"type": "rect", "xref": "paper", "yref": "y2", "x0": -10, "x1": -6, "xsizemode": "pixel", "xanchor": 0}
    fill = {"fillcolor": lane.colour, "line": {"width": 0}, "y0": lane.top + 1, "y1": lane.top + lane.height - 1}
    canvas.shapes.append(bar | fill)
    lines = wrap_pixels(lane.lane.label, HEAD * BOLD, GUTTER - 26)[:3]
    text = "<br>".join(f"<b>{plain(line)}</b>" for line in lines)
    canvas.write(f"{text}<br>{small}", 12 - GUTTER, lane.top + lane.height / 2, size=HEAD, colour=ink)


def _draw_edges(canvas: Canvas, marks: pd.DataFrame, as_of: date | None) -> tuple[float, dict[str, int]]:
    """The band above the lanes: the as-of day, and how many events lie beyond either edge; returns its height."""
    table = words(canvas.language)
    earlier = int(marks.loc[marks["end"] <= canvas.first, "row"].nunique())
    later = int(marks.loc[marks["start"] >= canvas.last, "row"].nunique())
    if not len(marks):
        canvas.write(table["empty"], canvas.across / 2, BAND + ROW, size=HEAD, xanchor="center")
    if earlier:
        canvas.write(table["earlier"].format(n=f"{earlier:,}"), 2, BAND / 2, size=SMALL + 1)
    right = float(canvas.across)
    if later:
        text = table["later"].format(n=f"{later:,}")
        canvas.write(text, right - 2, BAND / 2, size=SMALL + 1, xanchor="right")
        right -= text_width(text, SMALL + 1) + 14
    outside = {"earlier": earlier, "later": later}
    if not as_of or not canvas.first <= day_number(as_of) < canvas.last:
        return BAND, outside
    said = table["as_of"].format(date=say_day(as_of, canvas.language))
    x, need = (day_number(as_of) + 0.5 - canvas.first) * canvas.scale, text_width(said, SMALL + 1)
    left = 90 if earlier else 0
    centre = min(max(x, left + need / 2), right - need / 2)
    crowded = centre - need / 2 < left or abs(centre - x) > need / 2
    line = BAND / 2 + (BAND - 4) * crowded
    centre = min(max(x, need / 2), canvas.across - need / 2) if crowded else centre
    canvas.write(
        said, centre, line, size=SMALL + 1, xanchor="center", colour=canvas.theme.ink, bgcolor=canvas.theme.paper
    )
    return BAND + (BAND - 4) * crowded, outside


def _draw_legend(canvas: Canvas, kinds: list[str], plot: float, *, notes: list[str]) -> float:
    """Draw an entry for each kind on screen, and the notes after them; returns the pixels used below the time axis."""
    lines = canvas.legend_lines([*legend_entries(canvas, kinds), *map(canvas.note, notes)])
    canvas.draw_legend(lines, plot + LEGEND_TOP)
    return LEGEND_LINE * len(lines) + LEGEND_TOP - AXIS + 8


def _notes(language: str, hidden: int, undated: int) -> list[str]:
    notes = [say_count("labels_hidden", hidden, language)] if hidden else []
    return notes + ([say_count("undated_note", undated, language)] if undated else [])
