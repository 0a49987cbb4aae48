"""Searching finds what is asked for in the version that is read: with an index of words, without, with half of one."""

from __future__ import annotations

import gc
import shutil
import weakref
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest

from loaders.errors import StoreError
from loaders.store import Store, open_store
from loaders.store.search import asking, book, building, kept
from loaders.store.search.building import FORMAT
from loaders.store.search.words import read_words
from tests.loaders.stored import told, write

SENTENCES = (
    "The ministry published new regulations for foreign-invested telecom firms.",
    "Ministries regulate the action plan for 5G and 6G.",
    "The plan of action names 3.38 million base stations.",
    "工信部发布新能源汽车产业发展规划。",
    "新能源与智能汽车同步发展，建成5G基站338万个。",
    "Café owners in ＳＨＡＮＧＨＡＩ buy electric cars.",
)
FINDS = [
    ("ministry", (0, 1)),
    ("MINISTRY regulation", (0, 1)),
    ("regul*", (0, 1)),
    ("regulati*", (0,)),
    ('"action plan"', (1,)),
    ("action plan", (1, 2)),
    ('"plan of action" stations', (2,)),
    ('"regulation"', ()),
    ("foreign-invested", (0,)),
    ("3.38", (2,)),
    ("38", (2,)),
    ("新能源汽车", (3,)),
    ("新能源 汽车", (3, 4)),
    ("“智能汽车”", (4,)),
    ("5g", (1, 4)),
    ("5G基站", (4,)),
    ("基站 5g", (4,)),
    ("展", (3, 4)),
    ("cafe shanghai", (5,)),
    ("ministry 汽车", ()),
    ("!?", ()),
    ("", ()),
    ("no_such_word", ()),
    ("ministry \ud800", (0, 1)),
]


@pytest.fixture(name="store", scope="module", params=["with an index", "without one", "with half of one"])
def fixture_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = open_store(tmp_path_factory.mktemp("search") / "store", create=True)
    for number, sentence in enumerate(SENTENCES):
        write(store, told(f"{number}.txt", sentence, title=None))
        if request.param == "with half of one" and number == 2:
            store.index_words()
    if request.param == "with an index":
        assert store.index_words() == 2 * len(SENTENCES)
        assert store.index_words() == 0
    return store


@pytest.fixture(autouse=True)
def fixture_lazy(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "store" in request.fixturenames:
        monkeypatch.setattr(asking, "LAZY", dict.fromkeys(asking.LAZY, 0))


def numbers(store: Store, words: str) -> list[int]:
    names = store.events(store.search(words)["id"])["document_name"]
    return sorted(int(name.removesuffix(".txt")) for name in names)


@pytest.mark.parametrize(("words", "expected"), FINDS)
def test_words_find_the_events_that_have_them_all(store: Store, words: str, expected: tuple[int, ...]) -> None:
    assert numbers(store, words) == list(expected)
    assert len(store.search_documents(words)) == len(expected)


def test_a_page_that_is_pasted_into_the_search_takes_no_longer_than_its_words() -> None:
    begun = process_time()
    assert len(read_words(" ".join(f"word{number} the" for number in range(3000)))) == 3001
    assert process_time() - begun < 3, "each word by itself would take a hundred times as long"


def test_the_event_that_is_most_about_a_word_comes_first(tmp_path: Path) -> None:
    store = open_store(tmp_path, create=True)
    write(store, told("a.txt", "Cars, roads, ports, licences and many other things were on the agenda of the day."))
    write(store, told("b.txt", "Licences for licences."))
    write(store, told("c.txt", "Nothing of it here."))
    found = store.search("licence")
    assert store.events(found["id"])["document_name"].tolist() == ["b.txt", "a.txt"]
    assert found["score"].is_monotonic_decreasing
    assert store.search("licence", limit=1)["id"].tolist() == found["id"].tolist()[:1]
    assert store.search("licence", limit=0).empty
    assert store.search("roads").dtypes.equals(store.search("?").dtypes)


def test_a_version_finds_its_own_events_whatever_the_index_has_besides(tmp_path: Path) -> None:
    store = open_store(tmp_path, create=True)
    write(store, told("a.txt", "The old licence."), told("b.txt", "Another licence."))
    store.search("licence")
    write(store, told("a.txt", "The new licence, a better one."))
    assert len(store.search("licence")) == 2
    assert store.search("old").empty
    past = open_store(tmp_path, version=1)
    assert len(past.search("licence", limit=5)) == 2
    assert past.events(past.search("old")["id"])["text"].tolist() == ["The old licence."]
    assert past.search("better").empty


def test_an_index_made_after_a_change_still_serves_the_versions_before(tmp_path: Path) -> None:
    store = open_store(tmp_path, create=True)
    write(store, told("a.txt", "The old licence."))
    write(store, told("a.txt", "The new permit."))
    assert store.index_words() == 2
    past = open_store(tmp_path, version=1)
    assert len(past.search("licence")) == 1
    assert past.search("permit").empty
    assert store.search("licence").empty


def test_what_a_rule_reads_otherwise_is_found_as_each_version_has_it(tmp_path: Path) -> None:
    store = open_store(tmp_path, create=True)
    file = told("a.txt", "A licence.")
    write(store, file)
    store.index_words()
    event = replace(file.readings[0].events[0], title="Quite another headline")
    write(store, replace(file, rules="r2", readings=(replace(file.readings[0], events=(event,)),)))
    assert store.events([event.id])["title"].tolist() == ["Quite another headline"]
    assert len(store.search("headline")) == 1
    past = open_store(tmp_path, version=1)
    assert past.search("headline").empty
    assert past.events([event.id])["title"].tolist() == ["A licence. (0)"]


def test_a_phrase_does_not_reach_from_a_sentence_into_its_title(tmp_path: Path) -> None:
    store = open_store(tmp_path, create=True)
    write(store, told("a.txt", "It ends with green", title="Light at the end"))
    assert store.search_documents('"green light"').empty
    assert len(store.search_documents("green light")) == 1


def test_rows_come_from_the_index_as_they_do_from_the_tables(tmp_path: Path) -> None:
    store = open_store(tmp_path, create=True)
    write(store, told("a.txt", *SENTENCES), told("u.txt", 'An undated licence, "quoted" \\ \x07.', created=None))
    before = store.events(store.events()["id"])
    document = store.document(before["document"][0])
    store.index_words()
    store = open_store(tmp_path)
    after = store.events(before["id"])
    assert asking.open_searcher(store._snapshot, "events").fetch(before["id"].tolist())[1] == []
    assert after.equals(before)
    assert after.dtypes.equals(before.dtypes)
    assert store.document(before["document"][0]) == document


def test_a_damaged_index_is_passed_over_and_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path, create=True)
    write(store, told("a.txt", "A licence."))
    store.index_words()
    folder = tmp_path / ".search" / f"words-{FORMAT}" / "events"
    (folder / "meta.json").write_text("{")
    with monkeypatch.context() as patch:
        patch.setattr(asking, "LAZY", dict.fromkeys(asking.LAZY, 0))
        assert len(open_store(tmp_path).search("licence")) == 1
    assert store.index_words() == 1
    (folder / "entries").write_bytes(b"")
    assert len(open_store(tmp_path).search("licence")) == 1
    shutil.rmtree(tmp_path / ".search")
    assert len(store.search("licence")) == 1
    assert len(open_store(tmp_path).search("licence")) == 1


def test_an_index_that_another_process_has_just_made_is_not_thrown_away(tmp_path: Path) -> None:
    folder = tmp_path / "events"
    looked = book.number_of(folder)
    faster = book.Book.make(folder, looked)
    faster.add([book.Entry(1, 1, "licence", "", "[]")])
    assert len(book.Book.make(folder, looked)) == 1
    assert len(book.Book.make(folder, book.number_of(folder))) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["events"]


def test_which_rows_a_version_has_is_found_out_once_for_all_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LEAST", 1)
    store = open_store(tmp_path, create=True)
    write(store, told("a.txt", "The old licence."), told("b.txt", "Another licence."))
    store.index_words()
    found = store.search("licence")
    folder = tmp_path / ".search" / f"words-{FORMAT}" / "events"
    with monkeypatch.context() as patch:
        patch.setattr(asking, "make_finder", None)
        again = open_store(tmp_path)
        again.decide(found["id"][0], kind="reject", by="A Reader")
        assert open_store(tmp_path).search("licence")["id"].tolist() == found["id"].tolist()[1:]
        assert open_store(tmp_path, version=1).search("licence").equals(found)
    write(store, told("a.txt", "The new permit."))
    assert open_store(tmp_path).search("old").empty
    assert len(open_store(tmp_path).search("permit")) == 1
    (folder / "rows.npz").write_bytes((folder / "rows.npz").read_bytes()[:500])
    assert len(open_store(tmp_path, version=1).search("licence")) == 2


def test_a_store_that_nobody_may_write_to_has_its_index_in_the_cache_of_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, cache = tmp_path / "store", tmp_path / "cache"
    write(open_store(folder, create=True), told("a.txt", "A licence."))
    monkeypatch.setattr("loaders.store.homes._may_write", lambda home: not home.is_relative_to(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    assert len(open_store(folder).search("licence")) == 1
    assert not (folder / ".search").exists()
    assert list(cache.rglob("meta.json"))
    shutil.rmtree(cache)
    cache.write_text("No folder can be made here.")
    assert len(open_store(folder).search("licence")) == 1
    with pytest.raises(StoreError, match="the index of words cannot be made"):
        open_store(folder).index_words()


def test_a_disk_that_fills_while_the_index_is_built_stops_no_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path, create=True)
    write(store, told("a.txt", "A licence."))

    def fill(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(book.Book, "_list", lambda self, *rest: fill() if self._folder else None)
    assert len(store.search("licence")) == 1
    with pytest.raises(StoreError, match=r"not brought up to date .*No space left"):
        store.index_words()
    monkeypatch.undo()
    assert store.index_words() == 2


def test_most_of_an_index_that_no_version_needs_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_FEW", 0)
    store = open_store(tmp_path, create=True)
    for rules in ("r1", "r2", "r3"):
        write(store, replace(told("a.txt", "A licence."), rules=rules))
        store.index_words()
    there = building.open_book(store.place, "events")
    assert there
    assert len(there) == 3
    write(store, replace(told("a.txt", "A licence."), rules="r4"))
    assert store.index_words() == 2
    there = building.open_book(store.place, "events")
    assert there
    assert len(there) == 1
    assert len(open_store(tmp_path, version=2).search("licence")) == 1


def test_what_people_decided_counts_in_rows_index_and_search(tmp_path: Path) -> None:
    store = open_store(tmp_path, create=True)
    write(store, told("a.txt", "A licence.", "One licence more.", "The last licence."))
    store.index_words()
    one, other, last = store.events()["id"]
    store.decide(one, kind="reject", by="Ann")
    store.decide(other, kind="amend", by="Ann", changes={"title": "Permits, amended", "sectors": "nev"})
    store = open_store(tmp_path)
    assert set(store.search("licence")["id"]) == {other, last}
    assert store.search("permit")["id"].tolist() == [other]
    assert store.index()["id"].tolist() == store.events()["id"].tolist() == [other, last]
    assert store.index()["reviewed"].tolist() == [True, False]
    assert store.index()["sectors"].tolist()[0] == ("nev",)
    rows = store.events([last, one, other])
    assert rows["title"].tolist()[1:] == ["Permits, amended"]
    assert rows["reviewed"].tolist() == [False, True]
    assert open_store(tmp_path, version=1).events([one])["id"].tolist() == [one]


def test_a_version_that_nobody_reads_any_more_is_let_go(tmp_path: Path) -> None:
    store = open_store(tmp_path, create=True)
    write(store, told("a.txt", "A licence."))
    assert len(store.search("licence")) == len(store.events(store.events()["id"])) == 1
    snapshot = weakref.ref(store._snapshot)
    del store
    gc.collect()
    assert snapshot() is None
