"""Tells how far a command is: a bar on a terminal, lines elsewhere, JSON for programs, or nothing; counts nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

import typer

from loaders.cli.told import complain, count_of, exit_code
from loaders.errors import DocumentError, PolicyTimelineError

if TYPE_CHECKING:
    from loaders.pipeline import Progress

EVERY = 10.0  # seconds between lines where there is no terminal


class Teller:
    """Says nothing but what failed. ``what`` names the things that are counted, in the singular."""

    def __init__(self, command: str, what: str = "file") -> None:
        self.command, self.what = command, what
        self.begun, self.named = monotonic(), 0

    def show(self, at: Progress) -> None:
        """Tell of a batch that was written, and of what failed since the last one."""
        self.name(at.news)
        self.batch(at)

    def name(self, failures: Sequence[DocumentError]) -> None:
        """Name documents that failed; ``named`` counts them."""
        self.named += len(failures)
        for failure in failures:
            self.failure(failure)

    def failure(self, failure: DocumentError) -> None:
        """Name one document that failed."""
        complain(failure)

    def batch(self, at: Progress) -> None:
        """Tell of one batch."""

    def end(self, words: str, **facts: Any) -> None:
        """Tell what came of it: in ``words`` for people, as ``facts`` for programs."""

    def broke(self, error: PolicyTimelineError) -> bool:
        """Tell why the command ends before its end, unless that is for others to tell."""
        return False

    def close(self) -> None:
        """Leave the terminal as it was."""

    @property
    def seconds(self) -> float:
        """How long the command has run."""
        return max(monotonic() - self.begun, 0.001)


class Lines(Teller):
    """A line every few seconds, and what came of it at the end."""

    last = 0.0

    def batch(self, at: Progress) -> None:
        """Tell how far it is, unless that was told just now or the end will be."""
        if self.seconds - self.last >= EVERY and at.files < at.found:
            self.last = self.seconds
            print(describe_progress(at, self.seconds, self.what), file=sys.stderr, flush=True)

    def end(self, words: str, **facts: Any) -> None:
        """Say what came of it on stdout."""
        print(words, flush=True)


class Bar(Lines):
    """A bar on a terminal, which goes away at the end."""

    def __init__(self, command: str, what: str = "file") -> None:
        super().__init__(command, what)
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        column = TextColumn("{task.description}", markup=False)
        self.bar = Progress(BarColumn(20), column, console=Console(stderr=True), transient=True)
        self.task = self.bar.add_task(f"{command} ...", total=None)
        self.bar.start()

    def failure(self, failure: DocumentError) -> None:
        """Name one document that failed, above the bar."""
        self.bar.console.print(str(failure), markup=False, highlight=False, soft_wrap=True)

    def batch(self, at: Progress) -> None:
        """Move the bar."""
        words = describe_progress(at, self.seconds, self.what)
        share = at.done / (at.done + at.left) if at.done else 0
        self.bar.update(self.task, description=words, total=1, completed=share)

    def end(self, words: str, **facts: Any) -> None:
        """Take the bar away and say what came of it."""
        self.close()
        super().end(words, **facts)

    def close(self) -> None:
        """Take the bar away."""
        self.bar.stop()


class Json(Teller):
    """An object of JSON a line on stderr: ``start``, ``batch``, ``failure``, ``end``, each with the seconds so far."""

    def __init__(self, command: str, what: str = "file", *, quiet: bool = False) -> None:
        super().__init__(command, what)
        self.quiet = quiet
        self._log("start", command=command)

    def failure(self, failure: DocumentError) -> None:
        """Log one document that failed."""
        self._log("failure", source=failure.source, reason=failure.reason, remedy=failure.remedy)

    def batch(self, at: Progress) -> None:
        """Log a batch that was written."""
        left = seconds_left(at, self.seconds)
        facts = {name: getattr(at, name) for name in _LOGGED}
        self._log("batch", what=self.what, done=at.files, **facts, left=None if left is None else round(left, 1))

    def end(self, words: str, **facts: Any) -> None:
        """Log what came of it, and say it on stdout too unless all is to be quiet."""
        self._log("end", **facts)
        if not self.quiet:
            print(words, flush=True)

    def broke(self, error: PolicyTimelineError) -> bool:
        """Log why the command ends before its end."""
        self._log("end", error=str(error))
        return True

    def _log(self, event: str, **facts: Any) -> None:
        line = {"event": event, "seconds": round(self.seconds, 3)} | facts
        print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)


_LOGGED = ("found", "documents", "events", "failures", "unchanged", "characters", "version")


def find_teller(command: str, what: str = "file", *, quiet: bool = False, json_log: bool = False) -> Teller:
    """Who tells of a command: as its options and the terminal say."""
    if json_log:
        return Json(command, what, quiet=quiet)
    if quiet:
        return Teller(command, what)
    return Bar(command, what) if sys.stderr.isatty() else Lines(command, what)


@contextmanager
def telling(teller: Teller, goes_on: str) -> Iterator[Callable[[Progress], None]]:
    """Inside, progress is told as it comes; Ctrl-C ends the command with 130 and tells what was done until then.

    ``goes_on`` says what becomes of the rest.
    """
    documents = events = 0

    def show(at: Progress) -> None:
        nonlocal documents, events
        documents, events = at.documents, at.events
        teller.show(at)

    try:
        yield show
    except KeyboardInterrupt:
        written = f"{count_of(documents, 'document')} with {count_of(events, 'event')} written"
        teller.end(f"Interrupted: {written}. {goes_on}", interrupted=True, documents=documents, events=events)
        raise typer.Exit(130) from None
    except PolicyTimelineError as error:
        if teller.broke(error):
            raise typer.Exit(exit_code(error)) from error
        raise
    finally:
        teller.close()


def describe_progress(at: Progress, seconds: float, what: str) -> str:
    """How far a command is, in one line: what is done, how fast, how long it will take."""
    read = "" if what == "document" else f": {count_of(at.documents, 'document')}"
    done = f"{at.files:,} of {count_of(at.found, what)}{read}, {count_of(at.events, 'event')}"
    failed = f", {at.failures:,} failed" if at.failures else ""
    fast = f"{at.documents / seconds:,.1f} documents/s, {at.characters / seconds:,.0f} characters/s"
    left = seconds_left(at, seconds)
    return f"{done}{failed}; {fast}" + (f"; {describe_seconds(left)} left" if left else "")


def seconds_left(at: Progress, seconds: float) -> float | None:
    """How long the rest will take at the speed until now; None while nobody knows."""
    return seconds * at.left / at.done if at.done else None


def describe_seconds(seconds: float) -> str:
    """A length of time as people say it.

    >>> describe_seconds(42), describe_seconds(200), describe_seconds(9000)
    ('42 s', '3 min', '2 h 30 min')
    """
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
