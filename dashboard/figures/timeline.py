"""A timeline: a lane for each sector or the like, a mark for each event, drawn no more precisely than it was stated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.figures.canvas import LEGEND_LINE, Canvas
from dashboard.figures.density import draw_density
from dashboard.figures.lanes import REST, find_lanes
from dashboard.figures.layout import ROW, Ground, plan_lanes, share_depth, stack_lanes
from dashboard.figures.legend import find_kinds, legend_entries
from dashboard.figures.marks import count_mentions, first_tellings
from dashboard.figures.pointing import draw_selected
from dashboard.figures.ruler import BAND, RULER, draw_bands, draw_edges, draw_head, draw_ruler
from dashboard.figures.strokes import Said, Sheet, draw_sheet, gather_lane
from dashboard.figures.window import find_overview, find_window
from dashboard.placing import check, place_days
from dashboard.theme import HEAD, find_theme
from dashboard.words.phrases import say_count, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd
    import plotly.graph_objects as go

    from dashboard.figures.lanes import LaneBy, Rows
    from dashboard.figures.layout import Plan
    from dashboard.placing import Axis, Placed
    from loaders.sectors.taxonomy import Taxonomy

Titles = Callable[[list[str]], "Sequence[str | None]"]
TOP = RULER + BAND + 2  # pixels above the lanes
LEGEND_TOP = 12  # pixels from the plot to the legend


def timeline(
    events: pd.DataFrame,
    *,
    taxonomy: Taxonomy,
    axis: Axis = "when",
    lane_by: LaneBy = "sector",
    lanes: Sequence[str] | None = None,
    order: Sequence[str] = (),
    pinned: Sequence[str] = (),
    collapsed: Sequence[str] = (),
    unit: str = "mention",
    selected: str | None = None,
    start: date | None = None,
    end: date | None = None,
    as_of: date | None = None,
    width: int | None = None,
    height: int | None = None,
    theme: str = "light",
    language: str = "en",
    rows: Rows | None = None,
    placed: Placed | None = None,
    titles: Titles | Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> go.Figure:
    """Draw events (columns of ``Store.events()`` or ``Store.index()``) on lanes of sectors, actors and so on.

    How to read it: a filled dot is a certain day; a thin capped bar with a hollow dot is some day within the bar;
    a thick bar is a stretch of time; dashed is approximate; an arrow has no end; a diamond is a deadline, with a
    line back to its announcement and a heavy edge once it has passed; hatching says that nobody has reviewed it;
    a number in a box or over a bar counts the events of that stretch of the calendar.
    Time runs ``[start, end)``, by default over nearly all events; ``width`` and ``height`` are pixels.

    ``lanes`` are codes (by default the core sectors, or the most frequent values), ``order`` and ``pinned`` put lanes
    first, ``collapsed`` ones are one row of density. ``unit="story"`` draws the earliest telling of each story.
    ``selected`` is an id to point at, its announcement joined to its time. ``rows`` are the positions in ``events``
    to draw (all by default), ``placed`` where all of ``events`` lie if that is known, ``titles`` gives the titles
    of ids where the frame has none, ``names`` the labels of lanes.

    Each mark's ``customdata`` is ``[id]``, a chip's or bar's ``["pile", "lane~days"]``. ``layout.meta`` has
    the numbers ``undated``, ``earlier``, ``later``, ``passing``, ``labels_hidden``, ``fallback``, the kinds of marks in
    ``legend``, ``lanes`` (code, label, top, height, count, collapsed, pinned) and
    ``overview`` (the density of all dates).
    """
    check("unit", unit, ("mention", "story"))
    placed = place_days(events, axis=axis, as_of=as_of) if placed is None else placed
    chosen = np.arange(len(events)) if rows is None else np.asarray(rows, dtype=np.intp)
    chosen = first_tellings(events, chosen) if unit == "story" else chosen
    dated = chosen[placed.dated[chosen]]
    spots = placed.take(dated) if len(dated) < len(events) else placed
    stand = spots.stand()
    settings: dict[str, Any] = {"by": lane_by, "lanes": lanes, "order": order, "pinned": pinned, "collapsed": collapsed}
    known = find_lanes(events, dated, taxonomy=taxonomy, names=names, language=language, **settings)
    first, last = find_window(spots, start, end, as_of)
    canvas = Canvas(width or 1200, first, last, find_theme(theme), language, layered=True)
    room = None if height is None else height - TOP - LEGEND_TOP - 2 * LEGEND_LINE - 10
    depth = share_depth(canvas, known.lanes, room)
    ground = Ground(events, dated, placed, stand, axis, as_of)
    plan = plan_lanes(canvas, ground, known, depth)
    said = _find_titles(events, plan, titles)
    if lane_by == "story" and titles is not None and names is None:
        _name_stories(events, plan, said)
    plot = stack_lanes(canvas, plan, said, top=TOP, low=height is not None) if plan.lanes else TOP + ROW
    earlier, later = int((spots.end <= first).sum()), int((spots.start >= last).sum())
    draw_bands(canvas, plan.lanes)
    draw_ruler(canvas, plot)
    draw_edges(canvas, earlier, later, as_of, plot)
    if not len(dated):
        canvas.write(words(language)["empty"], canvas.across / 2, TOP + ROW, size=HEAD, xanchor="center")
    hidden = _draw_lanes(canvas, plan, events, said, unit)
    if selected:
        draw_selected(canvas, plan, events, selected, axis=axis)
    meta: dict[str, Any] = {
        "undated": len(chosen) - len(dated),
        "labels_hidden": hidden,
        "fallback": int(spots.fallback.sum()),
    }
    meta |= {"lane_by": lane_by, "earlier": earlier, "later": later, "legend": find_kinds(plan.lanes, first, last)}
    meta |= {"passing": sum(lane.passing for lane in plan.lanes)}
    below = _draw_legend(canvas, plan, plot, meta)
    meta |= {"lanes": _tell_lanes(plan), "overview": find_overview(stand, first, last)}
    return canvas.finish(plot, below, axis=False, meta=meta)


def _find_titles(events: pd.DataFrame, plan: Plan, titles: Titles | Mapping[str, str] | None) -> Callable[[int], str]:
    """The title of the event at a position, of all that are drawn by themselves; asked for once."""
    wanted = {row for lane in plan.lanes for row in (*lane.marks["row"].tolist(), *lane.ones.values())}
    rows = sorted(wanted)
    if titles is None:
        said = events["title"].iloc[rows].tolist() if "title" in events else [None] * len(rows)
    else:
        ids = events["id"].iloc[rows].tolist()
        said = [titles.get(one) for one in ids] if isinstance(titles, Mapping) else list(titles(ids))
    found = {row: title if isinstance(title, str) else "" for row, title in zip(rows, said, strict=True)}
    return lambda row: found.get(row, "")


def _name_stories(events: pd.DataFrame, plan: Plan, titles: Callable[[int], str]) -> None:
    """Name lanes of stories by the title of a mark that stands on them."""
    for lane in plan.lanes:
        said = next((title for row in lane.marks["row"].tolist() if (title := titles(row))), None)
        if said and lane.lane.code != REST:
            lane.lane = replace(lane.lane, label=said)


def _draw_lanes(canvas: Canvas, plan: Plan, events: pd.DataFrame, titles: Callable[[int], str], unit: str) -> int:
    """Draw heads, marks and density of all lanes; returns how many marks in view have no label."""
    rows = np.array(sorted({row for lane in plan.lanes for row in lane.marks["row"].tolist()}), dtype=np.intp)
    often = count_mentions(events, rows) if unit == "story" else np.ones(len(rows), dtype=np.int64)
    told = dict(zip(rows.tolist(), often.tolist(), strict=True))
    said = Said(events, titles, lambda row: told.get(row, 1))
    sheet, hidden = Sheet(), 0
    for lane in plan.lanes:
        draw_head(canvas, lane, "events" if unit == "mention" else "stories")
        hidden += gather_lane(canvas, sheet, lane)
    draw_density(canvas, plan, events, titles)
    draw_sheet(canvas, sheet, said)
    return hidden


def _draw_legend(canvas: Canvas, plan: Plan, plot: float, meta: dict[str, Any]) -> float:
    """Draw an entry for each kind on screen, and the notes after them; returns the pixels used below the plot."""
    said = {"labels_hidden": "labels_hidden", "passing_note": "passing", "undated_note": "undated"}
    notes = [canvas.note(say_count(noun, meta[name], canvas.language)) for noun, name in said.items() if meta[name]]
    lines = canvas.legend_lines([*legend_entries(canvas, meta["legend"], plan.bins.unit), *notes])
    canvas.draw_legend(lines, plot + LEGEND_TOP)
    return float(LEGEND_LINE * len(lines) + LEGEND_TOP + 8)


def _tell_lanes(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "code": laid.lane.code,
            "label": laid.lane.label,
            "top": laid.top,
            "height": laid.height,
            "count": laid.count,
            "collapsed": laid.lane.collapsed,
            "pinned": laid.lane.pinned,
            "density": laid.bars is not None,
        }
        for laid in plan.lanes
    ]
