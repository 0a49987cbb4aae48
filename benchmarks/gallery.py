"""Takes a picture of every state of the page on the sample library, for ``docs/gallery/``; judges none of them.

``python -m benchmarks.gallery [--only NAME] [--out DIR]`` loads the sample library into a folder of its own, serves it,
opens each state in Chromium and writes a WebP file of it. Today is a fixed day: pictures change with the page alone.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Thread

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from dashboard.app import create_app
from dashboard.exports import find_browser
from loaders import load
from loaders.resources import DATA

ROOT = DATA.parent
FOLDER = ROOT / "docs" / "gallery"
DAY = date(2026, 6, 15)
PATIENCE = 120_000  # milliseconds: a busy machine draws slowly
MOST = 150_000  # bytes of a picture
DESK, PHONE, PROJECTOR = (1440, 900), (390, 844), (1920, 1080)


@dataclass(frozen=True, slots=True)
class State:
    """One picture: its name, what it shows, the query that opens it, the size of the screen, and what is done there."""

    name: str
    shows: str
    query: str = ""
    size: tuple[int, int] = DESK
    act: Callable[[Page], None] | None = None
    on_paper: bool = False


def open_row(number: int) -> Callable[[Page], None]:
    """Open an event of the list and go back to the top of the page."""

    def act(page: Page) -> None:
        page.locator("table.events .open").nth(number).click()
        page.locator("#reading mark.sentence-mark").first.wait_for(timeout=PATIENCE)
        page.evaluate("scrollTo(0, 0)")

    return act


def open_reasons(page: Page) -> None:
    """Open an event with its reasons unfolded."""
    open_row(5)(page)
    page.locator("#why-date summary").click()
    page.locator("#why summary").click()
    page.locator("#why-body li").first.wait_for(timeout=PATIENCE)


def open_pile(page: Page) -> None:
    """Open the first counted chip."""
    pile = page.evaluate(
        """() => document.querySelector('#timeline .js-plotly-plot').data.flatMap(trace => trace.customdata || [])
        .filter(held => held && held[0] === 'pile').map(held => held[1])[4]"""
    )
    page.evaluate("pile => dash_clientside.set_props('opened', {data: {pile, at: Date.now()}})", pile)
    page.locator("#reading button.row").first.wait_for(timeout=PATIENCE)


def show(selector: str) -> Callable[[Page], None]:
    """Bring a part of the page to the top."""
    return lambda page: page.locator(selector).first.evaluate("part => part.scrollIntoView()")


def open_filters(page: Page) -> None:
    """Open the drawer of filters on a phone."""
    page.locator("#filters-open").click()


def open_download(page: Page) -> None:
    """Open the dialog of downloads."""
    page.locator("#download-open").click()


def open_tray(page: Page) -> None:
    """Put both charts and an event into the briefing, and open it."""
    for chart in ("timeline", "emphasis"):
        page.locator(f"[data-add={chart}]").click()
    page.locator("table.events .open").nth(40).click()
    page.locator(".panel-tools .add").click(timeout=PATIENCE)
    page.locator("#panel-close").click()
    page.evaluate("scrollTo(0, 0)")
    page.locator("#tray-open").click()


def lose_server(page: Page) -> None:
    """Cut the line to the server and ask for something."""
    page.route("**/_dash-update-component*", lambda route: route.abort())
    page.locator("#zoom-in").click()
    page.locator("#trouble").wait_for(timeout=PATIENCE)


STATES = (
    State("default", "The first screen: all dates, the core sectors"),
    State("filtered", "Filtered: plans and targets of two sectors", "sectors=5g,6g&status=planned,target"),
    State("zoomed", "Zoomed to two years, by month", "zoom=2023/2024&period=month"),
    State("announced", "Placed by announcement, lanes by status", "axis=announced&lanes=status"),
    State("dense", "Any sector, lanes by publisher: dense lanes become counted bars", "sectors=any&lanes=publisher"),
    State("panel", "An event beside the charts, which make room", act=open_row(40)),
    State("why", "Why this date, and why this event", "sectors=5g", act=open_reasons),
    State("pile", "A counted chip, opened as a list", act=open_pile),
    State("story", "Who tells a story, and how its promise stands", "status=target&sectors=nev", act=open_row(3)),
    State("trend", "Shares by half-year with their bands", "show=trend&period=half", act=show(".emphasis")),
    State(
        "compare",
        "Two selections side by side: 2023 to 2025 against the years before",
        "dates=2023/2025&show=compare&against=?dates%3D2018/2022",
        act=show(".emphasis"),
    ),
    State(
        "log-odds",
        "What stands out, by quarter, and where too little is known",
        "effect=log_odds&period=quarter&zoom=2022/2025",
        act=show(".emphasis"),
    ),
    State("search", "Words searched for, marked in the list", "text=pilot", act=show(".listing")),
    State("list", "The list twin", act=show(".listing")),
    State("shelf", "What has no date, why, and how to date it", "sectors=any", act=show(".shelf")),
    State("empty", "Nothing is selected", "text=nothing-has-these-words"),
    State("download", "Every chart in every format, size and language", "sectors=5g,6g", act=open_download),
    State("tray", "A briefing of two charts and an event", "sectors=5g,6g", act=open_tray),
    State("phone-tray", "A phone, with the briefing open", "ui=zh", size=PHONE, act=open_tray),
    State("note", "An address that is not understood is told of", "statsu=done&sectors=5g"),
    State("error", "The server does not answer", act=lose_server),
    State("dark", "Dark", "theme=dark"),
    State("dark-panel", "Dark, with an event open", "theme=dark", act=open_row(30)),
    State("zh", "Chinese", "ui=zh"),
    State("zh-panel", "Chinese, with an event open", "ui=zh&language=zh&sectors=any", act=open_row(6)),
    State("phone", "A phone", size=PHONE),
    State("phone-panel", "A phone, with an event open", size=PHONE, act=open_row(8)),
    State("phone-filters", "A phone, with the filters open", size=PHONE, act=open_filters),
    State("phone-zh-dark", "A phone, Chinese and dark", "ui=zh&theme=dark", size=PHONE),
    State("projector", "A projector", size=PROJECTOR),
    State("print", "On paper", "sectors=5g,6g", on_paper=True),
)


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address of the dashboard over a store, while it runs; today is the day of the pictures."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app(folder, today=lambda: DAY)
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def take(page: Page, address: str, state: State) -> bytes:
    """The picture of a state, taken on a page that is used again and again: what it loaded once it has."""
    width, height = state.size
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(media="screen")
    page.goto(f"{address}/?{state.query}")
    page.locator("table.events .open, .nothing").first.wait_for(state="attached", timeout=PATIENCE)
    page.locator("#heatmap .main-svg").first.wait_for(timeout=PATIENCE)
    settle(page)
    if state.act:
        state.act(page)
        settle(page)
    if state.on_paper:
        page.emulate_media(media="print")
    picture = page.screenshot(full_page=state.on_paper)
    page.unroute_all()
    return picture


def settle(page: Page) -> None:
    """Wait until nothing is asked of the server any more and what it answered is drawn."""
    for _ in range(2):
        page.wait_for_timeout(700)
        page.wait_for_load_state("networkidle")


def shrink(picture: bytes) -> bytes:
    """A picture as WebP, as good as its bound of bytes allows."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    if image.height > 1600:
        image = image.crop((0, 0, image.width, 1600))
    for quality in (82, 70, 58, 45, 30):
        held = io.BytesIO()
        image.save(held, "WEBP", quality=quality, method=6)
        if held.tell() <= MOST:
            break
    return held.getvalue()


def main() -> None:
    """Take the pictures that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=[state.name for state in STATES])
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--store", type=Path, help="a store to show in place of the sample library")
    asked = parser.parse_args()
    asked.out = asked.out.resolve()
    asked.out.mkdir(parents=True, exist_ok=True)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = asked.store or Path(folder) / "store"
        if not asked.store:
            os.chdir(ROOT)  # so that the shelf names the file as a reader would, and no folder of this machine
            load([Path("data/documents"), Path("data/milestones.csv")], store=store, workers=1)
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"] if root else [])
        page = browser.new_page(reduced_motion="reduce")
        page.set_default_timeout(PATIENCE)
        with serve(store) as address:
            for state in STATES:
                if not asked.only or state.name in asked.only:
                    made = shrink(take(page, address, state))
                    (asked.out / f"{state.name}.webp").write_bytes(made)
                    print(f"{state.name:14} {len(made) / 1000:6.1f} kB  {state.shows}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
