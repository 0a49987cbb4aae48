"""The page on document dates names every rung of the ladder in its order, and each of its files."""

from __future__ import annotations

import re
from pathlib import Path

from loaders.dates.creation import LADDER
from loaders.resources import DATA

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "document-dates.md").read_text(encoding="utf-8")


def test_the_page_names_every_rung_in_the_order_of_the_ladder() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.M) == [rung.__name__ for rung in LADDER]


def test_the_files_it_names_are_there() -> None:
    named = re.findall(r"`data/([\w/.]+)`", PAGE)
    assert named
    assert all((DATA / name).exists() for name in named)
