"""Spreadsheets and Parquet tables of items are read as CSV tables are: each row with its place."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pyarrow as pa
import pytest

from loaders.errors import DocumentError
from loaders.formats.registry import read_bytes
from loaders.model import Document
from tests.loaders.formats.samples import make_parquet, make_xlsx, make_zip


def read(data: bytes, name: str) -> tuple[list[Document], list[DocumentError]]:
    failures: list[DocumentError] = []
    return list(read_bytes(name, data, name, on_failure=failures.append)), failures


def test_the_rows_of_all_sheets_are_read_with_their_places() -> None:
    data = make_xlsx(
        {
            "政策": [
                ["日期", "标题", "状态"],
                [date(2024, 7, 5), "发放6G试验牌照", "done"],
                ["never", "x"],
                [2024, "y"],
            ],
            "Notes": [["Compiled by hand"]],
            "EN": [["Date", "Title", "Target date"], ["2025-01", "NEV plan", datetime(2027, 12, 31)]],
        }
    )
    documents, failures = read(data, "a.xlsx")
    assert [(d.name, d.created or d.clues[0].edtf) for d in documents] == [
        ("a.xlsx#sheet=政策&row=2", "2024-07-05"),
        ("a.xlsx#sheet=政策&row=4", "2024"),
        ("a.xlsx#sheet=EN&row=2", "2025-01"),
    ]
    assert documents[2].text == "NEV plan\nDate: 2025-01\nTarget date: 2027-12-31"
    assert (documents[0].kind, documents[0].kind_evidence) == ("table", "row 2 of sheet '政策' of a.xlsx")
    assert [failure.source for failure in failures] == ["a.xlsx#sheet=政策&row=3"]
    assert "column '日期': 'never' is not a date" in failures[0].reason


def test_a_header_may_stand_under_a_title_and_hidden_sheets_are_left_out() -> None:
    book = openpyxl.Workbook()
    sheet, hidden = book.active, book.create_sheet("hidden")
    sheet["B2"] = "Policies of the year"
    for place, words in (("B4", "Date"), ("C4", "Title"), ("B5", "2024"), ("C5", "6G licences")):
        sheet[place] = words
    hidden.append(["Date", "Title"])
    hidden.append(["2024", "unseen"])
    hidden.sheet_state = "hidden"
    data = io.BytesIO()
    book.save(data)
    documents, failures = read(data.getvalue(), "a.xlsx")
    assert [(document.name, document.title) for document in documents] == [("a.xlsx#sheet=Sheet&row=5", "6G licences")]
    assert not failures


def test_a_csv_table_may_have_a_title_above_its_header_too() -> None:
    ((document,), _) = read(b"Policies of the year,\n\ndate,title\n2024-07-05,6G licences\n", "a.csv")
    assert (document.name, document.title) == ("a.csv#row=4", "6G licences")


def test_a_parquet_table_is_read_with_its_types() -> None:
    columns = {
        "date": pa.array([datetime(2024, 7, 5), None], pa.timestamp("ns")),
        "title": ["6G licences", "5G stations"],
        "tags": [["6g", "telecom_opening"], []],
        "target": pa.array([date(2025, 12, 31), None], pa.date32()),
        "anything": [1.5, 2.5],
    }
    documents, failures = read(make_parquet(columns), "a.parquet")
    assert [(d.name, d.text) for d in documents] == [
        ("a.parquet#row=1", "6G licences\ndate: 2024-07-05\ntags: 6g; telecom_opening\ntarget: 2025-12-31"),
        ("a.parquet#row=2", "5G stations"),
    ]
    assert not failures


def test_a_sheet_that_looks_like_a_table_but_names_no_title_is_told() -> None:
    good, odd = [["Title"], ["6G licences"]], [["Alpha", "Beta"], [1, 2], [3, 4]]
    documents, failures = read(make_xlsx({"Good": good, "Odd": odd}), "a.xlsx")
    assert len(documents) == 1
    assert [failure.source for failure in failures] == ["a.xlsx#sheet=Odd"]
    assert "'Alpha', 'Beta'" in failures[0].reason


def far_apart() -> bytes:
    """A spreadsheet of two cells at the ends of its sheet."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "title", "x"
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xlsx", far_apart(), "spans 1,048,576 rows and 16,384 columns"),
        ("a.xlsx", b"PK\x03\x04 and no more", "no whole ZIP"),
        ("a.xlsx", make_zip({"a.txt": b"x"}), "cannot be read"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.xlsx", make_xlsx({"A": [["x", "y"]]}), "no sheet"),
        ("a.xlsx", make_zip({"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "declares entities"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(3000), "cannot be read"),
        ("a.parquet", b"PAR1 and no more", "no whole Parquet"),
        ("a.parquet", make_parquet({"x": [1]}), "no column of this table"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(name: str, data: bytes, words: str) -> None:
    documents, failures = read(data, name)
    assert not documents
    assert words in failures[0].reason
    assert failures[0].remedy
