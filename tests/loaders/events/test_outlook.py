from loaders.events.extract import extract_events
from loaders.model import Document, Passage, PassageKind, Status
from loaders.sectors.taxonomy import load_taxonomy


def told(*paragraphs: str) -> list[tuple[Status, str | None, frozenset[str]]]:
    text = "\n".join(paragraphs)
    passages, start = [], 0
    for paragraph in paragraphs:
        passages.append(Passage(start, start + len(paragraph), PassageKind.PARAGRAPH))
        start += len(paragraph) + 1
    document = Document(
        id="told",
        source="told",
        name="told",
        format="text",
        text=text,
        sha256="",
        language="zh",
        passages=tuple(passages),
    )
    found = extract_events(document, load_taxonomy())
    return [(e.status, e.when.edtf if e.when else None, frozenset(s.code for s in e.sectors)) for e in found]


def test_bare_verbs_after_a_lead_that_looks_ahead_are_planned_and_planned_once() -> None:
    found = told("接下来，省政府将重点抓好三个方面工作。", "一是建立5G应用协调机制，印发5G补贴办法，启动5G专网试点。")
    assert [status for status, _, _ in found] == [Status.PLANNED]


def test_the_same_verbs_without_such_a_lead_are_done() -> None:
    assert [status for status, _, _ in told("省政府印发5G补贴办法。")] == [Status.DONE]


def test_a_topic_at_the_head_gives_its_sector_to_every_clause() -> None:
    [(_, _, sectors)] = told("在6G方面，省政府印发量子通信标准办法。")
    assert "6g" in sectors


def test_an_operator_counts_its_network_as_a_statistic() -> None:
    [(status, when, _)] = told("截至2024年6月底，中国联通已建成12万个5G基站。")
    assert (status, when) == (Status.STATISTIC, "2024-06-30")
