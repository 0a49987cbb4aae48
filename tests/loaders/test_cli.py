"""The command line: what it prints, what it says on stderr, and the code it ends with."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from loaders.cli import run
from loaders.store import open_store

ROOT = Path(__file__).resolve().parents[2]
SEEDS = sorted((ROOT.parent / "shared" / "seeds").glob("*.txt"))
NEWS = "BEIJING, April 7, 2024 -- The ministry approved a 5G pilot in twelve cities on Friday.\n"


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one good document; the store of this test is the default one."""
    monkeypatch.setenv("POLICY_TIMELINE_STORE", str(tmp_path / "store"))
    monkeypatch.setattr("sys.stdin", None)
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "news.txt").write_text(NEWS)
    return folder


def make_bad(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "program.txt").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20)
    (folder / "missing.txt").symlink_to(folder / "nowhere.txt")
    (folder / "table.csv").write_text(
        "date,title\n2024-04-07,Ministry opens 5G pilot\n2024-13-45,Bad\n2024-05-01,NEV rule takes effect\n"
    )


FIELDS = [
    "document",
    "created",
    "created_by",
    "created_bounds",
    "start",
    "end",
    "text",
    "title",
    "announced",
    "when",
    "status",
    "sectors",
    "actors",
    "speaker",
    "instrument",
]


class Ran:
    """What a command printed and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(name="call")
def fixture_call(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: object) -> Ran:
        capsys.readouterr()
        code: Any = 0
        try:
            run([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code or 0
        return Ran(code, *capsys.readouterr())

    return call


def test_load_says_in_one_line_what_it_did_and_what_it_passed_over(folder: Path, call: Any) -> None:
    first, again = call("load", folder), call("load", folder)
    assert (first.code, again.code) == (0, 0)
    assert first.out.startswith("1 document with 1 event loaded. ")
    assert again.out.startswith("0 documents with 0 events loaded, 1 document unchanged. ")
    assert first.err == again.err == ""


def test_pictures_in_a_folder_are_passed_over_and_named_and_one_alone_is_refused(folder: Path, call: Any) -> None:
    (folder / "scan.PNG").write_bytes(b"\x89PNG")
    loaded, alone = call("load", folder), call("load", folder / "scan.PNG")
    assert (loaded.code, loaded.err) == (0, "")
    assert f"Passed over, as they hold no text: {folder / 'scan.PNG'}." in loaded.out
    assert call("extract", folder).code == 0
    assert alone.code == 1
    assert "the ending '.png' is not known" in alone.err


def test_load_takes_a_store_workers_a_date_and_a_taxonomy(folder: Path, call: Any, tmp_path: Path) -> None:
    (folder / "news.txt").write_text("The ministry approved a 5G pilot in twelve cities.")
    (tmp_path / "mine.toml").write_text('[sectors.cities]\nlabel_en = "Cities"\nterms = ["twelve cities"]\n')
    options: list[object] = ["--store", tmp_path / "mine", "--workers", 1, "--published", "2023"]
    options += ["--taxonomy", tmp_path / "mine.toml"]
    assert call("load", folder, *options).code == 0
    store = open_store(tmp_path / "mine")
    assert store.documents()["created"].tolist() == ["2023"]
    assert all("cities" in sectors for sectors in store.events()["sectors"])


@pytest.mark.parametrize("command", ["load", "extract"])
def test_each_bad_document_is_named_with_its_reason_and_the_rest_is_read(command: str, folder: Path, call: Any) -> None:
    make_bad(folder)
    ran = call(command, folder, folder / "gone.txt")
    assert ran.code == 1
    for name in ("empty.txt", "program.txt", "missing.txt", "table.csv#row=3", "gone.txt"):
        (line,) = [line for line in ran.err.splitlines() if line.startswith(f"{folder}/{name}: ")]
        assert len(line) > len(f"{folder}/{name}: ")
    if command == "load":
        assert len(open_store(os.environ["POLICY_TIMELINE_STORE"]).documents()) == 3
    else:
        assert {row["document"] for row in ran.rows} == {"news.txt", "table.csv#row=2", "table.csv#row=4"}


def test_a_text_in_gb18030_is_read(folder: Path, call: Any) -> None:
    chinese = "新华社北京2024年8月31日电 工业和信息化部批准在12个城市开展5G试点。"
    (folder / "gb.txt").write_bytes(chinese.encode("gb18030"))
    assert call("load", folder).code == 0
    documents = open_store(os.environ["POLICY_TIMELINE_STORE"]).documents().set_index("name")
    assert documents.loc["gb.txt", "text"] == chinese
    assert documents.loc["gb.txt", "created"] == "2024-08-31"


def test_a_line_of_five_megabytes_is_read_to_its_end(folder: Path, call: Any) -> None:
    last = "The country will build a 5G network by the end of June 2025."
    (folder / "news.txt").write_text(f"{NEWS.strip()} {'members and their partners met again, ' * 135_000}. {last}")
    ran = call("extract", folder)
    assert ran.code == 0
    assert ran.rows[-1]["text"] == last
    assert ran.rows[-1]["start"] > 5_000_000


def test_extract_prints_a_row_an_event_and_stores_nothing(folder: Path, call: Any, tmp_path: Path) -> None:
    ran = call("extract", folder)
    (row,) = ran.rows
    assert ran.code == 0
    assert list(row)[:15] == FIELDS
    assert NEWS[row["start"] : row["end"]] == row["text"]
    assert row["announced"]["interval"] == ["2024-04-07", "2024-04-08"]
    assert [sector["code"] for sector in row["sectors"]] == ["5g"]
    assert not (tmp_path / "store").exists()


def test_a_document_without_events_gives_one_row(folder: Path, call: Any) -> None:
    (folder / "news.txt").write_text("Good morning, and welcome to everybody.")
    (row,) = call("extract", folder).rows
    assert row["document"] == "news.txt"
    assert row["created"] is None
    assert "text" not in row


@pytest.mark.skipif(not SEEDS, reason="the seed documents lie in ../shared, which is not here")
def test_the_second_seed_is_listed_as_undated_with_its_bounds(folder: Path, call: Any) -> None:
    rows = call("extract", *SEEDS).rows
    created = {row["document"]: (row["created"], row["created_bounds"]) for row in rows}
    assert created[SEEDS[1].name] == (None, "2023-09/..")
    assert all(created[path.name][0] for path in SEEDS if path != SEEDS[1])
    assert call("load", *SEEDS).code == 0
    status = call("status").out
    assert f"  {SEEDS[1].name}: 2023-09/.. (" in status


def test_dates_answers_each_row(folder: Path, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"id": "a", "dct": "2024-03-08", "lang": "en", "text": "by the end of June this year"},
        {"id": 2, "dct": "2024-03-08T10:00:00Z", "lang": "en-GB", "text": "recently"},
        {"id": None, "dct": None, "lang": None, "text": "2024年3月"},
    ]
    text = "".join(json.dumps(row) + "\n" for row in rows) + "\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    ran = call("dates", "--jsonl")
    assert ran.code == 0
    assert [row["id"] for row in ran.rows] == ["a", 2, None]
    (timex,) = ran.rows[0]["timexes"]
    assert list(timex) == ["start", "end", "text", "type", "value", "edtf", "interval"]
    assert (timex["start"], timex["edtf"], timex["interval"]) == (3, "2024-06", ["2024-06-01", "2024-07-01"])
    assert [timex["interval"] for timex in ran.rows[1]["timexes"]] in ([None], [])
    assert ran.rows[2]["timexes"][0]["interval"] == ["2024-03-01", "2024-04-01"]


def test_dates_tells_in_words_how_a_text_was_read(folder: Path, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"id": "a", "dct": "2024-07-05", "lang": "en", "text": "The rules take effect Feb. 1."}
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(row).encode())))
    ran = call("dates", "--explain")
    assert ran.code == 0
    assert '"Feb. 1" [22, 28): 2025-02-01, DATE 2025-02-01' in ran.out
    assert "rule month_day in en/dates.toml, from the created date" in ran.out
    assert "direction by the words: future: take effect" in ran.out
    assert "not in the words: direction, year" in ran.out


def test_dates_names_the_line_of_a_bad_row_and_answers_the_others(
    folder: Path, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '{not JSON\n{"id": 1}\n{"id": 2, "dct": "soon", "text": "today"}\n{"id": 3, "text": "in 2024"}\n[1]\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode() + b"\xff\n")))
    ran = call("dates", "--jsonl")
    assert ran.code == 1
    assert [line.partition(":")[0] for line in ran.err.splitlines()] == [f"line {n}" for n in (1, 2, 3, 5, 6)]
    assert [row["id"] for row in ran.rows] == [3]


def test_status_tells_what_the_store_holds(folder: Path, call: Any) -> None:
    (folder / "undated.txt").write_text("The ministry approved a 5G pilot in twelve cities.")
    (folder / "empty.txt").write_bytes(b"")
    call("load", folder)
    ran = call("status")
    assert ran.code == 0
    assert "version 1, rules " in ran.out
    assert "Documents  2 (en 2), 2024-04-07 to 2024-04-07" in ran.out
    assert "Events     2 (done 2)" in ran.out
    assert "Sectors    5g 2" in ran.out
    assert "Undated    1\n  undated.txt: " in ran.out
    assert f"Failures   1\n  {folder}/empty.txt: the file is empty." in ran.out
    assert "The rules have changed" not in ran.out


def test_status_says_when_the_rules_have_changed(folder: Path, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    call("load", folder)
    monkeypatch.setattr("loaders.pipeline.rules.rules_version", lambda _: "newer")
    told = call("status").out
    assert "The rules have changed since (now newer): 1 document to be read by them." in told
    assert "give the --taxonomy that the documents were loaded with" in told


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Usage: "),
        (["load"], "Missing argument"),
        (["extract"], "Missing argument"),
        (["extracts", "a"], "Did you mean 'extract'?"),
        (["load", "a", "--nothing"], "No such option"),
        (["load", ".", "--published", "soon"], "--published: "),
        (["extract", ".", "--published", "2024-99"], "--published: "),
        (["load", ".", "--workers", "0"], "at least one worker"),
        (["load", ".", "--workers", "2", "--scheduler", "tcp://127.0.0.1:1"], "name one of the two"),
        (["extract", ".", "--taxonomy", "none.toml"], "none.toml: there is no such file"),
        (["dates"], "Add --jsonl"),
    ],
)
def test_wrong_use_ends_with_2_and_says_why(arguments: list[str], says: str, folder: Path, call: Any) -> None:
    ran = call(*arguments)
    assert ran.code == 2
    assert says in ran.out + ran.err


def test_a_store_that_is_not_there_ends_with_1_and_says_how_to_make_one(folder: Path, call: Any) -> None:
    ran = call("status")
    assert ran.code == 1
    assert "there is no store here. Make one with: python -m loaders load PATH" in ran.err


def test_an_unknown_path_alone_is_a_failed_document(folder: Path, call: Any) -> None:
    ran = call("extract", folder / "gone.txt")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"{folder}/gone.txt: there is no such file")


def test_a_reader_that_goes_away_ends_the_command_quietly(folder: Path) -> None:
    rows = [{"id": n, "text": NEWS} for n in range(400)]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = f'"{sys.executable}" -m loaders extract "{folder}" | head -n 1'
    ran = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=True)
    assert len(ran.stdout.splitlines()) == 1
    assert ran.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_a_load_quietly_and_leaves_whole_batches(folder: Path, workers: int, tmp_path: Path) -> None:
    rows = [{"id": f"r{n}", "text": f"{NEWS} {'The members met. ' * 12} {n}"} for n in range(12_000)]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = [sys.executable, "-m", "loaders", "load", str(folder), "--workers", str(workers)]
    loader = subprocess.Popen(command, cwd=ROOT, stdout=-1, stderr=-1, text=True, start_new_session=True)
    for _ in range(3_000):
        if (tmp_path / "store" / "loads" / "_delta_log" / "00000000000000000001.json").exists():
            break
        time.sleep(0.05)
    os.killpg(loader.pid, signal.SIGINT)
    out, err = loader.communicate(timeout=120)
    assert (loader.returncode, out.startswith("Interrupted: ")) == (130, True)
    assert [line for line in err.splitlines() if " of 2 files: " not in line] == []  # a slow load tells how far it is
    store = open_store(tmp_path / "store")
    assert set(store.events()["document"]) <= set(store.documents()["id"])


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX closes the streams")
def test_a_load_whose_streams_are_closed_loads_all_the_same(folder: Path, tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m loaders load "{folder}" >&- 2>&-'
    assert subprocess.run(command, shell=True, cwd=ROOT, check=False).returncode == 0
    assert len(open_store(tmp_path / "store").documents()) > 0


def test_finding_dates_waits_for_no_table_and_no_web_page() -> None:
    script = """
import io, sys
from loaders.cli import app
sys.stdin = io.TextIOWrapper(io.BytesIO(b'{"text": "in 2024"}'))
app(["dates", "--jsonl"], standalone_mode=False)
print(sorted({"pandas", "numpy", "duckdb", "deltalake", "pyarrow", "trafilatura"} & set(sys.modules)))
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
