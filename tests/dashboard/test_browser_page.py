"""Filters, brushes and address of the real page in Chromium: what one view is told the others show, and Back undoes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.dashboard.reading import PATIENCE, WIDE, Reader

pytestmark = pytest.mark.browser

CELL = """() => {
  const graph = document.querySelector('#heatmap .js-plotly-plot'), x = graph._fullLayout.xaxis,
    y = graph._fullLayout.yaxis, trace = graph.data.find(one => one.type === "heatmap" && one.customdata),
    box = graph.getBoundingClientRect();
  for (let row = 0; row < trace.z.length; row++) for (let column = 0; column < trace.z[row].length; column++)
    if (trace.z[row][column] > 2) return {
      x: box.left + x._offset + (x.d2p(trace.x[column]) + x.d2p(trace.x[column + 1])) / 2,
      y: box.top + y._offset + (y.d2p(trace.y[row]) + y.d2p(trace.y[row + 1])) / 2,
      code: trace.customdata[row][column][0] };
}"""


# How many events the cells of the heatmap count.
SHADED = """() => document.querySelector('#heatmap .js-plotly-plot').data.find(one => one.customdata && one.z)
  .z.flat().reduce((sum, value) => sum + (value || 0), 0)"""


def box(reader: Reader, facet: str, value: str) -> Locator:
    return reader.page.locator(f"#choices-{facet} input[value='{value}']")


def say(reader: Reader, words: str) -> None:
    expect(reader.sentence).to_contain_text(words, timeout=PATIENCE)


def test_a_filter_is_told_undone_by_button_key_and_back_and_reset(reader: Reader) -> None:
    whole = reader.count()
    box(reader, "status", "planned").check()
    reader.expect_address("status=planned")
    say(reader, "planned")
    assert 0 < reader.count() < whole
    undo, redo = reader.page.locator("#undo"), reader.page.locator("#redo")
    undo.click()
    reader.until("!location.search.includes('status')")
    expect(box(reader, "status", "planned")).not_to_be_checked(timeout=PATIENCE)
    expect(undo).to_be_disabled()
    redo.click()
    reader.expect_address("status=planned")
    say(reader, "planned")
    reader.page.locator("#undo").focus()
    reader.page.keyboard.press("Control+z")
    reader.until("!location.search.includes('status')")
    reader.page.keyboard.press("Control+Shift+z")
    reader.expect_address("status=planned")
    say(reader, "planned")
    reader.page.locator("#reset").click()
    reader.until("!location.search")
    expect(reader.sentence).not_to_contain_text("planned", timeout=PATIENCE)
    assert reader.count() == whole
    reader.page.go_back()
    say(reader, "planned")
    expect(box(reader, "status", "planned")).to_be_checked(timeout=PATIENCE)


def test_unticking_every_sector_shows_every_event_and_a_cross_takes_a_part_away(reader: Reader) -> None:
    core = reader.count()
    reader.open("?sectors=6g&status=done")
    box(reader, "sectors", "6g").uncheck()
    reader.expect_address("sectors=any")
    say(reader, "in any sector, done")
    assert reader.page.locator("#choices-sectors input:checked").count() == 0
    reader.page.get_by_role("link", name="Remove: done").click()
    reader.until("!location.search.includes('status')")
    expect(reader.sentence).not_to_contain_text("done", timeout=PATIENCE)
    assert reader.count() > core


def test_words_and_dates_are_typed_as_people_write_them(reader: Reader) -> None:
    page = reader.page
    page.locator("#search-text").fill("base stations")
    reader.expect_address(r"text=base")
    say(reader, "with the words “base stations”")
    until = page.locator("#date-until")
    until.fill("2020")
    until.press("Enter")
    reader.expect_address(r"dates=\.\./2020-12-31")
    expect(until).to_have_value("2020-12-31", timeout=PATIENCE)
    start = page.locator("#date-from")
    start.fill("2030")
    start.press("Enter")
    expect(page.get_by_text("Until lies before From")).to_be_visible(timeout=PATIENCE)
    assert "2030" not in page.url


def test_counts_cross_and_a_choice_gives_what_its_count_says(reader: Reader) -> None:
    reader.open("?sectors=any&status=planned")
    row = reader.page.locator("#choices-status .check", has=reader.page.locator("input[value='done']"))
    promised = int(row.locator(".count").inner_text().replace(",", ""))
    box(reader, "status", "planned").uncheck()
    reader.until("!location.search.includes('status')")
    box(reader, "status", "done").check()
    reader.expect_address("status=done")
    say(reader, f"{promised} events")
    reader.page.locator("summary", has_text="Publisher").click()
    search = reader.page.locator("#find-publisher")
    search.fill("daily")
    expect(reader.page.locator("#choices-publisher .choice-name").first).to_have_text(
        re.compile("daily", re.I), timeout=PATIENCE
    )
    reader.page.locator("#choices-publisher input").first.check()
    reader.expect_address("publisher=")
    say(reader, "published by")


def test_a_cell_brushes_timeline_and_list_and_not_the_heatmap(reader: Reader) -> None:
    whole = reader.count()
    cells = reader.page.evaluate(SHADED)
    reader.page.locator("#heatmap").scroll_into_view_if_needed()
    cell = reader.page.evaluate(CELL)
    reader.page.mouse.move(cell["x"] - 3, cell["y"])
    reader.page.mouse.move(cell["x"], cell["y"])
    expect(reader.page.locator("#heatmap .hoverlayer text").first).to_be_attached(timeout=PATIENCE)
    reader.page.mouse.click(cell["x"], cell["y"])
    reader.expect_address(f"cell={cell['code']}~")
    say(reader, "counted for")
    brushed = reader.count()
    assert 0 < brushed < whole
    expect(reader.page.locator("#list-title")).to_contain_text(str(brushed), timeout=PATIENCE)
    assert reader.page.evaluate(SHADED) == cells
    reader.page.get_by_role("link", name=re.compile("Remove: counted for")).click()
    reader.until("!location.search.includes('cell')")
    expect(reader.sentence).not_to_contain_text("counted for", timeout=PATIENCE)
    assert reader.count() == whole


def test_the_window_of_the_timeline_narrows_the_list(reader: Reader) -> None:
    expect(reader.page.locator("#list-title")).to_contain_text(re.compile(r"\d"), timeout=PATIENCE)
    whole = reader.page.locator("#list-title").inner_text()
    reader.open("?zoom=2023")
    expect(reader.page.locator("#list-title")).to_contain_text(re.compile(r"\d"), timeout=PATIENCE)
    first, fewer = (int(re.sub(r"\D", "", text)) for text in (whole, reader.page.locator("#list-title").inner_text()))
    assert 0 < fewer < first


def test_a_broken_address_is_told_in_the_readers_language(open_reader: Any) -> None:
    reader = open_reader(WIDE, "?ui=zh&statsu=done&dates=2023-13&sectors=5g")
    notes = reader.page.locator("#notes")
    expect(notes).to_contain_text("是否指“status”？", timeout=PATIENCE)
    expect(notes).to_contain_text("2023-13")
    expect(reader.page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert reader.page.title() == "政策时间线"
    reader.page.locator("#tongue").click()
    expect(reader.page.locator("html")).to_have_attribute("lang", "en", timeout=PATIENCE)
    say(reader, "in 5G")


def test_when_the_server_is_gone_the_page_says_so_until_it_answers(reader: Reader) -> None:
    trouble = reader.page.locator("#trouble")
    expect(trouble).to_be_hidden()
    reader.page.route("**/_dash-update-component*", lambda route: route.abort())
    box(reader, "status", "done").check()
    expect(trouble).to_be_visible(timeout=PATIENCE)
    reader.page.unroute("**/_dash-update-component*")
    box(reader, "status", "planned").check()
    expect(trouble).to_be_hidden(timeout=PATIENCE)
    say(reader, "planned")
    reader.wrong.clear()  # the browser itself complains of the requests that were cut
