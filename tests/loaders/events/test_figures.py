from collections.abc import Iterator
from itertools import pairwise

import pytest

from loaders.edtf import read_edtf
from loaders.errors import ResourceError
from loaders.events import quantities
from loaders.events.figures import read_figures
from loaders.events.quantities import STATED, FigureLexicon, load_figure_lexicons, plain
from loaders.model import Figure
from loaders.resources import DATA

LEXICONS = load_figure_lexicons()
TOLD = read_edtf("2024-07-05")


def figures(text: str, language: str = "en") -> list[Figure]:
    return read_figures(text, language=language, created=TOLD)


def told(text: str, language: str = "en") -> list[tuple[float, str]]:
    return [(figure.number, figure.unit) for figure in figures(text, language)]


def void_cases() -> Iterator[tuple[str, str, str, bool]]:
    for lexicon in LEXICONS.values():
        for rule in lexicon.void:
            yield from ((lexicon.language, rule.name, text, False) for text in rule.reads)
            yield from ((lexicon.language, rule.name, text, True) for text in rule.passes_over)


@pytest.mark.parametrize(("language", "rule", "text", "holds"), list(void_cases()))
def test_every_void_rule_shuts_its_examples_and_leaves_its_traps(
    language: str, rule: str, text: str, holds: bool
) -> None:
    [found] = [each for each in LEXICONS[language].void if each.name == rule]
    said = text if found.case else plain(text)
    assert (found.pattern.search(said) is None) == holds


@pytest.mark.parametrize("lexicon", list(LEXICONS.values()), ids=list(LEXICONS))
def test_every_base_reads_its_examples_and_passes_over_its_traps(lexicon: FigureLexicon) -> None:
    for rule in lexicon.bases:
        for text in rule.reads:
            assert [figure.base for figure in figures(text, lexicon.language)] == [rule.name], text
        for text in rule.passes_over:
            assert rule.name not in [figure.base for figure in figures(text, lexicon.language)], text
    assert all(rule.reads and rule.passes_over for rule in (*lexicon.bases, *lexicon.void) if rule.name != STATED)


def test_a_number_keeps_its_words_its_unit_and_what_it_counts() -> None:
    text = "Some 124,000 specialised small firms had been named by June."
    [figure] = figures(text)
    assert text[figure.start : figure.end] == "Some 124,000"
    assert (figure.number, figure.unit, figure.measures) == (124_000, "count", "specialised small firms")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("It totals 1.2 trillion yuan.", "en", (1.2e12, "CNY")),
        ("总额1.2万亿元", "zh", (1.2e12, "CNY")),
        ("装机500万千瓦", "zh", (5_000_000, "kW")),
        ("The plant adds 5 GW.", "en", (5_000_000, "kW")),
        ("在6吉赫频段", "zh", (6000, "MHz")),
        ("良率提高到九成五", "zh", (95, "percent")),
        ("百分之三十的车位", "zh", (30, "percent")),
        ("两项国家标准获批", "zh", (2, "count")),
    ],
)
def test_both_languages_come_to_the_same_units(text: str, language: str, expected: tuple[float, str]) -> None:
    assert told(text, language) == [expected]


def test_a_word_of_unit_has_one_worth_in_every_language_and_prefixes_step_by_thousands() -> None:
    english, chinese = LEXICONS["en"].words, LEXICONS["zh"].words
    shared = [word for word in english if word in chinese]
    assert len(shared) > 20 and all(english[word] == chinese[word] for word in shared)
    for steps in (("khz", "mhz", "ghz", "thz"), ("kw", "mw", "gw", "tw"), ("kwh", "mwh", "gwh", "twh")):
        worths = [english[word].factor for word in steps]
        assert all(after == pytest.approx(before * 1000) for before, after in pairwise(worths))
    assert chinese["吉瓦"] == english["gw"] and chinese["公斤"] == english["kg"] and chinese["度"] == english["kwh"]


def test_a_sum_in_two_currencies_is_two_figures_of_one_thing() -> None:
    yuan, dollars = figures("The fund totals 20 billion yuan (about 2.8 billion U.S. dollars).")
    assert (yuan.number, yuan.unit, dollars.number, dollars.unit) == (2e10, "CNY", 2.8e9, "USD")
    assert yuan.measures == dollars.measures == "fund"


def test_a_range_is_two_figures_that_share_unit_and_thing() -> None:
    first, last = figures("Some 1.1-1.3 million vehicles could benefit.")
    assert (first.number, last.number, first.unit, last.unit) == (1.1e6, 1.3e6, "count", "count")
    assert first.measures == last.measures == "vehicles"


@pytest.mark.parametrize(
    ("text", "language", "change", "base"),
    [
        ("Sales rose 5 percent from a year earlier.", "en", "up", "year_on_year"),
        ("Sales fell 5 percent compared with 2021.", "en", "down", "2021"),
        ("Sales rose to 5 percent.", "en", None, None),
        ("销量环比下降5%", "zh", "down", "month_on_month"),
        ("销量比2021年增长5%", "zh", "up", "2021"),
        ("占比提高到5%", "zh", None, None),
    ],
)
def test_a_change_has_a_way_and_what_it_is_compared_with(
    text: str, language: str, change: str | None, base: str | None
) -> None:
    [figure] = figures(text, language)
    assert (figure.change, figure.base) == (change, base)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("On July 15, 2024 the 14th plan met Article 12.", "en"),
        ("Call 010-6820-5678 about 5G and Level 3 cars.", "en"),
        ("One of the two sides waited three years.", "en"),
        ("第十二条自2024年7月15日起施行", "zh"),
        ("工信部联通信〔2023〕37号", "zh"),
        ("一批产品从三个方面亮相", "zh"),
    ],
)
def test_dates_articles_telephones_and_names_are_no_figures(text: str, language: str) -> None:
    assert told(text, language) == []


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("[units.percent]\nwords", "[units.percent]\nword", r"units.percent: there is no 'word' in it. Did you mean"),
        ("[base]\nlook", "[base]\nlok", r"base: there is no 'lok' in it. Did you mean 'look'"),
        ("[change]\nup = '''", "[change]\nup = '''(", r"change.up: the pattern is not well-formed"),
    ],
)
def test_what_is_misspelt_in_the_data_is_named(tmp_path, wrong: str, right: str, says: str) -> None:  # type: ignore[no-untyped-def]
    good = (DATA / "lexicons" / "en" / "figures.toml").read_text(encoding="utf-8")
    assert wrong in good
    (tmp_path / "figures.toml").write_text(good.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(ResourceError, match=says):
        quantities._load("en", tmp_path / "figures.toml")
