"""The command that brings a store up to date with changed rules: shows what would change, asks, applies."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from loaders.cli.options import (
    JsonLogOption,
    MemoryOption,
    QuietOption,
    SchedulerOption,
    StoreOption,
    TaxonomyOption,
    TimeoutOption,
    WorkersOption,
)
from loaders.cli.progress import find_teller, telling
from loaders.cli.told import describe_changes, describe_refresh, leave
from loaders.errors import UsageError
from loaders.pipeline.bounds import MEBIBYTES, SECONDS

if TYPE_CHECKING:
    from loaders.pipeline import Changes


def refresh(
    *,
    store: StoreOption = None,
    taxonomy: TaxonomyOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write what changes as it is found, without asking.")] = False,
    workers: WorkersOption = None,
    scheduler: SchedulerOption = None,
    timeout: TimeoutOption = SECONDS,
    memory: MemoryOption = MEBIBYTES,
    quiet: QuietOption = False,
    json_log: JsonLogOption = False,
) -> None:
    """Read stored documents again by rules that have changed, without their files.

    Without --dry-run and --yes it shows what would change and asks, where there is somebody to answer.
    """
    from loaders.pipeline import Bounds
    from loaders.pipeline import refresh as refresh_store

    if dry_run and yes:
        raise UsageError("--dry-run and --yes: name one of the two.")
    if workers is not None and scheduler is not None:
        raise UsageError("--workers and --scheduler: name one of the two.")
    teller = find_teller("refresh", "document", quiet=quiet, json_log=json_log)

    def agree(changes: Changes) -> bool:
        teller.close()
        print("\n".join(describe_changes(changes)))
        return typer.confirm("Write these changes?")

    asks = not (yes or dry_run or json_log) and sys.stdin is not None and sys.stdin.isatty()
    with telling(teller, "The next refresh goes on from there.") as on_progress:
        report = refresh_store(
            store=store,
            taxonomy=taxonomy,
            workers=workers,
            scheduler=scheduler,
            bounds=Bounds(timeout, memory),
            agree=agree if asks else None,
            dry_run=not yes and not asks,
            on_progress=on_progress,
        )
        teller.name(report.failures[teller.named :])
        changes = report.changes
        teller.end(
            describe_refresh(report),
            documents=changes.documents,
            **{kind: changes.kinds[kind] for kind in ("gone", "new", "changed")},
            unchanged=changes.unchanged,
            failures=len(report.failures),
            applied=report.applied,
            version=report.version,
        )
    leave(failed=bool(report.failures))
