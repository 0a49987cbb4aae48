"""Terms that mark a side: found in both languages, shared out by document, and as the published formula has them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dashboard.emphasis.contrast import weighted_log_odds
from dashboard.emphasis.terms import READ, Spoken, compare_terms, find_terms, find_verbs


def spoken(name: str, texts: list[str], *, language: str = "en", each: int = 1) -> Spoken:
    return Spoken(
        texts,
        [language] * len(texts),
        [f"{name} {number // each}" for number in range(len(texts))],
        [f"{name}{number}" for number in range(len(texts))],
    )


COMMON = [f"The ministry reviewed the rules of {thing}." for thing in ("ports", "grain", "rail", "parks")] * 5


def test_terms_are_words_and_phrases_that_no_stop_word_begins_or_ends() -> None:
    assert list(find_terms("Pilots of the 5G network, and of 6G.", "en")) == [
        *("pilots", "5g", "5g network", "network", "6g"),
    ]


def test_chinese_is_cut_into_words() -> None:
    found = list(find_terms("加快新能源汽车推广。", "zh"))
    assert {"加快", "推广"} <= set(found)
    assert any(term.endswith("汽车") for term in found)


def test_a_number_is_no_term_and_parts_phrases() -> None:
    assert list(find_terms("build 3,000 stations", "en")) == ["build", "stations"]


@pytest.mark.parametrize(
    ("language", "more", "term"),
    [
        ("en", "Regions are to speed up charging stations.", "charging stations"),
        ("zh", "各地加快建设充电设施。", "充电设施"),
    ],
)
def test_a_phrase_that_one_side_alone_uses_marks_it(language: str, more: str, term: str) -> None:
    common = COMMON if language == "en" else ["有关部门研究港口规则。", "有关部门研究粮食规则。"] * 10
    found = compare_terms(
        spoken("a", common + [more] * 12, language=language),
        spoken("b", common * 2, language=language),
        language=language,
    )
    marked = found[found["marked"]]
    assert marked["side"].unique().tolist() == ["a"]
    assert any(term in each for each in marked["term"])
    row = marked.iloc[0]
    assert (row["count_a"], row["count_b"], row["documents_a"]) == (12, 0, 12)
    assert row["events"] == [f"a{number}" for number in range(len(common), len(common) + 5)]


@pytest.mark.parametrize(
    ("language", "texts", "verb", "noun"),
    [
        ("en", ["Regions will accelerate licensing of stations."] * 12, "accelerate", "stations"),
        ("zh", ["各地加快建设充电设施。"] * 12, "加快", "设施"),
    ],
)
def test_verbs_are_told_apart(language: str, texts: list[str], verb: str, noun: str) -> None:
    common = COMMON if language == "en" else ["有关部门研究港口规则。", "有关部门研究粮食规则。"] * 10
    assert {verb} <= find_verbs(texts, language)
    assert noun not in find_verbs(texts, language)
    a, b = (spoken(name, heard, language=language) for name, heard in (("a", common + texts), ("b", common * 2)))
    found = compare_terms(a, b, language=language)
    assert len(found)
    verbs = set(found.loc[found["verb"].astype(bool), "term"])
    assert verbs <= find_verbs(texts + common, language)


def test_the_phrase_of_one_document_marks_nothing() -> None:
    phrase = "Regions are to speed up charging stations."
    few, common = [phrase] * 4, COMMON * 2
    one = Spoken(
        [*common, *few, *[phrase] * 30],
        ["en"] * (len(common) + 34),
        [*(f"a {number}" for number in range(len(common) + 4)), *["a loud one"] * 30],
        [f"a{number}" for number in range(len(common) + 34)],
    )
    found = compare_terms(one, spoken("b", COMMON * 3 + few), language="en")
    assert not found["marked"].any()
    many = compare_terms(spoken("a", [*common, *[phrase] * 34]), spoken("b", COMMON * 3 + few), language="en")
    assert many[many["term"].str.contains("charging")]["marked"].all()


def test_a_part_is_left_to_the_longer_term_that_it_always_stands_in() -> None:
    more = ["Regions open value-added telecom services."] * 12
    found = compare_terms(spoken("a", COMMON + more), spoken("b", COMMON * 2), language="en")
    terms = set(found.loc[found["side"] == "a", "term"])
    assert "value-added telecom services" in terms
    assert "telecom" not in terms


def test_the_sides_change_places_and_so_do_their_terms() -> None:
    a, b = spoken("a", COMMON + ["Charging stations open."] * 9), spoken("b", COMMON + ["Quantum labs open."] * 9)
    one, other = compare_terms(a, b, language="en"), compare_terms(b, a, language="en")
    assert set(one.loc[one["side"] == "a", "term"]) == set(other.loc[other["side"] == "b", "term"])


def test_two_sides_that_say_nothing_have_no_terms() -> None:
    assert compare_terms(spoken("a", []), spoken("b", []), language="en").empty


def test_of_too_many_sentences_the_same_ones_are_read() -> None:
    many = spoken("a", ["One rule."] * (READ + 50))
    some = many.sample()
    assert len(some.ids) == READ
    assert some == many.sample()
    assert set(some.ids) < set(many.ids)


def test_words_that_are_rare_score_as_the_published_formula_has_it() -> None:
    """Monroe, Colaresi and Quinn (2008), eq. 16, 19 and 20: two terms, which is what ours come to where words are rare.

    The same is computed by scattertext's ``LogOddsRatioInformativeDirichletPrior``.
    """
    y_i, y_j, n_i, n_j, prior = np.array([40.0, 5.0, 12.0]), np.array([10.0, 30.0, 12.0]), 9e6, 8e6, 500.0
    share = np.array([2e-6, 3e-6, 1e-6])
    ours = weighted_log_odds(y_i, n_i, y_j, n_j, share, prior=prior).z
    for number, z in enumerate(ours):
        alpha = prior * share[number]
        delta = math.log((y_i[number] + alpha) / (n_i + prior - y_i[number] - alpha)) - math.log(
            (y_j[number] + alpha) / (n_j + prior - y_j[number] - alpha)
        )
        published = delta / math.sqrt(1 / (y_i[number] + alpha) + 1 / (y_j[number] + alpha))
        assert z == pytest.approx(published, abs=5e-4)
