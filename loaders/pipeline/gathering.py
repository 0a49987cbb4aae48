"""Gathers what tasks gave into larger batches and writes them beside the reading; reads no document itself.

A commit costs the same few looks into the store however little it brings, and those grow with the store. So batches
grow with it, and the cost of a document does not: the first one is small, and soon there is something to see; each
later one is as large as all before it, up to a bound that keeps memory the same for any number of documents. Towards
the end they become small again: what is read last is written when nobody reads any more.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field

from loaders.errors import StoreError
from loaders.pipeline.memory import give_back
from loaders.pipeline.processes import run_apart
from loaders.pipeline.tasks import Done
from loaders.store.batch import join_batches
from loaders.store.commit import Written
from loaders.store.compaction import compact_store
from loaders.store.joining import Join
from loaders.store.tables import Store

FEW_ROWS = 3_000  # documents, events and failures of a batch, some seconds of reading, once there is something to see
MOST_ROWS = 30_000  # documents and events of one batch
MOST_BYTES = 96 * 2**20  # of their tables; at most two batches are held, one gathered and one written
COMPACTED = 32  # commits after which the small files are made few; later, half as many as there were


def write_gathered(
    dones: Iterable[Done], store: Store, join: Join, left: Callable[[], int] | None = None
) -> Iterator[tuple[Done, Written]]:
    """Write what tasks gave, several of them in one commit; each commit with what was gathered for it.

    One commit is made while the next is gathered. When a task raises, what came before it is written first. ``left``
    tells how many bytes are still to be read.
    """
    gathering = _Gathering(store, left)
    with ThreadPoolExecutor(1, "commit") as beside:
        under_way: list[tuple[Done, Future[Written]]] = []
        for gathered in gathering.batches(dones):
            if under_way:
                done, future = under_way.pop()
                yield done, future.result()
            under_way.append((gathered, beside.submit(gathering.write, gathered, join)))
        for done, future in under_way:
            yield done, future.result()
    if gathering.broken:
        raise gathering.broken


@dataclass(slots=True)
class _Gathering:
    """The batches of one load; ``rows`` are those of the store, ``commits`` counts those of the load."""

    store: Store
    left: Callable[[], int] | None = None
    rows: int | None = None
    commits: int = 0
    compacted: int = 0
    broken: Exception | None = None
    waiting: list[Done] = field(default_factory=list)

    def batches(self, dones: Iterable[Done]) -> Iterator[Done]:
        """Gathered work, each for one commit."""
        rows = size = read = 0
        try:
            for done in dones:
                self.waiting.append(done)
                rows += done.batch.rows
                size += done.batch.size
                read += done.size
                if rows >= self._enough(read) or size >= MOST_BYTES:
                    yield self._gathered()
                    self.rows, rows, size, read = self._written() + rows, 0, 0, 0
        except Exception as error:  # told once all is written
            self.broken = error
        if self.waiting:
            yield self._gathered()

    def write(self, done: Done, join: Join) -> Written:
        """Commit one batch, and make the small files few when many commits have left them."""
        with _without_searching():
            written = self.store.write(done.batch, join)
        give_back()
        self.commits += 1
        if self.commits - self.compacted >= max(COMPACTED, self.compacted // 2):
            self._compact()
            self.compacted = self.commits
        return written

    def _compact(self) -> None:
        """Make the small files few in another process: sorting years of rows takes half a gibibyte for a while."""
        place = self.store.place
        try:
            run_apart(compact_store, place, many=COMPACTED // 2)
        except BrokenProcessPool as error:
            raise StoreError(
                f"{place}: making its many small files few was ended from outside, perhaps for want of memory. "
                "All that was loaded is kept: load again to go on."
            ) from error

    def _enough(self, read: int) -> int:
        """Rows for which a commit is made: as many as are there, and few when about as much is left as was ``read``.

        What is left is worth a commit of its own then; a rest that is smaller goes with what was read.
        """
        written = self._written()
        most = FEW_ROWS if self.left and read / 2 <= self.left() <= read else MOST_ROWS
        return min(max(written, FEW_ROWS), most) if written else 0

    def _gathered(self) -> Done:
        dones, self.waiting = self.waiting, []
        return dones[0] if len(dones) == 1 else _merge(dones)

    def _written(self) -> int:
        if self.rows is None:
            found = self.store.rows("SELECT (SELECT count(*) FROM documents) + (SELECT count(*) FROM recorded) AS rows")
            self.rows = int(found[0]["rows"])
        return self.rows


@contextmanager
def _without_searching() -> Iterator[None]:
    """Do not search for circles of objects that nobody needs: a commit makes a million objects, and none of them."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


def _merge(dones: list[Done]) -> Done:
    failures = tuple(error for done in dones for error in done.failures)
    files, size = sum(done.files for done in dones), sum(done.size for done in dones)
    return Done(join_batches([done.batch for done in dones]), failures, files, size)
