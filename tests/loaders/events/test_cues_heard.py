"""Cues are tried only where they can begin, and heard as if those of one kind were one expression."""

import json
import re
from collections.abc import Iterator

import pytest

from loaders.events.cues import Cue, CueFinder, Sought
from loaders.events.lexicon import EventLexicon, load_event_lexicons
from loaders.resources import DATA
from loaders.sectors.fold import fold, lower


def plainly(lexicon: EventLexicon, text: str) -> list[tuple[int, int, str]]:
    """All cues by one expression a kind, tried at every place."""
    groups: dict[int, list[Sought]] = {}
    for each in lexicon.finder.sought:
        groups.setdefault(each.group, []).append(each)
    found = []
    for members in groups.values():
        one = re.compile("|".join(f"(?P<{each.cue.name}>{each.expression.pattern})" for each in members))
        said = fold(text) if members[0].cue.case else lower(fold(text))
        found += [(hit.start(), -hit.end(), hit.lastgroup or "") for hit in one.finditer(said)]
    return sorted((start, -end, name) for start, end, name in found)


def passages(language: str) -> Iterator[str]:
    lines = (DATA / "gold" / f"events_{language}_documents.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines[:4]:
        text = json.loads(line)["text"][:1500]
        yield text
        yield from re.split(r"(?<=[.。;；]) ?", text)[:6]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_cue_is_heard_where_one_expression_finds_it(language: str) -> None:
    lexicon = load_event_lexicons()[language]
    told = list(passages(language))
    heard = [sorted((start, end, cue.name) for start, end, cue in lexicon.finder.find(text)) for text in told]
    assert heard == [plainly(lexicon, text) for text in told]
    assert sum(map(len, heard)) > 100


def sought(*patterns: str) -> CueFinder:
    cues = (Cue(f"cue{number}", "act", pattern) for number, pattern in enumerate(patterns))
    return CueFinder(Sought(cue, cue.pattern, "", group=0, rank=rank) for rank, cue in enumerate(cues))


def names(finder: CueFinder, text: str) -> list[str]:
    return [f"{cue.name}@{start}-{end}" for start, end, cue in finder.find(text)]


def test_the_earlier_cue_of_a_kind_wins_where_two_begin_at_one_place() -> None:
    assert names(sought("plan", "planned"), "planned") == ["cue0@0-4"]
    assert names(sought("planned", "plan"), "planned plan") == ["cue0@0-7", "cue1@8-12"]


def test_cues_of_one_kind_do_not_overlap_even_where_one_can_begin_with_anything() -> None:
    assert names(sought("will be", ".e built"), "will be built") == ["cue0@0-7"]
    assert names(sought("will go", ".e built"), "will be built") == ["cue1@5-13"]


def test_a_cue_of_the_beginning_is_heard_there_alone() -> None:
    assert names(sought("^if", "(?:^to|of)"), "if not to, if of") == ["cue0@0-2", "cue1@14-16"]


def test_the_drift_of_a_text_is_heard_without_its_acts() -> None:
    lexicon = load_event_lexicons()["en"]
    text = "The ministry will issue subsidies, analysts said."
    every = lexicon.find_cues(text, 0, len(text))
    weighed = lexicon.policy.drift | lexicon.policy.against | lexicon.policy.never
    drift = lexicon.find_drift(text, 0, len(text))
    assert drift == [hit for hit in every if hit.cue.kind in weighed]
    assert len(drift) < len(every)
