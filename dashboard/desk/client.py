"""Reaches the one process that makes exports, and starts it when it is not there; makes no file itself.

It is started at the first order, asked over a local socket that only this user can open, and ends when the last program
that reached it has ended, or when nothing has been ordered for a while; with it ends its browser.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from dashboard.desk.orders import Made, Order, Standing
from loaders.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
IDLE = 300.0  # seconds without an order after which the process ends
PARTING = 15.0  # seconds in which it must have ended
READY = "ready"
BROKEN = "the program that makes exports has stopped. Try again."


def place_socket(folder: Path) -> str:
    """Where the process of a folder listens: a socket in it, on Windows a pipe of its name."""
    return rf"\\.\pipe\{folder.name}" if sys.platform == "win32" else str(folder / "desk")


class Desk:
    """Gives orders to the process of exports; safe to share between threads, and with workers that are forked.

    ``store`` is a store's folder and ``taxonomy`` a file of sectors, as the command line takes them. Whoever makes a
    desk owns its private ``folder``; to join that of another program, name it.
    """

    def __init__(
        self, store: str | Path, taxonomy: Path | None = None, *, folder: Path | None = None, idle: float = IDLE
    ) -> None:
        self._store, self._taxonomy, self._idle = str(store), taxonomy, idle
        self.folder = folder or Path(mkdtemp(prefix="policy-timeline-"))  # of mode 700
        self._lock = Lock()
        self._stay: Connection[Any, Any] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = self._owner = os.getpid()
        if folder is None:
            (self.folder / "key").write_bytes(secrets.token_bytes(32))
            atexit.register(self.close)

    def order(self, order: Order) -> str:
        """Take an order; its number. Raises UsageError where too many wait or no process can be started."""
        return cast("str", self._call("order", order))

    def ask(self, number: str) -> Standing:
        """How an order stands."""
        return cast("Standing", self._call("ask", number))

    def cancel(self, number: str) -> None:
        """Call an order off."""
        self._call("cancel", number)

    def fetch(self, number: str) -> Made | None:
        """What was made; None where it is not done, or no longer kept."""
        return cast("Made | None", self._call("fetch", number))

    def close(self) -> None:
        """Leave the desk; its owner takes it down."""
        with self._lock:
            if self._stay is not None and self._pid == os.getpid():
                self._stay.close()
            self._stay = None
        if self._owner == os.getpid():
            shutil.rmtree(self.folder, ignore_errors=True)
            self._wait()

    def _wait(self) -> None:
        """Until the process that this program started has ended; one that does not end is ended."""
        if self._process is not None:
            try:
                self._process.wait(PARTING)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _call(self, verb: str, given: Any) -> Any:
        """Ask the process; where it has gone, one is started and asked once more."""
        try:
            answer = self._send(verb, given)
        except (OSError, EOFError):
            self._open()
            try:
                answer = self._send(verb, given)
            except (OSError, EOFError) as error:
                raise UsageError(BROKEN) from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _send(self, verb: str, given: Any) -> Any:
        self._hold_on()
        with self._dial() as line:
            line.send((verb, given))
            return line.recv()

    def _dial(self) -> Connection[Any, Any]:
        try:
            return Client(place_socket(self.folder), authkey=(self.folder / "key").read_bytes())
        except AuthenticationError as error:
            raise ConnectionError(str(error)) from error

    def _hold_on(self) -> None:
        """Keep one line open as long as this program lives: the process ends when the last of them is cut."""
        with self._lock:
            if self._stay is not None and self._pid == os.getpid():
                with suppress(OSError):
                    if not self._stay.poll():
                        return
                self._stay.close()
            self._stay, self._pid = None, os.getpid()
            line = self._dial()
            line.send(("stay", None))
            self._stay = line

    def _open(self) -> None:
        """Start the process, unless another program has done so meanwhile."""
        with self._lock, hold(self.folder / "lock"):
            try:
                self._dial().close()
                return
            except (OSError, EOFError):
                (self.folder / "desk").unlink(missing_ok=True)
            self._wait()  # it listens no more, so it is ending
            command = [sys.executable, "-m", "dashboard.desk.serving", str(self.folder), self._store, str(self._idle)]
            paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
            self._process = subprocess.Popen(
                [*command, *([str(self._taxonomy)] if self._taxonomy else [])],
                env=os.environ | {"PYTHONPATH": paths},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            assert self._process.stdout is not None
            with self._process.stdout as said:
                if said.readline().decode().strip() != READY:
                    raise UsageError(BROKEN)


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """One program at a time, where there are several: without fork there is one, and its own lock is enough."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with path.open("a+b") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield


def wait(desk: Desk, number: str, patience: float = 120.0) -> Standing:
    """Ask for an order until it is neither waiting nor being made; UsageError after ``patience`` seconds."""
    until = time.monotonic() + patience
    while (standing := desk.ask(number)).state in ("waiting", "working"):
        if time.monotonic() > until:
            raise UsageError(f"the export took longer than {patience:.0f} seconds.")
        time.sleep(0.1)
    return standing
