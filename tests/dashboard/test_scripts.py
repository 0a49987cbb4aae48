"""What the page asks for, in which order, and what comes with it before it is asked for, without a browser."""

from __future__ import annotations

import gzip
import re
from datetime import date
from typing import Any

import pytest
from markupsafe import Markup

from dashboard import ids
from dashboard.app import create_app
from dashboard.callbacks.panel import is_known
from dashboard.library import Library
from dashboard.pages.panel import OPENED
from dashboard.scripts import pack_plotly
from dashboard.selection import Selection
from dashboard.views.view import apply_selection
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

STORE = SyntheticStore()
ROOM = [900, 800, "dark"]
TODAY = date(2026, 6, 15)


@pytest.fixture(scope="module", name="client")
def fixture_client() -> Any:
    app = create_app(Library(lambda _: STORE, "nowhere"), load_taxonomy(), today=lambda: TODAY)
    return app.server.test_client()


def test_plotly_is_asked_for_once_and_before_all_others(client: Any) -> None:
    scripts = re.findall(r"<script[^>]* src=[^>]+>", client.get("/").text)
    assert [script for script in scripts if "plotly" in script and "/assets/" not in script] == scripts[:1]
    assert " async" in scripts[0]
    assert not any("dash_table" in script or "mantine" in script for script in scripts)


def test_plotlys_script_comes_whole_compressed_and_is_kept(client: Any) -> None:
    path = pack_plotly().path
    packed, plain = client.get(path, headers={"Accept-Encoding": "gzip, zstd"}), client.get(path)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    licence, _, script = plain.text.partition("*/\n")
    assert "Licensed under the MIT license" in licence
    assert script.startswith('"use strict";var Plotly=')
    assert plain.text.endswith("window.Plotly = Plotly;")
    assert "max-age=31536000" in packed.headers["Cache-Control"]
    assert packed.headers["X-Content-Type-Options"] == "nosniff"


def test_only_what_is_named_by_its_time_is_kept_by_the_browser(client: Any) -> None:
    for path, kept in (("/assets/page.js?m=17", True), ("/assets/page.js", False), ("/", False)):
        with client.get(path) as answer:
            assert ("immutable" in answer.headers.get("Cache-Control", "")) == kept


def find_parts(layout: Any) -> dict[str, Any]:
    """The properties of the parts of a page that have a name."""
    if isinstance(layout, list):
        return {name: part for one in layout for name, part in find_parts(one).items()}
    if not isinstance(layout, dict) or "props" not in layout:
        return {}
    held = layout["props"]
    return find_parts(held.get("children")) | ({held["id"]: held} if "id" in held else {})


def ask(client: Any, values: dict[str, Any]) -> dict[str, Any]:
    """What the page is answered that asks for its timeline."""
    rows = client.get("/_dash-dependencies").json
    row = next(one for one in rows if one["output"].startswith("..timeline.figure"))
    outputs = [
        dict(zip(("id", "property"), name.split("."), strict=True)) for name in row["output"].strip(".").split("...")
    ]
    given = {
        kind: [{**one, "value": values[one["id"]]} for one in row[kind]]  # as the browser holds them
        for kind in ("inputs", "state")
    }
    body = {"output": row["output"], "outputs": outputs, **given, "changedPropIds": ["view.data"]}
    answer: dict[str, Any] = client.post("/_dash-update-component", json=body).json["response"]
    return answer


def test_the_timeline_comes_with_the_page_for_a_room_that_was_told_and_is_not_drawn_again(client: Any) -> None:
    seen = {"Referer": "http://127.0.0.1:8050/?sectors=any"}
    untold = find_parts(client.get("/_dash-layout", headers=seen).json)
    assert not untold["timeline"]["figure"]["data"]
    assert untold["ahead"]["data"] is None
    client.set_cookie("room", ",".join(map(str, ROOM)))
    parts = find_parts(client.get("/_dash-layout", headers=seen).json)
    client.delete_cookie("room")
    figure, ahead = parts["timeline"]["figure"], parts["ahead"]["data"]
    assert figure["data"]
    assert figure["layout"]["width"] == ROOM[0]
    assert all(
        parts[name]["data-markup"].count("<") > 3 for name in (ids.SENTENCE, ids.COVERAGE, ids.facet_rows("sectors"))
    )
    held = {"extent": parts["extent"]["data"], "data-version": parts["data-version"]["data"]}
    there = {"view": "?sectors=any", "chart-room": ROOM}
    assert ask(client, held | there | {"ahead": ahead}) == {"ahead": {"data": None}}
    answer = ask(client, held | there | {"ahead": None})
    assert answer["timeline"]["figure"] == figure
    for other in ({"view": ""}, {"chart-room": [880, 800, "dark"]}, {"chart-room": [900, 800, "light"]}):
        assert "figure" in ask(client, held | there | {"ahead": ahead} | other)["timeline"]


@pytest.mark.parametrize("opened", ["event=unknown", "pile=5g~2024"])
def test_the_timeline_of_an_address_with_something_open_is_drawn_for_the_room_beside_the_panel(
    client: Any, opened: str
) -> None:
    client.set_cookie("room", "900,800,dark,640")
    parts = find_parts(client.get("/_dash-layout", headers={"Referer": f"http://127.0.0.1:8050/?{opened}"}).json)
    first, closed = (client.get(f"/?{query}").text for query in (opened, "sectors=any"))
    client.delete_cookie("room")
    assert parts["timeline"]["figure"]["layout"]["width"] == parts["ahead"]["data"][1][0] == 640
    assert parts[ids.PANEL]["className"] == OPENED
    for text, shown in ((first, True), (closed, False)):
        root, _, still = text.partition('<div class="still')
        assert ('class="panel-shown"' in root) is shown
        assert (f'class="{OPENED}"' in still) is shown
        assert ('width="640"' in still) is shown


def test_an_event_that_is_none_offers_no_reason_why_it_is_one() -> None:
    library = Library(lambda _: STORE, "nowhere")
    known = library.newest().events["id"].iloc[0]
    for event, offered in ((known, True), ("unknown", False)):
        assert is_known(apply_selection(Selection(event=event), library.newest(), load_taxonomy(), TODAY)) is offered


def test_the_still_picture_of_a_room_is_drawn_once_for_all_who_have_it(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/?text=network")
    monkeypatch.setattr("dashboard.app.draw_still", lambda *_: Markup("another"))
    assert "another" not in client.get("/?text=network").text
    assert "another" in client.get("/?text=network&ui=zh").text
