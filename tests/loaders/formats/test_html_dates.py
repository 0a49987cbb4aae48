"""What a web page shows of its date: each place counts for what it is, and dates of other things never win."""

from __future__ import annotations

import time

import pytest

from loaders.dates.creation import date_document
from loaders.formats.registry import read_bytes
from loaders.model import DateCandidate, Document, Sense

BODY = """<p>The ferry board has approved a second pier at the point, ending a debate of many years among residents.</p>
<p>The new pier will take ships of up to ninety metres, and the path along the shore is to be built first of all.</p>"""


NAMES = [
    *("article:published_time", "og:published_time", "datePublished", "pubdate", "DC.date.issued", "dcterms.created"),
    *("sailthru.date", "parsely-pub-date", "bt:pubDate", "citation_online_date", "publish-date", "PublishDate"),
    *("firstpublishedtime", "cXenseParse:recs:publishtime", "originalPublicationDate", "apub:time", "date"),
]


def page(head: str = "", above: str = "", below: str = "", lang: str = "", title: str = "Second pier approved") -> str:
    locale = f' lang="{lang}"' if lang else ""
    words = f"<h1>{title}</h1>{above}{BODY}{below}"
    return f"<html{locale}><head><title>{title}</title>{head}</head><body>{words}</body></html>"


def dated(html: str) -> Document:
    (document,) = read_bytes("x.html", html.encode(), "x.html")
    return date_document(document)


def created(html: str) -> str | None:
    found = dated(html).created
    return found.edtf if found else None


def meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


def linked(words: str) -> str:
    return f'<script type="application/ld+json">{words}</script>'


def candidates(html: str, rung: str) -> list[DateCandidate]:
    return [candidate for candidate in dated(html).candidates if candidate.rung == rung]


@pytest.mark.parametrize(
    "name",
    NAMES,
)
def test_metadata_state_the_day_under_many_names(name: str) -> None:
    assert created(page(meta(name, "2016-05-03T10:00:00+02:00"))) == "2016-05-03"


def test_published_beats_modified_and_modified_beats_nothing() -> None:
    published, modified = meta("article:published_time", "2016-05-03"), meta("article:modified_time", "2017-01-01")
    assert created(page(modified + published)) == "2016-05-03"
    assert created(page(modified)) == "2017-01-01"


def test_a_name_that_programs_fill_with_other_days_yields_to_the_line_by_the_heading() -> None:
    assert created(page(meta("date", "2019-08-08"), '<p class="date">3 May 2016</p>')) == "2016-05-03"
    assert created(page(meta("article:published_time", "2016-05-02"), '<p class="date">3 May 2016</p>')) == "2016-05-02"


def test_a_day_in_universal_time_yields_to_the_day_at_its_place() -> None:
    html = page(meta("article:published_time", "2016-05-03T02:30:00Z"), '<p class="date">May 2, 2016</p>')
    assert created(html) == "2016-05-02"
    assert "universal time" in str(candidates(html, "metadata")[0].refused)
    at_noon = page(meta("article:published_time", "2016-05-03T12:30:00Z"), '<p class="date">May 2, 2016</p>')
    assert created(at_noon) == "2016-05-03"


@pytest.mark.parametrize(
    "words",
    [
        '{"@type": "NewsArticle", "datePublished": "2016-05-03T10:00:00Z", "dateModified": "2016-06-01"}',
        '[{"@type": "WebSite"}, {"@type": "Article", "datePublished": "2016-05-03"}]',
        '{"@graph": [{"@type": ["Article"], "datePublished": "2016-05-03"}, {"birthDate": "1970-01-02"}]}',
        '<!-- {"@type": "BlogPosting", "datePublished": "2016-05-03",} -->',
        '{"@type": "NewsArticle", "headline": "a "quote" inside", "datePublished": "2016-05-03"}',
        '{"@type": "Article", "datePublished": "2016-05-03", "comment": [{"datePublished": "2016-05-01"}]}',
    ],
)
def test_linked_data_about_the_page_state_the_day(words: str) -> None:
    assert created(page(linked(words))) == "2016-05-03"


def test_of_several_articles_in_linked_data_the_one_with_the_pages_title_answers() -> None:
    other = '{"@type": "NewsArticle", "headline": "Harbour fee goes up", "datePublished": "2021-02-02"}'
    own = '{"@type": "NewsArticle", "headline": "Second pier approved", "datePublished": "2016-05-03"}'
    assert created(page(linked(f"[{other}, {own}]"))) == "2016-05-03"


def test_linked_data_nested_beyond_reason_do_not_break_the_reader() -> None:
    assert created(page(linked("[" * 5000 + "]" * 5000), "<time>3 May 2016</time>")) == "2016-05-03"


@pytest.mark.parametrize(
    ("above", "wanted"),
    [
        ('<time class="entry-date" datetime="2016-05-03T10:00">3 days ago</time>', "2016-05-03"),
        ('<abbr class="published" title="2016-05-03T10:00:00">10:00</abbr>', "2016-05-03"),
        ('<span itemprop="datePublished" content="2016-05-03">yesterday</span>', "2016-05-03"),
        ('<span class="ago" data-timestamp="1462269600">now</span>', "2016-05-03"),
        ("<p>By Ada Byrne, May 3, 2016</p>", "2016-05-03"),
        ("<dl><dt>Release date:</dt><dd>3 May 2016</dd></dl>", "2016-05-03"),
        ('<div class="day"><div>03</div><div>May</div><div>2016</div></div>', None),
        ('<div class="date"><div>03</div><div>May</div><div>2016</div></div>', "2016-05-03"),
        ("<p>Published May 3, 2016 · Updated June 7, 2017</p>", "2016-05-03"),
        ("<p>Updated June 7, 2017 · Published May 3, 2016</p>", "2016-05-03"),
        ("<p>Updated June 7, 2017</p>", "2017-06-07"),
        (
            "<p>May 3, 2016 — The ferry board has approved a second pier at the point, it was told on Tuesday.</p>",
            "2016-05-03",
        ),
        ('<div class="meta">Event date: 7 June 2017</div><p>Released: 3 May 2016</p>', "2016-05-03"),
        ("<p>Posted from my phone on May 3, 2016</p>", "2016-05-03"),
        ("<p>Open until Friday, 7 June 2017</p><p>Posted 3 May 2016</p>", "2016-05-03"),
        ("<p>2016-05-03 来源：山水日报 活动部 甲</p>", "2016-05-03"),
        ("<p>3 May 2016 | Updated 4 hours ago</p>", "2016-05-03"),
        ("<p>The first pier at the point was opened on 12 March 1987 by the mayor of the town.</p>", None),
        ('<p class="subtitle">The first pier at the point was opened on 12 March 1987 by the mayor.</p>', None),
    ],
)
def test_a_line_by_the_heading_dates_the_page_when_it_is_a_date_line(above: str, wanted: str | None) -> None:
    assert created(page(above=above)) == wanted


@pytest.mark.parametrize(
    "below",
    [
        '<div class="comments"><p>Otto, 3 May 2016</p></div>',
        "<section><h3>Related stories</h3><ul><li>3 May 2016 <a href='/x'>Harbour fee goes up</a></li></ul></section>",
        "<div><h3>相关新闻</h3><p>2016-05-03 水渠通水</p></div>",
        '<aside><p class="date">3 May 2016</p></aside>',
        '<nav><span class="date">3 May 2016</span></nav>',
        '<div class="sidebar"><time datetime="2016-05-03">3 May 2016</time></div>',
        "<footer>© 2016 The Almanac</footer>",
        '<div id="kommentare"><p>Otto am 3. Mai 2016</p></div>',
        '<figure><img src="x.jpg"><figcaption>The pier on May 3, 2016.</figcaption></figure>',
    ],
)
def test_dates_of_other_parts_of_a_page_never_win(below: str) -> None:
    assert created(page(below=below)) is None


def test_the_name_of_the_site_is_not_the_heading_of_its_article() -> None:
    site = "The Almanac of the Point and its Neighbours"
    html = (
        f'<html><head><title>Pier | {site}</title></head><body><h1 class="site-title"><a href="/">{site}</a></h1>'
        f"{BODY * 3}<h2>Pier</h2><p>3 May 2016</p>{BODY}</body></html>"
    )
    assert created(html) == "2016-05-03"


@pytest.mark.parametrize("name", ["teaser", "article-lead", "left-col", "content-right"])
def test_columns_and_leads_with_common_names_are_of_the_article(name: str) -> None:
    assert created(page(above=f'<div class="{name}"><p>03.05.2016 - Hafen</p></div>')) == "2016-05-03"


def test_the_year_of_rights_is_kept_as_evidence_and_dates_nothing() -> None:
    document = dated(page(below="<footer>Copyright © 2009-2016 The Almanac</footer>"))
    assert document.created is None
    (rights,) = [candidate for candidate in document.candidates if candidate.rung == "rights"]
    assert (rights.edtf, bool(rights.refused)) == ("2016", True)


@pytest.mark.parametrize(
    ("lang", "extra", "wanted"),
    [
        ("en-GB", "", "2016-06-05"),
        ("en-US", "", "2016-05-06"),
        ("de", "", "2016-06-05"),
        ("en", "", None),
        ("", "", None),
        ("en", "<p>Sent on 25/07/2016</p>", "2016-06-05"),
        ("en", "<p>Sent on 07/25/2016</p>", "2016-05-06"),
        ("en", '<p class="updated">Updated: 5 June 2016</p>', "2016-06-05"),
    ],
)
def test_a_day_that_can_be_two_is_read_by_the_locale_or_by_another_date_or_not_at_all(
    lang: str, extra: str, wanted: str | None
) -> None:
    text = (
        "<p>Das Fähramt hat den Anleger genehmigt und die Debatte ist beendet, der Weg wird für die Schiffe gebaut.</p>"
    )
    html = page(above=f'<p class="post-date">05/06/2016</p>{extra}{text * 4 if lang == "de" else ""}', lang=lang)
    assert created(html) == wanted


def test_a_day_without_its_year_takes_that_of_the_address() -> None:
    canonical = '<link rel="canonical" href="https://a.example/2016/05/second-pier/">'
    assert created(page(canonical, '<p class="date">3 May</p>')) == "2016-05-03"
    assert created(page("", '<p class="date">3 May</p>')) is None


def test_the_month_of_an_address_is_the_last_resort() -> None:
    canonical = '<link rel="canonical" href="https://a.example/2016/05/second-pier/">'
    assert (dated(page(canonical)).created or DateCandidate("", Sense.POSTED, "")).edtf == "2016-05"


def test_what_is_later_than_the_day_of_the_address_was_posted_again() -> None:
    canonical = '<link rel="canonical" href="https://a.example/2016/05/03/second-pier/">'
    assert created(page(canonical + meta("article:published_time", "2018-01-01"))) == "2016-05-03"
    assert created(page(canonical + meta("article:published_time", "2016-05-02"))) == "2016-05-02"


def test_a_page_cannot_be_later_than_the_day_on_which_it_was_saved() -> None:
    saved = "<!-- Page saved with an archiver, saved date: Tue May 10 2016 10:00:00 -->"
    html = page(saved, '<p class="date">June 3, 2016</p><p class="updated">Updated: May 4, 2016</p>')
    assert created(html) == "2016-05-04"
    assert "when the page was saved" in str(candidates(html, "header")[0].refused)


def test_a_clock_that_was_not_set_dates_nothing() -> None:
    assert created(page(meta("article:published_time", "1970-01-01T00:00:00Z"))) is None


def test_the_state_of_a_script_dates_a_page_where_it_names_one_day() -> None:
    script = '<script>var page = {"publishedAt": "%s"};</script>'
    assert created(page(script % "2016-05-03T10:00:00Z")) == "2016-05-03"
    assert candidates(page(script % "2016-05-03" + script % "2016-05-04"), "page_state") == []


def test_an_answer_of_htmldate_that_the_page_does_not_spell_is_refused() -> None:
    document = dated(page(below="<p>Written in May 2016 and shown at the harbour fair by the keeper of the point.</p>"))
    assert document.created is None
    assert all(c.refused for c in document.candidates if c.rung.startswith("htmldate"))


def test_a_line_of_a_dateline_beats_its_posting_and_an_event_looked_back_on_does_not() -> None:
    posted = meta("article:published_time", "2016-05-03")
    told = "<p>MARLOW, May 2 (Coast Wire) -- The board approved a second pier at the point on Monday, it said.</p>"
    assert created(page(posted, told)) == "2016-05-02"
    held = (
        "<p>The board held a press conference on March 7, 2011 on the pier, and nothing came of it, as many know.</p>"
    )
    assert created(page(posted, held)) == "2016-05-03"


def test_a_date_shown_twice_is_believed_against_a_doubtful_reading_of_the_text() -> None:
    text = "<p>In June 2018, exports rose by 12 percent, the harbour told the residents in a letter of its own.</p>"
    assert created(page(meta("article:published_time", "2016-05-03"), text)) is None
    both = page(meta("article:published_time", "2016-05-03"), '<p class="date">May 3, 2016</p>' + text)
    assert created(both) == "2016-05-03"


def test_dates_in_every_line_of_a_long_page_are_read_soon() -> None:
    lines = "".join(
        f'<div class="row"><span class="date">{n % 28 + 1}/{n % 12 + 1}/2016</span> x</div>' for n in range(3000)
    )
    started = time.perf_counter()
    dated(page(below=lines))
    assert time.perf_counter() - started < 20


def test_a_name_and_a_date_at_the_end_are_a_signature_only_under_a_notice() -> None:
    below = "<p>Otto Keeper</p><p>May 2, 2016</p>"
    posted = meta("article:published_time", "2016-05-03")
    assert created(page(posted, below=below)) == "2016-05-03"
    notice = page(posted, below=below, title="Notice on the second pier")
    assert created(notice) == "2016-05-02"


def test_a_page_whose_words_a_program_would_show_is_known_by_its_title_and_dated() -> None:
    html = (
        "<html><head><title>Second pier approved</title>"
        + meta("article:published_time", "2016-05-03")
        + '<meta name="description" content="The board has approved a pier.">'
        + '</head><body><div id="app"></div></body></html>'
    )
    document = dated(html)
    assert document.text == "Second pier approved\n\nThe board has approved a pier."
    assert document.created and document.created.edtf == "2016-05-03"


@pytest.mark.parametrize("cell", ["th", "td"])
def test_a_day_in_a_row_of_a_table_is_not_the_pages_and_one_in_a_table_that_lays_it_out_is(cell: str) -> None:
    rows = [("Pier", "Opens", "Berths"), ("North", "1 April 2015", "4"), ("South", "3 May 2015", "6")]
    kinds = [cell, "td", "td"]
    filled = ["".join(f"<{kind}>{word}</{kind}>" for word in row) for kind, row in zip(kinds, rows, strict=True)]
    table = f"<table>{''.join(f'<tr>{row}</tr>' for row in filled)}</table>"
    assert created(page(meta("article:published_time", "2014-02-03"), above=table)) == "2014-02-03"
    assert created(page(below=table)) is None
    laid = "<table><tr><td>Ferry board</td><td>1 April 2015</td></tr></table>"
    assert created(page(above=laid)) == "2015-04-01"
