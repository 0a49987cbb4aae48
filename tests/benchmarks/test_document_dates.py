"""The benchmark of page dates: its layouts are of many kinds, its scores are counted right, and nothing is written."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from benchmarks.document_dates import Page, compare, main, read_pages, score

PAGES = read_pages()


def test_there_are_layouts_enough_of_both_languages_and_of_a_dozen_others() -> None:
    counts = Counter(page.language for page in PAGES)
    assert counts["en"] + counts["zh"] >= 40
    assert min(counts["en"], counts["zh"]) >= 20
    assert sum(number for language, number in counts.items() if language not in ("en", "zh")) >= 12
    assert len({page.name for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_label_is_a_day_and_every_part_of_a_page_is_filled_in(page: Page) -> None:
    assert page.date is None or date.fromisoformat(page.date)
    assert not any(
        "{" + part + "}" in page.html for part in ("story_en", "story_zh", "menu_en", "aside_en", "imker_de")
    )


def test_a_page_without_a_date_is_right_when_none_is_answered() -> None:
    pages = [Page("a", 1, "en", "2024-07-05", ""), Page("b", 1, "en", None, ""), Page("c", 1, "en", None, "")]
    assert compare(pages, ["2024-07-05", None, "2024-01-01"]) == pytest.approx((200 / 3, 100 / 3, 0))
    assert compare(pages, [None, None, None]) == pytest.approx((200 / 3, 0, 100 / 3))


def test_a_miss_is_told_in_words() -> None:
    pages = [Page("a page", 1, "en", "2024-07-05", "")]
    assert score(pages, lambda _: "2024-07-06").misses == ("en a page: 2024-07-06, not 2024-07-05",)


def test_both_programs_are_printed_beside_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--batch", "2"]) == 0
    printed = capsys.readouterr().out
    assert "policy timeline" in printed and "htmldate alone" in printed and "pages/s" in printed
