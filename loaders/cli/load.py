"""The command that fills a store: arguments, progress and exit codes; refuses logic of its own."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from loaders.cli.options import (
    JsonLogOption,
    MemoryOption,
    PublishedOption,
    QuietOption,
    SchedulerOption,
    Sources,
    StoreOption,
    TaxonomyOption,
    TimeoutOption,
    WorkersOption,
)
from loaders.cli.progress import find_teller, telling
from loaders.cli.told import describe_load, leave
from loaders.errors import StoreError, UsageError
from loaders.pipeline.bounds import MEBIBYTES, SECONDS

MANY = 5_000  # events whose words are indexed at once; fewer are taken up by the first search


def load(
    sources: Sources,
    *,
    store: StoreOption = None,
    workers: WorkersOption = None,
    scheduler: SchedulerOption = None,
    published: PublishedOption = None,
    taxonomy: TaxonomyOption = None,
    timeout: TimeoutOption = SECONDS,
    memory: MemoryOption = MEBIBYTES,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove what was read from files that are no longer in the folders named.")
    ] = False,
    quiet: QuietOption = False,
    json_log: JsonLogOption = False,
) -> None:
    """Read documents into the store; what is unchanged is passed over."""
    from loaders.pipeline import Bounds
    from loaders.pipeline import load as load_documents

    if workers is not None and scheduler is not None:
        raise UsageError("--workers and --scheduler: name one of the two.")
    teller = find_teller("load", quiet=quiet, json_log=json_log)
    with telling(teller, "The next load goes on from there.") as on_progress:
        report = load_documents(
            sources,
            store=store,
            workers=workers,
            scheduler=scheduler,
            published=published,
            taxonomy=taxonomy,
            bounds=Bounds(timeout, memory),
            prune=prune,
            on_progress=on_progress,
        )
        teller.name(report.failures[teller.named :])
        teller.end(
            describe_load(report),
            documents=report.documents,
            events=report.events,
            unchanged=report.unchanged,
            failures=len(report.failures),
            gone=len(report.gone),
            pruned=report.pruned,
            version=report.version,
        )
    if report.events > MANY:
        _index_words(report.store.address)
    leave(failed=bool(report.failures))


def _index_words(store: str) -> None:
    """Take what was loaded up into the index of words, where that can be written."""
    from loaders.store import open_store

    with suppress(StoreError):  # searching reads the tables then
        open_store(store).index_words()
