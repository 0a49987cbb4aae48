"""The controls say a selection and make one; a zoom stays within the days that charts show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from dash import no_update
from hypothesis import HealthCheck, given, settings

from dashboard import ids
from dashboard.callbacks.address import brush_cell, show_controls, steer, step_zoom, translate, zoom_to
from dashboard.callbacks.controls import CONTROLS, read_days
from dashboard.selection import ANY, EARLIEST, LATEST, Selection
from loaders.errors import UsageError
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.test_selection import selections

TAXONOMY = load_taxonomy()
CORE = [sector.code for sector in TAXONOMY.core]


def set_control(before: Selection, name: str, value: Any) -> Selection:
    return steer(before, name, value, None, TAXONOMY)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(selections())
def test_what_the_controls_show_is_what_they_make(chosen: Selection) -> None:
    made = replace(chosen, **dict.fromkeys(("start", "end"), None))
    for control in CONTROLS:
        made = control.take(made, control.show(chosen, TAXONOMY), TAXONOMY)
    ordered = tuple(code for code in (sector.code for sector in TAXONOMY.sectors) if code in chosen.sectors)
    if set(ordered) == set(chosen.sectors) and list(ordered) != CORE:
        assert made == replace(chosen, sectors=ordered)


def test_no_box_of_a_sector_ticked_is_every_event_and_all_core_boxes_are_no_choice() -> None:
    boxes = ids.facet_group("sectors")
    assert set_control(Selection(), boxes, []).sectors == (ANY,)
    assert set_control(Selection(sectors=("6g",)), boxes, CORE[::-1]).sectors == ()
    assert set_control(Selection(sectors=(ANY,)), boxes, ["quantum"]).sectors == ("quantum",)
    shown = dict(
        zip(
            (control.name for control in CONTROLS),
            show_controls(Selection(), (None,) * len(CONTROLS), TAXONOMY),
            strict=True,
        )
    )
    assert shown[boxes] == CORE


def test_controls_that_say_the_selection_are_left_alone() -> None:
    chosen = Selection(statuses=("done",), start=date(2020, 1, 1))
    shown = tuple(control.show(chosen, TAXONOMY) for control in CONTROLS)
    assert show_controls(chosen, shown, TAXONOMY) == [no_update] * len(CONTROLS)
    moved = show_controls(replace(chosen, statuses=()), shown, TAXONOMY)
    assert [control.name for control, value in zip(CONTROLS, moved, strict=True) if value is not no_update] == [
        ids.facet_group("status")
    ]


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020/6/5", date(2020, 6, 5), date(2020, 6, 5)),
        (" 2020年6月5日 ", date(2020, 6, 5), date(2020, 6, 5)),
        ("2020-35", date(2020, 7, 1), date(2020, 9, 30)),
    ],
)
def test_a_date_is_typed_as_people_write_it_and_until_means_its_last_day(typed: str, first: date, last: date) -> None:
    assert set_control(Selection(), ids.FROM, typed).start == first
    until = set_control(Selection(), ids.UNTIL, typed)
    assert until.end == date.fromordinal(last.toordinal() + 1)
    shown = next(control.show(until, TAXONOMY) for control in CONTROLS if control.name == ids.UNTIL)
    assert shown == last.isoformat()
    assert set_control(Selection(), ids.AS_OF, typed).as_of == last
    assert set_control(until, ids.UNTIL, "").end is None


@pytest.mark.parametrize("typed", ["soon", "2020-13", "../2020", "1066", "20", "2020-02-30", "9999-12-31"])
def test_what_is_no_date_of_the_charts_is_refused_in_the_readers_language(typed: str) -> None:
    with pytest.raises(UsageError, match="no date here"):
        read_days(typed)
    with pytest.raises(UsageError, match="无法识别"):
        read_days(typed, "zh")


def test_dates_given_backwards_are_not_applied() -> None:
    with pytest.raises(UsageError, match="Until lies before From"):
        set_control(Selection(start=date(2021, 1, 1)), ids.UNTIL, "2020")
    with pytest.raises(UsageError, match="截止日期早于"):
        set_control(Selection(end=date(2021, 1, 1), language="zh"), ids.FROM, "2022")


def test_a_click_on_a_cell_brushes_it_and_a_second_click_no_longer() -> None:
    click = {"cell": ["5g", "2024-07-01", "2024-09-30"], "at": 1}
    brushed = brush_cell(Selection(event="aa"), click, TAXONOMY)
    assert (brushed.cell, brushed.event) == ("5g~2024-35", "aa")
    assert brush_cell(brushed, click, TAXONOMY).cell is None
    assert brush_cell(Selection(), None, TAXONOMY) == Selection()


def test_a_stretch_of_cells_is_brushed_by_its_sectors_and_its_days() -> None:
    drag = {"cell": ["5g,6g", "2023-01-01", "2024-12-31"], "at": 2}
    brushed = brush_cell(Selection(cell="5g~2024"), drag, TAXONOMY)
    assert brushed.cell == "5g,6g~2023/2024"
    assert brushed.describe("en").endswith("counted for 5G or 6G in 2023 – 2024")


def test_periods_of_ones_own_are_typed_and_those_of_the_calendar_take_their_place() -> None:
    cut = set_control(Selection(period="month"), ids.PERIOD, "drawn")
    assert len(cut.cuts) > 2
    cut = set_control(cut, ids.CUTS, "2020-11-01, 2018年，2023/5")
    assert cut.cuts == (date(2018, 1, 1), date(2020, 11, 1), date(2023, 5, 1))
    with pytest.raises(UsageError, match="two days"):
        set_control(cut, ids.CUTS, "2020")
    assert set_control(cut, ids.PERIOD, "quarter") == Selection(period="quarter")


def test_a_reset_keeps_language_and_colours_alone() -> None:
    before = Selection(statuses=("done",), theme="dark", language="zh", cell="5g~2024")
    assert steer(before, ids.RESET, 1, None, TAXONOMY) == Selection(theme="dark", language="zh")


def test_the_other_language_shows_the_same_selection() -> None:
    chosen = Selection(statuses=("done",), event="aa")
    assert translate(chosen) == replace(chosen, language="zh")
    assert translate(translate(chosen)) == chosen


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
