"""Reads an exported timeline with TimelineJS itself and says what it made of it: python -m benchmarks.timelinejs SCRIPT

SCRIPT is ``dist/js/timeline.js`` of the npm package ``@knight-lab/timelinejs`` (``npm pack`` fetches it). The sample
library's events are exported in both languages and read in Chromium, the network cut: every event must be a slide with
the dates it was given, and the reader must find nothing wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from dashboard.exports import export, find_browser
from loaders import load
from loaders.resources import DATA

READ = """async told => {
  const part = document.createElement('div');
  part.style = 'width: 900px; height: 600px';
  document.body.append(part);
  const made = new TL.Timeline(part, told, { script_path: '/nowhere', font: null, debug: false });
  for (let waited = 0; !made.config && waited < 100; waited++) await new Promise(done => setTimeout(done, 100));
  const config = made.config;
  return {
    problems: config.messages.errors,
    title: Boolean(config.title),
    slides: config.events.map(one => [one.unique_id, one.start_date.data.date_obj.toISOString()]),
  };
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("script", type=Path)
    script = parser.parse_args().script.read_text(encoding="utf-8")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store, out = Path(folder) / "store", Path(folder) / "a.timeline.json"
        load([DATA / "documents", DATA / "milestones.csv"], store=store, workers=2)
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"] if root else [])
        page = browser.new_page()
        page.route("**/*", lambda route: route.abort())
        page.set_content("<!DOCTYPE html><body></body>")
        page.add_script_tag(content=script)
        for language in ("en", "zh"):
            made = export(
                "timeline", out, store=store, selection=f"?sectors=any&ui={language}", today=date(2026, 6, 15)
            )
            told: dict[str, Any] = json.loads(made.data)
            read: dict[str, Any] = page.evaluate(READ, told)
            kept = {name for name, _ in read["slides"]} == {one["unique_id"] for one in told["events"]}
            print(f"{language}: {len(told['events'])} events, {len(read['slides'])} slides, the same ones: {kept}")
            print(f"    what the reader found wrong: {read['problems'] or 'nothing'}")
        browser.close()


if __name__ == "__main__":
    main()
