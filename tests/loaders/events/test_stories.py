"""Mentions join into stories by what they say, never by the order in which they come."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from benchmarks.joining import FLOORS, read_gold, read_mention, score
from loaders.events.mentions import Marks, Mention, fingerprint, story_keys
from loaders.events.standing import Standing, read_standing
from loaders.events.stories import are_alike, do_clash, join_mentions, join_touched
from loaders.events.traits import read_traits
from loaders.model import Document, Status

MENTIONS = [read_mention(row, row["id"]) for name in ("stories", "stories_heldout") for row in read_gold(name)]
ONE = Mention(
    "e1",
    "d1",
    "The ministry opened 1,250 charging stations on motorways in May.",
    "en",
    Status.DONE,
    (date(2024, 5, 1), date(2024, 6, 1)),
    "occurred",
    (date(2024, 6, 3), date(2024, 6, 4)),
    frozenset(["nev"]),
)


@pytest.mark.parametrize("name", FLOORS)
def test_pairs_and_links_are_scored_no_worse_than_pinned(name: str) -> None:
    scores = score(name)
    assert {measure: round(value, 1) for measure, value in scores.items()} == FLOORS[name] or all(
        scores[measure] >= floor - 0.05 for measure, floor in FLOORS[name].items()
    )
    assert scores["precision"] >= 98


@pytest.mark.parametrize("seed", range(5))
def test_stories_do_not_depend_on_the_order_of_mentions(seed: int) -> None:
    shuffled = list(MENTIONS)
    random.Random(seed).shuffle(shuffled)
    assert join_mentions(shuffled) == join_mentions(MENTIONS)


@pytest.mark.parametrize("seed", range(3))
def test_stories_settled_one_by_one_are_those_settled_at_once(seed: int) -> None:
    rest = list(MENTIONS)
    random.Random(seed).shuffle(rest)
    known: dict[str, Mention] = {}
    stories: dict[str, str] = {}
    for mention in rest:
        if fingerprint(mention) not in known:
            stories |= join_touched([mention], [], lambda _: list(known.values()))
            known[fingerprint(mention)] = mention
    assert stories == join_mentions(MENTIONS)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_only_what_shares_a_key_draws_into_a_story(order: tuple[int, ...]) -> None:
    plain = "The ministry opened charging stations on motorways in May."
    told = [
        _keyed(plain, 2),
        _keyed(plain.replace("in May", "in May, near bakeries, orchards, harbours, museums, theatres"), 2, 4),
        _keyed(plain.replace("in May", "in May, beside granaries, lighthouses, ponds, vineyards, mills"), 4),
    ]
    assert are_alike(told[0], told[1]) and are_alike(told[0], told[2]) and not are_alike(told[1], told[2])
    stories: dict[str, str] = {}
    known: list[Mention] = []
    for mention in (told[number] for number in order):
        stories |= join_touched([mention], [], lambda asked: _sharing(known, asked))
        known.append(mention)
    assert stories == join_mentions(told)
    assert len(set(stories.values())) == 2


def _keyed(text: str, *keys: int) -> Mention:
    mention = replace(ONE, text=text)
    return replace(mention, marks=Marks(fingerprint(mention), keys, ()))


def _sharing(known: list[Mention], asked: Iterable[Mention]) -> list[Mention]:
    keys = {key for mention in asked for key in story_keys(mention)}
    return [mention for mention in known if keys & set(story_keys(mention))]


def test_what_goes_parts_what_it_held_together() -> None:
    kept = MENTIONS[::2]
    gone = [mention for mention in MENTIONS if fingerprint(mention) not in set(map(fingerprint, kept))]
    stories = join_mentions(MENTIONS) | join_touched([], gone, lambda _: kept)
    assert {name: stories[name] for name in map(fingerprint, kept)} == join_mentions(kept)


def test_no_story_holds_two_times_or_two_figures() -> None:
    stories = join_mentions(MENTIONS)
    for one in MENTIONS:
        for other in MENTIONS:
            if stories[fingerprint(one)] == stories[fingerprint(other)]:
                assert not do_clash(one, other)
                assert one.when is None or other.when is None or one.when == other.when


def test_a_repost_has_the_fingerprint_of_its_first_posting() -> None:
    again = replace(ONE, id="e2", document="d2", publisher="Another", text=ONE.text.replace(" ", "  "))
    assert fingerprint(again) == fingerprint(ONE)
    assert fingerprint(replace(ONE, announced=(date(2024, 6, 4), date(2024, 6, 5)))) != fingerprint(ONE)


@pytest.mark.parametrize(
    "change",
    [
        {"when": (date(2024, 4, 1), date(2024, 5, 1))},
        {"text": ONE.text.replace("1,250", "1,350")},
        {"text": ONE.text.replace("motorways", "motorways of Hunan"), "sectors": frozenset(["5g"])},
        {"status": Status.PLANNED},
        {"text": ONE.text.replace("opened", "closed")},
    ],
)
def test_another_time_figure_sector_firmness_or_sense_keeps_apart(change: dict[str, object]) -> None:
    other = replace(ONE, id="e2", **change)  # type: ignore[arg-type]
    assert do_clash(ONE, other)
    assert len(set(join_mentions([ONE, other]).values())) == 2


@pytest.mark.parametrize(
    ("text", "language", "numbers"),
    [
        ("Up 3.9 percent to 4.57 trillion yuan by June 30, 2025", "en", {("%", 3.9), ("", 4.57e12)}),
        ("Twenty-three firms and 2,037 others use 5G at 6 GHz", "en", {("", 23.0), ("", 2037.0)}),
        ("the three-year plan of 2021 for the 14th Five-Year Plan period", "en", set()),
        ("截至2025年6月末，5G基站455万个，同比增长一成，占比百分之三十五", "zh", {("", 4550000.0), ("%", 35.0)}),
        ("“十四五”期间，三年行动计划", "zh", set()),
        ("Ventes : 1,500 voitures en 2024", "fr", {("", 1500.0), ("", 2024.0)}),
    ],
)
def test_numbers_are_read_without_dates_and_names(text: str, language: str, numbers: set[tuple[str, float]]) -> None:
    assert read_traits(text, language).numbers == numbers


@pytest.mark.parametrize(
    ("more", "standing"),
    [
        ({"publisher": "工业和信息化部"}, Standing.ISSUER),
        ({"publisher": "Xinhua / People's Daily"}, Standing.AGENCY),
        ({"publisher": "China Daily"}, Standing.NEWSPAPER),
        ({"publisher": "A blog"}, Standing.OTHER),
        ({"publisher": "A blog", "url": "https://www.miit.gov.cn/a"}, Standing.ISSUER),
        ({"url": "https://news.sohu.com/a"}, Standing.REPOST),
        ({"kind": "notice"}, Standing.ISSUER),
        ({"kind": "news"}, Standing.OTHER),
    ],
)
def test_the_standing_of_a_teller_is_told_by_publisher_site_and_kind(more: dict[str, str], standing: Standing) -> None:
    document = Document("d", "d.txt", "d.txt", "text", "words", "0", **more)  # type: ignore[arg-type]
    assert read_standing(document) == standing
