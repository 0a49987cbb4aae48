"""Measures, shortens and disarms text for a picture; refuses to let a source's words act as markup."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

# Advance widths of Helvetica in thousandths of the type size, by character; others are estimated by class.
_WIDTHS: dict[int, str] = {
    222: "ijl'",
    278: " !,./:;[]It\\f|",
    333: "-()r`",
    389: "*",
    500: "ckJsvxyz",
    556: "0123456789?abdeghnopquLZ#$_–",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "mM",
    944: "W",
    1000: "—…%@",
}
_BY_CHARACTER = {character: width for width, characters in _WIDTHS.items() for character in characters}
ELLIPSIS = "…"
SAFETY = 1.07  # the fonts we ask for run up to so much wider than Helvetica
LEADING = 1.28  # height of a line for its type size
BOLD = 1.07  # how much wider bold type runs
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@cache
def _advance(character: str) -> int:
    if character in _BY_CHARACTER:
        return _BY_CHARACTER[character]
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Cc"):
        return 0
    return 1000 if unicodedata.east_asian_width(character) in "WFA" else 600


def text_width(text: str, size: float) -> float:
    """Pixels that a line of text takes at a type size, a little on the safe side.

    >>> text_width("2025", 10) < text_width("二〇二五", 10)
    True
    """
    return sum(map(_advance, text)) * size / 1000 * SAFETY


def fit(text: str, size: float, room: float, *, least: int = 10) -> str | None:
    """The text, or as many whole words of it as have room, with an ellipsis; None for fewer than ``least`` letters.

    >>> fit("Tesla opens a plant in Shanghai", 10, 110)
    'Tesla opens a plant…'
    >>> fit("Tesla opens a plant", 10, 20) is None
    True
    """
    text = " ".join(text.split())
    if text_width(text, size) <= room:
        return text
    limit = room - text_width(ELLIPSIS, size)
    used, kept, end = 0.0, 0, 0
    for place, character in enumerate(text):
        if _breaks_before(text, place):
            end = place
        used += _advance(character) * size / 1000 * SAFETY
        if used > limit:
            break
        kept = place + 1
    cut = text[: end if end and end <= kept else 0].rstrip(" ,;:-–—(“‘、，；：")
    wide = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in cut)
    return cut + ELLIPSIS if wide >= least else None


def _breaks_before(text: str, place: int) -> bool:
    """Whether a line may end before this character: at a blank, or beside an ideograph."""
    if place == 0:
        return False
    if text[place] == " ":
        return True
    return unicodedata.east_asian_width(text[place]) in "WF" and text[place] not in "，。、；：！？）》」”"


def wrap(text: str, columns: int) -> list[str]:
    """Break text into lines of at most ``columns`` Latin letters (half as many ideographs), at words where it can."""
    lines, line, used, blank = [], "", 0, -1
    for character in " ".join(text.split()):
        line, used = line + character, used + (2 if unicodedata.east_asian_width(character) in "WF" else 1)
        blank = len(line) if character == " " else blank
        if used > columns and len(line) > 1:
            cut = blank if blank > 0 else len(line) - 1
            lines.append(line[:cut].rstrip())
            line, blank = line[cut:], -1
            used = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line)
    return [*lines, line] if line.strip() else lines


def wrap_pixels(text: str, size: float, room: float) -> list[str]:
    """Break text into lines that each fit ``room`` pixels; a word longer than a line is broken, at its hyphen if any.

    >>> wrap_pixels("New-energy vehicles", 10, 70)
    ['New-energy', 'vehicles']
    """
    text = " ".join(text.split())
    lines = []
    while text and text_width(text, size) > room:
        used, place, end, hyphen = 0.0, 0, 0, 0
        for place, character in enumerate(text):
            if _breaks_before(text, place):
                end = place
            used += _advance(character) * size / 1000 * SAFETY
            if used > room:
                break
            hyphen = place + 1 if character == "-" else hyphen
        cut = end or hyphen or max(place, 1)
        lines.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*lines, text] if text else lines


def lay_label(label: str, sizes: Sequence[int], room: float, tall: float) -> tuple[int, list[str]]:
    """A label in bold in lines, at the greatest size at which they are no higher than ``tall`` and no word is broken.

    Where no size allows that it has the least one, and is cut where it is still too high.

    >>> lay_label("Telecom and data-centre opening", (14, 11), 130, 36)
    (11, ['Telecom and', 'data-centre opening'])
    >>> lay_label("Telecom and data-centre opening", (14, 11), 130, 18)
    (11, ['Telecom and…'])
    """
    least = sizes[-1]
    for size in sizes:
        lines = wrap_pixels(label, size * BOLD, room)
        whole = all(text_width(word, size * BOLD) <= room for word in label.split() if word.isascii())
        if len(lines) * size * LEADING <= tall and (whole or size == least):
            return size, lines
    most = max(1, int(tall // (least * LEADING)))
    rest = " ".join(lines[most - 1 :])
    return least, [*lines[: most - 1], fit(rest, least * BOLD, room, least=2) or lines[most - 1]]


def plain(text: str) -> str:
    """Source text that Plotly will show as it stands: its tags and entities are spelled out, its blanks are joined.

    >>> plain('<a href="x">R&D</a>')
    '&lt;a href="x"&gt;R&amp;D&lt;/a&gt;'
    """
    return " ".join(text.split()).translate(_MARKUP)
