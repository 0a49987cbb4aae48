"""PDFs are read in the order people read them, each passage with its page; what has no words says so."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.errors import DocumentError
from loaders.events import extract_events
from loaders.formats.hyphens import Words, join_words
from loaders.formats.pdf_lines import clean
from loaders.formats.registry import read_bytes
from loaders.model import Document, PassageKind, Sense
from loaders.sectors.taxonomy import load_taxonomy
from tests.loaders.formats.samples import SONG, both, lines, make_pdf, picture


def read(data: bytes) -> Document:
    (document,) = read_bytes("a.pdf", data, "a.pdf")
    return document


def texts(document: Document, *kinds: PassageKind) -> list[str]:
    return [document.text[p.start : p.end] for p in document.passages if not kinds or p.kind in kinds]


def test_lines_are_joined_to_paragraphs_under_their_heading() -> None:
    words = [
        "# A plan for networks",
        "",
        "The ministry will build networks in every",
        "city of the country by 2030.",
        "",
    ]
    words += ["It will report on them once a year, and", "publish what it finds."]
    document = read(make_pdf(lines(words)))
    assert document.title == "A plan for networks"
    assert texts(document, PassageKind.PARAGRAPH) == [
        "The ministry will build networks in every city of the country by 2030.",
        "It will report on them once a year, and publish what it finds.",
    ]


def test_chinese_lines_are_joined_without_a_space_and_indents_part_paragraphs() -> None:
    words = [
        "　　到2025年底，全国建成第五代移动通信基站三百万个，实现",
        "县级以上城区全覆盖。",
        "　　组织开展6G技术试验。",
    ]
    document = read(make_pdf(lines(["# 关于推进网络建设的通知", "", *words], font=SONG)))
    assert (document.language, document.kind, document.kind_evidence) == ("zh", "notice", "通知")
    assert texts(document, PassageKind.PARAGRAPH) == [
        "到2025年底，全国建成第五代移动通信基站三百万个，实现县级以上城区全覆盖。",
        "组织开展6G技术试验。",
    ]


def test_hyphens_of_the_setting_go_and_those_of_compounds_stay() -> None:
    words = [
        "The ministry will speed up the develop-",
        "ment of a long-",
        "term scheme for 5G-",
        "Advanced trials in all of the",
    ]
    assert read(make_pdf(lines([*words, "country."]))).text == (
        "The ministry will speed up the development of a long-term scheme for 5G-Advanced trials in all of the country."
    )


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("infra-", "structure", "infrastructure"),
        ("state-", "owned firms", "state-owned firms"),
        ("market-", "based", "market-based"),
        ("Sino-", "German", "Sino-German"),
        ("2024-", "25", "2024-25"),
        ("net-", "work", "net-work"),
        ("建设5G", "网络", "建设5G网络"),
        ("“网络”", "“安全”", "“网络”“安全”"),
        ("the end", "of it", "the end of it"),
    ],
)
def test_two_lines_are_joined_as_their_words_ask(before: str, after: str, joined: str) -> None:
    known = Words()
    known.add("a net-work that is spelled so")
    assert join_words(before, after, known) == joined


def test_running_heads_and_page_numbers_are_dropped() -> None:
    def page(number: int) -> list[str]:
        return [
            f"On page {number} the ministry tells of plan {number * 7}, and",
            f"of what it did about it in 20{10 + number}.",
        ]

    pages = [
        both(
            lines([f"Policy Review {7 if number % 2 else 8}"], top=810, size=8),
            lines(page(number), top=700),
            lines([f"Page {number} of 6"], top=45, left=290, size=8),
            lines([f"- {number} -" if number < 3 else str(number)], top=30, left=290, size=8),
        )
        for number in range(1, 7)
    ]
    document = read(make_pdf(*pages))
    assert "Review" not in document.text
    assert texts(document) == [" ".join(page(number)) for number in range(1, 7)]


def test_headings_that_differ_from_page_to_page_are_kept() -> None:
    pages = [lines([f"# Chapter {number}", "", f"The words of chapter {number} stand here."]) for number in range(1, 5)]
    assert texts(read(make_pdf(*pages)), PassageKind.HEADING) == [f"Chapter {number}" for number in range(1, 5)]


@pytest.mark.parametrize("drawn", ["by column", "by line"])
@pytest.mark.parametrize("shift", [0, 6])
def test_columns_are_read_one_after_the_other(drawn: str, shift: int) -> None:
    left = [f"left column line {n} with some words" for n in range(12)]
    right = [f"right column line {n} with other words" for n in range(12)]
    title = lines(["A title that runs over both of the columns of this page, as titles do"], top=800, left=72)
    if drawn == "by column":
        page = both(title, lines(left, left=60), lines(right, left=320, top=760 - shift))
    else:
        pairs = [d for n in range(12) for d in (lines([left[n]], left=60, top=760 - 15 * n),
                                                lines([right[n]], left=320, top=760 - shift - 15 * n))]  # fmt: skip
        page = both(title, *pairs)
    text = read(make_pdf(page)).text
    assert text.index("A title") < text.index("left column line 0") < text.index("left column line 11")
    assert text.index("left column line 11") < text.index("right column line 0") < text.index("right column line 11")


def test_the_rows_of_a_table_stay_rows() -> None:
    rows = [("Year", "Stations", "Share"), ("2023", "3.4 million", "41 percent"), ("2024", "4.2 million", "46 percent")]
    cells = [
        lines([word], left=72 + 150 * n, top=600 - 18 * k) for k, row in enumerate(rows) for n, word in enumerate(row)
    ]
    document = read(make_pdf(both(lines(["The table below shows how many stations there are."]), *cells)))
    assert texts(document, PassageKind.ROW) == [" | ".join(row) for row in rows]


def test_a_paragraph_goes_on_over_a_page_and_each_place_knows_its_page() -> None:
    first = ["The first plan was done in 2020, as the", "ministry had told. It will issue licences"]
    second = ["for 6G trials by the end of June 2025, and", "the ministry will build 6G networks by 2030."]
    document = read(make_pdf(lines(first, top=100), lines(second)))
    (passage,) = document.passages
    assert passage.page == 1
    assert document.pages == ((0, 1), (document.text.index("for 6G"), 2))
    assert [document.page_at(document.text.index(words)) for words in ("The first", "licences", "networks")] == [
        1,
        1,
        2,
    ]


def test_an_event_tells_its_page() -> None:
    words = ["The ministry will issue 6G trial licences by June 2025."]
    document = read(make_pdf(lines(["Nothing is told here."]), lines(["# Licences", "", *words])))
    (event,) = extract_events(document, load_taxonomy())
    assert event.page == 2
    assert document.text[event.quote.start : event.quote.end] == words[0]


def test_a_transcript_in_a_pdf_has_its_speakers() -> None:
    words = [
        "Chair:",
        "Welcome to this press conference. The floor is open.",
        "",
        "Example Daily:",
        "What will be done in 2025?",
    ]
    words += ["", "Li Example, spokesperson:", "We will build 5G networks by the end of 2025."]
    turns = [(p.speaker, p.role) for p in read(make_pdf(lines(words))).passages if p.kind == PassageKind.TURN]
    assert turns == [("Chair", "chair"), ("Example Daily", "journalist"), ("Li Example, spokesperson", "official")]


def test_a_scanned_file_says_so_and_a_partly_scanned_one_is_read() -> None:
    with pytest.raises(DocumentError, match=r"no text layer: 2 pages.*text recognition"):
        read(make_pdf(picture, picture))
    failures: list[DocumentError] = []
    data = make_pdf(picture, lines(["The plan is in force."]), picture, picture)
    (document,) = read_bytes("a.pdf", data, "a.pdf", on_failure=failures.append)
    assert document.text == "The plan is in force."
    assert [failure.source for failure in failures] == ["a.pdf#page=1,3-4"]
    assert "3 of 4 pages have no text layer" in failures[0].reason


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (make_pdf(lines(["x"]), password="secret"), "encrypted with a password"),
        (b"%PDF-1.4\nnothing more", "broken"),
        (make_pdf(lines(["The plan is in force."]))[:400], "broken"),
        (make_pdf(lambda sheet: None), "no words in this PDF"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as caught:
        read(data)
    assert caught.value.remedy


def test_the_day_of_the_file_is_a_weak_clue_and_its_title_counts_where_the_words_show_it() -> None:
    page = lines(["# A plan for networks", "", "The ministry will build them."])
    document = read(make_pdf(page, about={"Title": "A Plan for Networks", "Author": "Example Ministry"}))
    ((clue),) = document.clues
    assert (clue.rung, clue.sense, clue.edtf) == ("pdf_metadata", Sense.REPOSTED, "2000-01-01")
    assert document.title == "A Plan for Networks"
    assert (document.publisher, document.publisher_evidence) == (
        "Example Ministry",
        "author in the file's properties: Example Ministry",
    )
    assert read(make_pdf(page, about={"Title": "draft7.doc", "Author": "A. Person"})).title == "A plan for networks"
    assert read(make_pdf(page, about={"Author": "A. Person"})).publisher is None


def test_letters_are_written_as_they_are_meant() -> None:
    assert clean("the ﬁrst eﬀect\u00a0of  it\x07\u200b") == "the first effect of it"
    assert clean("⼯业和信息化部") == "工业和信息化部"
    assert clean("工 业 和 信 息 化 部") == "工业和信息化部"
    assert clean("the plan 建设 of") == "the plan 建设 of"


def test_a_turned_page_is_read_like_any_other() -> None:
    def turned(sheet: object) -> None:
        sheet.setPageRotation(90)  # type: ignore[attr-defined]
        sheet.translate(300, 100)  # type: ignore[attr-defined]
        sheet.rotate(90)  # type: ignore[attr-defined]
        lines(["The ministry will build networks in every", "city of the country by 2030."], top=100, left=0)(sheet)

    assert read(make_pdf(turned)).text == "The ministry will build networks in every city of the country by 2030."


def test_a_title_of_two_centred_lines_is_one_heading() -> None:
    def draw(sheet: Any) -> None:
        sheet.setFont("Helvetica", 18)
        sheet.drawCentredString(300, 780, "A White Paper on the Development of")
        sheet.drawCentredString(300, 755, "Information Networks")
        lines(["The ministry will build networks in every", "city of the country by 2030."], top=700)(sheet)

    assert read(make_pdf(draw)).title == "A White Paper on the Development of Information Networks"


def test_a_heading_and_table_below_two_columns_follow_them() -> None:
    left = [f"left column line {n} with some words" for n in range(9)]
    right = [f"right column line {n} with other words" for n in range(9)]
    below = [lines(["Year"], top=570, left=60), lines(["Stations"], top=570, left=400)]
    below += [lines(["2023"], top=550, left=60), lines(["3.4 million"], top=550, left=400)]
    page = both(lines(left, left=60), lines(right, left=320), lines(["# Indicators"], top=600, left=60), *below)
    text = read(make_pdf(page)).text
    assert text.index("right column line 8") < text.index("Indicators") < text.index("Year | Stations")


def test_marks_of_notes_are_left_out_and_measures_kept() -> None:
    def draw(sheet: Any) -> None:
        at = 72.0
        pieces = [
            ("The plan covers 30 km", 11, 0),
            ("2", 6, 5),
            (" of land", 11, 0),
            ("1", 6, 5),
            (" and all CO", 11, 0),
        ]
        for words, size, raised in [*pieces, ("2", 6, -2), (" of it.", 11, 0)]:
            sheet.setFont("Helvetica", size)
            sheet.drawString(at, 700 + raised, words)
            at += sheet.stringWidth(words, "Helvetica", size)

    assert read(make_pdf(draw)).text == "The plan covers 30 km2 of land and all CO2 of it."


def test_items_keep_to_their_bullets() -> None:
    items = [("•", "build networks in all of the cities and in"), ("", "the villages,"), ("•", "report on them.")]
    draws = [both(lines([mark], left=72, top=700 - 15 * n), lines([words], left=100, top=700 - 15 * n))
             for n, (mark, words) in enumerate(items)]  # fmt: skip
    document = read(make_pdf(both(lines(["The ministry is to do the following things:"], top=730), *draws)))
    assert texts(document)[1:] == ["• build networks in all of the cities and in the villages,", "• report on them."]


def test_a_justified_line_is_one_line_however_wide_its_spaces() -> None:
    def draw(sheet: Any) -> None:
        at = 72.0
        sheet.setFont("Helvetica", 11)
        for word in ("The", "ministry", "now", "tells", "of", "it"):
            sheet.drawString(at, 700, word)
            at += sheet.stringWidth(word, "Helvetica", 11) + 25
        lines(["in a line which is as long as that one is wide, so it is."], top=685)(sheet)

    assert read(make_pdf(draw)).text.startswith("The ministry now tells of it in a line")


def test_what_a_browser_prints_around_a_page_is_furniture_and_tells_its_address() -> None:
    page = lines(["The plan is in force, and it is kept by all.", "It is so."], top=700)
    around = both(
        lines(["7/5/24, 4:39 PM"], top=820, size=7), lines(["https://example.org/a.html 1/1"], top=20, size=7)
    )
    document = read(make_pdf(both(page, around)))
    assert document.url == "https://example.org/a.html"
    assert texts(document, PassageKind.PARAGRAPH) == ["The plan is in force, and it is kept by all. It is so."]


def test_the_letterhead_of_a_chinese_office_names_the_publisher_and_is_no_title() -> None:
    words = [
        "# 某某省工业和信息化厅文件",
        "某工信通信〔2024〕36号",
        "",
        "# 关于推进网络建设的通知",
        "",
        "　　组织开展6G技术试验。",
    ]
    document = read(make_pdf(lines(words, font=SONG)))
    assert (document.title, document.publisher) == ("关于推进网络建设的通知", "某某省工业和信息化厅")
    assert (document.kind, document.publisher_evidence) == ("notice", "某某省工业和信息化厅文件")


def test_a_file_that_states_a_million_pages_is_given_up_soon() -> None:
    data = make_pdf(lines(["The plan is in force."]))
    stated = data.replace(b"/Count 1 ", b"/Count 1000000 ", 1)
    assert stated != data
    failures: list[DocumentError] = []
    (document,) = read_bytes("a.pdf", stated, "a.pdf", on_failure=failures.append)
    assert document.text == "The plan is in force."
    assert [failure.source for failure in failures] == ["a.pdf#page=2-101"]
    assert "100 of its 1,000,000 pages cannot be read" in failures[0].reason


def test_a_chinese_transcript_in_two_columns_has_its_speakers() -> None:
    left = [
        "　　主持人：",
        "　　现在请各位提问，提问前请通报所在的",
        "新闻机构。",
        "　　示例日报记者：",
        "　　请问今年的5G网络建设有哪些新的安排",
    ]
    left += [
        "和考虑？",
        "　　李某某：",
        "　　到2024年底，我们将建成5G基站四百万",
        "个以上，覆盖全部乡镇和大部分行政村。",
    ]
    right = [
        "　　同时，加快6G技术研发，二〇二五年启",
        "动第二阶段试验，推动形成全球统一标准",
        "和产业生态。",
        "　　某某社记者：",
    ]
    right += [
        "　　请问新能源汽车下一步的政策是什么？",
        "　　王某某：",
        "　　我们将于2025年底前出台智能网联汽车",
        "准入管理办法，支持新能源汽车下乡。",
    ]
    page = both(lines(left, left=50, font=SONG, size=12), lines(right, left=310, font=SONG, size=12))
    turns = [(p.speaker, p.role) for p in read(make_pdf(page)).passages if p.kind == PassageKind.TURN]
    assert list(dict.fromkeys(turns)) == [
        ("主持人", "chair"),
        ("示例日报记者", "journalist"),
        ("李某某", "official"),
        ("某某社记者", "journalist"),
        ("王某某", "official"),
    ]
