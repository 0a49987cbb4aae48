"""Names what is scored, runs the installed program on it, and measures; refuses to look inside the program.

The program is called as a user calls it: ``python -m loaders dates --jsonl`` and ``python -m loaders extract``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from benchmarks.details import score_figures, score_wording
from benchmarks.document_dates import compare, read_pages
from benchmarks.scoring import EventCounts, Row, invented_dates, read_rows, score_dates, score_events

Timexes: TypeAlias = dict[str, list[dict[str, Any]]]
Measures: TypeAlias = dict[str, float]

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "data" / "gold"
FLOORS = GOLD / "floors.json"
SHARED = ROOT.parent / "shared"

CEILINGS = frozenset(["invented_per_10k", "when_invented", "created_invented", "page_wrong"])
"""Measures of which less is better."""

PRINTED_ONLY = frozenset(["relaxed_f1", "strict_f1"])
"""Measures that are shown and not pinned: what the calendar says decides, not where a span begins."""

DATELESS_DAY = "2024-06-14"
"""The day from which "today" is counted in prose without dates: what can be resolved can be invented."""


@dataclass(frozen=True, slots=True)
class Suite:
    """One set of gold: its name, what kind of scores it gives, the labels, and the documents read for it."""

    name: str
    kind: str
    gold: Path
    language: str = "en"
    documents: tuple[Path, ...] = ()
    shared: bool = False

    @property
    def is_here(self) -> bool:
        """Whether its labels are on this machine."""
        return self.gold.exists()


def _seeds(gold: Path) -> tuple[Path, ...]:
    names = [row["doc"] for row in read_rows(gold) if "start" not in row] if gold.exists() else []
    return tuple(SHARED / "seeds" / name for name in names)


def _labelled(gold: Path) -> Suite:
    """The suite of ``events_zh2_gold.jsonl``: its documents lie beside it, its name begins with its language."""
    name = gold.name.removesuffix("_gold.jsonl")
    return Suite(name, "events", gold, name.split("_")[1][:2], (gold.with_name(f"{name}_documents.jsonl"),))


def all_suites() -> tuple[Suite, ...]:
    """Every suite, our own first; those out of ``../shared`` may not be here."""
    dates, events = SHARED / "dev" / "dates", SHARED / "dev" / "events"
    ours = [
        *(Suite(f"dates_{code}", "dates", GOLD / f"dates_{code}.jsonl", code) for code in ("en", "zh")),
        Suite("dates_news", "dates", GOLD / "dates_news.jsonl"),
        Suite("dates_wire", "dates", GOLD / "dates_wire.jsonl"),
        Suite("phrases_zh", "dates", GOLD / "phrases_zh.jsonl", "zh"),
        *(Suite(f"dateless_{code}", "dateless", GOLD / f"dateless_{code}.txt", code) for code in ("en", "zh")),
        *(_labelled(gold) for gold in sorted(GOLD.glob("events_*_gold.jsonl"))),
        *(Suite(f"figures_{code}", "figures", GOLD / f"figures_{code}.jsonl", code) for code in ("en", "zh")),
        *(
            Suite(f"wording_{code}", "wording", gold, code, (gold,))
            for code in ("en", "zh")
            for gold in [GOLD / f"wording_{code}.jsonl"]
        ),
        Suite("pages", "pages", GOLD / "pages.toml"),
    ]
    seeds, bulletin = events / "seeds_gold.jsonl", events / "zh_gold.jsonl"
    theirs = [
        Suite("shared_wikiwars", "dates", dates / "wikiwars_01_16.jsonl", shared=True),
        Suite("shared_spec_en", "dates", dates / "spec_en.jsonl", shared=True),
        Suite("shared_spec_zh", "dates", dates / "spec_zh.jsonl", "zh", shared=True),
        Suite("shared_seeds", "events", seeds, "en", _seeds(seeds), shared=True),
        Suite("shared_bulletin_zh", "events", bulletin, "zh", (events / "zh_documents.jsonl",), shared=True),
    ]
    return tuple(ours + theirs)


def run_program(arguments: Sequence[str], stdin: str = "") -> list[dict[str, Any]]:
    """The rows that ``python -m loaders ARGUMENTS`` prints; raises where it fails on the whole."""
    done = subprocess.run(
        [sys.executable, "-m", "loaders", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(
            f"python -m loaders {' '.join(arguments)} ended with {done.returncode}: {done.stderr[-2000:]}"
        )
    return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]


def find_by_program(passages: Iterable[Row]) -> Timexes:
    """Timexes by passage id, as the program prints them."""
    asked = ({key: row[key] for key in ("id", "dct", "lang", "text")} for row in passages)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in asked)
    return {row["id"]: row["timexes"] for row in run_program(["dates", "--jsonl"], lines)}


def extract_by_program(documents: Iterable[Path]) -> list[dict[str, Any]]:
    """Event rows and rows of documents without events, as the program prints them."""
    return run_program(["extract", *map(str, documents)])


def passages_of(suite: Suite) -> list[dict[str, Any]]:
    """The passages of a suite of dates; prose without dates has one passage a paragraph and no timexes."""
    if suite.kind == "dates":
        return read_rows(suite.gold)
    paragraphs = suite.gold.read_text(encoding="utf-8").split("\n\n")
    return [
        {"id": f"{suite.name}-{n}", "dct": DATELESS_DAY, "lang": suite.language, "text": text.strip(), "timexes": []}
        for n, text in enumerate(paragraphs, 1)
    ]


def measure_dates(suite: Suite, find: Callable[[Iterable[Row]], Timexes]) -> Measures:
    """Percentages for a suite of dates; for prose without dates the invented ones per 10,000 characters."""
    passages = passages_of(suite)
    found = find(passages)
    if suite.kind == "dateless":
        whole = "".join(row["text"] for row in passages)
        return {"invented_per_10k": invented_dates(whole, [timex for each in found.values() for timex in each])}
    scores = score_dates(passages, found)
    return {
        "interval_f1": scores.interval.f1,
        "relaxed_f1": scores.relaxed.f1,
        "strict_f1": scores.strict.f1,
        "value_f1": scores.value_f1,
    }


def measure_events(suite: Suite, extract: Callable[[Iterable[Path]], list[dict[str, Any]]]) -> Measures:
    """Percentages for a suite of events, and counts of times and document dates that were invented."""
    return event_measures(score_events(read_rows(suite.gold), extract(suite.documents)))


def event_measures(counts: EventCounts) -> Measures:
    """The counts as measures: percentages of what can be right, and plain counts of what was invented."""

    def percent(right: int, of: int) -> float:
        return 100 * right / of if of else 100.0

    return {
        "event_f1": counts.event.f1,
        "sector_f1": counts.sector.f1,
        "when_right": percent(counts.when_right, counts.when_stated),
        "status_right": percent(counts.status_right, counts.status_pairs),
        "created_right": percent(counts.created_right, counts.created_dated),
        "when_invented": float(counts.when_invented),
        "created_invented": float(counts.created_invented),
    }


def find_figures_of(passage: Row) -> list[dict[str, Any]]:
    """The figures of a labelled sentence, as rows; no command prints those of a sentence that is no event."""
    from loaders.edtf import read_edtf
    from loaders.events.figures import read_figures
    from loaders.events.rows import figure_row

    told = read_edtf(passage["dct"])
    return [figure_row(figure) for figure in read_figures(passage["text"], language=passage["lang"], created=told)]


def measure_figures(suite: Suite) -> Measures:
    """Precision and recall of a suite of figures, in percent."""
    return score_figures(read_rows(suite.gold), find_figures_of)


def measure_pages(suite: Suite) -> Measures:
    """How many pages are dated right and wrong, in percent; ``benchmarks.document_dates`` has htmldate beside it."""
    pages = read_pages(suite.gold)
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(pages):
            Path(folder, f"{number:04}.html").write_text(page.html, encoding="utf-8")
        found = [row["created"] for row in run_program(["dates-of", "--json", folder])]
    exact, wrong, _ = compare(pages, found)
    return {"page_exact": exact, "page_wrong": wrong}


def measure_all(suites: Sequence[Suite]) -> dict[str, Measures]:
    """Score the installed program on suites, with one call for all dates and one for all that is extracted."""
    read = [suite for suite in suites if suite.documents]
    dates = [suite for suite in suites if suite.kind in ("dates", "dateless")]
    found = find_by_program([row for suite in dates for row in passages_of(suite)]) if dates else {}
    rows = extract_by_program([path for suite in read for path in suite.documents]) if read else []

    def measure(suite: Suite) -> Measures:
        if suite.kind == "events":
            return measure_events(suite, lambda _: rows)
        if suite.kind == "wording":
            return score_wording(read_rows(suite.gold), rows)
        if suite.kind == "figures":
            return measure_figures(suite)
        if suite.kind == "pages":
            return measure_pages(suite)
        return measure_dates(suite, lambda passages: {row["id"]: found[row["id"]] for row in passages})

    return {suite.name: measure(suite) for suite in suites}


def read_floors() -> dict[str, Measures]:
    """The pinned scores: floors not to fall below and, for the measures in ``CEILINGS``, not to rise above."""
    return json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def falls_short(name: str, measured: float, pinned: float) -> bool:
    """Whether a score is worse than its pinned value, at the tenth that is pinned."""
    return round(measured, 1) > pinned if name in CEILINGS else round(measured, 1) < pinned
