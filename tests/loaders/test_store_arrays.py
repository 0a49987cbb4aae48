"""Rows become Arrow tables as pyarrow's own converter makes them, and without the libraries that it brings."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.store.arrays import day_numbers, list_numbers, make_array, make_table
from loaders.store.schema import EVIDENCE, PASSAGES, SPAN, TEXTS

ROOT = Path(__file__).resolve().parents[2]
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
VALUES = {
    pa.string(): WORDS,
    pa.int64(): NUMBERS,
    pa.int32(): st.integers(-(2**31), 2**31 - 1),
    pa.date32(): st.dates(date(1, 1, 1), date(9999, 12, 31)),
    pa.bool_(): st.booleans(),
    SPAN: st.lists(NUMBERS, max_size=3),
    TEXTS: st.lists(st.none() | WORDS, max_size=3),
    EVIDENCE: st.lists(
        st.fixed_dictionaries(
            {"code": WORDS, "spans": st.lists(st.lists(NUMBERS, max_size=2), max_size=2), "inherited": st.booleans()}
        ),
        max_size=2,
    ),
    PASSAGES: st.lists(st.fixed_dictionaries({"start": NUMBERS}, optional={"speaker": WORDS}), max_size=2),
}


@pytest.mark.parametrize("kind", VALUES, ids=str)
def test_arrays_are_those_of_pyarrow(kind: pa.DataType) -> None:
    @given(st.lists(st.none() | VALUES[kind], max_size=12))
    def check(values: list[object]) -> None:
        made = make_array(values, kind)
        made.validate(full=True)
        assert made.equals(pa.array(values, kind))

    check()


def test_a_table_has_the_columns_of_its_schema_whatever_its_rows_name() -> None:
    schema = pa.schema([("a", pa.string()), ("b", pa.int64())])
    assert make_table([{"b": 1}, {"a": "x"}], schema).to_pylist() == [{"a": None, "b": 1}, {"a": "x", "b": None}]
    assert make_table([], schema).schema == schema


def test_a_type_without_a_column_in_the_store_is_refused() -> None:
    with pytest.raises(TypeError, match="no columns of type uint16"):
        make_array([1.5], pa.uint16())


def test_loading_writing_and_counting_need_no_pandas(tmp_path: Path) -> None:
    script = """
import sys
from loaders import load
from loaders.errors import DocumentError
from loaders.store import FileReading, collect_batch, open_store
from loaders.store.status import count_holdings

store = open_store(sys.argv[1], create=True)
file = FileReading("a", "0", "r", failures=(DocumentError("a#row=1", "bad"),))
print(store.write(collect_batch([file])).version, store.write(collect_batch([file])).left)
count_holdings(store)
print(load("data/milestones.csv", store=store, workers=1).failures)
print("pandas" in sys.modules)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "store")], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines() == ["1 ('a',)", "()", "False"]


@given(st.lists(st.none() | st.lists(st.integers(-(2**31), 2**31 - 1), max_size=3), max_size=12), st.data())
def test_lists_of_numbers_are_told_as_their_numbers_and_lengths(
    lists: list[list[int] | None], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(lists)))
    parts = [make_array(part, pa.list_(pa.int32())) for part in (lists, lists[cut:])]
    numbers, lengths = list_numbers(pa.chunked_array([parts[0].slice(cut), parts[1]]), np.int32)
    told = [each or [] for each in [*lists[cut:], *lists[cut:]]]
    assert numbers.tolist() == [number for each in told for number in each]
    assert lengths.tolist() == [len(each) for each in told]


@given(st.lists(st.none() | VALUES[pa.date32()], max_size=12), st.data())
def test_days_are_told_as_ordinals(days: list[date | None], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(days)))
    told = day_numbers(pa.chunked_array([make_array(days, pa.date32()).slice(cut)], pa.date32()))
    assert told.tolist() == [day.toordinal() if day else 0 for day in days[cut:]]
