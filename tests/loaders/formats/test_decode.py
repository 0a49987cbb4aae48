"""Bytes become text by evidence, and what is no text is named."""

from __future__ import annotations

import time

import pytest

from loaders.errors import DocumentError
from loaders.formats.decode import decode_text
from loaders.formats.draft import Payload
from loaders.formats.registry import read_bytes

SIMPLIFIED = "工业和信息化部印发通知，推动人形机器人产业高质量发展。“十四五”期间，5G基站达到300万个。\n"
TRADITIONAL = "行政院今日宣布推動機器人產業發展計畫，預計明年完成第一階段目標，並開放電信業務。\n"


def decoded(data: bytes, charset: str | None = None) -> str:
    return decode_text(Payload("x", "x", data, charset=charset))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "gb2312"),
        ("5G 牌照\n", "gb18030"),
        ("Annex: 名称\n" + "plain words of English " * 40, "gb18030"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        ("It’s the minister’s “plan” – a café’s.\n" * 3, "cp1252"),
        ("Le ministère a présenté le café à l’été.\n", "cp1252"),
        ("Правительство утвердило план развития связи на три года вперёд.\n" * 4, "cp1251"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_was_written_in(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_a_declared_encoding_counts_where_the_bytes_do_not_decide() -> None:
    assert decoded("Zażółć gęślą jaźń".encode("iso8859-2"), "iso-8859-2") == "Zażółć gęślą jaźń"


def test_a_wrong_declaration_does_not_win_over_the_bytes() -> None:
    assert decoded(SIMPLIFIED.encode("gb18030"), "iso-8859-1") == SIMPLIFIED


def test_one_broken_byte_does_not_spoil_a_file() -> None:
    data = (SIMPLIFIED * 50).encode()
    assert decoded(data[:-2]).startswith(SIMPLIFIED)
    assert decoded(data[:3000] + b"\xff" + data[3000:]).startswith(SIMPLIFIED)


def test_text_is_composed_and_otherwise_kept() -> None:
    assert decoded("cafe\u0301 \r\n\t end ".encode()) == "caf\u00e9 \r\n\t end "


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "PNG"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        decoded(data)


@pytest.mark.parametrize("sentence", ["The plan was adopted in June 2024. ", "工信部于2024年6月印发行动计划。"])
def test_a_line_of_five_megabytes_is_read_right_and_soon(sentence: str) -> None:
    text = sentence * (5_000_000 // len(sentence.encode()))
    started = time.perf_counter()
    (document,) = read_bytes("big.txt", text.encode(), "big.txt")
    assert document.text == text
    assert [(p.start, p.end) for p in document.passages] == [(0, len(text.rstrip()))]
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_known_by_its_nulls(encoding: str) -> None:
    words = "The plan (规划) is in force."
    assert decode_text(Payload("a.txt", "a.txt", words.encode(encoding))) == words


JAPANESE = "蜂を飼って十一年になりますが、春が来るたびに知らないことばかりだと気づきます。\n"
KOREAN = "위원회가 두 번째 부두를 승인하여 주민들의 오랜 논쟁을 끝냈습니다.\n"
GERMAN = "Das Fähramt hat den zweiten Anleger genehmigt – eine „lange“ Debatte über Gebühren ist beendet.\n"


@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "gb2312", "windows-1252", "big5"])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "gb2312"),
        (SIMPLIFIED, "gbk"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "utf-16-le"),
        (SIMPLIFIED, "utf-16-be"),
        (TRADITIONAL, "big5"),
        (GERMAN, "cp1252"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "iso2022_jp"),
        (KOREAN, "euc_kr"),
    ],
)
def test_a_page_is_read_right_whatever_encoding_it_declares(text: str, encoding: str, declared: str | None) -> None:
    stated = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    menu = '<div class="menu"><a href="/x">Start</a></div>' * 5
    page = f"<html><head>{stated}<title>x</title></head><body>{menu}<h1>x</h1><p>{text}</p><p>{text}</p></body></html>"
    (document,) = read_bytes("x.html", page.encode(encoding), "x.html")
    assert text.strip() in document.text
