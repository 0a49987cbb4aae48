"""Web pages: the main words, tables, titles and turns come through; broken ones do not break the reader."""

from __future__ import annotations

import random

import pytest

from loaders.errors import DocumentError
from loaders.formats.registry import read_bytes
from loaders.model import Document

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Ministry opens a pilot - Example Daily</title>
<meta property="og:site_name" content="Example Daily"><link rel="canonical" href="https://example.org/a"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/p">Politics</a></li></ul></nav>
<div class="cookie">We use cookies. <button>Accept</button></div>
<article><h1>Ministry opens a pilot</h1><p class="byline">By Jane Writer | July 5, 2024</p>
<p>The ministry said it would open telecom services to investors from abroad in four regions of the country.</p>
<p>The pilot covers data centers, delivery networks and app stores, it wrote in its <b>notice</b> on Friday.</p>
<table><tr><th>Region</th><th>Start</th></tr><tr><td>North</td><td>2024</td></tr></table>
<h2>Background</h2><p>By the end of March 2024, there were 1,926 firms with foreign capital in the sector.</p></article>
<aside><h3>Related stories</h3><ul><li><a href="/o">Old story</a></li></ul></aside>
<footer>Copyright 2021 Example Daily</footer></body></html>"""

TRANSCRIPT = """<html><head><meta charset="gb2312"><title>实录</title></head><body><h1>某部举行新闻发布会（实录）</h1>
<div class="source">2024-07-05 来源：某某网</div>
<div>某某办公室于2024年7月5日（星期五）上午10时举行新闻发布会。<br><br>　　某某日报记者：<br>
　　请问今年人形机器人有什么计划？<br>　　王某某：<br>　　今年将印发行动计划。<br></div></body></html>"""

SCRAPS = ("", "<", "</div>", "\x00", "<table>", "&#x110000;", "ÿ")


def read(page: str | bytes) -> Document:
    (document,) = read_bytes("x.html", page if isinstance(page, bytes) else page.encode(), "x.html")
    return document


def test_a_page_gives_its_main_words_with_their_shape() -> None:
    document = read(PAGE)
    shown = {document.text[p.start : p.end]: p.kind.value for p in document.passages}
    assert shown["Ministry opens a pilot"] == "heading"
    assert shown["By Jane Writer | July 5, 2024"] == "furniture"
    assert shown["Background"] == "heading"
    assert shown["North | 2024"] == "row"
    assert (document.title, document.publisher) == ("Ministry opens a pilot", "Example Daily")
    assert (document.language, document.url) == ("en", "https://example.org/a")
    assert not {"cookies", "Related", "Copyright", "Home"} & set(document.text.split())


def test_a_page_of_line_breaks_in_an_old_encoding_has_its_turns() -> None:
    document = read(TRANSCRIPT.encode("gb18030"))
    turns = [(p.speaker, p.role, document.text[p.start : p.end]) for p in document.passages if p.speaker]
    assert turns == [
        ("某某日报记者", "journalist", "请问今年人形机器人有什么计划？"),
        ("王某某", "official", "今年将印发行动计划。"),
    ]
    assert (document.publisher, document.kind, document.language) == ("某某网", "conference", "zh")


def test_an_encoding_declared_wrongly_does_not_spoil_a_page() -> None:
    page = TRANSCRIPT.replace("gb2312", "iso-8859-1")
    assert read(page.encode("gb18030")).text == read(page.encode()).text


def test_a_script_is_never_part_of_the_text() -> None:
    assert "alert" not in read("<p>The plan is in force.</p><script>alert(1)</script><p>It works well.</p>").text


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<html><script>x</script></html>", "<!-- nothing -->"])
def test_a_page_without_words_is_named(page: str) -> None:
    with pytest.raises(DocumentError):
        read(page)


def test_broken_pages_are_read_or_named() -> None:
    chance = random.Random(7)
    for _ in range(60):
        page = list(PAGE + TRANSCRIPT)
        for _ in range(chance.randrange(1, 60)):
            at = chance.randrange(len(page))
            page[at : at + chance.randrange(1, 30)] = chance.choice(SCRAPS)
        try:
            assert read("".join(page)).text.strip()
        except DocumentError as error:
            assert error.reason


def test_a_page_nested_beyond_reason_is_read_or_named() -> None:
    try:
        assert "deep" in read("<div>" * 50_000 + "deep words of a page" + "</div>" * 50_000).text
    except DocumentError as error:
        assert error.reason


def test_characters_of_control_do_not_stop_the_reading_of_a_page() -> None:
    row = "<tr><td>The plan\x07 is in force.<td>" + "It was so. " * 90
    assert "The plan is in force." in read(f"<nav><a href=/>x</a></nav><table>{row}</table>").text
