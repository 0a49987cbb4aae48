"""Documents loaded into a store join into stories, whatever the order, the loader or the layout of the store."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from loaders.errors import StoreError
from loaders.events import commitments
from loaders.formats.registry import read_documents
from loaders.pipeline import joining, load
from loaders.pipeline.joining import join_rows
from loaders.pipeline.reading import read_through
from loaders.sectors.taxonomy import load_taxonomy
from loaders.store import Batch, FileReading, Store, collect_batch, open_store
from loaders.store.snapshot import Snapshot, read_pins

ROOT = Path(__file__).resolve().parents[2]
LICENCE = (
    "BEIJING, June 6, 2019 -- The Ministry of Industry and Information Technology issued 5G licences to four firms "
    "on Thursday.\n\nBy the end of 2020, 600,000 5G base stations will be built nationwide.\n\n"
    "China had 198,000 5G base stations at the end of May 2019.\n"
)
CHINESE = "北京6月6日电　工业和信息化部6日向四家企业发放5G牌照。\n\n到2020年底，全国将建成5G基站60万个。\n"
COPY = (
    "BEIJING, June 7, 2019 -- The Ministry of Industry and Information Technology on June 6 issued licences for 5G.\n"
)


def stories_of(folder: Path) -> dict[str, frozenset[str]]:
    """Each story by the words of its mentions."""
    store = open_store(folder)
    words = store.events().set_index("id")["text"]
    return {row["id"]: frozenset(words[each] for each in row["events"]) for _, row in store.stories().iterrows()}


def put(store: Path, *paths: Path | str) -> None:
    """Load files, a commit each, without the processes and plans of a real load."""
    place = open_store(store, create=True)
    for path in map(str, paths):
        readings = read_through(read_documents(path), path, load_taxonomy(), lambda error: pytest.fail(str(error)))
        place.write(collect_batch([FileReading(path, path, "r", tuple(readings))]), join_rows)


def file(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_repost_under_another_name_adds_a_mention_for_each_event_and_no_story(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load(file(tmp_path, "licence.txt", LICENCE), store=store)
    before = open_store(store).stories().set_index("id")
    report = load(file(tmp_path, "again.txt", LICENCE), store=store)
    after = open_store(store).stories().set_index("id")
    assert report.events == before["mentions"].sum() == 3
    assert list(after.index) == list(before.index)
    assert (after["mentions"] == before["mentions"] + 1).all()
    assert (after["documents"] == 2).all()
    assert (after["earliest"] == before["earliest"]).all() or set(after["earliest"]) <= set(
        open_store(store).events()["id"]
    )


def test_an_agency_copy_and_a_chinese_report_join_the_story(tmp_path: Path) -> None:
    folder, store = tmp_path / "in", tmp_path / "store"
    file(folder, "a.txt", LICENCE)
    file(folder, "b.txt", COPY)
    load(folder, store=store)
    load(file(folder, "c.txt", CHINESE), store=store, published="2019-06-06")
    assert sorted(map(len, stories_of(store).values())) == [1, 2, 3]
    stories = open_store(store).stories()
    licence = stories[stories["mentions"] == 3].iloc[0]
    assert (licence["languages"], licence["when"], licence["actors"]) == (["en", "zh"], "2019-06-06", ["miit"])
    events = open_store(store).events()
    assert set(events.loc[events["story"] == licence["id"], "id"]) == set(licence["events"])


@pytest.mark.parametrize("seed", range(3))
def test_stories_do_not_depend_on_the_order_of_loading(tmp_path: Path, seed: int) -> None:
    texts = {"a.txt": LICENCE, "b.txt": COPY, "c.txt": LICENCE.replace("issued", "granted"), "d.txt": COPY}
    paths = [file(tmp_path / "in", name, text) for name, text in texts.items()]
    at_once, one_by_one = tmp_path / "at_once", tmp_path / "one_by_one"
    load(paths, store=at_once)
    random.Random(seed).shuffle(paths)
    put(one_by_one, *paths)
    assert stories_of(one_by_one) == stories_of(at_once)


def test_an_earlier_telling_renames_the_story_and_the_old_name_leads_to_it(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put(store, file(tmp_path, "b.txt", COPY))
    old = open_store(store).stories()["id"].item()
    put(store, file(tmp_path, "a.txt", LICENCE))
    renamed = open_store(store)
    assert old not in set(renamed.stories()["id"])
    assert renamed.story(old)["mentions"] == 2
    assert renamed.story(renamed.story(old)["id"])["id"] != old
    with pytest.raises(StoreError, match="no story 'x'"):
        renamed.story("x")
    assert open_store(store, version=1).stories()["id"].tolist() == [old]


def test_what_goes_leaves_its_story(tmp_path: Path) -> None:
    folder, store = tmp_path / "in", tmp_path / "store"
    a, b = file(folder, "a.txt", LICENCE), file(folder, "b.txt", COPY)
    load([a, b], store=store)
    alone = stories_of(store)
    file(folder, "a.txt", "BEIJING, June 6, 2019 -- Nothing was decided.\n")
    load([a, b], store=store)
    left = stories_of(store)
    assert [len(words) for words in left.values()] == [1]
    assert len(alone) == 3


def test_an_unchanged_load_changes_no_story_and_no_version(tmp_path: Path) -> None:
    path, store = file(tmp_path, "a.txt", LICENCE), tmp_path / "store"
    first = load(path, store=store)
    stories = open_store(store).stories()
    assert load(path, store=store).version == first.version
    assert open_store(store).stories().equals(stories)


def test_sql_reads_stories(tmp_path: Path) -> None:
    put(tmp_path / "store", file(tmp_path, "a.txt", LICENCE))
    rows: list[dict[str, Any]] = open_store(tmp_path / "store").rows(
        "SELECT stories.mentions FROM events JOIN stories ON events.story = stories.id"
    )
    assert rows == [{"mentions": 1}] * 3


LOADER = """
import sys
from loaders.formats.registry import read_documents
from loaders.pipeline.joining import join_rows
from loaders.pipeline.reading import read_through
from loaders.sectors.taxonomy import load_taxonomy
from loaders.store import Batch, FileReading, Store, collect_batch, open_store
from loaders.store.snapshot import Snapshot, read_pins

store = open_store(sys.argv[1], create=True)
for path in sys.argv[2:]:
    readings = read_through(read_documents(path), path, load_taxonomy(), print)
    store.write(collect_batch([FileReading(path, path, "r", tuple(readings))]), join_rows)
"""


def test_two_loaders_at_once_settle_the_stories_of_one(tmp_path: Path) -> None:
    texts = {f"{n}.txt": (LICENCE if n % 2 else COPY).replace("June 7", f"June {7 + n % 3}") for n in range(6)}
    paths = [str(file(tmp_path / "in", name, text)) for name, text in texts.items()]
    shared, alone = tmp_path / "shared", tmp_path / "alone"
    put(shared)
    commands = [[sys.executable, "-c", LOADER, str(shared), *part] for part in (paths[::2], paths[1::2])]
    running = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for command in commands]
    for process in running:
        assert process.communicate(timeout=300)[1] == ""
        assert process.returncode == 0
    put(alone, *paths)
    assert stories_of(shared) == stories_of(alone)
    assert len(open_store(shared).documents()) == 6


def test_a_commitment_stands_as_later_documents_tell_on_the_day_that_is_asked(tmp_path: Path) -> None:
    words = "The Ministry of Industry and Information Technology"
    plan = file(
        tmp_path,
        "plan.txt",
        f"BEIJING, March 1, 2021 -- {words} will build 3 million 5G base stations by the end of 2022.\n",
    )
    done = file(
        tmp_path,
        "done.txt",
        f"BEIJING, Feb. 3, 2023 -- {words} said 3.1 million 5G base stations were built by the end of January 2023.\n",
    )
    put(tmp_path / "store", done, plan)
    store = open_store(tmp_path / "store")

    def stands(as_of: date | None) -> list[object]:
        rows = store.commitments(as_of=as_of)
        assert rows["deadline"].dt.date.tolist() == [date(2022, 12, 31)] * len(rows)
        return rows[["state", "slippage_days", "overdue_days"]].to_numpy().tolist()

    assert stands(date(2021, 1, 1)) == []
    assert stands(date(2022, 6, 1)) == [["open", pd.NA, pd.NA]]
    assert stands(date(2023, 1, 10)) == [["overdue", pd.NA, 10]]
    assert stands(date(2023, 6, 1)) == stands(None) == [["done", 31, pd.NA]]
    linked = store.commitments()["linked"].iloc[0]
    events = store.events().set_index("id")
    assert [(each["kind"], events.loc[each["event"], "document_name"]) for each in linked] == [
        ("completes", "done.txt")
    ]


def read(folder: Path, name: str, text: str) -> FileReading:
    path = str(file(folder, name, text))
    found = read_through(read_documents(path), path, load_taxonomy(), lambda error: pytest.fail(str(error)))
    return FileReading(path, path, "r", tuple(found))


def links_of(store: Store) -> list[dict[str, Any]]:
    snapshot = Snapshot(store.place, read_pins(store.place), decided=False)
    rows: list[dict[str, Any]] = snapshot.query("SELECT * EXCLUDE data_version FROM links ORDER BY ALL").to_pylist()
    return rows


@pytest.mark.parametrize("seed", range(3))
def test_links_do_not_depend_on_what_came_first_where_more_is_told_than_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    for module in (commitments, joining):
        monkeypatch.setattr(module, "MOST_HELD", 2)
    days = [date(2021, 3, 1 + number // 2) for number in range(8)]  # two promises on each day
    files = [
        read(tmp_path / "in", f"p{at}.txt", f"BEIJING, {day:%B} {day.day}, 2021 -- The MIIT will build the {word} 5G "
             "network roll-out by the end of 2023.\n")
        for at, (day, word) in enumerate(zip(days, ["national", "whole", "full", "planned"] * 2, strict=True))
    ]  # fmt: skip
    for at in range(8):
        day = date(2021, 3, 2) + timedelta(days=at // 2 if at % 2 else 40 * at)
        files.append(
            read(tmp_path / "in", f"n{at}.txt", f"BEIJING, {day:%B} {day.day}, {day.year} -- The MIIT completed the "
                 f"national 5G network roll-out on {day:%B} {day.day}, {day.year}.\n")
        )  # fmt: skip
    once, later, without = (open_store(tmp_path / name, create=True) for name in ("once", "later", "without"))
    once.write(collect_batch(files), join_rows)
    shuffled: list[FileReading] = random.Random(seed).sample(files, len(files))
    for first in range(0, len(shuffled), 3):
        later.write(collect_batch(shuffled[first : first + 3]), join_rows)
    assert links_of(later) == links_of(once) != []
    gone = {each.file for each in shuffled[:5]}
    later.write(Batch(collect_batch(()).tables, gone=tuple(gone)), join_rows)
    without.write(collect_batch([each for each in files if each.file not in gone]), join_rows)
    assert links_of(later) == links_of(without)


def test_a_link_goes_where_what_comes_in_late_pushes_its_promise_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (commitments, joining):
        monkeypatch.setattr(module, "MOST_HELD", 2)

    def told(name: str, day: int, words: str) -> FileReading:
        return read(tmp_path / "in", name, f"BEIJING, March {day}, 2021 -- The MIIT {words}.\n")

    store = open_store(tmp_path / "store", create=True)
    first = told("first.txt", 1, "will build the first batch of 1,001 thousand 5G base stations by the end of 2023")
    news = told("news.txt", 20, "put off the first batch of 5G base stations to the end of 2024")
    store.write(collect_batch([first, news]), join_rows)
    (link,) = links_of(store)
    assert link["kind"] == "moves"
    late = [
        told(f"{day}.txt", day, f"will build the second batch of {day} thousand 5G base stations by the end of 2023")
        for day in (8, 9)
    ]
    store.write(collect_batch(late[:1]), join_rows)
    assert links_of(store) == [link]
    store.write(collect_batch(late[1:]), join_rows)
    assert not links_of(store)


def test_what_is_read_anew_by_rules_with_other_keys_joins_what_has_those(tmp_path: Path) -> None:
    def by_other_rules(each: FileReading) -> FileReading:
        (reading,) = each.readings
        marks = tuple(replace(mark, keys=tuple(sorted(key ^ 64 for key in mark.keys))) for mark in reading.marks)
        return replace(each, rules="r2", sha256="anew", readings=(replace(reading, marks=marks),))

    one, other = (
        read(tmp_path / "in", f"{number}.txt", f"BEIJING, June {number}, 2019 -- The MIIT issued 5G licences to four "
             f"{word} firms on June 6, 2019.\n")
        for number, word in ((6, "telecom"), (7, "large telecom"))
    )  # fmt: skip
    store = open_store(tmp_path / "store", create=True)
    for each in (one, by_other_rules(one), by_other_rules(other)):
        store.write(collect_batch([each]), join_rows)
    assert len(store.stories()) == 1
    store.write(collect_batch([by_other_rules(one), replace(other, rules="r3")]), join_rows)
    assert len(store.stories()) == 2
