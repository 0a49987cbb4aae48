"""Writes figures as PNG, SVG or PDF with title, footer and receipt; draws nothing of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.exports.camera import CAMERA, FORMATS
from dashboard.exports.framing import frame_figure
from dashboard.exports.receipt import write_receipt
from dashboard.theme import find_theme
from loaders.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from dashboard.exports.receipt import Receipt


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
    if form not in FORMATS:
        raise UsageError(f"format '{form}': choose {', '.join(FORMATS)}.{did_you_mean(form, FORMATS)}")
    wide = width or int((figure.layout.meta or {}).get("width") or figure.layout.width or 1200)
    if receipt is not None:
        figure = frame_figure(figure, receipt, title=title, theme=find_theme(theme), language=language, width=wide)
    tall = height or round(figure.layout.height or 600)
    return CAMERA.take(figure, form, width=wide, height=tall, scale=scale if form == "png" else 1.0)


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
    form = path.suffix.lstrip(".").lower()
    drawn = draw_bytes(
        figure,
        form,
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
