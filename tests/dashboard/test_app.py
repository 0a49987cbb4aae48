"""The application over a store that is made up: what each control, click and request does, without a browser."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard import ids
from dashboard.app import create_app
from dashboard.callbacks.address import find_version, spell_cell
from dashboard.callbacks.charts import tell_newer, tell_outside
from dashboard.exports.making import make_cells, make_export
from dashboard.library import KEPT, Library
from dashboard.measures import count_periods
from dashboard.selection import ANY, Selection, choose
from dashboard.views.view import apply_selection, draw_heatmap, draw_timeline, pin, read_window
from loaders import load
from loaders.errors import StoreError
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
TODAY = date(2026, 6, 15)
STORE = SyntheticStore()


def library(store: Any = STORE) -> Library:
    return Library(lambda _: store, "nowhere")


def view(selection: Selection, store: Any = STORE) -> Any:
    return apply_selection(selection, library(store).newest(), TAXONOMY, TODAY)


def client(store: Any = STORE) -> Any:
    return create_app(library(store), TAXONOMY, today=lambda: TODAY).server.test_client()


# ------------------------------------------------------------------ requests


def test_the_page_is_served_with_all_it_needs_from_here() -> None:
    page = client().get("/")
    assert page.status_code == 200
    assert "https://" not in page.text
    assert "http://" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_a_worker_that_never_wrote_the_page_hands_out_its_scripts() -> None:
    scripts = re.findall(r'src="(/_dash-component-suites/[^"]+)"', client().get("/").text)
    assert len(scripts) > 5
    assert client().get(scripts[-1]).status_code == 200


def test_a_foreign_name_in_the_host_header_is_turned_away() -> None:
    assert client().get("/", headers={"Host": "rebound.example"}).status_code == 403
    assert client().get("/", headers={"Host": "127.0.0.1:8050"}).status_code == 200
    assert client().get("/", headers={"Host": "[::1]:8050"}).status_code == 200


class Growing:
    """A store whose every opening finds one more version."""

    def __init__(self) -> None:
        self.opened = 0

    def __call__(self, version: int | None) -> SyntheticStore:
        if version is None:
            self.opened += 1
        store = SyntheticStore(count=self.opened)
        store.version = version or self.opened
        return store


def test_a_reload_shows_what_was_loaded_meanwhile_and_an_open_page_keeps_its_version() -> None:
    shelf = Library(Growing(), "nowhere")
    first, second = shelf.newest(), shelf.newest()
    assert (first.version, second.version) == (1, 2)
    assert len(second.documents) > len(first.documents)
    assert shelf.at_version(1) is first
    for _ in range(KEPT):
        shelf.newest()
    assert shelf.at_version(KEPT + 2).version == KEPT + 2


def test_many_threads_read_one_set_of_frames() -> None:
    shelf = library()
    with ThreadPoolExecutor(8) as pool:
        held = list(pool.map(lambda _: shelf.newest(), range(32)))
    assert all(one is held[0] for one in held)


def missing(_: int | None) -> Any:
    raise StoreError("/nowhere: there is no store here.")


@pytest.mark.parametrize("opener", [missing, lambda _: SyntheticStore(count=0)])
def test_a_missing_or_empty_store_is_a_page_that_says_how_to_load(opener: Any) -> None:
    served = create_app(Library(opener, "/nowhere"), TAXONOMY).server.test_client().get("/_dash-layout")
    assert served.status_code == 200
    assert "python -m loaders load" in served.text
    assert "store" in served.text


def test_two_apps_of_one_process_each_answer_their_own_clicks() -> None:
    one, other = create_app(library(), TAXONOMY), create_app(library(), TAXONOMY)
    for app in (one, other):
        listed = json.loads(app.server.test_client().get("/_dash-dependencies").text)
        assert any(ids.TIMELINE in entry["output"] for entry in listed)


# -------------------------------------------------------------------- clicks


def test_the_list_of_a_cell_holds_what_the_cell_counts() -> None:
    for measure in ("onset", "presence", "days"):
        chosen = Selection(period="year", measure=measure)
        shown = view(chosen)
        codes = chosen.codes(TAXONOMY)
        counts = count_periods(
            shown.events, sectors=codes, period="year", measure=measure, axis="when", as_of=TODAY
        ).table
        for code in codes:
            for first in counts.columns:
                cell = spell_cell(code, f"{first.year}-01-01", f"{first.year}-12-31")
                brushed = apply_selection(replace(chosen, cell=cell), shown.holdings, TAXONOMY, TODAY)
                listed = len(brushed.chosen.rows)
                value = counts.loc[code, first]
                assert (listed > 0) == (not pd.isna(value) and value > 0), (measure, cell)
                if measure != "days" and not pd.isna(value):
                    assert listed >= value - 1e-9


def read_text(component: Any) -> str:
    """All text of a component, in order."""
    if component is None:
        return ""
    if isinstance(component, (list, tuple)):
        return "".join(read_text(one) for one in component)
    return component if isinstance(component, str) else read_text(getattr(component, "children", None))


# -------------------------------------------------------------------- charts


def test_both_charts_stand_on_the_same_days() -> None:
    for chosen in (
        Selection(),
        Selection(zoom=(date(2019, 3, 5), date(2021, 7, 9))),
        Selection(start=date(2018, 1, 1)),
    ):
        shown = view(chosen)
        above = draw_timeline(shown, TAXONOMY, 1100)
        below = draw_heatmap(shown, TAXONOMY, 1100, read_window(above))
        assert above.layout.xaxis.range == below.layout.xaxis.range
        assert above.layout.margin.l == below.layout.margin.l
        assert above.layout.margin.r == below.layout.margin.r


def test_a_selection_of_no_event_is_drawn_and_told() -> None:
    shown = view(Selection(publishers=("Nobody",)))
    above = draw_timeline(shown, TAXONOMY, 390)
    draw_heatmap(shown, TAXONOMY, 390, read_window(above))


def test_events_outside_the_chosen_sectors_are_counted_with_a_link_to_them() -> None:
    assert "more lie in other sectors" in read_text(tell_outside(view(Selection(sectors=("5g",))), TAXONOMY))
    assert tell_outside(view(Selection(sectors=(ANY,))), TAXONOMY) is None


def test_the_list_is_in_the_order_of_the_axis() -> None:
    shown = view(Selection())
    starts = shown.events["when_start"].fillna(shown.events["announced_start"])
    assert starts[shown.events["when"].isna()].is_monotonic_increasing


# ------------------------------------------------------------------ versions


def test_a_day_that_is_known_shows_the_version_of_that_day_and_an_earlier_one_is_told() -> None:
    def known(day: date) -> int:
        if day < date(2025, 1, 1):
            raise StoreError("nowhere: the store held nothing on that day.")
        return 3

    shelf = Library(lambda _: STORE, "nowhere", known)
    assert find_version(Selection(), shelf, 7) == (7, ())
    assert find_version(Selection(known_on=date(2025, 3, 1)), shelf, 7) == (3, ())
    assert find_version(Selection(known_on=date(2024, 3, 1)), shelf, 7)[1] == (
        "nowhere: the store held nothing on that day.",
    )
    said = Selection(known_on=date(2025, 3, 1), as_of=date(2025, 4, 1)).describe("en")
    assert "as known on 1 March 2025" in said
    assert "with 1 April 2025 as today" in said


def test_a_real_store_tells_what_it_knew_on_a_day(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "BEIJING, March 3, 2023 -- MIIT will build 600,000 5G base stations by June 2023.\n"
    )
    load(tmp_path / "a.txt", store=tmp_path / "store", workers=1)
    shelf = Library.at(tmp_path / "store")
    assert shelf.known_on(date(9998, 1, 1)) == shelf.newest_version()
    with pytest.raises(StoreError):
        shelf.known_on(date(1999, 1, 1))
    holdings = shelf.newest()
    assert "text" not in holdings.documents
    assert holdings.rows(holdings.events["id"].tolist())["text"].str.contains("600,000").all()
    assert choose(Selection(sectors=(ANY,), text="base stations"), holdings.ground, TAXONOMY).rows.size == 1


def test_an_answer_that_fails_for_want_of_data_says_so_on_the_page() -> None:
    def gone(version: int | None) -> SyntheticStore:
        if version is not None:
            raise StoreError("/store: version 3 is no more.")
        return STORE

    asked = create_app(Library(gone, "nowhere"), TAXONOMY).server.test_client()
    tell = next(
        row for row in asked.get("/_dash-dependencies").json if row["output"].startswith("..sentence.data-markup")
    )
    outputs = [
        dict(zip(("id", "property"), name.split("."), strict=True)) for name in tell["output"].strip(".").split("...")
    ]
    values = {"view": "", "data-version": 3}
    inputs = [{"id": one["id"], "property": one["property"], "value": values[one["id"]]} for one in tell["inputs"]]
    body = {"output": tell["output"], "outputs": outputs, "inputs": inputs, "changedPropIds": ["view.data"]}
    answer = asked.post("/_dash-update-component", json=body)
    assert answer.status_code == 200
    assert "version 3 is no more" in answer.text


def test_newer_data_is_offered_and_the_data_shown_stay() -> None:
    offered = tell_newer(library(), 6, Selection(statuses=("done",)))
    assert "Newer data" in read_text(offered)
    assert offered[-1].href == "?status=done"
    assert tell_newer(library(), 7, Selection()) is None


def test_the_page_is_in_the_language_and_colours_that_its_address_asks_for() -> None:
    page = client().get("/?ui=zh").text
    assert '<html lang="zh-CN">' in page
    assert "<title>政策时间线</title>" in page
    parts = client().get("/_dash-layout", headers={"Referer": "http://127.0.0.1:8050/?ui=zh&theme=dark"}).text
    assert "政策时间线" in json.dumps(json.loads(parts), ensure_ascii=False)
    assert '{"id":"scheme","data":"dark"}' in parts
    assert '<html lang="en">' in client().get("/").text


# ----------------------------------------------------------------- downloads


def test_the_table_of_events_holds_all_that_is_shown_and_the_shelf() -> None:
    shown = view(Selection())
    export = make_export(shown, TAXONOMY, "events", "csv")
    lines = export.data.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(shown.events) + len(shown.undated)
    assert export.receipt.data_version == 7
    assert export.receipt.events == len(shown.events)


def test_the_table_of_the_heatmap_holds_its_counts() -> None:
    table = make_cells(view(Selection(period="year")), TAXONOMY)
    assert set(table["sector"]) == set(Selection().codes(TAXONOMY))
    assert table["value"].sum() > 0


def test_a_receipt_writes_down_the_day_it_was_drawn() -> None:
    pinned = pin(view(Selection(event="aa", sectors=("5g",))))
    assert pinned == Selection(sectors=("5g",), as_of=TODAY)
