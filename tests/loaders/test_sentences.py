import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.sentences import split_sentences


def split(text: str, language: str = "en") -> list[str]:
    return [text[a:b] for a, b in split_sentences(text, 0, len(text), language)]


def test_abbreviations_numbers_and_datelines_do_not_end_a_sentence() -> None:
    text = "BEIJING, Aug. 31 (Xinhua) -- Mr. Jin said 3.9 percent. See Notice No. 107 of the U.S. office. He left."
    assert split(text) == [
        "BEIJING, Aug. 31 (Xinhua) -- Mr. Jin said 3.9 percent.",
        "See Notice No. 107 of the U.S. office.",
        "He left.",
    ]


def test_a_plain_word_before_a_capital_ends_a_sentence() -> None:
    assert split("It is free of the purchase tax. Cars bought later pay half.") == [
        "It is free of the purchase tax.",
        "Cars bought later pay half.",
    ]


def test_chinese_sentences_keep_their_closing_quotes_and_end_at_a_line() -> None:
    assert split("他说：“好。”会议结束！\n标题一行\n下一句；同一句。", "zh") == [
        "他说：“好。”",
        "会议结束！",
        "标题一行",
        "下一句；同一句。",
    ]


def test_a_blank_line_ends_a_sentence_in_any_script() -> None:
    assert split("A heading without a stop\n\nThen a sentence.") == ["A heading without a stop", "Then a sentence."]


def test_a_chinese_name_in_an_english_text_does_not_make_it_chinese() -> None:
    assert split("The ministry (工信部) issued rules. They hold.") == [
        "The ministry (工信部) issued rules.",
        "They hold.",
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
@given(text=st.text(max_size=200), cut=st.integers(0, 200))
def test_spans_are_trimmed_in_order_and_stay_inside(language: str, text: str, cut: int) -> None:
    start = min(cut, len(text))
    spans = split_sentences(text, start, len(text), language)
    assert all(start <= a < b <= len(text) and text[a:b] == text[a:b].strip() for a, b in spans)
    assert [edge for span in spans for edge in span] == sorted(edge for span in spans for edge in span)


@pytest.mark.parametrize("words", ["members and their partners met again, ", "各方再次会面，", "x" * 50])
def test_what_is_longer_than_any_sentence_is_cut_and_nothing_lost(words: str) -> None:
    text = words * 2000
    spans = split_sentences(text, 0, len(text), "en")
    assert max(last - first for first, last in spans) <= 4000
    assert "".join(text[first:last] for first, last in spans).replace(" ", "") == text.replace(" ", "")
