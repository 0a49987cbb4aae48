"""What lies behind a chart, read back by the reader of each format: tables, references, timelines, calendars."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from icalendar import Calendar
from jsonschema import Draft202012Validator

from dashboard.exports.calendars import find_days, find_slide_dates
from dashboard.exports.citations import STYLES, date_parts, find_references, format_references
from dashboard.exports.forms import FORMS, find_ending
from dashboard.exports.making import EXPORTED, make_export
from dashboard.exports.receipt import Receipt
from dashboard.exports.sheets import define_columns, is_link
from dashboard.exports.tables import COLUMNS, TRIGGERS, events_table
from dashboard.library import Library
from dashboard.selection import Selection
from dashboard.views.view import View, apply_selection
from dashboard.words.columns import known_columns
from loaders.errors import UsageError
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
TODAY = date(2024, 6, 30)
EVIL = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx", "\rx"]


class Store(SyntheticStore):
    """The made-up store, with titles that a spreadsheet would run and signs that other formats take for themselves."""

    def __init__(self) -> None:
        super().__init__(30)
        self._events.loc[: len(EVIL) - 1, "title"] = EVIL
        self._events.loc[len(EVIL), "title"] = 'A {brace}, a "quote"; 100 % & <b>bold</b> \\LaTeX\nER  - '
        self._events.loc[10, ["when", "announced", "role"]] = None
        self._events.loc[10, ["when_start", "when_end", "announced_start", "announced_end"]] = pd.NaT
        self._documents["title"] = self._documents["title"].where(
            self._documents.index != 3, "50% of {all} & #1\nTY  - "
        )
        self._events["document_title"] = self._events["document"].map(self._documents.set_index("id")["title"])


def view(selection: Selection | None = None) -> View:
    library = Library(lambda _: Store(), "nowhere")
    return apply_selection(selection or Selection(), library.newest(), TAXONOMY, TODAY)


def make(form: str, figure: str = "timeline", **options: Any) -> tuple[bytes, Receipt]:
    made = make_export(view(), TAXONOMY, figure, form, made=TODAY, **options)
    return made.data, made.receipt


def shown() -> pd.DataFrame:
    held = view()
    return held.full([*held.chosen.rows, *held.chosen.shelved])


def sheets(form: str = "xlsx", figure: str = "timeline", language: str = "en") -> Any:
    chosen = Selection(language=language)  # type: ignore[arg-type]
    data = make_export(view(chosen), TAXONOMY, figure, form).data
    return openpyxl.load_workbook(io.BytesIO(data))


# -------------------------------------------------------------------- tables


def test_a_workbook_has_events_sources_definitions_and_its_receipt() -> None:
    book = sheets()
    assert book.sheetnames == ["Events", "Sources", "Definitions", "Receipt"]
    assert book["Events"].max_row == 1 + len(shown())
    assert book["Sources"].max_row == 1 + len({*make("xlsx")[1].sources})
    said = {row[1].value: row[2].value for row in book["Definitions"].iter_rows(min_row=2)}
    assert "exactly" in said["text"]
    assert sheets(language="zh").sheetnames == ["事件", "来源", "释义", "Receipt"]


def test_days_in_a_workbook_are_dates_and_addresses_are_links() -> None:
    events = sheets()["Events"]
    place = {name: number for number, name in enumerate(COLUMNS)}
    days = [row[place["announced_start"]] for row in events.iter_rows(min_row=2)]
    assert all(cell.is_date for cell in days if cell.value)
    expected = [None if pd.isna(day) else day.to_pydatetime() for day in shown()["announced_start"]]
    assert [cell.value for cell in days] == expected
    links = [row[place["url"]] for row in events.iter_rows(min_row=2) if row[place["url"]].value]
    assert links
    assert all(cell.hyperlink.target == cell.value for cell in links)


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    book = sheets()
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert all(cell.data_type == "s" and not cell.value.startswith(TRIGGERS) for cell in cells)
    assert {f"'{title}".strip() for title in EVIL} <= {cell.value.strip().replace("_x000D_", "\r") for cell in cells}


def test_a_workbook_of_counts_leaves_the_periods_without_documents_empty() -> None:
    counts = sheets(figure="heatmap")["Counts"]
    names = [cell.value for cell in counts[1]]
    assert names[:3] == ["Sector code", "Sector", "Period"]
    assert any(row[5].value is None for row in counts.iter_rows(min_row=2))


def test_every_column_of_every_table_is_defined_in_both_languages() -> None:
    tables = {kind.kind: kind.table(view(), TAXONOMY) for kind in EXPORTED.values() if kind.kind in ("event", "count")}
    for kind, table in tables.items():
        assert set(map(str, table.columns)) == set(known_columns(kind))
        for language in ("en", "zh"):
            rows = define_columns(table, kind, language)
            assert all(label and meaning for label, _, meaning in rows)
    assert define_columns(tables["event"], "event", "zh") != define_columns(tables["event"], "event", "en")


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "file:///etc/passwd", "https://", "mailto:a@b.c", "http://[", ""]
)
def test_what_is_no_web_address_is_no_link(text: str) -> None:
    assert not is_link(text)


def test_json_lines_and_parquet_keep_lists_dates_and_words_as_they_are() -> None:
    events = shown()
    rows = [json.loads(line) for line in make("jsonl")[0].decode("utf-8").splitlines()]
    table = pq.read_table(io.BytesIO(make("parquet")[0]))
    assert [row["id"] for row in rows] == table["id"].to_pylist() == events["id"].tolist()
    assert [row["title"] for row in rows] == table["title"].to_pylist() == events["title"].tolist()
    assert rows[0]["sectors"] == table["sectors"].to_pylist()[0] == list(events["sectors"][0])
    assert table.schema.field("when_start").type == pa.date32()
    starts = [None if pd.isna(day) else day.date() for day in events["when_start"]]
    assert table["when_start"].to_pylist() == starts
    assert [row["when_start"] for row in rows] == [day and day.isoformat() for day in starts]


def test_a_flat_table_and_its_records_have_the_same_columns() -> None:
    assert list(events_table(shown())) == list(json.loads(make("jsonl")[0].splitlines()[0]))


# ---------------------------------------------------------------- references


def test_each_source_is_one_reference_in_every_format() -> None:
    items = json.loads(make("csl.json")[0])
    assert len(items) == shown()["document"].nunique() == len({item["id"] for item in items})
    assert Draft202012Validator(CSL).is_valid(items)
    entries = rispy.loads(make("ris")[0].decode("utf-8"))
    assert [entry["id"] for entry in entries] == [item["id"] for item in items]
    assert [entry["title"] for entry in entries] == [" ".join(item["title"].split()) for item in items]
    library = parse_string(make("bib")[0].decode("utf-8"))
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [item["id"] for item in items]


def test_a_source_without_a_title_is_cited_by_the_name_of_its_file() -> None:
    events = shown().head(1).assign(document_title=None, publisher=None, document_name="digest.md")
    (reference,) = find_references(events)
    assert reference["title"] == "digest.md"


def test_signs_that_latex_takes_for_itself_are_spelled_out() -> None:
    text = make("bib")[0].decode("utf-8")
    assert r"50\% of \{all\} \& \#1 TY -" in text


@pytest.mark.parametrize(
    ("style", "language"), [*((style, "en") for style in STYLES), ("gb-t-7714", "zh"), ("apa", "zh")]
)
def test_a_style_leaves_no_source_out_and_says_none_twice(style: str, language: str) -> None:
    references = find_references(Store().events(), Store().documents())[:6]
    lines = format_references(references, style, language)
    assert len(lines) == len(references)
    for item in references:
        title = " ".join(item["title"].split()).replace("TY - ", "")
        assert sum(title.lower() in line.lower() and line.lower().count(title.lower()) > 1 for line in lines) == 0


def test_gb_t_7714_says_what_kind_of_source_it_is_and_when_it_was_put_out() -> None:
    row = {"id": "x", "type": "webpage", "title": "5G中低频段频率使用许可", "author": [{"literal": "工业和信息化部"}]}
    row |= {"issued": {"date-parts": [[2019, 6, 6]]}, "URL": "https://example.org/1", "language": "zh-CN"}
    expected = "[1] 工业和信息化部. 5G中低频段频率使用许可[EB/OL]. (2019-06-06). https://example.org/1."
    assert format_references([row], "gb-t-7714") == [expected]


def test_a_style_nobody_knows_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean 'chicago'"):
        format_references([], "chicaco")


@pytest.mark.parametrize(
    ("edtf", "parts"),
    [("2019~", [[2019]]), ("2019-06/2019-08", [[2019]]), ("../2019-06-06", []), ("2019/2021", []), ("soon", [])],
)
def test_the_date_of_a_reference_is_no_finer_than_its_source_states(edtf: str, parts: list[list[int]]) -> None:
    assert date_parts(edtf) == parts


# ------------------------------------------------------ timelines and calendars


def test_a_timeline_elsewhere_has_every_dated_event_in_the_shape_that_timelinejs_reads() -> None:
    data, receipt = make("timeline.json")
    told = json.loads(data)
    Draft202012Validator(TIMELINE).validate(told)
    events = shown()
    dated = events[events["when"].notna() | events["announced"].notna()]
    assert {slide["unique_id"] for slide in told["events"]} == set(dated["id"])
    assert len(receipt.left_out) == len(events) - len(dated) > 0
    assert "<b>bold" not in data.decode("utf-8")


@pytest.mark.parametrize(
    ("edtf", "dates"),
    [
        ("2025", {"start_date": {"year": 2025}}),
        ("2025-06", {"start_date": {"year": 2025, "month": 6}}),
        ("2025-06~", {"start_date": {"year": 2025, "month": 6}}),
        ("2025-06-03", {"start_date": {"year": 2025, "month": 6, "day": 3}}),
        ("2025-35", {"start_date": {"year": 2025, "month": 7}, "end_date": {"year": 2025, "month": 9}}),
        ("../2025-12-31", {"start_date": {"year": 2025, "month": 12, "day": 31}}),
        ("../2030", {"start_date": {"year": 2030}}),
        ("2021/..", {"start_date": {"year": 2021}}),
        ("2021/2025", {"start_date": {"year": 2021}, "end_date": {"year": 2025}}),
        (None, None),
    ],
)
def test_a_slide_stands_where_its_time_is_stated(edtf: str | None, dates: dict[str, Any] | None) -> None:
    assert find_slide_dates(edtf) == dates


def test_a_calendar_has_all_day_events_alone_and_lists_what_is_left_out() -> None:
    data, receipt = make("ics")
    calendar = Calendar.from_ical(data)
    assert [one for one in calendar.walk() if one.errors] == []
    events = {str(one["uid"]).split("@")[0]: one for one in calendar.walk("VEVENT")}
    rows = shown().set_index("id")
    for name, one in events.items():
        days = find_days(rows.loc[name, "when"] or rows.loc[name, "announced"])
        assert (one.decoded("dtstart"), one.decoded("dtend")) == days
        assert type(one.decoded("dtstart")) is date
    assert len(events) + len(receipt.left_out) == len(rows)
    assert {"2025-06", "2025", "2025-35"}.isdisjoint(rows.loc[list(events), "when"])
    said = re.sub(r"\\(.)", lambda sign: "\n" if sign[1] == "n" else sign[1], calendar["x-wr-caldesc"]).splitlines()
    assert said[-len(receipt.left_out) :] == list(receipt.left_out)
    assert max(len(line) for line in data.split(b"\r\n")) <= 75


def test_the_same_export_is_the_same_file() -> None:
    for form in ("ics", "timeline.json", "bib", "ris", "csl.json", "jsonl", "csv", "parquet"):
        assert make(form)[0] == make(form)[0], form


# ------------------------------------------------------------------- formats


def test_the_ending_of_a_name_says_the_format_and_another_is_told_what_there_is() -> None:
    assert [find_ending(f"a.{form}") for form in FORMS] == list(FORMS)
    with pytest.raises(UsageError, match=r"csl\.json"):
        find_ending("a.json")


@pytest.mark.parametrize("form", [form for form, kind in FORMS.items() if kind.of != "picture"])
@pytest.mark.parametrize("figure", EXPORTED)
def test_every_chart_can_be_had_in_every_format_in_both_languages(figure: str, form: str) -> None:
    for language in ("en", "zh"):
        chosen = Selection(language=language, against="?status=planned")  # type: ignore[arg-type]
        assert make_export(view(chosen), TAXONOMY, figure, form).data


def test_the_receipt_of_a_comparison_says_both_its_sides() -> None:
    chosen = Selection(statuses=("done",), against="?status=planned")
    said = make_export(view(chosen), TAXONOMY, "compare", "csv").receipt.selection
    a, b = said.split("  ·  ")
    assert a.startswith("A: ")
    assert a.endswith("in the core sectors, done")
    assert b.startswith("B: ")
    assert b.endswith("in the core sectors, planned")


def test_an_empty_selection_is_written_too() -> None:
    nothing = view(Selection(text="no such words anywhere"))
    for form, kind in FORMS.items():
        if kind.of != "picture":
            made = make_export(nothing, TAXONOMY, "timeline", form)
            assert made.receipt.events == 0


# What CSL-JSON (citationstyles.org) and TimelineJS (its page on JSON) say of the fields that are used here.
_NAME = {"type": "object", "properties": {"literal": {"type": "string", "minLength": 1}}, "required": ["literal"]}
CSL: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string"},
            "type": {"enum": ["webpage", "report"]},
            "title": {"type": "string"},
            "author": {"type": "array", "items": _NAME},
            "issued": {
                "type": "object",
                "required": ["date-parts"],
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
                    }
                },
            },
            "URL": {"type": "string"},
            "language": {"type": "string"},
            "custom": {"type": "object"},
        },
    },
}
_DATE = {
    "type": "object",
    "required": ["year"],
    "additionalProperties": False,
    "properties": {
        "year": {"type": "integer"},
        "month": {"type": "integer", "minimum": 1, "maximum": 12},
        "day": {"type": "integer", "minimum": 1, "maximum": 31},
    },
    "dependentRequired": {"day": ["month"]},
}
_TEXT = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"headline": {"type": "string"}, "text": {"type": "string"}},
}
TIMELINE: dict[str, Any] = {
    "type": "object",
    "required": ["events"],
    "properties": {
        "title": {"type": "object", "properties": {"text": _TEXT}, "additionalProperties": False},
        "events": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["start_date", "text"],
                "additionalProperties": False,
                "properties": {
                    "start_date": _DATE,
                    "end_date": _DATE,
                    "text": _TEXT,
                    "display_date": {"type": "string"},
                    "group": {"type": "string"},
                    "unique_id": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"},
                },
            },
        },
    },
}
