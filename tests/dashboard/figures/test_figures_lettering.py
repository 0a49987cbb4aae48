"""Text in pictures: measured, shortened at words, and never markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.lettering import BOLD, ELLIPSIS, fit, lay_label, plain, text_width, wrap, wrap_pixels


@given(st.text(max_size=120), st.floats(20, 400))
def test_a_fitted_text_never_takes_more_than_its_room(text: str, room: float) -> None:
    short = fit(text, 11, room)
    assert short is None or text_width(short, 11) <= room + 1e-6


def test_a_text_is_cut_between_words() -> None:
    assert fit("Eight bodies start pilots for all-electric fleets", 11, 150) == "Eight bodies start pilots…"


def test_chinese_is_cut_between_characters_and_not_before_a_comma() -> None:
    short = fit("工业和信息化部发布人形机器人创新发展指导意见，提出目标", 11, 120)
    assert short is not None
    assert short.endswith(ELLIPSIS)
    assert "，…" not in short


def test_too_little_of_a_text_is_none_of_it() -> None:
    assert fit("Manufacturing opening in full", 11, 40) is None


@given(st.text(alphabet="abc 中文", max_size=80))
def test_wrapping_loses_nothing_but_blanks(text: str) -> None:
    for lines in (wrap(text, 12), wrap_pixels(text, 11, 60)):
        assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(alphabet="abcdef 中文", max_size=80))
def test_wrapped_lines_fit_their_room(text: str) -> None:
    assert all(text_width(line, 11) <= 60 for line in wrap_pixels(text, 11, 60))


@pytest.mark.parametrize("hostile", ["<script>x</script>", '<a href="javascript:x">y</a>', "a & b < c", "<b>", "%{x}"])
def test_source_text_cannot_act_as_markup(hostile: str) -> None:
    assert "<" not in plain(hostile)
    assert plain("a\n\nb") == "a b"


@pytest.mark.parametrize("label", ["International Telecommunication Union", "Telecom and data-centre opening"])
def test_the_name_of_a_row_is_set_smaller_before_a_word_is_broken_or_lost(label: str) -> None:
    size, lines = lay_label(label, (16, 13, 12), 136, 54)
    assert " ".join(lines) == label
    assert all(text_width(line, size * BOLD) <= 136 for line in lines)


def test_a_word_that_is_too_long_at_every_size_is_broken_at_its_hyphen() -> None:
    assert lay_label("Economic-Technological Area", (12,), 110, 60)[1] == ["Economic-", "Technological", "Area"]
