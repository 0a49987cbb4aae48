"""One document takes no more time and memory than it may, and what it stops is itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from loaders.errors import DocumentError, UsageError
from loaders.model import Document
from loaders.pipeline.bounds import Bounds, alarms
from loaders.pipeline.reading import told
from loaders.pipeline.tasks import Done, FilesTask, Job, Settings, Task, fail_task, finish
from loaders.pipeline.workers import Work, run_locally


def document(name: str) -> Document:
    return Document(name, name, name, "text", "Words.", "")


def slow(names: str) -> Iterator[Document]:
    """Documents, of which those with a capital letter take for ever."""
    for name in names:
        while name.isupper():
            time.sleep(0.01)
        yield document(name)


def test_a_reader_that_does_not_end_fails_and_the_next_file_is_read() -> None:
    failures: list[DocumentError] = []
    with alarms(0.2):
        first = [each.name for each in told(slow("aBc"), "one", failures.append)]
        second = [each.name for each in told(slow("de"), "two", failures.append)]
    assert (first, second) == (["a"], ["d", "e"])
    assert [str(error) for error in failures] == [
        "one: reading it took longer than 0.2 seconds. Split it, or allow more with --timeout."
    ]


def test_a_file_of_many_documents_may_take_longer_than_one_of_them() -> None:
    def unhurried() -> Iterator[Document]:
        for name in "abcdef":
            time.sleep(0.15)
            yield document(name)

    with alarms(0.6):
        assert len(list(told(unhurried(), "many", None))) == 6


def read_greedily(task: Task, settings: Settings) -> Done:
    """A reader that asks for two gigabytes at the file named greedy."""
    failures: list[DocumentError] = []

    def documents(job: Job) -> Iterator[Document]:
        yield document(str(len(bytearray(2**31)) if job.source == "greedy" else 0))

    assert isinstance(task, FilesTask)
    with alarms(settings.bounds.seconds):
        for job in task.jobs:
            list(told(documents(job), job.source, failures.append))
    return replace(finish([], len(task.jobs)), failures=tuple(failures))


def read_deaf(task: Task, settings: Settings) -> Done:
    """A reader that computes where no alarm is heard, at the file named deaf."""

    def documents(job: Job) -> Iterator[Document]:
        if job.source == "deaf":
            yield document(str(sum(range(10**13))))

    assert isinstance(task, FilesTask)
    with alarms(settings.bounds.seconds):
        for job in task.jobs:
            list(told(documents(job), job.source, None))
    return fail_task(task, settings, DocumentError("", "read"))


def just_begin() -> None:
    """What a worker does that needs no rules."""


def tasks_of(*names: str) -> Iterator[Task]:
    return iter([FilesTask(tuple(Job(name, name, Path(name)) for name in names))])


def test_a_file_that_asks_for_more_memory_than_it_may_fails_alone() -> None:
    settings = Settings("r", bounds=Bounds(mebibytes=256))
    done = list(run_locally(tasks_of("a", "greedy", "b"), settings, Work(read_greedily, fail_task, just_begin)))
    assert [(error.source, error.reason) for each in done for error in each.failures] == [
        ("greedy", "reading it takes more memory than one document may.")
    ]


def test_a_worker_deaf_to_the_alarm_is_ended_and_only_its_file_fails() -> None:
    settings = Settings("r", bounds=Bounds(seconds=0.5))
    done = list(run_locally(tasks_of("a", "deaf", "b"), settings, Work(read_deaf, fail_task, just_begin)))
    reasons = {error.source: error.reason for each in done for error in each.failures}
    assert reasons == {"a": "read", "deaf": "reading it took longer than 0.5 seconds.", "b": "read"}


@pytest.mark.parametrize(("bounds", "said"), [(Bounds(0), "--timeout 0"), (Bounds(1, 8), "--memory 8")])
def test_bounds_that_nothing_could_be_read_within_are_refused(bounds: Bounds, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        bounds.check()
