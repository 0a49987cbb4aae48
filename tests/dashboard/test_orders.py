"""The addresses by which the page orders files: what is asked for is made, what is foreign or wrong is declined."""

from __future__ import annotations

import io
import json
import time
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest

from dashboard.app import create_app
from dashboard.callbacks.orders import read_order, read_size
from dashboard.exports import Receipt
from dashboard.exports.sizes import SIZES, Size
from dashboard.library import Library
from loaders.errors import UsageError
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
TODAY = date(2026, 6, 15)
LIBRARY = Library(lambda _: SyntheticStore(40), "nowhere")
VERSION = LIBRARY.newest().version
ASKED = {"figure": "timeline", "form": "csv", "query": "?sectors=5g&event=x", "version": str(VERSION), "reader": "en"}


@pytest.fixture(scope="module", name="client")
def fixture_client() -> Any:
    return create_app(LIBRARY, TAXONOMY, today=lambda: TODAY).server.test_client()


def follow(client: Any, asked: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The number of an order and how it stands in the end."""
    given = client.post("/exports", json=asked)
    assert given.status_code == 202, given.text
    number = given.json["number"]
    until = time.monotonic() + 60
    while (now := client.get(f"/exports/{number}").json)["state"] in ("waiting", "working"):
        assert time.monotonic() < until
        time.sleep(0.01)
    return number, now


def test_a_file_and_its_receipt_are_handed_out_under_their_names(client: Any) -> None:
    number, end = follow(client, ASKED)
    assert (end["state"], end["name"]) == ("done", "timeline.csv")
    file = client.get(f"/exports/{number}/file")
    assert file.data.startswith(b"\xef\xbb\xbfid,title")
    assert file.headers["Content-Disposition"] == "attachment; filename*=UTF-8''timeline.csv"
    receipt = Receipt.from_json(client.get(f"/exports/{number}/receipt").text)
    assert (receipt.data_version, receipt.form, receipt.made) == (VERSION, "csv", "2026-06-15")
    assert "event=" not in receipt.url


def test_a_bundle_holds_both(client: Any) -> None:
    number, end = follow(client, ASKED | {"form": "bib", "bundled": True})
    assert end["name"] == "timeline.bib.zip"
    with ZipFile(io.BytesIO(client.get(f"/exports/{number}/file").data)) as bundle:
        assert bundle.namelist() == ["timeline.bib", "timeline.bib.receipt.json"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"figure": "timelin"}, "Did you mean 'timeline'"),
        ({"form": "gif"}, "choose png"),
        ({"part": "half"}, "choose visible or whole"),
        ({"figure": "compare"}, "no second selection"),
        ({"form": "txt", "style": "gb"}, "choose gb-t-7714"),
    ],
)
def test_what_there_is_not_fails_with_what_there_is(client: Any, wrong: dict[str, str], said: str) -> None:
    _, end = follow(client, ASKED | wrong)
    assert end["state"] == "failed"
    assert said in end["error"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"figure": "compare"}, "尚无可对比的另一项筛选"), ({"form": "png"}, "未找到。其他格式不受影响")],
)
def test_what_stands_against_it_is_said_in_the_language_of_the_page(
    client: Any, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str], said: str
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    _, end = follow(client, ASKED | wrong | {"reader": "zh"})
    assert said in end["error"]


def test_a_number_that_nobody_knows_is_gone_and_has_no_file(client: Any) -> None:
    assert client.get("/exports/0a1b").json["state"] == "gone"
    assert client.delete("/exports/0a1b").json["state"] == "gone"
    assert client.get("/exports/0a1b/file").status_code == 404


@pytest.mark.parametrize("address", ["/exports", "/briefing"])
def test_a_form_of_a_foreign_page_is_declined(client: Any, address: str) -> None:
    spelled = json.dumps(ASKED)
    assert client.post(address, data=spelled, content_type="text/plain").status_code == 400
    assert client.post(address, data=ASKED).status_code == 400
    assert client.post(address, json=[ASKED]).status_code == 400


def test_a_briefing_is_read_back_or_declined_with_the_item_that_is_wrong(client: Any) -> None:
    told = {"title": "5G", "items": [{"chart": "timeline", "address": "?sectors=5g"}, {"event": "0a1b"}]}
    read = client.post("/briefing", json=told).json
    assert read["items"][0] == {"chart": "timeline", "address": "?sectors=5g", "caption": "", "notes": ""}
    refused = client.post("/briefing", json={"title": "5G", "items": [{"chart": "timelin"}]})
    assert refused.status_code == 400
    assert "item 1" in refused.json["error"]
    order = client.post(
        "/exports", json={"figure": "briefing", "form": "pptx", "briefing": {"title": "5G", "items": []}}
    )
    assert order.status_code == 400
    assert "0 items" in order.json["error"]


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({"size": "slide"}, SIZES["slide"]),
        ({"size": "free", "width": "800", "height": ""}, Size(800)),
        ({"size": "free", "width": "9000", "height": "600"}, Size(4000, 600)),
        ({"width": 10}, Size(320)),
    ],
)
def test_a_picture_has_the_size_chosen_as_far_as_pictures_go(asked: dict[str, Any], size: Size) -> None:
    assert read_size(asked) == size


def test_what_is_no_number_is_told() -> None:
    with pytest.raises(UsageError, match="width"):
        read_size({"width": "wide"})


def test_colours_and_language_are_those_of_the_form_and_the_version_that_of_the_page() -> None:
    asked = ASKED | {"theme": "dark", "language": "zh", "version": "7"}
    order = read_order(asked, LIBRARY, TAXONOMY, TODAY)
    assert order.query == "?sectors=5g&theme=dark&ui=zh"
    assert order.version == 7
