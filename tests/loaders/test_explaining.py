"""One stored event can be explained from its row in the store, and a folder from the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from loaders.cli import app
from loaders.errors import UsageError
from loaders.pipeline import explain_event, load, load_ladder
from loaders.store import open_store

NOTE = "BEIJING, March 12, 2026 (Example) -- The ministry will accelerate 5G. The day was sunny for 6G fans.\n"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(NOTE, encoding="utf-8")
    return path


def test_a_stored_event_is_explained_from_its_row(note: Path, tmp_path: Path) -> None:
    load([str(note)], store=tmp_path / "store", workers=1)
    store = open_store(tmp_path / "store")
    [event] = store.events().to_dict("records")
    told = explain_event(store.document(event["document"]), event["start"], event["end"])
    assert told["events"] == [event["id"]]
    assert any(reason["key"] == "admitted" for clause in told["clauses"] for reason in clause["reasons"])
    assert event["modality"] == "accelerate" and event["modality"] in [rung.code for rung in load_ladder()]


def test_a_span_that_is_no_sentence_is_refused_with_a_remedy(note: Path, tmp_path: Path) -> None:
    load([str(note)], store=tmp_path / "store", workers=1)
    store = open_store(tmp_path / "store")
    [row] = store.documents().to_dict("records")
    with pytest.raises(UsageError, match="load it again"):
        explain_event(store.document(row["id"]), 3, 9)


@pytest.mark.parametrize(("language", "words"), [("en", "An event by the rule"), ("zh", "认定为事件")])
def test_the_command_explains_accepted_and_refused_sentences(note: Path, language: str, words: str) -> None:
    done = CliRunner().invoke(app, ["extract", "--explain", "--language", language, str(note)])
    assert done.exit_code == 0
    assert words in done.stdout and "6G fans" in done.stdout
    assert "{" not in done.stdout


def test_an_explanation_in_another_language_is_wrong_use(note: Path) -> None:
    done = CliRunner().invoke(app, ["extract", "--explain", "--language", "fr", str(note)])
    assert isinstance(done.exception, UsageError)
