"""The picture of two selections: each side by its own sign, certainty apart from effect, silences named."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.emphasis.comparison import Side
from dashboard.figures import comparison
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
STORE = SyntheticStore(160, seed=6)
EVENTS, DOCUMENTS = STORE.events(), STORE.documents()
CORE = [sector.code for sector in TAXONOMY.core]


def side(first: str, last: str, *, without: str | None = None) -> Side:
    documents = DOCUMENTS[(DOCUMENTS["created_start"] >= first) & (DOCUMENTS["created_start"] < last)]
    events = EVENTS[EVENTS["document"].isin(documents["id"])]
    return Side(events[[without not in codes for codes in events["sectors"]]], documents)


def draw(a: Side, b: Side, **options: Any) -> go.Figure:
    return comparison(a, b, **({"taxonomy": TAXONOMY, "width": 1200} | options))


def points(figure: go.Figure) -> list[dict[str, Any]]:
    return [trace for trace in figure.to_dict()["data"] if trace.get("customdata")]


@pytest.mark.parametrize("options", [{}, {"width": 390}, {"language": "zh", "theme": "dark"}])
def test_each_sector_has_a_sign_for_either_side_and_one_for_the_difference(options: dict[str, Any]) -> None:
    found = points(draw(side("2013", "2020"), side("2020", "2027"), **options))
    for code in CORE:
        signs = [trace["marker"]["symbol"] for trace in found if trace["customdata"][0][0] == code]
        assert signs == ["circle", "square", "diamond"]


def test_what_cannot_be_told_from_chance_is_hollow() -> None:
    figure = draw(side("2013", "2020"), side("2020", "2027"))
    paper = figure.layout.paper_bgcolor
    for trace in points(figure):
        if trace["marker"]["symbol"] == "diamond":
            marked = trace["customdata"][0][0] in figure.layout.meta["marked"]
            assert (trace["marker"]["color"] != paper) == marked


def test_a_sector_of_one_side_alone_is_named_with_the_chance_of_the_silence() -> None:
    figure = draw(side("2013", "2020", without="6g"), side("2020", "2027"))
    assert figure.layout.meta["only"] == {"6g": "b"}
    assert any(note.text.startswith("B alone (p") for note in figure.layout.annotations)


def test_too_little_is_said_in_place_of_a_sign() -> None:
    figure = draw(side("2013", "2013-03"), side("2020", "2027"))
    assert figure.layout.meta["thin"] == CORE
    assert not [trace for trace in points(figure) if trace["marker"]["symbol"] == "diamond"]


def test_both_sides_tell_their_names_and_what_they_are_of() -> None:
    figure = draw(side("2013", "2020"), side("2020", "2027"), names=("before", "after"))
    said = " ".join(note.text for note in figure.layout.annotations)
    assert "A: before, " in said
    assert "B: after, " in said
    assert str(len(side("2013", "2020").documents)) in said


def test_the_name_of_a_sector_is_whole_beside_its_signs() -> None:
    figure = draw(side("2014", "2019"), side("2020", "2025"))
    heads = {
        note.text.replace("<br>", " ").replace("<b>", "").replace("</b>", "") for note in figure.layout.annotations
    }
    assert {sector.label_en for sector in TAXONOMY.core} <= heads


def test_names_that_do_not_both_fit_above_are_told_beneath_alone() -> None:
    sides = side("2013", "2020"), side("2020", "2027")
    long = ("before", "announced from 2020, by any of a long row of publishers in their own words and no others")
    texts = {note.text for note in draw(*sides, names=long).layout.annotations}
    assert {"A", "B"} <= texts
    assert "A before" in {note.text for note in draw(*sides, names=("before", "after")).layout.annotations}
