import time

from hypothesis import given
from hypothesis import strategies as st

from loaders.sectors.fold import fold, lower, written
from loaders.sectors.tag import Tagger, find_stated, tag_span
from loaders.sectors.taxonomy import load_taxonomy
from loaders.sectors.terms import TermFinder, plural

TAXONOMY = load_taxonomy()


def evidence(text: str) -> dict[str, list[str]]:
    return {tag.code: [text[a:b] for a, b in tag.evidence] for tag in tag_span(text, 0, len(text), TAXONOMY)}


@given(st.text())
def test_folding_never_changes_the_length_of_a_text(text: str) -> None:
    assert len(fold(text)) == len(lower(fold(text))) == len(written(text)) == len(text)


def test_evidence_is_absolute_also_for_a_span_inside_a_text() -> None:
    text = "İİİ—前言。5G基站达414万个。"
    (tag,) = tag_span(text, 7, len(text), TAXONOMY)
    assert [text[a:b] for a, b in tag.evidence] == ["5G"]


def test_hyphens_blanks_quotes_full_width_and_traditional_forms_are_one() -> None:
    for text in (
        "new-energy vehicles",
        "new energy vehicles",
        "New‑Energy Vehicles",
        "新能源汽车",
        "新能源汽車",
        "ＮＥＶｓ",
    ):
        assert "nev" in evidence(text), text


def test_abbreviations_are_whole_tokens_with_their_case() -> None:
    assert evidence("BEV sales and ev sales, bevy and NEVER") == {"nev": ["BEV"]}


def test_an_ai_that_has_a_body_is_not_a_humanoid_robot_nor_the_other_way_round() -> None:
    assert set(evidence("具身智能与机器人")) == {"embodied_ai", "robotics"}
    assert set(evidence("Humanoid robots dance")) == {"humanoid_robots"}


def test_intelligent_connected_new_energy_vehicles_are_both_sectors() -> None:
    assert {"nev", "icv"} <= set(evidence("intelligent connected new-energy vehicles"))
    assert set(evidence("connected vehicles")) == {"icv"}


def test_a_pair_shows_both_its_words() -> None:
    found = evidence("In the telecommunications sector, we are steadily advancing opening-up.")
    assert found["telecom_opening"] == ["telecommunications sector", "opening-up"]


def test_a_noun_of_another_sector_governs_the_opening_word() -> None:
    assert "telecom_opening" not in evidence(
        "Telecom revenue grew, and the opening up of the manufacturing sector went on."
    )
    assert "telecom_opening" in evidence("The opening up of manufacturing, telecommunications and healthcare goes on.")


def test_one_tagger_answers_for_every_span_of_its_text() -> None:
    text = "5G here. 6G there."
    tagger = Tagger(text, TAXONOMY)
    assert [[tag.code for tag in tagger.tags(*span)] for span in ((0, 8), (9, 18), (0, 18))] == [
        ["5g"],
        ["6g"],
        ["5g", "6g"],
    ]


def test_a_cell_states_sectors_by_code_or_label_each_with_its_span() -> None:
    text = "x: nev; 人形机器人，6G"
    tags = find_stated(text, 3, len(text), TAXONOMY)
    assert [(tag.code, [text[a:b] for a, b in tag.evidence]) for tag in tags] == [
        ("nev", ["nev"]),
        ("humanoid_robots", ["人形机器人"]),
        ("6g", ["6G"]),
    ]


def test_plurals_follow_the_rule() -> None:
    assert [plural(word) for word in ("robot", "battery", "bus", "NEV", "day")] == [
        "robots",
        "batteries",
        "buses",
        "NEVs",
        "days",
    ]


def test_a_term_inside_another_and_a_term_that_overlaps_another_are_both_found() -> None:
    finder: TermFinder[str] = TermFinder()
    for term in ("data center", "center of data", "data"):
        finder.add(term, term)
    assert [(hit.start, hit.use) for hit in finder.find("data center of data")] == [
        (0, "data center"),
        (0, "data"),
        (5, "center of data"),
        (15, "data"),
    ]


def test_tagging_takes_time_in_proportion_to_the_text() -> None:
    def seconds(text: str) -> float:
        start = time.perf_counter()
        Tagger(text, TAXONOMY)
        return time.perf_counter() - start

    line = "The ministry will promote 5G, 6G and new energy vehicles in the telecommunications sector. "
    seconds(line * 200)
    assert min(seconds(line * 2000) for _ in range(3)) < 40 * min(seconds(line * 200) for _ in range(3))
