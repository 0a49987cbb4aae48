"""What people decide about events: what is shown after it, what is kept, what survives, what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from deltalake import DeltaTable

from loaders.errors import StoreError, UsageError
from loaders.store import READ, Store, open_store
from loaders.store.decisions import FIELDS, amend_event, check_decision, fold_decisions
from loaders.store.status import count_holdings
from tests.loaders.stored import file_of, write

BY = "An Analyst"


@pytest.fixture(name="store")
def fixture_store(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "store", create=True)
    write(store, file_of("a.txt", "Stations", "Cars"), file_of("b.txt", "Stations", created="2024-04-01"))
    return store


@pytest.fixture(name="cars", scope="module")
def fixture_cars(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, dict[str, Any]]:
    """A store that no test changes, and the row of its one event."""
    store = open_store(tmp_path_factory.mktemp("untouched") / "store", create=True)
    write(store, file_of("a.txt", "Cars"))
    return store, store.rows("SELECT * FROM events")[0]


def ids(store: Store, title: str) -> list[str]:
    rows = store.rows("SELECT id FROM recorded WHERE title = $title ORDER BY announced_start", {"title": title})
    return [row["id"] for row in rows]


def shown(store: Store, event: str) -> dict[str, Any]:
    return dict(store.events([event]).iloc[0])


def test_no_event_is_reviewed_before_somebody_decides(store: Store) -> None:
    assert store.events()["reviewed"].tolist() == [False] * 3
    assert store.decisions().empty
    assert list(store.decisions().columns) == READ["decisions"].names


def test_an_accepted_event_is_reviewed_and_otherwise_as_it_was(store: Store) -> None:
    (cars,) = ids(store, "Cars")
    before = shown(store, cars)
    assert store.decide(cars, kind="accept", by=BY) == 2
    after = shown(store, cars)
    assert (bool(before.pop("reviewed")), bool(after.pop("reviewed"))) == (False, True)
    assert str(after) == str(before)
    assert store.events()["reviewed"].sum() == 1


def test_a_rejected_event_is_left_out_of_events_index_stories_and_commitments(store: Store) -> None:
    (cars,) = ids(store, "Cars")
    store.decide(cars, kind="reject", by=BY, note="about toys")
    assert cars not in set(store.events()["id"])
    assert cars not in set(store.index()["id"])
    assert "Cars" not in set(store.stories()["title"])
    assert "Cars" not in set(store.commitments()["title"])
    assert store.rows("SELECT count(*) AS n FROM recorded") == [{"n": 3}]
    store.decide(cars, kind="accept", by="Another")
    assert cars in set(store.events()["id"])


FOLLOWS = {"evidence", "when_evidence", "announced_basis"}
AMENDED: list[tuple[str, Any, dict[str, Any]]] = [
    ("status", "done", {"status": "done"}),
    ("sectors", ["nev", "5g"], {"sectors": ["nev", "5g"]}),
    ("sectors", "nev", {"sectors": ["nev"], "evidence": []}),
    ("sectors", None, {"sectors": [], "evidence": []}),
    ("when", "2026-05", {"when_start": date(2026, 5, 1), "when_end": date(2026, 6, 1)}),
    ("when", "../2026", {"when_start": None, "when_end": date(2027, 1, 1), "role": "deadline"}),
    ("when", None, {"when": None, "when_start": None, "when_end": None, "role": None, "when_evidence": None}),
    ("role", "expected", {"role": "expected", "when": "2025"}),
    ("announced", "2024-03", {"announced_end": date(2024, 4, 1), "announced_basis": "decision"}),
    ("title", "  Twelve   stations ", {"title": "Twelve stations"}),
    ("actors", "ndrc, miit", {"actors": ["ndrc", "miit"]}),
    ("instrument", "action plan", {"instrument": "action plan"}),
    ("instrument", None, {"instrument": None}),
]


@pytest.mark.parametrize(("field", "value", "expected"), AMENDED, ids=lambda each: str(each)[:30])
def test_an_amended_field_is_shown_with_what_follows_from_it(
    cars: tuple[Store, dict[str, Any]], field: str, value: Any, expected: dict[str, Any]
) -> None:
    row = amend_event(cars[1], check_decision("amend", BY, {field: value}, cars[1]))
    assert {name: row[name] for name in expected} == expected
    assert row["amended"] == [field]
    unchanged = row.keys() - expected.keys() - {"amended", field, *(f"{field}_{end}" for end in ("start", "end"))}
    assert {name: row[name] for name in unchanged - FOLLOWS} == {name: cars[1][name] for name in unchanged - FOLLOWS}


def test_every_field_that_may_be_amended_is_tested() -> None:
    assert {field for field, *_ in AMENDED} == FIELDS.keys()


def test_a_time_given_to_an_event_without_one_has_the_role_of_its_status(store: Store) -> None:
    write(store, file_of("c.txt", "Someday", when=None))
    (event,) = ids(store, "Someday")
    with pytest.raises(UsageError, match=r"this one has none\. Set 'when' first"):
        store.decide(event, kind="amend", field="role", value="deadline", by=BY)
    store.decide(event, kind="amend", field="when", value="2027", by=BY)
    assert shown(store, event)["role"] == "expected"


def test_several_fields_are_amended_at_once_in_one_version(store: Store) -> None:
    write(store, file_of("c.txt", "Someday", when=None))
    (event,) = ids(store, "Someday")
    changes = {"role": "deadline", "when": "2027", "status": "target"}
    assert store.decide(event, kind="amend", changes=changes, by=BY) == 3
    assert {name: shown(store, event)[name] for name in changes} == changes
    assert store.decisions()["field"].tolist() == ["role", "status", "when"]


def test_the_story_and_its_commitment_follow_what_was_amended_in_one_telling(store: Store) -> None:
    later = ids(store, "Stations")[1]
    store.decide(later, kind="amend", field="when", value="../2027-06", by=BY)
    store.decide(later, kind="amend", field="status", value="target", by=BY)
    store.decide(later, kind="amend", field="title", value="Ten stations", by=BY)
    story = store.stories().set_index("title").loc["Ten stations"]
    assert (story["mentions"], story["when"], story["status"], story["role"]) == (2, "../2027-06", "target", "deadline")
    assert story["when_start"] is pd.NaT
    commitment = store.commitments(date(2028, 1, 1)).set_index("title").loc["Ten stations"]
    assert commitment["deadline"] == pd.Timestamp(2027, 6, 30)
    assert commitment["state"] == "overdue"


def test_an_amended_event_is_read_with_all_its_columns(store: Store) -> None:
    (cars,) = ids(store, "Cars")
    store.decide(cars, kind="amend", field="when", value="2026-05", by=BY)
    row = shown(store, cars)
    assert (row["when"], row["when_start"], row["when_end"]) == ("2026-05", *map(pd.Timestamp, ("2026-05", "2026-06")))
    assert (row["text"], row["sectors"], row["when_evidence"], row["reviewed"]) == ("The ministry", ["5g"], None, True)
    index = store.index().set_index("id").loc[cars]
    assert (index["when"], index["when_start"], index["reviewed"]) == ("2026-05", pd.Timestamp(2026, 5, 1), True)


def test_the_history_of_decisions_is_kept_and_the_last_counts(store: Store) -> None:
    (cars,) = ids(store, "Cars")
    store.decide(cars, kind="amend", field="status", value="done", by=BY, note="seen it")
    store.decide(cars, kind="amend", field="status", value="target", by="Another")
    told = store.decisions()
    assert told[["kind", "field", "value", "by", "note", "data_version"]].to_numpy().tolist() == [
        ["amend", "status", "done", BY, "seen it", 2],
        ["amend", "status", "target", "Another", None, 3],
    ]
    assert told["title"].tolist() == ["Cars", "Cars"]
    assert told["decided"].is_monotonic_increasing
    assert shown(store, cars)["status"] == "target"
    past = open_store(store.folder, version=2)
    assert (shown(past, cars)["status"], len(past.decisions())) == ("done", 1)


def test_withdrawing_takes_back_all_that_was_decided_of_an_event(store: Store) -> None:
    (cars,) = ids(store, "Cars")
    before = shown(store, cars)
    store.decide(cars, kind="amend", field="status", value="done", by=BY)
    store.decide(cars, kind="reject", by=BY)
    store.decide(cars, kind="withdraw", by=BY)
    assert str(shown(store, cars)) == str(before)
    assert len(store.decisions()) == 3


def test_decisions_survive_a_reload_of_the_document(store: Store) -> None:
    stations, cars = ids(store, "Stations")[0], ids(store, "Cars")[0]
    store.decide(stations, kind="amend", field="status", value="done", by=BY)
    store.decide(cars, kind="reject", by=BY)
    write(store, file_of("a.txt", "Stations", "Cars", sha256="other"))
    assert shown(store, stations)["status"] == "done"
    assert cars not in set(store.events()["id"])
    assert store.rows("SELECT status, data_version FROM recorded WHERE id = $id", {"id": stations}) == [
        {"status": "planned", "data_version": 4}
    ]


def test_a_decision_about_an_event_that_is_gone_is_told_as_an_orphan(store: Store) -> None:
    (cars,) = ids(store, "Cars")
    store.decide(cars, kind="amend", field="status", value="done", by=BY)
    assert count_holdings(store).orphans == ()
    write(store, file_of("a.txt", "Stations", sha256="other"))
    (orphan,) = count_holdings(store).orphans
    assert (orphan.event, orphan.title, orphan.decisions, orphan.by) == (cars, "Cars", 1, BY)
    assert "Cars" not in set(store.events()["title"])


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"kind": "acept"}, r"'acept' is no decision.*Did you mean 'accept'"),
    ({"kind": "accept", "by": " "}, "wants the name of who decides"),
    ({"kind": "accept", "field": "title", "value": "x"}, "takes no field and no value"),
    ({"kind": "amend"}, "name the field: the fields are status, sectors"),
    ({"kind": "amend", "field": "txt", "value": "x"}, "'txt' cannot be amended"),
    ({"kind": "amend", "field": "status", "value": "finished"}, r"status: there is no 'finished' \(background, done"),
    ({"kind": "amend", "field": "status"}, "an event cannot be without one"),
    ({"kind": "amend", "field": "role", "value": "deadlin"}, "Did you mean 'deadline'"),
    ({"kind": "amend", "field": "sectors", "value": "5g,9g"}, "sectors: there is no '9g'"),
    ({"kind": "amend", "field": "actors", "value": "mit"}, "actors: there is no 'mit'.*Did you mean"),
    ({"kind": "amend", "field": "instrument", "value": "pilots"}, "Did you mean 'pilot'"),
    ({"kind": "amend", "field": "when", "value": "next year"}, "when: 'next year' is not a date. Write 2025"),
    ({"kind": "amend", "field": "when", "value": "2025-13"}, "when: '2025-13' is not in the calendar"),
    ({"kind": "amend", "field": "announced", "value": "2025-02-30"}, "announced: "),
    ({"kind": "amend", "field": "title", "value": "x" * 91}, "this one has 91"),
]


@pytest.mark.parametrize(("asked", "match"), REFUSED, ids=[match[:40] for _, match in REFUSED])
def test_what_cannot_be_decided_is_refused_with_what_can(
    cars: tuple[Store, dict[str, Any]], asked: dict[str, Any], match: str
) -> None:
    store, event = cars
    with pytest.raises(UsageError, match=match):
        store.decide(event["id"], **({"by": BY} | asked))
    assert store.newest() == 1


def test_an_unknown_event_and_a_store_of_the_past_take_no_decision(store: Store) -> None:
    with pytest.raises(StoreError, match="version 1 has no event 'x'"):
        store.decide("x", kind="accept", by=BY)
    past = open_store(store.folder, version=0)
    with pytest.raises(StoreError, match="opened at version 0 to be read"):
        past.decide("x", kind="accept", by=BY)


def test_a_sector_of_ones_own_taxonomy_is_known_by_the_events_that_have_it(store: Store) -> None:
    write(store, file_of("o.txt", "Own", sectors=("own_sector",)))
    (cars,) = ids(store, "Cars")
    store.decide(cars, kind="amend", field="sectors", value="own_sector", by=BY)
    assert shown(store, cars)["sectors"] == ["own_sector"]


def test_many_decisions_stay_few_files(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.store.deciding.FEW", 3)
    (cars,) = ids(store, "Cars")
    for number in range(6):
        store.decide(cars, kind="amend", field="title", value=f"Title {number}", by=BY)
    pinned = DeltaTable(store.folder / "decisions").file_uris()
    assert len(pinned) <= 3
    assert store.decisions()["value"].tolist() == [f"Title {number}" for number in range(6)]


def test_decisions_fold_in_their_order() -> None:
    def row(event: str, kind: str, field: str | None = None, value: str | None = None) -> dict[str, Any]:
        return {"event": event, "kind": kind, "field": field, "value": value}

    folded = fold_decisions(
        [
            row("a", "amend", "title", "x"),
            row("a", "reject"),
            row("b", "accept"),
            row("b", "withdraw"),
            row("c", "accept"),
        ]
    )
    assert folded.keys() == {"a", "c"}
    assert (folded["a"].rejected, folded["a"].amended) == (True, {"title": "x"})
