"""Things named beside one another, each with its own time, are told as events of their own sectors and times."""

from __future__ import annotations

import pytest

from loaders.edtf import read_edtf
from loaders.events import extract_events
from loaders.model import CreationTime, Document, Passage
from loaders.sectors.taxonomy import load_taxonomy

CREATED = CreationTime("2026-05-20", read_edtf("2026-05-20"), "record", "2026-05-20")


def tell(text: str) -> list[str]:
    """The events of a text of 20 May 2026, each as sectors, status, time and role."""
    language = "en" if text.isascii() else "zh"
    document = Document(
        *("d", "a.txt", "a.txt", "text", text, ""),
        language=language,
        created=CREATED,
        passages=(Passage(0, len(text)),),
    )
    return [
        f"{'+'.join(tag.code for tag in e.sectors)} {e.status.value} "
        + (f"{e.when.edtf} {e.when.role.value}" if e.when else "undated")
        for e in extract_events(document, load_taxonomy())
    ]


@pytest.mark.parametrize(
    ("text", "events"),
    [
        (
            "The ministry approved 5G trials on 2 March and 6G trials on 7 April.",
            ["5g done 2026-03-02 occurred", "6g done 2026-04-07 occurred"],
        ),
        (
            "The regulator licensed 5G networks (2 March), humanoid robots (5 March) and 6G trials (7 April).",
            ["5g done 2026-03-02 occurred", "humanoid_robots done 2026-03-05 occurred", "6g done 2026-04-07 occurred"],
        ),
        (
            "The ministry approved 5G trials in ports on 2 March, in airports on 3 March and 6G trials on 7 April.",
            ["5g done 2026-03-02 occurred", "5g done 2026-03-03 occurred", "6g done 2026-04-07 occurred"],
        ),
        (
            "The ministry will award 5G licences by the end of 2026 and 6G licences in 2030.",
            ["5g planned ../2026-12-31 deadline", "6g planned 2030 expected"],
        ),
        (
            "The tax break for EVs ends on 31 December 2026 and that for hydrogen cars on 30 June 2027.",
            ["nev in_force 2026-12-31 deadline", "nev in_force 2027-06-30 deadline"],
        ),
        (
            "The ministry approved 5G and 6G trials on 2 March and 7 April respectively.",
            ["5g done 2026-03-02 occurred", "6g done 2026-04-07 occurred"],
        ),
        (
            "The ministry approved 5G trials on 2 March and said in April that 6G trials would follow.",
            ["5g+6g done 2026-03-02 occurred"],
        ),
        (
            "工信部批准5G试验于3月2日、6G试验于4月7日开展。",
            ["5g done 2026-03-02 occurred", "6g done 2026-04-07 occurred"],
        ),
        (
            "工信部分别于3月2日和4月7日批准5G试验和6G试验。",
            ["5g done 2026-03-02 occurred", "6g done 2026-04-07 occurred"],
        ),
        (
            "工信部将于2026年9月启动5G-A商用、2030年前后启动6G商用。",
            ["5g planned 2026-09 expected", "6g planned 2030~ expected"],
        ),
        (
            "工信部3月2日批准5G试验，并在4月7日的论坛上作了说明。",
            ["5g done 2026-03-02 occurred"],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_thing_beside_another_has_its_own_time_and_sector(text: str, events: list[str]) -> None:
    assert tell(text) == events
