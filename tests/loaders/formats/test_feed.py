"""Each entry of a feed is a document with its day, address and publisher; a hostile feed is refused."""

from __future__ import annotations

import pytest

from loaders.errors import DocumentError
from loaders.formats.registry import read_bytes
from loaders.model import Document, Sense
from tests.loaders.formats.samples import make_feed

ATOM = """<?xml version="1.0" encoding="{encoding}"?><feed xmlns="http://www.w3.org/2005/Atom"><title>示例政策网</title>
<entry><title>新能源汽车</title><link href="http://example.org/b"/><published>2024-07-05T00:30:00+08:00</published>
<updated>2024-07-06T00:30:00+08:00</updated>
<content type="html">&lt;p&gt;到2025年，销量占比达到20%。&lt;/p&gt;</content></entry></feed>"""


def read(data: bytes, name: str = "feed.xml") -> tuple[list[Document], list[DocumentError]]:
    failures: list[DocumentError] = []
    return list(read_bytes(name, data, name, on_failure=failures.append)), failures


def test_an_entry_has_its_own_day_in_its_own_time_zone() -> None:
    entry = {"title": "6G licences", "link": "http://example.org/a", "pubDate": "Fri, 05 Jul 2024 00:30:00 +0800"}
    body = "<p>The ministry will issue <b>6G</b> licences.</p><script>run()</script><ul><li>One item.</li></ul>"
    ((document,), _) = read(make_feed(entry | {"description": body}))
    assert document.text == "6G licences\n\nThe ministry will issue 6G licences.\n- One item."
    assert (document.name, document.title, document.url) == ("feed.xml#entry=1", "6G licences", "http://example.org/a")
    assert (document.publisher, document.publisher_evidence) == (
        "Example Policy Wire",
        "title of the feed: Example Policy Wire",
    )
    (clue,) = document.clues
    assert (clue.rung, clue.sense, clue.edtf) == ("feed_item", Sense.POSTED, "2024-07-05")


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "gb18030"])
def test_an_atom_feed_is_read_in_its_encoding(encoding: str) -> None:
    declared = {"gb18030": "iso-8859-1"}.get(encoding, encoding)
    ((document,), _) = read(ATOM.format(encoding=declared).encode(encoding), "a.atom")
    assert (document.text, document.language, document.publisher) == (
        "新能源汽车\n\n到2025年，销量占比达到20%。",
        "zh",
        "示例政策网",
    )
    assert [(clue.sense, clue.edtf) for clue in document.clues] == [
        (Sense.POSTED, "2024-07-05"),
        (Sense.REPOSTED, "2024-07-06"),
    ]


def test_an_entry_without_words_is_named_and_the_others_are_read() -> None:
    documents, failures = read(make_feed({"title": "One"}, {"link": "http://example.org"}, {"title": "Two"}))
    assert [document.text for document in documents] == ["One", "Two"]
    assert [failure.source for failure in failures] == ["feed.xml#entry=2"]


def test_a_feed_that_breaks_off_is_read_to_there() -> None:
    whole = make_feed({"title": "One"}, {"title": "Two"})
    documents, failures = read(whole[: whole.index(b"Two") + 3])
    assert documents[0].text == "One"
    assert "broken" in failures[-1].reason


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            b'<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>'
            b"<rss><channel><item><title>&c;</title></item></channel></rss>",
            "declares entities",
        ),
        (b"<a><b>c</b></a>", "no RSS or Atom feed"),
        (make_feed(), "no entry"),
    ],
)
def test_what_is_no_feed_says_so(data: bytes, words: str) -> None:
    documents, failures = read(data)
    assert not documents
    assert words in failures[0].reason
