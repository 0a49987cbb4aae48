"""What every test of briefings needs: a store of a few documents in both languages, and a briefing on it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dashboard.exports import Briefing, EventItem
from loaders import load, open_store
from loaders.resources import DATA
from tests.dashboard.exports.briefed import CHARTS


@pytest.fixture(scope="session", name="briefed")
def fixture_briefed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with every third milestone and a document in Chinese."""
    folder = tmp_path_factory.mktemp("briefed")
    with (DATA / "milestones.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    with (folder / "milestones.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows[::3]])
    chinese = DATA / "documents" / "2019-5G商用牌照发放-新闻稿.txt"
    load([folder / "milestones.csv", chinese], store=folder / "store", workers=1)
    return folder / "store"


@pytest.fixture(scope="session", name="briefing")
def fixture_briefing(briefed: Path) -> Briefing:
    """Four charts and four events, two of them in Chinese."""
    events = open_store(briefed).events()
    chosen = [*events.loc[events["language"] == "zh", "id"].head(2), *events["id"].tail(2)]
    items = (*CHARTS, *(EventItem(one, "Mark this." if number == 0 else "") for number, one in enumerate(chosen)))
    return Briefing("Where 6G stands", items, heading="For 3 July", notes="Two things have changed.", language="en")
