import pytest

from loaders.edtf import read_edtf
from loaders.events import extract_events
from loaders.events.lexicon import load_event_lexicons
from loaders.model import CreationTime, Document, Event, Passage, PassageKind, Role, Status
from loaders.sectors.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()


def events(text: str, *, title: str = "", created: str = "2026-03-18", language: str = "zh") -> list[Event]:
    told = CreationTime(created, read_edtf(created), "dateline", created)
    document = Document(
        "d", "a.txt", "a.txt", "text", text, "",
        passages=(Passage(0, len(text)),), language=language, created=told, title=title,
    )  # fmt: skip
    return extract_events(document, TAXONOMY)


def inherited(event: Event) -> list[tuple[str, str]]:
    start = event.quote.start
    return [
        (tag.code, event.quote.exact[first - start : last - start])
        for tag in event.sectors
        if tag.inherited
        for first, last in tag.evidence
    ]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("工信部要求排查新能源汽车隐患。上述企业应于6月底前提交报告。", "nev", "上述企业"),
        ("市政府印发人形机器人训练场方案。该项目拟于9月开工。", "humanoid_robots", "该项目"),
        ("市政府启动人形机器人试点。这些机器人将于5月进入十家养老院。", "humanoid_robots", "这些机器人"),
        ("主管部门发布5G专网标准。该标准自今年9月1日起施行。", "5g", "该标准"),
    ],
)
def test_a_sentence_that_plainly_goes_on_takes_over_the_sector(text: str, code: str, words: str) -> None:
    last = events(text)[-1]
    assert text.endswith(last.quote.exact)
    assert inherited(last) == [(code, words)]


@pytest.mark.parametrize(
    "text",
    [
        "工信部要求排查新能源汽车隐患。各市应于6月底前提交报告。",
        "工信部印发5G和6G的通知。该通知自9月1日起施行。",
        "工信部要求排查新能源汽车隐患。会议还研究了防汛。上述企业应于6月底前提交报告。",
        "市政府启动人形机器人试点。该公司将于5月推出新产品。",
    ],
)
def test_no_sector_is_guessed(text: str) -> None:
    assert not [event for event in events(text) if inherited(event)]


def test_a_sector_named_in_the_sentence_is_not_joined_by_that_of_the_one_before() -> None:
    found = events("工信部要求排查新能源汽车隐患。该标准将推动6G研究，2026年6月发布。")
    assert [tag.code for tag in found[-1].sectors] == ["6g"]


def test_the_sentence_that_puts_a_notice_into_force_has_the_sector_of_its_title() -> None:
    text = "各市应于4月30日前报送材料。本通知自2026年4月1日起施行。"
    (event,) = events(text, title="关于开展人形机器人试点工作的通知")
    assert inherited(event) == [("humanoid_robots", "本通知自2026年4月1日起施行")]
    assert event.status == Status.IN_FORCE
    assert event.when and (event.when.edtf, event.when.role) == ("2026-04-01", Role.EFFECTIVE)
    assert events(text, title="关于做好防汛工作的通知") == []
    assert events(text, title="关于5G和人形机器人试点工作的通知") == []


def test_english_goes_on_by_these_and_such_and_a_notice_has_its_title() -> None:
    text = (
        "The ministry will spare electric cars the purchase tax. These vehicles must carry a plate from July 1, 2026."
    )
    assert inherited(events(text, language="en")[-1]) == [("nev", "These vehicles")]
    text = "The ministry will spare electric cars the purchase tax. The committee must report by July 1, 2026."
    assert not [event for event in events(text, language="en") if inherited(event)]
    text = "Offices shall report by April 30, 2026. This notice takes effect on April 1, 2026."
    last = events(text, language="en", title="Notice on pilots for humanoid robots")[-1]
    assert inherited(last) == [("humanoid_robots", "This notice takes effect")]
    assert last.status == Status.IN_FORCE


def test_words_that_go_on_are_a_group_of_their_expression() -> None:
    shapes = [lexicon.continued for lexicon in load_event_lexicons().values() if lexicon.continued]
    assert shapes and all("words" in shape.groupindex for shape in shapes)


def test_what_is_done_under_the_plan_just_told_of_is_about_its_sector() -> None:
    lead = "The province issued an action plan for humanoid robots on March 3. "
    last = events(lead + "Under the plan, it will build five testing grounds by the end of 2026.", language="en")[-1]
    assert inherited(last) == [("humanoid_robots", "the plan")]
    assert last.when and (last.status, last.when.edtf) == (Status.PLANNED, "../2026-12-31")
    apart = [
        "Under a plan of the port, it will build five quays by 2026.",
        "The province will build five schools by 2026.",
    ]
    assert not [event for text in apart for event in events(lead + text, language="en") if inherited(event)]


def test_words_kin_to_the_sector_of_a_title_are_about_it() -> None:
    notice = "Notice on trials of 6G technology"
    (event,) = events("The ministry will open the band for trials from July 1, 2026.", title=notice, language="en")
    assert inherited(event) == [("6g", "band")]
    assert event.when and (event.when.edtf, event.when.role) == ("2026-07-01", Role.EFFECTIVE)
    (event,) = events("各运营企业应于2027年底前建成不少于500个试验基站。", title="关于开展6G技术试验的通知")
    assert inherited(event) == [("6g", "基站")]
    assert event.when and event.when.edtf == "../2027-12-31"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("各运营企业应于2027年底前建成500个试验基站。", "关于开展技术试验的通知"),
        ("各运营企业应于2027年底前建成500个试验基站。", "关于5G和6G试验的通知"),
        ("截至2025年底，全国基站总数达1280万个。", "关于开展6G技术试验的通知"),  # a figure may count more than 6G
        ("市政府应于2027年底前建成500座学校。", "关于开展6G技术试验的通知"),
    ],
)
def test_no_kin_is_heard_without_one_sector_in_the_title_nor_in_a_figure(text: str, title: str) -> None:
    assert events(text, title=title) == []


def test_a_sentence_with_a_sector_of_its_own_has_none_of_the_title() -> None:
    (event,) = events("工信部将于2027年底前在5G基站中试用新频段。", title="关于开展6G技术试验的通知")
    assert [tag.code for tag in event.sectors] == ["5g"]


def test_an_answer_goes_on_from_its_question_and_not_from_the_answer_before() -> None:
    said = [
        ("journalist", "What is new in 5G?"),
        ("official", "We will license 5G networks this year."),
        ("journalist", "When will the standard for humanoid robots be in force?"),
        ("official", "The standard was approved last week and will take effect on July 1."),
    ]
    text = "\n".join(words for _, words in said)
    places = [(text.index(words), role, words) for role, words in said]
    turns = tuple(Passage(at, at + len(words), PassageKind.TURN, role, role) for at, role, words in places)
    told = CreationTime("2026-03-18", read_edtf("2026-03-18"), "dateline", "2026-03-18")
    document = Document(
        *("d", "a.txt", "a.txt", "text", text, ""), passages=turns, language="en", created=told, kind="conference"
    )
    found = extract_events(document, TAXONOMY)
    assert [tag.code for tag in found[0].sectors] == ["5g"]
    assert {tag.code for event in found[1:] for tag in event.sectors} == {"humanoid_robots"}
    assert [event.when.edtf for event in found[1:] if event.when][-1] == "2026-07-01"
