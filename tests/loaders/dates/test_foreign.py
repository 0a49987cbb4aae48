"""Explicit dates in languages without a lexicon; numbers that are none stay alone."""

import pytest

from loaders.dates.find import find_timexes
from loaders.dates.foreign import find_foreign


@pytest.mark.parametrize(
    ("language", "text", "edtf"),
    [
        ("it", "La legge è entrata in vigore il 5 luglio 2024.", "2024-07-05"),
        ("it", "Il mercato è aperto da giugno 2021.", "2021-06"),
        ("de", "Am 5. Juli 2024 trat das Gesetz in Kraft.", "2024-07-05"),
        ("es", "Se aprobó el 5 de julio de 2024.", "2024-07-05"),
        ("pt", "Em 12 de março de 2021, foi lançado.", "2021-03-12"),
        ("ko", "2024년 7월 5일에 발표했다.", "2024-07-05"),
        ("ja", "2024年7月5日に発表した。", "2024-07-05"),
    ],
)
def test_an_explicit_date_is_read_by_dateparser_on_our_own_span(language, text, edtf):
    assert [timex.edtf for timex in find_timexes(text, language=language)] == [edtf]


@pytest.mark.parametrize("text", ["La versione 1.5 del 2022", "Il 3º trimestre 2023", "Nel 2022, 1,5 milioni", "4.5.6"])
def test_bare_years_versions_and_quarters_are_left_alone(text):
    assert not find_timexes(text, language="it")


def test_an_unknown_language_gives_nothing_and_no_error():
    assert not list(find_foreign("5 July 2024", "xx"))
