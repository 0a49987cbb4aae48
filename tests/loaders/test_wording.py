"""Every rule of documents.toml reads its own examples and passes over its own traps."""

from __future__ import annotations

import pytest

from loaders.edtf import write_edtf
from loaders.errors import EdtfError
from loaders.wording.rules import Rule, all_rules
from loaders.wording.stated import Reading, read_notation, read_stated


def spelled(reading: Reading) -> str:
    if reading.year is None:
        return f"--{reading.month:02d}-{reading.day:02d}"
    interval = reading.interval()
    return write_edtf(interval) if interval else "impossible"


def said_by(rule: Rule, text: str) -> str | None:
    """What the groups of a rule say of a line: its date, then the rest."""
    found = rule.find(text)
    if not found:
        return None
    groups = {name: value for name, value in found.groupdict().items() if value}
    date = groups.pop("date", None)
    if "month" in groups:
        date, groups = found[0], {}
    dated = read_notation(date) if date else None
    assert dated or not date or rule.section == "address", f"{rule.title}: the date in '{text}' is not read: {date}"
    if rule.section == "address":
        parts = found.groupdict()
        dated = Reading(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    return " | ".join([*([spelled(dated)] if dated else []), *groups.values()])


@pytest.mark.parametrize(
    ("rule", "text"), [(r, t) for r in all_rules() for t in r.reads], ids=lambda x: getattr(x, "title", x)
)
def test_a_rule_reads_its_own_examples(rule: Rule, text: str) -> None:
    assert said_by(rule, text) == rule.reads[text]


@pytest.mark.parametrize(
    ("rule", "text"), [(r, t) for r in all_rules() for t in r.passes_over], ids=lambda x: getattr(x, "title", x)
)
def test_a_rule_passes_over_its_own_traps(rule: Rule, text: str) -> None:
    assert said_by(rule, text) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-07-05", ("2024-07-05", "2024-07-06")),
        ("2024-07-05T10:30:00+08:00", ("2024-07-05", "2024-07-06")),
        ("2024/7/5 10:30", ("2024-07-05", "2024-07-06")),
        ("Fri, 05 Jul 2024 10:30:00 +0800", ("2024-07-05", "2024-07-06")),
        ("2024-07", ("2024-07-01", "2024-08-01")),
        ("2024年7月", ("2024-07-01", "2024-08-01")),
        ("2024", ("2024-01-01", "2025-01-01")),
        ("2025-35", ("2025-07-01", "2025-10-01")),
        ("2025-Q3", ("2025-07-01", "2025-10-01")),
        ("Q1 2026", ("2026-01-01", "2026-04-01")),
        ("2025年第四季度", ("2025-10-01", "2026-01-01")),
        ("../2025", (None, "2026-01-01")),
    ],
)
def test_a_field_states_a_date_in_many_notations(text: str, iso: tuple[str | None, str | None]) -> None:
    assert read_stated(text).iso() == iso


@pytest.mark.parametrize(("text", "hint"), [("07/05/2024", "two days"), ("2024-02-30", "not"), ("soon", "not a date")])
def test_what_is_no_date_is_refused_with_a_remedy(text: str, hint: str) -> None:
    with pytest.raises(EdtfError, match=hint):
        read_stated(text)


@pytest.mark.parametrize("text", ["Fri, 05 Jul 2024 00:30:00\x00+0800", "32 Jul 2024 00:30:00 +0800"])
def test_a_malformed_date_of_a_mail_is_no_date(text: str) -> None:
    with pytest.raises(EdtfError):
        read_stated(text)
