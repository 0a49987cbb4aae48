"""The heatmap of effects and the trend: signs apart from colours, one scale, what was read beneath."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, get_args

import numpy as np
import plotly.graph_objects as go
import pytest

from dashboard.emphasis.cells import Effect, measure_emphasis
from dashboard.emphasis.tally import tally_documents
from dashboard.figures import heatmap, trend
from dashboard.figures.grid import Order
from dashboard.figures.panels import PanelBy
from dashboard.measures import period_edges
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
STORE = SyntheticStore(160, seed=6)
EVENTS, DOCUMENTS = STORE.events(), STORE.documents()
EVERY = [sector.code for sector in TAXONOMY.sectors]
CORE = [sector.code for sector in TAXONOMY.core]
FEW = SyntheticStore(50, seed=6)
AS_OF = date(2026, 6, 30)
WINDOW = {"start": date(2012, 1, 1), "end": date(2028, 1, 1)}


def draw(store: SyntheticStore = STORE, **options: Any) -> go.Figure:
    settings: dict[str, Any] = {"taxonomy": TAXONOMY, "as_of": AS_OF, "axis": "announced", "width": 1400} | WINDOW
    return heatmap(store.events(), store.documents(), **(settings | options))


def follow(**options: Any) -> go.Figure:
    settings: dict[str, Any] = {"taxonomy": TAXONOMY, "as_of": AS_OF, "width": 1400} | WINDOW
    return trend(EVENTS, DOCUMENTS, **(settings | options))


def cells(figure: go.Figure) -> list[dict[str, Any]]:
    return [trace for trace in figure.to_dict()["data"] if trace["type"] == "heatmap" and "customdata" in trace]


def values(trace: dict[str, Any]) -> Any:
    rows = [row for row in trace["z"] if any(value is not None for value in row)]
    return np.array([[np.nan if value is None else value for value in row] for row in rows], dtype=float)


@pytest.mark.parametrize("effect", get_args(Effect))
@pytest.mark.parametrize("width", [1400, 390])
def test_the_cells_are_the_effect_that_was_measured(effect: Effect, width: int) -> None:
    trace = cells(draw(effect=effect, width=width))[0]
    edges = period_edges(*WINDOW.values(), "year")
    tally = tally_documents(EVENTS, DOCUMENTS, sectors=EVERY, shown=CORE, edges=edges, as_of=AS_OF)
    measured = np.clip(measure_emphasis(tally, effect).value.to_numpy(), trace["zmin"], trace["zmax"])
    assert values(trace) == pytest.approx(measured, nan_ok=True)


@pytest.mark.parametrize("effect", ["lift", "log_odds"])
def test_what_may_be_more_or_less_is_coloured_alike_on_either_side_of_zero(effect: Effect) -> None:
    trace = cells(draw(effect=effect))[0]
    assert trace["zmin"] == -trace["zmax"] < 0
    assert len(trace["colorscale"]) % 2 == 1


def test_every_sign_on_the_screen_is_explained_and_no_other() -> None:
    figure = draw(FEW, effect="share")
    said = " ".join(note.text for note in figure.layout.annotations)
    assert ("Stands out" in said) == (figure.layout.meta["marked"] > 0)
    assert ("Too little to say" in said) == (figure.layout.meta["thin"] > 0) is True
    counted = " ".join(note.text for note in draw().layout.annotations)
    assert "Too little to say" not in counted


def test_a_cell_of_which_too_little_is_known_is_hatched_and_says_so() -> None:
    figure = draw(FEW, effect="share")
    hatched = [trace for trace in figure.to_dict()["data"] if trace.get("marker", {}).get("pattern")]
    assert hatched
    hovers = [text for row in cells(figure)[0]["hovertext"] for text in row if text]
    assert any("Too little to say" in text for text in hovers)
    assert any("q = " in text or "q < " in text for text in hovers)


@pytest.mark.parametrize("by", get_args(PanelBy))
def test_small_multiples_have_one_scale(by: PanelBy) -> None:
    figure = draw(effect="share", facet=by)
    panels = cells(figure)
    assert len(panels) == len(figure.layout.meta["panels"]) > (by != "actor")
    assert len({(trace["zmin"], trace["zmax"]) for trace in panels}) == 1


@pytest.mark.parametrize("order", get_args(Order))
def test_rows_are_the_same_ones_in_every_order(order: Order) -> None:
    rows = draw(order=order).layout.meta["rows"]
    assert sorted(rows) == sorted(CORE)
    if order == "total":
        counts = [np.nansum(line) for line in values(cells(draw(order=order))[0])]
        assert counts == sorted(counts, reverse=True)


def test_rows_of_one_parent_stand_together_under_its_name() -> None:
    figure = draw(sectors=EVERY, grouped=True)
    groups = [TAXONOMY[code].group for code in figure.layout.meta["rows"]]
    assert len(list(dict.fromkeys(groups))) == sum(
        one != two for one, two in zip(groups, [None, *groups], strict=False)
    )
    said = [note.text for note in figure.layout.annotations]
    assert set(groups) <= set(said)


def test_periods_of_ones_own_are_drawn_as_they_were_parted() -> None:
    days = [date(2014, 3, 5), date(2018, 3, 5), date(2023, 3, 5)]
    trace = cells(draw(periods=days, start=None, end=None))[0]
    assert [moment[:10] for moment in trace["x"]] == [day.isoformat() for day in days]
    assert "5 March 2014 – 4 March 2018" in str(trace["hovertext"])


def test_the_documents_read_are_drawn_beneath_by_kind() -> None:
    figure = draw(coverage=True)
    bars = [trace for trace in figure.to_dict()["data"] if trace["type"] == "bar"]
    drawn = sum(int(text.split(": ")[1].split()[0]) for trace in bars for text in trace["hovertext"])
    assert drawn == DOCUMENTS["created_start"].notna().sum()
    assert any(re.search(r"\d documents? undated", note.text) for note in figure.layout.annotations)


@pytest.mark.parametrize("options", [{}, {"standard": "kind"}, {"effect": "density"}, {"width": 390, "language": "zh"}])
def test_a_trend_has_a_panel_for_each_sector_on_one_scale(options: dict[str, Any]) -> None:
    figure = follow(**options)
    dots = [trace for trace in figure.to_dict()["data"] if trace.get("customdata")]
    assert [trace["customdata"][0][0] for trace in dots] == CORE
    assert set(figure.layout.meta["trends"]) == set(CORE)
    assert figure.layout.meta["peak"] > 0


def test_a_trend_of_few_periods_is_not_told() -> None:
    figure = follow(start=date(2021, 1, 1), end=date(2025, 1, 1))
    assert set(figure.layout.meta["trends"].values()) == {None}
    assert any("fewer than 8" in note.text for note in figure.layout.annotations)


def test_named_events_of_the_calendar_are_marked_where_they_begin() -> None:
    figure = follow(calendar=[("A plenum", date(2020, 10, 26), date(2020, 10, 30))])
    assert any(note.text == "A plenum" for note in figure.layout.annotations)


def test_the_name_of_a_sector_is_whole_beside_its_trend() -> None:
    heads = " ".join(note.text.replace("<br>", " ") for note in follow().layout.annotations)
    told = heads.replace("<b>", "").replace("</b>", "")
    assert all(sector.label_en in told for sector in TAXONOMY.core)
