"""The briefing tray: filled from the page, kept by the browser, put in order, saved, opened again and made a file."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pptx import Presentation

from dashboard.exports.briefing.value import Briefing, ChartItem, EventItem
from tests.dashboard.reading import PATIENCE, Reader

pytestmark = pytest.mark.browser


def names(reader: Reader) -> list[str]:
    return reader.page.locator(".tray-item strong").all_inner_texts()


def test_a_briefing_is_gathered_ordered_kept_saved_opened_and_made(reader: Reader, tmp_path: Path) -> None:
    page, keyboard = reader.page, reader.page.keyboard
    page.locator("[data-add=timeline]").click()
    page.locator("[data-add=emphasis]").click()
    page.locator("table.events .open").first.click()
    page.locator(".panel-tools .add").click(timeout=PATIENCE)
    event = page.locator(".panel-tools .add").get_attribute("data-add")
    page.locator("#panel-close").click()
    expect(page.locator("#tray-open")).to_have_text("Briefing (3)")

    page.locator("#tray-open").click()
    assert names(reader)[:2] == ["Timeline", "Heatmap"]
    page.locator("#tray [name=title]").fill("For the meeting")
    page.locator("[name=caption-0]").fill("From plan to trial")
    page.locator("[name=note-2]").fill("The first step.")
    page.locator("[name=note-2]").focus()
    keyboard.press("Alt+ArrowUp")
    expect(page.locator(".tray-said")).to_have_text(re.compile("^Now 2 of 3: Event"))
    page.locator(".tray-item").nth(2).get_by_role("button", name="Remove: Heatmap").click()
    assert len(names(reader)) == 2

    reader.open()
    expect(page.locator("#tray-open")).to_have_text("Briefing (2)", timeout=PATIENCE)
    page.locator("#tray-open").focus()
    keyboard.press("Enter")
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Save the briefing").click()
    assert download.value.suggested_filename == "For the meeting.json"
    saved = tmp_path / "saved.json"
    download.value.save_as(saved)
    told = Briefing.from_json(saved.read_text(encoding="utf-8"))
    assert told.title == "For the meeting"
    assert told.items == (
        ChartItem("timeline", "", "From plan to trial", ""),
        EventItem(str(event), "The first step."),
    )

    for _ in range(2):
        page.locator("[data-act=remove]").first.click()
    expect(page.locator(".tray-said")).to_contain_text("Nothing is in it yet")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a saved briefing").click()
    chooser.value.set_files(saved)
    expect(page.locator(".tray-said")).to_have_text("Opened: 2 items.", timeout=PATIENCE)

    page.locator("#tray [name=form]").select_option("pptx")
    with page.expect_download(timeout=90_000) as download:
        page.get_by_role("button", name="Make the file").click()
    slides = Presentation(io.BytesIO(Path(download.value.path()).read_bytes())).slides
    said = " ".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    assert "For the meeting" in said
    assert "From plan to trial" in said
    expect(page.locator("#tray .order-said")).to_contain_text("is made")


def test_a_file_that_is_no_briefing_is_refused_and_the_tray_stays_as_it_is(reader: Reader, tmp_path: Path) -> None:
    page = reader.page
    page.locator("[data-add=timeline]").click()
    page.locator("#tray-open").click()
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"title": "A", "items": [{"chart": "timelin"}]}', encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a saved briefing").click()
    chooser.value.set_files(wrong)
    expect(page.locator(".tray-said")).to_contain_text("Did you mean 'timeline'", timeout=PATIENCE)
    assert "Timeline" in names(reader)
    reader.wrong = [one for one in reader.wrong if "/briefing" not in one and "400" not in one]
