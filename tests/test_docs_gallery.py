"""The gallery shows every state that its benchmark takes, each by its picture, with the query that opens it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.gallery import FOLDER, MOST, STATES, State
from benchmarks.paper import FOLDER as EXPORTS
from benchmarks.paper import SHEETS

PAGE = Path(FOLDER).parent / "gallery.md"
SHOWN = re.compile(r"\*\*(.+)\.\*\*\n(?:`\?(.+)`\n)?\n!\[(.+)\]\(gallery/(.+)\.webp\)")


@pytest.mark.parametrize("state", STATES, ids=[state.name for state in STATES])
def test_a_state_has_its_picture_and_its_place_on_the_page(state: State) -> None:
    found = {name: (said, query) for said, query, _, name in SHOWN.findall(PAGE.read_text("utf-8"))}
    assert found[state.name] == (state.shows, state.query)
    assert 10_000 < (FOLDER / f"{state.name}.webp").stat().st_size <= MOST


def test_the_gallery_keeps_no_picture_of_a_state_that_is_no_more() -> None:
    assert {path.stem for path in FOLDER.glob("*.webp")} == {state.name for state in STATES}


def test_every_chart_is_shown_as_it_is_exported_in_both_languages_and_colours() -> None:
    names = {sheet.name for sheet in SHEETS}
    assert len(names) == 16
    assert {path.stem for path in EXPORTS.glob("*.webp")} == names
    assert set(re.findall(r"\(gallery/exports/(.+?)\.webp\)", PAGE.read_text("utf-8"))) == names
    assert all(10_000 < (EXPORTS / f"{name}.webp").stat().st_size <= MOST for name in names)
