"""The data that ships is whole: rows well-formed and sourced, names clear, every sample document explained."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from loaders.edtf import Granularity, read_edtf
from loaders.model import Status

DATA = Path(__file__).resolve().parent.parent / "data"
LIBRARY = DATA / "documents"
README = (DATA / "README.md").read_text(encoding="utf-8")
INSTRUMENTS = frozenset(
    [
        "law/regulation",
        "action plan",
        "guidance/opinions",
        "pilot",
        "licence/approval",
        "subsidy/tax",
        "standard",
        "statistic",
        "statement",
        "conference",
    ]
)
CORE = ("5g", "6g", "humanoid_robots", "nev", "telecom_opening")
ORDINARY = frozenset(
    [
        "most",
        "safe",
        "sat",
        "mot",
        "mem",
        "us",
        "who",
        "cabinet",
        "ministry",
        "government",
        "city",
        "province",
        "centre",
        "center",
    ]
)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


MILESTONES = rows(DATA / "milestones.csv")
CALENDAR = rows(DATA / "calendar.csv")
ACTORS = rows(DATA / "actors.csv")


def documented() -> dict[str, list[str]]:
    """Sample documents in the README's table, each with the milestones it retells."""
    table = re.findall(r"^\| `([^`]+)` \| [^|]* \| ([^|]*)\|", README.partition("## documents")[2], re.MULTILINE)
    return {name: cells.split() for name, cells in table}


def actor_names() -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for row in ACTORS:
        for cell in ("name_en", "name_zh", "aliases_en", "aliases_zh"):
            for name in filter(None, row[cell].split("|")):
                names[name.casefold()].add(row["slug"])
    return names


def test_the_chronology_is_rich_and_covers_every_core_sector() -> None:
    counts = Counter(code for row in MILESTONES for code in row["sectors"].split(";"))
    assert len(MILESTONES) >= 200
    assert min(counts[code] for code in CORE) >= 20
    years = {row["date"][:4] for row in MILESTONES}
    assert {str(year) for year in range(2013, 2027)} <= years


@pytest.mark.parametrize("row", MILESTONES, ids=lambda row: row["id"])
def test_a_milestone_is_well_formed_and_sourced(row: dict[str, str]) -> None:
    assert re.fullmatch(r"m\d{3}[a-z]?", row["id"])
    assert None not in row
    assert 20 <= len(row["title"]) <= 110
    assert row["status"] in set(Status) - {Status.BACKGROUND}
    assert row["instrument"] in INSTRUMENTS
    assert row["confidence"] == "verified"
    assert row["source_title"] and row["source_publisher"]
    address = urlsplit(row["source_url"])
    assert address.scheme in ("http", "https") and "." in address.netloc and " " not in row["source_url"]


@pytest.mark.parametrize("row", MILESTONES, ids=lambda row: row["id"])
def test_the_dates_of_a_milestone_agree_with_its_precision_and_status(row: dict[str, str]) -> None:
    told = read_edtf(row["date"])
    stated = "interval" if "/" in row["date"] else str(told.granularity)
    assert stated == row["precision"]
    assert told.start and told.end and told.end <= date(2027, 1, 1)
    if not row["effective_or_target_date"]:
        assert row["status"] not in (Status.TARGET, Status.IN_FORCE)
        return
    own = read_edtf(row["effective_or_target_date"])
    assert own.start and own.end
    if row["status"] in (Status.TARGET, Status.PLANNED):
        assert own.end > told.start, "a target is not passed on the day it is set"
    if row["status"] == Status.STATISTIC:
        assert own.start < told.end, "a figure does not tell the future"


def test_milestones_have_one_id_and_one_title_each() -> None:
    assert [name for name, n in Counter(row["id"] for row in MILESTONES).items() if n > 1] == []
    assert [title for title, n in Counter(row["title"] for row in MILESTONES).items() if n > 1] == []


def test_milestones_stand_in_order_of_time() -> None:
    order = [(row["date"], row["id"]) for row in MILESTONES]
    assert order == sorted(order)


def test_every_sector_of_a_milestone_is_in_the_taxonomy() -> None:
    known = set(tomllib.loads((DATA / "taxonomy.toml").read_text(encoding="utf-8"))["sectors"])
    used = {code for row in MILESTONES for code in row["sectors"].split(";")}
    used |= {code for row in rows(LIBRARY / "humanoid-robots-dated-items.csv") for code in row["Sector"].split(";")}
    assert used <= known


def test_every_actor_of_a_milestone_is_in_the_gazetteer() -> None:
    known = actor_names()
    used = [name for row in MILESTONES for name in row["actor"].split(";")]
    used += [row["Issuer"] for row in rows(LIBRARY / "humanoid-robots-dated-items.csv")]
    bare = {re.sub(r"( and \w+)? others$", "", name.strip()).removesuffix(" and") for name in used}
    assert sorted(name for name in bare if name.casefold() not in known) == []


def test_every_sample_document_is_explained_and_every_explanation_has_its_document() -> None:
    assert sorted(documented()) == sorted(path.name for path in LIBRARY.iterdir())


def test_every_milestone_that_a_sample_document_retells_exists() -> None:
    known = {row["id"] for row in MILESTONES}
    retold = documented()
    assert {name: [m for m in named if m not in known] for name, named in retold.items()} == {n: [] for n in retold}
    assert min(len(named) for named in retold.values()) >= 4


def test_the_library_is_bilingual_short_and_in_many_shapes() -> None:
    paths = list(LIBRARY.iterdir())
    assert len(paths) >= 10
    assert {path.suffix for path in paths} == {".txt", ".md", ".html", ".jsonl", ".csv"}
    chinese = [path for path in paths if re.search(r"[一-鿿]", path.name)]
    assert len(chinese) >= 4
    for path in paths:
        text = path.read_text(encoding="utf-8")
        words = len(re.findall(r"[A-Za-z][\w'-]*", text)) + len(re.findall(r"[一-鿿]", text)) // 2
        assert 150 <= words <= 700, path.name
        assert "\r" not in text and "\t" not in text and text.endswith("\n"), path.name


def test_every_sample_document_names_the_library_as_its_credit() -> None:
    for path in LIBRARY.iterdir():
        if path.suffix != ".csv":
            text = path.read_text(encoding="utf-8")
            assert "Policy Timeline sample library" in text, path.name


def test_every_record_of_the_bulletin_has_its_own_id_and_date() -> None:
    lines = (LIBRARY / "telecom-opening-bulletin-2018-2025.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert len({record["id"] for record in records}) == len(records) >= 8
    assert {record["language"] for record in records} == {"en", "zh"}
    assert all(read_edtf(record["published"]).granularity == Granularity.DAY for record in records)


def test_every_row_of_the_table_has_its_own_id_date_and_source() -> None:
    table = rows(LIBRARY / "humanoid-robots-dated-items.csv")
    assert len({row["Id"] for row in table}) == len(table) >= 10
    assert all(read_edtf(row["Published"]) and row["Link"].startswith("http") and row["Outlet"] for row in table)


@pytest.mark.parametrize("row", CALENDAR, ids=lambda row: row["slug"])
def test_a_named_event_has_bounds_names_and_a_reason_to_be_believed(row: dict[str, str]) -> None:
    assert None not in row
    first, last = read_edtf(row["start"]), read_edtf(row["end"])
    assert first.start and last.end and first.start < last.end
    assert row["precision"] == ("interval" if row["start"] != row["end"] else str(first.granularity))
    assert row["name_en"] and row["name_zh"] and row["aliases_en"] and row["aliases_zh"]
    assert (row["verified"] == "yes") == row["source_url"].startswith("http")
    assert row["verified"] in ("yes", "known")


@pytest.mark.parametrize("column", ["aliases_en", "aliases_zh"])
def test_a_name_without_a_tilde_means_one_event_alone(column: str) -> None:
    meant: dict[str, set[str]] = defaultdict(set)
    vague = set()
    for row in CALENDAR:
        for alias in row[column].split("|"):
            assert alias == alias.strip() and len(alias.removeprefix("~")) > 2, row["slug"]
            if alias.startswith("~"):
                vague.add(alias[1:].casefold())
            else:
                meant[alias.casefold()].add(row["slug"])
    assert {alias: slugs for alias, slugs in meant.items() if len(slugs) > 1 or alias in vague} == {}


def test_the_calendar_has_no_clauses_among_its_names() -> None:
    names = [alias.removeprefix("~") for row in CALENDAR for alias in row["aliases_en"].split("|")]
    assert [name for name in names if re.match(r"(since|by|after|before|until|the|this|last|next) ", name, re.I)] == []


def test_named_events_have_one_slug_each() -> None:
    assert [slug for slug, n in Counter(row["slug"] for row in CALENDAR).items() if n > 1] == []


def test_a_plan_period_lasts_five_whole_years_and_follows_the_one_before() -> None:
    plans = [row for row in CALENDAR if row["slug"].startswith("fyp-")]
    bounds = [(int(row["start"]), int(row["end"])) for row in plans]
    assert bounds == [(first, first + 4) for first in range(2001, 2031, 5)]


def test_a_name_in_the_gazetteer_means_one_body_alone() -> None:
    assert {name: slugs for name, slugs in actor_names().items() if len(slugs) > 1} == {}
    assert [slug for slug, n in Counter(row["slug"] for row in ACTORS).items() if n > 1] == []


def test_no_body_answers_to_an_ordinary_word() -> None:
    assert sorted(ORDINARY & set(actor_names())) == []
    assert [name for name in actor_names() if len(name) < 2] == []


@pytest.mark.parametrize("row", ACTORS, ids=lambda row: row["slug"])
def test_a_body_has_a_code_and_a_name_in_both_languages(row: dict[str, str]) -> None:
    assert None not in row
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["slug"])
    assert row["name_en"]
    assert re.search(r"[一-鿿]", row["name_zh"])
    names = [row["name_en"], row["name_zh"], *row["aliases_en"].split("|"), *row["aliases_zh"].split("|")]
    assert all(name == name.strip() for name in names)


def test_every_file_of_the_data_folder_is_explained() -> None:
    files = README.partition("## milestones.csv")[0]
    named = {name.removesuffix("/") for name in re.findall(r"`([^`]+)`", files)}
    assert sorted(path.name for path in DATA.iterdir() if path.name not in named | {"README.md"}) == []
