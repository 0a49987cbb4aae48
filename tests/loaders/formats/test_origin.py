"""Publisher, kind and language, each with the words that say so."""

from __future__ import annotations

import pytest

from loaders.formats.language import tell_language
from loaders.formats.registry import read_bytes
from loaders.model import Document


def read(text: str) -> Document:
    (document,) = read_bytes("x.txt", text.encode(), "x.txt")
    return document


BODY = "The plan was adopted by the cabinet and sets targets for the output of robots, the ministry said."


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        (f"A title\n\nBEIJING, Aug. 31 (Example Agency) -- {BODY}", "Example Agency"),
        (f"A title\n\nLisbon, March 08, 2024, The Example Today: {BODY}", "The Example Today"),
        (f"A title\n\nExample.org.cn | March 21, 2023\n\n{BODY}", "Example.org.cn"),
        (f"A title\n\n{BODY}\n\nSource: Example Times", "Example Times"),
        (f"A title\n\n{BODY} –The Example Mail news exchange item", "The Example Mail"),
        ("标题\n\n某某社北京8月31日电（记者某某）某部部长表示，将加快推进新型工业化。", "某某社"),
        ("标题\n2024-07-05 来源：某某网\n\n某部部长表示，将加快推进新型工业化，推动发展。", "某某网"),
        (f"A title\n\nThe Council Office held a press conference on July 5. {BODY}", "The Council Office"),
        (f"A title\n\n{BODY}", None),
    ],
)
def test_the_publisher_is_told_by_the_page_itself(text: str, publisher: str | None) -> None:
    document = read(text)
    assert document.publisher == publisher
    assert (document.publisher_evidence is None) == (publisher is None)
    assert publisher is None or publisher in (document.publisher_evidence or "")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"Interview: robots to come\n\nBEIJING, Aug. 31 (Example Agency) -- {BODY}", "interview"),
        (f"A plan for robots goes out\n\nBEIJING, Aug. 31 (Example Agency) -- {BODY}", "news"),
        (f"Council press conference on industry\n\n{BODY}", "conference"),
        (f"Action Plan for Robots (2023-2025)\n\n{BODY}", "plan"),
        (f"Notice on the pilot\n\n{BODY}", "notice"),
        ("某某产业发展行动计划（2023—2025年）\n\n一、总体要求\n加快发展。", "plan"),
        ("关于开展试点工作的通知\n\n各省主管部门：\n现将有关事项通知如下。", "notice"),
        ("专访某部部长\n\n某某社北京8月31日电 某部部长表示，将加快推进。", "interview"),
        (f"A title\n\n{BODY}", None),
    ],
)
def test_the_kind_is_told_by_title_opening_or_turns(text: str, kind: str | None) -> None:
    document = read(text)
    assert document.kind == kind
    assert (document.kind_evidence is None) == (kind is None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The plan is in force.", "en"),
        ("工业和信息化部印发《5G应用“扬帆”行动计划》，Release 17 和 RedCap 商用。", "zh"),
        ("The ministry (工业和信息化部) published the plan and it is in force.", "en"),
        ("経済産業省は新しい計画を発表した。", "ja"),
        ("정부는 새로운 계획을 발표했다.", "ko"),
        ("Правительство утвердило новый план.", "ru"),
        ("Le gouvernement a adopté le plan pour les robots et les télécoms dans une loi.", "fr"),
        ("Die Regierung hat den Plan für die Roboter mit einer Mehrheit beschlossen und es ist gut.", "de"),
        ("5G", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_told_by_letters_and_little_words(text: str, code: str) -> None:
    assert tell_language(text) == code
