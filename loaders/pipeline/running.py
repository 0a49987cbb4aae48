"""Runs the tasks of a load where they are to be run: on this machine or on a cluster; reads no document itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from loaders.pipeline.tasks import Done, Loading, Settings, Task, fail_task
from loaders.pipeline.workers import Work, run_locally

T = TypeVar("T")


def run_tasks(
    tasks: Iterator[Task],
    settings: Settings,
    work: Work[T],
    *,
    workers: int | None = None,
    scheduler: str | None = None,
) -> Iterator[T]:
    """Results of tasks in order. ``workers`` None: all cores where there is enough to do, else one process.

    Raises UsageError for fewer than one worker, or a scheduler that cannot be reached; ClusterError for one that goes.
    """
    if scheduler is None:
        yield from run_locally(tasks, settings, work, workers=workers)
    else:
        from loaders.pipeline.cluster import run_on_cluster

        yield from run_on_cluster(tasks, settings, work, scheduler)


def read_task(task: Loading, settings: Settings) -> Done:
    """Do one task of a load, wherever this runs."""
    from loaders.pipeline.work import run_task  # heavy, and not needed where nothing has changed

    return run_task(task, settings)


READ = Work(read_task, fail_task)
