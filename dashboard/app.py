"""Makes the application over one store; keeps no state of a reader and serves nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dash import Dash, html, set_props
from flask import Response, abort, request
from markupsafe import Markup

from dashboard import ids
from dashboard.callbacks import register
from dashboard.callbacks.source import Source
from dashboard.callbacks.still import COOKIE, draw_ahead, draw_still, read_room
from dashboard.desk import Bench, Counter
from dashboard.desk.making import Maker
from dashboard.library import Library
from dashboard.pages import build_empty_page, build_page
from dashboard.scripts import arrange, serve_scripts
from dashboard.selection import Selection
from dashboard.views.view import apply_selection
from dashboard.words import load_words
from loaders.errors import PolicyTimelineError
from loaders.sectors.taxonomy import Taxonomy, load_taxonomy

LOOPBACK = ("127.0.0.1", "localhost", "::1")
INDEX = """<!DOCTYPE html>
<html lang="en">
<head>{%metas%}<title>{%title%}</title>{%favicon%}{%css%}</head>
<body>{%app_entry%}{%still%}<footer>{%config%}{%scripts%}{%renderer%}</footer></body>
</html>
"""
ASSETS = Path(__file__).resolve().parent / "assets"


def create_app(
    store: str | Path | Library,
    taxonomy: Taxonomy | None = None,
    *,
    hosts: Iterable[str] = LOOPBACK,
    today: Callable[[], date] = date.today,
    counter: Counter | None = None,
) -> Dash:
    """The dashboard over the store in a folder; each page load reads the store's newest version.

    ``hosts`` are the names the page may be asked for by: another name in the Host header is turned away, so that no
    foreign site can read the page through a name of its own that points here. ``today`` is the day marks are judged by.
    ``counter`` takes orders of files: without one they are made in this program.
    """
    known = taxonomy or load_taxonomy()
    library = store if isinstance(store, Library) else Library.at(store)
    source = Source(library, known, today)
    app = Page(
        __name__,
        title="Policy Timeline",
        update_title="",
        index_string=INDEX,
        assets_folder=str(ASSETS),
        serve_locally=True,
        suppress_callback_exceptions=True,
        compress=True,
        on_error=tell_failure,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    serve_scripts(app)
    app.enable_dev_tools(debug=False)
    app.layout = lambda: lay_out(source)
    register(app, source, counter or Bench(Maker(library, known)))
    names = tuple(hosts)
    guard(app, frozenset(names))
    # Dash learns which scripts it may hand out when it first writes the page; a worker must know before it is asked.
    app.server.test_client().get("/", base_url=f"http://{names[0]}")
    app.draw = partial(draw_first, source)  # from now on: nobody looks at that first one
    return app


def lay_out(source: Source) -> Any:
    """The page as the store is now, in the language and the colours that the reader's address asks for.

    Where the browser told the room it has, its timeline comes with it.
    """
    chosen = read_request(source)
    holdings = source.library.newest()
    if holdings.problem is not None:
        return build_empty_page(holdings.problem, source.library.place, chosen.language, chosen.theme)
    ahead, told, opened = None, request.cookies.get(COOKIE), is_opened(chosen)
    if told and not chosen.known_on:
        with suppress(PolicyTimelineError):  # the page itself says what is wrong
            view = apply_selection(chosen, holdings, source.taxonomy, source.today())
            ahead = draw_ahead(view, read_room(told, opened=opened), source.taxonomy)
    return build_page(holdings.version, chosen.language, chosen.theme, source.library.place, ahead, opened=opened)


def is_opened(chosen: Selection) -> bool:
    """Whether an address has something open in the panel, which takes room from the charts."""
    return bool(chosen.event or chosen.pile)


def read_request(source: Source) -> Selection:
    """The selection in the address of the page that a request is for, or that asks for its parts."""
    query = request.query_string.decode() if request.path == "/" else urlsplit(request.referrer or "").query
    return source.read(query)


def tell_failure(error: Exception) -> None:
    """Say on the page what an answer failed of, and leave what it shows as it is."""
    if not isinstance(error, PolicyTimelineError):
        raise error
    set_props(ids.NOTES, {"children": html.P(str(error), className="note")})


def draw_first(source: Source) -> tuple[str, str, Markup]:
    """The page's language, the attributes of its root, and what it shows until its scripts have come.

    These are its colours, where they are known, and whether the panel is open.
    """
    chosen = read_request(source)
    opened = is_opened(chosen)
    room = read_room(request.cookies.get(COOKIE), opened=opened)
    scheme = chosen.theme or room.scheme or ""
    holdings = source.library.newest()
    still = Markup()
    with suppress(PolicyTimelineError):  # the page itself says what is wrong
        if holdings.problem is None and not chosen.known_on:
            view = apply_selection(chosen, holdings, source.taxonomy, source.today())

            def draw() -> Markup:
                place = source.library.place
                page = build_page(holdings.version, chosen.language, chosen.theme, place, opened=opened)
                return draw_still(page, view, room, source.taxonomy)

            still = holdings.ground.keep(("still", view.selection, view.as_of, room), draw)
    coloured = f' data-scheme="{scheme}"' if scheme else ""
    return chosen.language, coloured + (' class="panel-shown"' if opened else ""), still


class Page(Dash):
    """Dash, whose frame is in the reader's language and colours and shows a still picture of the page at once."""

    draw: Callable[[], tuple[str, str, Markup]] | None = None

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        """The page's frame, by the request."""
        language, root, still = self.draw() if self.draw else ("en", "", Markup())
        page = load_words(language)["page"]
        parts |= {"title": page["name"], "scripts": arrange(parts["scripts"])}
        written: str = super().interpolate_index(**parts)  # type: ignore[no-untyped-call]
        head = f'<html lang="{page["lang"]}"{root}>'
        return written.replace('<html lang="en">', head, 1).replace("{%still%}", still, 1)


def guard(app: Dash, hosts: frozenset[str]) -> None:
    """Turn away foreign names, and tell the browser to load nothing from elsewhere and to show the page in no frame."""
    policy = content_policy(app)

    def check_host() -> None:
        if urlsplit(f"//{request.host}").hostname not in hosts:
            abort(403, f"This page is not served under the name {request.host[:80]}. Open it as http://127.0.0.1.")

    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "same-origin"  # the page's parts are asked for in its language
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response

    app.server.before_request(check_host)
    app.server.after_request(add_headers)


def content_policy(app: Dash) -> str:
    """The Content-Security-Policy: all from here, scripts by hash where they stand in the page."""
    scripts = " ".join(["'self'", *(f"'{mark}'" if not mark.startswith("'") else mark for mark in app.csp_hashes())])
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )
