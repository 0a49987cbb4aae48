"""What the first search of a large store would wait for is made while nobody waits."""

from __future__ import annotations

import threading

import pytest

from dashboard import library
from dashboard.library import PREPARING, Library
from dashboard.selection import ground
from tests.dashboard.synthetic import SyntheticStore


def test_the_ids_of_a_large_store_are_in_order_before_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "LARGE", 1)
    store = SyntheticStore(40, seed=2)
    held = Library(lambda version: store, "synthetic").newest()
    for thread in threading.enumerate():
        if thread.name == PREPARING:
            thread.join()
    monkeypatch.setattr(ground, "_order_ids", None)  # it can be called no more
    keys, rows = held.ground.ids()
    assert len(keys) == len(set(rows.tolist())) == len(held.events)
    assert keys.tolist() == sorted(keys.tolist())
