"""The timeline: every event is a mark, in a chip or on the list of the undated, and says only what is known."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.figures import GRAPH_CONFIG, timeline
from dashboard.figures.marks import find_marks
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import EVIL, SyntheticStore

TAXONOMY = load_taxonomy()
STORE = SyntheticStore(60)
EVENTS = STORE.events()
AS_OF = date(2024, 6, 30)


def draw(events: pd.DataFrame = EVENTS, **options: Any) -> go.Figure:
    return timeline(events, **({"taxonomy": TAXONOMY, "as_of": AS_OF, "width": 1400} | options))


def one(**fields: Any) -> pd.DataFrame:
    """A single event made from the first synthetic one."""
    row = EVENTS.iloc[[0]].copy()
    for name, value in fields.items():
        row[name] = pd.Series([value], index=row.index, dtype=row[name].dtype)
    return row


def ids_of(figure: go.Figure) -> set[str]:
    """Every id that a click on the figure can reach."""
    data = [trace["customdata"] for trace in figure.to_dict()["data"] if trace.get("customdata") is not None]
    return set(chain.from_iterable(chain.from_iterable(data)))


def marker(figure: go.Figure) -> dict[str, Any]:
    trace = next(trace for trace in figure.to_dict()["data"] if trace.get("customdata") is not None)
    return {name: trace["marker"][name][0] for name in ("symbol", "size", "opacity")} | {
        "edge": trace["marker"]["line"]["width"][0],
        "x": trace["x"][0],
        "text": trace["hovertext"][0],
    }


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("axis", ["when", "announced"])
def test_every_event_is_a_mark_or_in_a_chip_or_undated(width: int, axis: str) -> None:
    figure = draw(width=width, axis=axis)
    undated = set(figure.layout.meta["undated"])
    assert ids_of(figure) | undated == set(EVENTS["id"])
    assert not ids_of(figure) & undated


@pytest.mark.parametrize("start", [2014, 2019, 2025])
def test_zooming_in_loses_no_event(start: int) -> None:
    figure = draw(start=date(start, 1, 1), end=date(start + 1, 1, 1))
    assert ids_of(figure) | set(figure.layout.meta["undated"]) == set(EVENTS["id"])
    assert figure.layout.meta["earlier"] + figure.layout.meta["later"] > 0


def test_an_event_of_no_lane_gets_a_lane_of_its_own() -> None:
    figure = draw(lanes=["6g"])
    assert ids_of(figure) | set(figure.layout.meta["undated"]) == set(EVENTS["id"])
    assert any("Other sectors" in note.text for note in figure.layout.annotations)


def test_lanes_are_the_core_sectors_in_the_order_of_the_taxonomy() -> None:
    names = [note.text for note in draw().layout.annotations if "events</span>" in note.text]
    order = [name.index(sector.label_en.split()[0]) >= 0 for name, sector in zip(names, TAXONOMY.core, strict=True)]
    assert all(order)


@pytest.mark.parametrize(
    ("when", "role", "kind", "symbol"),
    [
        ("2024-03-10", "occurred", "point", "point"),
        ("2024-03", "expected", "vague", "vague"),
        ("2024", "during", "span", "span"),
        ("2023/2025", "during", "span", "span"),
        ("2021/..", "effective", "open", "open"),
        ("../2023-12-31", "deadline", "point", "passed"),
        ("../2030", "deadline", "vague", "deadline"),
        ("../2030-12-31", "deadline", "point", "deadline"),
        (None, None, "point", "announced"),
    ],
)
def test_each_kind_of_time_has_its_own_mark(when: str | None, role: str | None, kind: str, symbol: str) -> None:
    ends = {} if when else {"when_start": pd.NaT, "when_end": pd.NaT}
    if when and ".." not in when:
        from loaders.edtf import read_edtf

        interval = read_edtf(when)
        ends = {"when_start": pd.Timestamp(interval.start), "when_end": pd.Timestamp(interval.end)}
    elif when:
        closed = when.startswith("..")
        ends = {
            "when_start": pd.NaT if closed else pd.Timestamp("2021-01-01"),
            "when_end": pd.Timestamp("2031-01-01") if closed else pd.NaT,
        }
    row = one(when=when, role=role, announced="2022-05-05", **ends)
    row["announced_start"], row["announced_end"] = pd.Timestamp("2022-05-05"), pd.Timestamp("2022-05-06")
    mark = find_marks(row, ["5g", "6g", "nev", "humanoid_robots", "telecom_opening"], as_of=AS_OF).iloc[0]
    assert (mark["kind"], mark["symbol"]) == (kind, symbol)
    assert pd.isna(mark["origin"]) == (role != "deadline")


def test_a_certain_day_stands_at_its_noon() -> None:
    row = one(
        when="2024-03-10", role="occurred", when_start=pd.Timestamp("2024-03-10"), when_end=pd.Timestamp("2024-03-11")
    )
    assert marker(draw(row))["x"] == "2024-03-10T12:00"


def test_a_passed_deadline_has_a_heavier_edge_than_one_to_come() -> None:
    row = one(when="../2024-03-10", role="deadline", when_start=pd.NaT, when_end=pd.Timestamp("2024-03-11"))
    passed, ahead = marker(draw(row)), marker(draw(row, as_of=date(2024, 3, 10)))
    assert passed["symbol"] == ahead["symbol"] == "diamond"
    assert passed["edge"] > ahead["edge"]


def test_an_approximate_time_is_outlined_in_dashes() -> None:
    row = one(when="2025~", role="expected", when_start=pd.Timestamp("2025-01-01"), when_end=pd.Timestamp("2026-01-01"))
    figure = draw(row)
    assert marker(figure)["opacity"] == 0
    assert any(shape.line.dash == "2px,2px" and shape.xref == "x" for shape in figure.layout.shapes)
    assert "approximate" in figure.layout.meta["legend"]


def test_the_legend_names_what_is_on_screen_and_nothing_else() -> None:
    row = one(
        when="2024-03-10", role="occurred", when_start=pd.Timestamp("2024-03-10"), when_end=pd.Timestamp("2024-03-11")
    )
    assert draw(row).layout.meta["legend"] == ["point"]
    shown = set(draw().layout.meta["legend"])
    assert {"point", "vague", "span", "open", "deadline"} <= shown


def test_hidden_labels_are_counted_and_told() -> None:
    figure = draw()
    hidden = figure.layout.meta["labels_hidden"]
    assert hidden > 0
    assert any(f"{hidden} labels hidden" in note.text for note in figure.layout.annotations)


def test_markup_in_a_source_is_shown_and_not_obeyed() -> None:
    row = one(title=EVIL, publisher="<i>x</i>")
    written = draw(row).to_json()
    assert "<img" not in written.replace("\\u003c", "<")
    assert "<i>x" not in written.replace("\\u003c", "<")
    assert "&lt;img" in written.replace("\\u0026", "&")


def test_pointing_at_a_mark_tells_date_role_status_and_source() -> None:
    row = one(
        when="2024-35",
        role="expected",
        status="planned",
        publisher="MIIT",
        created="2024-02-01",
        when_start=pd.Timestamp("2024-07-01"),
        when_end=pd.Timestamp("2024-10-01"),
    )
    text = marker(draw(row))["text"]
    for words in ("Expected: third quarter of 2024", "Planned", "MIIT · 1 February 2024"):
        assert words in text


def test_the_same_figure_speaks_chinese() -> None:
    figure = draw(language="zh", lanes=["nev"])
    assert any("新能源汽车" in note.text for note in figure.layout.annotations)
    assert any("截至2024年6月30日" in note.text for note in figure.layout.annotations)


def test_an_empty_selection_says_so_and_keeps_its_lanes() -> None:
    figure = draw(EVENTS.iloc[:0])
    assert any("No events" in note.text for note in figure.layout.annotations)
    assert figure.layout.height > 200


def test_the_order_of_the_rows_changes_nothing_at_all() -> None:
    assert draw(EVENTS.iloc[::-1]).to_json() == draw().to_json()


def test_of_very_many_marks_those_far_out_of_view_are_counted() -> None:
    many = pd.concat([EVENTS] * 30, ignore_index=True)
    many["id"] = [f"{number:016x}" for number in range(len(many))]
    figure = draw(many, start=date(2020, 1, 1), end=date(2020, 7, 1))
    reached, meta = len(ids_of(figure)), figure.layout.meta
    assert reached < len(many)
    assert reached + meta["earlier"] + meta["later"] + len(meta["undated"]) >= len(many)
    heads = [note.text for note in figure.layout.annotations if "events</span>" in note.text]
    whole = [note.text for note in draw(many).layout.annotations if "events</span>" in note.text]
    assert heads == whole


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [1400, 390])
def test_plotly_accepts_every_property_of_the_figure(width: int, language: str) -> None:
    figure = draw(width=width, language=language).to_dict()
    assert go.Figure(figure).to_dict()["layout"]["height"] == figure["layout"]["height"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_height_given_bounds_the_picture(theme: str) -> None:
    assert draw(height=520, theme=theme).layout.height <= 540


def test_nothing_is_sent_to_a_cloud() -> None:
    assert GRAPH_CONFIG["showSendToCloud"] is False
    assert GRAPH_CONFIG["plotlyServerURL"] == ""
