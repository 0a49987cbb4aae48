"""The command line of the loaders: arguments, progress and exit codes; refuses logic of its own.

Exit codes: 0 all read, 1 some documents failed (each named on stderr with its reason), 2 wrong use.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from loaders.errors import DocumentError, PolicyTimelineError, ResourceError, UsageError
from loaders.pipeline.bounds import MEBIBYTES, SECONDS

if TYPE_CHECKING:
    from loaders.pipeline import LoadReport, Progress
    from loaders.store.readings import Reading
    from loaders.store.status import Holdings

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Policy documents in, dated events out.",
)
Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH|URL ...",
        help="Files, folders and web addresses: HTML, PDF, Word, mail, feeds, spreadsheets, CSV, Parquet, "
        "JSON Lines, Markdown, text, and ZIP archives of them.",
    ),
]
StoreOption = Annotated[
    Path | None, typer.Option("--store", help="Folder of the store; POLICY_TIMELINE_STORE names another default.")
]
PublishedOption = Annotated[
    str | None,
    typer.Option("--published", metavar="DATE", help="Date of documents whose record states none, as in 2024-08-31."),
]
TaxonomyOption = Annotated[
    Path | None,
    typer.Option(
        "--taxonomy",
        metavar="FILE",
        envvar="POLICY_TIMELINE_TAXONOMY",
        help="Sectors of your own, over those of data/.",
    ),
]
TimeoutOption = Annotated[
    float, typer.Option("--timeout", metavar="SECONDS", help="The most time that reading one document may take.")
]
MemoryOption = Annotated[
    int, typer.Option("--memory", metavar="MIB", help="The most memory that reading one document may take.")
]


@app.command()
def load(
    sources: Sources,
    *,
    store: StoreOption = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", help="Processes on this machine; else as many as pay.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, as in tcp://host:8786.")
    ] = None,
    published: PublishedOption = None,
    taxonomy: TaxonomyOption = None,
    timeout: TimeoutOption = SECONDS,
    memory: MemoryOption = MEBIBYTES,
) -> None:
    """Read documents into the store; what is unchanged is passed over."""
    from loaders.pipeline import Bounds
    from loaders.pipeline import load as load_documents

    if workers is not None and scheduler is not None:
        raise UsageError("--workers and --scheduler: name one of the two.")
    with _progress() as on_progress:
        report = load_documents(
            sources,
            store=store,
            workers=workers,
            scheduler=scheduler,
            published=published,
            taxonomy=taxonomy,
            bounds=Bounds(timeout, memory),
            on_progress=on_progress,
        )
    for failure in report.failures:
        _complain(failure)
    print(describe_load(report))
    _leave(failed=bool(report.failures))


@app.command()
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
            _complain(failure)
        for reading in file.readings:
            _print_lines(tell(reading))
    _leave(failed=failed)


@app.command()
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
    _leave(failed=failed)


@app.command("dates-of")
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
        _complain(error)

    for source in sources:
        for document in map(date_document, read_documents(source, published=published, on_failure=fail)):
            if json_rows:
                _print_rows([choice_row(document)])
            else:
                print("\n".join(explain_choice(document)), flush=True)
    _leave(failed=bool(failures))


@app.command()
def status(store: StoreOption = None, taxonomy: TaxonomyOption = None) -> None:
    """Tell what the store holds: documents, events, undated documents, failures, versions."""
    from loaders.pipeline import rules_version
    from loaders.store import default_store, open_store
    from loaders.store.status import count_holdings

    holdings = count_holdings(open_store(store or default_store()))
    print("\n".join(describe_holdings(holdings, rules_version(taxonomy))))


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(arguments)
    except (UsageError, ResourceError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except PolicyTimelineError as error:
        print(error, file=sys.stderr)
        sys.exit(1)


def describe_load(report: LoadReport) -> str:
    """What a load did, in one line; where documents failed, in a second one by the endings of their files."""
    parts = [f"{_number(report.documents, 'document')} with {_number(report.events, 'event')} loaded"]
    if report.unchanged:
        parts.append(f"{_number(report.unchanged, 'document')} unchanged")
    if report.failures:
        parts.append(f"{len(report.failures):,} failed")
    told = f"{', '.join(parts)}. {report.store} is at version {report.version}."
    if not report.failures:
        return told
    endings = Counter(PurePosixPath(error.source.partition("#")[0]).suffix.lower() for error in report.failures)
    failed = ", ".join(f"{ending or 'no ending'} {count:,}" for ending, count in endings.most_common())
    return (
        f"{told}\nFailed: {failed}; each is named above with its reason and what to do. "
        "The next load tries again what failed, and passes over what is unchanged."
    )


def describe_holdings(holdings: Holdings, rules: str) -> list[str]:
    """What a store holds, in lines; ``rules`` is the version of the rules in this program."""
    lines = [f"Store      {holdings.folder}, version {holdings.version}, rules {holdings.rules or 'none'}"]
    if holdings.documents and (holdings.rules != rules or holdings.older_rules):
        lines.append(f"           The rules have changed since (now {rules}): load again to read with them.")
    span = f", {holdings.first} to {holdings.last}" if holdings.first else ""
    lines.append(f"Documents  {_counted(holdings.documents, holdings.languages)}{span}")
    lines.append(f"Events     {_counted(holdings.events, holdings.statuses)}")
    lines.append(
        f"Stories    {holdings.stories:,}, of them {_number(holdings.commitments, 'commitment')} with a deadline"
    )
    lines.append(f"Sectors    {_listed(holdings.sectors) or 'none'}")
    lines.append(f"Undated    {len(holdings.undated):,}")
    lines += [f"  {each.name}: {each.bounds or 'no bounds'} ({each.source})" for each in holdings.undated]
    lines.append(f"Failures   {len(holdings.failures):,}")
    return [*lines, *(f"  {failure}" for failure in holdings.failures)]


def _counted(total: int, parts: dict[str, int]) -> str:
    return f"{total:,} ({_listed(parts)})" if parts else f"{total:,}"


def _listed(parts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in parts.items())


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


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


def _print_lines(lines: Iterator[str]) -> None:
    for line in lines:
        print(line)
    sys.stdout.flush()


def _print_rows(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _complain(error: DocumentError) -> None:
    print(error, file=sys.stderr)


def _leave(*, failed: bool) -> None:
    if failed:
        raise typer.Exit(1)


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None] | None]:
    """A bar on a terminal, nothing otherwise."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    told = "{task.fields[documents]:,} documents, {task.fields[events]:,} events, {task.fields[failures]:,} failures"
    columns = (BarColumn(), TextColumn("{task.completed:,} of {task.total:,} files"), TextColumn(told))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("load", total=0, documents=0, events=0, failures=0)

        def show(at: Any) -> None:
            counts = {"documents": at.documents, "events": at.events, "failures": at.failures}
            bar.update(task, completed=at.files, total=at.found, **counts)

        yield show
