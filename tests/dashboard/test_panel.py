"""The side panel without a browser: what opens it, what it turns through, what it says of an event and of a pile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from dashboard import ids
from dashboard.callbacks.opening import find_opened
from dashboard.callbacks.panel import air_around, build_body, find_link, focus, say_position, show_event
from dashboard.library import Library
from dashboard.pages.citation import cite
from dashboard.pages.quotation import AROUND, cut_pieces, find_paragraph
from dashboard.selection import EARLIEST, LATEST, Selection, write_pile
from dashboard.views.view import View, apply_selection
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.drawn import read_text, spell
from tests.dashboard.synthetic import EVIL, SyntheticStore

TAXONOMY = load_taxonomy()
TODAY = date(2026, 6, 15)
STORE = SyntheticStore()
LIBRARY = Library(lambda _: STORE, "nowhere")


def view(selection: Selection, library: Library = LIBRARY) -> View:
    return apply_selection(selection, library.newest(), TAXONOMY, TODAY)


def body(selection: Selection, library: Library = LIBRARY, page: int = 0) -> list[Any]:
    seen = view(selection, library)
    return build_body(seen, find_opened(seen, TAXONOMY), library, TAXONOMY, link="x", page=page)


# ---------------------------------------------------------- opening, turning


def test_a_mark_opens_its_event_and_a_chip_the_list_of_its_events() -> None:
    before = Selection(statuses=("done",), cell="5g~2024")
    mark = {"points": [{"customdata": ["aa"]}]}
    chip = {"points": [{"customdata": ["pile", "5g~2024"]}]}
    assert focus(before, ids.TIMELINE, mark) == replace(before, event="aa")
    assert focus(before, ids.TIMELINE, chip) == replace(before, pile="5g~2024")
    assert focus(replace(before, event="aa"), ids.TIMELINE, chip) == replace(before, pile="5g~2024")
    assert focus(before, ids.TIMELINE, {"points": [{}]}) == before


def test_an_event_opened_from_a_pile_leads_back_to_the_pile() -> None:
    before = Selection(pile="5g~2024")
    opened = focus(before, ids.OPENED, {"event": "aa", "place": "panel"})
    assert (opened.event, opened.pile) == ("aa", "5g~2024")
    assert focus(opened, ids.BACK, 1) == before
    assert focus(opened, ids.PANEL_CLOSE, 1) == Selection()
    assert focus(before, ids.OPENED, {"event": "aa", "place": "shelf"}) == Selection(event="aa")
    assert focus(before, ids.OPENED, None) == before


def test_the_panel_turns_through_the_list_in_its_order() -> None:
    names = [str(name) for name in view(Selection()).events["id"]]
    for place in (0, 5, len(names) - 1):
        opened = find_opened(view(Selection(event=names[place])), TAXONOMY)
        assert opened.place == place
        before = names[place - 1] if place else None
        after = names[place + 1] if place + 1 < len(names) else None
        assert opened.beside == (before, after)
        assert say_position(opened, Selection(event="x")) == f"{place + 1} of {len(names)}"
    outside = find_opened(view(Selection(event="0" * 16)), TAXONOMY)
    assert outside.beside == (None, None)
    assert say_position(outside, Selection(event="x")) == "not in this selection"


def test_piles_that_share_the_days_out_hold_every_event_of_their_lane_once() -> None:
    lane = view(Selection(sectors=("5g",)))
    years = [write_pile("5g", date(year, 1, 1), date(year + 1, 1, 1)) for year in range(1990, 2060)]
    found = [find_opened(view(Selection(sectors=("5g",), pile=pile)), TAXONOMY).rows for pile in years]
    assert sorted(np.concatenate(found).tolist()) == sorted(lane.chosen.rows.tolist())
    assert max(len(rows) for rows in found) > 3


def test_a_long_pile_is_paged_and_says_how_many_it_holds() -> None:
    pile = write_pile("nev", date(1990, 1, 1), date(2060, 1, 1))
    rows = find_opened(view(Selection(pile=pile)), TAXONOMY).rows
    assert len(rows) > 50
    first, second = body(Selection(pile=pile)), body(Selection(pile=pile), page=1)
    assert f"{len(rows)} events that stand close together" in read_text(first)
    assert f"1–50 of {len(rows)}" in read_text(first)
    assert f"51–{len(rows)} of {len(rows)}" in read_text(second)
    shown = spell(first).count('"data-event"') + spell(second).count('"data-event"')
    assert shown == len(rows)


def test_what_is_opened_can_be_shown_on_the_timeline_with_air_about_it() -> None:
    shown = view(Selection())
    spans = shown.holdings.ground.spans("when")
    for row in shown.chosen.rows[::7]:
        name = str(shown.holdings.events["id"].iloc[row])
        after = show_event(Selection(event=name), shown.holdings, sheet=False)
        assert after.zoom is not None
        assert after.event == name
        assert spans.meet(*after.zoom)[row]
    sheet = show_event(Selection(event=name, pile="5g~2024"), shown.holdings, sheet=True)
    assert (sheet.event, sheet.pile) == (None, None)
    assert show_event(Selection(event="0" * 16), shown.holdings, sheet=False).zoom is None


@pytest.mark.parametrize("days", [(EARLIEST, EARLIEST), (LATEST, LATEST), (date(1800, 1, 1), date(2300, 1, 1))])
def test_air_goes_no_further_than_the_years_that_charts_show(days: tuple[date, date]) -> None:
    first, last = air_around(*days)
    assert EARLIEST <= first < last <= LATEST


def test_a_copied_link_opens_the_same_event() -> None:
    link = find_link("http://127.0.0.1:8050/?theme=dark", Selection(theme="dark", event="aa"))
    assert link == "http://127.0.0.1:8050/?theme=dark&event=aa"


# ------------------------------------------------------------------- reading


def test_the_panel_quotes_the_sentence_and_says_whence_each_claim_comes() -> None:
    for row in STORE.events().head(40).to_dict("records"):
        text = read_text(body(Selection(event=row["id"])))
        assert row["text"] in text
        assert row["title"] in text
        assert "found by program, not reviewed" in text
        if row["announced"]:
            assert "by its dateline" in text
        else:
            assert "The document shows no date. Its text proves since March" in text


def test_text_of_a_source_is_text_and_no_markup() -> None:
    row = next(row for row in STORE.events().to_dict("records") if EVIL in row["text"])
    drawn = spell(body(Selection(event=row["id"])))
    assert "onerror" in drawn
    assert not {"Markdown", "DangerouslySetInnerHTML"} & set(drawn.split('"'))


def test_a_script_in_place_of_an_address_is_no_link() -> None:
    store = SyntheticStore(count=3)
    store._documents["url"] = "javascript:alert(1)"
    row = store.events().iloc[0]
    drawn = body(Selection(event=row["id"]), Library(lambda _: store, "nowhere"))
    assert '"href": "javascript:' not in spell(drawn)


def test_what_a_table_says_is_shown_as_a_row_of_it() -> None:
    store = SyntheticStore(count=3)
    row = store.events().iloc[0]
    for kind, heading in (("table", "The row in its table"), ("notice", "The sentence in its document")):
        store._documents["kind"] = kind
        assert heading in read_text(body(Selection(event=row["id"]), Library(lambda _: store, "nowhere")))


def test_an_event_that_is_gone_is_told() -> None:
    assert "not in the store" in read_text(body(Selection(event="0" * 16)))


def test_a_sentence_that_its_document_no_longer_holds_is_told_to_be_such() -> None:
    store = SyntheticStore(count=3)
    row = store.events().iloc[0]
    store._documents["text"] = "Something else altogether. " * 40
    text = read_text(body(Selection(event=row["id"]), Library(lambda _: store, "nowhere")))
    assert row["text"] in text
    assert "no longer found in the document" in text


def test_the_pieces_of_a_quotation_joined_are_the_text() -> None:
    text = "By 2025 the 5G network is to cover all towns."
    pieces = cut_pieces(
        text, 0, len(text), [("sentence", (0, 20)), ("time", (3, 7)), ("5g", (12, 14)), ("x", (90, 99))]
    )
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if "time" in piece.marks] == ["2025"]


def test_a_paragraph_without_end_is_shown_around_the_sentence_alone() -> None:
    assert find_paragraph([{"start": 0, "end": 10**6}], 10**6, 5000, 5100) == (5000 - AROUND, 5100 + AROUND)
    assert find_paragraph([{"start": 4990, "end": 5110}], 10**6, 5000, 5100) == (4990, 5110)
    assert find_paragraph(None, 120, 100, 110) == (0, 120)


DOCUMENT = {"title": "A plan", "publisher": "MIIT", "created": "2024-05", "url": "https://example.org/a", "source": "a"}
CITED = {
    "en": "“It is to grow.” MIIT, “A plan”, May 2024, p. 7. https://example.org/a",
    "zh": "“It is to grow.”——MIIT：《A plan》，2024年5月，第 7 页。https://example.org/a",
}


@pytest.mark.parametrize("language", CITED)
def test_a_quotation_is_cited_after_the_custom_of_the_language(language: str) -> None:
    event = {"text": " It is to\n grow. ", "page": 7}
    assert cite(event, DOCUMENT, language) == CITED[language]


def test_what_a_citation_does_not_know_is_left_out() -> None:
    bare = {"title": None, "name": "a.txt", "publisher": None, "created": None, "url": None, "source": None}
    assert cite({"text": "So be it.", "page": None}, bare, "en") == "“So be it.” “a.txt”."
