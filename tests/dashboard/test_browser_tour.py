"""The page by keyboard alone and by ear: the whole tour, the focus of the panel, and axe on every state."""

from __future__ import annotations

from typing import Any
from zipfile import ZipFile

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.dashboard.reading import PATIENCE, PHONE, WIDE, Reader

pytestmark = pytest.mark.browser

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def tab_to(reader: Reader, selector: str, *, back: bool = False, most: int = 250) -> None:
    """Press Tab until what a selector names has the focus."""
    for _ in range(most):
        reader.page.keyboard.press("Shift+Tab" if back else "Tab")
        if reader.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the tab key never reaches {selector}")


def wait_for_list(reader: Reader) -> None:
    expect(reader.page.locator("table.events .open").first).to_be_attached(timeout=PATIENCE)


def focused_event(reader: Reader) -> str | None:
    found: str | None = reader.page.evaluate("document.activeElement.dataset.event || null")
    return found


def test_filter_zoom_open_turn_cite_and_export_are_done_by_keyboard_alone(reader: Reader) -> None:
    keyboard = reader.page.keyboard
    wait_for_list(reader)
    tab_to(reader, "input[type=checkbox][value=planned]")
    keyboard.press("Space")
    reader.expect_address("status=planned")
    tab_to(reader, "#zoom-in")
    keyboard.press("Enter")
    reader.expect_address("zoom=")
    reader.page.wait_for_timeout(800)
    wait_for_list(reader)
    tab_to(reader, "table.events .open")
    first = focused_event(reader)
    keyboard.press("ArrowDown")
    second = focused_event(reader)
    assert second
    assert second != first
    keyboard.press("Enter")
    reader.expect_address(f"event={second}")
    expect(reader.panel.locator("mark.sentence-mark").first).to_be_visible(timeout=PATIENCE)
    reader.until("!!document.activeElement.closest('#panel')")
    keyboard.press("ArrowLeft")
    reader.expect_address(f"event={first}")
    expect(reader.page.locator("#position")).to_contain_text("1 of", timeout=PATIENCE)
    keyboard.press("ArrowRight")
    reader.expect_address(f"event={second}")
    expect(reader.page.locator("#position")).to_contain_text("2 of", timeout=PATIENCE)
    sentence = reader.panel.locator("blockquote mark.sentence-mark").inner_text()
    tab_to(reader, ".panel-tools button", most=20)
    keyboard.press("Enter")
    expect(reader.panel.get_by_role("button", name="Copied")).to_be_visible(timeout=PATIENCE)
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“" + " ".join(sentence.split())[:40])
    keyboard.press("Escape")
    reader.until("!location.search.includes('event=')")
    reader.until(f"document.activeElement.dataset.event === '{second}'")
    tab_to(reader, "#download-open", back=True)
    keyboard.press("Enter")
    tab_to(reader, "#download [name=form]", most=12)
    keyboard.type("CSV")
    tab_to(reader, "#download [type=submit]", most=12)
    with reader.page.expect_download(timeout=60_000) as download:
        keyboard.press("Enter")
    with ZipFile(download.value.path()) as bundle:
        assert second in bundle.read("timeline.csv").decode("utf-8-sig")
        assert "timeline.csv.receipt.json" in bundle.namelist()
    reader.until("!document.querySelector('#download .order-save').hidden")
    assert reader.page.evaluate("document.activeElement.matches('#download [type=submit]')"), "the focus stays"
    tab_to(reader, "#download .order-save", most=6)
    keyboard.press("Escape")
    reader.until("document.activeElement.id === 'download-open'")


def test_the_list_is_sorted_and_paged_by_keyboard(reader: Reader) -> None:
    keyboard = reader.page.keyboard
    wait_for_list(reader)
    reader.page.locator("th.of-publisher .sort").focus()
    keyboard.press("Enter")
    expect(reader.page.locator("th.of-publisher")).to_have_attribute("aria-sort", "ascending", timeout=PATIENCE)
    keyboard.press("Enter")
    expect(reader.page.locator("th.of-publisher")).to_have_attribute("aria-sort", "descending", timeout=PATIENCE)
    reader.page.locator("table.events .open").first.focus()
    keyboard.press("PageDown")
    expect(reader.page.locator(".listing .pager-told")).to_contain_text("51–100", timeout=PATIENCE)
    reader.until("document.activeElement.matches('table.events .open')")
    keyboard.press("End")
    keyboard.press("ArrowUp")
    opened = focused_event(reader)
    keyboard.press("Enter")
    reader.expect_address(f"event={opened}")
    expect(reader.page.locator(f"main [data-event='{opened}']")).to_have_attribute(
        "aria-current", "true", timeout=PATIENCE
    )


def test_a_cell_of_the_heatmap_is_brushed_by_keyboard(reader: Reader) -> None:
    keyboard = reader.page.keyboard
    reader.page.locator("#cells-open").focus()
    keyboard.press("Enter")
    cells = reader.page.locator("table.cells td button")
    expect(cells.first).to_be_visible(timeout=PATIENCE)
    tab_to(reader, "table.cells td button", most=3)
    keyboard.press("ArrowRight")
    keyboard.press("ArrowDown")
    here = reader.page.evaluate("document.activeElement.dataset.cell")
    keyboard.press("Enter")
    reader.expect_address(f"cell={here.split('~')[0]}~")


def test_the_charts_make_room_for_the_panel_and_the_filters_stay_at_hand(reader: Reader) -> None:
    wait_for_list(reader)
    reader.page.locator("table.events .open").first.click()
    expect(reader.panel.locator("mark.sentence-mark").first).to_be_visible(timeout=PATIENCE)
    reader.until("document.querySelector('#timeline .main-svg').clientWidth < 1000")
    beside = reader.page.locator("#panel").bounding_box()
    chart = reader.page.locator("#timeline .main-svg").first.bounding_box()
    assert beside
    assert chart
    assert chart["x"] + chart["width"] <= beside["x"]
    reader.page.get_by_role("button", name="Filters").click()
    expect(reader.page.locator("#filters")).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(reader.page.locator("#filters")).not_to_be_visible()
    expect(reader.panel.locator("mark.sentence-mark").first).to_be_visible()


def test_on_a_phone_the_panel_is_a_sheet_that_holds_the_focus(open_reader: Any) -> None:
    reader = open_reader(PHONE)
    wait_for_list(reader)
    reader.page.locator("table.events .open").nth(2).click()
    expect(reader.panel.locator("mark.sentence-mark").first).to_be_visible(timeout=PATIENCE)
    box = reader.page.locator("#panel").bounding_box()
    assert box
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
    assert reader.page.evaluate("document.querySelector('main').inert")
    assert find_violations(reader.page) == []
    reader.page.get_by_role("button", name="Show on the timeline").click()
    reader.expect_address("zoom=")
    expect(reader.page.locator("#panel")).not_to_be_visible(timeout=PATIENCE)
    assert not reader.page.evaluate("document.querySelector('main').inert")


@pytest.mark.parametrize(("theme", "language"), [("light", "zh"), ("dark", "en")])
def test_axe_finds_no_violation_on_any_state(open_reader: Any, theme: str, language: str) -> None:
    reader = open_reader(WIDE, f"?theme={theme}&ui={language}")
    wait_for_list(reader)
    reader.page.locator("#cells-open").click()
    expect(reader.page.locator("table.cells td button").first).to_be_visible(timeout=PATIENCE)
    assert find_violations(reader.page) == []
    reader.page.locator("table.events .open").nth(3).click()
    expect(reader.panel.locator("mark.sentence-mark").first).to_be_visible(timeout=PATIENCE)
    reader.page.locator("#why-date summary").click()
    assert find_violations(reader.page) == []
    reader.page.locator(".panel-tools .add").click()
    reader.page.locator("#panel-close").click()
    for name in ("download", "tray"):
        reader.page.locator(f"#{name}-open").click()
        assert find_violations(reader.page) == []
        reader.page.keyboard.press("Escape")
    piles = [mark["ids"][1] for mark in reader.marks() if mark["ids"][0] == "pile"]
    reader.open(f"?theme={theme}&ui={language}&pile={piles[0]}&text=5G")
    expect(reader.panel.locator("button.row").first).to_be_visible(timeout=PATIENCE)
    assert find_violations(reader.page) == []
    reader.open(f"?theme={theme}&ui={language}&text=nothing-has-these-words")
    expect(reader.page.locator(".nothing")).to_be_visible(timeout=PATIENCE)
    assert find_violations(reader.page) == []


def find_violations(page: Page) -> list[str]:
    """All findings of axe on WCAG 2.2 at level AA, each with the element it stands on."""
    page.wait_for_timeout(400)
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
