"""Puts a title above a figure and its receipt beneath it, in words; changes nothing of the figure itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from dashboard.figures.lettering import plain, text_width, wrap_pixels
from dashboard.theme import FONT, NARROW, Theme, find_margins
from dashboard.words.phrases import say_count, say_day, say_edtf, words

if TYPE_CHECKING:
    from dashboard.exports.receipt import Receipt
    from dashboard.exports.sources import Source

TITLE, SUBTITLE, NOTE = 22, 13, 10.5  # type sizes in pixels
LINE = 15  # pixels from line to line of the footer
SIDE = 14  # pixels kept at either side
SUBTITLES = 3  # lines of the selection in the picture; the receipt has all of it
SOURCE_LINES = 3  # lines of sources in the picture; the receipt beside it has them all


@dataclass(frozen=True, slots=True)
class Frame:
    """What is written round a chart of one width: lines above it and beneath it, and the pixels they take."""

    titles: list[str]
    subtitles: list[str]
    footers: list[str]
    size: float
    inside: int

    @property
    def above(self) -> int:
        """Pixels above the chart."""
        return round(16 + len(self.titles) * (self.size + 6) + len(self.subtitles) * (SUBTITLE + 5) + 10)

    @property
    def below(self) -> int:
        """Pixels beneath it."""
        return 16 + len(self.footers) * LINE + 10


def plan_frame(receipt: Receipt, *, title: str, language: str, width: int) -> Frame:
    """The lines round a chart that is ``width`` pixels wide."""
    inside = width - 2 * SIDE
    size = 17 if width < NARROW else TITLE
    titles = wrap_pixels(title, size * 1.06, inside)
    subtitles = wrap_pixels(receipt.selection, SUBTITLE, inside)
    if len(subtitles) > SUBTITLES:
        subtitles = [*subtitles[: SUBTITLES - 1], subtitles[SUBTITLES - 1][:-1].rstrip() + "…"]
    return Frame(titles, subtitles, _footer(receipt, language, inside), size, inside)


def frame_figure(
    figure: go.Figure,
    receipt: Receipt,
    *,
    title: str,
    theme: Theme,
    language: str,
    width: int,
    height: int | None = None,
) -> go.Figure:
    """A copy of a figure with title, selection, sources, counts, data version and date in the picture.

    The plot keeps its size in pixels; the picture grows by what is written, and to ``height`` where there is room.
    """
    frame = plan_frame(receipt, title=title, language=language, width=width)
    spec = figure.to_dict()
    layout: dict[str, Any] = spec["layout"]
    needed = round(layout.get("height", 450) + frame.above + frame.below)
    free = max((height or 0) - needed, 0)
    margin = layout.get("margin", {})
    margin |= {"t": margin.get("t", 0) + frame.above, "b": margin.get("b", 0) + frame.below + free}
    left = SIDE - find_margins(width).left
    lines = [(line, frame.size, theme.ink, 700, frame.size + 6) for line in frame.titles]
    lines += [(line, SUBTITLE, theme.muted, 400, SUBTITLE + 5) for line in frame.subtitles]
    notes: list[dict[str, Any]] = []
    down = margin["t"] - 16.0
    for text, points, colour, weight, pitch in lines:
        notes.append(_line(text, left, down - pitch / 2, 1, size=points, colour=colour, weight=weight))
        down -= pitch
    for number, text in enumerate(frame.footers):
        up = -(free + 16 + LINE * (number + 0.5))
        notes.append(_line(text, left, up, 0, size=NOTE, colour=theme.muted, weight=400))
    rule = {"type": "line", "xref": "paper", "yref": "paper", "xsizemode": "pixel", "ysizemode": "pixel"}
    across = {"xanchor": 0, "yanchor": 0, "x0": left, "x1": left + frame.inside, "y0": -8 - free, "y1": -8 - free}
    layout |= {
        "margin": margin,
        "height": needed + free,
        "width": width,
        "shapes": [*layout.get("shapes", ()), rule | across | {"line": {"color": theme.rule, "width": 1}}],
        "annotations": [*layout.get("annotations", ()), *notes],
    }
    # Checking each line anew would take longer than drawing them all.
    return go.Figure(data=spec["data"], layout=layout, _validate=False)


def _line(text: str, left: float, up: float, edge: int, *, size: float, colour: str, weight: int) -> dict[str, Any]:
    font = {"family": FONT, "size": size, "color": colour, "weight": weight}
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": edge, "xshift": left, "yshift": up}
    return place | {
        "text": plain(text),
        "font": font,
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "middle",
        "align": "left",
    }


def _footer(receipt: Receipt, language: str, room: float) -> list[str]:
    table = words(language)["footer"]
    counts = table["counts"].format(
        events=say_count("events", receipt.events, language),
        documents=say_count("documents", receipt.documents, language),
        undated=f"{receipt.undated:,}",
    )
    if receipt.unreviewed:
        counts += table["unreviewed"].format(n=f"{receipt.unreviewed:,}")
    parts = [counts, table["data"].format(data=receipt.data_version, code=receipt.code_version)]
    if receipt.as_of:
        as_of = say_day(date.fromisoformat(receipt.as_of), language)
        parts.append(words(language)["as_of"].format(date=as_of))
    if receipt.made and receipt.made != receipt.as_of:
        parts.append(table["made"].format(date=say_day(date.fromisoformat(receipt.made), language)))
    lines = wrap_pixels("  ·  ".join(parts), NOTE, room)
    if receipt.url:
        lines += wrap_pixels(receipt.url, NOTE, room)[:2]
    return [*_source_lines(receipt.sources, language, room), *lines]


def _source_lines(sources: tuple[Source, ...], language: str, room: float) -> list[str]:
    """Publishers with the dates of their documents, as many as three lines hold, and how many more there are."""
    if not sources:
        return []
    table, said = words(language)["footer"], name_publishers(sources, language)
    for shown in range(len(said), 0, -1):
        rest = [table["more_sources"].format(n=f"{len(said) - shown:,}")] if shown < len(said) else []
        text = table["sources"].format(sources=table["next"].join(said[:shown] + rest))
        if text_width(text, NOTE) > (SOURCE_LINES + 0.5) * room and shown > 1:
            continue
        lines = wrap_pixels(text, NOTE, room)
        if len(lines) <= SOURCE_LINES:
            return lines
    return wrap_pixels(table["sources"].format(sources=said[0]), NOTE, room)[:SOURCE_LINES]


def name_publishers(sources: tuple[Source, ...], language: str) -> list[str]:
    """Who published sources, in their order, with the date of the document, or the number and years of several."""
    unnamed, dated = (words(language)["footer"][name] for name in ("unnamed", "dated"))
    by_publisher: dict[str, list[str]] = {}
    for source in sources:
        by_publisher.setdefault(source.publisher or source.title or unnamed, []).append(source.date or "")
    said = []
    for publisher, dates in by_publisher.items():
        known = sorted(date for date in dates if date)
        said.append(dated.format(publisher=publisher, dates=_say_dates(known, language)) if known else publisher)
    return said


def _say_dates(dates: list[str], language: str) -> str:
    if len(dates) == 1:
        return say_edtf(dates[0], language)
    first, last = dates[0][:4], dates[-1][:4]
    years = first if first == last else f"{first}–{last}"
    documents = say_count("documents", len(dates), language)
    return str(words(language)["footer"]["dates"].format(documents=documents, years=years))
