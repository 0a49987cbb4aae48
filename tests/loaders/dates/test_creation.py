"""The ladder of a document's date, run over layouts of our own and over the seeds where they are at hand."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from loaders.dates.creation import LADDER, date_document
from loaders.formats.registry import read_bytes, read_documents
from loaders.model import Document, Sense

HERE = Path(__file__).parent
SHARED = Path(__file__).resolve().parents[4] / "shared"
CASES: list[dict[str, Any]] = tomllib.loads((HERE / "creation_cases.toml").read_text(encoding="utf-8"))["case"]


def dated(text: str, ending: str = "txt", name: str = "item") -> Document:
    source = f"{name}.{ending}"
    (document,) = read_bytes(source, text.strip("\n").encode(), source)
    return date_document(document)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_layout_shows_its_date(case: dict[str, Any]) -> None:
    document = dated(case["text"], case.get("format", "txt"))
    created = document.created
    assert (created.edtf if created else None) == case.get("created"), document.candidates
    assert (created.created_by if created else None) == case.get("by"), document.candidates
    assert document.created_bounds == case.get("bounds")


def test_there_are_enough_layouts_of_both_languages() -> None:
    assert len(CASES) >= 35


def test_every_date_found_is_kept_best_first_with_its_words() -> None:
    document = dated(next(case["text"] for case in CASES if case["name"].startswith("posted beats updated")))
    assert [(c.rung, c.sense, c.edtf) for c in document.candidates] == [
        ("header", Sense.POSTED, "2024-07-05"),
        ("header", Sense.REPOSTED, "2024-07-09"),
    ]
    assert all("2024" in candidate.evidence for candidate in document.candidates)


def test_the_name_of_a_file_dates_a_text_that_shows_no_other_date() -> None:
    assert (created := dated("All is well.", name="2024-07-05-note").created)
    assert (created.edtf, created.created_by) == ("2024-07-05", "file_name")


def test_the_name_of_a_container_does_not_date_its_rows() -> None:
    assert dated('{"id": "a", "text": "All is well."}', "jsonl", "export-2024-07-05").created is None


def test_a_date_before_what_the_text_reports_is_refused_with_the_reason() -> None:
    document = dated("In June 2024, exports rose by 12 percent.", name="2019-01-05")
    assert document.created is None
    assert document.candidates[0].refused == "before 2024-07/.., which the text proves"


def test_a_conference_cannot_be_held_after_its_page_was_posted() -> None:
    text = "Briefing\n\nMay 5, 2024\n\nThe office held a press conference on July 5, 2024 on the work of the ministry."
    assert (created := dated(text).created)
    assert (created.edtf, created.created_by) == ("2024-05-05", "header")


def test_a_day_outside_the_calendar_is_no_date() -> None:
    assert dated("BEIJING, Feb. 30, 2024 (Example Agency) -- All is well in the capital.").created is None


def test_a_user_states_the_date_of_what_states_none_itself() -> None:
    rows = b'{"id": "a", "text": "All is well."}\n{"id": "b", "published": "2020-01-01", "text": "All is well."}\n'
    documents = [date_document(d) for d in read_bytes("x.jsonl", rows, "x.jsonl", published="2024-07")]
    assert [d.created.edtf for d in documents if d.created] == ["2024-07", "2020-01-01"]


def test_each_rung_tells_what_it_looks_at() -> None:
    assert all(rung.__doc__ and rung.__doc__.endswith(".") for rung in LADDER)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_the_seeds_are_dated_as_their_gold_says() -> None:
    gold = [json.loads(line) for line in (SHARED / "dev/events/seeds_gold.jsonl").read_text("utf-8").splitlines()]
    stated = {row["doc"]: (row["created"], row.get("bounds")) for row in gold if "created_in_text" in row}
    found = {d.name: date_document(d) for d in read_documents(SHARED / "seeds")}
    assert {name: (d.created.edtf if d.created else None, d.created_bounds) for name, d in found.items()} == stated


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_records_with_stated_dates_keep_them() -> None:
    path = SHARED / "dev/events/zh_documents.jsonl"
    stated = {row["id"]: row["published"] for row in map(json.loads, path.read_text("utf-8").splitlines())}
    found = {d.name: date_document(d).created for d in read_documents(path)}
    assert {name: created.edtf for name, created in found.items() if created} == stated
