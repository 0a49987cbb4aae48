"""Puts the lines of PDF pages in the order people read: columns one after the other, no running heads; joins none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from loaders.formats.layout import is_furniture
from loaders.formats.pdf_lines import HYPHEN, Line

_SMALL = 0.85  # times the height of a line that makes a raised or lowered mark
_NEAR, _TOUCHING = 0.9, 0.12  # heights of a line below which a gap parts words, and below which it parts nothing
_MARKER = re.compile(r"[-*•·●○■□◆–—▪►\uf0b7\uf0d8\uf0a7]|[（(]?(?:\d{1,2}|[a-z])[)）.]|\d{1,2}(?:\.\d{1,2}){1,3}\.?")
_EDGE = 3  # rows at the top and at the foot of a page among which running heads stand
_SAME_HEIGHT = 6.0  # points by which a running head moves at most
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\W*(?:(?P<number>\d{1,4})|[ivxlcIVXLC]{1,6})\W*")
_ROWS, _MOST_LINES = 4, 1_500  # fewest lines that prove a column, and most that a page of columns has
_FILLED = 0.7  # of a column's width that the lines of prose in it fill
_INDENTED = 30.0  # points by which the first line of a paragraph is indented at most
_INDENT, _RAGGED = 0.25, 0.15  # of a column's width that a line of it may begin or end within its edges
_FULL = 0.35  # of a column's lines that are as wide as it
_WORDS = 16  # letters of a usual line of prose in a column, a Chinese character for two
_EDGES = 3.0  # points within which lines begin at one edge
_SHIFT = 1.0  # points by which a line may stand over the edge of a column


@dataclass(frozen=True, slots=True)
class Row:
    """Lines on one height of a page, from left to right."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The words of all of them."""
        return "  ".join(line.text for line in self.lines)

    @property
    def top(self) -> float:
        """The height of its upper edge."""
        return max(line.top for line in self.lines)

    @property
    def height(self) -> float:
        """The height of its largest letters."""
        return max(line.height for line in self.lines)


@dataclass(frozen=True, slots=True)
class Region:
    """Rows of one column, or of the whole width, from top to bottom."""

    rows: tuple[Row, ...]


def find_rows(lines: list[Line]) -> list[Row]:
    """Group lines by their height on the page, from the top down; pieces that stand close are one line again."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: (-(each.top + each.bottom), each.left)):
        for row in rows[-2:][::-1]:
            base = max(row, key=lambda each: each.height)
            lower, higher = sorted((base.height, line.height))
            shared = min(base.top, line.top) - max(base.bottom, line.bottom)
            if shared > (0.5 if lower > _SMALL * higher else 0.25) * lower:
                row.append(line)
                break
        else:
            rows.append([line])
    return [Row(tuple(_close_up(sorted(row, key=lambda each: each.left)))) for row in rows]


def _close_up(lines: list[Line]) -> list[Line]:
    """The lines of a row, those that stand close together as one."""
    found: list[Line] = []
    height = max(line.height for line in lines)
    for line in lines:
        before = found[-1] if found else None
        gap = line.left - before.right if before else height
        if before and (gap < _NEAR * height or (len(found) == 1 and _MARKER.fullmatch(before.text))):
            space = " " if gap > _TOUCHING * height else ""
            taller = max(before, line, key=lambda each: each.height)
            found[-1] = replace(
                before,
                text=join_pieces(before.text, line.text, space),
                right=max(before.right, line.right),
                bottom=taller.bottom,
                top=taller.top,
                bold=before.bold and line.bold,
            )
        else:
            found.append(line)
    return found


def join_pieces(before: str, after: str, space: str) -> str:
    """Two pieces of a line as one."""
    return before.rstrip(HYPHEN) + ("-" if before.endswith(HYPHEN) else space) + after


def drop_running(pages: list[list[Row]]) -> list[list[Row]]:
    """The pages without running heads, running feet and page numbers."""
    body = _body_height(pages)
    alike: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    counting: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for number, rows in enumerate(pages):
        for row in {id(each): each for each in (*rows[:_EDGE], *rows[-_EDGE:])}.values():
            if any(letter.isalpha() for letter in row.text):
                alike[row.text].append((number, row))
                if row.text[-1] not in ".。;；!！?？":
                    counting[_DIGITS.sub("#", row.text)].append((number, row))
    dropped: set[int] = set()
    for places in alike.values():
        if _repeated(places, len(pages)):
            dropped |= {id(row) for _, row in places}
    for places in counting.values():
        small = all(row.height <= 1.15 * body for _, row in places)
        if small and _repeated(places, len(pages)) and _counts_pages(places):
            dropped |= {id(row) for _, row in places}
    dropped |= _at_heads(pages, dropped, body)
    kept = [[row for row in rows if id(row) not in dropped] for rows in pages]
    return _drop_numbers(kept)


def _at_heads(pages: list[list[Row]], dropped: set[int], body: float) -> set[int]:
    """Rows at the very top or foot of their page, where most pages have a running head: heads of short chapters."""
    heights = Counter(round(row.top) for rows in pages for row in rows if id(row) in dropped)
    usual = {height for height, count in heights.items() if count * 2 > len(pages) and count > 2}
    return {
        id(row)
        for rows in pages
        for row in (*rows[:1], *rows[-1:])
        if row.height <= 1.15 * body and any(abs(row.top - height) <= 2 for height in usual)
    }


def _counts_pages(places: list[tuple[int, Row]]) -> bool:
    """Whether one number of a line, and that alone, goes up with the pages."""
    numbers = [[int(found) for found in _DIGITS.findall(row.text)[:9]] for _, row in places]
    varying = [column for column in zip(*numbers, strict=True) if len(set(column)) > 1]
    if len(varying) != 1:
        return False
    steps = Counter(value - page for value, (page, _) in zip(varying[0], places, strict=True))
    return steps.most_common(1)[0][1] * 5 >= 4 * len(places)


def _repeated(places: list[tuple[int, Row]], pages: int) -> bool:
    """Whether rows stand on enough pages at one height: every other page, or most of the pages of one chapter."""
    usual = median(row.top for _, row in places)
    count = len({number for number, row in places if abs(row.top - usual) < _SAME_HEIGHT})
    return count >= 3 or (count == 2 and pages <= 5)


def _body_height(pages: list[list[Row]]) -> float:
    heights: Counter[float] = Counter()
    for rows in pages:
        for row in rows:
            heights[round(row.height)] += len(row.text)
    return heights.most_common(1)[0][0] if heights else 0.0


def _drop_numbers(pages: list[list[Row]]) -> list[list[Row]]:
    """Drop a number that stands alone at the top or foot of its page and counts pages."""
    offsets: Counter[int] = Counter()
    alone: list[tuple[int, Row, int | None]] = []
    for number, rows in enumerate(pages):
        for row in {id(each): each for each in (*rows[:1], *rows[-1:])}.values():
            if found := _NUMBER.fullmatch(row.text):
                counted = int(found["number"]) if found["number"] else None
                alone.append((number, row, counted))
                if counted is not None:
                    offsets[counted - number] += 1
    dropped = {
        id(row)
        for number, row, counted in alone
        if counted is None or offsets[counted - number] > 1 or counted == number + 1 or is_furniture(row.text)
    }
    return [[row for row in rows if id(row) not in dropped] for rows in pages]


def find_regions(rows: list[Row]) -> list[Region]:
    """The rows of a page as columns, each read to its end before the next."""
    gutter = _gutter(rows)
    if gutter is None:
        return [Region(tuple(rows))] if rows else []
    regions: list[Region] = []
    across: list[Row] = []
    for crossing, band in _bands(rows, gutter):
        if crossing:
            across += band
            continue
        regions += [Region(tuple(across))] if across else []
        across = []
        for side in (_side(band, gutter, left=True), _side(band, gutter, left=False)):
            regions += find_regions(side)
    return [*regions, Region(tuple(across))] if across else regions


def _gutter(rows: list[Row]) -> float | None:
    """Where a column of prose begins beside another; None for one column and for tables."""
    lines = [line for row in rows for line in row.lines]
    if not 2 * _ROWS <= len(lines) <= _MOST_LINES:
        return None
    start = min(line.left for line in lines)
    best, found = 0, None
    for edge in _edges(lines):
        at = edge - _EDGES
        if at <= start + _EDGES:
            continue
        left = [line for line in lines if line.right <= at + _SHIFT]
        right = [line for line in lines if line.left >= at]
        beside = _beside(left, right)
        crossing = len(lines) - len(left) - len(right)
        if beside > max(best, crossing) and _is_column(left, near=True) and _is_column(right, near=False):
            best, found = beside, at
    return found


def _edges(lines: list[Line]) -> list[float]:
    """Where columns may begin, from the left: enough lines begin there or are indented from there."""
    starts = sorted(line.left for line in lines)
    edges = dict.fromkeys(round(start / _EDGES) * _EDGES for start in starts)
    return [e for e in edges if bisect_left(starts, e + _INDENTED) - bisect_left(starts, e - _EDGES) >= _ROWS]


def _beside(left: list[Line], right: list[Line]) -> int:
    """How many lines of the left have lines of the right on their height."""
    heights = sorted((line.bottom + line.top) / 2 for line in right)
    return sum(bisect_left(heights, line.top) > bisect_left(heights, line.bottom) for line in left)


def _is_column(lines: list[Line], *, near: bool) -> bool:
    """Whether the lines that begin at the edge nearest to the gutter are of prose that fills its column."""
    usual = _edges(lines)
    if not usual:
        return False
    edge = min(edge for edge in usual if edge >= usual[-1] - _INDENTED) if near else usual[0]
    width = max(line.right for line in lines if line.left >= edge - _EDGES) - edge
    column = [line for line in lines if edge - _EDGES <= line.left <= edge + _INDENT * width]
    full = [line for line in column if line.right >= edge + (1 - _RAGGED) * width]
    if len(full) < _FULL * len(column):
        return False
    return median(len(line.text) * (2 if _is_wide(line.text) else 1) for line in full) >= _WORDS


def _is_wide(words: str) -> bool:
    return sum(letter > "\u2e7f" for letter in words) * 3 > len(words)


def _bands(rows: list[Row], gutter: float) -> list[tuple[bool, list[Row]]]:
    """Rows in stretches: those that cross the gutter, and those that keep to its sides."""
    bands: list[tuple[bool, list[Row]]] = []
    for row in rows:
        crossing = any(line.left < gutter - _SHIFT and line.right > gutter + _SHIFT for line in row.lines)
        if bands and bands[-1][0] == crossing:
            bands[-1][1].append(row)
        else:
            bands.append((crossing, [row]))
    found: list[tuple[bool, list[Row]]] = []
    for crossing, band in bands:
        cut = len(band) if crossing or not _on_both_sides(band, gutter) else _end_of_columns(band, gutter)
        found.append((crossing or not _on_both_sides(band, gutter), band[:cut]))
        if cut < len(band):
            found.append((True, band[cut:]))
    return found


def _end_of_columns(band: list[Row], gutter: float) -> int:
    """The row under a white stripe from which on there is no more prose in two columns: a heading, a table."""
    start = min(line.left for row in band for line in row.lines)
    stripes = [min(line.bottom for line in a.lines) - b.top for a, b in pairwise(band)]
    usual = median(stripes) if stripes else 0.0
    for number, stripe in enumerate(stripes, 1):
        if stripe > usual + 0.4 * band[number].height:
            prose = [
                line
                for row in band[number:]
                for line in row.lines
                if line.right - line.left >= _FILLED * (gutter - start) and not line.bold
            ]
            if len(prose) < 2:
                return number
    return len(band)


def _on_both_sides(band: list[Row], gutter: float) -> bool:
    lines = [line for row in band for line in row.lines]
    return any(line.right < gutter for line in lines) and any(line.left > gutter for line in lines)


def _side(band: list[Row], gutter: float, *, left: bool) -> list[Row]:
    sides = (tuple(line for line in row.lines if (line.left < gutter) == left) for row in band)
    return [Row(lines) for lines in sides if lines]
