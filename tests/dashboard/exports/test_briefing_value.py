"""A briefing is a value with a JSON of its own, and what is wrong in a file is told with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dashboard.exports.briefing.twins import is_gap
from dashboard.exports.briefing.value import Briefing, ChartItem, EventItem, read_briefing
from loaders.errors import UsageError

ITEMS = (ChartItem("timeline", "?sectors=6g", "6G 的脚步", "注意五月"), EventItem("0f3a", "first licence"))
WHOLE = Briefing("6G 简报", ITEMS, heading="For 3 March", notes="Since May.", language="zh", theme="dark")


def test_a_briefing_comes_back_from_its_json_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(WHOLE.to_json(), encoding="utf-8")
    assert read_briefing(tmp_path / "b.json") == WHOLE


def test_all_but_title_and_items_may_be_left_out() -> None:
    assert Briefing.from_json('{"title": "T", "items": [{"event": "a"}]}') == Briefing("T", (EventItem("a"),))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": " "}, "has no title"),
        ({"items": []}, "0 items"),
        ({"items": {}}, "no list 'items'"),
        ({"items": ["timeline"]}, "item 1 is no object"),
        ({"items": [{"event": "a"}, {"chart": "timelin"}]}, "item 2, chart 'timelin'.*Did you mean 'timeline'"),
        ({"items": [{"chart": "trend", "event": "a"}]}, "item 1: name either a 'chart'"),
        ({"items": [{"event": 7}]}, "item 1: 'event' is 7; write a text"),
        ({"items": [{"chart": "trend", "adress": "?"}]}, "there is no 'adress'.*Did you mean 'address'"),
        ({"language": "fr"}, "language 'fr'"),
        ({"theme": "drak"}, "Did you mean 'dark'"),
        ({"tittle": "T"}, "there is no 'tittle'.*Did you mean 'title'"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_place(change: dict[str, Any], words: str, tmp_path: Path) -> None:
    file = tmp_path / "march.json"
    file.write_text(json.dumps(WHOLE.to_dict() | change), encoding="utf-8")
    with pytest.raises(UsageError, match=f"march.json: .*{words}"):
        read_briefing(file)


def test_what_is_no_json_and_no_file_is_told_too(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match="not JSON"):
        read_briefing(tmp_path / "x.json")
    with pytest.raises(UsageError, match="cannot be read"):
        read_briefing(tmp_path / "none.json")


def test_a_period_without_documents_of_which_others_tell_has_its_number() -> None:
    assert is_gap({"documents": 0, "value": float("nan")})
    assert not is_gap({"documents": 0, "value": 2.0})
    assert not is_gap({"documents": 3, "value": 0.0})
