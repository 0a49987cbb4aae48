"""Does tasks here, in worker processes, or on a Dask cluster, and gives their results in order; reads no document.

Worker processes are spawned, never forked: Delta tables do not live through a fork. Results wait in a short queue, so
memory is bounded by the size of a task and not by that of a load.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from itertools import chain, islice
from threading import Thread
from typing import Any

from loaders.errors import UsageError
from loaders.pipeline.rules import rules_version
from loaders.pipeline.tasks import Done, FilesTask, Settings, Task, fail_task

FEW = 4  # tasks that are done sooner here than workers have started
PATIENCE = "10s"  # until a scheduler must have answered
AHEAD = 2  # tasks that wait for each worker


def run_tasks(
    tasks: Iterator[Task], settings: Settings, *, workers: int | None = None, scheduler: str | None = None
) -> Iterator[Done]:
    """Results of tasks in order. ``workers`` None: all cores where there is enough to do; 1: this process alone.

    Raises UsageError for fewer than one worker, or a scheduler that cannot be reached.
    """
    if workers is not None and workers < 1:
        raise UsageError(f"--workers {workers}: name at least one worker.")
    if scheduler is not None:
        yield from _run_on_cluster(tasks, settings, scheduler)
        return
    first = list(islice(tasks, FEW)) if workers is None else []
    tasks = chain(first, tasks)
    if workers is None:
        workers = (os.cpu_count() or 1) if len(first) == FEW else 1
    if workers == 1:
        for task in tasks:
            yield run_task(task, settings)
    else:
        yield from _Pool(workers, settings).run(tasks)


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


class _Pool:
    """Worker processes on this machine. A task that brings its worker down is tried alone, and its files one by one."""

    def __init__(self, workers: int, settings: Settings) -> None:
        self.workers, self.settings = workers, settings
        self.pool = _start(workers)
        self.alone: ProcessPoolExecutor | None = None

    def run(self, tasks: Iterator[Task]) -> Iterator[Done]:
        try:
            for task, future in _in_order(tasks, self._submit, lambda: AHEAD * self.workers):
                try:
                    yield future.result()
                except BrokenProcessPool:
                    yield from self._run_alone(task)
        finally:
            _end(self.pool)
            _end(self.alone)

    def _submit(self, task: Task) -> Future[Done]:
        try:
            return self.pool.submit(run_task, task, self.settings)
        except BrokenProcessPool:
            _end(self.pool)
            self.pool = _start(self.workers)
            return self.pool.submit(run_task, task, self.settings)

    def _run_alone(self, task: Task) -> Iterator[Done]:
        self.alone = self.alone or _start(1)
        try:
            yield self.alone.submit(run_task, task, self.settings).result()
        except BrokenProcessPool:
            _end(self.alone)
            self.alone = None
            if isinstance(task, FilesTask) and len(task.jobs) > 1:
                for job in task.jobs:
                    yield from self._run_alone(FilesTask((job,)))
            else:
                yield fail_task(task, self.settings, "reading it brought the program down.")


def _start(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_be_a_worker)


def _end(pool: ProcessPoolExecutor | None) -> None:
    """End a pool whether its work is done or not."""
    if pool is None:
        return
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()


def _be_a_worker() -> None:
    """End quietly on Ctrl-C, and with the loader when that is killed."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
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
