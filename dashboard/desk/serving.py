"""The process that makes exports for the programs of one dashboard; serves none but those that know its key.

``python -m dashboard.desk.serving FOLDER STORE IDLE [TAXONOMY]`` is started by ``Desk``. It ends when its folder is
gone, when no program holds a line to it any more, and after IDLE seconds without an order.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from dashboard.desk.bench import Bench, Make
from dashboard.desk.client import READY, place_socket
from dashboard.desk.orders import Made, Order
from dashboard.exports.progress import OnProgress
from loaders.errors import PolicyTimelineError

LOOK = 0.5  # seconds between two looks whether anybody is still there
ALONE = 3.0  # seconds that a program has to come, or to come back
PARTING = 10.0  # seconds in which the browser must have closed


class Reader:
    """Makes orders once what is needed for it has been read, which is begun before the first order comes."""

    def __init__(self, store: str, taxonomy: Path | None) -> None:
        self._store, self._taxonomy = store, taxonomy
        self._make: Make | None = None
        self._lock = Lock()

    def __call__(self, order: Order, on_progress: OnProgress, cancelled: Callable[[], bool]) -> Made:
        """What is ordered."""
        return self.read()(order, on_progress, cancelled)

    def read(self) -> Make:
        """Read libraries, store and taxonomy, once."""
        with self._lock:
            if self._make is None:
                from dashboard.desk.making import Maker
                from dashboard.library import Library
                from loaders.sectors.taxonomy import load_taxonomy

                self._make = Maker(Library.at(self._store), load_taxonomy(self._taxonomy))
            return self._make


class Service:
    """Answers the programs of one dashboard, a thread a line."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.left = time.monotonic()  # when the last program that held a line let it go
        self._staying = 0
        self._lock = Lock()

    def alone(self) -> float:
        """Seconds for which no program has held a line."""
        return 0.0 if self._staying else time.monotonic() - self.left

    def listen(self, listener: Listener) -> None:
        """Take every line."""
        while True:
            try:
                line = listener.accept()
            except AuthenticationError:
                continue
            except (OSError, EOFError):  # a line cut before it was taken; a closed listener ends with the program
                time.sleep(0.05)
                continue
            Thread(target=self.answer, args=(line,), daemon=True).start()

    def answer(self, line: Connection[Any, Any]) -> None:
        """Answer one line: a question, or a program that stays until it ends."""
        with line, suppress(OSError, EOFError):
            verb, given = line.recv()
            if verb == "stay":
                self._stay(line)
            else:
                line.send(self._do(verb, given))

    def _do(self, verb: str, given: Any) -> Any:
        verbs: dict[str, Callable[[Any], Any]] = {
            "order": self.bench.order,
            "ask": self.bench.ask,
            "cancel": self.bench.cancel,
            "fetch": self.bench.fetch,
        }
        try:
            return verbs[verb](given)
        except PolicyTimelineError as error:
            return error

    def _stay(self, line: Connection[Any, Any]) -> None:
        with self._lock:
            self._staying += 1
        try:
            with suppress(OSError, EOFError):
                line.recv()
        finally:
            with self._lock:
                self._staying -= 1
                self.left = time.monotonic()


def main(folder: Path, store: str, idle: float, taxonomy: Path | None) -> None:
    """Serve until nobody is there any more."""
    read = Reader(store, taxonomy)
    service = Service(Bench(read))
    listener = Listener(place_socket(folder), backlog=64, authkey=(folder / "key").read_bytes())
    Thread(target=service.listen, args=(listener,), daemon=True).start()
    print(READY, flush=True)
    Thread(target=_warm, args=(read,), daemon=True).start()
    while folder.is_dir() and service.alone() < ALONE and service.bench.rest() < idle:
        time.sleep(LOOK)
    with suppress(OSError):  # its folder may be gone
        listener.close()
    leave()


def _warm(read: Reader) -> None:
    with suppress(Exception):  # whoever orders will be told
        read.read()


def leave() -> None:
    """End at once with the browser, whatever is being made."""
    from dashboard.exports.camera import CAMERA

    closing = Thread(target=CAMERA.close, daemon=True)
    closing.start()
    closing.join(PARTING)
    os._exit(0)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), Path(sys.argv[4]) if len(sys.argv) > 4 else None)
