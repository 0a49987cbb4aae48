"""The page on words of time names every key, production and slot that the engine knows, and none that it does not."""

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from loaders.dates import lexicon as engine
from loaders.dates.direction import Frame
from loaders.dates.phrases import KIND_GROUPS, KINDS
from loaders.dates.resolve import PRODUCTIONS
from loaders.resources import ROOT

PAGE = (ROOT / "docs" / "lexicons.md").read_text(encoding="utf-8")
SOURCES = sorted((ROOT / "loaders" / "dates").glob("*.py"))
HOLDERS = {"phrase", "slots", "fields", "long", "first", "last", "name", "held"}  # variables that hold slots
ROW = re.compile(r"(?<!\\)\|")


def table(head: str) -> dict[str, str]:
    """The table whose first column is called ``head``: each backticked name of that column, and its row's last cell."""
    lines = iter(PAGE.splitlines())
    assert any(line.startswith(f"| {head} |") for line in lines), f"docs/lexicons.md has no table of '{head}'"
    rows: dict[str, str] = {}
    for line in lines:
        if not line.startswith("|"):
            break
        cells = ROW.split(line)
        rows |= dict.fromkeys(re.findall(r"`([a-z_]+)`", cells[1]), cells[-2])
    return rows


def slots_read() -> set[str]:
    """Every slot that the modules which resolve phrases ask for by name."""
    found: set[str] = set()
    for module in SOURCES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Subscript):
                holder, key = node.value, node.slice
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
                holder, key = node.func.value, node.args[0]
            else:
                continue
            if isinstance(holder, ast.Name) and holder.id in HOLDERS and isinstance(key, ast.Constant):
                found.add(str(key.value))
    return found


def keys_got(module: Path, holder: str) -> set[str]:
    return set(re.findall(rf'\b{holder}\.get\("(\w+)"', module.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("key", engine._TOP_KEYS),
        ("key of `numbers`", engine._INNER_KEYS["numbers"]),
        ("key of `ordinals`", engine._INNER_KEYS["ordinals"]),
        ("key of `cues`", engine._INNER_KEYS["cues"]),
        ("production", set(PRODUCTIONS)),
        ("kind", {*KINDS, *KIND_GROUPS}),
        ("slot", slots_read()),
    ],
)
def test_a_table_of_the_page_names_what_the_engine_knows(head: str, known: set[str]) -> None:
    named = set(table(head)) | (set(re.findall(r"`([a-z]+)`", table("kind")["event"])) if head == "kind" else set())
    assert known - named == set(), "say in docs/lexicons.md what these do"
    assert named - known == set(), "the engine no longer knows these"


def test_the_page_names_every_key_of_a_rule() -> None:
    rule_keys = re.search(r"### Keys of a rule\n(.*?)\n\n[^|]", PAGE, re.S)
    assert rule_keys
    named = set(re.findall(r"^\|(?P<keys>[^|]+)\|", rule_keys[1], re.M)[2:])
    assert {key for cell in named for key in re.findall(r"`(\w+)`", cell)} == engine._RULE_KEYS


def test_the_page_names_what_frames_and_joins_hold() -> None:
    for key in {field.name for field in fields(Frame)} | engine._INNER_KEYS["joins"]:
        assert f"`{key}`" in PAGE
    numerals = ROOT / "loaders" / "dates" / "numerals.py"
    for name in ("numbers", "ordinals"):
        assert keys_got(numerals, name) == engine._INNER_KEYS[name]


def test_every_anchor_that_the_engine_knows_is_named() -> None:
    source = "".join(module.read_text(encoding="utf-8") for module in SOURCES)
    asked = set(re.findall(r'anchor(?:"\])? == "(\w+)"', source)) | set(re.findall(r'"anchor"\] != "(\w+)"', source))
    asked |= set(re.findall(r'"anchor"\] or "(\w+)"', source))
    assert asked == set(table("anchor"))


def test_what_the_productions_take_are_the_slots_that_the_page_explains() -> None:
    takes = {slot for cell in table("production").values() for slot in re.findall(r"`(\w+)`", cell)}
    assert takes | {"passing"} == set(table("slot"))


def test_the_lists_that_are_always_there_are_named() -> None:
    always = engine._word_lists({"language": "en"}, " ", "x")
    assert {"number", "spelled", "ordinal", "event"} <= set(always)
    assert all(f"`{name}`" in PAGE for name in always)
