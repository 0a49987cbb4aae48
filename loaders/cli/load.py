"""The command that fills a store: arguments, progress and exit codes; refuses logic of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from loaders.cli.options import MemoryOption, PublishedOption, Sources, StoreOption, TaxonomyOption, TimeoutOption
from loaders.cli.told import complain, describe_load, leave
from loaders.errors import UsageError
from loaders.pipeline.bounds import MEBIBYTES, SECONDS

if TYPE_CHECKING:
    from loaders.pipeline import Progress


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
        complain(failure)
    print(describe_load(report))
    leave(failed=bool(report.failures))


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
