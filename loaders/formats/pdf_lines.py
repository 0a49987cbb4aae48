"""Takes the lines of a PDF page with the place of each, as PDFium sees them; orders and drops nothing."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium

_BREAK = re.compile("[\r\n]+|[\ufffe\x02]")
_HYPHENS = ("\ufffe", "\x02")  # how PDFium writes a hyphen at the end of a line
_GAP = 1.0  # heights of a line that part two cells or columns
_JUSTIFIED, _ALIKE = 3.0, 1.5  # heights, and times the usual gap of a line, below which its setting made a gap wide
_HEAVY = 600  # weight of a font
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|simhei|heiti|[-,]hei", re.IGNORECASE)
_FOLDED = re.compile(r"[\u2e80-\u2fdf\ufb00-\ufb06\uf900-\ufaff]")  # ligatures, and radicals written for characters
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2060\ufeff\ufff9-\uffff\ud800-\udfff]")
_HAN = "[\u3000-\u303f\u3400-\u9fff\uff01-\uff60]"
_SPACED_HAN = re.compile(f"(?<={_HAN}) (?={_HAN})")
_MOST_SPACED = 0.2  # of the characters of a Chinese line; more spaces than this were put there by its setting
_SMALL = 0.87  # times the height of a line that makes a raised mark
_MARK = re.compile(r"[\d*†‡§,，\[\]〔〕①-⑳]{1,6}")
_BEHIND = re.compile(r"(?<=[^\s\d])\d{1,2}(?![\d%])")
_MEASURE = re.compile(r"(?:\b[kcdm]?m|\d)$")

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
            words = clean(boxes.words(letters, first, last))
            if words:
                box = boxes.around(letters, first, last - 1)
                found.append(Line(words, number, *box, bold=boxes.bold(letters, first, last - 1)))
        if hyphened and found:
            found[-1] = replace(found[-1], text=found[-1].text + HYPHEN)
    return [line for place, line in enumerate(found) if not _is_mark(line, found[max(0, place - 3) : place])]


def _is_mark(line: Line, before: list[Line]) -> bool:
    """Whether a line is the raised mark of a note, which follows a word of one of the lines before it."""
    return bool(_MARK.fullmatch(line.text)) and any(
        line.height < _SMALL * word.height
        and -0.3 * word.height < line.left - word.right < 0.5 * word.height
        and word.bottom < line.bottom
        and line.bottom < word.top < line.top + 0.5 * word.height
        and not _MEASURE.search(word.text)
        for word in before
    )


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

    def around(self, letters: list[str], first: int, last: int) -> tuple[float, float, float, float]:
        """The box around a stretch of a line, as high as its usual letters are."""
        a, b = self.of(first), self.of(last)
        some = sorted((self.of(index) for index in self.samples(letters, first, last)), key=lambda box: box[3] - box[2])
        usual = some[len(some) // 2]
        return min(a[0], b[0]), max(a[1], b[1]), usual[2], usual[3]

    @staticmethod
    def samples(letters: list[str], first: int, last: int) -> list[int]:
        """A few places of a line that speak for all: no spaces."""
        places = (first, last, (first + last) // 2, (3 * first + last) // 4, (first + 3 * last) // 4)
        return [place for place in dict.fromkeys(places) if not letters[place].isspace()]

    def words(self, letters: list[str], first: int, last: int) -> str:
        """The words of a stretch without the raised marks of notes that are set right behind one."""
        text = "".join(letters[first:last])
        for mark in reversed(list(_BEHIND.finditer(text))):
            word, sign = self.of(first + mark.start() - 1), self.of(first + mark.start())
            small = sign[3] - sign[2] < _SMALL * (word[3] - word[2])
            if small and sign[2] > word[2] and not _MEASURE.search(text[: mark.start()]):
                text = text[: mark.start()] + text[mark.end() :]
        return text

    def part(self, letters: list[str], start: int, end: int) -> Iterator[tuple[int, int]]:
        """Stretches of a line that stand far apart, white space around each left out."""
        while start < end and letters[start].isspace():
            start += 1
        while start < end and letters[end - 1].isspace():
            end -= 1
        if start >= end:
            return
        gaps = list(self._gaps(letters, start, end))
        usual = sorted(width for _, _, width in gaps)[len(gaps) // 2] if len(gaps) > 2 else 0.0
        first = start
        for at, stop, width in gaps:
            height = max(self.of(at - 1)[3] - self.of(at - 1)[2], 1.0)
            justified = width < _JUSTIFIED * height and width < _ALIKE * usual
            if (width > _GAP * height and not justified) or self.of(stop)[1] < self.of(at - 1)[0]:
                yield first, at
                first = stop
        yield first, end

    def _gaps(self, letters: list[str], start: int, end: int) -> Iterator[tuple[int, int, float]]:
        """Where each white space of a line begins and ends, and its width."""
        at = start
        while at < end:
            if not letters[at].isspace():
                at += 1
                continue
            stop = at
            while letters[stop].isspace():
                stop += 1
            yield at, stop, self.of(stop)[0] - self.of(at - 1)[1]
            at = stop

    def bold(self, letters: list[str], first: int, last: int) -> bool:
        """Whether the font of all of a line says by its name or weight that it is bold."""
        return all(self._is_bold(place) for place in self.samples(letters, first, last))

    def _is_bold(self, index: int) -> bool:
        if pdfium.FPDFText_GetFontWeight(self.raw, index) >= _HEAVY:
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
