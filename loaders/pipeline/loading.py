"""Loads documents into a store, a batch at a time, and reports what became of them; stops for no single document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.errors import DocumentError
from loaders.pipeline.bounds import Bounds
from loaders.pipeline.gathering import write_gathered
from loaders.pipeline.gone import find_gone
from loaders.pipeline.memory import share_memory
from loaders.pipeline.plan import Plan
from loaders.pipeline.progress import Progress, Tally
from loaders.pipeline.published import check_published
from loaders.pipeline.rules import rules_version
from loaders.pipeline.running import READ, run_tasks
from loaders.pipeline.tasks import Done, Settings
from loaders.sectors.taxonomy import load_taxonomy
from loaders.store.batch import collect_batch
from loaders.store.joining import Joined, Others
from loaders.store.place import Place
from loaders.store.register import Row
from loaders.store.schema import default_store
from loaders.store.tables import Store, open_store

PRUNED = 1000  # files that are removed in one commit


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: documents and events written, documents passed over as unchanged, all failures, the version.

    ``gone`` are the names of files that were loaded from the folders named and are there no more; ``pruned`` tells
    whether what was read from them was removed. ``aside`` are files of those folders that hold no text (pictures).
    """

    store: Place
    version: int
    documents: int
    events: int
    unchanged: int
    failures: tuple[DocumentError, ...]
    gone: tuple[str, ...] = ()
    pruned: bool = False
    aside: tuple[str, ...] = ()


def load(
    sources: str | Path | Iterable[str | Path],
    *,
    store: Store | str | Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    published: str | None = None,
    taxonomy: Path | None = None,
    bounds: Bounds | None = None,
    prune: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> LoadReport:
    """Read files, folders and addresses into a store (None: the default one), which is made where there is none.

    What is unchanged since it was read is passed over before it is parsed; what changed replaces its events. Each
    batch is one commit, as large as all before it (see ``gathering``).
    ``workers`` are processes on this machine (None: as many as pay), ``scheduler`` the address of a Dask scheduler.
    ``published`` dates documents whose record states no date. ``taxonomy`` is a file of sectors over
    those of ``data/``. Each document is read within ``bounds`` of time and memory. A document that fails is named in
    the report and stops nothing. Files of a folder named that are there no more are told; ``prune`` removes what was
    read from them. Raises StoreError, UsageError or ResourceError before anything is read.
    """
    share_memory()
    check_published(published)
    within = bounds or Bounds()
    within.check()
    if taxonomy is not None:
        load_taxonomy(taxonomy)
    named = [sources] if isinstance(sources, str | Path) else list(sources)
    place = store if isinstance(store, Store) else open_store(store or default_store(), create=True)
    settings = Settings(rules_version(taxonomy), published, taxonomy and taxonomy.resolve(), within)
    plan = Plan(tuple(map(str, named)), place, settings)
    tally = Tally()

    def tell() -> None:
        if on_progress:
            on_progress(tally.progress(plan))

    def read() -> Iterator[Done]:
        for done in run_tasks(plan.tasks(), settings, READ, workers=workers, scheduler=scheduler):
            tally.read(done)
            tell()
            yield done

    for done, written in write_gathered(read(), place, join, lambda: tally.left(plan)):
        tally.count(done, written)
        tell()
    gone = find_gone(plan.sources, plan.seen, place)
    if prune:
        _remove(list(gone), place)
    return LoadReport(
        place.place,
        place.version,
        tally.documents,
        tally.events,
        plan.unchanged + tally.alike,
        (*tally.failures, *plan.known),
        tuple(gone.values()),
        prune,
        tuple(plan.aside),
    )


def _remove(files: list[str], place: Store) -> None:
    for start in range(0, len(files), PRUNED):
        place.write(replace(collect_batch(()), gone=tuple(files[start : start + PRUNED])), join)


def join(fresh: list[Row], gone: list[Row], others: Others) -> Joined:
    """The stories and links of what came and went, as the commit of a batch asks for them."""
    from loaders.pipeline.joining import join_rows  # heavy, and not needed where nothing has changed

    return join_rows(fresh, gone, others)
