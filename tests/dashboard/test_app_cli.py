"""The command line of the dashboard: whom it serves, what it refuses, and the files it writes."""

from __future__ import annotations

import json
import socket
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.callbacks.filters import fill_filters
from dashboard.cli import run
from dashboard.cli.export import read_dates, read_selection
from dashboard.cli.serve import announce, check_host
from dashboard.library import Library
from dashboard.selection import Selection
from dashboard.views.view import apply_selection
from loaders.errors import UsageError
from loaders.pipeline import load
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()


@pytest.fixture(name="store")
def fixture_store(monkeypatch: pytest.MonkeyPatch) -> Path:
    store = SyntheticStore()
    monkeypatch.setattr(Library, "at", classmethod(lambda _, path: Library(lambda __: store, str(path))))
    return Path("made-up")


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of one call."""
    with pytest.raises(SystemExit) as left:
        run(list(arguments))
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out, said.err


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "example.org", ""])
def test_an_address_that_others_can_reach_is_refused_with_the_reason(host: str, capsys: Any) -> None:
    code, _, said = call(capsys, "--host", host)
    assert code == 2
    assert "no access control" in said


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost"])
def test_an_address_of_this_machine_alone_is_served(host: str) -> None:
    check_host(host)


def test_a_missing_browser_is_told_at_the_start_with_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    announce("http://127.0.0.1:8050", Path("store"))
    assert "Chromium" not in capsys.readouterr().err
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    announce("http://127.0.0.1:8050", Path("store"))
    said = capsys.readouterr()
    assert "apt-get install chromium" in said.err
    assert "http://127.0.0.1:8050" in said.out


def test_a_port_in_use_is_named_with_what_to_do(capsys: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, said = call(capsys, "--port", str(port))
    assert code == 2
    assert f"--port {port}" in said
    assert "choose another port: python -m dashboard --port" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("timelin", "--out", "x.png"), "Did you mean 'timeline'?"),
        (("timeline", "--out", "x.gif"), "ends in png, svg, pdf, csv"),
        (("timeline", "--out", "no-such-folder/x.png"), "there is no folder"),
        (("timeline", "--out", "x.csv", "--sectors", "6gg"), "Did you mean '6g'?"),
        (("timeline", "--out", "x.csv", "--period", "decade"), "year, quarter, month"),
        (("timeline", "--out", "x.csv", "--start", "soon"), "'soon' is not a date"),
        (("timeline", "--out", "x.csv", "--start", "2025", "--end", "2023"), "an interval ends after it starts"),
    ],
)
def test_wrong_use_says_what_is_wrong_and_exits_with_2(arguments: tuple[str, ...], said: str, capsys: Any) -> None:
    code, _, error = call(capsys, "export", *arguments)
    assert code == 2
    assert said in error


def test_a_file_in_place_of_a_store_is_refused(tmp_path: Path, capsys: Any) -> None:
    place = tmp_path / "store.csv"
    place.write_text("x", "utf-8")
    for arguments in (("export", "timeline", "--out", str(tmp_path / "x.csv"), "--store", str(place)),):
        code, _, error = call(capsys, *arguments)
        assert (code, "a store is a folder" in error) == (2, True)
    code, _, error = call(capsys, "--store", str(place))
    assert (code, "a store is a folder" in error) == (2, True)


def test_a_publisher_nobody_knows_is_named_with_the_nearest(store: Path, tmp_path: Path, capsys: Any) -> None:
    known = SyntheticStore().documents()["publisher"].dropna().iloc[0]
    arguments = ("export", "timeline", "--out", str(tmp_path / "x.csv"), "--store", str(store))
    code, _, error = call(capsys, *arguments, "--publisher", known + "x")
    assert code == 2
    assert f"Did you mean '{known}'?" in error


def test_an_export_that_shows_no_event_says_so(store: Path, tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "x.csv"
    code, _, error = call(
        capsys, "export", "timeline", "--out", str(out), "--store", str(store), "--start", "1901", "--end", "1902"
    )
    assert code == 0
    assert "no event is shown" in error


def test_a_date_that_is_none_is_told_in_one_sentence(capsys: Any) -> None:
    code, _, error = call(capsys, "export", "timeline", "--out", "x.csv", "--start", "2024-13")
    assert code == 2
    assert error.startswith("--start 2024-13: ")
    assert ".." not in error.replace("'..'", "")


def test_a_store_that_is_not_there_exits_with_1_and_says_how_to_make_one(tmp_path: Path, capsys: Any) -> None:
    code, _, error = call(
        capsys, "export", "timeline", "--out", str(tmp_path / "x.csv"), "--store", str(tmp_path / "none")
    )
    assert code == 1
    assert "python -m loaders load" in error


def test_what_is_shown_is_written_with_its_receipt_beside_it(store: Path, tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "shown.csv"
    code, printed, _ = call(
        capsys,
        *("export", "timeline", "--out", str(out), "--store", str(store)),
        *("--sectors", "5g,6g", "--start", "2018", "--end", "2020", "--axis", "announced", "--as-of", "2026-06-15"),
    )
    assert (code, printed.strip()) == (0, str(out))
    chosen = Selection.from_query("?sectors=5g,6g&dates=2018/2020&axis=announced", TAXONOMY)[0]
    events = SyntheticStore().events()
    shown, shelf = chosen.filter(events, TAXONOMY), chosen.shelf(events, TAXONOMY)
    assert len(out.read_text("utf-8-sig").splitlines()) == 1 + len(shown) + len(shelf)
    receipt = json.loads(next(tmp_path.glob("shown.csv*.json")).read_text("utf-8"))
    assert receipt["events"] == len(shown)
    assert receipt["url"] == "?sectors=5g,6g&dates=2018/2020&axis=announced&as_of=2026-06-15"


def test_the_heatmap_as_a_table_is_its_counts(store: Path, tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "counts.csv"
    assert call(capsys, "export", "heatmap", "--out", str(out), "--store", str(store), "--period", "month")[0] == 0
    assert out.read_text("utf-8-sig").splitlines()[0].startswith("sector,label,period")


def test_a_picture_is_written_at_the_width_asked_for(store: Path, tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "heat.svg"
    assert call(capsys, "export", "heatmap", "--out", str(out), "--store", str(store), "--width", "900")[0] == 0
    assert 'width="900"' in out.read_text("utf-8")[:600]


def test_an_address_from_the_page_with_options_over_it() -> None:
    address = "http://127.0.0.1:8050/?sectors=5g&status=done&foo=1"
    chosen, notes = read_selection(address, [("status", "planned")], TAXONOMY)
    assert chosen == Selection(sectors=("5g",), statuses=("planned",))
    assert len(notes) == 1
    assert "foo" in notes[0]
    assert read_selection("sectors=5g", [], TAXONOMY)[0] == Selection(sectors=("5g",))


def test_start_and_end_are_both_included() -> None:
    assert read_dates("2023", "2025") == [("dates", "2023/2025")]
    assert read_dates("2023-05", None) == [("dates", "2023-05-01/..")]
    assert read_dates(None, None) == []
    with pytest.raises(UsageError):
        read_dates("never", None)


TEA = '[sectors.tea]\nlabel_en = "Tea"\nlabel_zh = "茶叶"\nterms = ["tea exports", "茶叶"]\n'


def test_a_sector_of_ones_own_is_drawn_and_exported_with_a_colour_of_its_own(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, notice = tmp_path / "mine.toml", tmp_path / "notice.txt"
    mine.write_text(TEA, encoding="utf-8")
    notice.write_text("The ministry approved tea exports on 3 March 2024.\n", encoding="utf-8")
    load(notice, store=tmp_path / "store", published="2024-03-05", taxonomy=mine)
    arguments = ("export", "timeline", "--store", str(tmp_path / "store"), "--sectors", "tea")
    code, _, said = call(capsys, *arguments, "--out", str(tmp_path / "none.csv"))
    assert (code, "tea" in said) == (2, True)
    for number, extra in enumerate((("--taxonomy", str(mine)), ())):
        out = tmp_path / f"{number}.csv"
        assert call(capsys, *arguments, *extra, "--out", str(out))[0] == 0
        assert "tea exports" in out.read_text(encoding="utf-8-sig")
        monkeypatch.setenv("POLICY_TIMELINE_TAXONOMY", str(mine))
    known = load_taxonomy(mine)
    assert known["tea"].colour not in {sector.colour for sector in known if sector.code != "tea"}
    view = apply_selection(Selection(), Library.at(tmp_path / "store").newest(), known, date(2024, 6, 1))
    assert "Tea" in str(fill_filters(view, known, {}, set()))


def test_a_taxonomy_that_is_not_whole_is_named_before_anything_is_served(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "mine.toml").write_text('[sectors.tea]\ncolor = "#112233"\n', encoding="utf-8")
    code, _, said = call(capsys, "--taxonomy", str(tmp_path / "mine.toml"))
    assert code == 2
    assert "sector 'tea': there is no field 'color'. Did you mean 'colour'?" in said
