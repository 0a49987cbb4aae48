"""The figures' words are whole in every language, and their colours can be told apart and read."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest

from dashboard.theme import THEMES, blend, contrast, find_theme, legible, luminance
from dashboard.words import load_words, name_rung
from dashboard.words.phrases import FOLDER, say_count, say_edtf, words
from loaders.dates.creation import LADDER
from loaders.errors import UsageError
from loaders.model import Role, Status
from loaders.pipeline import load_ladder
from loaders.sectors.taxonomy import load_taxonomy

LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.toml"))


def keys(table: dict[str, Any], path: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in table.items():
        found |= keys(value, f"{path}{name}.") if isinstance(value, dict) else {f"{path}{name}"}
    return found


def blanks(value: Any) -> list[set[str]]:
    return [set(re.findall(r"{(\w+)}", str(one))) for one in (value if isinstance(value, list) else [value])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_words(language: str) -> None:
    own = {"nth_half", "myriads.亿", "myriads.万"}  # Chinese halves and great numbers have words of their own
    assert keys(words(language)) - own == keys(words("en")) - own


@pytest.mark.parametrize("noun", ["events", "documents", "labels_hidden", "undated_note", "unbounded_note"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_counted_noun_has_its_number(noun: str, language: str) -> None:
    assert all(found == {"n"} for found in blanks(words(language)[noun]))
    assert "1,234" in say_count(noun, 1234, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_and_status_has_its_word(language: str) -> None:
    assert {role.value for role in Role} <= set(words(language)["role"])
    assert {status.value for status in Status} <= set(words(language)["status"])


@pytest.mark.parametrize(
    ("edtf", "english", "chinese"),
    [
        ("2025-03-10", "10 March 2025", "2025年3月10日"),
        ("2025-03", "March 2025", "2025年3月"),
        ("2025-33", "first quarter of 2025", "2025年第一季度"),
        ("2025-41", "second half of 2025", "2025年下半年"),
        ("2021/2025", "2021 – 2025", "2021年至2025年"),
        ("2021/..", "since 2021", "2021年起"),
        ("../2030", "by 2030", "最迟2030年"),
        ("2025~", "around 2025", "2025年左右"),
        ("203X", "the 2030s", "2030年代"),
        ("2023-01/2023-08", "January 2023 – August 2023", "2023年1月至2023年8月"),
    ],
)
def test_a_date_is_said_no_finer_than_it_was_stated(edtf: str, english: str, chinese: str) -> None:
    assert say_edtf(edtf, "en") == english
    assert say_edtf(edtf, "zh") == chinese


def test_an_unknown_language_or_theme_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="en, zh"):
        words("fr")
    with pytest.raises(UsageError, match="Did you mean 'dark'"):
        find_theme("drak")


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_sector_colours_are_legible_on_their_ground_in_both_themes(theme: Any) -> None:
    for sector in load_taxonomy():
        ground = blend(sector.colour, theme.paper, theme.band)
        assert contrast(legible(sector.colour, ground), ground) >= 4.5
        assert contrast(legible(sector.colour, theme.paper, 3.0), theme.paper) >= 3.0
    assert contrast(theme.muted, theme.paper) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_scale_runs_one_way_in_lightness_for_print_and_colour_blind_readers(theme: Any) -> None:
    lights = [luminance(colour) for colour in theme.scale]
    assert lights in (sorted(lights), sorted(lights, reverse=True))


def seen_without_green(colour: str) -> tuple[float, float, float]:
    """A colour as a deuteranope sees it (Viénot, Brettel and Mollon 1999, in linear light)."""
    red, green, blue = ((int(colour[i : i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5))
    return (0.29275 * red + 0.70725 * green, 0.29275 * red + 0.70725 * green, -0.02234 * red + 0.02234 * green + blue)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_no_two_core_sectors_look_the_same_without_green(theme: Any) -> None:
    marks = [legible(sector.colour, theme.paper, 3.0) for sector in load_taxonomy().core]
    for one, other in combinations(marks, 2):
        pairs = zip(seen_without_green(one), seen_without_green(other), strict=True)
        assert sum((a - b) ** 2 for a, b in pairs) ** 0.5 > 0.05


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rung_of_both_ladders_has_its_name(language: str) -> None:
    assert {rung.__name__ for rung in LADDER} <= set(load_words(language)["rung"])
    assert all(name_rung(rung.code, language) != rung.code for rung in load_ladder())
