"""Bounds the time and the memory that one document may take in a worker; refuses to run outside of one.

Time is the processor's, so that a busy machine fails no document. Three nets, each for what slips through the one
before: an alarm that is raised inside the reading and makes the document fail by itself; an allocation that is refused
and does the same; and the system's own bound on the processor, which ends the worker where code deaf to alarms holds
it. What a dead worker was reading is then tried alone (see ``workers``).
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from threading import current_thread, main_thread
from time import process_time
from types import FrameType
from typing import TypeVar

from loaders.errors import DocumentError, TooLong, UsageError

T = TypeVar("T")
SECONDS, MEBIBYTES = 30.0, 1024
GRACE = 2  # seconds after the alarm until the worker is ended
IDLY = 4  # times as long may pass on the clock as on the processor
RINGS = 3  # alarms, one after the other without a document between, that leave the worker alive


@dataclass(frozen=True, slots=True)
class Bounds:
    """The seconds and the mebibytes that one document may take."""

    seconds: float = SECONDS
    mebibytes: int = MEBIBYTES

    def check(self) -> None:
        """Raise UsageError for bounds that nothing could be read within."""
        if not self.seconds > 0:
            raise UsageError(f"--timeout {self.seconds:g}: name more than no seconds.")
        if self.mebibytes < 64:
            raise UsageError(f"--memory {self.mebibytes}: name at least 64 MiB.")


def bound_memory(mebibytes: int) -> None:
    """Let this process take so much more memory than it has now; where the system knows no such bound, nothing."""
    try:
        import resource
    except ImportError:
        return
    most = _taken() + mebibytes * 2**20
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard < 0 else min(most, hard), hard))


def _taken() -> int:
    """Bytes of writable memory that this process has, as the bound counts them."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 512 * 2**20
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)


@dataclass(slots=True)
class _Clock:
    """The clock of the document now read."""

    seconds: float
    rings: int = 0

    def wind(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, self.seconds)
        signal.setitimer(signal.ITIMER_REAL, IDLY * self.seconds)
        _bound_processor(process_time() + self.seconds + GRACE)

    def ring(self, _: int, __: FrameType | None) -> None:
        self.rings += 1
        if self.rings <= RINGS:
            self.wind()  # for what else is inside the same file
        raise TooLong

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _bound_processor(None)


_clocks: list[_Clock] = []  # at most one: that of the task this worker is at


@contextmanager
def alarms(seconds: float) -> Iterator[None]:
    """Inside, :func:`pace` gives each document so many seconds; outside the main thread of a process, any time."""
    if not _can_alarm():
        yield
        return
    clock = _Clock(seconds)
    before = [(each, signal.signal(each, clock.ring)) for each in (signal.SIGPROF, signal.SIGALRM)]
    _clocks.append(clock)
    try:
        yield
    finally:
        clock.stop()
        _clocks.remove(clock)
        for each, heard in before:
            signal.signal(each, heard)


def _bound_processor(seconds: float | None) -> None:
    """Let the system end this process once it has had so many seconds of the processor; None: let it live."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = hard if seconds is None else ceil(seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))


def pace(things: Iterator[T]) -> Iterator[T]:
    """The same things, the clock set anew before each is made; it goes on while that one is worked on."""
    while True:
        if _clocks:
            _clocks[-1].rings = 0
            _clocks[-1].wind()
        try:
            thing = next(things)
        except StopIteration:
            return
        yield thing


def _can_alarm() -> bool:
    return sys.platform != "win32" and current_thread() is main_thread()


def say_bound(source: str, error: BaseException) -> DocumentError | None:
    """What a broken bound says of a document; None for any other error."""
    if isinstance(error, TooLong):
        return too_long(source, _clocks[-1].seconds if _clocks else SECONDS)
    if isinstance(error, MemoryError):
        return DocumentError(
            source, "reading it takes more memory than one document may.", "Split it, or allow more with --memory."
        )
    return None


def was_stopped(error: DocumentError) -> bool:
    """Whether a document failed for the bounds it had, and may be read within others."""
    return error.remedy.endswith(("--timeout.", "--memory."))


def too_long(source: str, seconds: float) -> DocumentError:
    """The failure of a document that was stopped after so many seconds."""
    return DocumentError(
        source, f"reading it took longer than {seconds:g} seconds.", "Split it, or allow more with --timeout."
    )
