"""A rule is compiled once on a machine: what is taken up later is what compiling gives, and nothing depends on it."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.expressions import compile_expression, group_names
from loaders.resources import ROOT

EXPRESSIONS = (
    r"(?P<year>(?:19|20)\d\d)年(?:(?P<month>1[0-2]|[1-9])月)?",
    r"(?i:by|before) the (?P<edge>end|start) of",
    r"(?m)^第[一二三四五六七八九十百]+[章条]",
    r"(?<![A-Za-z0-9])(?=[5-6a-c])(?:5g|6g|ab(?:c|d)(?![a-z0-9]))",
    r"((a)|b)(?:c(?P<last>d))?\2?",
    r"[\u3400-\u9fff]{2,6}(?=公司|集团)|\b\w+\b",
    r"(?>ab|a)+?c{2,}",
    "",
)
MAKE = """
from loaders.kept import keep, remember
import sys
from pathlib import Path
def make():
    Path(sys.argv[1]).open("a").write("made ")
    return ["一", {"b": 2}]
assert remember("kind", sys.argv[2], make) == ["一", {"b": 2}]
"""
COMPILE = """
import re, sys
from loaders import expressions
for source in sys.argv[1:]:
    assert expressions.compile_expression(source) == re.compile(source), source
    assert expressions.group_names(source) == list(re.compile(source).groupindex)
"""
NOTHING_ANEW = """
from loaders import expressions
from loaders.kept import remember
def refuse():
    raise AssertionError("it was made anew")
expressions.remember = lambda kind, text, make: remember(kind, text, refuse)
"""


def run(code: str, cache: Path, *words: str) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    subprocess.run([sys.executable, "-c", code, *words], check=True, cwd=ROOT, env=environment)


@pytest.mark.parametrize("source", EXPRESSIONS)
def test_an_expression_is_what_compiling_gives(source: str) -> None:
    assert compile_expression(source) == re.compile(source)
    assert compile_expression(source).groupindex == re.compile(source).groupindex


@pytest.mark.parametrize("source", ["(", "a**", "(?P<a>b)(?P<a>c)", "[b-a]"])
def test_what_is_no_expression_is_refused_each_time(source: str) -> None:
    for _ in range(2):
        with pytest.raises(re.error):
            compile_expression(source)
        with pytest.raises(re.error):
            group_names(source)


def test_what_one_run_made_the_next_takes_up(tmp_path: Path) -> None:
    run(COMPILE, tmp_path, *EXPRESSIONS)
    run(NOTHING_ANEW + COMPILE, tmp_path, *EXPRESSIONS)
    with pytest.raises(subprocess.CalledProcessError):
        run(NOTHING_ANEW + COMPILE, tmp_path, "another")


def made(tmp_path: Path, *words: str) -> list[int]:
    """How often each of some runs, one after another, made what it asked for."""
    log = tmp_path / "log"
    counts = []
    for word in words:
        log.write_text("")
        run(MAKE, tmp_path / "cache", str(log), word)
        counts.append(log.read_text().count("made"))
    return counts


def test_each_text_is_made_once(tmp_path: Path) -> None:
    assert made(tmp_path, "a", "b", "a", "b", "c") == [1, 1, 0, 0, 1]


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + bytes(4000)])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    assert made(tmp_path, "a", "a") == [1, 0]
    file = tmp_path / "cache" / "policy-timeline" / "made.sqlite"
    file.write_bytes(damage)
    assert made(tmp_path, "a", "a") == [1, 0]


def test_a_kept_answer_that_cannot_be_read_is_made_anew(tmp_path: Path) -> None:
    assert made(tmp_path, "a") == [1]
    with sqlite3.connect(tmp_path / "cache" / "policy-timeline" / "made.sqlite") as connection:
        connection.execute("UPDATE made SET value = '[1, '")
    connection.close()
    assert made(tmp_path, "a", "a") == [1, 0]


def test_where_nothing_can_be_kept_everything_is_made(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder would be")
    assert made(tmp_path, "a", "a") == [1, 1]


def test_runs_at_once_keep_what_each_made(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    words = [f"word {number}" for number in range(6)]
    started = [
        subprocess.Popen([sys.executable, "-c", MAKE, str(tmp_path / "log"), word], cwd=ROOT, env=environment)
        for word in words
    ]
    assert [one.wait() for one in started] == [0] * len(words)
    assert made(tmp_path, *words) == [0] * len(words)
