"""EDTF spellings and bounds: the vectors of the definitions, and every spelling read back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.edtf import Granularity, Interval, month, months, read_edtf, span, write_edtf, year
from loaders.errors import EdtfError

VECTORS = {
    "2025-06": ("2025-06-01", "2025-07-01"),
    "2025-35": ("2025-07-01", "2025-10-01"),
    "2025-40": ("2025-01-01", "2025-07-01"),
    "2025-41": ("2025-07-01", "2026-01-01"),
    "2021/2025": ("2021-01-01", "2026-01-01"),
    "../2025-12-31": (None, "2026-01-01"),
    "../2030": (None, "2031-01-01"),
    "2025~": ("2025-01-01", "2026-01-01"),
    "2021/..": ("2021-01-01", None),
    "2023-01/2023-08": ("2023-01-01", "2023-09-01"),
    "2024-03-08/2024-12-31": ("2024-03-08", "2025-01-01"),
    "202X": ("2020-01-01", "2030-01-01"),
    "20XX": ("2000-01-01", "2100-01-01"),
    "2025-24": ("2025-12-01", "2026-03-01"),
}


@pytest.mark.parametrize(("text", "bounds"), VECTORS.items())
def test_a_spelling_has_its_bounds_and_is_written_back(text: str, bounds: tuple[str | None, str | None]) -> None:
    assert read_edtf(text).iso() == bounds
    assert write_edtf(read_edtf(text)) == text


@pytest.mark.parametrize("text", ["", "2025-13", "2025-02-30", "today", "../..", "2025/2026/2027", "2026/2025", "0000"])
def test_what_is_no_date_is_refused_with_its_words(text: str) -> None:
    with pytest.raises(EdtfError):
        read_edtf(text)


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)), st.integers(1, 4000))
def test_any_interval_of_days_survives_the_spelling(start: date, days: int) -> None:
    interval = Interval(start, start + timedelta(days))
    assert read_edtf(write_edtf(interval)).iso() == interval.iso()


@given(st.integers(1000, 9000), st.integers(1, 12), st.integers(1, 200), st.sampled_from(Granularity))
def test_any_run_of_months_survives_the_spelling(number: int, first: int, count: int, granularity: Granularity) -> None:
    interval = months(number, first, count, granularity)
    assert read_edtf(write_edtf(interval)).iso() == interval.iso()


def test_a_span_runs_from_the_first_day_to_the_last() -> None:
    assert span(year(2021), month(2025, 6)).iso() == ("2021-01-01", "2025-07-01")
    assert write_edtf(span(year(2021), year(2025))) == "2021/2025"
