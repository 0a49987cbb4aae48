"""The timeline: every event is a mark, in a chip or on the list of the undated, and says only what is known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.figures import GRAPH_CONFIG, pile_rows, timeline
from dashboard.figures.marks import find_marks
from dashboard.placing import place_days
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import EVIL, SyntheticStore

TAXONOMY = load_taxonomy()
STORE = SyntheticStore(60)
EVENTS = STORE.events()
AS_OF = date(2024, 6, 30)


def slim(events: pd.DataFrame) -> pd.DataFrame:
    """The columns of an index whose texts and lists are categories; the titles stay."""
    found = events.drop(columns=["text", "prefix", "suffix", "evidence", "cues"])
    for name in ("publisher", "status", "role", "when", "announced", "created", "story", "document", "instrument"):
        found[name] = found[name].astype("category")
    for name in ("sectors", "actors"):
        held = [tuple(value) for value in found[name]]
        kinds = pd.Index(sorted(set(held)), tupleize_cols=False, dtype=object)
        place = {kind: number for number, kind in enumerate(kinds)}
        found[name] = pd.Categorical.from_codes([place[value] for value in held], categories=kinds)
    return found


MANY = slim(SyntheticStore(500).events())


def draw(events: pd.DataFrame = EVENTS, **options: Any) -> go.Figure:
    return timeline(events, **({"taxonomy": TAXONOMY, "as_of": AS_OF, "width": 1400} | options))


def one(**fields: Any) -> pd.DataFrame:
    """A single event made from the first synthetic one."""
    row = EVENTS.iloc[[0]].copy()
    for name, value in fields.items():
        row[name] = pd.Series([value], index=row.index, dtype=row[name].dtype)
    return row


def opened(figure: go.Figure) -> list[list[str]]:
    """What a click on each mark, chip and bar means."""
    return [list(one) for trace in figure.data if trace.customdata is not None for one in trace.customdata]


def ids_of(figure: go.Figure, events: pd.DataFrame = EVENTS, **options: Any) -> set[str]:
    """Every id that a click on the figure can reach, at once or through the list of a pile."""
    found: set[str] = set()
    placed = place_days(events, axis=options.get("axis", "when"), as_of=AS_OF)
    for what in opened(figure):
        if what[0] == "pile":
            inside = pile_rows(events, what[1], **({"taxonomy": TAXONOMY, "as_of": AS_OF, "placed": placed} | options))
            found |= set(events["id"].to_numpy()[inside])
        else:
            found |= set(what)
    return found


def undated(events: pd.DataFrame = EVENTS, axis: Any = "when") -> set[str]:
    return set(events["id"].to_numpy()[~place_days(events, axis=axis, as_of=AS_OF).dated])


def marker(figure: go.Figure) -> dict[str, Any]:
    trace = next(trace for trace in figure.data if trace.name == "marks")
    given = {name: trace.marker[name][0] for name in ("symbol", "size", "opacity")}
    edge, text = trace.marker.line.width[0], trace.hovertext[0]
    return given | {"edge": edge, "x": float(trace.x[0]), "text": text}


def names(figure: go.Figure) -> list[str]:
    return [lane["code"] for lane in figure.layout.meta["lanes"]]


@pytest.mark.parametrize(("width", "height"), [(1400, None), (1100, 510), (390, None)])
@pytest.mark.parametrize("axis", ["when", "announced"])
def test_every_event_is_a_mark_or_in_a_chip_or_undated(width: int, height: int | None, axis: Any) -> None:
    figure = draw(width=width, height=height, axis=axis, start=date(2000, 1, 1), end=date(2040, 1, 1))
    assert ids_of(figure, axis=axis) == set(EVENTS["id"]) - undated(axis=axis)
    assert figure.layout.meta["undated"] == len(undated(axis=axis))


@pytest.mark.parametrize("lane_by", ["actor", "instrument", "status", "publisher", "document", "story"])
def test_every_event_is_reached_on_lanes_of_any_kind(lane_by: Any) -> None:
    figure = draw(lane_by=lane_by, start=date(2000, 1, 1), end=date(2040, 1, 1))
    assert ids_of(figure, lane_by=lane_by) == set(EVENTS["id"]) - undated()


@pytest.mark.parametrize("seed", range(12))
def test_at_any_zoom_an_event_in_view_is_a_mark_or_in_a_pile_and_the_others_are_counted(seed: int) -> None:
    dice = np.random.default_rng(seed)
    many = MANY
    start = date(2012, 1, 1) + timedelta(int(dice.integers(0, 5000)))
    end = start + timedelta(int(np.exp(dice.uniform(2, 7.6))))
    figure = draw(many, start=start, end=end)
    placed = place_days(many, as_of=AS_OF)
    first, last = ((day - date(1970, 1, 1)).days for day in (start, end))
    seen = placed.dated & (placed.end > first) & (placed.start < last)
    stand = placed.stand()
    inside = seen & (stand >= first) & (stand < last)
    assert set(many["id"].to_numpy()[inside]) <= ids_of(figure, many)
    meta = figure.layout.meta
    assert meta["earlier"] + meta["later"] + int(seen.sum()) + meta["undated"] == len(many)


@pytest.mark.parametrize("options", [{}, {"start": date(2019, 1, 1), "end": date(2020, 6, 1)}, {"width": 390}])
def test_a_pile_lists_as_many_events_as_its_number_says(options: dict[str, Any]) -> None:
    many = MANY
    figure = draw(many, **options)
    trace = next(trace for trace in figure.data if trace.name == "piles")
    told = {what[1]: text for what, text in zip(trace.customdata, trace.hovertext, strict=True) if what[0] == "pile"}
    assert len(told) > 10
    placed = place_days(many, as_of=AS_OF)
    for pile, text in list(told.items())[:40]:
        number = int(pile_rows(many, pile, taxonomy=TAXONOMY, as_of=AS_OF, placed=placed).sum())
        assert f"{number:,} event" in text


def test_an_event_of_no_lane_gets_a_lane_of_its_own() -> None:
    figure = draw(lanes=["6g"], start=date(2000, 1, 1), end=date(2040, 1, 1))
    assert names(figure) == ["6g", "other"]
    assert ids_of(figure, lanes=["6g"]) == set(EVENTS["id"]) - undated()
    assert any("Other sectors" in note.text for note in figure.layout.annotations)


def test_lanes_are_the_core_sectors_in_the_order_of_the_taxonomy() -> None:
    assert names(draw()) == [sector.code for sector in TAXONOMY.core]


@pytest.mark.parametrize(("language", "name"), [("en", "State Council"), ("zh", "国务院")])
def test_lanes_of_issuers_have_their_names_and_not_their_codes(language: str, name: str) -> None:
    figure = draw(one(actors=["state-council"]), lane_by="actor", language=language)
    assert any(f"<b>{name}</b>" in note.text for note in figure.layout.annotations)


def test_a_thousand_publishers_are_a_few_lanes_and_one_for_the_rest_with_its_count() -> None:
    many = MANY.copy()
    many["publisher"] = [f"Publisher {number % 1000:03d}" if number % 3 else "MIIT" for number in range(len(many))]
    lanes = draw(many, lane_by="publisher").layout.meta["lanes"]
    assert lanes[0]["label"] == "MIIT"
    assert len(lanes) <= 14
    assert lanes[-1]["code"] == "other"
    assert lanes[-1]["label"].endswith("other publishers")
    assert sum(lane["count"] for lane in lanes) == int(place_days(many, as_of=AS_OF).dated.sum())


def test_lanes_are_pinned_first_then_as_ordered_then_as_they_come() -> None:
    figure = draw(pinned=["nev"], order=["humanoid_robots", "6g"], collapsed=["6g"])
    assert names(figure)[:3] == ["nev", "humanoid_robots", "6g"]
    lanes = {lane["code"]: lane for lane in figure.layout.meta["lanes"]}
    assert lanes["nev"]["pinned"] and lanes["6g"]["collapsed"]
    assert lanes["6g"]["height"] < lanes["5g"]["height"]
    assert lanes["6g"]["density"]


def test_of_a_story_the_earliest_telling_is_drawn_with_the_number_of_its_mentions() -> None:
    row = one(
        when="2024-03-10",
        role="occurred",
        when_start=pd.Timestamp("2024-03-10"),
        when_end=pd.Timestamp("2024-03-11"),
        sectors=["nev"],
    )
    three = pd.concat([row] * 3, ignore_index=True).assign(story="s", id=["b", "c", "a"])
    days = ["2024-03-12", "2024-03-11", "2024-03-11"]
    three["announced"], three["announced_start"] = days, pd.to_datetime(days).astype("datetime64[s]")
    figure = draw(three, unit="story")
    assert opened(figure) == [["a"]]
    assert "Told in 3 mentions" in marker(figure)["text"]
    assert len(opened(draw(three))) == 3


def test_a_selected_event_is_ringed_and_its_announcement_joined_to_its_time() -> None:
    row = one(
        when="2024-03-10",
        role="occurred",
        announced="2023-01-05",
        when_start=pd.Timestamp("2024-03-10"),
        when_end=pd.Timestamp("2024-03-11"),
        announced_start=pd.Timestamp("2023-01-05"),
        announced_end=pd.Timestamp("2023-01-06"),
        sectors=["nev"],
    )
    figure = draw(row, selected=row["id"].iloc[0])
    ring = next(trace for trace in figure.data if trace.name == "selected")
    joined = next(trace for trace in figure.data if trace.name == "joined")
    mark = next(trace for trace in figure.data if trace.name == "marks")
    assert list(ring.x) == list(mark.x)
    assert joined.text[0] == "announced 5 January 2023"
    assert pd.Timestamp(joined.x[0], unit="ms").date() == date(2023, 1, 5)
    assert not any(trace.name == "selected" for trace in draw(row).data)


def test_a_selected_event_in_a_pile_is_ringed_on_the_pile() -> None:
    many = MANY
    figure = draw(many, selected=many["id"].iloc[5])
    assert any(trace.name == "selected" for trace in figure.data)


def test_hatching_tells_what_nobody_has_reviewed() -> None:
    row = one(
        when="2024-03-10", role="occurred", when_start=pd.Timestamp("2024-03-10"), when_end=pd.Timestamp("2024-03-11")
    )
    assert "unreviewed" in draw(row.assign(reviewed=False)).layout.meta["legend"]
    assert "unreviewed" not in draw(row.assign(reviewed=True)).layout.meta["legend"]


def test_the_slim_frame_is_drawn_with_titles_handed_in_and_asked_for_once() -> None:
    asked: list[list[str]] = []
    known = dict(zip(EVENTS["id"], EVENTS["title"], strict=True))

    def titles(ids: list[str]) -> list[str | None]:
        asked.append(ids)
        return [known[one] for one in ids]

    figure = draw(slim(EVENTS).drop(columns="title"), titles=titles)
    assert len(asked) == 1
    assert figure.to_json() == draw().to_json()


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
    mark = find_marks(row, np.array([0]), place_days(row, as_of=AS_OF), as_of=AS_OF).iloc[0]
    assert (mark["kind"], mark["symbol"]) == (kind, symbol)
    assert pd.isna(mark["origin"]) == (role != "deadline")


def test_a_certain_day_stands_at_its_noon() -> None:
    row = one(
        when="2024-03-10", role="occurred", when_start=pd.Timestamp("2024-03-10"), when_end=pd.Timestamp("2024-03-11")
    )
    assert pd.Timestamp(marker(draw(row))["x"], unit="ms") == pd.Timestamp("2024-03-10 12:00")


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
    assert draw(row.assign(reviewed=True)).layout.meta["legend"] == ["point"]
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


def test_a_small_move_sideways_moves_no_mark_to_another_row() -> None:
    many = MANY

    def stands(start: date) -> dict[str, tuple[float, float]]:
        figure = draw(many, start=start, end=start + timedelta(300))
        trace = next(trace for trace in figure.data if trace.name == "marks")
        return {what[0]: (float(x), float(y)) for what, x, y in zip(trace.customdata, trace.x, trace.y, strict=True)}

    one, other = stands(date(2020, 3, 1)), stands(date(2020, 3, 4))
    both = one.keys() & other.keys()
    assert len(both) > 10
    assert all(one[name] == other[name] for name in both)


def test_the_year_can_be_read_at_any_zoom() -> None:
    for days in (3, 20, 90, 400, 3000, 30_000):
        figure = draw(start=date(2021, 5, 17), end=date(2021, 5, 17) + timedelta(days))
        first = pd.Timestamp("2021-05-17").value / 1e6
        last = first + days * 86_400_000
        words = [
            text
            for trace in figure.data
            if trace.type == "scatter" and trace.mode == "text" and trace.textfont.size == 12.5
            for x, text in zip(trace.x, trace.text, strict=True)
            if first <= x < last
        ]
        assert any(part.isdigit() and len(part) == 4 for text in words for part in text.split()), (days, words)


def test_the_density_of_all_dates_is_told_for_the_overview() -> None:
    figure = draw(start=date(2020, 1, 1), end=date(2020, 2, 1))
    overview = figure.layout.meta["overview"]
    assert sum(overview["counts"]) == len(EVENTS) - len(undated())
    assert overview["first"] + overview["size"] * len(overview["counts"]) >= overview["last"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [1400, 390])
def test_plotly_accepts_every_property_of_the_figure(width: int, language: str) -> None:
    figure = draw(width=width, language=language).to_dict()
    assert go.Figure(figure).to_dict()["layout"]["height"] == figure["layout"]["height"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_height_given_bounds_the_picture(theme: str) -> None:
    assert draw(height=560, theme=theme).layout.height <= 580


def test_nothing_is_sent_to_a_cloud() -> None:
    assert GRAPH_CONFIG["showSendToCloud"] is False
    assert GRAPH_CONFIG["plotlyServerURL"] == ""


def test_a_store_in_which_nobody_states_a_publisher_is_drawn_all_the_same() -> None:
    silent = MANY.assign(publisher=pd.Categorical([None] * len(MANY)))
    assert len(opened(draw(silent)))
