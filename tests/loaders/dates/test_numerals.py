"""Numbers are read by arithmetic over the words of a lexicon, in any system."""

import pytest

from loaders.dates.numerals import Numerals

ENGLISH = Numerals(
    {
        "words": {"one": 1, "two": 2, "five": 5, "twelve": 12, "twenty": 20, "ninety": 90},
        "multipliers": {"hundred": 100, "thousand": 1000, "million": 1000000},
        "joiner": r"(?:-| and |\s{1,3})",
    },
    {"suffix": "(?:st|nd|rd|th)", "words": {"first": 1, "second": 2, "twelfth": 12}},
    r"\s{1,3}",
)
CHINESE = Numerals(
    {
        "words": {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5},
        "multipliers": {"十": 10, "百": 100, "千": 1000, "万": 10000},
    },
    {"prefix": "第"},
    r"\s?",
)


@pytest.mark.parametrize(
    ("words", "value"),
    [("two", 2), ("twenty-two", 22), ("two hundred and five", 205), ("two thousand twenty", 2020), ("1,250", 1250),
     ("2.5", 2.5), ("one million two hundred thousand", 1200000), ("twenty-first", 21), ("12th", 12)],
)  # fmt: skip
def test_english_numbers_add_and_multiply(words, value):
    assert ENGLISH.read(words) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三百二十五", 325),
        ("二〇二四", 2024),
        ("三千万", 30000000),
        ("第十五", 15),
        ("两", 2),
    ],
)
def test_chinese_numbers_multiply_and_digits_stand_by_place(words, value):
    assert CHINESE.read(words) == value
