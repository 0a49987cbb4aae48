"""Emphasis in Chromium: a drag over cells, the table by keyboard, the strip of documents, two selections."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.dashboard.reading import PATIENCE, Reader

pytestmark = pytest.mark.browser

# The middle of a cell by row and column, of the heatmap as it stands on the screen.
MIDDLE = """([row, column]) => {
  const graph = document.querySelector('#heatmap .js-plotly-plot'), x = graph._fullLayout.xaxis,
    y = graph._fullLayout.yaxis, trace = graph.data.find(one => one.type === "heatmap" && one.customdata),
    box = graph.getBoundingClientRect();
  return { cell: trace.customdata[row][column],
    x: box.left + x._offset + (x.d2p(trace.x[column]) + x.d2p(trace.x[column + 1])) / 2,
    y: box.top + y._offset + (y.d2p(trace.y[row]) + y.d2p(trace.y[row + 1])) / 2 };
}"""


def middle(reader: Reader, row: int, column: int) -> dict[str, Any]:
    found: dict[str, Any] = reader.page.evaluate(MIDDLE, [row, column])
    return found


def test_a_drag_over_cells_brushes_their_sectors_and_days_and_shift_does_in_the_table(reader: Reader) -> None:
    page = reader.page
    page.locator("#heatmap").scroll_into_view_if_needed()
    one, other = middle(reader, 0, 3), middle(reader, 1, 5)
    page.mouse.move(one["x"], one["y"])
    page.mouse.down()
    page.mouse.move(one["x"] + 9, one["y"] + 2)
    page.mouse.move(other["x"], other["y"])
    page.mouse.up()
    years = one["cell"][1][:4], other["cell"][1][:4]
    reader.expect_address(f"cell=5g,6g~{years[0]}/{years[1]}")
    expect(reader.sentence).to_contain_text("counted for 5G or 6G", timeout=PATIENCE)
    page.locator("#cells-open").click()
    pressed = page.locator("#cells button[aria-pressed=true]")
    expect(pressed).to_have_count(6, timeout=PATIENCE)
    first = page.locator("#cells button[data-cell^='6g~']").nth(0)
    first.focus()
    page.keyboard.press("Enter")
    expect(pressed).to_have_count(1, timeout=PATIENCE)
    page.locator("#cells button[data-cell^='telecom_opening~']").nth(1).focus()
    page.keyboard.press("Shift+Enter")
    expect(pressed).to_have_count(4, timeout=PATIENCE)
    reader.expect_address(r"cell=6g,telecom_opening~\d{4}/\d{4}")


def test_the_strip_of_documents_stands_on_the_axis_and_two_selections_side_by_side(open_reader: Any) -> None:
    side = "%3Faxis%3Dannounced%26dates%3D..%2F2020"
    reader: Reader = open_reader({"width": 1440, "height": 900}, "?axis=announced&effect=share")
    strip = reader.page.locator("#coverage .coverage-bars")
    expect(strip).to_be_visible(timeout=PATIENCE)
    box = strip.bounding_box()
    across = reader.page.evaluate(
        """() => { const graph = document.querySelector('#timeline .js-plotly-plot'),
        box = graph.getBoundingClientRect(), x = graph._fullLayout.xaxis;
        return [box.left + x._offset, x._length]; }"""
    )
    assert box is not None
    assert [box["x"], box["width"]] == pytest.approx(across, abs=2)
    reader.page.goto(f"{reader.address}/?axis=announced&dates=2021/..&show=compare&against={side}")
    expect(reader.page.locator("#emphasis-said")).to_contain_text("A", timeout=PATIENCE)
    number = reader.page.locator(".terms a").first
    expect(number).to_be_visible(timeout=PATIENCE)
    number.click()
    reader.expect_address("text=")
    expect(reader.sentence).to_contain_text("with the words", timeout=PATIENCE)
