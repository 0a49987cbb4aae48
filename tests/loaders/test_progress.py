"""How far a command is told: lines with speed and time left, an object of JSON a line, a bar, or nothing at all."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loaders.cli import progress, run
from loaders.cli.progress import Bar, Lines, Teller, describe_progress, find_teller
from loaders.errors import DocumentError
from loaders.pipeline import Progress

HALF = Progress(10, 40, 20, 50, 1, 9_000, 3, 600, 1_800, 4, (DocumentError("a.txt", "it is empty."),))


def test_a_line_tells_what_is_done_how_fast_and_how_long_it_will_take() -> None:
    assert describe_progress(HALF, 100.0, "file") == (
        "10 of 40 files: 20 documents, 50 events, 1 failed; 0.2 documents/s, 90 characters/s; 5 min left"
    )
    assert describe_progress(HALF, 100.0, "document").startswith("10 of 40 documents, 50 events")


def test_where_there_is_no_terminal_a_line_comes_at_intervals(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    teller = find_teller("load")
    assert type(teller) is Lines
    for seconds in (1, 11, 12, 22):
        monkeypatch.setattr(progress, "monotonic", lambda at=seconds: teller.begun + at)
        teller.batch(HALF)
    said = capsys.readouterr().err.splitlines()
    assert ["33 s left" in said[0], "1 min left" in said[1], len(said)] == [True, True, 2]


def test_on_a_terminal_a_bar_goes_away_and_leaves_what_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "150")
    teller = find_teller("load")
    assert isinstance(teller, Bar)
    teller.show(HALF)
    teller.bar.refresh()
    teller.end("Done.")
    assert "a.txt: it is empty." in screen.getvalue()
    assert "10 of 40 files: 20 documents, 50 events, 1 failed" in screen.getvalue()


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an empty file, read in this process into the default store."""

    def read_here(tasks: Iterator[Any], settings: Any, work: Any, **_: Any) -> Iterator[Any]:
        return (work.run(task, settings) for task in tasks)

    monkeypatch.setattr("loaders.pipeline.loading.run_tasks", read_here)
    monkeypatch.setenv("POLICY_TIMELINE_STORE", str(tmp_path / "store"))
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "note.txt").write_text("Good morning, and welcome to everybody.")
    return folder


def call(*arguments: object) -> Any:
    with pytest.raises(SystemExit) as ended:
        run([str(argument) for argument in arguments])
    return ended.value.code


def test_a_log_of_json_has_a_start_batches_failures_and_an_end(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("load", folder, "--json-log") == 1
    said = capsys.readouterr()
    start, *between, end = map(json.loads, said.err.splitlines())
    (failure,) = [line for line in between if line["event"] == "failure"]
    batch = between[-1]  # a slow machine gathers the two files into two
    assert {line["event"] for line in between} == {"failure", "batch"}
    assert (start["event"], start["command"]) == ("start", "load")
    assert (failure["event"], failure["source"]) == ("failure", f"{folder}/empty.txt")
    assert (batch["event"], batch["documents"], batch["done"], batch["found"]) == ("batch", 1, 2, 2)
    assert (end["event"], end["documents"], end["failures"], end["version"]) == ("end", 1, 1, 1)
    assert said.out.startswith("1 document with 0 events loaded, 1 failed.")


def test_a_log_of_json_ends_with_the_error_and_holds_nothing_else(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("load", folder, "--json-log", "--store", folder / "note.txt") == 1
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in said] == ["start", "end"]
    assert "note.txt" in said[1]["error"]


def test_quiet_says_only_what_failed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("load", folder, "--quiet") == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith(f"{folder}/empty.txt: ")
    assert type(find_teller("load", quiet=True)) is Teller


def test_files_that_are_gone_are_counted_and_the_first_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(25):
        (folder / f"{number:02}.txt").write_text(f"Good morning, number {number}.")
    call("load", folder)
    for number in range(25):
        (folder / f"{number:02}.txt").unlink()
    capsys.readouterr()
    call("load", folder)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("No longer there")]
    assert "25 files" in line
    assert line.count(".txt") == 20
    assert "and 5 more" in line
    assert "--prune" in line
    call("load", folder, "--prune")
    assert "Removed 25 files" in capsys.readouterr().out


def test_an_interrupted_load_tells_what_was_written_and_ends_with_130(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("loaders.pipeline.loading.find_gone", interrupt)
    assert call("load", folder) == 130
    assert capsys.readouterr().out == (
        "Interrupted: 1 document with 0 events written. The next load goes on from there.\n"
    )
