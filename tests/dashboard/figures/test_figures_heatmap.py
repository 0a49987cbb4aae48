"""The heatmap: cells exactly on the time axis, gaps apart from zeros, the period that is not over marked."""

from __future__ import annotations

from datetime import date
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.figures import heatmap, timeline
from dashboard.measures import count_periods
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
STORE = SyntheticStore(60)
EVENTS, DOCUMENTS = STORE.events(), STORE.documents()
CODES = [sector.code for sector in TAXONOMY.core]
AS_OF = date(2024, 6, 30)


def draw(**options: Any) -> go.Figure:
    return heatmap(EVENTS, DOCUMENTS, **({"taxonomy": TAXONOMY, "as_of": AS_OF, "width": 1400} | options))


def cells(figure: go.Figure) -> dict[str, Any]:
    return next(trace for trace in figure.to_dict()["data"] if trace["type"] == "heatmap")


def test_a_cell_lies_exactly_on_its_period() -> None:
    trace = cells(draw(start=date(2020, 1, 1), end=date(2023, 1, 1)))
    assert list(trace["x"]) == [f"{year}-01-01T00:00" for year in (2020, 2021, 2022, 2023)]
    assert len(trace["z"][0]) == 3


def test_both_charts_show_the_same_days_at_the_same_pixels() -> None:
    above, beneath = timeline(EVENTS, taxonomy=TAXONOMY, as_of=AS_OF, width=1400), draw()
    assert above.layout.xaxis.range == beneath.layout.xaxis.range
    assert (above.layout.margin.l, above.layout.margin.r) == (beneath.layout.margin.l, beneath.layout.margin.r)


@pytest.mark.parametrize("width", [1400, 390])
def test_the_numbers_are_those_that_were_counted(width: int) -> None:
    window = {"start": date(2015, 1, 1), "end": date(2025, 1, 1)}
    trace = cells(draw(width=width, **window))
    rows = [row for row in trace["z"] if any(value is not None for value in row)]
    counts = count_periods(EVENTS, DOCUMENTS, sectors=CODES, as_of=AS_OF, **window).table
    drawn = [[-1 if value is None else value for value in row] for row in rows]
    assert drawn == pytest.approx(counts.fillna(-1).to_numpy())
    assert trace["zmin"] == 0


def test_a_period_without_documents_is_a_gap_that_can_be_pointed_at() -> None:
    figure = draw(start=date(2005, 1, 1), end=date(2008, 1, 1))
    assert all(value is None for row in cells(figure)["z"] for value in row)
    marks = [trace for trace in figure.to_dict()["data"] if trace["type"] == "scatter" and trace.get("customdata")]
    assert marks[0]["customdata"][0] == ["5g", "2005-01-01", "2005-12-31"]
    assert "No documents read" in marks[0]["hovertext"][0]


def test_where_documents_of_other_periods_tell_of_some_sectors_the_others_are_gaps_still() -> None:
    figure = draw(start=date(2024, 1, 1), end=date(2034, 1, 1), order="total")
    trace = cells(figure)
    told = [(row, column) for row, line in enumerate(trace["z"]) for column, cell in enumerate(line) if cell is None]
    some = {column for _, column in told if any(line[column] is not None for line in trace["z"])}
    assert some  # a period without documents of which some sectors are told
    marks = [one for one in figure.to_dict()["data"] if one["type"] == "scatter" and one.get("customdata")]
    struck = {tuple(one) for mark in marks for one in mark["customdata"]}
    assert struck == {tuple(trace["customdata"][row][column]) for row, column in told}


def test_the_period_that_is_not_over_is_framed_and_named() -> None:
    figure = draw(period="quarter", as_of=date(2024, 5, 5))
    assert figure.layout.meta["incomplete"] == ["2024-04-01"]
    assert any(note.text == "so far" for note in figure.layout.annotations)
    frames = [shape for shape in figure.layout.shapes if shape.line.dash and shape.xref == "x"]
    assert (frames[0].x0, frames[0].x1) == ("2024-04-01T00:00", "2024-07-01T00:00")


def test_a_cell_knows_its_sector_and_its_days() -> None:
    trace = cells(draw(start=date(2020, 1, 1), end=date(2022, 1, 1)))
    assert trace["customdata"][1][1] == ["6g", "2021-01-01", "2021-12-31"]
    assert "6G · 2021" in trace["hovertext"][1][1]


@pytest.mark.parametrize(("measure", "said"), [("onset", "counted where they start"), ("mass", "summing to 1")])
def test_the_picture_names_its_measure_and_its_axis(measure: str, said: str) -> None:
    written = " ".join(note.text for note in draw(measure=measure, axis="announced").layout.annotations)
    assert said in written
    assert "announced" in written
    assert "counts once in each" in written


def test_events_left_out_of_mass_are_told() -> None:
    figure = draw(measure="mass")
    assert figure.layout.meta["unbounded"] > 0
    assert any("open end" in note.text for note in figure.layout.annotations)


def test_rows_follow_the_taxonomy_whatever_the_order_asked() -> None:
    trace = cells(draw(sectors=["nev", "5g"]))
    assert [row[0][0] for row in trace["customdata"]] == ["5g", "nev"]


def test_numbers_are_written_only_where_they_have_room() -> None:
    def written(period: str) -> int:
        figure = draw(period=period, width=390).to_dict()
        return sum(
            len(trace["text"]) for trace in figure["data"] if trace.get("mode") == "text" and trace.get("textfont")
        )

    assert written("year") > 0
    assert written("month") == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_sectors_are_drawn_in_both_themes_and_languages(theme: str, language: str) -> None:
    figure = draw(sectors=[sector.code for sector in TAXONOMY.sectors], theme=theme, language=language)
    assert figure.layout.height > 25 * len(TAXONOMY.sectors)


@pytest.mark.parametrize("period", ["month", "year", "plan"])
@pytest.mark.parametrize("width", [1400, 390])
def test_plotly_accepts_every_property_of_the_figure(width: int, period: str) -> None:
    figure = draw(width=width, period=period).to_dict()
    assert go.Figure(figure).to_dict()["layout"]["height"] == figure["layout"]["height"]
