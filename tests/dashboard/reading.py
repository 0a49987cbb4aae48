"""A person at the page in a browser: what they do, what they see, and what went wrong while they read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Request, expect

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 20_000  # milliseconds: a busy machine draws slowly
WARMING = 60_000  # milliseconds: the first page of a server draws slower still


@dataclass
class Reader:
    """A person at the page, and what went wrong while they read."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)

    def open(self, query: str = "") -> None:
        self.page.goto(self.address + "/" + query)
        expect(self.page.locator("#timeline .main-svg").first).to_be_visible(timeout=WARMING)
        expect(self.page.locator(".still")).to_have_count(0, timeout=WARMING)
        expect(self.page.locator("#heatmap .heatmaplayer image").first).to_be_attached(timeout=WARMING)
        expect(self.page.locator("#sentence .sentence-count")).to_be_visible(timeout=WARMING)

    def note_request(self, request: Request) -> None:
        if re.match("https?:|wss?:", request.url) and not request.url.startswith(self.address):
            self.wrong.append(f"asked for {request.url}")

    def until(self, expression: str) -> None:
        """Wait for a truth in the page; the page's own policy forbids the usual way of asking."""
        for _ in range(PATIENCE // 100):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"never true: {expression}")

    def sector(self, label: str) -> Locator:
        return self.page.locator(".checks").first.get_by_label(re.compile(f"^{label}"))

    @property
    def sentence(self) -> Locator:
        return self.page.locator("#sentence")

    @property
    def panel(self) -> Locator:
        return self.page.locator("#reading")

    @property
    def chosen(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.page.url).query)

    def expect_address(self, pattern: str) -> None:
        expect(self.page).to_have_url(re.compile(pattern), timeout=PATIENCE)

    def count(self) -> int:
        found = re.match(r"([\d,]+|No) event", self.sentence.inner_text())
        assert found, self.sentence.inner_text()
        return 0 if found[1] == "No" else int(found[1].replace(",", ""))

    def marks(self) -> list[dict[str, Any]]:
        """Every mark and chip of the timeline: the ids of its events, and where it stands on the screen."""
        found: list[dict[str, Any]] = self.page.evaluate(MARKS)
        return found


# Numbers travel packed: what Plotly unpacked is read, not what was sent. A bar stands at the middle of its height.
MARKS = """() => {
  const graph = document.querySelector('#timeline .js-plotly-plot'), full = graph._fullLayout, box =
    graph.getBoundingClientRect(), x = full.xaxis, y = full.yaxis;
  return graph._fullData.flatMap(trace => Array.from(trace.customdata || [], (ids, i) => {
    const across = x.d2p(trace.x[i]), high = trace.type === 'bar' ? trace.base[i] + trace.y[i] / 2 : trace.y[i];
    return { ids, x: box.left + x._offset + across, y: box.top + y._offset + y.d2p(high),
      inside: across > 0 && across < x._length };
  })).filter(mark => mark.inside);
}"""
