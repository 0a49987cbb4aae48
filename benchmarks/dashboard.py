"""Times the timeline in a real Chromium and at the server, beside ``px.timeline`` of the same events; judges nothing.

``python -m benchmarks.dashboard`` makes a store of ``--events`` made-up events and opens the dashboard on it, in turn
with its peer and each time as a reader who was never there: seconds to the first picture and until it can be moved, the
median of ``--loads`` visits; frames a second while it is dragged and while the wheel turns. Then it asks the server, in
this process, what each filter and each zoom of a store of ``--many`` events costs (``--folder`` keeps that store): p50
and p95 in milliseconds, wall and CPU, and bytes as they are shipped, which is compressed. The peer draws all events of
a selection, at most ``--peer-events`` of them, since a page of a million bars never opens.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.io
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks.synthetic import make_store
from dashboard.exports import find_browser
from dashboard.library import Library
from dashboard.placing import place
from dashboard.selection import Selection
from dashboard.views.view import apply_selection, draw_timeline
from loaders.resources import ROOT
from loaders.sectors.taxonomy import load_taxonomy
from loaders.store import open_store

TARGETS = {"first picture": 1.5, "frames": 30, "answer": 300, "bytes": 1_000_000}
WIDE: ViewportSize = {"width": 1440, "height": 900}
STILL = "document.querySelectorAll('.still svg path').length > 100"
DRAWN = "document.querySelectorAll('#timeline .overplot .points path').length > 100"
UNCOVERED = "!document.querySelector('.still')"
PEER_DRAWN = "document.querySelectorAll('.barlayer path').length > 100"
# When marks were first on the screen, and when they could be moved: looked for at each frame, told at the next one.
WATCH = """(() => { const truths = {seen: () => %s, usable: () => %s};
  const at = window.first_seen = {}; const met = {};
  const tick = (now) => { for (const name in truths) { if (met[name] && !at[name]) at[name] = now;
      if (!met[name] && document.body && truths[name]()) met[name] = true; }
    if (Object.keys(at).length < 2) requestAnimationFrame(tick); };
  requestAnimationFrame(tick); })()"""
FRAMES = """() => { const at = []; let on = true; window.stop_frames = () => { on = false; return at; };
  const tick = (now) => { at.push(now); if (on) requestAnimationFrame(tick); }; requestAnimationFrame(tick); }"""
AS_OF = date(2026, 11, 1)
SETTLE = 1.2  # seconds left after a gesture


def main() -> None:
    arguments = _arguments()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as temporary:
        if not arguments.server_only:
            _time_browser(Path(temporary), arguments.events, arguments.loads)
        folder = arguments.folder or Path(temporary) / "many"
        make_store(folder, arguments.many)
        _time_server(folder, arguments.repeat, arguments.peer_events)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1000, help="events of the page that is opened")
    parser.add_argument("--loads", type=int, default=5, help="visits of each page")
    parser.add_argument("--many", type=int, default=1_000_000, help="events of the store that the server is asked of")
    parser.add_argument("--folder", type=Path, help="where the large store is kept, or lies already")
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--peer-events", type=int, default=20_000)
    parser.add_argument("--server-only", action="store_true")
    return parser.parse_args()


# ---------------------------------------------------------------- the browser


def _time_browser(temporary: Path, events: int, loads: int) -> None:
    folder = temporary / "few"
    make_store(folder, events)
    frame = open_store(folder).events()
    peer = temporary / "peer.html"
    peer.write_text(plotly.io.to_html(draw_peer(frame), include_plotlyjs=True, config={"scrollZoom": True}))
    print(
        f"\nIn Chromium, {len(frame):,} events{'':10}{'first picture':>16}{'usable':>10}{'drag':>12}{'wheel':>12}"
        f"{'worst frame':>14}"
    )
    with _serve(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        ours = Visit(
            "dashboard", f"{address}/?sectors=any", f"({STILL} || {DRAWN})", f"({DRAWN} && {UNCOVERED})", "#timeline"
        )
        visits = (ours, Visit("px.timeline", peer.as_uri(), PEER_DRAWN, PEER_DRAWN, ".js-plotly-plot"))
        first = _time_visits(browser, visits, loads)
        for visit in visits:
            drag, wheel, worst = _time_gestures(browser, visit)
            seen, usable = np.median(first[visit.name], axis=0)
            told = f"{seen:14.2f} s{usable:8.2f} s{drag:10.0f}/s{wheel:10.0f}/s{worst:11.0f} ms"
            print(f"{visit.name:34}{told}", flush=True)
        browser.close()
    print(f"{'wanted':34}{'<= 1.5 s':>16}{'':10}{'>= 30/s':>12}{'>= 30/s':>12}")


class Visit(NamedTuple):
    """A page: its name and address, what is true once marks are seen and can be moved, and what to move."""

    name: str
    url: str
    seen: str
    drawn: str
    pan: str


def _open(browser: Browser, visit: Visit) -> Page:
    """The page in a browser that keeps nothing of earlier visits, drawn."""
    page = browser.new_page(viewport=WIDE)
    page.add_init_script(WATCH % (visit.seen, visit.drawn))
    page.goto(visit.url, wait_until="commit")
    _until(page, "window.first_seen && window.first_seen.usable")
    return page


def _time_visits(browser: Browser, visits: Sequence[Visit], loads: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds to the first picture and until it can be moved, of visits that take turns."""
    found: dict[str, list[tuple[float, float]]] = {visit.name: [] for visit in visits}
    for number in range(loads + 1):
        for visit in visits:
            page = _open(browser, visit)
            if number:  # the first one fills the caches of the server
                seen, usable = (page.evaluate(f"first_seen.{name}") / 1000 for name in ("seen", "usable"))
                found[visit.name].append((seen, usable))
            page.close()
    return found


def _time_gestures(browser: Browser, visit: Visit) -> tuple[float, float, float]:
    """Frames a second while it is dragged and under the wheel, and the longest wait for one in milliseconds."""
    page = _open(browser, visit)
    page.wait_for_timeout(1000 * SETTLE)
    if visit.name == "px.timeline":
        page.evaluate("Plotly.relayout(document.querySelector('.js-plotly-plot'), {dragmode: 'pan'})")
    drag = _count_frames(page, visit.pan, _drag)
    page.wait_for_timeout(3000 * SETTLE)
    wheel = _count_frames(page, visit.pan, _wheel)
    page.close()
    return drag[0], wheel[0], max(drag[1], wheel[1])


def draw_peer(events: pd.DataFrame) -> Any:
    """What one gets by a line of Plotly Express: a bar from start to end, on a row of its sector."""
    spots = place(events, as_of=AS_OF)
    known = spots["start"].notna()
    sector = [codes[0] if len(codes) else "none" for codes in events["sectors"][known]]
    titles = events["title"][known] if "title" in events else events["id"][known]
    rows = {"start": spots["start"][known], "end": spots["end"][known], "sector": sector, "title": titles}
    return px.timeline(pd.DataFrame(rows), x_start="start", x_end="end", y="sector", color="sector", hover_name="title")


@contextmanager
def _serve(folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dashboard", "--store", str(folder), "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
            assert found, "the dashboard did not start"
            yield found[0]
        finally:
            server.terminate()
            server.wait(20)


def _until(page: Page, truth: str, patience: float = 120.0) -> None:
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        if page.evaluate(truth):
            return
        page.wait_for_timeout(15)
    raise TimeoutError(f"the page was not drawn within {patience:.0f} s")


def _count_frames(page: Page, target: str, gesture: Callable[[Page, float, float], None]) -> tuple[float, float]:
    """Frames a second while a gesture goes on, and the longest wait for one in milliseconds."""
    box = page.locator(target).first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] * 0.6, box["y"] + min(box["height"] / 2, 260)
    page.mouse.move(x, y)
    page.evaluate(FRAMES)
    gesture(page, x, y)
    at = np.array(page.evaluate("window.stop_frames()"))
    gaps = np.diff(at)
    return 1000 * len(gaps) / (at[-1] - at[0]), float(gaps.max())


def _drag(page: Page, x: float, y: float) -> None:
    page.mouse.down()
    for step in range(60):
        page.mouse.move(x - 5 * step, y)
        page.wait_for_timeout(12)
    page.mouse.up()


def _wheel(page: Page, x: float, y: float) -> None:
    for step in range(40):
        page.mouse.wheel(0, -30 if step < 25 else 30)
        page.wait_for_timeout(16)


# ---------------------------------------------------------------- the server


def _time_server(folder: Path, repeat: int, peer_events: int) -> None:
    library, taxonomy = Library.at(folder), load_taxonomy()
    holdings = library.newest()
    print(
        f"\nAt the server, {len(holdings.events):,} events{'':12}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'shipped':>11}"
    )
    for name, selections in _questions():
        walls, cpus, sizes = [], [], []
        for number in range(repeat):
            chosen = selections[number % len(selections)]
            began, cpu = time.perf_counter(), time.process_time()
            view = apply_selection(chosen, holdings, taxonomy, AS_OF)
            written = draw_timeline(view, taxonomy, 1140, 560).to_json()
            walls.append(1000 * (time.perf_counter() - began))
            cpus.append(1000 * (time.process_time() - cpu))
            sizes.append(len(gzip.compress(written.encode(), 5)))
        _say(name, walls, cpus, max(sizes))
    rows = np.linspace(0, len(holdings.events) - 1, min(peer_events, len(holdings.events))).astype(int)
    began, cpu = time.perf_counter(), time.process_time()
    written = draw_peer(holdings.events.iloc[rows]).to_json()
    wall, used = 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - cpu)
    _say(f"px.timeline, {len(rows):,} events", [wall], [used], len(gzip.compress(written.encode(), 5)))
    print(f"{'wanted':40}{'':9}{'<= 300':>9}{'':9}{'<= 1 MB':>11}")


def _questions() -> Iterator[tuple[str, list[Selection]]]:
    """Each kind of question with selections to ask it of, none asked before by another kind."""
    base = Selection(sectors=("any",))
    yield "all dates, all events", [base]
    filters = [{"statuses": ("done",)}, {"languages": ("zh",)}, {"kinds": ("news",)}, {"roles": ("deadline",)}]
    yield "a filter", [replace(base, **one) for one in filters]  # type: ignore[arg-type]
    for name, days in (("ten years", 3653), ("a year", 365), ("a month", 30), ("a week", 7)):
        starts = [date(2004, 3, 1) + timedelta(397 * step) for step in range(12)]
        yield f"zoom to {name}", [replace(base, zoom=(start, start + timedelta(days))) for start in starts]
    for lanes in ("publisher", "document", "story"):
        yield (
            f"lanes of {lanes}s, a year",
            [replace(base, lanes=lanes, zoom=(date(year, 1, 1), date(year + 1, 1, 1))) for year in range(2005, 2017)],
        )
    yield "one mark a story", [replace(base, unit="story", zoom=(date(2010, 1, 1), date(2013, 1, 1)))]


def _say(name: str, walls: list[float], cpus: list[float], size: int) -> None:
    p50, p95 = np.percentile(walls, [50, 95])
    print(f"{name:40}{p50:9.0f}{p95:9.0f}{np.median(cpus):9.0f}{size / 1000:8,.0f} kB", flush=True)


if __name__ == "__main__":
    main()
