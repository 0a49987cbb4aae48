"""Writes figures as PNG, SVG or PDF with title, footer and receipt; draws nothing of its own."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.exports.camera import CAMERA, FORMATS
from dashboard.exports.embedding import embed_receipt
from dashboard.exports.framing import frame_figure, plan_frame
from dashboard.exports.receipt import content_digest, write_receipt
from dashboard.exports.sizes import Draw, Size, fit_chart
from dashboard.theme import find_theme
from loaders.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from dashboard.exports.receipt import Receipt

POINT = 72 / 96  # points of a page to a CSS pixel


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, and the receipt that pins the figure in it."""

    data: bytes
    receipt: Receipt


def draw_framed(
    draw: Draw,
    form: str,
    receipt: Receipt,
    *,
    size: Size,
    title: str,
    scale: float = 2.0,
    theme: str = "light",
    language: str = "en",
    flexible: bool = True,
) -> Drawn:
    """A chart in a size, with title above and footer beneath; ``draw`` draws it at a width and for a height.

    The receipt comes back with the chart's digest and with the width and height it was drawn for, and lies in the
    picture's metadata. ``scale`` is pixels of a PNG to one at the size's own 1×, ``flexible`` whether the chart can be
    of many heights.
    """
    check_format(form)

    def around(width: int) -> int:
        frame = plan_frame(receipt, title=title, language=language, width=width)
        return frame.above + frame.below

    fitted = fit_chart(draw, size, around, flexible=flexible)
    settings = {"width": fitted.width, "height": fitted.asked}
    sealed = replace(receipt, figure_sha256=content_digest(fitted.figure), settings=settings)
    framed = frame_figure(
        fitted.figure,
        sealed,
        title=title,
        theme=find_theme(theme),
        language=language,
        width=fitted.width,
        height=fitted.height,
    )
    zoom = size.scale * scale / fitted.factor if form == "png" else 1.0
    data = CAMERA.take(framed, form, width=fitted.width, height=round(framed.layout.height), scale=zoom)
    if form != "png" and fitted.height is not None:
        data = set_page(data, form, size)
    return Drawn(embed_receipt(data, form, sealed, title), sealed)


def set_page(data: bytes, form: str, size: Size) -> bytes:
    """An SVG or PDF whose page has the width and height of a size; what is drawn on it is made smaller with it."""
    assert size.height is not None
    if form == "svg":
        root, rest = data.split(b">", 1)
        for name, pixels in ((b"width", size.width), (b"height", size.height)):
            root = re.sub(rb"(?<=\s)" + name + rb'="[^"]*"', name + b'="%d"' % pixels, root, count=1)
        return root + b">" + rest
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(data))
    for page in writer.pages:
        page.scale_to(size.width * POINT, size.height * POINT)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def draw_bytes(
    figure: go.Figure,
    form: str,
    *,
    receipt: Receipt | None = None,
    title: str = "",
    width: int | None = None,
    height: int | None = None,
    scale: float = 2.0,
    theme: str = "light",
    language: str = "en",
) -> bytes:
    """A picture of a figure as bytes; ``form`` is png, svg or pdf, ``scale`` device pixels to a pixel.

    With a receipt the picture has a title above and a footer beneath. ``width`` is the figure's own by default
    (a figure is laid out for one width: draw it anew for another), ``height`` what the picture needs.
    """
    check_format(form)
    wide = width or int((figure.layout.meta or {}).get("width") or figure.layout.width or 1200)
    framed = figure
    if receipt is not None:
        framed = frame_figure(
            figure, receipt, title=title, theme=find_theme(theme), language=language, width=wide, height=height
        )
    tall = height or round(framed.layout.height or 600)
    data = CAMERA.take(framed, form, width=wide, height=tall, scale=scale if form == "png" else 1.0)
    return embed_receipt(data, form, receipt, title) if receipt is not None else data


def write_figure(
    figure: go.Figure,
    path: str | Path,
    *,
    receipt: Receipt | None = None,
    title: str = "",
    width: int | None = None,
    height: int | None = None,
    scale: float = 2.0,
    theme: str = "light",
    language: str = "en",
) -> Path:
    """Write a figure to ``path`` (its ending names the format), and its receipt beside it; returns the path."""
    path = Path(path)
    drawn = draw_bytes(
        figure,
        path.suffix.lstrip(".").lower(),
        receipt=receipt,
        title=title,
        width=width,
        height=height,
        scale=scale,
        theme=theme,
        language=language,
    )
    path.write_bytes(drawn)
    if receipt is not None:
        write_receipt(path, receipt)
    return path


def check_format(form: str) -> None:
    """Raise UsageError unless pictures have a format."""
    if form not in FORMATS:
        raise UsageError(f"format '{form}': choose {', '.join(FORMATS)}.{did_you_mean(form, FORMATS)}")
