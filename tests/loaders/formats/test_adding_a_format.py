"""A format from outside is one file and one line: the page of formats shows one, and here it is read like any other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loaders.errors import DocumentError
from loaders.formats import registry
from loaders.formats.draft import Format
from loaders.formats.registry import FORMATS, known_suffixes, read_bytes
from loaders.pipeline import extract, read
from tests.loaders.formats.samples import make_mail, make_zip

PAGE = Path(__file__).parents[3] / "docs" / "formats.md"
MINUTES = b"2024-07-05\nThe ministry issued 6G trial licences.\n====\n2024-08-01\n\n"


@pytest.fixture(name="minutes")
def fixture_minutes(monkeypatch: pytest.MonkeyPatch) -> Format:
    """The format that the page shows, known to the registry for one test."""
    shown = re.search(r"```python\n(.*?)\n# The line in the registry", PAGE.read_text("utf-8"), re.S)
    assert shown
    module: dict[str, object] = {"__name__": "minutes"}
    exec(shown[1], module)
    found = module["FORMAT"]
    assert isinstance(found, Format)
    monkeypatch.setattr(registry, "FORMATS", (*registry.FORMATS, found))
    return found


@pytest.mark.usefixtures("minutes")
def test_a_format_from_outside_is_read_alone_in_an_archive_and_from_a_mail() -> None:
    for name, data in (
        ("b.minutes", MINUTES),
        ("a.zip", make_zip({"in/b.minutes": MINUTES})),
        ("a.eml", make_mail("See the minutes.", files={"b.minutes": MINUTES})),
    ):
        failures: list[DocumentError] = []
        *_, document = read_bytes(name, data, name, on_failure=failures.append)
        assert (document.format, document.text) == ("minutes", "The ministry issued 6G trial licences.")
        assert document.source.endswith("b.minutes#meeting=1")
        assert failures[0].source.endswith("b.minutes#meeting=2")


@pytest.mark.usefixtures("minutes")
def test_a_format_from_outside_is_dated_and_its_events_are_found(tmp_path: Path) -> None:
    (tmp_path / "b.minutes").write_bytes(MINUTES)
    failures: list[DocumentError] = []
    (document,) = read(tmp_path, on_failure=failures.append)
    assert [event.announced and event.announced.edtf for event in extract(document)] == ["2024-07-05"]
    assert len(failures) == 1


def test_the_page_names_every_format_and_every_ending() -> None:
    page = PAGE.read_text("utf-8")
    for form in FORMATS:
        (row,) = re.findall(rf"^\| {form.name} \| ([^|]+) \|", page, re.M)
        assert tuple(re.findall(r"`(\.\w+)`", row)) == form.suffixes


def test_no_two_formats_share_a_name_or_an_ending() -> None:
    assert len(set(known_suffixes())) == len(known_suffixes())
    assert len({form.name for form in FORMATS}) == len(FORMATS)
