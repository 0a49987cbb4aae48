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


@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_a_rule_reads_its_examples_and_passes_over_its_traps(code, example):
    timexes = find_timexes(example.words, created=example.created, language=code)
    if example.reads is None:
        assert not [timex for timex in timexes if timex.rule == example.rule]
    elif example.reads == "":
        assert not timexes
    else:
        assert example.reads in {read for timex in timexes for read in (timex.edtf, timex.value)}


def test_there_is_at_least_one_lexicon():
    assert LEXICONS
