"""The real page on a real store in Chromium, the network cut: read, zoom, filter, open, take away."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from loaders import load
from loaders.resources import DATA
from tests.dashboard.reading import PATIENCE, PHONE, WIDE, Reader

pytestmark = pytest.mark.browser


def test_the_first_screen_shows_both_charts_richly_with_the_network_cut(reader: Reader) -> None:
    assert reader.count() > 100
    for chart in ("timeline", "heatmap"):
        box = reader.page.locator(f"#{chart} .plot-container").bounding_box()
        assert box
        assert box["width"] > 1000
        assert box["y"] < WIDE["height"] - 150, f"the {chart} begins below the first screen"
    assert len(reader.marks()) > 60
    overflow = reader.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0


def test_filters_change_sentence_and_address_and_a_reload_or_back_shows_the_same(reader: Reader) -> None:
    whole = reader.count()
    reader.page.get_by_label(re.compile("^planned")).check()
    reader.expect_address("status=planned")
    expect(reader.sentence).to_contain_text("planned", timeout=PATIENCE)
    fewer = reader.count()
    assert 0 < fewer < whole
    reader.sector("6G").uncheck()
    expect(reader.sentence).not_to_contain_text("core sectors", timeout=PATIENCE)
    said = reader.sentence.inner_text()
    reader.page.reload()
    expect(reader.sentence).to_have_text(said, timeout=PATIENCE)
    expect(reader.sector("6G")).not_to_be_checked()
    reader.page.go_back()
    expect(reader.sentence).to_contain_text("core sectors", timeout=PATIENCE)
    assert reader.count() == fewer
    expect(reader.sector("6G")).to_be_checked()
    reader.page.get_by_role("button", name="Reset").click()
    expect(reader.sentence).not_to_contain_text("planned", timeout=PATIENCE)
    assert reader.count() == whole


def test_publisher_dates_axis_and_period_are_in_the_address(reader: Reader) -> None:
    reader.page.get_by_label("From").fill("2021-01-01")
    reader.page.get_by_label("From").press("Enter")
    reader.expect_address("dates=2021")
    reader.page.get_by_text("when announced").click()
    reader.expect_address("axis=announced")
    reader.page.get_by_text("Quarter", exact=True).click()
    reader.expect_address("period=quarter")
    expect(reader.sentence).to_contain_text("announced from 2021", timeout=PATIENCE)
    reader.page.get_by_role("textbox", name="Publisher").click()
    reader.page.get_by_role("option").first.click()
    reader.expect_address("publisher=")
    expect(reader.sentence).to_contain_text("published by", timeout=PATIENCE)


def test_zooming_by_button_and_by_drag_shows_the_days_asked_for(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Zoom in").click()
    reader.expect_address("zoom=")
    first = reader.chosen["zoom"]
    box = reader.page.locator("#timeline .draglayer .xy .nsewdrag").bounding_box()
    assert box
    reader.page.wait_for_timeout(500)
    reader.page.mouse.move(box["x"] + 300, box["y"] + 60)
    reader.page.mouse.down()
    reader.page.mouse.move(box["x"] + 600, box["y"] + 70, steps=6)
    reader.page.mouse.up()
    reader.until(f"!decodeURIComponent(location.search).includes('{first[0]}')")
    start, _, end = reader.chosen["zoom"][0].partition("/")
    shown = start if len(start) == 10 else f"{start}-01"
    reader.until(f"document.querySelector('#heatmap .js-plotly-plot').layout.xaxis.range[0].startsWith('{shown}')")
    assert start < end
    reader.page.get_by_role("button", name="All dates").click()
    reader.until("!location.search.includes('zoom')")


def open_mark(reader: Reader, number: int = 0) -> dict[str, Any]:
    mark = [mark for mark in reader.marks() if len(mark["ids"]) == 1][number]
    reader.page.mouse.move(mark["x"] - 4, mark["y"])
    reader.page.mouse.move(mark["x"], mark["y"])
    expect(reader.page.locator("#timeline .hoverlayer text").first).to_be_attached(timeout=PATIENCE)
    reader.page.mouse.click(mark["x"], mark["y"])
    reader.expect_address(f"event={mark['ids'][0]}")
    return mark


def test_a_click_on_a_mark_opens_its_sentence_and_so_does_a_click_on_the_next_and_a_reload(reader: Reader) -> None:
    open_mark(reader)
    sentence = reader.panel.locator("mark.sentence-mark")
    expect(sentence).to_be_visible(timeout=PATIENCE)
    quoted = sentence.inner_text()
    assert len(quoted) > 20
    for words in ("Dates", "Announced", "The document is dated", "read from"):
        expect(reader.panel).to_contain_text(words)
    open_mark(reader, 1)
    expect(sentence).not_to_have_text(quoted, timeout=PATIENCE)
    quoted = sentence.inner_text()
    reader.page.reload()
    expect(sentence).to_have_text(quoted, timeout=PATIENCE)
    reader.page.keyboard.press("Escape")
    reader.until("!location.search.includes('event')")
    expect(sentence).not_to_be_visible()


def test_a_chip_lists_its_events_and_each_opens(reader: Reader) -> None:
    chip = next(mark for mark in reader.marks() if len(mark["ids"]) > 1)
    reader.page.mouse.move(chip["x"] - 4, chip["y"])
    reader.page.mouse.move(chip["x"], chip["y"])
    expect(reader.page.locator("#timeline .hoverlayer text").first).to_be_attached(timeout=PATIENCE)
    reader.page.mouse.click(chip["x"], chip["y"])
    rows = reader.panel.locator("button.row")
    expect(rows).to_have_count(len(chip["ids"]), timeout=PATIENCE)
    rows.first.click()
    expect(reader.panel.locator("mark.sentence-mark")).to_be_visible(timeout=PATIENCE)


def test_a_click_on_a_cell_lists_its_events_and_leads_back_to_the_list(reader: Reader) -> None:
    cell = reader.page.evaluate(
        """() => {
          const graph = document.querySelector('#heatmap .js-plotly-plot'), x = graph._fullLayout.xaxis,
            y = graph._fullLayout.yaxis, trace = graph.data.find(one => one.type === "heatmap" && one.customdata),
            box = graph.getBoundingClientRect();
          for (let row = 0; row < trace.z.length; row++) for (let column = 0; column < trace.z[row].length; column++)
            if (trace.z[row][column] > 2) return {
              x: box.left + x._offset + (x.d2p(trace.x[column]) + x.d2p(trace.x[column + 1])) / 2,
              y: box.top + y._offset + (y.d2p(trace.y[row]) + y.d2p(trace.y[row + 1])) / 2,
              code: trace.customdata[row][column][0] };
        }"""
    )
    reader.page.mouse.move(cell["x"] - 3, cell["y"])
    reader.page.mouse.move(cell["x"], cell["y"])
    expect(reader.page.locator("#heatmap .hoverlayer text").first).to_be_attached(timeout=PATIENCE)
    reader.page.mouse.click(cell["x"], cell["y"])
    reader.expect_address(f"cell={cell['code']}~")
    rows = reader.panel.locator("button.row")
    expect(rows.nth(2)).to_be_visible(timeout=PATIENCE)
    rows.first.click()
    expect(reader.panel.locator("mark.sentence-mark")).to_be_visible(timeout=PATIENCE)
    reader.page.get_by_role("button", name="Back to the list").click()
    expect(rows.nth(2)).to_be_visible(timeout=PATIENCE)


def test_the_list_is_read_and_opened_by_keyboard_alone(reader: Reader) -> None:
    keyboard = reader.page.keyboard
    reader.page.locator("#list").scroll_into_view_if_needed()
    expect(reader.page.locator("#list .ag-row").first).to_be_visible(timeout=PATIENCE)
    reader.page.locator("#zoom-all").focus()
    for _ in range(30):
        keyboard.press("Tab")
        if reader.page.evaluate("!!document.activeElement.closest('#list')"):
            break
    for _ in range(2):
        here = reader.page.evaluate("document.activeElement.closest('[row-index]')?.getAttribute('row-index') ?? ''")
        keyboard.press("ArrowDown")
        reader.until(f"document.activeElement.closest('[row-index]')?.getAttribute('row-index') !== '{here}'")
    keyboard.press("Enter")
    reader.expect_address("event=")
    expect(reader.panel.locator("mark.sentence-mark")).to_be_visible(timeout=PATIENCE)
    expect(reader.page.get_by_role("dialog")).to_be_visible()
    reader.until("!!document.activeElement.closest('[role=dialog]')")
    keyboard.press("Escape")
    reader.until("!location.search.includes('event')")
    reader.until("!!document.activeElement.closest('#list')")


DOWNLOADS = {
    "Timeline as PNG": b"\x89PNG",
    "Timeline as SVG": b"<svg",
    "Heatmap as PNG": b"\x89PNG",
    "Heatmap as SVG": b"<svg",
    "Events shown as CSV": b"\xef\xbb\xbfid,title",
    "Heatmap counts as CSV": b"\xef\xbb\xbfsector",
}


def test_what_is_downloaded_arrives_whole(reader: Reader) -> None:
    for item, begins in DOWNLOADS.items():
        reader.page.get_by_text("Download", exact=True).click()
        with reader.page.expect_download(timeout=60_000) as download:
            reader.page.get_by_role("button", name=item).click()
        data = Path(download.value.path()).read_bytes()
        assert data.startswith(begins), item
        assert len(data) > 1500, item
        if "SVG" in item:
            assert data.rstrip().endswith(b"</svg>")
        if "Events" in item:
            assert data.count(b"\r\n") > reader.count()


def test_an_address_it_does_not_know_is_told_and_ignored(open_reader: Any) -> None:
    reader = open_reader(WIDE, "?statsu=done&sectors=5g")
    expect(reader.page.locator("#notes")).to_contain_text("Did you mean 'status'?", timeout=PATIENCE)
    expect(reader.sentence).to_contain_text("in 5G")


def test_the_shelf_keeps_what_has_no_date_in_sight(reader: Reader) -> None:
    shelf = reader.page.locator("#shelf")
    expect(shelf).to_contain_text("Documents that need a date", timeout=PATIENCE)
    expect(shelf).to_contain_text("its text proves")
    shelf.locator("button.row").first.click()
    expect(reader.panel).to_contain_text("The document shows no date", timeout=PATIENCE)


def test_the_other_sectors_are_one_click_away(reader: Reader) -> None:
    before = reader.count()
    reader.page.get_by_role("link", name="Show them").click()
    reader.expect_address("sectors=any")
    expect(reader.sentence).to_contain_text("any sector", timeout=PATIENCE)
    assert reader.count() > before


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_reader: Any, viewport: dict[str, int], theme: str) -> None:
    reader = open_reader(viewport, f"?theme={theme}")
    expect(reader.page.locator("#list .ag-row").first).to_be_attached(timeout=PATIENCE)
    reader.page.wait_for_timeout(400)
    assert violations(reader.page) == []
    mark = next(mark for mark in reader.marks() if len(mark["ids"]) == 1)
    reader.open(f"?theme={theme}&event={mark['ids'][0]}")
    expect(reader.panel.locator("mark.sentence-mark")).to_be_visible(timeout=PATIENCE)
    reader.page.wait_for_timeout(400)
    assert violations(reader.page) == []


def violations(page: Page) -> list[str]:
    """Serious and critical findings of axe, each with the element it stands on."""
    return [
        f"{found['id']}: {json.dumps([node['html'][:160] for node in found['nodes'][:3]])}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
    ]


def test_on_a_phone_the_filters_are_a_drawer_and_nothing_runs_over_the_edge(open_reader: Any) -> None:
    reader = open_reader(PHONE)
    filters = reader.page.locator("#filters")
    expect(filters).not_to_be_visible()
    assert reader.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    reader.page.get_by_role("button", name="Filters").click()
    expect(filters).to_be_visible()
    reader.page.get_by_label(re.compile("^target")).check()
    reader.expect_address("status=target")
    reader.page.keyboard.press("Escape")
    expect(filters).not_to_be_visible()
    expect(reader.sentence).to_contain_text("target", timeout=PATIENCE)
    box = reader.page.locator("#timeline .plot-container").bounding_box()
    assert box
    assert box["width"] > 340


def test_what_is_loaded_meanwhile_is_shown_after_a_reload(reader: Reader, store: Path) -> None:
    before = reader.count()
    load([DATA / "documents" / "press-conference-6g-second-stage.txt"], store=store, workers=1)
    reader.page.reload()
    expect(reader.sentence).not_to_be_empty(timeout=PATIENCE)
    assert reader.count() > before
