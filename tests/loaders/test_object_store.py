"""A store in an object store: read and written by several processes at once, read from bounded copies, told in errors.

The server is a real one; it is packaged for Linux.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from loaders.errors import StoreError
from loaders.store import open_store
from loaders.store.copies import copies_folder
from loaders.store.maintaining import Keep, maintain_store
from loaders.store.place import find_place
from tests.loaders.object_store import serve_objects
from tests.loaders.stored import file_of, write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the server is packaged for Linux")
ROOT = Path(__file__).resolve().parents[2]
BUCKET = "policies"


@pytest.fixture(name="server", scope="module")
def fixture_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with serve_objects(tmp_path_factory.mktemp("server"), BUCKET) as environment:
        yield environment


@pytest.fixture(name="address")
def fixture_address(
    server: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> str:
    """The address of a store of its own for each test, with the settings that reach it."""
    for name, value in (server | {"POLICY_TIMELINE_CACHE": str(tmp_path / "cache")}).items():
        monkeypatch.setenv(name, value)
    return f"s3://{BUCKET}/{sha256(request.node.name.encode()).hexdigest()[:8]}"


def test_a_store_is_written_decided_maintained_and_read_as_in_a_folder(address: str) -> None:
    store = open_store(address, create=True)
    for number in range(4):
        write(store, file_of(f"{number}.txt", "A", "B"))
    event = store.events()["id"][0]
    store.decide(event, kind="amend", field="status", value="done", by="An Analyst")
    store.pin(2, "figure.svg")
    assert len(open_store(address, version=1).events()) == 2
    assert open_store(address, as_known_on=date.max).version == 5
    done = maintain_store(store.place, Keep(versions=1))
    assert done.after < done.before
    assert done.kept == (2, 6)
    again = open_store(address)
    assert (again.version, len(again.events()), len(again.index())) == (6, 8, 8)
    assert again.events([event])["status"].tolist() == ["done"]
    assert len(open_store(address, version=2).events()) == 4
    assert again.document(again.documents()["id"][0])["text"].startswith("The ministry")


WRITER = """
import sys
from loaders.store import open_store
from tests.loaders.stored import file_of, write
store = open_store(sys.argv[1], create=True)
for number in range(3):
    print(write(store, file_of(f"{sys.argv[2]}{number}.txt", "A", "B")).version, flush=True)
"""


def test_two_writers_and_a_reader_share_a_store_without_a_lock(address: str) -> None:
    command = [sys.executable, "-c", WRITER, address]
    writers = [subprocess.Popen([*command, name], cwd=ROOT, stdout=-1, stderr=-1, text=True) for name in "ab"]
    done = threading.Event()
    torn: list[tuple[int, int]] = []
    seen: set[int] = set()

    def look_on() -> None:
        while not done.is_set():
            try:
                store = open_store(address)
            except StoreError as error:
                assert "no store here" in str(error)
                continue
            counts = (len(store.documents()), len(store.events()))
            torn.extend([counts] if counts != (store.version, 2 * store.version) else [])
            seen.add(store.version)

    reader = threading.Thread(target=look_on)
    reader.start()
    told = [writer.communicate(timeout=120) for writer in writers]
    done.set()
    reader.join()
    assert [err for _, err in told] == ["", ""]
    assert sorted(int(line) for out, _ in told for line in out.split()) == list(range(1, 7))
    assert torn == []
    assert len(seen) > 1
    store = open_store(address)
    assert (len(store.documents()), store.events()["id"].is_unique) == (6, True)


def test_copies_are_fetched_once_and_bounded(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(address, create=True)
    write(store, file_of("a.txt", "A"))
    open_store(address).events()
    copies = {path: path.stat().st_ino for path in copies_folder(store.place).rglob("*.parquet")}
    assert copies
    open_store(address).events()
    assert {path: path.stat().st_ino for path in copies_folder(store.place).rglob("*.parquet")} == copies
    monkeypatch.setenv("POLICY_TIMELINE_CACHE_MB", "0")
    write(store, file_of("a.txt", "A", sha256="other"))
    for path in copies:
        os.utime(path, (0, 0))  # not used for long
    assert len(open_store(address).events()) == 1
    assert not set(copies) & set(copies_folder(store.place).rglob("*.parquet"))


def test_a_copy_that_was_taken_away_is_fetched_again(address: str) -> None:
    store = open_store(address, create=True)
    write(store, file_of("a.txt", "A"))
    reader = open_store(address)
    assert len(reader.events()) == 1
    for path in copies_folder(store.place).rglob("*.parquet"):
        path.unlink()
    assert len(reader.events()) == 1


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, r"cannot be read \(.*signature.*SignatureDoesNotMatch"),
        ({"AWS_SECRET_ACCESS_KEY": ""}, "AWS_SECRET_ACCESS_KEY: not set. Set it"),
        ({"AWS_ALLOW_HTTP": ""}, "not encrypted. Use https:, or set AWS_ALLOW_HTTP=true"),
        ({"AWS_ENDPOINT_URL": ""}, "neither AWS_REGION nor AWS_ENDPOINT_URL is set"),
    ],
)
def test_settings_that_lack_or_are_wrong_are_named(
    address: str, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], told: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreError, match=told) as error:
        open_store(address)
    assert "\n" not in str(error.value)


def test_an_empty_prefix_is_no_store_and_a_bucket_that_is_not_there_is_told(address: str) -> None:
    with pytest.raises(StoreError, match=f"{address}: there is no store here. Make one with"):
        open_store(address)
    with pytest.raises(StoreError, match="s3://nowhere/store: "):
        open_store("s3://nowhere/store", create=True)


@pytest.mark.parametrize("address", ["s3://bucket", "s3://", "s3://bucket/a b"])
def test_an_address_that_is_none_is_told_with_what_one_is(address: str) -> None:
    with pytest.raises(StoreError, match="is s3://bucket/prefix"):
        find_place(address)
