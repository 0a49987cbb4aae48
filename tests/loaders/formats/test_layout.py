"""Plain lines become headings, paragraphs and furniture, and every character keeps its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.formats.layout import is_furniture, lay_out
from loaders.formats.registry import read_bytes
from loaders.formats.turns import split_turns


def shapes(text: str) -> list[tuple[str, str]]:
    return [(passage.kind.value, text[passage.start : passage.end]) for passage in lay_out(text)]


def test_a_title_a_date_line_and_paragraphs_are_told_apart() -> None:
    text = (
        "Breaking News\n\nPlan for robots adopted\nExample Daily | July 5, 2024\n\n"
        "The plan was adopted by the cabinet and sets targets for the output of robots.\nIt names seven fields.\n"
    )
    assert [kind for kind, _ in shapes(text)] == ["furniture", "heading", "furniture", "paragraph", "paragraph"]


@pytest.mark.parametrize("line", ["Seoul, 30 December 2025", "2024年2月18日讯", "（2024年7月5日）"])
def test_a_line_of_place_and_day_is_no_title(line: str) -> None:
    text = f"{line}\n\nThe ministry said on Tuesday that it would begin a project, and finish it within five years.\n"
    (document,) = read_bytes("a.txt", text.encode(), "a.txt")
    assert document.title is None
    (titled,) = read_bytes("a.txt", f"A project for five years\n\n{text}".encode(), "a.txt")
    assert titled.title == "A project for five years"


def test_minutes_keep_the_heading_that_dates_them() -> None:
    (document,) = read_bytes(
        "a.txt", b"Minutes of the meeting held on 3 June 2025\n\nThe plan was approved.\n", "a.txt"
    )
    assert document.title == "Minutes of the meeting held on 3 June 2025"


def test_wrapped_lines_make_one_paragraph() -> None:
    text = (
        "The plan was adopted by the cabinet and sets targets for the output of\n"
        "humanoid robots in all regions of the country, the ministry said in a\n"
        "statement on Friday.\n\nIt names seven fields.\n"
    )
    assert [kind for kind, _ in shapes(text)] == ["paragraph", "paragraph"]
    assert shapes(text)[0][1].endswith("on Friday.")


def test_a_paragraph_a_line_stays_a_paragraph_a_line() -> None:
    text = "首先，加快发展机器人产业，推动应用。\n其次，深化电信业务开放，优化环境。\n最后，推进6G研发。\n"
    assert [kind for kind, _ in shapes(text)] == ["paragraph"] * 3


def test_a_heading_between_paragraphs_is_one_and_the_last_line_is_none() -> None:
    text = "The first part is long.\n\nWhat comes next\n\nThe second part is longer than it.\n\nNo stop here"
    assert [kind for kind, _ in shapes(text)] == ["paragraph", "heading", "paragraph", "paragraph"]


def test_numbered_headings_of_a_plan_are_headings() -> None:
    lines = ["某某行动计划", "", "一、总体要求", "以创新为引领，加快发展。", "（一）主要目标"]
    text = "\n".join([*lines, "到2027年，产业规模翻番。", "第二章 重点任务", "推动应用。"])
    assert [shape for kind, shape in shapes(text) if kind == "heading"] == [
        "某某行动计划",
        "一、总体要求",
        "（一）主要目标",
        "第二章 重点任务",
    ]


def test_what_a_page_put_around_the_words_is_cut_off_them() -> None:
    text = "date 2024-09-02 Minister speaks\n\nThe plan is in force now and it works well.  July 24, 2024"
    assert shapes(text) == [
        ("furniture", "date 2024-09-02"),
        ("heading", "Minister speaks"),
        ("paragraph", "The plan is in force now and it works well."),
        ("furniture", "July 24, 2024"),
    ]


def test_a_closing_credit_is_no_part_of_the_last_sentence() -> None:
    text = "The plan is in force now. –The Example Mail news exchange item"
    assert shapes(text)[-1] == ("furniture", "–The Example Mail news exchange item")


@pytest.mark.parametrize("line", ["<  1  2  3  >", "首页 > 新闻 > 要闻", "责任编辑：某某", "Share this article"])
def test_lines_of_the_page_are_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", ["5G", "2024", "China opens its market", "机器人产业", "1. Scope", "Next steps"])
def test_lines_of_the_text_are_no_furniture(line: str) -> None:
    assert not is_furniture(line)


LINES = st.lists(
    st.sampled_from(
        [
            "",
            "A title",
            "Wang Example:",
            "Q: Is it?",
            "A: It is.",
            " 问：是吗？",
            "答：是。",
            "Example Daily:",
            "Is it?",
            "It is so.",
            "July 5, 2024",
            "< 1 2 3 >",
            " x ",
            "：",
            "一、",
        ]
    )
    | st.text(max_size=30),
    max_size=12,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(LINES, st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_passages_stand_in_order_and_lose_nothing(lines: list[str], between: str) -> None:
    text = between.join(lines)
    at = 0
    for passage in split_turns(text, lay_out(text)):
        assert text[at : passage.start].strip() == ""
        assert at <= passage.start < passage.end <= len(text)
        assert text[passage.start : passage.end].strip()
        at = passage.end
    assert text[at:].strip() == ""
