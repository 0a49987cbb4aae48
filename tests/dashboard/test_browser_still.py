"""The page shows its timeline before its scripts have come, and the same one when they have."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.dashboard.reading import PHONE, WARMING, WIDE, Reader

pytestmark = pytest.mark.browser

# The middle of each mark within its picture: of the still one, and of those of Plotly's that can be seen.
MIDDLES = """(marks, around) => { const from = document.querySelector(around).getBoundingClientRect();
  return [...document.querySelectorAll(marks)].filter((mark) => getComputedStyle(mark).opacity !== '0').map((mark) => {
    const box = mark.getBoundingClientRect();
    return [box.left + box.width / 2 - from.left, box.top + box.height / 2 - from.top]; }); }"""
STILL = f"({MIDDLES})('.still svg svg path[transform]', '.still svg')"
DRAWN = f"({MIDDLES})('#timeline .xy3 .points > path.point', '#timeline .main-svg')"


@pytest.fixture(name="scriptless")
def fixture_scriptless(context: BrowserContext, address: str) -> Any:
    """A page whose scripts never come."""
    page = context.new_page()
    page.route("**/*.js*", lambda route: route.abort())
    yield page
    page.close()


def reach(page: Page, reader: Reader, query: str = "") -> None:
    page.set_viewport_size(reader.page.viewport_size or WIDE)  # type: ignore[arg-type]
    page.goto(f"{reader.address}/{query}")
    expect(page.locator(".still svg").first).to_be_visible(timeout=WARMING)


@pytest.mark.parametrize(("viewport", "query"), [(WIDE, "?sectors=any"), (PHONE, "?ui=zh&theme=dark&lanes=status")])
def test_the_still_picture_has_every_mark_where_the_timeline_will_have_it(
    open_reader: Any, scriptless: Page, viewport: dict[str, int], query: str
) -> None:
    reader = open_reader(viewport, query)  # the browser now tells the room it has
    drawn = reader.page.evaluate(DRAWN)
    reach(scriptless, reader, query)
    still = scriptless.evaluate(STILL)
    assert len(drawn) > 50
    for x, y in drawn:
        assert any(abs(x - left) < 1.5 and abs(y - top) < 1.5 for left, top in still), (x, y)
    assert scriptless.locator(".still .sentence").inner_text() == reader.sentence.inner_text()


def test_the_still_picture_can_be_seen_and_is_nothing_else(reader: Reader, scriptless: Page) -> None:
    reach(scriptless, reader)
    still = scriptless.locator(".still")
    assert still.get_attribute("aria-hidden") == "true"
    assert still.get_attribute("inert") is not None
    assert still.locator("[id], [name], [data-markup], script").count() == 0
    assert scriptless.evaluate("document.elementFromPoint(700, 300).closest('.still')") is None


def test_an_address_that_shows_nothing_has_a_still_picture_too(reader: Reader, scriptless: Page) -> None:
    reach(scriptless, reader, "?text=nothingatall")
    assert "No events" in scriptless.locator(".still .sentence").inner_text()


@pytest.mark.parametrize(("viewport", "query"), [(WIDE, "?sectors=any"), (PHONE, "?ui=zh&theme=dark&lanes=status")])
def test_the_timeline_comes_with_the_page_and_is_asked_for_no_more(
    open_reader: Any, context: BrowserContext, address: str, viewport: dict[str, int], query: str
) -> None:
    open_reader(viewport, query)  # the browser now tells the room it has
    page, asked = context.new_page(), list[Request]()
    page.set_viewport_size(viewport)  # type: ignore[arg-type]

    def note(request: Request) -> None:
        asked.append(request)

    page.on("request", note)
    Reader(page, address).open(query)
    names = [request.url.partition("?")[0].rpartition("/")[2] for request in asked]
    assert [names.count(name) for name in ("_dash-layout", "_dash-dependencies")] == [1, 1]
    assert sum("plotly" in name and name != "plotly.js" for name in names) == 1
    told = [request.response() for request in asked if "_dash-update-component" in request.url]
    answers = [response.text() for response in told if response and response.status == 200]
    assert any('"heatmap":{"figure"' in answer for answer in answers)
    assert not any('"timeline":{"figure"' in answer for answer in answers)
    page.close()


OVERLAPS = """window.overlaps = []; (function look() {
  for (const around of ['#react-entry-point', '.still']) {
    const panel = document.querySelector(around + ' .panel.open');
    const chart = document.querySelector(around + ' .charts svg:not(.icon)');
    if (panel && chart) {
      const over = chart.getBoundingClientRect().right - panel.getBoundingClientRect().left;
      window.overlaps.push(Math.round(over));
    }
  }
  requestAnimationFrame(look); })();"""


def test_the_timeline_of_an_address_with_an_event_is_never_drawn_under_the_panel(
    context: BrowserContext, address: str
) -> None:
    for _ in range(2):  # of a browser that told nothing yet, and of one that told its room
        page = context.new_page()
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        page.add_init_script(OVERLAPS)
        page.goto(f"{address}/?event=unknown")
        expect(page.locator("#timeline .main-svg").first).to_be_visible(timeout=WARMING)
        expect(page.locator(".still")).to_have_count(0, timeout=WARMING)
        expect(page.locator("#reading")).to_contain_text("not in the store")
        expect(page.locator("#why")).to_be_hidden()
        seen = page.evaluate("window.overlaps")
        assert seen
        assert max(seen) <= 0
        page.close()
