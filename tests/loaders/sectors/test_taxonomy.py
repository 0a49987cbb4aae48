from pathlib import Path

import pytest

from loaders.errors import ResourceError
from loaders.sectors.tag import tag_span
from loaders.sectors.taxonomy import Taxonomy, load_taxonomy

TAXONOMY = load_taxonomy()
EXAMPLES = [(s.code, text) for s in TAXONOMY.sectors for text in s.examples]
COUNTERS = [(s.code, text) for s in TAXONOMY.sectors for text in s.counter_examples]


def codes(text: str, taxonomy: Taxonomy = TAXONOMY) -> list[str]:
    return [tag.code for tag in tag_span(text, 0, len(text), taxonomy)]


@pytest.mark.parametrize(("code", "text"), EXAMPLES)
def test_every_sector_is_found_in_its_examples(code: str, text: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize(("code", "text"), COUNTERS)
def test_no_sector_is_found_in_its_counter_examples(code: str, text: str) -> None:
    assert code not in codes(text)


def test_every_sector_has_labels_examples_counter_examples_and_a_colour_of_its_own() -> None:
    assert all(s.label_en and s.label_zh and s.examples and s.counter_examples for s in TAXONOMY.sectors)
    assert len({s.colour for s in TAXONOMY.sectors}) == len(TAXONOMY.sectors)


def test_the_core_sectors_come_first_with_the_colours_of_okabe_and_ito() -> None:
    assert {s.code: s.colour for s in TAXONOMY.core} == {
        "5g": "#0072B2",
        "6g": "#CC79A7",
        "humanoid_robots": "#E69F00",
        "nev": "#009E73",
        "telecom_opening": "#D55E00",
    }
    assert [s.core for s in TAXONOMY.sectors] == sorted((s.core for s in TAXONOMY.sectors), reverse=True)


def test_a_file_of_the_user_adds_a_sector_with_a_colour(tmp_path: Path) -> None:
    extra = tmp_path / "mine.toml"
    extra.write_text('[sectors.hydrogen]\nlabel_en = "Hydrogen"\nterms = ["green hydrogen"]\n', encoding="utf-8")
    mine = load_taxonomy(extra)
    assert codes("The ministry will support green hydrogen and 5G.", mine) == ["5g", "hydrogen"]
    assert mine["hydrogen"].colour not in {s.colour for s in TAXONOMY.sectors}
    assert all(mine[s.code].colour == s.colour for s in TAXONOMY.sectors)


def test_a_wrong_field_is_named_with_the_right_one(tmp_path: Path) -> None:
    extra = tmp_path / "mine.toml"
    extra.write_text('[sectors.x]\nlabel_en = "X"\ntrems = ["x"]\n', encoding="utf-8")
    with pytest.raises(ResourceError, match=r"sector 'x'.*'trems'.*Did you mean 'terms'"):
        load_taxonomy(extra)


def test_an_unknown_code_is_answered_with_the_nearest() -> None:
    with pytest.raises(KeyError, match="Did you mean 'nev'"):
        TAXONOMY["nevs"]
