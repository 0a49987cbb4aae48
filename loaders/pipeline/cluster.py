"""Does tasks on a Dask cluster and gives their results in order; reads no document itself and writes to no store.

A worker of the cluster reads in processes of its own that can be stopped, so a document is bound there as it is here.
Results wait with the workers until it is their turn, a few for each worker: the memory of this process is bounded by a
task. What a lost worker had is done again by another, and each result is given once. A task that lost several workers
is done again in pieces, and the piece that loses them is told as failed.
"""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import current_process
from time import monotonic
from typing import Any, Generic, TypeVar

from loaders.errors import ClusterError, DocumentError, PolicyTimelineError, UsageError
from loaders.pipeline.rules import rules_version
from loaders.pipeline.tasks import Settings, Task, pieces_of, source_of
from loaders.pipeline.workers import AHEAD, Work, in_order, run_locally

T = TypeVar("T")

PATIENCE = "10s"  # until a scheduler must have answered
LONELY = 60.0  # seconds without any worker until that is said
LOOK = 5.0  # seconds between looks at whether there are workers


def run_on_cluster(tasks: Iterator[Task], settings: Settings, work: Work[T], scheduler: str) -> Iterator[T]:
    """Results of tasks in order, each done by a worker of the cluster.

    Raises UsageError where no scheduler answers, ClusterError where it or all workers go away; what was given before
    stays right.
    """
    distributed = _dask()
    with _hushed():
        try:
            client = distributed.Client(scheduler, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError(f"--scheduler {scheduler}: no Dask scheduler answers there ({error}).") from error
        try:
            yield from _Cluster(distributed, client, scheduler, settings, work).run(tasks)
        finally:
            client.close(timeout=1)


def _dask() -> Any:
    try:
        return import_module("distributed")
    except ImportError as error:
        raise UsageError(
            "--scheduler needs Dask. Install it in the program's folder with: python -m pip install '.[cluster]'"
        ) from error


@contextmanager
def _hushed() -> Iterator[None]:
    """Dask tells of a lost scheduler in pages of its own code; what people need to know is said by the error."""
    told = logging.getLogger("distributed.client")
    level = told.level
    told.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        told.setLevel(level)


class _Cluster(Generic[T]):
    """The tasks of one load on a cluster that answers."""

    def __init__(self, distributed: Any, client: Any, scheduler: str, settings: Settings, work: Work[T]) -> None:
        self.client, self.scheduler, self.settings, self.work = client, scheduler, settings, work
        self.killed: type[Exception] = distributed.KilledWorker

    def run(self, tasks: Iterator[Task]) -> Iterator[T]:
        try:
            for task, future in in_order(tasks, self._submit, self._window):
                yield from self._results(task, future)
        except (CancelledError, OSError) as error:
            raise ClusterError(
                f"{self.scheduler}: the Dask scheduler went away ({type(error).__name__}). What was loaded is kept: "
                "start the scheduler and its workers again and repeat the command, which goes on from there."
            ) from error

    def _submit(self, task: Task) -> Any:
        """Hand a task to Dask as bytes, which its scheduler passes on without a look into them."""
        return self.client.submit(run_elsewhere, pickle.dumps((task, self.settings, self.work)), pure=False)

    def _window(self) -> int:
        """How many tasks may be under way; workers come and go."""
        threads: dict[str, int] = self.client.nthreads()
        return AHEAD * max(1, sum(threads.values()))

    def _results(self, task: Task, future: Any) -> Iterator[T]:
        try:
            results: list[T] = self._wait(future)
        except self.killed as error:
            yield from self._in_pieces(task, error)
        else:
            yield from results
        finally:
            future.release()

    def _wait(self, future: Any) -> list[T]:
        lonely = monotonic()
        while True:
            try:
                results: list[T] = future.result(timeout=LOOK)
            except (PolicyTimelineError, self.killed, CancelledError):
                raise
            except Exception as error:
                if future.status == "error":
                    raise ClusterError(
                        f"{self.scheduler}: a worker failed ({type(error).__name__}: {error})."
                    ) from error
                if not isinstance(error, TimeoutError):
                    raise
                lonely = monotonic() if self.client.nthreads() else lonely
                if monotonic() - lonely > LONELY:
                    raise ClusterError(
                        f"{self.scheduler}: the scheduler has had no worker for {LONELY:.0f} seconds. "
                        f"Start one with: dask worker {self.scheduler}"
                    ) from None
            else:
                return results

    def _in_pieces(self, task: Task, error: Exception) -> Iterator[T]:
        pieces = pieces_of(task)
        if len(pieces) > 1:  # one after the other, so that none is blamed for what its neighbour did
            for piece in pieces:
                yield from self._results(piece, self._submit(piece))
            return
        lost = getattr(error, "allowed_failures", 0) + 1
        why = DocumentError(
            source_of(task),
            f"reading it brought {lost} workers of the cluster down, one after the other.",
            "Leave the file out, and please report it, with the file.",
        )
        yield self.work.fail(task, self.settings, why)


def run_elsewhere(asked: bytes) -> list[Any]:
    """Do one task on a worker of the cluster, in a process of its own, if that reads documents as the caller does."""
    task, settings, work = pickle.loads(asked)
    theirs = rules_version(settings.taxonomy)
    if theirs != settings.rules:
        raise UsageError(
            f"--scheduler: a worker has other rules ({theirs}) than this program ({settings.rules}). "
            "Bring the same version of the program to all machines."
        )
    if current_process().daemon:  # a Dask worker under its nanny, which may else start no process
        current_process().daemon = False
    threads = import_module("distributed").get_worker().state.nthreads
    return list(run_locally(iter((task,)), settings, work, workers=threads))
