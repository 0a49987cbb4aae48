"""Emphasis of documents that were loaded: how they are spread over files, and in which order, changes no number."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from dashboard.emphasis.cells import Emphasis, measure_emphasis
from dashboard.emphasis.tally import tally_documents
from dashboard.measures import period_edges
from loaders import load, open_store
from loaders.sectors.taxonomy import load_taxonomy

SECTORS = [sector.code for sector in load_taxonomy().sectors]
TOPICS = ("5G base stations", "6G trials", "charging piles for new-energy vehicles", "humanoid robots")
RECORDS = [
    {
        "id": f"n{number}",
        "published": f"{2020 + number % 3}-0{1 + number % 9}-11",
        "text": f"The ministry will build {number + 2},000 {TOPICS[number % 4]} by the end of {2024 + number % 3}.",
    }
    for number in range(24)
]


def measured(folder: Path, files: dict[str, list[dict[str, str]]]) -> Emphasis:
    for name, records in files.items():
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (folder / name).write_text(lines, encoding="utf-8")
    load([folder / name for name in files], store=folder / "store", workers=1)
    store = open_store(folder / "store")
    edges = period_edges(date(2020, 1, 1), date(2023, 1, 1), "year")
    made = tally_documents(store.index(), store.documents(), sectors=SECTORS, edges=edges)
    assert made.weights.sum() >= len(RECORDS)
    return measure_emphasis(made, "share")


@pytest.mark.parametrize("parts", [2, 5])
def test_splitting_and_mixing_the_files_changes_nothing(tmp_path: Path, parts: int) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "more").mkdir()
    whole = measured(tmp_path / "one", {"all.jsonl": RECORDS})
    split = measured(tmp_path / "more", {f"{9 - part}.jsonl": RECORDS[::-1][part::parts] for part in range(parts)})
    for name in ("weight", "value", "z", "q", "marked"):
        one, other = getattr(whole, name).to_numpy(), getattr(split, name).to_numpy()
        assert one == pytest.approx(other, nan_ok=True), name
