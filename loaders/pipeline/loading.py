"""Loads documents into a store, a batch at a time, and reports what became of them; stops for no single document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from loaders.errors import DocumentError
from loaders.pipeline.bounds import Bounds
from loaders.pipeline.plan import Plan
from loaders.pipeline.published import check_published
from loaders.pipeline.rules import rules_version
from loaders.pipeline.running import READ, run_tasks
from loaders.pipeline.tasks import Settings
from loaders.sectors.taxonomy import load_taxonomy
from loaders.store.joining import Fetch, Joined, Row
from loaders.store.schema import default_store
from loaders.store.tables import Store, open_store


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is: files read or passed over of those found so far, and what was written."""

    files: int
    found: int
    documents: int
    events: int
    failures: int


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: documents and events written, documents passed over as unchanged, all failures, the version."""

    store: Path
    version: int
    documents: int
    events: int
    unchanged: int
    failures: tuple[DocumentError, ...]


def load(
    sources: str | Path | Iterable[str | Path],
    *,
    store: Store | str | Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    published: str | None = None,
    taxonomy: Path | None = None,
    bounds: Bounds | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> LoadReport:
    """Read files, folders and addresses into a store (None: the default one), which is made where there is none.

    What is unchanged since it was read is passed over before it is parsed; what changed replaces its events. Each
    batch is one commit. ``workers`` are processes on this machine (None: as many as pay), ``scheduler`` the address of
    a Dask scheduler. ``published`` dates documents whose record states no date. ``taxonomy`` is a file of sectors over
    those of ``data/``. Each document is read within ``bounds`` of time and memory. A document that fails is named in
    the report and stops nothing. Raises StoreError, UsageError or ResourceError before anything is read.
    """
    check_published(published)
    within = bounds or Bounds()
    within.check()
    if taxonomy is not None:
        load_taxonomy(taxonomy)
    named = [sources] if isinstance(sources, str | Path) else list(sources)
    place = store if isinstance(store, Store) else open_store(store or default_store(), create=True)
    settings = Settings(rules_version(taxonomy), published, taxonomy and taxonomy.resolve(), within)
    plan = Plan(tuple(map(str, named)), place, settings)
    documents = events = files = alike = 0
    failures: list[DocumentError] = []
    for done in run_tasks(plan.tasks(), settings, READ, workers=workers, scheduler=scheduler):
        written = place.write(done.batch, _join)
        documents += written.documents
        events += written.events
        alike += done.batch.documents - written.documents
        files += done.files
        failures += done.failures
        if on_progress:
            on_progress(Progress(files + plan.skipped, plan.files, documents, events, len(failures)))
    return LoadReport(place.folder, place.version, documents, events, plan.unchanged + alike, (*failures, *plan.known))


def _join(fresh: list[Row], gone: list[Row], fetch: Fetch) -> Joined:
    from loaders.pipeline.joining import join_rows  # heavy, and not needed where nothing has changed

    return join_rows(fresh, gone, fetch)
