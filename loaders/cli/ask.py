"""The commands that tell and store nothing: extract, dates, dates-of, status, search; refuses logic of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from loaders.cli.options import MemoryOption, PublishedOption, Sources, StoreOption, TaxonomyOption, TimeoutOption
from loaders.cli.told import complain, describe_holdings, leave
from loaders.errors import DocumentError, PolicyTimelineError, UsageError
from loaders.pipeline.bounds import MEBIBYTES, SECONDS

if TYPE_CHECKING:
    from loaders.store.readings import Reading


def extract(
    sources: Sources,
    published: PublishedOption = None,
    taxonomy: TaxonomyOption = None,
    *,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say in words why each sentence with a sector is an event, or none.")
    ] = False,
    language: Annotated[
        str, typer.Option("--language", metavar="en|zh", help="The language of the explanation.")
    ] = "en",
    timeout: TimeoutOption = SECONDS,
    memory: MemoryOption = MEBIBYTES,
) -> None:
    """Print the events of documents as JSON Lines; nothing is stored."""
    from loaders.pipeline import Bounds, extract_files

    if language not in ("en", "zh"):
        raise UsageError(f"--language: explanations are in en or zh, not in '{language}'.")
    tell = _explainer(taxonomy, language) if explain else _event_lines
    failed = False
    bounds = Bounds(timeout, memory)
    for file in extract_files(sources, published=published, taxonomy=taxonomy, bounds=bounds):
        for failure in file.failures:
            failed = True
            complain(failure)
        for reading in file.readings:
            _print_lines(tell(reading))
    leave(failed=failed)


def dates(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Rows of JSON on stdin, one a text.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say in words how each text was read.")] = False,
) -> None:
    """Find the words of time: rows {"id","dct","lang","text"} in, rows {"id","timexes"} out."""
    from loaders.dates.rows import answer_row, explain_row

    if not jsonl and not explain:
        raise UsageError('dates reads rows of JSON ({"id", "dct", "lang", "text"}) on stdin. Add --jsonl or --explain.')
    failed = False
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            try:
                if explain:
                    print("\n".join(explain_row(line)), flush=True)
                else:
                    _print_rows([answer_row(line)])
            except PolicyTimelineError as error:
                failed = True
                print(f"line {number}: {error}", file=sys.stderr)
    leave(failed=failed)


def dates_of(
    sources: Sources,
    *,
    json_rows: Annotated[
        bool, typer.Option("--json", help="A row of JSON a document, with every date it shows.")
    ] = False,
    published: PublishedOption = None,
) -> None:
    """Tell the date of documents, the words it was read from, and why the other dates they show were passed over."""
    from loaders.dates.choice import choice_row, explain_choice
    from loaders.dates.creation import date_document
    from loaders.formats.registry import read_documents
    from loaders.pipeline import check_published

    check_published(published)
    failures: list[DocumentError] = []

    def fail(error: DocumentError) -> None:
        failures.append(error)
        complain(error)

    for source in sources:
        for document in map(date_document, read_documents(source, published=published, on_failure=fail)):
            if json_rows:
                _print_rows([choice_row(document)])
            else:
                print("\n".join(explain_choice(document)), flush=True)
    leave(failed=bool(failures))


def status(store: StoreOption = None, taxonomy: TaxonomyOption = None) -> None:
    """Tell what the store holds: documents, events, undated documents, failures, versions."""
    from loaders.pipeline import rules_version
    from loaders.store import default_store, open_store
    from loaders.store.status import count_holdings

    holdings = count_holdings(open_store(store or default_store()))
    print("\n".join(describe_holdings(holdings, rules_version(taxonomy))))


def _explainer(taxonomy: Path | None, language: str) -> Callable[[Reading], Iterator[str]]:
    from loaders.pipeline import explain_lines
    from loaders.sectors.taxonomy import load_taxonomy

    sectors = load_taxonomy(taxonomy)
    return lambda reading: explain_lines(reading.document, sectors, language)


def _event_lines(reading: Reading) -> Iterator[str]:
    from loaders.events import document_row, event_row

    rows = [event_row(reading.document, event) for event in reading.events] or [document_row(reading.document)]
    for row in rows:
        yield json.dumps(row, ensure_ascii=False)


def search(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS ...",
            help="All of them must occur: English in any form, Chinese as it stands, "
            "'\"a phrase\"' side by side, regul* by how it begins.",
        ),
    ],
    store: StoreOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many rows, the best first.")] = 20,
    *,
    documents: Annotated[bool, typer.Option("--documents", help="Search texts of documents, not events.")] = False,
) -> None:
    """Find events of the store by words, in both languages, and print their rows as JSON Lines, the best first."""
    from loaders.store import default_store, open_store

    place = store or default_store()
    held = open_store(place)
    asked = " ".join(words)
    found = (held.search_documents if documents else held.search)(asked, limit=limit)
    rows = held.rows_of("documents" if documents else "events", found["id"].tolist())
    for row, score in zip(rows, found["score"].tolist(), strict=True):
        print(json.dumps({"score": round(score, 3)} | row, ensure_ascii=False, default=str))
    if not rows:
        print(f"No {'document' if documents else 'event'} of {place} has all of these words.", file=sys.stderr)


def _print_lines(lines: Iterator[str]) -> None:
    for line in lines:
        print(line)
    sys.stdout.flush()


def _print_rows(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()
