from collections.abc import Iterator

import pytest

from loaders.events.cues import Cue
from loaders.events.lexicon import EventLexicon, TimeRule, load_event_lexicons
from loaders.sectors.fold import fold, lower

LEXICONS = load_event_lexicons()
SIDES = ("before", "inside", "after")


def cue_cases(field: str) -> Iterator[tuple[EventLexicon, Cue, str]]:
    for lexicon in LEXICONS.values():
        for cue in lexicon.cues:
            for text in getattr(cue, field):
                yield lexicon, cue, text


def time_cases(field: str) -> Iterator[tuple[TimeRule, str]]:
    for lexicon in LEXICONS.values():
        for rule in lexicon.times:
            for text in getattr(rule, field):
                yield rule, text


def matches(rule: TimeRule, text: str) -> bool:
    parts = [*text.split("|"), ""][:3] if "|" in text else ["", text, ""]
    before, inside, after = (lower(fold(part)) for part in parts)
    before, inside, after = before.lstrip(), inside.strip(), after.rstrip()
    spaced = text.isascii()
    before, after = (before, after) if spaced else (before.rstrip(), after.lstrip())
    return (
        (rule.before is None or bool(rule.before.search(before)))
        and (rule.inside is None or bool(rule.inside.search(inside)))
        and (rule.after is None or bool(rule.after.match(after)))
    )


@pytest.mark.parametrize(
    ("lexicon", "cue", "text"), list(cue_cases("reads")), ids=lambda case: getattr(case, "name", None)
)
def test_every_cue_reads_its_examples(lexicon: EventLexicon, cue: Cue, text: str) -> None:
    assert cue.name in lexicon.find_names(text)


@pytest.mark.parametrize(
    ("lexicon", "cue", "text"), list(cue_cases("passes_over")), ids=lambda case: getattr(case, "name", None)
)
def test_every_cue_passes_over_its_traps(lexicon: EventLexicon, cue: Cue, text: str) -> None:
    assert cue.name not in lexicon.find_names(text)


def test_every_cue_and_time_rule_carries_examples_and_traps() -> None:
    rules = [rule for lexicon in LEXICONS.values() for rule in (*lexicon.cues, *lexicon.times)]
    assert [rule.name for rule in rules if not (rule.reads and rule.passes_over)] == []


@pytest.mark.parametrize(("rule", "text"), list(time_cases("reads")), ids=lambda case: getattr(case, "name", None))
def test_every_rule_of_times_reads_its_examples(rule: TimeRule, text: str) -> None:
    assert matches(rule, text)


@pytest.mark.parametrize(
    ("rule", "text"), list(time_cases("passes_over")), ids=lambda case: getattr(case, "name", None)
)
def test_every_rule_of_times_passes_over_its_traps(rule: TimeRule, text: str) -> None:
    assert not matches(rule, text)


def test_every_admission_asks_for_something_that_can_be_found() -> None:
    told = {"official", "heading", "policy_document", "company_text", "official_name", "dated", "firm_act"}
    known = told | {"done", "planned", "target", "in_force", "statistic"}
    acting = {f"{kind}_acts" for kind in ("authority", "company", "other", "pronoun", "nobody", "official_name")}
    for lexicon in LEXICONS.values():
        kinds = {cue.kind for cue in lexicon.cues} | known | acting
        for rule in lexicon.admissions:
            asked = {kind for kind in rule.needs | rule.unless if not kind.startswith("sector_")}
            assert asked <= kinds, rule.name
