"""The page of docs about the page names every parameter of the address as the program reads it."""

from __future__ import annotations

import re

import pytest

from dashboard.selection import Selection
from dashboard.selection.address import MOST, PARAMETERS
from loaders.resources import DATA
from loaders.sectors.taxonomy import load_taxonomy

PAGE = (DATA.parent / "docs" / "using.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| (.+) \| `(.+)` \|$", PAGE, re.M)
TAXONOMY = load_taxonomy()


def test_every_parameter_of_the_address_has_its_row_and_no_other() -> None:
    assert sorted(name for name, _, _ in ROWS) == sorted(row.name for row in PARAMETERS)


@pytest.mark.parametrize(("name", "said", "spelled"), ROWS, ids=[name for name, _, _ in ROWS])
def test_a_parameter_is_spelled_as_its_row_shows_and_can_be_what_it_says(name: str, said: str, spelled: str) -> None:
    chosen, notes = Selection.from_query(f"?{spelled}", TAXONOMY)
    assert notes == ()
    assert chosen != Selection()
    assert chosen.to_query() == f"?{spelled}"
    allowed = next(row for row in PARAMETERS if row.name == name).allowed(TAXONOMY)
    named = set(re.findall(r"`([\w-]+)`", said))
    assert named <= set(allowed)
    if len(named) > 2:
        assert named == set(allowed)


def test_the_greatest_number_of_values_is_told() -> None:
    assert f"at most {MOST} values" in PAGE
