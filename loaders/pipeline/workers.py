"""Does tasks in worker processes of this machine and gives their results in order; reads no document itself.

Worker processes are started anew, never forked: Delta tables do not live through a fork, and a document that takes too
long or too much ends its worker and nothing else. Results wait in a short queue, so memory is bounded by the size of a
task and not by that of a load.
"""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from time import monotonic
from typing import Any, Generic, TypeVar

from loaders.errors import DocumentError, UsageError
from loaders.kept import keep
from loaders.pipeline.bounds import bound_memory, too_long
from loaders.pipeline.processes import ctrl_c_waits, end_with
from loaders.pipeline.tasks import Settings, Task, pieces_of, source_of

T = TypeVar("T")

FEW = 4  # tasks for which a second worker pays
IDLE = 10  # seconds without a task after which a worker ends
AHEAD = 2  # tasks that wait for each worker


def get_ready() -> None:
    """Load what reading needs."""
    from loaders.pipeline import work  # heavy, and for the worker to import

    work.get_ready()


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """What is done with a task, what stands for it where that cannot be, and what a worker does before the first one.

    All are functions of a module, for they travel between processes.
    """

    run: Callable[[Any, Settings], T]
    fail: Callable[[Any, Settings, DocumentError], T]
    ready: Callable[[], None] = get_ready


def run_locally(tasks: Iterator[Task], settings: Settings, work: Work[T], *, workers: int | None = None) -> Iterator[T]:
    """Results of tasks in order, each done in a process that can be stopped without this one.

    Raises UsageError for fewer than one worker.
    """
    if workers is not None and workers < 1:
        raise UsageError(f"--workers {workers}: name at least one worker.")
    first = list(islice(tasks, FEW))
    if first:
        workers = workers or ((os.cpu_count() or 1) if len(first) == FEW else 1)
        yield from _Pool(workers, settings, work).run(chain(first, tasks))


def in_order(
    tasks: Iterable[Task], submit: Callable[[Task], Any], window: Callable[[], int]
) -> Iterator[tuple[Task, Any]]:
    """Tasks with what came of handing them over, in order, as many ahead as the window says."""
    waiting: deque[tuple[Task, Any]] = deque()
    for task in tasks:
        waiting.append((task, submit(task)))
        if len(waiting) >= window():
            yield waiting.popleft()
    yield from waiting


class _Pool(Generic[T]):
    """Worker processes on this machine. A task that brings its worker down is done again, each of its files alone."""

    def __init__(self, workers: int, settings: Settings, work: Work[T]) -> None:
        self.workers, self.settings, self.work = workers, settings, work
        self.pool = self._start()

    def run(self, tasks: Iterator[Task]) -> Iterator[T]:
        ended = False
        try:
            for task, future in in_order(tasks, self._submit, lambda: AHEAD * self.workers):
                try:
                    yield future.result()
                except BrokenProcessPool:
                    yield from self._run_alone(task)
            ended = True
        finally:
            if not ended:  # nobody waits for what is still being done
                self.pool.shutdown(wait=False, kill_workers=True)

    def _submit(self, task: Task) -> Future[T]:
        try:
            return self._hand_over(self.pool, task)
        except BrokenProcessPool:
            self.pool = self._start()
            return self._hand_over(self.pool, task)

    def _hand_over(self, pool: Any, task: Task) -> Future[T]:
        with ctrl_c_waits():
            future: Future[T] = pool.submit(_do, self.work.run, task, self.settings)
        return future

    def _start(self) -> Any:
        """The workers of this process: kept for the next load for a while, and then ended."""
        from loky import get_reusable_executor  # heavy, and not needed where nothing has changed

        with ctrl_c_waits():
            return get_reusable_executor(
                self.workers,
                timeout=IDLE,
                initializer=_be_a_worker,
                initargs=self._beginning(),
            )

    def _beginning(self) -> tuple[Any, ...]:
        return self.work.ready, self.settings.bounds.mebibytes, os.getpid()

    def _run_alone(self, task: Task) -> Iterator[T]:
        """Each file of a task by itself, in a worker that serves until one brings it down."""
        alone: Any = None
        try:
            for piece in pieces_of(task):
                alone = alone or self._start_one()
                begun = monotonic()
                try:
                    yield self._hand_over(alone, piece).result()
                except BrokenProcessPool:
                    alone.shutdown(wait=False, kill_workers=True)
                    alone = None
                    yield self.work.fail(piece, self.settings, self._say_why(piece, monotonic() - begun))
        finally:
            if alone:
                alone.shutdown(wait=False, kill_workers=True)

    def _start_one(self) -> Any:
        from loky import ProcessPoolExecutor

        one = ProcessPoolExecutor(1, initializer=_be_a_worker, initargs=self._beginning())
        with ctrl_c_waits():
            begun = one.submit(os.getpid)
        begun.result()  # so that the time of a file is its own
        return one

    def _say_why(self, task: Task, taken: float) -> DocumentError:
        source, seconds = source_of(task), self.settings.bounds.seconds
        if taken > seconds:
            return too_long(source, seconds)
        return DocumentError(
            source, "reading it brought the program down.", "Leave the file out, and please report it, with the file."
        )


def _do(run: Callable[[Any, Settings], T], task: Task, settings: Settings) -> T:
    """Do a task, and keep what was compiled for it: a worker ends without notice."""
    done = run(task, settings)
    keep()
    return done


def _be_a_worker(ready: Callable[[], None], mebibytes: int, parent: int) -> None:
    """Load what reading needs, bound what else may be taken, end quietly on Ctrl-C and when the loader is gone."""
    end_with(parent)
    gc.disable()
    ready()  # before the bound, since it is no document's
    _let_arrow_begin()
    gc.freeze()  # what is there by now stays: no search for circles of objects need look through it
    gc.enable()
    bound_memory(mebibytes)


def _let_arrow_begin() -> None:
    """Let Arrow take its gibibyte of addresses, as it does with its first array; a bound that came before forbids it.

    A worker of Dask reads in such workers too, so this is the one place for it.
    """
    import pyarrow as pa  # heavy, and for the worker to import

    pa.array([0])
