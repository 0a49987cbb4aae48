"""What find_timexes promises: spans, direction, discourse, named events, and no guess without a date."""

from datetime import date, datetime

import pytest

from loaders.dates.find import explain, find_ranges, find_timexes, read_created
from loaders.edtf import read_edtf
from loaders.errors import UsageError
from loaders.model import CreationTime

CREATED = "2024-08-28"  # a Wednesday


def readings(text, created=CREATED, language="en"):
    return [(timex.text, timex.edtf) for timex in find_timexes(text, created=created, language=language)]


def test_offsets_are_code_points_of_the_text_as_given():
    text = "\U0001f600 İstanbul — “On July 5, 2024” it began; by May 2025…"
    for timex in find_timexes(text, language="en"):
        assert text[timex.start : timex.end] == timex.text
    assert [timex.text for timex in find_timexes(text, language="en")] == ["July 5, 2024", "May 2025"]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("The rule takes effect Feb. 1.", "2025-02-01"),
        ("She will leave on Thursday.", "2024-08-29"),
        ("It was approved on Monday.", "2024-08-26"),
        ("Output fell in November.", "2023-11"),
        ("Output is expected to fall in November.", "2024-11"),
        ("The project had been completed by June.", "2024-06"),
        ("The project will be completed by June.", "2025-06"),
        ("The service ran from June.", "2024-06"),
        ("They agreed to meet on Thursday.", "2024-08-29"),
        ("The fair opens on Sept. 5.", "2024-09-05"),
    ],
)
def test_direction_comes_from_the_words_around(text, edtf):
    assert [found[1] for found in readings(text)] == [edtf]


@pytest.mark.parametrize("created", ["2024-05-10", "2024-08-28", "2024-11-02"])
def test_a_date_with_its_year_does_not_turn_on_the_document(created):
    assert readings("by the end of June this year", created) == [("the end of June this year", "2024-06")]


def test_a_timex_is_the_calendar_words_alone():
    text = "No later than December 31, 2025, since 2021, before the end of 2026, and later this year."
    assert readings(text) == [
        ("December 31, 2025", "2025-12-31"),
        ("2021", "2021"),
        ("the end of 2026", "2026"),
        ("later this year", "2024"),
    ]


def test_a_date_that_the_sentence_before_set_is_counted_from():
    text = "The licence was granted on June 6, 2019. Two days later shares rose; the following month sales began."
    assert [found[1] for found in readings(text)] == ["2019-06-06", "2019-06-08", "2019-07"]


def test_what_would_need_a_finer_date_than_was_told_has_no_interval():
    text = "In June 2019 licences were granted. Two days later shares rose."
    assert [found[1] for found in readings(text)] == ["2019-06", None]


def test_a_story_with_years_of_its_own_dates_itself():
    text = (
        "War broke out on 4 May 1911 and spread. On 20 June the town fell. In March 1912 talks began. "
        "The treaty of 2 September 1912 was signed, and in October the army went home."
    )
    assert [found[1] for found in readings(text)] == [
        "1911-05-04",
        "1911-06-20",
        "1912-03",
        "1912-09-02",
        "1912-10",
    ]
    assert all(each.narrative for each in explain(text, created=CREATED, language="en"))


@pytest.mark.parametrize("text", ["yesterday", "last month", "on Monday", "in June", "Feb. 1", "two days ago"])
def test_without_a_document_date_relative_words_have_no_interval(text):
    (timex,) = find_timexes(text, language="en")
    assert timex.interval is None
    assert timex.edtf is None


def test_a_coarse_document_date_dates_what_it_can():
    read = dict(readings("yesterday; this month; last year; this week", "2024-07"))
    assert read == {"yesterday": None, "this month": "2024-07", "last year": "2023", "this week": None}


def test_words_without_calendar_meaning_are_timexes_without_interval():
    for word, value in {"recently": "PAST_REF", "currently": "PRESENT_REF", "the near future": "FUTURE_REF"}.items():
        (timex,) = find_timexes(f"It is so {word}.", created=CREATED, language="en")
        assert (timex.value, timex.interval) == (value, None)


@pytest.mark.parametrize(
    "text",
    [
        "You may go. March on! The second one sat in the sun.",
        "See article 5, page 2010, steps 2 of 3, version 2.10.24 and 10.5.3.",
        "5G users, G20 and 4K at $2,025 or 2025 yuan; call 010-6520-2024 or 555-1234.",
        "Exports rose 20 percent year on year; 2000 soldiers; 1500 km; ISO 9001:2015.",
        "May I ask? Theresa May said so. April, a clerk, may march.",
    ],
)
def test_what_is_no_date_is_left_alone(text):
    assert not [timex.text for timex in find_timexes(text, created=CREATED, language="en") if timex.interval]


def test_the_fourteenth_plan_is_no_fourteenth_of_a_month():
    text = "the 14th Five-Year Plan period (2021-25) and the 15th FYP"
    assert [found[1] for found in readings(text)] == ["2021/2025", "2021/2025", "2026/2030"]


def test_named_events_are_picked_by_the_document_date():
    text = "before the upcoming fourth plenary session"
    assert readings(text, "2024-08-28")[0][1] == "2025-10-20/2025-10-23"
    assert readings(text, "2019-09-01")[0][1] == "2019-10-28/2019-10-31"
    assert not readings("the fourth plenary session has ten members")


def test_ends_of_one_span_are_paired():
    for text, edtf in {
        "from March to May 2024": ("2024-03", "2024-05"),
        "between 2016 and 2020": ("2016", "2020"),
        "2021-2025": ("2021", "2025"),
    }.items():
        timexes = find_timexes(text, language="en")
        (found,) = find_ranges(text, timexes, "en")
        assert (found.first.edtf, found.last.edtf) == edtf
        assert found.interval.start == read_edtf(edtf[0]).start
        assert found.interval.end == read_edtf(edtf[1]).end
    text = "in 2016 and 2020"
    assert not find_ranges(text, find_timexes(text, language="en"), "en")


def test_every_reading_can_be_explained():
    (each,) = explain("The rule takes effect Feb. 1.", created=CREATED, language="en")
    assert each.timex.rule == "month_day"
    assert each.timex.inferred == {"year", "direction"}
    assert each.file == "en/dates.toml"
    assert each.anchor == "created"
    assert each.direction.startswith("future")


def test_the_document_date_comes_in_any_of_its_forms():
    interval = read_edtf("2024-08-28")
    creation = CreationTime("2024-08-28", interval, "record", "2024-08-28")
    for created in (
        date(2024, 8, 28),
        datetime(2024, 8, 28, 9, 30),
        "2024-08-28",
        "2024-08-28T09:30",
        interval,
        creation,
    ):
        assert read_created(created) == interval
    with pytest.raises(UsageError, match="yesterday"):
        read_created("yesterday")


def test_no_language_named_lets_every_fitting_lexicon_read():
    assert [timex.edtf for timex in find_timexes("In July 2024 it began.")] == ["2024-07"]
    assert not find_timexes("")
