"""Starts processes beside the loader that end without a word, on Ctrl-C and when it is gone; knows no document."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from threading import Thread
from time import sleep
from typing import Any, TypeVar

T = TypeVar("T")
WATCH = 0.5  # seconds between looks at whether the loader lives


def run_apart(run: Callable[..., T], *given: Any, **named: Any) -> T:
    """What a function of a module answers in a process of its own, with which all the memory that it took goes.

    Raises what it raises, and BrokenProcessPool where that process was ended.
    """
    from loky import ProcessPoolExecutor  # heavy, and not needed for most loads

    with ProcessPoolExecutor(1, initializer=_begin, initargs=(os.getpid(),)) as alone:
        with ctrl_c_waits():
            answer = alone.submit(run, *given, **named)
        told: T = answer.result()
    return told


def _begin(parent: int) -> None:
    from loaders.pipeline.memory import share_memory  # heavy, and for that process to import

    end_with(parent)
    share_memory()


def end_with(parent: int) -> None:
    """End quietly from now on, on Ctrl-C and when the process is gone that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        sleep(WATCH)
    os._exit(1)


@contextmanager
def ctrl_c_waits() -> Iterator[None]:
    """Hold Ctrl-C back, and in a worker that is started meanwhile until it can end without a word."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # or it would be started inside, and let Ctrl-C in
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
