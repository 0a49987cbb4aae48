"""Joins the lines of PDF pages to paragraphs, headings and rows, across columns and pages; drops no word.

A line goes on in the next where nothing on the page says that it ends: no gap, indent, bullet, change of letters, nor
room left for the next line's first word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from loaders.formats.draft import Block
from loaders.formats.hyphens import Words, join_words
from loaders.formats.layout import is_furniture
from loaders.formats.pdf_lines import HYPHEN, Line
from loaders.formats.pdf_order import Region
from loaders.model import PassageKind

_STOPS = frozenset(".!?。！？…;；:：\"”'’」』)）")
_CLOSED = frozenset('.!?。！？"”」』')
_BULLET = re.compile(
    r"(?:[-*•·●○■□◆–—▪►\uf0b7\uf0d8\uf0a7]|[（(]?(?:\d{1,2}|[a-z]|[ivx]{1,4})[)）.](?=\s)|\d{1,2}(?:\.\d{1,2}){1,3}\s|"
    r"[（(]?[一二三四五六七八九十]{1,3}[)）、.]|\d{1,2}[、．]|第[一二三四五六七八九十百\d]{1,4}[章节條条款部]|(?:Article|Chapter|Section)\s+[\dIVX]+)"
)
_SPEAKER = re.compile(r"(?:[A-Z][^\s:：]*(?:\s[^\s:：]+){0,6}|[^\s:：，。,.]{2,16})[:：]\s*\S")
_CONTENTS = re.compile(r".*(?:[.…·]\s?){5,}\s*\d{0,4}$")
_LARGER = 1.12  # times the usual height of letters that make a heading
_SMALLER = 0.88  # times it that make a note
_LONG_HEADING = 220
_GAP = 1.35  # times the usual pitch of lines that part paragraphs
_AROUND = 4  # lines before and after by which a column's edge is told
_WIDE = re.compile(r"[\u2e80-\u9fff\uff01-\uff60]")


@dataclass(slots=True)
class _Piece:
    """What becomes one block: its lines, and how it stands."""

    lines: list[Line]
    region: int
    margins: tuple[float, float]
    row: bool = False

    @property
    def last(self) -> Line:
        return self.lines[-1]


@dataclass(slots=True)
class Flow:
    """The lines of a document on their way to blocks; give it the regions page by page, then take ``blocks``."""

    words: Words = field(default_factory=Words)
    _pieces: list[_Piece] = field(default_factory=list)
    _regions: int = 0
    _letters: Counter[int] = field(default_factory=Counter)

    def add(self, region: Region) -> None:
        """Take the next region in reading order."""
        self._regions += 1
        lines = [line for row in region.rows for line in row.lines]
        for line in lines:
            self.words.add(line.text.rstrip(HYPHEN))
            self._letters[round(line.height)] += len(line.text)
        left, rights = _usual_left(lines), _right_edges(region)
        pitch = _pitch([row.lines[0] for row in region.rows if len(row.lines) == 1])
        before: Line | None = None
        for row, right in zip(region.rows, rights, strict=True):
            if len(row.lines) > 1:
                self._pieces.append(_Piece(list(row.lines), self._regions, (left, right), row=True))
                before = None
                continue
            line = row.lines[0]
            if before is not None and not _ends(before, line, (left, right), pitch, self._pieces[-1].lines):
                self._pieces[-1].lines.append(line)
            else:
                self._pieces.append(_Piece([line], self._regions, (left, right)))
            before = line

    def blocks(self) -> Iterator[Block]:
        """The blocks, headings and rows marked as such, each with its page."""
        usual = self._letters.most_common(1)[0][0] if self._letters else 0
        pieces = list(_over_breaks(self._pieces, usual))
        for number, piece in enumerate(pieces):
            beside = [pieces[n].row for n in (number - 1, number + 1) if 0 <= n < len(pieces)]
            if piece.row:
                yield _row(piece, any(beside))
            else:
                yield self._block(piece, usual)

    def _block(self, piece: _Piece, usual: float) -> Block:
        parts, breaks, length = [piece.lines[0].text], [], 0
        for before, line in pairwise(piece.lines):
            joined = join_words(parts[-1], line.text, self.words)
            parts[-1] = joined[: len(joined) - len(line.text)]
            length += len(parts[-1])
            parts.append(line.text)
            if line.page != before.page:
                breaks.append((length, line.page))
        if parts[-1].endswith(HYPHEN):
            parts[-1] = parts[-1].rstrip(HYPHEN) + "-"
        text = "".join(parts)
        return Block(text, _kind(piece, text, usual), page=piece.lines[0].page, breaks=tuple(breaks))


def _row(piece: _Piece, among_rows: bool) -> Block:
    """A row of a table; a single line with a wide gap is a line of text."""
    texts = [line.text.rstrip(HYPHEN) for line in piece.lines]
    page = piece.lines[0].page
    if _CONTENTS.fullmatch(texts[-1]) or (not among_rows and any(map(is_furniture, texts))):
        return Block("  ".join(texts), PassageKind.FURNITURE, page=page)
    if among_rows:
        return Block(" | ".join(texts), PassageKind.ROW, page=page, glue="\n")
    return Block("  ".join(texts), page=page)


def _kind(piece: _Piece, text: str, usual: float) -> PassageKind | None:
    """What the letters say of a piece; None leaves it to the words."""
    if is_furniture(text) or _CONTENTS.fullmatch(text):
        return PassageKind.FURNITURE
    if len(text) > _LONG_HEADING or not any(letter.isalpha() for letter in text):
        return None
    height = median(line.height for line in piece.lines)
    larger, closed = height >= _LARGER * usual, text[-1] in "。.；;，,：:"
    if larger and not (closed and len(text) > _LONG_HEADING / 4):
        return PassageKind.HEADING
    if all(line.bold for line in piece.lines) and not closed and len(piece.lines) <= 3:
        return PassageKind.HEADING
    return PassageKind.PARAGRAPH if closed or len(piece.lines) > 2 else None


def _usual_left(lines: list[Line]) -> float:
    """The edge at which most lines of a region begin."""
    edges = Counter(round(line.left) for line in lines)
    most = edges.most_common(1)[0][1]
    return float(min(edge for edge, count in edges.items() if count * 2 >= most))


def _right_edges(region: Region) -> list[float]:
    """Where the lines around each row end: near it where most of them end alike, else at the region's edge."""
    rows = region.rows
    ends = [max(line.right for line in row.lines) for row in rows]
    starts = [min(line.left for line in row.lines) for row in rows]
    edges = []
    for number, row in enumerate(rows):
        span = range(max(0, number - _AROUND), min(len(rows), number + _AROUND + 1))
        near = [n for n in span if len(rows[n].lines) == 1]
        widest = max((ends[n] for n in near), default=0.0)
        start = min((starts[n] for n in near), default=0.0)
        full = sum(ends[n] - start >= 0.85 * (widest - start) for n in near)
        wrapped = len(row.lines) == 1 and len(near) > 2 and full >= 0.6 * len(near)
        edges.append(widest if wrapped else max(ends))
    return edges


def _pitch(lines: list[Line]) -> float | None:
    """The usual distance from line to line; None where there are too few to know."""
    pitches = [a.top - b.top for a, b in pairwise(lines) if abs(a.height - b.height) < 1.0 and a.top > b.top]
    if not pitches:
        return None
    near = [pitch for pitch in pitches if pitch <= 3 * median(line.height for line in lines)]
    return sorted(near)[len(near) // 3] if near else None


def _ends(before: Line, line: Line, margins: tuple[float, float], pitch: float | None, piece: list[Line]) -> bool:
    """Whether a line ends its paragraph before another on the same column."""
    if before.text.endswith(HYPHEN):
        return False
    height = max(before.height, line.height)
    if min(before.height, line.height) < 0.9 * height or before.bold != line.bold:
        return True
    if before.top - line.top > _GAP * max(pitch or 1.1 * height, 1.1 * height):
        return True
    if is_furniture(before.text) or is_furniture(line.text) or _CONTENTS.fullmatch(before.text):
        return True
    left, right = margins
    stopped = before.text[-1] in _STOPS
    room = right - before.right
    deliberate = room > _first_word(line) + 0.5 * height
    if deliberate and (stopped or room > 0.4 * (right - left)):
        return True
    opens = _BULLET.match(line.text) or _SPEAKER.match(line.text) or _is_label(line, margins)
    both_indented = min(before.left, line.left) > left + 0.7 * height and abs(before.left - line.left) < 0.3 * height
    if (opens and (deliberate or before.text[-1] in _CLOSED)) or (both_indented and before.text[-1] in _CLOSED):
        return True
    if abs(before.left + before.right - line.left - line.right) < 0.5 * height:  # centred
        return deliberate and stopped
    hangs = _BULLET.match(piece[0].text) or piece[0].left < left - 0.5 * height
    return line.left > max(left, before.left) + 0.7 * height and (not hangs or deliberate)


def _is_label(line: Line, margins: tuple[float, float]) -> bool:
    """Whether a line is short and ends in a colon, as the name of one who speaks does."""
    return line.text[-1] in ":：" and margins[1] - line.right > 0.3 * (margins[1] - margins[0])


def _first_word(line: Line) -> float:
    """The width of a line's first word, a Chinese character being one."""
    word = line.text.split(" ", 1)[0]
    wide = _WIDE.match(word)
    letters = 1 if wide else len(word)
    return (line.right - line.left) * letters / max(1, len(line.text))


def _over_breaks(pieces: Iterable[_Piece], usual: float) -> Iterator[_Piece]:
    """The pieces, those that go on in the next column or page joined, notes at the foot of a page stepped over."""
    kept: list[_Piece] = []
    for piece in pieces:
        for notes, before in enumerate(reversed(kept)):
            if before.region != piece.region and not piece.row and not before.row and _goes_on(before, piece, usual):
                before.lines += piece.lines
                before.region, before.margins = piece.region, piece.margins
                break
            if before.row or median(line.height for line in before.lines) >= _SMALLER * usual or notes > 8:
                kept.append(piece)
                break
        else:
            kept.append(piece)
    return iter(kept)


def _goes_on(before: _Piece, piece: _Piece, usual: float) -> bool:
    """Whether a paragraph that a column's end cut off goes on in a piece."""
    last, first = before.last, piece.lines[0]
    if abs(last.height - first.height) > 0.1 * last.height or last.bold != first.bold:
        return False
    if last.text.endswith(HYPHEN):
        return True
    if last.height >= _LARGER * usual or last.text[-1] in _STOPS or _BULLET.match(first.text):
        return False
    if is_furniture(last.text) or is_furniture(first.text):
        return False
    if before.margins[1] - last.right > _first_word(first) + 0.5 * last.height:
        return False
    indented = first.left > piece.margins[0] + 0.7 * first.height
    return not indented and (first.text[0].islower() or not first.text[0].isupper())
