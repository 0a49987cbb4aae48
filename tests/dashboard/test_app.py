"""The application over a store that is made up: what each control, click and request does, without a browser."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard import ids
from dashboard.app import create_app
from dashboard.callbacks.address import choose, control_values, is_backward, says, step_zoom, zoom_to
from dashboard.callbacks.charts import list_rows, tell_outside
from dashboard.callbacks.downloads import make_counts, make_export
from dashboard.callbacks.panel import build_body, counts_in, find_link, focus, listed_events, spell_cell
from dashboard.callbacks.view import apply_selection, draw_heatmap, draw_timeline, pin, read_window
from dashboard.library import KEPT, Library
from dashboard.measures import count_periods
from dashboard.pages.quotation import AROUND, cut_pieces, find_paragraph
from dashboard.selection import ANY, EARLIEST, LATEST, Selection, read_cell
from loaders.errors import StoreError
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import EVIL, SyntheticStore

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


# ------------------------------------------------------------------ controls


@pytest.mark.parametrize(
    "chosen",
    [
        Selection(),
        Selection(sectors=("6g", "quantum"), statuses=("done",), start=date(2020, 1, 1), end=date(2021, 1, 1)),
        Selection(sectors=(ANY,), theme="dark", axis="announced", period="month", measure="mass"),
        Selection(sectors=(ANY,), publishers=("MIIT",), languages=("zh",)),
    ],
)
def test_the_controls_say_the_selection_and_the_selection_the_controls(chosen: Selection) -> None:
    assert choose(Selection(), tuple(control_values(chosen, TAXONOMY)), TAXONOMY) == chosen


def test_controls_that_say_the_selection_are_left_alone() -> None:
    chosen = Selection(sectors=("6g", "5g"), statuses=("done",), zoom=(date(2020, 1, 1), date(2021, 1, 1)))
    assert not says((None,) * 12, chosen, TAXONOMY)
    assert says(tuple(control_values(chosen, TAXONOMY)), replace(chosen, sectors=("5g", "6g")), TAXONOMY)
    assert not says(tuple(control_values(Selection(), TAXONOMY)), chosen, TAXONOMY)


def test_dates_given_backwards_are_not_applied() -> None:
    before = Selection(start=date(2020, 1, 1), end=date(2021, 1, 1))
    values = control_values(before, TAXONOMY)
    values[6:8] = ["2024-05-01", "2023-05-01"]
    assert is_backward(tuple(values))
    assert choose(before, tuple(values), TAXONOMY) == before
    assert not says(tuple(values), before, TAXONOMY)


def test_a_drag_zooms_and_a_double_click_shows_all() -> None:
    dragged = zoom_to(Selection(), {"xaxis.range[0]": "2023-01-01 13:00", "xaxis.range[1]": "2023-03-01 01:00"})
    assert dragged.zoom == (date(2023, 1, 1), date(2023, 3, 2))
    assert zoom_to(dragged, {"xaxis.autorange": True}).zoom is None
    assert zoom_to(dragged, {"autosize": True}) == dragged


def test_a_zoom_never_shuts_the_window() -> None:
    extent = (date(2024, 1, 1), date(2024, 1, 2))
    for _ in range(5):
        extent = step_zoom(extent, ids.ZOOM_IN)
        assert extent[0] < extent[1]


@pytest.mark.parametrize("tool", [ids.ZOOM_OUT, ids.EARLIER, ids.LATER])
def test_a_zoom_goes_no_further_than_the_years_that_charts_show(tool: str) -> None:
    extent = (date(2014, 1, 1), date(2030, 1, 1))
    for _ in range(30):
        extent = step_zoom(extent, tool)
    assert EARLIEST <= extent[0] < extent[1] <= LATEST
    dragged = zoom_to(Selection(), {"xaxis.range": ["1700-01-01", "2200-01-01"]})
    assert dragged.zoom == (EARLIEST, LATEST)
    assert Selection.from_query(replace(Selection(), zoom=extent).to_query(), TAXONOMY)[0].zoom == extent


def test_an_address_that_zooms_out_of_the_charts_is_told_and_ignored() -> None:
    chosen, notes = Selection.from_query("?zoom=0001-01-01/9999-12-30", TAXONOMY)
    assert chosen.zoom is None
    assert "zoom" in notes[0]
    assert Selection.from_query("?dates=0001-01-01/9999-12-31", TAXONOMY)[0] == Selection()


# -------------------------------------------------------------------- clicks


def test_a_mark_opens_its_event_and_a_chip_the_list_of_its_events() -> None:
    before = Selection(statuses=("done",), cell="5g~2024")
    mark = {"points": [{"customdata": ["aa"]}]}
    chip = {"points": [{"customdata": ["aa", "bb"]}]}
    assert focus(before, ids.TIMELINE, mark) == replace(before, cell=None, event="aa")
    assert focus(before, ids.TIMELINE, chip) == replace(before, cell=None, members=("aa", "bb"))
    assert focus(before, ids.TIMELINE, {"points": [{}]}) == before


def test_an_event_opened_from_a_list_leads_back_to_the_list() -> None:
    before = Selection(cell="5g~2024")
    opened = focus(before, ids.open_event("aa", "panel"), 1)
    assert (opened.event, opened.cell) == ("aa", "5g~2024")
    assert focus(opened, ids.BACK, 1) == before
    assert focus(opened, ids.PANEL, False) == Selection()
    assert focus(before, ids.open_event("aa", "shelf"), 1) == Selection(event="aa")
    assert focus(before, ids.open_event("aa", "panel"), None) == before


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
                cell = read_cell(spell_cell(code, f"{first.year}-01-01", f"{first.year}-12-31"))
                assert cell is not None
                listed = counts_in(shown.events, cell, chosen, TODAY).sum()
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


def test_the_panel_quotes_the_sentence_and_says_whence_each_claim_comes() -> None:
    events = STORE.events()
    for row in events.head(40).to_dict("records"):
        body = build_body(Selection(event=row["id"]), library(), 7, TAXONOMY, link="x", today=TODAY)
        text = read_text(body)
        assert row["text"] in text
        assert row["title"] in text
        if row["announced"]:
            assert "by its dateline" in text
        else:
            assert "The document shows no date. Its text proves since March" in text


def test_text_of_a_source_is_text_and_no_markup() -> None:
    row = next(row for row in STORE.events().to_dict("records") if EVIL in row["text"])
    body = build_body(Selection(event=row["id"]), library(), 7, TAXONOMY, link="x", today=TODAY)
    drawn = json.dumps(
        [one.to_plotly_json() for one in body if one is not None], default=lambda one: one.to_plotly_json()
    )
    assert "onerror" in drawn
    assert not {"Markdown", "DangerouslySetInnerHTML"} & set(json.dumps(drawn).split('"'))


def test_a_script_in_place_of_an_address_is_no_link() -> None:
    store = SyntheticStore(count=3)
    store._documents["url"] = "javascript:alert(1)"
    row = store.events().iloc[0]
    body = build_body(Selection(event=row["id"]), library(store), 7, TAXONOMY, link="x", today=TODAY)
    assert "javascript:" not in json.dumps(
        [one.to_plotly_json() for one in body[2:3]], default=lambda one: one.to_plotly_json()
    )


def test_what_a_table_says_is_shown_as_a_row_of_it() -> None:
    store = SyntheticStore(count=3)
    row = store.events().iloc[0]
    for kind, heading in (("table", "The row in its table"), ("notice", "The sentence in its document")):
        store._documents["kind"] = kind
        body = build_body(Selection(event=row["id"]), library(store), 7, TAXONOMY, link="x", today=TODAY)
        assert heading in read_text(body)


def test_an_event_that_is_gone_is_told() -> None:
    body = build_body(Selection(event="0" * 16), library(), 7, TAXONOMY, link="x", today=TODAY)
    assert "not in the store" in read_text(body)


def test_the_pieces_of_a_quotation_joined_are_the_text() -> None:
    text = "By 2025 the 5G network is to cover all towns."
    pieces = cut_pieces(
        text, 0, len(text), [("sentence", (0, 20)), ("time", (3, 7)), ("5g", (12, 14)), ("x", (90, 99))]
    )
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if "time" in piece.marks] == ["2025"]


def test_a_paragraph_without_end_is_shown_around_the_sentence_alone() -> None:
    assert find_paragraph([{"start": 0, "end": 10**6}], 10**6, 5000, 5100) == (5000 - AROUND, 5100 + AROUND)
    assert find_paragraph([{"start": 4990, "end": 5110}], 10**6, 5000, 5100) == (4990, 5110)
    assert find_paragraph(None, 120, 100, 110) == (0, 120)


def test_a_copied_link_opens_the_same_event() -> None:
    link = find_link("http://127.0.0.1:8050/?theme=dark", Selection(theme="dark", event="aa"))
    assert link == "http://127.0.0.1:8050/?theme=dark&event=aa"


# -------------------------------------------------------------------- charts


def test_every_event_selected_is_a_mark_in_a_chip_or_on_the_shelf() -> None:
    for chosen in (Selection(), Selection(axis="announced"), Selection(sectors=("nev",))):
        shown = view(chosen)
        drawn = draw_timeline(shown, TAXONOMY, 1100)
        marks = {one for trace in drawn.data for group in trace.customdata or () for one in group}
        assert marks == set(shown.events["id"])
        assert {row["id"] for row in list_rows(shown, TAXONOMY)} == marks
        everything = Selection(sectors=chosen.sectors).filter(STORE.events(), TAXONOMY)
        assert set(everything["id"]) <= marks | set(shown.undated["id"])


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
    assert list_rows(shown, TAXONOMY) == []


def test_events_outside_the_chosen_sectors_are_counted_with_a_link_to_them() -> None:
    assert "more lie in other sectors" in read_text(tell_outside(view(Selection(sectors=("5g",))), TAXONOMY))
    assert tell_outside(view(Selection(sectors=(ANY,))), TAXONOMY) is None


def test_the_list_is_in_the_order_of_the_axis() -> None:
    shown = view(Selection())
    starts = shown.events["when_start"].fillna(shown.events["announced_start"])
    assert starts[shown.events["when"].isna()].is_monotonic_increasing


# ----------------------------------------------------------------- downloads


def test_the_table_of_events_holds_all_that_is_shown_and_the_shelf() -> None:
    shown = view(Selection())
    export = make_export(shown, TAXONOMY, "events", "csv")
    lines = export.data.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(shown.events) + len(shown.undated)
    assert export.receipt.data_version == 7
    assert export.receipt.events == len(shown.events)


def test_the_table_of_the_heatmap_holds_its_counts() -> None:
    table = make_counts(view(Selection(period="year")), TAXONOMY)
    assert set(table["sector"]) == set(Selection().codes(TAXONOMY))
    assert table["value"].sum() > 0


def test_a_receipt_writes_down_the_day_it_was_drawn() -> None:
    pinned = pin(view(Selection(event="aa", sectors=("5g",))))
    assert pinned == Selection(sectors=("5g",), as_of=TODAY)


def test_listed_events_of_a_chip_are_its_members_whatever_the_filters() -> None:
    chosen = tuple(STORE.events()["id"].head(3))
    listed, title = listed_events(
        Selection(members=chosen, statuses=("background",)), library().newest(), TAXONOMY, TODAY
    )
    assert set(listed["id"]) == set(chosen)
    assert title.startswith("3 events")
