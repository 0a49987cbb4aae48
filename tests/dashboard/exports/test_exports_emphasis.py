"""The numbers of emphasis as files: what the page shows of a heatmap, a trend and two selections, and nothing else."""

from __future__ import annotations

import io
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.exports.making import make_export, rebuild
from dashboard.exports.receipt import content_digest
from dashboard.library import Library
from dashboard.selection import Selection
from dashboard.views.emphasis import count_cells, follow_view, measure_view
from dashboard.views.sides import compare_views, find_sides
from dashboard.views.view import View, apply_selection, draw_timeline, read_window
from dashboard.words import load_words
from dashboard.words.columns import name_column
from loaders.errors import UsageError
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
STORE = SyntheticStore(120, seed=6)
LIBRARY = Library(lambda version: STORE, "synthetic")
EARLIER = Selection(axis="announced", end=date(2020, 1, 1))
CUTS = (date(2014, 3, 1), date(2018, 3, 1), date(2023, 3, 1))
SIDES = Selection(axis="announced", start=date(2020, 1, 1), against=EARLIER.to_query())


def view(selection: Selection) -> View:
    return apply_selection(selection, LIBRARY.newest(), TAXONOMY, date(2026, 6, 30))


def read(selection: Selection, figure: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(make_export(view(selection), TAXONOMY, figure, "csv").data))


def test_a_file_of_the_heatmap_has_its_effect_with_its_interval() -> None:
    chosen = view(Selection(effect="share", axis="announced"))
    table = read(chosen.selection, "heatmap")
    edges = count_cells(chosen, TAXONOMY, *read_window(draw_timeline(chosen, TAXONOMY, 1280))).edges
    found = measure_view(chosen, TAXONOMY, edges)
    assert table["effect_value"].to_numpy() == pytest.approx(found.value.to_numpy().ravel(), nan_ok=True)
    assert table["stands_out"].tolist() == found.marked.to_numpy().ravel().tolist()
    known = table.dropna(subset=["low", "effect_value"])
    assert len(known)
    assert (known["low"] <= known["effect_value"] + 1e-6).all()
    assert "effect" not in read(Selection(), "heatmap")


def test_a_file_of_a_trend_has_its_series_and_its_slopes() -> None:
    chosen = view(Selection(axis="announced", standard="kind"))
    table = read(chosen.selection, "trend")
    series = follow_view(chosen, TAXONOMY, read_window(draw_timeline(chosen, TAXONOMY, 1280)))
    assert table["effect_value"].to_numpy() == pytest.approx(series.value.to_numpy().ravel(), nan_ok=True)
    assert set(table["standard"]) == {"kind"}
    slopes = table.drop_duplicates("sector").set_index("sector")["slope"]
    told = {code: trend.slope if trend else np.nan for code, trend in series.trends.items()}
    assert slopes.to_dict() == pytest.approx(told, nan_ok=True)


def test_periods_of_ones_own_are_named_by_their_days() -> None:
    table = read(Selection(cuts=CUTS), "heatmap")
    assert table["period"].unique().tolist() == ["1 March 2014 – 28 February 2018", "1 March 2018 – 28 February 2023"]


def test_a_file_of_two_selections_has_both_sides_and_what_sets_them_apart() -> None:
    table = read(SIDES, "compare")
    sides = find_sides(view(SIDES), TAXONOMY)
    assert sides is not None
    found = compare_views(*sides, TAXONOMY).table
    for name in ("share_a", "share_b", "delta", "q"):
        assert table[name].to_numpy() == pytest.approx(found[name].to_numpy(), nan_ok=True)
    with pytest.raises(UsageError, match="against="):
        make_export(view(Selection()), TAXONOMY, "compare", "csv")


@pytest.mark.parametrize("form", ["csv", "svg"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_file_is_made_of_selections_that_differ_in_sectors_alone(language: str, form: str) -> None:
    shown = view(Selection(sectors=("nev",), against="?sectors=6g", language=language))
    with pytest.raises(UsageError) as told:
        make_export(shown, TAXONOMY, "compare", form)
    assert str(told.value) == load_words(language)["emphasis"]["same_but_sectors"]


@pytest.mark.parametrize("figure", ["heatmap", "trend", "compare"])
def test_what_was_exported_can_be_made_anew_and_is_the_same(figure: str) -> None:
    made = make_export(view(SIDES), TAXONOMY, figure, "csv")
    again = rebuild(view(SIDES), TAXONOMY, made.receipt)
    assert content_digest(again) == made.receipt.figure_sha256


def test_what_the_columns_of_emphasis_mean_is_told_in_both_languages() -> None:
    for figure in ("trend", "compare"):
        for column in read(SIDES, figure).columns.difference(
            ["low_a", "high_a", "low_b", "high_b", "delta_low", "delta_high"]
        ):
            english, chinese = (name_column("emphasis", column, language) for language in ("en", "zh"))
            assert english[1]
            assert chinese[1] not in ("", english[1])
