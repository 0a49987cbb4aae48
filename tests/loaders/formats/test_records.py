"""Tables, JSON Lines and Markdown: each record a document, each bad one named, the others read."""

from __future__ import annotations

import json

import pytest

from loaders.errors import DocumentError
from loaders.formats.registry import read_bytes
from loaders.model import Document, PassageKind

HEADER = (
    "id,date,precision,title,actor,instrument,status,effective_or_target_date,sectors,confidence,"
    "source_title,source_publisher,source_url\n"
)


def read(data: bytes | str, name: str) -> tuple[list[Document], list[DocumentError]]:
    failures: list[DocumentError] = []
    raw = data.encode() if isinstance(data, str) else data
    return list(read_bytes(name, raw, name, on_failure=failures.append)), failures


def fields(document: Document) -> dict[str | None, str]:
    return {p.name: document.text[p.start : p.end] for p in document.passages if p.kind == PassageKind.FIELD}


def test_a_row_becomes_a_document_with_its_title_and_a_line_a_field() -> None:
    row = (
        "m1,2022-04-08,day,Cap on foreign shares goes,State Council,law,in force,2025;2035,nev,verified,"
        "A source,A paper,https://example.org/a\n"
    )
    (document,), failures = read(HEADER + row, "t.csv")
    assert not failures
    assert document.text.split("\n") == [
        "Cap on foreign shares goes",
        "date: 2022-04-08",
        "actor: State Council",
        "instrument: law",
        "status: in force",
        "effective_or_target_date: 2025;2035",
        "sectors: nev",
        "source_title: A source",
    ]
    assert (document.name, document.source, document.title) == ("m1", "t.csv#row=2", "Cap on foreign shares goes")
    assert (document.publisher, document.url, document.kind) == ("A paper", "https://example.org/a", "table")
    assert document.passages[0].kind == PassageKind.ROW
    assert fields(document)["when"] == "2025;2035"
    assert document.clues[0].edtf == "2022-04-08"


def test_a_bad_date_names_row_column_and_value_and_the_other_rows_are_read() -> None:
    table = "title,date\nOne,2024-01-01\nTwo,2024-13-01\nThree,07/05/2024\nFour,2024-02-30\nFive,n/a\n"
    documents, failures = read(table, "t.csv")
    assert [d.title for d in documents] == ["One", "Five"]
    assert [failure.source for failure in failures] == ["t.csv#row=3", "t.csv#row=4", "t.csv#row=5"]
    assert "row 3, column 'date': '2024-13-01'" in failures[0].reason
    assert "can be read as two days" in failures[1].reason


def test_a_column_tells_which_of_two_numbers_is_the_day_and_the_evidence_says_so() -> None:
    table = "title,date,effective date\nOne,03/04/2025,06/05/2025\nTwo,13/04/2025,05/31/2025\nThree,05/05/2025,\n"
    documents, failures = read(table, "t.csv")
    assert not failures
    assert [d.clues[0].edtf for d in documents] == ["2025-04-03", "2025-04-13", "2025-05-05"]
    assert documents[0].clues[0].evidence == "03/04/2025 (day first, as in 13/04/2025)"
    assert documents[1].clues[0].evidence == "13/04/2025"
    assert fields(documents[0]) == {"date": "2025-04-03", "when": "2025-06-05"}
    torn, refused = read(table + "Four,04/13/2025,\n", "t.csv")
    assert [d.title for d in torn] == ["Two", "Three", "Four"]
    assert [failure.source for failure in refused] == ["t.csv#row=2"]


@pytest.mark.parametrize(
    ("cell", "edtf"),
    [
        ("2024-07-05", "2024-07-05"),
        ("2024/7/5", "2024-07-05"),
        ("2024年7月5日", "2024-07-05"),
        ("2024年7月", "2024-07"),
        ("July 5, 2024", "2024-07-05"),
        ("2025-08-08/2025-08-12", "2025-08-08/2025-08-12"),
        ("2024", "2024"),
        ("2024-07-05 10:30:00", "2024-07-05"),
    ],
)
def test_cells_state_dates_in_many_notations(cell: str, edtf: str) -> None:
    (document,), _ = read(f'title,date\nOne,"{cell}"\n', "t.csv")
    assert document.clues[0].edtf == edtf


def test_words_in_the_column_of_times_are_left_to_those_who_read_words() -> None:
    documents, failures = read("title,when\nOne,by the end of 2025\nTwo,2025-99\n", "t.csv")
    assert [d.title for d in documents] == ["One"]
    assert "column 'when'" in failures[0].reason


def test_chinese_headers_semicolons_quotes_and_old_encodings_are_read() -> None:
    table = '标题;发布日期;行业;来源媒体\n"某事;发布";2024年7月5日;5G;某报\n'
    (document,), failures = read(table.encode("gb18030"), "表.csv")
    assert not failures
    assert (document.title, document.publisher, document.language) == ("某事;发布", "某报", "zh")
    assert fields(document) == {"date": "2024年7月5日", "sectors": "5G"}


@pytest.mark.parametrize("cell", ["2024-06-05", "13 June 2024", "06/07/2024"])
def test_dates_under_a_header_not_known_are_told_of_and_the_rows_are_read(cell: str) -> None:
    found, failures = read(f"Fecha del acto,Title,Remark\n{cell},One,x\n{cell},Two,y\n", "t.csv")
    assert [document.title for document in found] == ["One", "Two"]
    assert [failure.source for failure in failures] == ["t.csv#row=1"]
    assert "'Fecha del acto'" in str(failures[0])
    assert "'date'" in failures[0].remedy


@pytest.mark.parametrize(
    "table", ["Title,Amount\nOne,2000\n", "Date,Title,Seen\n2024,One,2024-05-01\n", "Title,X\nOne,\n"]
)
def test_numbers_and_tables_with_a_date_are_not_told_of(table: str) -> None:
    assert read(table, "t.csv")[1] == []


@pytest.mark.parametrize("header", ["Datum", "Date of event", "Event_Date"])
def test_plain_names_of_dates_are_known(header: str) -> None:
    found, failures = read(f"{header},Title\n2024-06-05,One\n", "t.csv")
    assert failures == []
    assert found[0].clues[0].edtf == "2024-06-05"


@pytest.mark.parametrize("cell", ["06/07/2024", "24-06-07", "6/7/24"])
def test_a_cell_that_can_be_read_as_two_days_is_refused(cell: str) -> None:
    found, failures = read(f"Date,Title\n{cell},One\n", "t.csv")
    assert found == []
    assert cell in str(failures[0])


def test_a_table_without_a_title_says_what_it_needs() -> None:
    with pytest.raises(DocumentError, match=r"'titel'.*Did you mean 'title'\?.*Name the column"):
        list(read_bytes("t.csv", b"titel,date\nOne,2024-01-01\n", "t.csv"))


def test_a_cell_of_many_lines_counts_as_one_row() -> None:
    documents, _ = read('title,text\nOne,"first\nsecond"\nTwo,x\n', "t.csv")
    assert [d.source for d in documents] == ["t.csv#row=2", "t.csv#row=3"]


def test_a_record_keeps_its_text_and_the_title_stays_out_of_it() -> None:
    row = {"id": "a", "title": "A title", "text": " The plan\n is in force. ", "language": "zh-CN", "publisher": "P"}
    (document,), _ = read(json.dumps(row), "r.jsonl")
    assert (document.text, document.title, document.name) == (row["text"], "A title", "a")
    assert (document.language, document.publisher, document.source) == ("zh", "P", "r.jsonl#line=1")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{broken", "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ('{"id": "a"}', "'text' is missing"),
        ('{"id": "a", "text": "x", "published": "soon"}', "'published': 'soon' is not a date"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_broken_line_is_named_by_its_number(line: str, words: str) -> None:
    documents, failures = read(f'{{"id": "ok", "text": "It is so."}}\n\n{line}\n', "r.jsonl")
    assert [d.name for d in documents] == ["ok"]
    assert failures[0].source == "r.jsonl#line=3"
    assert words in failures[0].reason


def test_a_lone_surrogate_in_a_record_is_replaced() -> None:
    (document,), _ = read('{"id": "a", "text": "bad \\ud800 letter"}', "r.jsonl")
    assert document.text == "bad \ufffd letter"


MARKDOWN = """---
title: Plan for robots
publisher: Example Office
---
# Plan for robots

The plan is in force
and it works.

## Targets

- 10,000 robots by 2025
- 100,000 by 2030

| Year | Robots |
|------|--------|
| 2025 | 10,000 |

```
code is no text
```

![a picture](x.png)
"""


def test_markdown_keeps_its_text_and_shows_its_shape() -> None:
    (document,), _ = read(MARKDOWN, "p.md")
    assert document.text == MARKDOWN
    assert (document.title, document.publisher) == ("Plan for robots", "Example Office")
    shown = [(p.kind.value, document.text[p.start : p.end]) for p in document.passages]
    assert shown[1:] == [
        ("heading", "Plan for robots"),
        ("paragraph", "The plan is in force\nand it works."),
        ("heading", "Targets"),
        ("paragraph", "10,000 robots by 2025"),
        ("paragraph", "100,000 by 2030"),
        ("row", "| Year | Robots |"),
        ("row", "| 2025 | 10,000 |"),
        ("furniture", "![a picture](x.png)"),
    ]


def test_a_line_of_markdown_that_is_stressed_as_a_whole_is_its_words_alone() -> None:
    text = "# Second pier\n\n*Harbour Office, 20 May 2026*\n\n**Chair:** It is so.\n\nThe *whole* pier is *new*.\n"
    (document,), _ = read(text, "p.md")
    shown = [(p.kind.value, document.text[p.start : p.end]) for p in document.passages]
    assert shown[:2] == [("heading", "Second pier"), ("furniture", "Harbour Office, 20 May 2026")]
    assert shown[-1] == ("paragraph", "The *whole* pier is *new*.")
    assert document.publisher == "Harbour Office"
