"""The commands that keep a store, as a person types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.cli import run
from loaders.store import Store, open_store
from tests.loaders.stored import file_of, write


@pytest.fixture(name="store")
def fixture_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("POLICY_TIMELINE_STORE", str(tmp_path / "store"))
    store = open_store(tmp_path / "store", create=True)
    write(store, file_of("a.txt", "Stations", "Cars"))
    return store


def say(*arguments: str) -> int:
    try:
        run(list(arguments))
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_a_person_decides_on_the_command_line(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    stations, cars = (row["id"] for row in store.rows("SELECT id FROM events ORDER BY title DESC"))
    asked = ("--set", "status=done", "--set", "when=2025-11", "--by", "An Analyst", "--note", "opened")
    assert say("decide", stations, *asked) == 0
    assert "status is now done, when is now 2025-11" in capsys.readouterr().out
    assert say("decide", cars, "--reject", "--by", "An Analyst") == 0
    assert "rejected" in capsys.readouterr().out
    (event,) = open_store(store.folder).events().to_dict("records")
    assert (event["id"], event["status"], event["when"], event["reviewed"]) == (stations, "done", "2025-11", True)
    assert say("status") == 0
    assert "Reviewed   1, 1 rejected" in capsys.readouterr().out


def test_the_status_names_decisions_whose_event_is_gone(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    cars = store.rows("SELECT id FROM events WHERE title = 'Cars'")[0]["id"]
    store.decide(cars, kind="accept", by="An Analyst")
    write(store, file_of("a.txt", "Stations", sha256="other"))
    say("status")
    assert f"'Cars', decided by An Analyst (event {cars})" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--by", "A"], "decide one of --accept, --reject, --withdraw, or --set"),
        (["--accept", "--reject", "--by", "A"], "decide one of"),
        (["--set", "status", "--by", "A"], "write it as FIELD=VALUE"),
        (["--set", "status=don", "--by", "A"], "Did you mean 'done'?"),
    ],
)
def test_a_wrong_decision_ends_with_2_and_says_what_to_do(
    store: Store, capsys: pytest.CaptureFixture[str], asked: list[str], told: str
) -> None:
    event = store.rows("SELECT id FROM events")[0]["id"]
    assert say("decide", event, *asked) == 2
    assert told in capsys.readouterr().err
    assert store.newest() == 1
