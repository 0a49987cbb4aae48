"""Makes orders in their turn in threads of its own, two at a time; forgets those that nobody asks for any more."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_hex
from threading import Condition, Thread

from dashboard.desk.orders import Made, Order, Standing, State
from dashboard.exports.progress import Cancelled, OnProgress
from dashboard.words import load_words
from loaders.errors import PolicyTimelineError, UsageError

HANDS = 2  # orders made at a time: a picture does not wait for a whole briefing, and both share one browser
MOST = 60  # orders that may wait
FORGOTTEN = 180.0  # seconds after which an order nobody asked for is dropped, finished or not
Make = Callable[[Order, OnProgress, Callable[[], bool]], Made]


@dataclass(slots=True)
class Job:
    """An order on the bench."""

    order: Order
    asked: float
    state: State = "waiting"
    done: int = 0
    total: int = 0
    label: str = ""
    error: str = ""
    made: Made | None = field(default=None, repr=False)


class Bench:
    """Orders in their turn; safe to share between threads. ``make`` makes one."""

    def __init__(
        self, make: Make, *, hands: int = HANDS, forgotten: float = FORGOTTEN, clock: Callable[[], float] | None = None
    ) -> None:
        self._make, self._hands, self._forgotten = make, hands, forgotten
        self._clock = clock or time.monotonic
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._free = 0
        self._threads: list[Thread] = []
        self._turn = Condition()
        self._last = self._clock()

    def order(self, order: Order) -> str:
        """Take an order; its number. Raises UsageError where too many wait."""
        with self._turn:
            self._forget()
            if sum(job.state == "waiting" for job in self._jobs.values()) >= MOST:
                raise UsageError(load_words(order.language)["export"]["crowd"].format(count=MOST))
            number = token_hex(8)
            self._last = self._clock()
            self._jobs[number] = Job(order, self._last)
            if not self._free and len(self._threads) < self._hands:
                self._threads.append(Thread(target=self._work, daemon=True, name="exports"))
                self._threads[-1].start()
            self._turn.notify()
            return number

    def ask(self, number: str) -> Standing:
        """How an order stands."""
        with self._turn:
            self._forget()
            job = self._jobs.get(number)
            if job is None:
                return Standing("gone")
            job.asked = self._last = self._clock()
            name, notes = (job.made.name, job.made.notes) if job.made else ("", ())
            return Standing(
                job.state, self._ahead(number), job.done, job.total, job.label, job.error, name=name, notes=notes
            )

    def cancel(self, number: str) -> None:
        """Call an order off: one that waits is dropped, one being made stops before its next part."""
        with self._turn:
            job = self._jobs.get(number)
            if job is not None and job.state in ("waiting", "working"):
                job.state = "cancelled"

    def fetch(self, number: str) -> Made | None:
        """What was made; None where it is not done, or no longer kept."""
        with self._turn:
            self._forget()
            job = self._jobs.get(number)
            if job is None:
                return None
            job.asked = self._last = self._clock()
            return job.made

    def rest(self) -> float:
        """Seconds for which nothing has been asked and nothing made."""
        with self._turn:
            self._forget()
            busy = any(job.state in ("waiting", "working") for job in self._jobs.values())
            return 0.0 if busy else self._clock() - self._last

    def _ahead(self, number: str) -> int:
        """How many orders are waited for before this one is begun."""
        if self._jobs[number].state != "waiting":
            return 0
        names = list(self._jobs)
        before = names[: names.index(number)]
        return sum(self._jobs[name].state in ("waiting", "working") for name in before)

    def _forget(self) -> None:
        now = self._clock()
        for number, job in list(self._jobs.items()):
            if now - job.asked <= self._forgotten:
                continue
            job.state = "cancelled" if job.state in ("waiting", "working") else job.state
            del self._jobs[number]

    def _work(self) -> None:
        while True:
            with self._turn:
                while (job := self._next()) is None:
                    self._free += 1
                    self._turn.wait()
                    self._free -= 1
                job.state = "working"
            self._finish(job)

    def _next(self) -> Job | None:
        return next((job for job in self._jobs.values() if job.state == "waiting"), None)

    def _finish(self, job: Job) -> None:
        """Make one order, and say how it ended."""

        def tell(done: int, total: int, label: str) -> None:
            job.done, job.total, job.label = done, total, label

        state: State = "done"
        made, error = None, ""
        try:
            made = self._make(job.order, tell, lambda: job.state == "cancelled")
        except Cancelled:
            state = "cancelled"
        except PolicyTimelineError as wrong:
            state, error = "failed", str(wrong)
        except Exception as wrong:  # whatever breaks, the next order is made
            state, error = "failed", f"{type(wrong).__name__}: {wrong}"
        with self._turn:
            self._last = self._clock()
            if job.state == "working":
                job.state, job.error, job.made = state, error, made
