"""The page on cues and sectors names every key that the program reads from their files, and none that it does not."""

import re

import pytest

from loaders.events import clauses, lexicon, modality, quantities, reader
from loaders.events.cues import Cue
from loaders.events.lexicon import Admission, PolicyWords, TimeRule, keys_of, load_event_lexicons
from loaders.model import Role, Status
from loaders.resources import ROOT, find_resource, load_toml
from loaders.sectors import taxonomy

PAGE = (ROOT / "docs" / "cues.md").read_text(encoding="utf-8")
SECTORS = (ROOT / "docs" / "sectors.md").read_text(encoding="utf-8")
NAME = re.compile(r"`([a-z_]+)`")


def rows(head: str) -> dict[str, str]:
    """The table under a heading cell: the backticked names of its first column, each with the cell beside it."""
    lines = iter((PAGE + SECTORS).splitlines())
    assert any(line.startswith(f"| {head} |") for line in lines), (
        f"docs/cues.md and sectors.md have no table of '{head}'"
    )
    found: dict[str, str] = {}
    for line in lines:
        if not line.startswith("|"):
            break
        _, first, beside, *_ = line.split("|")
        found |= dict.fromkeys(NAME.findall(first), beside)
    return found


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("key of a cue", keys_of(Cue)),
        ("key of `[[admit]]`", keys_of(Admission)),
        ("key of `[times.NAME]`", keys_of(TimeRule)),
        ("table", (*lexicon.TABLES, "speakers", "officials")),
        ("key of `structure`", (*lexicon.SHAPES, *lexicon.MAY_SHAPES)),
        ("field", taxonomy._FIELDS),
        ("table of `figures.toml`", tuple(quantities.TABLES)),
        ("key of `modality.toml`", (*modality.SHAPES, "rungs")),
        ("rung", tuple(rung.code for rung in modality.load_ladder())),
        ("kind", {"act", "measure", "figure", "outcome", "errand", "lasting"} | clauses.SUBJECTS | reader._OWN),
    ],
)
def test_a_table_of_the_page_names_what_the_program_reads(head: str, known: set[str]) -> None:
    assert set(known) - set(rows(head)) == set(), "say in docs/cues.md what these do"
    assert set(rows(head)) - set(known) == set(), "the program no longer reads these"


def test_the_values_that_a_key_can_have_are_named_beside_it() -> None:
    assert set(NAME.findall(rows("key of a cue")["status"])) == {status.value for status in Status}
    assert set(NAME.findall(rows("key of `[times.NAME]`")["role"])) == {role.value for role in Role}
    assert set(NAME.findall(rows("key of `[times.NAME]`")["bound"])) == set(lexicon.BOUNDS)
    assert set(NAME.findall(rows("table")["policy_document"])) == set(keys_of(PolicyWords))
    assert set(NAME.findall(rows("field")["pairs"])) == taxonomy._PAIR_FIELDS


def test_what_a_rule_of_admission_may_ask_for_beside_cues_is_named() -> None:
    kinds = {cue.kind for known in load_event_lexicons().values() for cue in known.cues}
    asked = {name for known in load_event_lexicons().values() for rule in known.admissions
             for name in rule.needs | rule.unless}  # fmt: skip
    extra = {name for name in asked - kinds - set(Status) if not name.startswith("sector_")}
    assert {name for name in extra if f"`{name}`" not in PAGE} == set()
    assert {f"{kind}_acts" for kind in (*clauses.SUBJECTS, "nobody")} <= set(NAME.findall(PAGE))


def test_the_tables_of_the_taxonomy_are_named() -> None:
    data = load_toml(find_resource("taxonomy.toml"))
    assert {"sectors", "spelling", "clauses"} == set(data)
    assert all(f"`{name}`" in SECTORS for name in data["clauses"])


def test_every_key_of_the_figures_is_named() -> None:
    keys = {key for table in quantities.TABLES.values() for key in table or ()}
    keys |= {*quantities.UNIT_KEYS, *quantities.BASE_KEYS, *quantities.VOID_KEYS}
    assert {key for key in keys if f"`{key}`" not in PAGE} == set()
