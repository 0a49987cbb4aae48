"""The panel over a real store: who tells a story, how a promise stands, which figures the words hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dashboard.callbacks.opening import find_opened
from dashboard.callbacks.panel import build_body, build_why_body
from dashboard.library import Holdings, Library, rows_of
from dashboard.pages.detail import build_detail
from dashboard.selection import Selection
from dashboard.views.view import apply_selection
from loaders.pipeline import load
from loaders.sectors.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()
PLAN = (
    "BEIJING, March 3, 2023 (Example News) -- The Ministry of Industry and Information Technology will build 600,000 "
    "5G base stations by the end of June 2023.\n"
)
MOVED = (
    "BEIJING, July 20, 2023 (Example News) -- The Ministry of Industry and Information Technology has postponed its "
    "plan to build 600,000 5G base stations to the end of September 2023.\n"
)


@pytest.fixture(name="library", scope="module")
def fixture_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("documents")
    for name, text in (("plan.txt", PLAN), ("again.txt", PLAN), ("moved.txt", MOVED)):
        (folder / name).write_text(text, encoding="utf-8")
    store = tmp_path_factory.mktemp("store") / "store"
    load(folder, store=store, workers=1)
    return Library.at(store)


def all_rows(holdings: Holdings) -> list[dict[str, Any]]:
    return rows_of(holdings.rows(holdings.events["id"].tolist()))


def words(node: Any) -> str:
    """All that a part of the page says, blanks drawn together."""
    if isinstance(node, str | int | float):
        return str(node)
    if isinstance(node, list | tuple):
        return " ".join(words(each) for each in node)
    return " ".join(words(getattr(node, "children", "") or "").split()) if node is not None else ""


def find_event(library: Library, name: str) -> dict[str, Any]:
    """The first event of a document, by the document's name."""
    holdings = library.newest()
    rows = rows_of(holdings.rows(holdings.events["id"].tolist()))
    return next(row for row in rows if row["document_name"] == name)


def open_event(library: Library, name: str, language: str = "en", as_of: date = date(2023, 7, 1)) -> str:
    holdings = library.newest()
    event = find_event(library, name)
    selection = Selection.from_query(f"?event={event['id']}&ui={language}", TAXONOMY)[0]
    view = apply_selection(selection, holdings, TAXONOMY, as_of)
    return words(build_body(view, find_opened(view, TAXONOMY), library, TAXONOMY, link=""))


def test_a_repost_is_told_as_a_second_mention_of_the_story(library: Library) -> None:
    said = open_event(library, "plan.txt")
    assert "2 mentions in 2 documents." in said
    assert "earliest, most official" in said
    assert "this one" in said
    assert "2 处提及" in open_event(library, "plan.txt", "zh")


def test_an_event_told_once_has_no_list_of_mentions(library: Library) -> None:
    assert "mentions in" not in open_event(library, "moved.txt")


def test_a_promise_is_overdue_on_a_day_and_moved_once_a_later_document_says_so(library: Library) -> None:
    assert "not yet due on 10 June 2023" in open_event(library, "plan.txt", as_of=date(2023, 6, 10))
    assert "1 day overdue on 1 July 2023" in open_event(library, "plan.txt")
    later = open_event(library, "plan.txt", as_of=date(2023, 8, 1))
    assert "moved to 30 September 2023" in later
    assert "That is 92 days later." in later
    assert "moves it" in later


def test_the_figures_of_an_event_are_told_in_whole_units(library: Library) -> None:
    assert "600,000 = 600,000, 5G base stations" in open_event(library, "plan.txt").replace("“", "").replace("”", "")


def test_why_this_event_is_told_in_the_readers_language(library: Library) -> None:
    holdings = library.newest()
    event = find_event(library, "plan.txt")
    said = {}
    for language in ("en", "zh"):
        selection = Selection.from_query(f"?event={event['id']}&ui={language}", TAXONOMY)[0]
        said[language] = words(build_why_body(selection, library, holdings.version, TAXONOMY))
    assert "It is about 5G" in said["en"]
    assert "Status planned: decided by “will”." in said["en"]
    assert "状态为“计划”" in said["zh"]


def test_an_event_that_the_rules_no_longer_find_is_said_to_be_such(library: Library) -> None:
    selection = Selection.from_query("?event=0123456789abcdef", TAXONOMY)[0]
    said = words(build_why_body(selection, library, library.newest().version, TAXONOMY))
    assert "its rules have changed since it was stored" in said


def test_an_event_of_a_pdf_opens_at_its_page(library: Library) -> None:
    holdings = library.newest()
    event = find_event(library, "plan.txt") | {"page": 7}
    document = dict(library.document(holdings.version, event["document"]))
    document |= {"format": "pdf", "url": "https://example.org/plan.pdf"}
    body = build_detail(event, document, TAXONOMY, "en", "")
    assert "https://example.org/plan.pdf#page=7" in str(body)
    assert "page 7" in words(body)
