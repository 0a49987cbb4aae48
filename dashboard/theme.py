"""Colours, type and spacing of every picture, light and dark; refuses colour as the only carrier of a meaning.

Sector colours come from the taxonomy and stay fixed; here they are only made legible on the background.
Contrast is the ratio of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
"""

from __future__ import annotations

from dataclasses import dataclass

from loaders.errors import UsageError, did_you_mean

FONT = (
    '"Segoe UI", "Helvetica Neue", "Liberation Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", '
    "Helvetica, Arial, sans-serif"
)
NARROW = 640  # pixels: below this, lane labels stand above their lanes
GUTTER = 148  # pixels kept left of the time axis for lane labels on a wide screen
EDGE = 22  # pixels kept right of the time axis, so that the last mark is whole
TEXT, SMALL, HEAD = 11, 10, 13  # type sizes in pixels


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours. ``scale`` runs from zero to the greatest value, ``diverging`` from below to above, its middle
    as good as the ground; ``ahead`` tints the time to come.
    """

    name: str
    paper: str
    ink: str
    muted: str
    rule: str
    ahead: str
    band: float
    scale: tuple[str, ...]
    diverging: tuple[str, ...]


LIGHT = Theme(
    name="light",
    paper="#ffffff",
    ink="#1b2430",
    muted="#5b6675",
    rule="#e3e7ec",
    ahead="#f6f7f9",
    band=0.045,
    scale=("#f0f4f8", "#c8d8e8", "#93b4d2", "#5a8bb8", "#2f639a", "#123b66"),
    diverging=("#7f4a0e", "#bd8a45", "#e6cfa9", "#f3f4f4", "#b5dcd8", "#4fa39d", "#0c5c57"),
)
DARK = Theme(
    name="dark",
    paper="#14181f",
    ink="#e8ebef",
    muted="#a0aab6",
    rule="#2c333d",
    ahead="#191e26",
    band=0.06,
    scale=("#1d242e", "#23405e", "#2f639a", "#5a8bb8", "#93b4d2", "#d9e6f2"),
    diverging=("#f0c98a", "#bd8a45", "#6b4c22", "#1d232c", "#1f4f4c", "#4fa39d", "#b9e4df"),
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def find_theme(name: str) -> Theme:
    """The theme of that name; raises UsageError for another."""
    if name not in THEMES:
        raise UsageError(f"theme '{name}': there are {' and '.join(THEMES)}.{did_you_mean(name, THEMES)}")
    return THEMES[name]


@dataclass(frozen=True, slots=True)
class Margins:
    """Pixels left and right of the time axis: the same for every figure of one width, so that their axes align."""

    left: int
    right: int


def find_margins(width: int) -> Margins:
    """Margins for a figure ``width`` pixels wide."""
    return Margins(14, 14) if width < NARROW else Margins(GUTTER, EDGE)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 black to 1 white."""
    parts = [c / 255 for c in _channels(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21.

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def blend(colour: str, ground: str, share: float) -> str:
    """``share`` of a colour over a ground, as an opaque ``#rrggbb``.

    >>> blend("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return "#" + "".join(f"{round(share * one + (1 - share) * two):02x}" for one, two in pairs)


def legible(colour: str, ground: str, ratio: float = 4.5) -> str:
    """The nearest darker (on a light ground) or lighter shade of a colour that reaches a contrast ratio."""
    pole = "#000000" if luminance(ground) > 0.5 else "#ffffff"
    for step in range(21):
        shade = blend(pole, colour, step / 20)
        if contrast(shade, ground) >= ratio:
            return shade
    return pole
