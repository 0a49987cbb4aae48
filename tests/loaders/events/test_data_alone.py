"""A sector and a cue are each added by a change of data alone; nothing in the program names them."""

from pathlib import Path

import pytest

from loaders.edtf import read_edtf
from loaders.events import lexicon as lexicons
from loaders.events.explain import explain
from loaders.events.extract import extract_events
from loaders.events.lexicon import _load
from loaders.events.reader import Reader
from loaders.model import CreationTime, Document, Passage, Status
from loaders.resources import DATA
from loaders.sectors.taxonomy import load_taxonomy

SECTOR = """
[sectors.hydrogen]
label_en = "Green hydrogen"
label_zh = "绿氢"
terms = ["green hydrogen", "绿氢"]
exclusions = ["green hydrogen day"]
"""
CUE = """
[cues.beckoned]
kind = "act"
status = "planned"
pattern = '''\\bbeckons\\b'''
reads = ["the ministry beckons firms"]
passes_over = ["a beckoning hand"]
"""


def document(text: str, language: str = "en") -> Document:
    told = CreationTime("2024-07-05", read_edtf("2024-07-05"), "dateline", "")
    return Document("d", "a", "a", "text", text, "", language, created=told, passages=(Passage(0, len(text)),))


@pytest.fixture(name="taxonomy_file")
def fixture_taxonomy_file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(SECTOR, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "language"),
    [("The ministry issued a plan for green hydrogen.", "en"), ("工信部印发绿氢发展行动计划。", "zh")],
)
def test_a_sector_of_one_s_own_gives_events_in_both_languages(text: str, language: str, taxonomy_file: Path) -> None:
    taxonomy = load_taxonomy(taxonomy_file)
    [event] = extract_events(document(text, language), taxonomy)
    assert [tag.code for tag in event.sectors] == ["hydrogen"]
    assert "hydrogen" not in load_taxonomy()
    [told] = explain(document(text, language), taxonomy)
    assert "Green hydrogen" in told.reasons[0].en and "绿氢" in told.reasons[0].zh


def test_a_false_friend_of_one_s_own_sector_is_blanked_and_told(taxonomy_file: Path) -> None:
    text = "The ministry held the green hydrogen day."
    [told] = explain(document(text), load_taxonomy(taxonomy_file))
    assert told.events == () and told.reasons[0].key == "blanked"


def test_a_cue_of_one_s_own_makes_an_event_of_what_was_none(tmp_path: Path) -> None:
    text = "The ministry beckons 5G firms."
    taxonomy = load_taxonomy()
    known = lexicons.load_event_lexicons()["en"]
    assert list(Reader(document(text), taxonomy, known).events()) == []
    data = (DATA / "lexicons" / "en" / "events.toml").read_text(encoding="utf-8")
    path = tmp_path / "events.toml"
    path.write_text(data.replace("[cues.planned]", f"{CUE}\n[cues.planned]", 1), encoding="utf-8")
    [draft] = Reader(document(text), taxonomy, _load("en", path)).events()
    assert draft.status == Status.PLANNED and "beckoned" in draft.cues
