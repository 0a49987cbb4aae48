"""Every rule of every lexicon reads what it says it reads and passes over what it says it passes over."""

import pytest

from loaders.dates.find import find_timexes
from loaders.dates.lexicon import lexicon_languages, load_lexicon

LEXICONS = lexicon_languages()
EXAMPLES = [
    pytest.param(code, example, id=f"{code}-{example.rule}-{example.words}")
    for code in LEXICONS
    for example in load_lexicon(code).examples
]

# Rules that keep words from being read: their traps are words that must be read all the same.
SILENT = {(code, rule.name) for code in LEXICONS for rule in load_lexicon(code).rules if rule.makes == "nothing"}


@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_a_rule_reads_its_examples_and_passes_over_its_traps(code, example):
    timexes = find_timexes(example.words, created=example.created, language=code)
    if example.reads is None and (code, example.rule) in SILENT:
        assert timexes, "what this rule keeps from being read must not swallow this"
    elif example.reads is None:
        assert not [timex for timex in timexes if timex.rule == example.rule]
    elif example.reads == "":
        assert not timexes
    else:
        assert example.reads in {read for timex in timexes for read in (timex.edtf, timex.value)}


@pytest.mark.parametrize("code", LEXICONS)
def test_every_rule_has_examples_and_traps(code):
    told = load_lexicon(code).examples
    for rule in load_lexicon(code).rules:
        mine = [example for example in told if example.rule == rule.name]
        assert any(example.reads is not None for example in mine), f"{code}, {rule.name}: no example"
        assert any(example.reads is None for example in mine), f"{code}, {rule.name}: no trap"


def test_there_is_at_least_one_lexicon():
    assert LEXICONS
