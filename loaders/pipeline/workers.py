"""Does tasks in worker processes, or on a Dask cluster, and gives their results in order; reads no document itself.

Worker processes are started anew, never forked: Delta tables do not live through a fork, and a document that takes too
long or too much ends its worker and nothing else. Results wait in a short queue, so memory is bounded by the size of a
task and not by that of a load.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import import_module
from itertools import chain, islice
from threading import Thread
from time import monotonic, sleep
from typing import Any, Generic, TypeVar

from loaders.errors import DocumentError, UsageError
from loaders.pipeline.bounds import bound_memory, too_long
from loaders.pipeline.rules import rules_version
from loaders.pipeline.tasks import Done, FilesTask, Settings, Task, fail_task, jobs_of

T = TypeVar("T")

FEW = 4  # tasks for which a second worker pays
IDLE = 10  # seconds without a task after which a worker ends
WATCH = 0.5  # seconds between looks at whether the loader lives
PATIENCE = "10s"  # until a scheduler must have answered
AHEAD = 2  # tasks that wait for each worker


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """What is done with a task, and what stands for it where that cannot be; both are functions of a module."""

    run: Callable[[Task, Settings], T]
    fail: Callable[[Task, Settings, DocumentError], T]


def run_tasks(
    tasks: Iterator[Task], settings: Settings, *, workers: int | None = None, scheduler: str | None = None
) -> Iterator[Done]:
    """Batches of tasks in order. ``workers`` None: all cores where there is enough to do, else one process.

    Raises UsageError for fewer than one worker, or a scheduler that cannot be reached.
    """
    if scheduler is not None:
        yield from _run_on_cluster(tasks, settings, scheduler)
    else:
        yield from run_locally(tasks, settings, Work(run_task, fail_task), workers=workers)


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


def run_task(task: Task, settings: Settings) -> Done:
    """Do one task, wherever this runs."""
    from loaders.pipeline import work  # heavy, and not needed where nothing has changed

    return work.run_task(task, settings)


def _run_elsewhere(task: Task, settings: Settings) -> Done:
    """Do one task on another machine, if that reads documents as this one does."""
    theirs = rules_version(settings.taxonomy)
    if theirs != settings.rules:
        raise UsageError(
            f"--scheduler: a worker has other rules ({theirs}) than this program ({settings.rules}). "
            "Bring the same version of the program to all machines."
        )
    return run_task(task, settings)


def _in_order(
    tasks: Iterable[Task], submit: Callable[[Task], Any], window: Callable[[], int]
) -> Iterator[tuple[Task, Any]]:
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
            for task, future in _in_order(tasks, self._submit, lambda: AHEAD * self.workers):
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
        future: Future[T] = pool.submit(self.work.run, task, self.settings)
        return future

    def _start(self) -> Any:
        """The workers of this process: kept for the next load for a while, and then ended."""
        from loky import get_reusable_executor  # heavy, and not needed where nothing has changed

        return get_reusable_executor(
            self.workers,
            timeout=IDLE,
            initializer=_be_a_worker,
            initargs=(self.settings.bounds.mebibytes, os.getpid()),
        )

    def _run_alone(self, task: Task) -> Iterator[T]:
        """Each file of a task by itself, in a worker that serves until one brings it down."""
        pieces = [FilesTask((job,)) for job in task.jobs] if isinstance(task, FilesTask) else [task]
        alone: Any = None
        try:
            for piece in pieces:
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

        one = ProcessPoolExecutor(1, initializer=_be_a_worker, initargs=(self.settings.bounds.mebibytes, os.getpid()))
        one.submit(os.getpid).result()  # so that the time of a file is its own
        return one

    def _say_why(self, task: Task, taken: float) -> DocumentError:
        source, seconds = jobs_of(task)[0].source, self.settings.bounds.seconds
        if taken > seconds:
            return too_long(source, seconds)
        return DocumentError(
            source, "reading it brought the program down.", "Leave the file out, and please report it, with the file."
        )


def _be_a_worker(mebibytes: int, parent: int) -> None:
    """Load what reading needs, bound what else may be taken, end quietly on Ctrl-C and when the loader is gone."""
    from loaders.pipeline import work

    work.get_ready()  # before the bound, since it is no document's
    bound_memory(mebibytes)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        sleep(WATCH)
    os._exit(1)


def _run_on_cluster(tasks: Iterator[Task], settings: Settings, scheduler: str) -> Iterator[Done]:
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        raise UsageError(
            "--scheduler needs Dask. Install it in the program's folder with: python -m pip install '.[cluster]'"
        ) from error
    try:
        client = distributed.Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"--scheduler {scheduler}: no Dask scheduler answers there ({error}).") from error
    with client:

        def window() -> int:  # workers come and go
            return AHEAD * max(1, len(client.nthreads()))

        def submit(task: Task) -> Any:
            return client.submit(_run_elsewhere, task, settings, pure=False)

        for _, future in _in_order(tasks, submit, window):
            yield future.result()
            future.release()
