"""Rows of a table inside a text become events by what its header names, and none where it names no date."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest

from loaders.dates.creation import date_document
from loaders.events import count_sentences, extract_events
from loaders.events.explain import explain
from loaders.events.grid import cut_cells, grid_rows
from loaders.formats.registry import read_bytes
from loaders.model import Document, Event, Passage, PassageKind, Role, Status
from loaders.sectors.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()
TASKS = """# 全省新能源汽车产业行动计划任务分工

| 序号 | 任务 | 责任单位 | 完成时限 |
|---|---|---|---|
| 1 | 建成公共充电桩10万个 | 交通运输厅 | 2025年底前 |
| 2 | 出台换电车型补贴办法 | 财政部 | 2024年6月 |
| 3 | 健全考核机制 | 工业和信息化部 | 2026-12 |
| 4 | 推广新能源公交车 |  | 持续推进 |
"""
DIGEST = """# Digest of measures that governments announced

## New-energy vehicles

| Country | Measure | Date |
|---|---|---|
| Norway | VAT on electric cars | 1 January 2027 |
| Ethiopia | Import ban on petrol cars | in force since January 2024 |
| Nepal | EV import duty doubled | 29 May (planned) |
| Chile | Bus fleet renewed | by the end of 2026 |
| Kenya | EV duty halved | 3 March 2025 |
| Peru | EV duty | n/a |
"""


def read(text: str, name: str = "page.md", *, published: str | None = "2025-05-16") -> Document:
    return date_document(next(iter(read_bytes(name, text.encode(), name, published=published))))


def rows_of(document: Document) -> list[Event]:
    return [event for event in extract_events(document, TAXONOMY) if event.cues == ("table",)]


def told(event: Event) -> tuple[str, str, str | None, Role | None]:
    when = event.when
    return event.title, event.status.value, when.edtf if when else None, when.role if when else None


def test_a_table_of_tasks_gives_plans_with_the_days_by_which_they_are_to_be_done() -> None:
    document = read(TASKS, published="2024-03-28")
    events = rows_of(document)
    assert [told(event) for event in events] == [
        ("建成公共充电桩10万个", "planned", "../2025-12-31", Role.DEADLINE),
        ("出台换电车型补贴办法", "planned", "../2024-06", Role.DEADLINE),
        ("健全考核机制", "planned", "../2026-12", Role.DEADLINE),
        ("推广新能源公交车", "planned", None, None),
    ]
    assert events[0].quote.exact == "| 1 | 建成公共充电桩10万个 | 交通运输厅 | 2025年底前 |"
    evidence = events[0].when and events[0].when.evidence
    assert evidence and document.text[slice(*evidence)] == "2025年底"
    assert events[1].actors == ("mof",)
    assert [tag.inherited for event in events for tag in event.sectors] == [False, False, True, False]


def test_the_words_of_a_cell_say_how_its_day_is_meant_and_the_telling_what_is_done() -> None:
    assert [told(event)[1:] for event in rows_of(read(DIGEST))] == [
        ("planned", "2027-01-01", Role.EXPECTED),
        ("in_force", "2024-01/..", Role.DURING),
        ("planned", "2025-05-29", Role.EXPECTED),
        ("planned", "../2026-12-31", Role.DEADLINE),
        ("done", "2025-03-03", Role.OCCURRED),
    ]


def test_a_row_takes_the_sector_of_its_header_or_heading_and_says_so() -> None:
    document = read(DIGEST)
    chile = next(event for event in rows_of(document) if event.title.startswith("Chile"))
    (tag,) = chile.sectors
    assert (tag.code, tag.inherited) == ("nev", True)
    page = (
        "# Pilots of the ministry\n\n| City | Start | Humanoid robots |\n|---|---|---|\n| Suzhou | March 2026 | 500 |\n"
    )
    (event,) = rows_of(read(page))
    (tag,) = event.sectors
    assert (event.title, tag.code, tag.inherited) == ("Suzhou · Humanoid robots: 500", "humanoid_robots", True)
    assert [read(page).text[slice(*span)] for span in tag.evidence] == ["Humanoid robots"]


@pytest.mark.parametrize(
    "table",
    [
        "| Item | 2024 |\n|---|---|\n| 5G penetration | 60% |",
        "| 项目 | 数量 |\n|---|---|\n| 5G基站 | 2024年 |",
        "| Date | URL |\n|---|---|\n| 3 May 2025 | 5G |",
        "| Model | Launch date | Price |\n|---|---|---|\n| Phone A 5G | 2 May 2025 | 300 |",
    ],
    ids=["no date", "a number", "nothing dated", "goods of a shop"],
)
def test_a_table_whose_header_dates_no_act_gives_nothing(table: str) -> None:
    assert not rows_of(read(f"# 5G phones of the year\n\n{table}\n"))


def test_an_empty_cell_keeps_its_column_in_a_word_file_and_a_merged_row_parts_no_table() -> None:
    file, cells = (
        docx.Document(),
        [["任务", "责任单位", "时间节点"], ["建设6G试验网", "", "2027年"], ["发放6G频率许可", "工信部", ""]],
    )
    file.add_heading("6G行动计划任务分工", 1)
    table = file.add_table(rows=0, cols=3)
    for number, row in enumerate(cells):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
        if number == 0:
            merged = table.add_row().cells
            merged[0].merge(merged[2]).text = "一、夯实基础"
    data = BytesIO()
    file.save(data)
    document = date_document(next(iter(read_bytes("t.docx", data.getvalue(), "t.docx", published="2025-05-16"))))
    assert [event.quote.exact for event in rows_of(document)] == [
        "建设6G试验网 |  | 2027年",
        "发放6G频率许可 | 工信部 |",
    ]
    assert [event.when and event.when.edtf for event in rows_of(document)] == ["../2027", None]
    assert [len(row.cells) for row in grid_rows(document)] == [3, 3]


def test_rows_stand_among_the_events_of_the_text_and_are_explained() -> None:
    document = read(DIGEST + "\nThe ministry issued licences for 6G on March 3, 2025.\n\n" + DIGEST)
    events = extract_events(document, TAXONOMY)
    starts = [event.quote.start for event in events]
    assert starts == sorted(starts) and len(events) == 11
    explained = [each for told in explain(document, TAXONOMY) for each in told.events]
    assert explained == [event.id for event in events]
    assert count_sentences(document) > len(events)


def test_cells_are_cut_at_bars_that_are_not_escaped() -> None:
    for text, cells in [("a | b", ["a", "b"]), ("| a \\| b |  |", ["a \\| b", ""]), ("| b", ["", "b"])]:
        found = cut_cells(text, Passage(0, len(text), PassageKind.ROW))
        assert [text[slice(*cell)] for cell in found] == cells


def test_a_column_of_deadlines_in_a_table_of_items_makes_plans() -> None:
    text = "title,deadline,published\n建设6G试验网,2027年底前,2024-05-01\n"
    (event,) = extract_events(date_document(next(iter(read_bytes("t.csv", text.encode(), "t.csv")))), TAXONOMY)
    assert event.when and (event.status, event.when.edtf) == (Status.PLANNED, "../2027-12-31")


def test_which_number_is_the_day_is_told_by_the_column_and_never_guessed() -> None:
    table = (
        "# Acts of the ministry\n\n| Measure | Date |\n|---|---|\n| 5G licences | 03/04/2025 |\n| 6G licences | {} |\n"
    )
    settled = [told(event)[2] for event in rows_of(read(table.format("13/04/2025")))]
    assert settled == ["2025-04-03", "2025-04-13"]
    assert [told(event)[2] for event in rows_of(read(table.format("5 May 2025")))] == ["2025-05-05"]
