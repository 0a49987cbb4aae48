"""Reads sources through to their events and stores nothing; each document in a process that can be stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from loaders.pipeline.bounds import Bounds
from loaders.pipeline.plan import Plan
from loaders.pipeline.published import check_published
from loaders.pipeline.rules import rules_version
from loaders.pipeline.tasks import Loading, Settings, fail_files
from loaders.pipeline.workers import Work, run_locally
from loaders.sectors.taxonomy import load_taxonomy
from loaders.store.readings import FileReading


def extract_files(
    sources: Iterable[str],
    *,
    published: str | None = None,
    taxonomy: Path | None = None,
    bounds: Bounds | None = None,
    workers: int | None = None,
) -> Iterator[FileReading]:
    """What each file of the sources gave: its documents with their events, and its failures; in settled order.

    A long file of rows comes in parts. Raises UsageError for a wrong ``published``, ``bounds`` or ``workers``.
    """
    check_published(published)
    within = bounds or Bounds()
    within.check()
    if taxonomy is not None:
        load_taxonomy(taxonomy)  # what is wrong with it is told before anything is read
    settings = Settings(rules_version(taxonomy), published, taxonomy and taxonomy.resolve(), within)
    plan = Plan(tuple(sources), None, settings)
    for files in run_locally(plan.tasks(), settings, Work(_read_files, fail_files), workers=workers):
        yield from files
    for error in plan.known:
        yield FileReading(error.source, "", settings.rules, failures=(error,), whole=False)


def _read_files(task: Loading, settings: Settings) -> list[FileReading]:
    from loaders.pipeline.work import read_files  # heavy, and for the worker to import

    return read_files(task, settings)
