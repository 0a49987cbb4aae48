"""What the tools of the timeline do to the selection: lanes are folded, pinned, moved and chosen, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dashboard.callbacks.timeline import set_lanes
from dashboard.pages.timeline import ACTS, build_timeline
from dashboard.selection import Selection
from dashboard.words import LANGUAGES, load_words

SHOWN = ["5g", "6g", "nev", "other"]
PLAIN = Selection()


@pytest.mark.parametrize(
    ("act", "lane", "changed"),
    [
        ("fold", "6g", {"collapsed": ("6g",)}),
        ("fold", "other", {"collapsed": ("other",)}),
        ("pin", "nev", {"pinned": ("nev",)}),
        ("up", "6g", {"order": ("6g", "5g", "nev")}),
        ("down", "6g", {"order": ("5g", "nev", "6g")}),
        ("down", "nev", {"order": ("5g", "6g", "nev")}),
        ("pin", "other", {}),
        ("up", "quantum", {}),
        ("burn", "5g", {}),
    ],
)
def test_a_button_beside_a_lane_does_what_it_says(act: str, lane: str, changed: dict[str, Any]) -> None:
    assert set_lanes(PLAIN, {"act": act, "lane": lane, "lanes": SHOWN}) == replace(PLAIN, **changed)


@pytest.mark.parametrize("act", ["fold", "pin"])
def test_a_second_press_takes_it_back(act: str) -> None:
    move = {"act": act, "lane": "5g", "lanes": SHOWN}
    assert set_lanes(set_lanes(PLAIN, move), move) == PLAIN


def test_lanes_of_another_kind_begin_in_their_own_order() -> None:
    before = replace(PLAIN, order=("6g",), collapsed=("5g",), pinned=("nev",))
    assert set_lanes(before, {"act": "by", "by": "publisher"}) == replace(PLAIN, lanes="publisher")
    assert set_lanes(before, {"act": "by", "by": "colour"}) == before


def test_what_the_lanes_are_set_to_is_in_the_address() -> None:
    after = set_lanes(replace(PLAIN, lanes="status"), {"act": "pin", "lane": "done", "lanes": ["planned", "done"]})
    assert Selection.from_query(after.to_query()) == (after, ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_has_its_words(language: str) -> None:
    from dash import dcc

    words = load_words(language)["timeline"]
    assert all("{lane}" in words[act] for act in ACTS)
    written = build_timeline(language, dcc.Graph()).to_plotly_json()
    assert written["props"]["aria-label"] == load_words(language)["page"]["timeline"]
