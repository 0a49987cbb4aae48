"""Transcripts are split into turns with speaker and role; other texts are left alone."""

from __future__ import annotations

import time

import pytest

from loaders.formats.layout import lay_out
from loaders.formats.registry import read_bytes
from loaders.formats.turns import split_turns
from loaders.model import PassageKind


def turns(text: str) -> list[tuple[str | None, str | None, str]]:
    passages = split_turns(text, lay_out(text))
    return [(p.speaker, p.role, text[p.start : p.end]) for p in passages if p.kind == PassageKind.TURN]


ENGLISH = """Council press conference on industry

Li Chair:

Thank you. Now the floor is open for questions.

Example Daily:

What will the ministry do about 6G? Thank you.

Wang Example, vice minister of industry:

We will issue a plan.

We will also test it.

Li Chair:

Due to the time, one last question.
"""

CHINESE = """某某新闻发布会实录

新闻局局长、新闻发言人 李某某：
现在开始提问，提问前请通报一下所在的新闻机构。

某某日报记者：
请问今年在人形机器人方面有什么计划？

王某某：
将印发行动计划。
还将建设创新中心。

李某某：
请继续提问。
"""


def test_an_english_transcript_has_its_speakers_and_roles() -> None:
    found = turns(ENGLISH)
    assert [(speaker, role) for speaker, role, _ in found] == [
        ("Li Chair", "chair"),
        ("Example Daily", "journalist"),
        ("Wang Example, vice minister of industry", "official"),
        ("Wang Example, vice minister of industry", "official"),
        ("Li Chair", "chair"),
    ]
    assert found[3][2] == "We will also test it."


def test_a_chinese_transcript_has_its_speakers_and_roles() -> None:
    assert [(speaker, role) for speaker, role, _ in turns(CHINESE)] == [
        ("新闻局局长、新闻发言人 李某某", "chair"),
        ("某某日报记者", "journalist"),
        ("王某某", "official"),
        ("王某某", "official"),
        ("李某某", "chair"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Q: What comes next?\nA: We will issue a plan.\nQ: When?\nA: This year.\n",
        "记者：请问有什么计划？\n王某某：将印发行动计划。\n记者：什么时候？\n王某某：今年。\n",
        "问：请问有什么计划？\n答：将印发行动计划。\n问：什么时候？\n答：今年内。\n",
        "**Reporter:** What next?\n\n**Wang Example:** A plan.\n\n**Reporter:** When?\n\n**Wang Example:** Soon.\n",
    ],
)
def test_names_before_the_words_on_one_line_make_turns_too(text: str) -> None:
    assert [role for _, role, _ in turns(text)] == ["journalist", "official"] * 2


def test_the_words_of_a_turn_leave_out_the_name() -> None:
    assert turns("Q: What comes next?\nA: We act.\nQ: When?\nA: Now.\n")[1] == (None, "official", "We act.")


def test_one_who_only_asks_and_is_answered_is_a_journalist() -> None:
    text = "Ann Asker:\n\nWhat next?\n\nWang Example:\n\nA plan.\n\nAnn Asker:\n\nAnd when?\n\nWang Example:\n\nSoon.\n"
    assert [role for _, role, _ in turns(text)] == ["journalist", "official"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "各省、自治区、直辖市主管部门：\n现将有关事项通知如下：\n一、总体要求\n加快发展。\n附件：\n名单。\n",
        "Objectives:\n\nTo grow.\n\nMeasures:\n\nTo build.\n\nTimetable:\n\nBy 2025.\n",
        "What the papers say\n\nExample Daily: it is good.\nExample Times: it is bad.\nExample Post: both.\n",
        "Source: Example Agency\nEditor: A. Writer\nThe plan is in force.\n",
        "He named three aims: growth, safety and peace.\n\nShe named one: growth.\n",
    ],
)
def test_a_text_without_proof_is_no_transcript(text: str) -> None:
    assert turns(text) == []


def test_the_list_of_speakers_above_a_transcript_is_no_turn() -> None:
    text = ENGLISH.replace("Li Chair:", "Chairperson:\n\nLi Chair, director of the office\n\nLi Chair:", 1)
    assert turns(text)[0][:2] == ("Li Chair", "chair")


def test_a_long_text_of_short_lines_is_read_in_good_time() -> None:
    text = "首页\n" * 20_000 + "It is so.\n" * 20_000
    started = time.perf_counter()
    lay_out(text)
    assert time.perf_counter() - started < 20


def test_an_office_written_small_names_a_speaker_when_its_line_comes_again() -> None:
    office = "Ministry spokesperson"
    talk = (
        f"Moderator:\n\nWe begin.\n\n{office}:\n\nThe pilot has begun. It has three aims:\n\nIt is to open wider.\n\n"
    )
    talk += f"Journalist:\n\nWhat comes next?\n\n{office}:\n\nThe rules follow in May."
    found = [(speaker, role) for speaker, role, _ in turns(talk)]
    assert found.count((office, "official")) == 3
    assert [role for _, role in found].count("journalist") == 1


REPORTER = "{0}Reporter:{0} A plan for 5G was approved last week.{1}{0}Wang Example:{0} We will issue it in 2025.\n"


@pytest.mark.parametrize("name", ["t.md", "t.txt"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_names_in_marks_of_emphasis_begin_turns_on_their_own_line(name: str, gap: str) -> None:
    text = "# A briefing\n\n" + REPORTER.format("**", gap)
    (document,) = read_bytes(name, text.encode(), name)
    found = [(p.speaker, p.role) for p in document.passages if p.kind == PassageKind.TURN]
    assert found == [("Reporter", "journalist"), ("Wang Example", "official")]


@pytest.mark.parametrize("name", ["t.md", "t.txt"])
@pytest.mark.parametrize(
    "text", ["问：背景是什么？\n答：将于2025年建成。\n", "Q: What is next?\nA: We will issue a plan.\n"]
)
def test_labels_of_question_and_answer_give_roles_and_no_speaker(name: str, text: str) -> None:
    (document,) = read_bytes(name, text.encode(), name)
    found = [(p.speaker, p.role) for p in document.passages if p.kind == PassageKind.TURN]
    assert found == [(None, "journalist"), (None, "official")]


def test_two_labels_of_which_none_asks_are_no_transcript() -> None:
    assert turns("Budget: It grows by a tenth.\n\nOutlook: It will grow again.\n") == []
