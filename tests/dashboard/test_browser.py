"""The real page on a real store in Chromium, the network cut: read, zoom, filter, open, take away."""

from __future__ import annotations

import re
import struct
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from dashboard.exports import Receipt
from dashboard.exports.embedding import find_receipt
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
        assert box["y"] + 70 < WIDE["height"], f"the {chart}'s first row is below the first screen"
    assert len(reader.marks()) > 60
    overflow = reader.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0


def test_axis_and_period_are_in_the_address_and_a_reload_shows_the_same(reader: Reader) -> None:
    reader.page.get_by_role("radio", name="when announced").check()
    reader.expect_address("axis=announced")
    reader.open("?axis=announced&dates=2021/..&period=quarter")
    expect(reader.sentence).to_contain_text("announced from 2021", timeout=PATIENCE)
    said = reader.sentence.inner_text()
    reader.page.reload()
    expect(reader.sentence).to_have_text(said, timeout=PATIENCE)


def test_zooming_by_button_shows_the_same_days_on_both_charts(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Zoom in").click()
    reader.expect_address("zoom=")
    start = reader.chosen["zoom"][0].partition("/")[0]
    shown = start if len(start) == 10 else f"{start}-01"
    reader.until(f"document.querySelector('#heatmap .js-plotly-plot').layout.xaxis.range[0].startsWith('{shown}')")
    reader.page.get_by_role("button", name="All dates").click()
    reader.until("!location.search.includes('zoom')")


def open_mark(reader: Reader, number: int = 0) -> dict[str, Any]:
    marks = reader.marks()
    for _ in range(20):  # until the chart has made room for the panel and is drawn anew
        reader.page.wait_for_timeout(1500)
        before, marks = marks, reader.marks()
        if before == marks:
            break
    mark = [mark for mark in marks if mark["ids"][0] != "pile"][number]
    reader.page.mouse.move(mark["x"] - 4, mark["y"])
    reader.page.mouse.move(mark["x"], mark["y"])
    expect(reader.page.locator("#timeline .hoverlayer text").first).to_be_attached(timeout=PATIENCE)
    reader.page.mouse.click(mark["x"], mark["y"])
    reader.expect_address(f"event={mark['ids'][0]}")
    return mark


def test_a_click_on_a_mark_opens_its_sentence_and_so_does_a_click_on_the_next_and_a_reload(reader: Reader) -> None:
    open_mark(reader)
    sentence = reader.panel.locator("blockquote mark.sentence-mark")
    expect(sentence).to_be_visible(timeout=PATIENCE)
    quoted = sentence.inner_text()
    assert len(quoted) > 20
    for words in ("Dates", "Announced", "The document is dated", "read from"):
        expect(reader.panel).to_contain_text(words)
    open_mark(reader, 1)
    expect(sentence).not_to_have_text(quoted, timeout=PATIENCE)
    quoted = sentence.inner_text()
    reader.until(
        "document.querySelector('.coverage-said').parentElement.clientWidth === "
        "document.querySelector('#timeline .main-svg').clientWidth"
    )  # the strip keeps to the axis beside the panel
    reader.page.reload()
    expect(sentence).to_have_text(quoted, timeout=PATIENCE)
    reader.page.keyboard.press("Escape")
    reader.until("!location.search.includes('event')")
    expect(sentence).not_to_be_visible()


def test_a_chip_lists_its_events_and_each_opens(reader: Reader) -> None:
    chip = next(mark for mark in reader.marks() if mark["ids"][0] == "pile")
    reader.page.mouse.move(chip["x"] - 4, chip["y"])
    reader.page.mouse.move(chip["x"], chip["y"])
    expect(reader.page.locator("#timeline .hoverlayer text").first).to_be_attached(timeout=PATIENCE)
    reader.page.mouse.click(chip["x"], chip["y"])
    rows = reader.panel.locator("button.row")
    expect(rows.nth(1)).to_be_visible(timeout=PATIENCE)
    rows.first.click()
    expect(reader.panel.locator("blockquote mark.sentence-mark")).to_be_visible(timeout=PATIENCE)


DOWNLOADS = {
    ("timeline", "png"): b"\x89PNG",
    ("timeline", "svg"): b"<svg",
    ("timeline", "pdf"): b"%PDF",
    ("heatmap", "png"): b"\x89PNG",
    ("trend", "svg"): b"<svg",
    ("timeline", "csv"): b"\xef\xbb\xbfid,title",
    ("timeline", "xlsx"): b"PK",
    ("heatmap", "csv"): b"\xef\xbb\xbfsector",
    ("timeline", "bib"): b"@",
    ("timeline", "txt"): b"[1] ",
    ("timeline", "ics"): b"BEGIN:VCALENDAR",
}


def take_file(reader: Reader, figure: str, form: str) -> tuple[str, bytes]:
    """The name and the bytes of a file that the dialog of downloads hands out."""
    reader.page.locator("#download [name=figure]").select_option(figure)
    reader.page.locator("#download [name=form]").select_option(form)
    reader.page.locator("#download [name=bundled]").set_checked(False)
    with reader.page.expect_download(timeout=60_000) as download:
        reader.page.locator("#download [type=submit]").click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_what_is_downloaded_arrives_whole(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Download", exact=True).click()
    for (figure, form), begins in DOWNLOADS.items():
        name, data = take_file(reader, figure, form)
        assert name == f"{figure}.{form}"
        assert data.startswith(begins), name
        assert len(data) > 1500, name
        if form == "svg":
            assert data.rstrip().endswith(b"</svg>")
        if name == "timeline.csv":
            assert data.count(b"\r\n") > reader.count()


def test_a_file_has_the_size_the_colours_and_the_language_chosen_and_its_receipt(reader: Reader) -> None:
    reader.page.locator("#download-open").click()
    for field, value in {"size": "square", "scale": "1", "theme": "dark", "language": "zh", "part": "whole"}.items():
        reader.page.locator(f"#download [name={field}]").select_option(value)
    _, data = take_file(reader, "timeline", "png")
    assert struct.unpack(">II", data[16:24]) == (1080, 1080)
    inside = find_receipt(data, "png")
    assert inside is not None
    assert "theme=dark" in inside.url
    assert "ui=zh" in inside.url
    with reader.page.expect_download(timeout=60_000) as download:
        reader.page.locator("#download .order-receipt").click()
    beside = Receipt.from_json(Path(download.value.path()).read_text("utf-8"))
    assert beside.inside() == inside
    assert beside.file_sha256 == sha256(data).hexdigest()


def test_an_order_that_waits_is_told_and_can_be_called_off(reader: Reader) -> None:
    reader.page.locator("#download-open").click()
    standing = {
        "state": "waiting",
        "ahead": 2,
        "done": 0,
        "total": 0,
        "label": "",
        "error": "",
        "name": "",
        "notes": [],
    }
    called = []

    def answer(route: Route) -> None:
        called.append(route.request.method)
        route.fulfill(json=standing | ({"state": "cancelled"} if route.request.method == "DELETE" else {}))

    reader.page.route("**/exports/*", answer)
    reader.page.locator("#download [type=submit]").click()
    said = reader.page.locator("#download .order-said")
    expect(said).to_contain_text("Waiting, 2 before it", timeout=PATIENCE)
    reader.page.get_by_role("button", name="Cancel").click()
    expect(said).to_contain_text("nothing was made", timeout=PATIENCE)
    assert "DELETE" in called


def test_the_server_is_asked_once_more_where_the_maker_broke_down(reader: Reader) -> None:
    reader.page.locator("#download-open").click()
    gone = {"state": "gone", "ahead": 0, "done": 0, "total": 0, "label": "", "error": "", "name": "", "notes": []}
    reader.page.route("**/exports/*", lambda route: route.fulfill(json=gone), times=1)
    name, data = take_file(reader, "timeline", "csv")
    assert (name, data[:3]) == ("timeline.csv", b"\xef\xbb\xbf")


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
    before, said = reader.count(), reader.sentence.inner_text()
    load([DATA / "documents" / "press-conference-6g-second-stage.txt"], store=store, workers=1)
    reader.page.locator("#choices-status input[value='done']").check()
    expect(reader.page.locator("#newer")).to_contain_text("Newer data", timeout=PATIENCE)
    reader.page.locator("#undo").click()
    reader.until("!location.search")
    expect(reader.sentence, "nothing is exchanged under the reader").to_have_text(said, timeout=PATIENCE)
    reader.page.get_by_role("link", name="Reload to see it").click()
    reader.until("!document.querySelector('#newer')?.textContent")
    expect(reader.page.locator("#sentence .sentence-count")).to_be_visible(timeout=PATIENCE)
    assert reader.count() > before
