"""A commitment is linked with what a later text plainly says of it, and with nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from benchmarks.joining import read_gold, read_mention
from loaders.events import commitments
from loaders.events.commitments import Link, commitment_keys, deadline_of, find_link, link_mentions, link_touched
from loaders.events.mentions import Mention, fingerprint, turn

CASES = read_gold("commitments")
MENTIONS = [read_mention(row[side], f"{row['id']}-{side}") for row in CASES for side in ("earlier", "later")]


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["id"])
def test_a_link_is_found_where_it_is_plain_and_nowhere_else(row: dict[str, object]) -> None:
    earlier, later = (read_mention(row[side], side) for side in ("earlier", "later"))  # type: ignore[arg-type]
    link = find_link(earlier, later)
    assert (link and (link.kind, link.slippage_days)) == ((row["kind"], row["slippage_days"]) if row["kind"] else None)
    if link:
        assert set(map(turn, commitment_keys(earlier))) & set(commitment_keys(later))


def test_only_what_is_promised_by_a_day_is_a_commitment() -> None:
    mention = read_mention(CASES[0]["earlier"], "one")
    assert deadline_of(mention) == date(2023, 12, 31)
    assert deadline_of(replace(mention, when=None)) is None
    assert deadline_of(replace(mention, role="during")) is None
    assert deadline_of(read_mention(CASES[0]["later"], "other")) is None


@pytest.mark.parametrize("change", [{"actors": frozenset()}, {"sectors": frozenset()}, {"language": "zh"}])
def test_there_is_no_link_without_shared_actor_sector_and_language(change: dict[str, object]) -> None:
    earlier, later = (read_mention(CASES[0][side], side) for side in ("earlier", "later"))
    assert find_link(earlier, later)
    assert not find_link(earlier, replace(later, **change))  # type: ignore[arg-type]


class Known:
    """Mentions that were linked before, and the links of each."""

    def __init__(self, mentions: Iterable[Mention] = (), links: Mapping[str, tuple[Link, ...]] = {}) -> None:
        self.mentions, self.links = list(mentions), links

    def promised(self, *_: object) -> list[Mention]:
        return self.mentions

    def linked(self, names: Iterable[str]) -> set[str]:
        return {name for name in names if self.links.get(name)}


@pytest.mark.parametrize("seed", range(3))
def test_links_do_not_depend_on_the_order_in_which_mentions_come(seed: int) -> None:
    rest = list(MENTIONS)
    random.Random(seed).shuffle(rest)
    known: dict[str, Mention] = {}
    links: dict[str, tuple[Link, ...]] = {}
    for mention in rest:
        links |= link_touched([mention], [], Known(known.values(), links))
        known[fingerprint(mention)] = mention
    assert {name: each for name, each in links.items() if each} == {
        name: each for name, each in link_mentions(MENTIONS).items() if each
    }


@pytest.mark.parametrize("parts", [1, 5])
def test_links_do_not_depend_on_how_many_are_looked_at_together(parts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    links = link_mentions(MENTIONS)
    assert any(links.values())
    monkeypatch.setattr(commitments, "AT_ONCE", parts)
    assert link_mentions(MENTIONS) == links
    half = {fingerprint(each): each for each in MENTIONS[::2]}
    first = link_touched(half.values(), [], Known())
    both = first | link_touched(MENTIONS[1::2], [], Known(half.values(), first))
    assert both == links


def test_the_latest_commitment_before_it_is_the_one_that_is_kept() -> None:
    earlier, later = (read_mention(CASES[0][side], side) for side in ("earlier", "later"))
    again = replace(earlier, id="again", announced=(date(2022, 3, 1), date(2022, 3, 2)))
    links = link_mentions([earlier, again, later])
    assert [link.earlier for link in links[fingerprint(later)]] == [fingerprint(again)]
    assert [(link.kind, link.earlier) for link in links[fingerprint(again)]] == [("repeats", fingerprint(earlier))]


def promise(number: int, text: str = "The MIIT will build {} thousand 5G base stations by the end of 2023.") -> Mention:
    """One of many promises of the same thing, each with another figure, told a day after the other."""
    day = date(2021, 3, 1) + timedelta(days=number)
    told = read_mention(CASES[0]["earlier"], f"promise-{number}")
    return replace(told, text=text.format(1_001 + number), announced=(day, day + timedelta(days=1)))


def test_however_often_a_thing_is_promised_few_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = [0]
    find = commitments.find_link

    def count(earlier: Mention, later: Mention) -> object:
        compared[0] += 1
        return find(earlier, later)

    monkeypatch.setattr(commitments, "find_link", count)
    promises = [promise(number) for number in range(300)]
    assert not any(link_mentions(promises).values())
    assert compared[0] == 0
    again = replace(promises[100], id="again", announced=(date(2022, 6, 1), date(2022, 6, 2)))
    links = link_mentions([*promises, again])
    assert [(link.kind, link.earlier) for link in links[fingerprint(again)]] == [
        ("repeats", fingerprint(promises[100]))
    ]
    assert compared[0] < 10


def test_news_that_names_no_figure_is_held_against_the_last_promises_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commitments, "MOST_HELD", 5)
    later = put_off()
    promises = [promise(number) for number in range(40)]
    links = link_mentions([*promises, later])
    assert [(link.kind, link.earlier) for link in links[fingerprint(later)]] == [("moves", fingerprint(promises[-1]))]
    elsewhere = [replace(each, text=each.text.replace("stations", "stations in Hainan")) for each in promises[30:]]
    links = link_mentions([*promises[:30], *elsewhere, later])
    assert [link.earlier for link in links[fingerprint(later)]] == [fingerprint(promises[29])]


def put_off(text: str = "The MIIT put off the building of 5G base stations to the end of 2024.") -> Mention:
    """News of what was promised, told after all promises."""
    told = read_mention(CASES[0]["earlier"], "later")
    announced, when = (date(2022, 6, 1), date(2022, 6, 2)), (None, date(2025, 1, 1))
    return replace(told, text=text, announced=announced, when=when)


FIRST = "The MIIT will build the first batch of {} thousand 5G base stations by the end of 2023."
SECOND = FIRST.replace("first", "second")
FIRST_PUT_OFF = "The MIIT put off the first batch of 5G base stations to the end of 2024."


def test_what_promises_that_come_in_late_push_out_is_linked_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commitments, "MOST_HELD", 5)
    before, late = [promise(each, FIRST) for each in range(3)], [promise(each, SECOND) for each in range(3, 8)]
    news = put_off(FIRST_PUT_OFF)
    links = link_mentions([*before, news])
    assert [link.earlier for link in links[fingerprint(news)]] == [fingerprint(before[-1])]
    known = Known([*before, news], links)
    some, rest = link_touched(late[:4], [], known), link_touched(late, [], known)
    assert some[fingerprint(news)] == links[fingerprint(news)]
    assert rest[fingerprint(news)] == link_mentions([*before, *late, news])[fingerprint(news)] == ()


def test_what_speaks_of_no_promise_is_looked_at_again_for_one_it_speaks_of_alone() -> None:
    news = put_off(FIRST_PUT_OFF)
    known, name = Known([news], link_mentions([news])), fingerprint(news)
    assert known.links == {name: ()}
    assert name not in link_touched([promise(1, SECOND)], [], known)
    assert link_touched([promise(1, FIRST)], [], known)[name]
    assert name in link_touched([], [promise(1, SECOND)], known)  # what it hid may come out
