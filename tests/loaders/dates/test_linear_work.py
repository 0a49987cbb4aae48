"""No text makes the reader work without bound: attempts grow with the length of the text and no faster."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.dates.find import find_timexes
from loaders.dates.fold import fold
from loaders.dates.lexicon import lexicon_languages, load_lexicon
from loaders.dates.reading import Reader

RUNS = ["1", "12 ", "1,", "2024", "2024-", "July ", "May, ", "July 5, ", "two days before ", "the ", "the last ", " ",
        "\n", "of the end ", "first week of ", "two ", "and ", "twenty-", "1:", "1/", "十", "年", "a"]  # fmt: skip


def attempts(text, language):
    reader = Reader(text, fold(text), load_lexicon(language))
    assert all(phrase.end <= len(text) for phrase in reader.phrases())
    return reader.attempts


@pytest.mark.parametrize("language", lexicon_languages())
@pytest.mark.parametrize("run", RUNS)
def test_ten_times_the_text_is_about_ten_times_the_work(run, language):
    short, long = attempts(run * 100, language), attempts(run * 1000, language)
    assert long <= 12 * short + 200


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(RUNS), min_size=1, max_size=60))
def test_any_mixture_of_pieces_is_read_with_bounded_work(pieces):
    text = "".join(pieces) * 5
    assert attempts(text, "en") <= 2000 * len(text)
    timexes = find_timexes(text, created="2024-08-28", language="en")
    ends = [0, *(timex.end for timex in timexes)]
    assert all(before <= timex.start < timex.end for before, timex in zip(ends, timexes, strict=False))
