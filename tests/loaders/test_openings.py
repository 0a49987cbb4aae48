"""What many expressions can begin with is told by their next characters, and never leaves out one that matches."""

import random
import re

import pytest

from loaders.openings import Openings, find_openings

EXPRESSIONS = {  # each with words that it matches
    "plan": "plan",
    "(?:the |a )?plan": "a plan",
    r"\d{4}-\d\d": "2024-07",
    r"(?:19|20)\d\d": "20\u0662\u0664",
    "[一二三]+月": "一二月",
    r"the\s{1,3}(?:end|start)": "the\u3000\tend",
    "(?<=to )go": "to go",
    "(?=go)[a-z]+": "gone",
    "^(?:on|in) (?:a|the)": "on a",
    "(?:go|^stop)": "stop",
    "(?!no)[a-g]o": "do",
    "(?:ab){2,}c": "ababc",
    "ab?c*d": "accd",
    "(?>ab|a)c": "abc",
    "[^a]b": "cb",
    ".{0,3}plan": "my plan",
    r"\w+ plan": "our plan",
    "(?i:Go)": "gO",
    "(?P<sign>[-/])1(?P=sign)2": "/1/2",
    "年(?=底)": "年底",
    "a{0}b": "b",
    "(?:a|)b": "b",
}
SIGNS = [
    "plan",
    "the ",
    "a ",
    "go",
    "to ",
    "20",
    "7",
    "-",
    "/",
    "1",
    "一",
    "月",
    "年底",
    "\u3000",
    "\t",
    "ab",
    "c",
    "d",
]


def texts(words: str, seed: int) -> list[str]:
    chosen = random.Random(seed)

    def some() -> str:
        return "".join(chosen.choice(SIGNS) for _ in range(chosen.randrange(5)))

    return [words, *(some() + words + some() for _ in range(200))]


@pytest.mark.parametrize(("expression", "words"), EXPRESSIONS.items())
def test_an_expression_is_named_wherever_it_matches(expression: str, words: str) -> None:
    openings = Openings([(find_openings(expression), expression)])
    compiled = re.compile(expression)
    matched = 0
    for text in texts(words, 20):
        scanned = {found.start() for found in openings.scan.finditer(text)} if openings.scan else set(range(len(text)))
        for start in range(len(text)):
            if compiled.match(text, start):
                matched += 1
                at_start = start == 0 and expression in openings.first(text)
                assert at_start or (start in scanned and expression in openings.at(text, start))
    assert matched


def test_most_places_are_passed_over() -> None:
    openings = Openings([(find_openings(r"\bplan(?:ned|ning)"), "plan"), (find_openings("第[一二]批"), "batch")])
    text = "The place was planned with plans of plants 第三次"
    assert openings.scan is not None
    asked = [found.start() for found in openings.scan.finditer(text)]
    assert [text[at : at + 5] for at in asked if openings.at(text, at)] == ["plann"]
    assert len(asked) < 6


def test_what_begins_with_anything_leaves_no_place_out() -> None:
    assert Openings([(find_openings(".plan"), "any"), (find_openings("plan"), "plan")]).scan is None


def test_an_expression_that_spells_out_too_much_is_told_by_fewer_characters() -> None:
    found = find_openings("[a-t]{2}[a-t]{2}[a-t]")
    assert len(found) == 400 and {len(opening) for opening in found} == {2}


def test_things_are_told_in_their_order() -> None:
    things = [(find_openings(expression), expression) for expression in ("pl", "plan", "p", "planet")]
    assert Openings(things).at("planet", 0) == ("pl", "plan", "p", "planet")
    assert Openings(things).at("plot", 0) == ("pl", "p")
