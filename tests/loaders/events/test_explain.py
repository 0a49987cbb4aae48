"""The program says why a sentence is an event or none, out of the values that decided."""

from dataclasses import replace

import pytest

from loaders.edtf import read_edtf
from loaders.events import extract_events
from loaders.events.explain import Explanation, explain
from loaders.events.lexicon import load_event_lexicons
from loaders.events.sayings import _data, name_of, say
from loaders.model import CreationTime, Document, Passage, Role, Status
from loaders.resources import find_resource, load_toml
from loaders.sectors.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()


def document(text: str, language: str = "en", created: str = "2024-07-05") -> Document:
    told = CreationTime(created, read_edtf(created), "dateline", created)
    return Document("d", "a.txt", "a.txt", "text", text, "", language, created=told, passages=(Passage(0, len(text)),))


def only(text: str, language: str = "en") -> Explanation:
    [told] = explain(document(text, language), TAXONOMY)
    return told


def keys(told: Explanation) -> set[str]:
    return {reason.key for reason in (*told.reasons, *(r for clause in told.clauses for r in clause.reasons))}


def said(told: Explanation, language: str = "en") -> str:
    return "\n".join(told.lines(language))


def test_an_event_is_explained_by_its_sector_rule_time_status_wording_figures_and_bodies() -> None:
    text = "The MIIT will vigorously build 600,000 5G base stations by 2026, said spokesperson Lin Haoran."
    told = only(text)
    assert {"sector", "admitted", "when", "modality", "figure", "actors", "speaker", "announced"} <= keys(told)
    assert all(text[a:b].strip() for reason in told.reasons for a, b in reason.spans)
    for words in ("5G base stations", "“by 2026”" and "2026", "vigorously", "600,000", "Lin Haoran", "will"):
        assert words in said(told)


def test_the_ids_and_statuses_explained_are_those_of_the_events_themselves() -> None:
    text = (
        "By the end of May 2024, China had built 3.84 million 5G base stations. Will 6G come? The ministry issued 5G "
        "licences on June 6, 2024, and NEV subsidies will be cut by 10 percent in 2025 and 20 percent in 2026, it said."
    )
    events = extract_events(document(text), TAXONOMY)
    told = explain(document(text), TAXONOMY)
    assert [event.id for event in events] == [each for explanation in told for each in explanation.events]
    statuses = {name_of("status", event.status.value).en for event in events}
    assert all(f"Status {status}" in "\n".join(map(said, told)) for status in statuses)


@pytest.mark.parametrize(
    ("text", "language", "key", "words"),
    [
        ("Will the ministry issue licences for 5G?", "en", "question", "question"),
        ("The humanoid robot of the museum.", "en", "no_act", "nothing is done"),
        ("No licence for 5G was issued by the ministry.", "en", "denied", "did not happen"),
        ("Shares of the electric car maker rose 5 percent after its earnings.", "en", "lacking", "talk of markets"),
        ("请问5G牌照何时发放？", "zh", "question", "问句"),
    ],
)
def test_a_refused_sentence_is_told_what_stood_against_it(text: str, language: str, key: str, words: str) -> None:
    told = only(text, language)
    assert told.events == ()
    assert key in keys(told), said(told)
    assert words in said(told, language)


def test_a_false_friend_is_named_with_what_it_is_part_of() -> None:
    told = only("The hall offers 5G WiFi to its guests.")
    assert {"blanked", "false_friend"} <= keys(told)
    assert "5G WiFi" in said(told)


def test_a_time_that_is_passed_over_is_told_why() -> None:
    told = only("The ministry said on Friday that China will promote 5G by 2026.")
    assert "“Friday” is not its time" in said(told)
    assert "to be done by then" in said(told)


def test_every_reason_stands_in_both_languages_and_fills_all_its_places() -> None:
    text = "China will explore 6G, and NEV sales rose 5 percent from a year earlier in May, the industry ministry said."
    for explanation in explain(document(text), TAXONOMY):
        for language in ("en", "zh"):
            assert "{" not in said(explanation, language)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said(only("China will promote 5G."), "zh"))


def test_statuses_roles_places_rules_and_kinds_have_names_in_both_languages() -> None:
    data = load_toml(find_resource("explain.toml"))
    assert set(data["status"]) == set(Status) and set(data["role"]) == set(Role)
    lexicons = load_event_lexicons().values()
    rules = {rule.name for lexicon in lexicons for rule in lexicon.admissions}
    assert rules <= set(data["rule"]), "say the new rules in Chinese in data/explain.toml, [rule]"
    facts = {fact for lexicon in lexicons for rule in lexicon.admissions for fact in rule.needs | rule.unless}
    assert facts <= set(data["fact"]), "name these in data/explain.toml, [fact]"


def test_only_the_sentence_that_is_asked_for_is_explained() -> None:
    text = "China will promote 5G. China will promote 6G."
    [told] = explain(document(text), TAXONOMY, only=(23, len(text)))
    assert told.text == "China will promote 6G."
    assert told.row()["reasons"][0].keys() == {"key", "en", "zh", "spans"}


def test_a_document_of_an_unknown_language_has_nothing_to_explain() -> None:
    assert explain(replace(document("Le ministère promeut la 5G."), language="fr"), TAXONOMY) == []


def test_a_reason_without_words_says_where_to_write_them() -> None:
    with pytest.raises(Exception, match=r"Add \[says.nonsense\]"):
        say("nonsense")
    assert _data()["says"]
