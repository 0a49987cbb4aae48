"""Tables to take away: what is shown, safe in a spreadsheet, Chinese intact."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.exports import counts_table, csv_bytes, events_table, make_receipt, write_table
from dashboard.exports.receipt import Receipt, receipt_path
from dashboard.measures import count_periods
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
STORE = SyntheticStore(30)
EVENTS, DOCUMENTS = STORE.events(), STORE.documents()


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(start: str) -> None:
    rows = read(csv_bytes(pd.DataFrame({f"{start}head": [f'{start}cmd|"/c calc"!A0'], "number": [-3]})))
    name, value = next(iter(rows[0].items()))
    assert name.startswith("'")
    assert value.startswith("'")
    assert rows[0]["number"] == "-3"


def test_excel_is_told_that_the_file_is_utf8() -> None:
    data = csv_bytes(pd.DataFrame({"title": ["新能源汽车"]}))
    assert data.startswith(b"\xef\xbb\xbf")
    assert read(data)[0]["title"] == "新能源汽车"


def test_every_event_shown_is_a_row_with_its_sentence_and_source() -> None:
    rows = read(csv_bytes(events_table(EVENTS, TAXONOMY)))
    assert [row["id"] for row in rows] == EVENTS["id"].tolist()
    first = EVENTS.iloc[0]
    assert rows[0]["document_title"] == first["document_title"]
    assert rows[0]["sectors"] == "; ".join(TAXONOMY[code].label_en for code in first["sectors"])


def test_days_are_iso_and_an_open_end_is_empty() -> None:
    table = events_table(EVENTS)
    opened = EVENTS["when"].fillna("").str.endswith("..").to_numpy()
    assert opened.any()
    assert table.loc[opened, "when_end"].isna().all()
    assert table.loc[opened, "when_start"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()


def test_a_table_of_counts_says_what_it_counts_and_leaves_gaps_empty() -> None:
    counts = count_periods(
        EVENTS, DOCUMENTS, sectors=["5g"], start=date(2005, 1, 1), end=date(2026, 1, 1), as_of=date(2025, 6, 1)
    )
    table = counts_table(counts, TAXONOMY)
    assert np.isnan(table.loc[0, "value"])
    assert (table.loc[0, "period"], table.loc[0, "start"], table.loc[0, "end"]) == ("2005", "2005-01-01", "2006-01-01")
    assert table["complete"].tolist() == [True] * 20 + [False]
    assert set(table["measure"]) == {"onset"}


def test_a_table_is_written_with_its_receipt_beside_it(tmp_path: Path) -> None:
    receipt = make_receipt(EVENTS, DOCUMENTS, kind="events", data_version=7, selection="all", url="?axis=when")
    path = write_table(events_table(EVENTS), tmp_path / "events.csv", receipt=receipt)
    assert len(read(path.read_bytes())) == len(EVENTS)
    assert Receipt.from_json(receipt_path(path).read_text(encoding="utf-8")).inside() == receipt
