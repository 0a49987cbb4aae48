"""``dates-of`` tells the date of documents and why it is that one, in words or as rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loaders.cli import run

PAGE = """<html><head><title>Second pier approved</title>
<meta property="article:modified_time" content="2017-01-01"></head>
<body><h1>Second pier approved</h1><p class="date">Published May 3, 2016</p>
<p>The ferry board has approved a second pier at the point, ending a debate of many years among residents.</p>
<p>The new pier will take ships of up to ninety metres, and the path along the shore is to be built first.</p>
<footer>Copyright 2009-2022 The Almanac</footer></body></html>"""


def call(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        run(["dates-of", *map(str, arguments)])
    printed = capsys.readouterr()
    return int(left.value.code or 0), printed.out, printed.err


def test_the_choice_is_told_in_words_with_what_was_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pier.html").write_text(PAGE)
    code, out, _ = call(capsys, tmp_path / "pier.html")
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "pier.html: 2016-05-03, by header"
    assert lines[1].endswith('"Published May 3, 2016"')
    assert any(line.startswith("  beaten     2017-01-01 (metadata, reposted)") for line in lines)
    assert any(line.startswith("  refused    2022 (rights") and "names no day" in line for line in lines)


def test_rows_hold_the_choice_and_every_date_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pier.html").write_text(PAGE)
    (tmp_path / "well.txt").write_text("In June 2024, exports rose by 12 percent.")
    code, out, _ = call(capsys, "--json", tmp_path)
    pier, well = map(json.loads, out.splitlines())
    assert code == 0
    assert (pier["document"], pier["created"], pier["created_by"]) == ("pier.html", "2016-05-03", "header")
    assert [(c["rung"], c["sense"], c["edtf"], bool(c["refused"])) for c in pier["candidates"]] == [
        ("header", "posted", "2016-05-03", False),
        ("metadata", "reposted", "2017-01-01", False),
        ("rights", "reposted", "2022", True),
    ]
    assert (well["created"], well["evidence"], well["created_bounds"]) == (None, None, "2024-07/..")


def test_an_undated_document_is_told_with_its_bounds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "well.txt").write_text("In June 2024, exports rose by 12 percent.")
    assert call(capsys, tmp_path / "well.txt")[1] == "well.txt: no date, but not before 2024-07/..\n"


def test_a_stated_date_is_that_of_documents_that_state_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "well.txt").write_text("All is well.")
    assert "well.txt: 2024-07-05, by record" in call(capsys, "--published", "2024-07-05", tmp_path)[1]


def test_a_document_that_cannot_be_read_is_named_and_the_others_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.html").write_text("")
    (tmp_path / "pier.html").write_text(PAGE)
    code, out, err = call(capsys, tmp_path)
    assert (code, "pier.html: 2016-05-03" in out, "empty.html" in err) == (1, True, True)
