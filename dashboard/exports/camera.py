"""Takes pictures of figures with one kept Chromium, one at a time; refuses the network and a second thread.

Kaleido is not thread-safe, so every picture goes through one lock and one event loop of its own. After a crash of
the browser the next picture starts a new one.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
from base64 import b64decode
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from loaders.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    import plotly.graph_objects as go

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
NO_BROWSER = (
    "pictures need Chromium or Chrome, and none was found. Install it (Debian: apt-get install chromium), or name it "
    "in the environment variable BROWSER_PATH. Tables, references and calendars need none."
)
FORMATS = ("png", "svg", "pdf")
PATIENCE = 90.0  # seconds for one picture, the browser's start included
RELOADED = 40  # pictures after which the browser's page is loaded anew, so that it does not grow for ever


def find_browser() -> str | None:
    """Path of the Chromium to use: ``BROWSER_PATH``, else the first on the PATH, else None."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        return named if shutil.which(named) else None
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


class Camera:
    """A kept browser that turns figures into bytes; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._kaleido: Any = None

    def take(self, figure: go.Figure, form: str, *, width: int, height: int, scale: float = 1.0) -> bytes:
        """A picture of a figure; raises UsageError when there is no browser or it cannot draw."""
        options = {"format": form, "width": width, "height": height, "scale": scale}
        spec = figure.to_dict()
        return self._try(lambda kaleido: kaleido.calc_fig(spec, opts=options), form.upper())

    def print(self, page: str, foot: str) -> bytes:
        """A page of HTML printed as a tagged PDF with bookmarks, ``foot`` (HTML too) at the end of each sheet.

        Raises UsageError as ``take`` does.
        """
        with TemporaryDirectory() as folder:
            file = Path(folder) / "page.html"
            file.write_bytes(page.encode("utf-8", "surrogatepass"))
            return self._try(lambda kaleido: _print_page(kaleido, file.as_uri(), foot), "PDF")

    def _try(self, draw: Callable[[Any], Coroutine[Any, Any, bytes]], form: str) -> bytes:
        """Draw once, and once more with another browser where the first has crashed."""
        with self._lock:
            try:
                return self._draw(draw)
            except UsageError:
                raise
            except Exception:
                self._close()
            try:
                return self._draw(draw)
            except Exception as error:
                self._close()
                raise UsageError(f"the browser could not draw the {form}: {error}. Try again, or use CSV.") from error

    def _draw(self, draw: Callable[[Any], Coroutine[Any, Any, bytes]]) -> bytes:
        if self._kaleido is None:
            self._open()
        drawn: bytes = self._wait(draw(self._kaleido))
        return drawn

    def _open(self) -> None:
        browser = find_browser()
        if browser is None:
            raise UsageError(NO_BROWSER)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True, name="camera")
        self._thread.start()
        kaleido = _make_kaleido(browser)
        self._wait(kaleido.open())
        self._kaleido = kaleido

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def _close(self) -> None:
        kaleido, loop, thread = self._kaleido, self._loop, self._thread
        self._kaleido = self._loop = self._thread = None
        if loop is None or thread is None:
            return
        if kaleido is not None:
            with suppress(Exception):
                asyncio.run_coroutine_threadsafe(kaleido.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        if not thread.is_alive():
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

    def close(self) -> None:
        """Let the browser go; the next picture starts another."""
        with self._lock:
            self._close()


async def _print_page(kaleido: Any, address: str, foot: str) -> bytes:
    """Open a file in a page of its own, print it, and close the page."""
    tab = await kaleido.create_tab(address)
    try:
        asked = {"expression": "location.protocol + document.readyState", "returnByValue": True}
        while (await tab.send_command("Runtime.evaluate", asked))["result"]["result"].get("value") != "file:complete":
            await asyncio.sleep(0.05)
        printed = await tab.send_command(
            "Page.printToPDF",
            {
                "printBackground": True,
                "preferCSSPageSize": True,
                "generateTaggedPDF": True,
                "generateDocumentOutline": True,
                "displayHeaderFooter": True,
                "headerTemplate": "<span></span>",
                "footerTemplate": foot,
            },
        )
    finally:
        await kaleido.close_tab(tab)
    return b64decode(printed["result"]["data"])


def _make_kaleido(browser: str) -> Any:
    """Kaleido with one page that stays: by itself it loads Plotly anew after each picture, longer than one takes."""
    from kaleido import Kaleido

    class Kept(Kaleido):  # type: ignore[misc]
        drawn = 0

        async def _return_kaleido_tab(self, tab: Any) -> None:
            self.drawn += 1
            if self.drawn % RELOADED:
                await self.tabs_ready.put(tab)
            else:
                await super()._return_kaleido_tab(tab)

    return Kept(n=1, timeout=PATIENCE, mathjax=False, path=browser)


CAMERA = Camera()
atexit.register(CAMERA.close)
