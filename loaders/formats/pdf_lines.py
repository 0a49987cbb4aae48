"""Takes the lines of a PDF page with the place of each, as PDFium sees them; orders and drops nothing."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

_BREAK = re.compile("[\r\n]+|[\ufffe\x02]")
_HYPHENS = ("\ufffe", "\x02")  # how PDFium writes a hyphen at the end of a line
_GAP = 1.0  # heights of a line that part two cells or columns
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|simhei|heiti|[-,]hei", re.IGNORECASE)
_FOLDED = re.compile(r"[\u2e80-\u2fdf\ufb00-\ufb06\uf900-\ufaff]")  # ligatures, and radicals written for characters
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2060\ufeff\ufff9-\uffff\ud800-\udfff]")
_HAN = "[\u3000-\u303f\u3400-\u9fff\uff01-\uff60]"
_SPACED_HAN = re.compile(f"(?<={_HAN}) (?={_HAN})")
_MOST_SPACED = 0.2  # of the characters of a Chinese line; more spaces than this were put there by its setting

HYPHEN = "\u00ad"  # ends a line whose last word goes on


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one height of a page: their box in points from the page's lower left corner as it is shown."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    bold: bool = False

    @property
    def height(self) -> float:
        """Height of its font's box."""
        return self.top - self.bottom


def read_lines(textpage: Any, number: int, turned: int, size: tuple[float, float]) -> list[Line]:
    """The lines of a page in the order of its file; pieces far apart on one height are lines of their own.

    ``turned`` is the page's rotation in degrees, ``size`` its shown width and height.
    """
    letters = _letters(textpage)
    boxes = _Boxes(textpage, turned, size)
    found: list[Line] = []
    for start, end, hyphened in _spans(letters):
        for first, last in boxes.part(letters, start, end):
            words = clean("".join(letters[first:last]))
            if words:
                box = boxes.around(first, last - 1)
                found.append(Line(words, number, *box, bold=boxes.bold(first)))
        if hyphened and found:
            last_line = found[-1]
            found[-1] = Line(
                last_line.text + HYPHEN,
                number,
                *(last_line.left, last_line.right, last_line.bottom, last_line.top),
                bold=last_line.bold,
            )
    return found


def _letters(textpage: Any) -> list[str]:
    """The characters, one for each index that PDFium knows."""
    count = textpage.count_chars()
    text = textpage.get_text_range()
    if len(text) == count and text.isprintable() is not None and max(text, default="") <= "\uffff":
        return list(text)
    return [chr(min(pdfium.FPDFText_GetUnicode(textpage.raw, index), 0x10FFFF)) for index in range(count)]


def _spans(letters: list[str]) -> Iterator[tuple[int, int, bool]]:
    """Where each line of characters begins and ends, and whether a hyphen ended it."""
    text = "".join(letters)
    if len(text) != len(letters):
        return
    start = 0
    for found in _BREAK.finditer(text):
        yield start, found.start(), found[0] in _HYPHENS
        start = found.end()
    yield start, len(text), False


def clean(words: str) -> str:
    """Words as they are meant: ligatures and radicals as letters, no control characters, one space between words."""
    words = words.replace("\u00ad", "").replace("\ufffe", "")
    if _FOLDED.search(words):
        words = _FOLDED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), words)
    words = " ".join(_CONTROL.sub("", words).split())
    spaced = len(_SPACED_HAN.findall(words))
    if spaced and spaced > _MOST_SPACED * len(words):
        words = _SPACED_HAN.sub("", words)
    return words if words.isascii() else unicodedata.normalize("NFC", words)


class _Boxes:
    """Places of characters on one page."""

    def __init__(self, textpage: Any, turned: int, size: tuple[float, float]) -> None:
        self.raw, self.turned, self.size = textpage.raw, turned, size
        self.box = pdfium.FS_RECTF()
        self.name = ctypes.create_string_buffer(128)
        self.flags = ctypes.c_int()
        self.known: dict[int, tuple[float, float, float, float]] = {}

    def of(self, index: int) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of one character, in the page as it is shown."""
        if index not in self.known:
            pdfium.FPDFText_GetLooseCharBox(self.raw, index, self.box)
            self.known[index] = _turn(
                (self.box.left, self.box.right, self.box.bottom, self.box.top), self.turned, self.size
            )
        return self.known[index]

    def around(self, first: int, last: int) -> tuple[float, float, float, float]:
        """The box around a stretch of a line."""
        a, b = self.of(first), self.of(last)
        return min(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), max(a[3], b[3])

    def part(self, letters: list[str], start: int, end: int) -> Iterator[tuple[int, int]]:
        """Stretches of a line that stand far apart, white space around each left out."""
        while start < end and letters[start].isspace():
            start += 1
        while start < end and letters[end - 1].isspace():
            end -= 1
        if start >= end:
            return
        first, at = start, start
        while at < end:
            if not letters[at].isspace():
                at += 1
                continue
            stop = at
            while letters[stop].isspace():
                stop += 1
            before, after = self.of(at - 1), self.of(stop)
            if after[0] - before[1] > _GAP * max(before[3] - before[2], 1.0) or after[1] < before[0]:
                yield first, at
                first = stop
            at = stop
        yield first, end

    def bold(self, index: int) -> bool:
        """Whether a character's font says by its name or weight that it is bold."""
        if pdfium.FPDFText_GetFontWeight(self.raw, index) >= 600:
            return True
        length = pdfium.FPDFText_GetFontInfo(self.raw, index, self.name, len(self.name), self.flags)
        return bool(length and _BOLD.search(self.name.value.decode("utf-8", "replace")))


def _turn(
    box: tuple[float, float, float, float], turned: int, size: tuple[float, float]
) -> tuple[float, float, float, float]:
    """The box on the page as it is shown, turned clockwise by so many degrees."""
    left, right, bottom, top = box
    width, height = size
    if turned == 90:
        return bottom, top, height - right, height - left
    if turned == 180:
        return width - right, width - left, height - top, height - bottom
    if turned == 270:
        return width - top, width - bottom, left, right
    return box
