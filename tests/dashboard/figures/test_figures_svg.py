"""A timeline is written as SVG with every mark it has, and nothing in a title is taken for markup."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import numpy as np
import plotly.graph_objects as go
import pytest

from dashboard.figures import timeline
from dashboard.figures.svg import write_svg
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
EVENTS = SyntheticStore(90, 3).events()

LOOKS = [
    {"width": 1100},
    {"width": 360, "language": "zh", "theme": "dark"},
    {"width": 900, "lane_by": "publisher", "height": 460},
    {"width": 900, "lane_by": "status", "unit": "story", "axis": "announced"},
    {"width": 900, "collapsed": ("5g", "nev"), "pinned": ("6g",)},
    {"width": 1100, "selected": EVENTS["id"].iloc[10]},
]


def read(figure: go.Figure) -> ElementTree.Element:
    return ElementTree.fromstring(str(write_svg(figure)))


def seen(trace: Any) -> Any:
    return 1 if trace.marker.opacity is None else trace.marker.opacity


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look.values())))
def test_every_mark_and_bar_of_a_timeline_is_in_its_svg(look: dict[str, Any]) -> None:
    figure = timeline(EVENTS, taxonomy=TAXONOMY, **look)
    drawn = read(figure)
    marked = [trace for trace in figure.data if trace.type == "scatter" and "markers" in trace.mode]
    marks = sum(np.count_nonzero(np.broadcast_to(seen(trace), len(trace.x))) for trace in marked)
    bars = sum(len(trace.x) for trace in figure.data if trace.type == "bar")
    rects = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert len([path for path in drawn.iter("path") if "translate" in path.get("transform", "")]) >= marks > 20
    grounds = sum(bool(note.bgcolor) for note in figure.layout.annotations)
    assert len(list(drawn.iter("rect"))) == 1 + bars + len(rects) + grounds
    assert drawn.get("width") == str(look["width"])


def test_a_title_is_written_as_it_stands() -> None:
    events = EVENTS.assign(title='A <b>bold</b> & "quoted" plan')
    figure = timeline(events, taxonomy=TAXONOMY, width=1600)
    said = "".join(read(figure).itertext())
    assert "<b>" in said
    assert "&amp;" not in said


def test_what_no_timeline_draws_is_refused() -> None:
    figure = timeline(EVENTS, taxonomy=TAXONOMY, width=900)
    figure.add_trace(go.Pie(values=[1]))
    with pytest.raises(ValueError, match="a trace of kind 'pie'"):
        write_svg(figure)
