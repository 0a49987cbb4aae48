"""The timeline under a reader's hand in Chromium: it moves at once, is drawn anew where it rests, and loses nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.dashboard.reading import PATIENCE, Reader

pytestmark = pytest.mark.browser

STRETCH = "document.querySelector('#timeline .overplot > .xy3 > .scatterlayer').getAttribute('transform')"
RESTS = f"!({STRETCH} || '').length"


def middle(reader: Reader) -> tuple[float, float]:
    box = reader.page.locator("#timeline").bounding_box()
    assert box
    return box["x"] + box["width"] * 0.6, box["y"] + 180


def test_it_follows_the_hand_at_once_and_is_drawn_anew_where_it_rests(reader: Reader) -> None:
    reader.until(RESTS)
    x, y = middle(reader)
    mouse = reader.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x - 60, y)
    mouse.move(x - 200, y)
    reader.until(f"({STRETCH} || '').startsWith('matrix(1 0 0 1 -')")
    assert "zoom" not in reader.page.url
    mouse.up()
    reader.expect_address("zoom=")
    reader.until(RESTS)
    before = reader.chosen["zoom"]
    mouse.move(x, y)
    for _ in range(6):
        mouse.wheel(0, -80)
    reader.until(f"location.search && !decodeURIComponent(location.search).includes('{before[0]}')")
    reader.until(RESTS)
    first, _, last = reader.chosen["zoom"][0].partition("/")
    assert before[0].partition("/")[0] < first < last < before[0].partition("/")[2]


def test_the_window_on_the_strip_moves_by_keys_and_a_date_is_gone_to(reader: Reader) -> None:
    reader.until(RESTS)
    brush = reader.page.get_by_role("slider", name="Dates shown")
    said = brush.get_attribute("aria-valuetext")
    brush.focus()
    reader.page.keyboard.press("ArrowLeft")
    expect(brush).not_to_have_attribute("aria-valuetext", said or "", timeout=PATIENCE)
    reader.expect_address("zoom=")
    field = reader.page.get_by_label("Go to")
    field.fill("May 2023")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("2023-05")
    field.press("Enter")
    reader.expect_address("zoom=2023-03-31/2023-07-01")


def test_lanes_are_folded_by_keyboard_and_can_be_of_publishers(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Fold 6G into one row").focus()
    reader.page.keyboard.press("Enter")
    reader.expect_address("collapsed=6g")
    expect(reader.page.get_by_role("button", name="Unfold 6G")).to_be_attached(timeout=PATIENCE)
    reader.page.get_by_label("Lanes").select_option("publisher")
    reader.expect_address("lanes=publisher")
    reader.until("document.querySelectorAll('.lane-head').length > 8")
    assert "collapsed" not in reader.page.url
