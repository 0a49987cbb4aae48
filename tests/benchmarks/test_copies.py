"""A store that is copied into itself grows by as many documents and events, under other names."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.copies import copy_until
from benchmarks.corpus import write_corpus
from loaders import load, open_store
from loaders.pipeline import plan


def test_a_store_is_copied_until_it_holds_so_many_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "MOST_BYTES", 4_000)  # files are read in parts
    write_corpus(tmp_path / "corpus", 12)
    report = load(tmp_path / "corpus", store=tmp_path / "store", workers=1)
    store = open_store(tmp_path / "store")
    assert store.query("SELECT max(part) AS part FROM files")["part"][0] > 1
    copy_until(store, 30)
    documents, events = store.documents(text=False), store.events()
    assert (report.documents, len(documents)) == (12, 30)
    assert documents["id"].is_unique and events["id"].is_unique
    assert 2 * report.events < len(events) < 3 * report.events
