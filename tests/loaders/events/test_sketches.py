"""A sketch tells apart what cannot be alike, and never what is."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest

from benchmarks.joining import read_gold, read_mention
from loaders.events.likeness import SEASON, are_alike
from loaders.events.mentions import Marks, Mention
from loaders.events.sketches import UNKNOWN, may_be_alike, sketch
from loaders.model import Status
from loaders.store.readings import SKETCH

MENTIONS = [read_mention(row, row["id"]) for name in ("stories", "stories_heldout") for row in read_gold(name)]
ONE = Mention(
    "e1",
    "d1",
    "The ministry opened 20,350 charging stations on motorways in Hefei with 12 firms in May.",
    "en",
    Status.DONE,
    (date(2024, 5, 1), date(2024, 6, 1)),
    "occurred",
    (date(2024, 6, 3), date(2024, 6, 4)),
    frozenset(["nev"]),
)


def fits(pairs: list[tuple[Mention, Mention]]) -> list[bool]:
    one, other = (
        np.frombuffer(b"".join(map(sketch, each)), np.int32).reshape(-1, SKETCH) for each in zip(*pairs, strict=True)
    )
    fitting: list[bool] = may_be_alike(one, other).tolist()
    return fitting


def test_no_two_mentions_that_are_alike_are_told_apart() -> None:
    pairs = list(combinations(MENTIONS, 2))
    alike, left = [are_alike(*pair) for pair in pairs], fits(pairs)
    assert sum(alike) > 50
    assert not [pair for pair, one, other in zip(pairs, alike, left, strict=True) if one and not other]
    assert sum(left) < 3 * sum(alike)


def _vary(draw: random.Random) -> Mention:
    """The same told somewhat otherwise."""
    words = ONE.text.split()
    for _ in range(draw.randrange(6)):
        words[draw.randrange(len(words))] = draw.choice(["new", "20,349.6", "20,300", "in", "Wuhan", "large", "12", ""])
    told = date(2024, 6, draw.choice([1, 3, 5, 9]))
    return replace(
        ONE,
        text=" ".join(words),
        language=draw.choice(["en", "en", "en", "fr", "gbsw"]),
        status=draw.choice([Status.DONE, Status.DONE, Status.PLANNED, Status.IN_FORCE, Status.BACKGROUND]),
        when=draw.choice([None, ONE.when, ONE.when, (date(2024, 5, 1), date(2024, 5, 2)), (None, date(2025, 1, 1))]),
        announced=draw.choice([None, (told, told), (told, told), (date(2024, 9, 1), None), (None, told)]),
        sectors=frozenset(draw.sample(["nev", "5g", "6g"], draw.randrange(3))),
        actors=frozenset(draw.sample(["miit", "mof"], draw.randrange(3))),
        instrument=draw.choice([None, "", "pilot", "standard"]),
        heading=draw.random() < 0.2,
    )


@pytest.mark.parametrize("seed", range(20))
def test_whatever_two_say_what_is_alike_is_not_told_apart(seed: int) -> None:
    draw = random.Random(seed)
    pairs = list(combinations([_vary(draw) for _ in range(60)], 2))
    alike, left = [are_alike(*pair) for pair in pairs], fits(pairs)
    assert sum(alike) > 5
    assert not [pair for pair, one, other in zip(pairs, alike, left, strict=True) if one and not other]
    assert sum(left) < len(pairs) / 3


@pytest.mark.parametrize(
    "change",
    [
        {"text": ONE.text.replace("20,350", "30,100")},
        {"text": ONE.text.replace("Hefei", "Wuhan")},
        {"text": "Officials praised motorways where 20 dentists and 80 sailors sang of the moon, long ago."},
        {"sectors": frozenset(["5g"])},
        {"when": (date(2024, 5, 1), date(2024, 7, 1))},
        {"status": Status.PLANNED},
        {"when": None, "text": ONE.text.replace("opened", "has opened")},
    ],
)
def test_what_differs_plainly_is_told_apart(change: dict[str, object]) -> None:
    assert fits([(ONE, ONE)]) == [True]
    assert fits([(ONE, replace(ONE, **change)), (replace(ONE, **change), ONE)]) == [False, False]  # type: ignore[arg-type]


def test_a_promise_is_told_apart_from_the_same_a_season_later() -> None:
    promise = replace(ONE, status=Status.PLANNED)
    told = [date.fromordinal(date(2024, 6, 3).toordinal() + days) for days in (SEASON, SEASON + 1)]
    later = [replace(promise, announced=(day, date.fromordinal(day.toordinal() + 1))) for day in told]
    assert fits([(promise, each) for each in later]) == [True, False]


def test_what_agrees_only_when_it_is_rounded_twice_is_not_told_apart() -> None:
    rounded, exact = ONE, replace(ONE, text=ONE.text.replace("20,350", "20,349.6"))
    assert are_alike(rounded, exact)
    assert fits([(rounded, exact), (exact, rounded)]) == [True, True]


@pytest.mark.parametrize("language", ["gbsw", "zh-TW", "fr", "é"])
def test_facts_in_another_language_need_no_words_in_common(language: str) -> None:
    words = "Le ministère a ouvert 20,350 bornes sur les autoroutes de Hefei avec 12 entreprises en mai."
    other = replace(ONE, text=words, language=language)
    assert are_alike(ONE, other)
    third = replace(ONE, text="Entlang großer Straßen stehen dort nun 20,350 neue Säulen zum Laden.", language="gsw-CH")
    assert are_alike(other, third)
    assert fits([(ONE, other), (other, ONE), (other, third), (third, other)]) == [True] * 4


ACT = replace(ONE, actors=frozenset(["miit"]), instrument="pilot")
ELSEWHERE = "Le ministère a ouvert {} bornes."


@pytest.mark.parametrize(
    ("number", "changes", "kept"),
    [
        ("5,000", {}, True),  # a round number, told within days
        ("5,000", {"announced": (date(2024, 6, 6), date(2024, 6, 7))}, True),
        ("5,000", {"announced": (date(2024, 6, 10), date(2024, 6, 11))}, False),
        ("5,000", {"announced": None}, False),
        ("5,000", {"sectors": frozenset(["nev", "5g"])}, False),
        ("12", {"actors": ACT.actors, "instrument": "pilot"}, True),  # an act with its number
        ("12", {"actors": ACT.actors, "instrument": "standard"}, False),
        ("12", {"actors": frozenset(["mof"]), "instrument": "pilot"}, False),
        ("12", {"actors": ACT.actors, "instrument": "pilot", "sectors": frozenset(["nev", "5g"])}, False),
    ],
)
def test_facts_of_another_language_are_alike_where_they_tell(
    number: str, changes: dict[str, object], kept: bool
) -> None:
    one = replace(ACT, text=f"The ministry opened {number} charging stations.")
    other = replace(ACT, text=ELSEWHERE.format(number), language="fr", actors=frozenset(), instrument=None)
    other = replace(other, **changes)  # type: ignore[arg-type]
    assert are_alike(one, other) == kept
    assert fits([(one, other), (other, one)]) == [kept] * 2


@pytest.mark.parametrize(("days", "kept"), [(1, True), (2, False)])
def test_an_act_without_a_number_is_alike_on_its_day(days: int, kept: bool) -> None:
    one = replace(ACT, text="The ministry opened it.", when=(date(2024, 5, 1), date(2024, 5, 1 + days)))
    other = replace(one, text="Le ministère a ouvert cela.", language="fr")
    assert are_alike(one, other) == kept
    assert fits([(one, other), (other, one)]) == [kept] * 2


def test_a_mention_without_a_sketch_may_be_alike_with_any() -> None:
    unknown = replace(ONE, language="fr", marks=Marks("0" * 16, (), ()))
    assert sketch(unknown) == UNKNOWN
    assert fits([(unknown, ONE), (ONE, unknown)]) == [True, True]


def test_a_sketch_is_as_long_as_the_store_keeps_it() -> None:
    assert len(sketch(ONE)) == len(UNKNOWN) == 4 * SKETCH
