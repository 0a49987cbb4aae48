"""The past of a store, by version and by day: exactly what was known then, also in a copy of its folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from loaders.errors import StoreError, UsageError
from loaders.store import Store, open_store
from tests.loaders.stored import file_of, write

DAYS = ("2031-01-01T10:00:00.000Z", "2031-01-05T23:59:59.999Z", "2031-01-06T00:00:00.000Z", "2031-02-01T12:00:00.000Z")


@pytest.fixture(name="store", scope="module")
def fixture_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Four versions: made on the first of the days, then one document more on each of the others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("loaders.store.times._now", lambda: DAYS[0])
        store = open_store(tmp_path_factory.mktemp("past") / "store", create=True)
        for number, day in enumerate(DAYS[1:]):
            patch.setattr("loaders.store.times._now", lambda day=day: day)
            write(store, file_of(f"{number}.txt", "A"))
        yield store


@pytest.mark.parametrize(
    ("moment", "version"),
    [
        (date(2031, 1, 1), 0),
        (date(2031, 1, 4), 0),
        (date(2031, 1, 5), 1),
        (date(2031, 1, 6), 2),
        (date(2031, 1, 31), 2),
        (date(2031, 2, 1), 3),
        (date.max, 3),
        (datetime.max.replace(tzinfo=UTC), 3),
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-8))), 3),
        (datetime(2031, 1, 6, tzinfo=UTC), 2),
        (datetime(2031, 1, 6, 7, 59, tzinfo=timezone(timedelta(hours=8))), 0),
        (datetime(2031, 1, 6, 8, 0, tzinfo=timezone(timedelta(hours=8))), 2),
    ],
)
def test_a_store_is_opened_as_it_was_known(store: Store, moment: date, version: int) -> None:
    known = open_store(store.folder, as_known_on=moment)
    assert (known.version, len(known.documents())) == (version, version)
    assert known.committed == DAYS[version]


def test_a_copy_of_the_folder_knows_the_same_past(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(store.folder, copy, copy_function=shutil.copy)  # with new times of its files
    assert open_store(copy, as_known_on=date(2031, 1, 5)).version == 1


def test_before_the_store_nothing_was_known(store: Store) -> None:
    with pytest.raises(StoreError, match="nothing was known by 2030-12-31: the store was made on 2031-01-01"):
        open_store(store.folder, as_known_on=date(2030, 12, 31))


def test_a_moment_without_zone_and_two_answers_at_once_are_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="names no time zone"):
        open_store(store.folder, as_known_on=datetime(2031, 1, 1))
    with pytest.raises(UsageError, match="not both"):
        open_store(store.folder, version=1, as_known_on=date(2031, 1, 1))


def test_the_past_is_read_and_never_written(store: Store) -> None:
    with pytest.raises(StoreError, match="opened at version 1 to be read"):
        write(open_store(store.folder, as_known_on=date(2031, 1, 5)), file_of("x.txt", "A"))


def test_a_clock_that_was_set_back_does_not_disorder_the_past(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.store.times._now", lambda: "2031-05-01T00:00:00.000Z")
    store = open_store(tmp_path / "store", create=True)
    monkeypatch.setattr("loaders.store.times._now", lambda: "2031-04-01T00:00:00.000Z")
    write(store, file_of("a.txt", "A"))
    assert store.committed == "2031-05-01T00:00:00.000Z"
    assert open_store(store.folder, as_known_on=date(2031, 5, 1)).version == 1
