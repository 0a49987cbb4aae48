"""Rows of a table of dated items become events by what their fields say, and by nothing else."""

from __future__ import annotations

from pathlib import Path

from loaders.dates.creation import date_document
from loaders.events import extract_events
from loaders.formats.registry import read_documents
from loaders.model import Event, Role, Status
from loaders.sectors.taxonomy import load_taxonomy


def events_of(tmp_path: Path, *rows: str) -> list[Event]:
    path = tmp_path / "items.csv"
    path.write_text("\n".join(["date,title,status,target date,sectors", *rows]), encoding="utf-8")
    taxonomy = load_taxonomy()
    return [e for d in read_documents(path) for e in extract_events(date_document(d), taxonomy)]


def test_what_is_done_was_done_on_the_day_of_its_row(tmp_path: Path) -> None:
    (event,) = events_of(tmp_path, "2019-06-06,Licences for 5G granted,done,,5g")
    assert event.when
    assert (event.when.edtf, event.when.role) == ("2019-06-06", Role.OCCURRED)
    assert event.announced
    assert event.announced.edtf == "2019-06-06"


def test_a_plan_without_a_date_of_its_own_has_none(tmp_path: Path) -> None:
    (event,) = events_of(tmp_path, "2024-03-01,Ministry to draft a plan for 6G,planned,,6g")
    assert (event.status, event.when) == (Status.PLANNED, None)


def test_two_targets_in_one_cell_are_two_events_with_deadlines(tmp_path: Path) -> None:
    first, second = events_of(tmp_path, "2012-06-28,Half a million NEVs; five million later,target,2015;2020,nev")
    assert first.when
    assert second.when
    assert (first.when.edtf, second.when.edtf) == ("../2015", "../2020")
    assert {first.when.role, second.when.role} == {Role.DEADLINE}
    assert first.id != second.id


def test_a_day_in_any_notation_that_a_table_may_use_is_the_day_of_what_was_done(tmp_path: Path) -> None:
    days = ["2019-06-06", "2019/6/6", "2019.06.06", "6 June 2019", "2019年6月6日", "2019年6月"]
    events = events_of(tmp_path, *(f"{day},Licences for 5G granted,done,,5g" for day in days))
    assert [event.when.edtf for event in events if event.when] == ["2019-06-06"] * 5 + ["2019-06"]
    (event,) = events_of(tmp_path, "2025-Q3,Licences for 5G granted,done,,5g")
    assert event.when and event.when.edtf == "2025-35"
    targets = events_of(tmp_path, "2020-11-02,A plan for NEVs,target,2025年12月31日；2035,nev")
    assert [event.when.edtf for event in targets if event.when] == ["../2025-12-31", "../2035"]


def test_the_sector_of_a_row_is_quoted_from_its_field(tmp_path: Path) -> None:
    (event,) = events_of(tmp_path, "2024-04-10,Pilot opened in four regions,done,,telecom_opening")
    assert [tag.code for tag in event.sectors] == ["telecom_opening"]
    assert event.sectors[0].evidence


def test_what_was_done_some_day_of_a_year_did_not_last_a_year(tmp_path: Path) -> None:
    (event,) = events_of(tmp_path, "2013,Promotion group for 5G created,done,,5g")
    assert event.when
    assert (event.when.edtf, event.when.role) == ("2013", Role.OCCURRED)


def test_a_table_inside_a_text_makes_no_event_and_takes_none_from_the_prose(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    prose = "The ministry issued licences for 6G on March 3, 2024."
    path.write_text(
        f"# Briefing\n\n{prose}\n\n| Item | 2024 |\n|---|---|\n| 5G penetration | 60% |\n", encoding="utf-8"
    )
    taxonomy = load_taxonomy()
    found = [e for d in read_documents(path) for e in extract_events(date_document(d), taxonomy)]
    assert [event.quote.exact for event in found] == [prose]


def test_a_row_that_states_neither_status_nor_time_is_read_by_its_own_words(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    rows = [
        "City allowed foreign firms to wholly own data centres from 1 May 2025",
        "Ministry to set up a 6G office by the end of 2026",
        "Ministry opens the band for 6G trials from July 1 2026 to June 30 2028",
        "自2025年7月1日起施行新能源汽车新标准",
        "Licences for 5G granted",
    ]
    path.write_text("\n".join(["date,title", *(f"2025-04-20,{row}" for row in rows)]), encoding="utf-8")
    found = [e for d in read_documents(path) for e in extract_events(date_document(d), load_taxonomy())]
    assert [(e.status.value, e.when.edtf, e.when.role.value) for e in found if e.when] == [
        ("in_force", "2025-05-01", "effective"),
        ("planned", "../2026-12-31", "deadline"),
        ("planned", "2026-07/2028-06", "during"),
        ("in_force", "2025-07-01", "effective"),
        ("done", "2025-04-20", "occurred"),
    ]


def test_a_stated_plan_has_the_time_of_its_words_and_a_deed_the_day_of_its_row(tmp_path: Path) -> None:
    planned, done = events_of(
        tmp_path,
        "2026-05-06,2027年底前建成100个5G工厂,计划,,5g",
        "2026-03-02,印发6G试验管理办法,已发布,另行通知,6g",
    )
    assert planned.when and (planned.status, planned.when.edtf) == (Status.PLANNED, "../2027-12-31")
    assert done.when and (done.status, done.when.edtf) == (Status.DONE, "2026-03-02")
