"""Named events: certain names stand for one, others need the document's date."""

from loaders.dates.calendar import Alias, NamedEvent, event_words, load_calendar, pick_event
from loaders.edtf import read_edtf

FAIRS = Alias(
    False, tuple(NamedEvent(f"fair-{year}", read_edtf(f"{year}-11-05/{year}-11-10")) for year in (2018, 2019))
)


def test_the_direction_picks_the_event_before_or_after():
    near = read_edtf("2019-03-01")
    assert pick_event(FAIRS, near, -1).slug == "fair-2018"
    assert pick_event(FAIRS, near, +1).slug == "fair-2019"
    assert pick_event(FAIRS, near, 0).slug == "fair-2018"


def test_a_year_picks_the_event_inside_it():
    assert pick_event(FAIRS, None, 0, read_edtf("2019")).slug == "fair-2019"
    assert pick_event(FAIRS, None, 0, read_edtf("2025")) is None


def test_without_a_date_an_uncertain_name_stands_for_nothing():
    assert pick_event(FAIRS, None, 0) is None
    assert pick_event(FAIRS, read_edtf("2026-01-01"), -1) is None  # years away from any that is known


def test_a_certain_name_stands_for_its_event_always():
    assert pick_event(Alias(True, FAIRS.events[:1]), None, 0).slug == "fair-2018"


def test_the_calendar_of_the_house_has_names_in_both_languages():
    assert load_calendar()
    assert event_words("en")
    assert event_words("zh")
