"""What every test in a browser needs: a page on a real store, served and read in Chromium with the network cut."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

from dashboard.exports import find_browser
from loaders import load
from loaders.resources import DATA
from tests.dashboard.reading import WIDE, Reader

ROOT = DATA.parent
UNDATED = "exchange-item-5g-build-out.txt"


@pytest.fixture(scope="module", name="store")
def fixture_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser") / "store"
    load([DATA / "milestones.csv", DATA / "documents" / UNDATED], store=folder, workers=1)
    return folder


@pytest.fixture(scope="module", name="address")
def fixture_address(store: Path) -> Iterator[str]:
    """The address that ``python -m dashboard`` prints, while it runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dashboard", "--store", str(store), "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            printed = server.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", printed)
            assert address, printed
            wait_for(address[0])
            yield address[0]
        finally:
            server.terminate()
            server.wait(20)


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            with urlopen(address, timeout=30):
                return
        except OSError:
            time.sleep(0.2)


@pytest.fixture(scope="module", name="context")
def fixture_context() -> Iterator[BrowserContext]:
    """A browser that finds no host but the dashboard's address."""
    path = find_browser()
    assert path, "no Chromium was found: sh tests/find_programs.sh says how to get one"
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", *(["--no-sandbox"] if root else [])],
        )
        context = browser.new_context(accept_downloads=True)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context
        browser.close()


@pytest.fixture(name="open_reader")
def fixture_open_reader(context: BrowserContext, address: str) -> Iterator[Any]:
    readers: list[Reader] = []

    def open_reader(viewport: dict[str, int], query: str = "") -> Reader:
        page = context.new_page()
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        reader = Reader(page, address)
        readers.append(reader)
        page.on("request", reader.note_request)
        page.on("console", lambda m: reader.wrong.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: reader.wrong.append(str(error)))
        page.on("response", lambda r: reader.wrong.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        reader.open(query)
        return reader

    yield open_reader
    for reader in readers:
        reader.page.close()
    assert [one for reader in readers for one in reader.wrong] == []


@pytest.fixture(name="reader")
def fixture_reader(open_reader: Any) -> Reader:
    reader: Reader = open_reader(WIDE)
    return reader
