import pytest

from loaders.edtf import read_edtf
from loaders.events import count_sentences, document_row, event_row, extract_events
from loaders.events.draft import TITLE, make_title
from loaders.model import CreationTime, Document, Event, Passage, PassageKind, Role, Status
from loaders.sectors.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()


def document(text: str, *, created: str | None = "2024-07-05", language: str = "en", **more: object) -> Document:
    told = CreationTime(created, read_edtf(created), "dateline", created) if created else None
    whole = {"passages": (Passage(0, len(text)),), "language": language, "created": told}
    return Document("d", "a.txt", "a.txt", "text", text, "", **{**whole, **more})  # type: ignore[arg-type]


def events(text: str, **more: object) -> list[Event]:
    return extract_events(document(text, **more), TAXONOMY)  # type: ignore[arg-type]


def only(text: str, **more: object) -> Event:
    found = events(text, **more)
    assert len(found) == 1, found
    return found[0]


def test_an_event_quotes_its_sentence_and_every_sector_its_words() -> None:
    text = "It rained. The ministry issued licences for 5G on June 6, 2024."
    event = only(text)
    assert (
        text[event.quote.start : event.quote.end]
        == event.quote.exact
        == "The ministry issued licences for 5G on June 6, 2024."
    )
    assert [[text[a:b] for a, b in tag.evidence] for tag in event.sectors] == [["5G"]]
    assert event.when and (event.when.edtf, event.when.role) == ("2024-06-06", Role.OCCURRED)
    assert event.announced and (event.announced.edtf, event.announced.basis) == ("2024-07-05", "dateline")
    assert event.instrument == "licence/approval"


def test_the_same_input_gives_the_same_identity_and_another_place_another() -> None:
    text = "The ministry issued licences for 5G. The ministry issued licences for 5G."
    assert [e.id for e in events(text)] == [e.id for e in events(text)]
    assert len({e.id for e in events(text)}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Will the ministry issue licences for 5G?",
        "Thank you for your question about 5G.",
        "Shares of the electric car maker rose 5 percent after its earnings.",
        "Apple said its new phone will support 5G.",
        "Analysts expect that the government will issue licences for 6G.",
        "My neighbour bought an electric car in May.",
        "The humanoid robot waved at visitors.",
    ],
)
def test_questions_thanks_products_markets_and_opinions_are_no_events(text: str) -> None:
    assert events(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "记者来到这家新能源汽车企业，一批电池刚刚拆解完成。",
        "5G、物联网等技术广泛应用。",
        "业内人士认为，新能源汽车将更便宜。",
        "谢谢您对5G的提问。",
    ],
)
def test_scenes_praise_and_opinions_are_no_events_in_chinese_either(text: str) -> None:
    assert events(text, language="zh") == []


def test_a_journalist_s_turn_and_furniture_are_passed_over() -> None:
    text = "The ministry will promote 5G."
    for passage in (
        Passage(0, len(text), PassageKind.TURN, "Daily", "journalist"),
        Passage(0, len(text), PassageKind.FURNITURE),
    ):
        assert events(text, passages=(passage,)) == []


def test_an_official_s_turn_gives_events_in_the_first_person_with_the_speaker() -> None:
    text = "We will promote the application of 5G."
    event = only(text, passages=(Passage(0, len(text), PassageKind.TURN, "Xin", "official"),))
    assert (event.status, event.speaker, event.when) == (Status.PLANNED, "Xin", None)


def test_a_figure_and_a_plan_are_two_events_and_the_figure_keeps_its_year() -> None:
    text = "Noting that 9.5 million NEVs were sold in 2023, the minister said the country will extend the tax break."
    figure, plan = events(text)
    assert (figure.status, figure.when and figure.when.edtf) == (Status.STATISTIC, "2023")
    assert (plan.status, plan.when) == (Status.PLANNED, None)


def test_the_date_of_the_dateline_is_not_the_event_s() -> None:
    text = "BEIJING, Aug. 31 (Xinhua) -- China will promote 6G, the industry ministry said."
    assert only(text, created="2024-08-31").when is None


@pytest.mark.parametrize(
    ("text", "edtf", "role", "status"),
    [
        ("The ministry will build 600,000 5G base stations by 2025.", "../2025", Role.DEADLINE, Status.TARGET),
        (
            "The country had 2.73 million 5G base stations as of April 30, 2024.",
            "2024-04-30",
            Role.AS_OF,
            Status.STATISTIC,
        ),
        ("The ministry's rules on NEVs take effect on August 1, 2024.", "2024-08-01", Role.EFFECTIVE, Status.IN_FORCE),
        ("The ministry has issued 37 standards for NEVs since 2021.", "2021-01/2024-07", Role.DURING, Status.STATISTIC),
        ("The city will ban petrol cars for EVs from 2030.", "2030", Role.EFFECTIVE, Status.PLANNED),
    ],
)
def test_the_words_around_a_time_give_its_role(text: str, edtf: str, role: Role, status: Status) -> None:
    event = only(text)
    assert event.when
    assert (event.when.edtf, event.when.role, event.status) == (edtf, role, status)
    assert event.when.evidence and text[slice(*event.when.evidence)][:1].strip()


def test_what_is_to_come_later_this_year_runs_from_the_telling_to_the_year_s_end() -> None:
    event = only(
        "The country is set to open value-added telecommunications services later this year.", created="2024-03-08"
    )
    assert event.when and event.when.interval.iso() == ("2024-03-08", "2025-01-01")


def test_a_series_of_figures_gives_an_event_for_each_time() -> None:
    text = "NEV subsidies will be cut by 10 percent in 2025 and 20 percent in 2026, the finance ministry said."
    assert [e.when and e.when.edtf for e in events(text)] == ["2025", "2026"]


def test_an_undated_document_announces_nothing() -> None:
    assert only("The ministry issued licences for 5G.", created=None).announced is None


def test_an_act_long_before_the_telling_is_background() -> None:
    assert only("The ministry issued licences for 5G on June 6, 2019.").status == Status.BACKGROUND


def test_sentences_are_counted_without_questions_and_headings() -> None:
    text = "5G news\n\nThe ministry spoke. Did it act? It rained."
    passages = (Passage(0, 7, PassageKind.HEADING), Passage(9, len(text)))
    assert count_sentences(document(text, passages=passages)) == 2


def test_a_title_leaves_the_marks_of_markdown_away() -> None:
    assert (
        make_title("**Wed**: the [ministry](https://example.org/a) granted __two__ licences.")
        == "Wed: the ministry granted two licences"
    )


def test_a_title_is_short_and_ends_at_a_word() -> None:
    title = make_title("word " * 60)
    assert len(title) <= TITLE
    assert title.endswith("word…")
    assert make_title("短句。") == "短句"


def test_rows_are_plain_and_say_open_ends_with_none() -> None:
    read = document("The ministry will build 600,000 5G base stations by 2025.")
    row = event_row(read, extract_events(read, TAXONOMY)[0])
    assert row["when"] == {"edtf": "../2025", "interval": [None, "2026-01-01"], "role": "deadline"}
    assert row["sectors"][0]["code"] == "5g"
    assert document_row(read) == {
        "document": "a.txt",
        "created": "2024-07-05",
        "created_by": "dateline",
        "created_bounds": None,
    }


def table_row(text: str, fields: dict[str, str]) -> Document:
    parts, spans = [text], []
    at = len(text) + 1
    for name, value in fields.items():
        line = f"{name}: {value}"
        spans.append(Passage(at + len(name) + 2, at + len(line), PassageKind.FIELD, name=name))
        parts.append(line)
        at += len(line) + 1
    return document("\n".join(parts), passages=(Passage(0, len(text), PassageKind.ROW), *spans), kind="table")


def test_a_table_row_is_read_from_its_fields() -> None:
    read = table_row(
        "Plan for more cars",
        {
            "status": "target",
            "when": "2025;2030-12-31",
            "sectors": "nev; 6G",
            "actor": "MIIT",
            "instrument": "action plan",
        },
    )
    first, second = extract_events(read, TAXONOMY)
    assert first.quote.exact == second.quote.exact == "Plan for more cars"
    assert [(e.when.edtf, e.when.role) for e in (first, second) if e.when] == [
        ("../2025", Role.DEADLINE),
        ("../2030-12-31", Role.DEADLINE),
    ]
    assert [[read.text[a:b] for a, b in tag.evidence] for tag in first.sectors] == [["6G"], ["nev"]] or [
        [read.text[a:b] for a, b in tag.evidence] for tag in first.sectors
    ] == [["nev"], ["6G"]]
    assert (first.actors, first.instrument, first.status) == (("miit",), "action plan", Status.TARGET)


def test_a_row_without_a_date_of_its_own_has_none() -> None:
    assert extract_events(table_row("Rules on NEVs issued", {"status": "done"}), TAXONOMY)[0].when is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("No 6G licence was issued by the ministry in 2023.", "en"),
        ("The ministry denied that it issued 6G licences in 2023.", "en"),
        ("The ministry will not issue 6G licences before 2029.", "en"),
        ("The ministry has no plan to issue 6G licences in 2026.", "en"),
        ("If the ministry had issued 6G licences in 2023, operators would have built networks.", "en"),
        ("It remains unclear whether the ministry will issue 6G licences in 2026.", "en"),
        ("Opinion: China issues 6G licences too early", "en"),
        ("工信部尚未发放6G牌照。", "zh"),
        ("工信部2029年前不会发放6G牌照。", "zh"),
        ("对于2023年发放6G牌照的传闻，工信部予以否认。", "zh"),
    ],
)
def test_what_was_denied_or_only_supposed_is_no_event(text: str, language: str) -> None:
    assert not events(text, language=language)


@pytest.mark.parametrize(
    ("text", "language", "when"),
    [
        ("The ministry delayed the 6G trial, originally due in 2023, to 2026.", "en", "2026"),
        ("工信部将原定2023年的6G试验推迟至2026年。", "zh", "2026"),
        ("The ministry released a plan on 5G, effective August 1.", "en", None),
        ("The ministry announced on July 3 that the NEV subsidy would end on December 30.", "en", "2024-07-03"),
        ("The NEV tax break expires on Dec. 31.", "en", "2024-12-31"),
        ("Last month the ministry launched the 2024 NEV campaign.", "en", "2024-06"),
        ("The ministry published the 2023 annual report on 5G on Feb. 5.", "en", "2024-02-05"),
        ("国务院日前批复2026—2030年5G规划。", "zh", None),
        ("The ministry held a 6G conference on March 3-5, 2024.", "en", "2024-03-03/2024-03-05"),
        ("明年起，我国将取消新能源汽车购置税减免。", "zh", "2025"),
        ("The ministry on Thursday said China would expand 5G trials.", "en", None),
    ],
)
def test_a_time_is_the_one_its_words_give_the_event(text: str, language: str, when: str | None) -> None:
    event = only(text, language=language)
    assert (event.when.edtf if event.when else None) == when


def test_a_speaker_is_a_name_and_has_the_verb_to_itself() -> None:
    assert only("China will build 5G base stations, the ministry said Tuesday.").speaker is None
    assert only("Minister Jin Zhuanglong said China would expand 5G trials.").speaker == "Jin Zhuanglong"


def test_to_plan_is_no_plan() -> None:
    assert only("The ministry plans to build 5G base stations in 2026.").instrument is None
    assert only("The ministry has approved the 5G development plan.").instrument == "action plan"


def test_what_is_under_way_and_must_be_by_a_year_to_come_is_planned_with_its_deadline() -> None:
    ahead = only("The ministry is moving ahead with its plan to close 2G masts for 5G by 2030 at the latest.")
    held = only("New energy vehicles are exempt from purchase tax until the end of 2025, the ministry said.")
    assert ahead.when and held.when
    assert (ahead.status, ahead.when.edtf, ahead.when.role) == (Status.PLANNED, "../2030", Role.DEADLINE)
    assert (held.status, held.when.edtf) == (Status.IN_FORCE, "../2025-12-31")


def test_who_announced_it_is_no_event_beside_what_was_announced() -> None:
    assert only("Subsidies for electric vehicles will end in 2026, the ministry announced on Monday.").status == (
        Status.PLANNED
    )


def test_a_plan_s_period_in_brackets_is_part_of_its_name() -> None:
    event = only("In 2016, the ministry issued the Robot Industry Development Plan (2016–2020).", created="2024")
    assert event.when and event.when.edtf == "2016"
