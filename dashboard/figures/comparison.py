"""Two selections beside each other, sector by sector: their shares, and how surely one stresses more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.emphasis.comparison import Comparison, Side, compare
from dashboard.figures.canvas import LEGEND_LINE, Canvas, Entry
from dashboard.figures.lanes import Lane, sector_lanes
from dashboard.figures.lettering import fit, lay_label, plain, text_width
from dashboard.figures.numbers import say_effect
from dashboard.figures.summary import sum_up_comparison
from dashboard.figures.trend import round_up
from dashboard.theme import GUTTER, SMALL, TEXT, blend, find_theme, legible
from dashboard.words.phrases import say_count, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from dashboard.measures import Weighting
    from loaders.sectors.taxonomy import Taxonomy

ROW, LABEL_LINE = 40, 22  # pixels of a sector, and of its name above it where the picture is narrow
TOP, BETWEEN = 54, 46  # pixels above the rows, and between the two halves
LIFT = 7  # pixels that A stands above the middle of its row, and B below
REACH = 1.0  # natural log-odds the scale shows at least, to either side


@dataclass(frozen=True, slots=True)
class _Scale:
    """A stretch of pixels for values from ``low`` to ``high``."""

    left: float
    right: float
    low: float
    high: float

    def x(self, values: Any) -> Any:
        """Pixels of values, those beyond the scale at its ends."""
        held = np.clip(np.asarray(values, dtype=np.float64), self.low, self.high)
        return self.left + (held - self.low) / (self.high - self.low) * (self.right - self.left)


def comparison(
    a: Side,
    b: Side,
    *,
    taxonomy: Taxonomy,
    names: tuple[str, str] = ("A", "B"),
    sectors: Sequence[str] | None = None,
    weighting: Weighting = "incidence",
    width: int | None = None,
    theme: str = "light",
    language: str = "en",
    found: Comparison | None = None,
) -> go.Figure:
    """Draw what two selections stress, sector by sector (codes; the core sectors by default).

    How to read it: left, the share of each sector in A (filled dot) and in B (hollow square), the bar through it where
    the share would lie, 95 times in 100, had other documents like these been read. Right, how much more A stresses it
    than B: log-odds, 0 for no difference, with their interval; a filled diamond stands out, a hollow one cannot be
    told from chance, and where too little is known there is none. A sector that one side alone tells of is named as
    such, with the chance of that silence. ``names`` are the sides in words, ``found`` the numbers if they are known.

    Each mark's ``customdata`` is ``[sector, side]``. ``layout.meta`` has ``marked`` (codes), ``thin`` (codes), ``only``
    (side by code), ``shared`` (documents in both) and ``said`` (the picture in a sentence).
    """
    lanes = sector_lanes(taxonomy, sectors, language)
    codes = [lane.code for lane in lanes]
    every = [sector.code for sector in taxonomy.sectors]
    told = found or compare(a, b, sectors=every, shown=codes, weighting=weighting)
    canvas = Canvas(width or 1200, 0, 1, find_theme(theme), language)
    shares, odds = _scales(canvas, told)
    head = LABEL_LINE if canvas.narrow else 0
    middles = [TOP + number * (ROW + head) + head + ROW / 2 for number in range(len(lanes))]
    plot = TOP + len(lanes) * (ROW + head)
    _draw_ground(canvas, shares, odds, plot, names)
    for lane, y in zip(lanes, middles, strict=True):
        _draw_head(canvas, lane, y)
        _draw_shares(canvas, told, lane, y, shares)
        _draw_odds(canvas, told, lane, y, odds)
    below = _draw_legend(canvas, told, names, plot)
    table = told.table
    meta = {
        "marked": table.index[table["marked"]].tolist(),
        "thin": table.index[table["thin"]].tolist(),
        "only": {code: side for code in codes if (side := told.row(code)["only"])},
        "shared": told.shared,
        "said": sum_up_comparison(told, lanes, language),
    }
    return canvas.finish(plot, below, axis=False, meta=meta)


def _scales(canvas: Canvas, told: Comparison) -> tuple[_Scale, _Scale]:
    table = told.table
    half = (canvas.across - BETWEEN) / 2
    shares = table[["share_a", "share_b", "high_a", "high_b"]].to_numpy(dtype=np.float64)
    top = float(np.nanmax(shares)) if np.isfinite(shares).any() else 1.0
    bounds = table[["delta_low", "delta_high", "delta"]].to_numpy(dtype=np.float64)
    reach = max(float(np.nanmax(np.abs(bounds))) if np.isfinite(bounds).any() else 0.0, REACH)
    reach = min(reach, 4.0)
    return _Scale(0, half, 0.0, round_up(top)), _Scale(half + BETWEEN, canvas.across, -reach, reach)


def _draw_ground(canvas: Canvas, shares: _Scale, odds: _Scale, plot: float, names: tuple[str, str]) -> None:
    """The two scales: their names, their ends, and a line at zero."""
    table = words(canvas.language)["compare"]
    theme = canvas.theme
    rule = {"type": "line", "xref": "x2", "yref": "y2", "layer": "below", "line": {"color": theme.rule, "width": 1}}
    for scale, title in ((shares, table["shares"]), (odds, table["odds"])):
        middle = (scale.low + scale.high) / 2
        for value in (scale.low, middle, scale.high):
            x = float(scale.x(value))
            canvas.shapes.append(rule | {"x0": x, "x1": x, "y0": TOP - 6, "y1": plot})
        canvas.write(f"<b>{title}</b>", scale.left, 10, size=TEXT + 1, colour=theme.ink)
    for value in (shares.low, shares.high):
        anchor = "left" if value == shares.low else "right"
        canvas.write(say_effect(value, "share"), float(shares.x(value)), TOP - 14, size=SMALL, xanchor=anchor)
    room = (odds.right - odds.left) / 2 - 6
    for side, x, anchor in ((1, odds.left, "left"), (0, odds.right, "right")):
        text = fit(table["more"].format(side="AB"[side]), SMALL, room, least=2) or ""
        canvas.write(plain(text), x, TOP - 14, size=SMALL, xanchor=anchor)
    zero = {"x0": float(odds.x(0)), "x1": float(odds.x(0)), "y0": TOP - 6, "y1": plot}
    canvas.shapes.append(rule | zero | {"line": {"color": theme.muted, "width": 1}})
    heads = [f"{side}  {name}" for side, name in zip("AB", names, strict=True)]
    if any(text_width(head, SMALL + 1) > shares.right / 2 - 10 for head in heads):
        heads = ["A", "B"]  # what they are is told beneath
    for number, head in enumerate(heads):
        canvas.write(plain(head), shares.left + number * shares.right / 2, 28, size=SMALL + 1)


def _draw_head(canvas: Canvas, lane: Lane, y: float) -> None:
    theme = canvas.theme
    ink = legible(lane.colour, theme.paper)
    if canvas.narrow:
        canvas.write(f"<b>{plain(lane.label)}</b>", 0, y - ROW / 2 - 8, size=TEXT + 1, colour=ink)
        return
    bar = {"type": "rect", "xref": "paper", "yref": "y2", "x0": -10, "x1": -6, "xsizemode": "pixel", "xanchor": 0}
    fill = {"fillcolor": legible(lane.colour, theme.paper, 3.0), "line": {"width": 0}}
    canvas.shapes.append(bar | fill | {"y0": y - ROW / 2 + 4, "y1": y + ROW / 2 - 4})
    size, lines = lay_label(lane.label, (TEXT + 1, TEXT, SMALL), GUTTER - 28, ROW)
    canvas.write("<br>".join(f"<b>{plain(line)}</b>" for line in lines), 12 - GUTTER, y, size=size, colour=ink)


def _draw_shares(canvas: Canvas, told: Comparison, lane: Lane, y: float, scale: _Scale) -> None:
    row = told.row(lane.code)
    colour = legible(lane.colour, canvas.theme.paper, 3.0)
    for side, lift in (("a", -LIFT), ("b", LIFT)):
        share = float(row[f"share_{side}"])
        if not np.isfinite(share):
            continue
        ends = scale.x([row[f"low_{side}"], row[f"high_{side}"]]).tolist()
        _draw_bar(canvas, ends, y + lift, blend(colour, canvas.theme.paper, 0.35))
        at = float(scale.x(share)), y + lift
        _draw_point(canvas, at, lane, side, _share_hover(canvas, told, lane, side))


def _draw_bar(canvas: Canvas, ends: list[float], y: float, colour: str) -> None:
    line = {"color": colour, "width": 4}
    canvas.scatter(x=ends, y=[y, y], xaxis="x2", yaxis="y2", mode="lines", line=line)


def _draw_point(canvas: Canvas, at: tuple[float, float], lane: Lane, side: str, hover: str) -> None:
    colour = legible(lane.colour, canvas.theme.paper, 3.0)
    shape = {"symbol": "circle", "color": colour} if side == "a" else {"symbol": "square", "color": canvas.theme.paper}
    marker: dict[str, Any] = {"size": 9, "line": {"width": 1.8, "color": colour}} | shape
    place = {"x": [at[0]], "y": [at[1]], "xaxis": "x2", "yaxis": "y2", "customdata": [[lane.code, side]]}
    canvas.scatter(**place, mode="markers", marker=marker, hovertext=[hover], hoverinfo="text", cliponaxis=False)


def _share_hover(canvas: Canvas, told: Comparison, lane: Lane, side: str) -> str:
    row, table = told.row(lane.code), words(canvas.language)
    total = told.total(side)
    share, low, high = (say_effect(float(row[f"{name}_{side}"]), "share") for name in ("share", "low", "high"))
    weight = say_effect(float(row[f"events_{side}"]), "count")
    of = table["trend"]["of"].format(total=say_effect(float(total["weight"]), "count"))
    read = say_count("documents", int(row[f"documents_{side}"]), canvas.language)
    whole = table["trend"]["of"].format(total=f"{int(total['documents']):,}")
    return "<br>".join(
        [
            f"<b>{plain(lane.label)} · {side.upper()}</b>",
            f"{table['effect']['share']}: {share} ({table['trend']['between'].format(low=low, high=high)})",
            f"{weight} {of}",
            f"{read} {whole}",
        ]
    )


def _draw_odds(canvas: Canvas, told: Comparison, lane: Lane, y: float, scale: _Scale) -> None:
    row, table = told.row(lane.code), words(canvas.language)
    note = say_certainty(row, canvas.language)
    if not np.isfinite(row["q"]):
        text = fit(note, SMALL, scale.right - scale.left, least=2)
        canvas.write(
            plain(text or ""),
            (scale.left + scale.right) / 2,
            y,
            size=SMALL,
            xanchor="center",
            bgcolor=canvas.theme.paper,
        )
        return
    ink = canvas.theme.ink
    if np.isfinite(row["delta_low"]):
        ends = scale.x([row["delta_low"], row["delta_high"]]).tolist()
        _draw_bar(canvas, ends, y, blend(canvas.theme.muted, canvas.theme.paper, 0.4))
    odds = f"{table['effect']['log_odds_between']}: {say_effect(float(row['delta']), 'log_odds')}"
    hover = f"<b>{plain(lane.label)}</b><br>{odds}<br>{note}"
    marker: dict[str, Any] = {"size": 10, "symbol": "diamond", "color": ink if row["marked"] else canvas.theme.paper}
    marker["line"] = {"width": 1.6, "color": ink}
    place = {"x": [float(scale.x(row["delta"]))], "y": [y], "xaxis": "x2", "yaxis": "y2"}
    data = [[lane.code, "a" if row["delta"] > 0 else "b"]]
    canvas.scatter(**place, mode="markers", marker=marker, customdata=data, hovertext=[hover], hoverinfo="text")
    if row["only"]:
        _write_silence(canvas, note, float(scale.x(row["delta"])), y, scale)


def _write_silence(canvas: Canvas, note: str, x: float, y: float, scale: _Scale) -> None:
    """Beside the mark, on the side that has room."""
    right = x + 10 + text_width(note, SMALL) <= scale.right
    place: dict[str, Any] = {"xanchor": "left" if right else "right", "bgcolor": canvas.theme.paper}
    canvas.write(plain(note), x + (10 if right else -10), y - 12, size=SMALL, **place)


def say_certainty(row: Any, language: str) -> str:
    """How sure the difference of one sector is, in words; where one side is silent, the chance of that."""
    table = words(language)
    told = table["certainty"]
    if row["only"]:
        chance = float(row["silence"])
        said = table["trend"]["rare"] if chance < 0.001 else table["trend"]["chance"].format(p=f"{chance:.3f}")
        return str(table["compare"]["only"]).format(side=row["only"].upper(), chance=said)
    if row["thin"]:
        return str(told["thin"])
    q = float(row["q"])
    if np.isnan(q):
        return str(table["compare"]["untested"])
    rate = told["rare"] if q < 0.001 else told["rate"].format(q=f"{q:.3f}")
    return str(table["compare"]["marked" if row["marked"] else "unmarked"]).format(rate=rate)


def _draw_legend(canvas: Canvas, told: Comparison, names: tuple[str, str], plot: float) -> float:
    table = words(canvas.language)
    said, ink, paper = table["compare"], canvas.theme.muted, canvas.theme.paper

    def glyph(symbol: str, fill: str) -> Any:
        def draw(x: float, y: float) -> None:
            marker = {"size": 9, "symbol": symbol, "color": fill, "line": {"width": 1.6, "color": ink}}
            canvas.scatter(x=[x + 7], y=[y], xaxis="x2", yaxis="y2", mode="markers", marker=marker)

        return draw

    def bar(x: float, y: float) -> None:
        _draw_bar(canvas, [x, x + 22], y, blend(ink, paper, 0.4))

    entries = [
        Entry(said["in"].format(side=side), 14, glyph(*pen))
        for side, pen in (("A", ("circle", ink)), ("B", ("square", paper)))
    ]
    entries.append(Entry(table["trend"]["interval"], 22, bar))
    entries.append(Entry(table["certainty"]["legend_marked"], 14, glyph("diamond", ink)))
    entries.append(Entry(said["chance"], 14, glyph("diamond", paper)))
    lines = canvas.legend_lines(entries)
    canvas.draw_legend(lines, plot + 14)
    used = LEGEND_LINE * len(lines) + 20.0
    for note in canvas.flow(_notes(told, names, canvas.language)):
        canvas.write(note, 0, plot + used + 8, size=SMALL + 1)
        used += 17
    return used + 10


def _notes(told: Comparison, names: tuple[str, str], language: str) -> list[str]:
    table = words(language)
    notes = []
    for side, name in zip(("a", "b"), names, strict=True):
        total = told.total(side)
        events = say_count("events", int(total["events"]), language)
        documents = say_count("documents", int(total["documents"]), language)
        notes.append(table["compare"]["total"].format(side=side.upper(), name=name, events=events, documents=documents))
    if told.shared:
        notes.append(table["compare"]["shared"].format(documents=say_count("documents", told.shared, language)))
    return notes
