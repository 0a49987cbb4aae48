"""The counting of definitions.md, section 3: its vector, its laws, its odd cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.measures import count_periods, period_edges, place
from dashboard.tallying import lay_events, tally_events
from loaders.edtf import read_edtf
from loaders.errors import UsageError

SECTORS = ["5g", "6g", "nev"]


def frame(*rows: dict[str, object]) -> pd.DataFrame:
    """Events with the columns that counting reads; ``when`` and ``announced`` are EDTF."""
    full = []
    for number, row in enumerate(rows):
        item = {"id": f"e{number}", "when": None, "role": None, "announced": None, "sectors": ["5g"]} | row
        for name in ("when", "announced"):
            text = item[name]
            interval = read_edtf(str(text)) if text else None
            item[f"{name}_start"] = pd.Timestamp(interval.start) if interval and interval.start else pd.NaT
            item[f"{name}_end"] = pd.Timestamp(interval.end) if interval and interval.end else pd.NaT
        full.append(item)
    columns = ["id", "when", "role", "announced", "sectors"]
    columns += [f"{name}_{end}" for name in ("when", "announced") for end in ("start", "end")]
    made = pd.DataFrame(full, columns=columns)
    for name in columns[5:]:
        made[name] = pd.to_datetime(made[name]).astype("datetime64[s]")
    return made


def documents(*created: str | None) -> pd.DataFrame:
    read = [read_edtf(text) if text else None for text in created]
    made = pd.DataFrame(
        {
            "created_start": [i.start if i else None for i in read],
            "created_end": [i.end if i else None for i in read],
        }
    )
    return made.apply(pd.to_datetime).astype("datetime64[s]")


def row(events: pd.DataFrame, **options: object) -> list[float]:
    return count_periods(events, **({"sectors": ["5g"]} | options)).table.iloc[0].tolist()


def test_the_vector_of_the_definitions() -> None:
    year = frame({"when": "2025-03-10/2026-03-09", "role": "during"})
    mass = [0.0603, 0.0822, 0.0849, 0.0822, 0.0849, 0.0849, 0.0822, 0.0849, 0.0822, 0.0849, 0.0849, 0.0767, 0.0247]
    assert row(year, period="month", measure="mass") == pytest.approx(mass, abs=5e-5)
    assert row(year, period="month", measure="presence") == [1] * 13
    assert sum(row(year, period="month", measure="mass")) == pytest.approx(1)
    assert sum(row(year, period="month", measure="days")) == 365
    assert row(year, period="month", measure="onset") == [1] + [0] * 12


def test_a_span_and_an_uncertain_point_with_the_same_bounds_are_counted_differently() -> None:
    span, point = frame({"when": "2025", "role": "during"}), frame({"when": "2025", "role": "expected"})
    assert row(span, period="quarter", measure="presence") == [1, 1, 1, 1]
    assert row(point, period="quarter", measure="presence") == pytest.approx([90 / 365, 91 / 365, 92 / 365, 92 / 365])
    assert row(point, period="quarter", measure="onset") == row(point, period="quarter", measure="mass")


@pytest.mark.parametrize(("edtf", "bounds"), [("../2025-12-31", (2025, 2026)), ("../2030", (2030, 2031))])
def test_a_deadline_counts_on_its_last_stated_unit(edtf: str, bounds: tuple[int, int]) -> None:
    placed = place(frame({"when": edtf, "role": "deadline", "announced": "2021-05-01"})).iloc[0]
    assert placed["deadline"]
    assert (placed["end"].year, placed["end"].month) == (bounds[1], 1)
    assert placed["start"].year == bounds[0]


def test_an_open_end_is_clipped_at_the_as_of_date_and_has_no_mass() -> None:
    since = frame({"when": "2021/..", "role": "effective"}, {"when": "2021-06-01", "role": "occurred"})
    asked = {"period": "year", "as_of": date(2023, 6, 30)}
    assert row(since, measure="presence", **asked) == [2, 1, 1]
    assert row(since, measure="days", **asked) == [366, 365, 181]
    counts = count_periods(since, sectors=["5g"], measure="mass", **asked)
    assert counts.unbounded == 1
    assert counts.table.to_numpy().sum() == 1


def test_an_open_end_that_begins_after_the_as_of_date_still_begins() -> None:
    later = frame({"when": "2027-01-01/..", "role": "effective"})
    assert row(later, measure="presence", as_of=date(2025, 1, 1)) == [1]
    assert row(later, measure="onset", as_of=date(2025, 1, 1)) == [1]


def test_without_an_as_of_date_an_open_end_reaches_the_last_day_announced() -> None:
    since = frame({"when": "2021/..", "role": "effective", "announced": "2022-02-01"})
    assert place(since)["end"].iloc[0] == pd.Timestamp("2022-02-02")


def test_an_event_without_a_time_falls_back_to_its_announcement_and_is_marked() -> None:
    placed = place(frame({"announced": "2024-07-05"}, {"when": "2024", "role": "during", "announced": "2024-07-05"}))
    assert placed["fallback"].tolist() == [True, False]
    assert placed["start"].iloc[0] == pd.Timestamp("2024-07-05")


def test_an_event_without_any_date_is_counted_as_undated_and_never_placed() -> None:
    counts = count_periods(frame({}, {"when": "2024", "role": "during"}), sectors=["5g"])
    assert (counts.events, counts.undated) == (1, 1)
    assert counts.table.to_numpy().sum() == 1


def test_the_axis_of_announcement_ignores_what_is_to_happen() -> None:
    plan = frame({"when": "2030", "role": "expected", "announced": "2024-07-05"})
    assert count_periods(plan, sectors=["5g"], axis="announced").table.columns[0].year == 2024


def test_incidence_gives_each_sector_one_and_fractional_shares_the_event_out() -> None:
    both = frame({"when": "2024", "role": "during", "sectors": ["5g", "6g", "ai"]})
    assert count_periods(both, sectors=SECTORS).table[pd.Timestamp("2024")].tolist() == [1, 1, 0]
    shared = count_periods(both, sectors=SECTORS, weighting="fractional").table[pd.Timestamp("2024")]
    assert shared.tolist() == pytest.approx([1 / 3, 1 / 3, 0])


def test_no_documents_is_a_gap_and_documents_without_events_are_zero() -> None:
    events = frame({"when": "2021", "role": "during"}, {"when": "2024", "role": "during"})
    counted = row(events, documents=documents("2021-03-01", "2023-04-04", None, "2024-05-05"))
    assert counted[0] == 1
    assert np.isnan(counted[1])
    assert counted[2:] == [0, 1]


def test_an_event_in_a_period_without_documents_is_shown_all_the_same() -> None:
    events = frame({"when": "2030", "role": "expected", "announced": "2024-05-05"})
    counts = count_periods(events, documents("2024-05-05"), sectors=["5g", "6g"], start=date(2029, 1, 1))
    assert counts.table.loc["5g"].fillna(-1).tolist() == [-1, 1]
    assert counts.table.loc["6g"].isna().all()


def test_the_period_of_the_as_of_day_is_incomplete_until_its_last_day() -> None:
    events = frame({"when": "2023/2025", "role": "during"})
    assert count_periods(events, sectors=["5g"], as_of=date(2024, 6, 1)).complete.tolist() == [True, False, True]
    assert count_periods(events, sectors=["5g"], as_of=date(2024, 12, 31)).complete.all()


def test_plan_periods_begin_in_2021_and_every_fifth_year() -> None:
    edges = period_edges(date(2019, 5, 5), date(2026, 1, 2), "plan")
    assert edges.year.tolist() == [2016, 2021, 2026, 2031]


def test_weeks_begin_on_monday_and_cover_the_last_day() -> None:
    edges = period_edges(date(2025, 1, 1), date(2025, 1, 7), "week")
    assert edges.strftime("%Y-%m-%d").tolist() == ["2024-12-30", "2025-01-06", "2025-01-13"]


def test_an_empty_frame_counts_zero_and_draws_its_period() -> None:
    counts = count_periods(frame(), sectors=SECTORS, start=date(2024, 1, 1), end=date(2026, 1, 1))
    assert counts.table.shape == (3, 2)
    assert counts.table.to_numpy().sum() == 0


def test_a_word_that_is_no_measure_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean 'onset'"):
        count_periods(frame(), sectors=SECTORS, measure="onsets")


WHEN = st.sampled_from(
    ["2021-02-03", "2021-02", "2022-35", "2022", "2021/2023", "2022-11-30/2023-02-02", "../2023", "../2022-05-31"]
)
EVENT = st.fixed_dictionaries(
    {
        "when": WHEN,
        "role": st.sampled_from(["during", "expected", "effective", "occurred"]),
        "sectors": st.lists(st.sampled_from(SECTORS), min_size=1, unique=True),
    }
)
MANY = st.lists(EVENT, min_size=1, max_size=25)
WINDOW = {"start": date(2021, 1, 1), "end": date(2024, 1, 1)}


@settings(deadline=None, max_examples=60)
@given(MANY)
def test_mass_sums_to_the_number_of_events(rows: list[dict[str, object]]) -> None:
    counted = count_periods(frame(*rows), sectors=SECTORS, measure="mass", weighting="fractional", period="month")
    assert counted.table.to_numpy().sum() == pytest.approx(len(rows))


@settings(deadline=None, max_examples=60)
@given(MANY, st.sampled_from(["mass", "days", "onset"]))
def test_months_add_up_to_quarters(rows: list[dict[str, object]], measure: str) -> None:
    asked = {"sectors": SECTORS, "measure": measure, **WINDOW}
    months = count_periods(frame(*rows), period="month", **asked).table.to_numpy()
    quarters = count_periods(frame(*rows), period="quarter", **asked).table.to_numpy()
    assert months.reshape(3, -1, 3).sum(axis=2) == pytest.approx(quarters)


def test_presence_does_not_add_up_and_is_recounted() -> None:
    events = frame({"when": "2025-01-15/2025-02-15", "role": "during"})
    assert row(events, period="month", measure="presence") == [1, 1]
    assert row(events, period="quarter", measure="presence") == [1]


@settings(deadline=None, max_examples=60)
@given(MANY)
def test_presence_is_never_less_than_onset(rows: list[dict[str, object]]) -> None:
    asked = {"sectors": SECTORS, "period": "month", **WINDOW}
    presence = count_periods(frame(*rows), measure="presence", **asked).table.to_numpy()
    assert (presence >= count_periods(frame(*rows), measure="onset", **asked).table.to_numpy() - 1e-9).all()


@settings(deadline=None, max_examples=60)
@given(MANY, st.randoms(use_true_random=False), st.sampled_from(["onset", "presence", "mass", "days"]))
def test_the_order_of_the_events_changes_nothing_at_all(rows: list[dict[str, object]], dice, measure: str) -> None:
    asked = {"sectors": SECTORS, "period": "month", "measure": measure, "weighting": "fractional", **WINDOW}
    shuffled = dice.sample(rows, len(rows))
    first, other = (count_periods(frame(*some), **asked).table for some in (rows, shuffled))
    assert (first.to_numpy() == other.to_numpy()).all()


@settings(deadline=None, max_examples=60)
@given(MANY, st.sampled_from(["mass", "days", "presence", "onset"]))
def test_counting_agrees_with_the_definition_written_out(rows: list[dict[str, object]], measure: str) -> None:
    events = frame(*rows)
    counts = count_periods(events, sectors=SECTORS, measure=measure, period="quarter", **WINDOW)
    placed = place(events)
    expected = np.zeros(counts.table.shape)
    for (_, event), (_, spot) in zip(events.iterrows(), placed.iterrows(), strict=True):
        for k, (low, high) in enumerate(zip(counts.edges[:-1], counts.edges[1:], strict=True)):
            shared = max((min(high, spot["end"]) - max(low, spot["start"])).days, 0)
            mass = shared / (spot["end"] - spot["start"]).days
            certain = {"presence": float(shared > 0), "onset": float(low <= spot["start"] < high)}
            value = {"mass": mass, "days": float(shared)} | (certain if spot["span"] else dict.fromkeys(certain, mass))
            for code in event["sectors"]:
                expected[SECTORS.index(code), k] += value[measure]
    assert counts.table.to_numpy() == pytest.approx(expected)


MIXED = (
    {"when": "2024-05-03", "role": "occurred", "announced": "2024-05-03", "sectors": ["5g", "nev"]},
    {"when": "2024-05-03", "role": "occurred", "announced": "2024-06-01", "sectors": ["5g"]},
    {"when": "2024", "role": "expected", "announced": "2024-02", "sectors": ["6g", "5g", "nev"]},
    {"when": "../2025-12-31", "role": "deadline", "announced": "2023-02-01", "sectors": ["nev"]},
    {"when": "2024/..", "role": "effective", "announced": "2024-02", "sectors": ["nev", "6g"]},
    {"when": "2024-01-01/2024-06-01", "role": "during", "announced": "2024-02", "sectors": ["nev", "6g"]},
    {"when": "2024-06-01/..", "role": "effective", "announced": "2024-06-01", "sectors": ["nev", "6g"]},
    {"announced": "2024-03-01", "sectors": ["5g", "other"]},
    {"announced": "2024-03", "sectors": []},
    {"sectors": ["5g"]},
)


def slim(events: pd.DataFrame) -> pd.DataFrame:
    """The same as an index holds it."""
    lists = [tuple(codes) for codes in events["sectors"]]
    names = sorted(set(lists))
    codes = [names.index(one) for one in lists]
    kept = events.assign(
        sectors=pd.Categorical.from_codes(codes, categories=pd.Index(names, tupleize_cols=False, dtype=object))
    )
    return kept.astype(dict.fromkeys(("when", "role", "announced"), "category"))


@pytest.mark.parametrize("weighting", ["incidence", "fractional"])
@pytest.mark.parametrize("measure", ["onset", "presence", "mass", "days"])
@pytest.mark.parametrize("axis", ["when", "announced"])
def test_texts_or_categories_rows_or_a_tally_count_the_same_to_the_last_bit(
    measure: Any, weighting: Any, axis: Any
) -> None:
    full = frame(*MIXED, *MIXED[2:5])
    options: Any = {"measure": measure, "weighting": weighting, "axis": axis, "period": "month"}
    plain = count_periods(full, sectors=SECTORS, **options)
    for events in (slim(full), slim(full).iloc[::-1], tally_events(slim(full), axis=axis)):
        counted = count_periods(events, sectors=SECTORS, **options)
        assert counted.table.to_numpy().tobytes() == plain.table.to_numpy().tobytes()
        assert (counted.events, counted.undated, counted.unbounded) == (plain.events, plain.undated, plain.unbounded)
        other = count_periods(events, sectors=["nev", "5g"], **options)
        assert other.table.equals(plain.table.loc[["nev", "5g"]])


@pytest.mark.parametrize("rows", [[], [0], [5, 2, 2, 1], range(len(MIXED))])
def test_some_of_the_events_laid_on_an_axis_count_as_they_do_alone(rows: Any) -> None:
    full = slim(frame(*MIXED))
    options: Any = {"period": "month", "start": date(2024, 1, 1), "end": date(2026, 1, 1), "as_of": date(2025, 6, 1)}
    laid = lay_events(full, as_of=date(2025, 6, 1)).tally(np.array(rows, dtype=np.intp))
    alone = count_periods(full.iloc[list(rows)], sectors=SECTORS, **options)
    counted = count_periods(laid, sectors=SECTORS, **options)
    assert counted.table.to_numpy().tobytes() == alone.table.to_numpy().tobytes()
    assert (counted.events, counted.undated, counted.unbounded) == (alone.events, alone.undated, alone.unbounded)
    assert laid.spots.start.tolist() == tally_events(full.iloc[list(rows)], as_of=date(2025, 6, 1)).spots.start.tolist()


@pytest.mark.parametrize("left", [[], [0], [5, 2, 1], range(len(MIXED))])
def test_all_events_but_some_count_as_the_others_do_alone(left: Any) -> None:
    full = slim(frame(*MIXED))
    laid = lay_events(full, as_of=date(2025, 6, 1))
    others = np.array([row for row in range(len(full)) if row not in left], dtype=np.intp)
    one, other = laid.tally(others), laid.tally_but(np.array(left, dtype=np.intp))
    for name in ("events", "sector", "spot", "among", "number"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()
    assert one.spots.start.tolist() == other.spots.start.tolist()


def test_nothing_is_counted_of_no_events() -> None:
    none = slim(frame(*MIXED)).iloc[:0]
    counted = count_periods(none, sectors=SECTORS, start=date(2024, 1, 1), end=date(2025, 1, 1))
    assert counted.table.to_numpy().tolist() == [[0], [0], [0]]
