"""A loader's threads take memory from one place, and what is let go is given back."""

from __future__ import annotations

import subprocess
import sys
from ctypes import CDLL

import pytest

GNU = pytest.mark.skipif(
    not (sys.platform == "linux" and hasattr(CDLL(None), "mallopt") and hasattr(CDLL(None), "malloc_info")),
    reason="needs the C library of GNU, whose memory this is about",
)
PLACES = """
import sys
from ctypes import CDLL, c_char_p, c_int, c_void_p
from pathlib import Path
from threading import Barrier, Thread

from loaders.pipeline.memory import give_back, share_memory

libc = CDLL(None)
libc.fopen.argtypes, libc.fopen.restype = [c_char_p, c_char_p], c_void_p
libc.malloc_info.argtypes, libc.fclose.argtypes = [c_int, c_void_p], [c_void_p]


def places():
    file = libc.fopen(sys.argv[1].encode(), b"w")
    libc.malloc_info(0, file)
    libc.fclose(file)
    return Path(sys.argv[1]).read_text().count("<heap ")


def take():
    held = [bytes(5_000) for _ in range(100)]
    together.wait()
    del held


if sys.argv[2] == "shared":
    share_memory()
before, together = places(), Barrier(12)
threads = [Thread(target=take) for _ in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
give_back()
print(places() - before)
"""


@GNU
@pytest.mark.parametrize("how", ["shared", "each its own"])
def test_threads_take_memory_from_one_place_once_it_is_shared(tmp_path: object, how: str) -> None:
    asked = [sys.executable, "-c", PLACES, f"{tmp_path}/places.xml", how]
    more = int(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
    assert more == 0 if how == "shared" else more > 0
