"""Documents loaded into a store join into stories, whatever the order, the loader or the layout of the store."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from loaders.errors import StoreError
from loaders.pipeline import load
from loaders.store import open_store

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
    for path in paths:
        load(path, store=one_by_one)
    assert stories_of(one_by_one) == stories_of(at_once)


def test_an_earlier_telling_renames_the_story_and_the_old_name_leads_to_it(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load(file(tmp_path, "b.txt", COPY), store=store)
    old = open_store(store).stories()["id"].item()
    load(file(tmp_path, "a.txt", LICENCE), store=store)
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
    load([a], store=store)
    left = stories_of(store)
    assert [len(words) for words in left.values()] == [1]
    assert len(alone) == 3
    load([b], store=store)
    assert stories_of(store) == left


def test_an_unchanged_load_changes_no_story_and_no_version(tmp_path: Path) -> None:
    path, store = file(tmp_path, "a.txt", LICENCE), tmp_path / "store"
    first = load(path, store=store)
    stories = open_store(store).stories()
    assert load(path, store=store).version == first.version
    assert open_store(store).stories().equals(stories)


def test_sql_reads_stories(tmp_path: Path) -> None:
    load(file(tmp_path, "a.txt", LICENCE), store=tmp_path / "store")
    rows: list[dict[str, Any]] = open_store(tmp_path / "store").rows(
        "SELECT stories.mentions FROM events JOIN stories ON events.story = stories.id"
    )
    assert rows == [{"mentions": 1}] * 3
