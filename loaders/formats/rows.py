"""Finds where the rows of a long file end, so that it can be read in parts; decodes no words and makes no document.

Nothing of a file is held but the row of a table that is looked at, or a piece of a line, however long the file is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from loaders.formats.draft import Cut, Format
from loaders.formats.items import ABOVE

_SAMPLE = 65_536
_DELIMITERS = ",\t;|"
_PIECE = 1 << 20
_LONGEST = 1 << 25  # bytes of one cell, after which an open quote is taken for a slip


def may_be_cut(path: Path, form: Format | None) -> bool:
    """Whether a file is of rows, and in an encoding in which a line's end is one byte that is nothing else."""
    if form is None or not form.rows:
        return False
    with path.open("rb") as file:
        return b"\0" not in file.read(_SAMPLE)


def cut_rows(path: Path, form: Format, *, rows: int, size: int, within: Cut | None = None) -> Iterator[Cut]:
    """Parts of a file, or of one of its parts, of so many rows at most, and of so many bytes unless it is one row.

    Raises OSError.
    """
    assert form.rows
    with path.open("rb") as file:
        top = file.read(_SAMPLE)
        file.seek(0)
        above = within.above if within else sum(islice(form.rows(file, top), ABOVE)) if form.headed else 0
        whole = within or Cut(0, path.stat().st_size, above=above)
        file.seek(whole.start)
        source = io.BytesIO(file.read(whole.end - whole.start)) if within else file
        start, first, held, count = whole.start, whole.first, 0, 0
        for each in form.rows(source, top):
            if count and (count == rows or held + each > size):
                yield Cut(start, start + held, first, count, above)
                start, first, held, count = start + held, first + count, 0, 0
            held, count = held + each, count + 1
        if count:
            yield Cut(start, start + held, first, count, above)


def read_span(path: Path, start: int, end: int) -> bytes:
    """Some bytes of a file; raises OSError."""
    with path.open("rb") as file:
        file.seek(start)
        return file.read(end - start)


def find_lines(file: BinaryIO, _: bytes) -> Iterator[int]:
    """The bytes of each line; of a long one a piece is held at a time."""
    held = 0
    while piece := file.readline(_PIECE):
        held += len(piece)
        if piece.endswith(b"\n"):
            yield held
            held = 0
    if held:
        yield held


def find_records(file: BinaryIO, top: bytes) -> Iterator[int]:
    """The bytes of each row of a CSV table, which may hold line ends in quotes; ``top`` are the first of the file."""
    csv.field_size_limit(_LONGEST)
    lines = io.TextIOWrapper(file, encoding="latin-1", newline="")  # a letter a byte: what counts is the same in all
    taken = 0

    def counted() -> Iterator[str]:
        nonlocal taken
        for line in lines:
            taken += len(line)
            yield line

    records = csv.reader(counted(), delimiter=find_delimiter(top.decode("latin-1")))
    try:
        while True:
            before = taken
            try:
                with suppress(csv.Error):
                    next(records)
            except StopIteration:
                return
            yield taken - before
    finally:
        with suppress(ValueError):  # it was closed before
            lines.detach()  # the file is its opener's


def find_delimiter(text: str) -> str:
    """What stands between the cells of a table, by its first line."""
    first = text.lstrip("\n\r").split("\n", 1)[0]
    return max(_DELIMITERS, key=lambda mark: (first.count(mark), mark == ","))
