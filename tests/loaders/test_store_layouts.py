"""A store of an older layout is read as it is and brought to the newest by the next load; its past stays readable."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from loaders.errors import StoreError
from loaders.pipeline import load
from loaders.store import open_store
from loaders.store.schema import PARTITIONED, READ, SCHEMA, STORED

# For each older layout its tables, and the columns that they had not yet.
LATER = {
    1: {
        "events": {"modality", "figures", "page", "standing", "mention", "keys", "promises", "heading"},
        "documents": {"clues", "pages"},
        "failures": set[str](),
        "files": set[str](),
    },
    2: {
        "events": set[str](),
        "documents": {"clues", "pages"},
        "failures": set[str](),
        "files": set[str](),
        "retellings": set[str](),
        "links": set[str](),
    },
}
OLD_TEXT = "The ministry will build 600,000 5G base stations by the end of 2020."
NEWS = "BEIJING, June 6, 2019 -- The Ministry of Industry and Information Technology issued 5G licences on Thursday.\n"


@pytest.fixture(name="old", params=LATER, ids=lambda layout: f"layout {layout}")
def fixture_old(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A store as an older layout wrote it, with one document and one event."""
    folder, tables = tmp_path / "store", LATER[request.param]
    values = {
        "events": {"id": "e1", "document": "d1", "text": OLD_TEXT, "title": "Stations", "status": "target"},
        "documents": {"id": "d1", "name": "old.txt", "text": OLD_TEXT},
        "failures": {},
        "files": {"file": "old.txt", "sha256": "0", "rules": "r0", "documents": 1, "complete": True},
    }
    for name, later in tables.items():
        schema = pa.schema([field for field in STORED[name] if field.name not in later])
        DeltaTable.create(str(folder / name), schema, partition_by=PARTITIONED[name])
        if values.get(name):
            row = values[name] | {"file": "old.txt", "data_version": 1} | ({"year": 2019} if PARTITIONED[name] else {})
            rows = [{field.name: row.get(field.name) for field in schema}]
            write_deltalake(folder / name, pa.Table.from_pylist(rows, schema=schema), mode="append")
    loads = pa.schema([("schema", pa.int64()), *((name, pa.int64()) for name in tables), ("rules", pa.string())])
    pins = {"schema": request.param} | {name: int(DeltaTable(str(folder / name)).version()) for name in tables}
    write_deltalake(
        folder / "loads", pa.Table.from_pylist([dict.fromkeys(tables, 0) | {"schema": request.param}], schema=loads)
    )
    write_deltalake(folder / "loads", pa.Table.from_pylist([pins], schema=loads), mode="overwrite")
    return folder


@pytest.fixture(name="news")
def fixture_news(tmp_path: Path) -> Path:
    path = tmp_path / "news.txt"
    path.write_text(NEWS)
    return path


@pytest.mark.parametrize("table", READ)
def test_an_older_layout_is_read_with_what_it_lacks_missing(old: Path, table: str) -> None:
    frame = getattr(open_store(old), table)()
    assert list(frame.columns) == READ[table].names


def test_an_event_of_an_older_layout_is_a_story_of_its_own(old: Path) -> None:
    store = open_store(old)
    event = store.events().iloc[0]
    assert (event["text"], event["modality"], event["story"]) == (OLD_TEXT, None, "e1")
    assert store.stories()[["id", "mentions", "earliest"]].to_numpy().tolist() == [["e1", 1, "e1"]]


def test_the_next_load_brings_an_older_layout_to_the_newest(old: Path, news: Path) -> None:
    load(news, store=old)
    store = open_store(old)
    assert sorted(store.documents()["name"]) == ["news.txt", "old.txt"]
    assert sorted(store.events()["title"].str.len() > 0) == [True, True]
    assert store.rows("SELECT count(*) AS n FROM events WHERE mention IS NULL") == [{"n": 1}]
    assert DeltaTable(str(old / "loads")).to_pyarrow_table()["schema"].to_pylist() == [SCHEMA]
    assert len(store.stories()) == 2


def test_versions_before_the_newest_layout_stay_readable(old: Path, news: Path) -> None:
    load(news, store=old)
    past = open_store(old, version=1)
    assert past.events()["id"].tolist() == ["e1"]
    assert past.stories()["id"].tolist() == ["e1"]
    assert open_store(old, version=0).events().empty


def test_an_older_layout_is_opened_as_it_was_known_by_the_record_of_its_commits(old: Path, news: Path) -> None:
    before = DeltaTable(str(old / "loads")).history()[0]["timestamp"]
    load(news, store=old)
    moment = datetime.fromtimestamp(before / 1000, UTC)
    assert open_store(old, as_known_on=moment).version == 1
    assert open_store(old, as_known_on=date.max).version == 2
    with pytest.raises(StoreError, match="nothing was known by 2001-01-01"):
        open_store(old, as_known_on=date(2001, 1, 1))


def test_an_event_of_an_older_layout_is_decided_about(old: Path) -> None:
    store = open_store(old)
    store.decide("e1", kind="amend", field="when", value="2021", by="An Analyst")
    assert store.events()[["when", "reviewed"]].to_numpy().tolist() == [["2021", True]]


def test_a_loader_that_died_while_it_renewed_the_layout_is_cleared_away(old: Path, news: Path) -> None:
    from loaders.store.layout import upgrade_tables
    from loaders.store.place import find_place
    from loaders.store.snapshot import read_pins

    place = find_place(old)
    upgrade_tables(place, read_pins(place))  # and no row of loads
    assert open_store(old).events()["id"].tolist() == ["e1"]
    load(news, store=old)
    assert len(open_store(old).events()) == 2
