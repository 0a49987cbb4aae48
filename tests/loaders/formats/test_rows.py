"""A long file of rows is cut where a row ends, and read in parts it gives what it gives in one piece."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from loaders.errors import DocumentError
from loaders.formats.draft import Part, Payload
from loaders.formats.registry import find_format, read_bytes, read_part
from loaders.formats.rows import cut_rows, may_be_cut, read_span
from loaders.model import Document

LINES = [
    {"id": "a", "text": "One sentence.", "published": "2024-03-01"},
    {"id": "b", "text": "第二句话。" * 30},
    {"id": "c", "text": "Three\u2028with a mark that ends lines elsewhere."},
    {"id": "d", "text": "Four."},
]
JSONL = "\ufeff" + "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in LINES[:2])
JSONL += "\n{broken\n" + "\n".join(json.dumps(row, ensure_ascii=False) for row in LINES[2:])
TABLE = """A table of plans,,
,,
date,title,text
03/04/2024,Said by the column,
2024-03-01,Opened,"First line
second line, with ""quotes"" in it"

2024-03-02,"Five, and more",五 5" of rain
,,
2024-13-45,No such day,x
2024-03-03,Closed,"last
cell"
13/04/2024,Shows the order,
"""


def whole(name: str, data: bytes) -> tuple[list[Document], list[str]]:
    """The documents and failures of a file in one piece."""
    failures: list[DocumentError] = []
    return list(read_bytes(name, data, name, on_failure=failures.append)), list(map(str, failures))


def in_parts(path: Path, rows: int, size: int) -> tuple[list[Document], list[str]]:
    """The same of its parts, one after the other."""
    form = find_format(path.name)
    assert form
    assert may_be_cut(path, form)
    failures: list[DocumentError] = []
    documents: list[Document] = []
    (digest,) = {document.sha256 for document in whole(path.name, path.read_bytes())[0]}
    end = 0
    for cut in cut_rows(path, form, rows=rows, size=size):
        assert cut.start == end
        end = cut.end
        part = Part(cut.first, read_span(path, 0, cut.above), digest)
        payload = Payload(path.name, path.name, read_span(path, cut.start, cut.end), part=part)
        documents += read_part(payload, on_failure=failures.append)
    assert end == path.stat().st_size
    return documents, list(map(str, failures))


@pytest.mark.parametrize("size", [1, 60, 200, 100_000])
@pytest.mark.parametrize("rows", [1, 2, 5])
@pytest.mark.parametrize(
    ("name", "text", "encoding"),
    [
        ("rows.jsonl", JSONL, "utf-8"),
        ("table.csv", TABLE, "utf-8"),
        ("table.csv", TABLE.replace("\n", "\r\n"), "gb18030"),
        ("table.csv", TABLE.replace("\n", "\r"), "utf-8"),
        ("table.tsv", TABLE.replace(",", "\t"), "utf-8"),
    ],
)
def test_parts_of_a_file_of_rows_give_what_it_gives_in_one_piece(
    name: str, text: str, encoding: str, rows: int, size: int, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(text.encode(encoding))
    assert in_parts(tmp_path / name, rows, size) == whole(name, text.encode(encoding))


def test_a_part_is_cut_again_into_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    form = find_format(path.name)
    assert form
    single = list(cut_rows(path, form, rows=1, size=0))
    again = [
        each
        for cut in cut_rows(path, form, rows=3, size=10**6)
        for each in cut_rows(path, form, rows=1, size=0, within=cut)
    ]
    assert again == single
    assert [cut.first for cut in single] == list(range(1, len(single) + 1))


def test_a_table_without_a_known_column_says_so_once(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("foo,bar\n" + "1,2\n" * 50)
    form = find_format(path.name)
    assert form
    failures: list[DocumentError] = []
    for cut in cut_rows(path, form, rows=5, size=10**6):
        part = Part(cut.first, read_span(path, 0, cut.above), "")
        data = read_span(path, cut.start, cut.end)
        assert not list(read_part(Payload("table.csv", "table.csv", data, part=part), on_failure=failures.append))
    (error,) = failures
    assert "no column of this table is known as a title or text" in str(error)


@pytest.mark.parametrize(("name", "data"), [("a.csv", TABLE.encode("utf-16")), ("a.txt", b"x\n"), ("a.jsonl", b"\0\n")])
def test_what_has_no_rows_or_no_plain_line_ends_is_read_in_one_piece(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    assert not may_be_cut(tmp_path / name, find_format(name))


def test_a_quote_that_is_never_closed_takes_no_more_than_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.formats.rows._LONGEST", 1_000)
    path = tmp_path / "table.csv"
    path.write_text('title\n"open\n' + "a row like others\n" * 500)
    form = find_format(path.name)
    assert form
    cuts = list(cut_rows(path, form, rows=1, size=0))
    assert cuts[-1].end == path.stat().st_size
    assert len(cuts) > 400
    assert max(cut.end - cut.start for cut in cuts) < 1_100


def test_a_line_of_any_length_is_held_a_piece_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"text": "' + b"x" * 2**24 + b'"}\n{}\n' + b"y" * 2**21 + b"\n\nlast")
    form = find_format(path.name)
    assert form
    tracemalloc.start()
    cuts = list(cut_rows(path, form, rows=1, size=0))
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [cut.end - cut.start for cut in cuts] == [2**24 + 13, 3, 2**21 + 1, 1, 4]
    assert held < 2**23
