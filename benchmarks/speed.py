"""Prints how fast text is read, by stage and language, beside dateparser's search: ``python -m benchmarks.speed``.

The text is our own gold documents. They are read once before, so that the expressions they need are compiled, and what
is remembered of their sentences is forgotten before each stage. A figure is characters a second of one processor's
time; ``whole`` is a document from its bytes to its events and their marks, not stored. ``extract`` holds ``times`` and
``tag``, which are also measured alone. The start of a worker is the time until it has imported what it needs and has
read a sentence of either language.
"""

from __future__ import annotations

import argparse
import functools
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.dates import dateparser_search
from loaders.dates.creation import date_document
from loaders.dates.find import find_timexes
from loaders.events import count_sentences, extract_events
from loaders.formats.registry import read_bytes
from loaders.model import Document
from loaders.pipeline.joining import mark_events
from loaders.pipeline.reading import read_through
from loaders.pipeline.work import get_ready
from loaders.resources import DATA
from loaders.sectors.tag import Tagger
from loaders.sectors.taxonomy import load_taxonomy

SEARCHED = 4000  # characters that the peer is given: its search is slow
START = "import time; from loaders.pipeline.work import get_ready; get_ready(); print(time.process_time())"


def gold_files(language: str) -> list[tuple[str, bytes]]:
    """Names and bytes of the gold documents of a language."""
    paths = sorted((DATA / "gold").glob(f"events_{language}*_documents.jsonl"))
    return [(path.name, path.read_bytes()) for path in paths]


def read_files(files: Iterable[tuple[str, bytes]]) -> list[Document]:
    """The documents of the files, undated."""
    return [document for name, data in files for document in read_bytes(name, data, name)]


def forget() -> None:
    """Forget what was remembered of texts; rules stay loaded."""
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper) and each.cache_parameters()["maxsize"] is not None:
            each.cache_clear()


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one run."""
    forget()
    started = time.process_time()
    work()
    return time.process_time() - started


def measure(language: str) -> dict[str, float]:
    """Characters a second of each stage."""
    taxonomy, files = load_taxonomy(), gold_files(language)
    documents = [date_document(document) for document in read_files(files)]
    length = sum(len(document.text) for document in documents)
    if not length:
        raise SystemExit(f"There are no gold documents in '{language}'. Restore them with: git checkout data")
    events = [(document, tuple(extract_events(document, taxonomy))) for document in documents]
    stages: dict[str, Callable[[], object]] = {
        "whole": lambda: list(read_through(iter(read_files(files)), "gold", taxonomy, lambda _: None)),
        "read": lambda: read_files(files),
        "date": lambda: [date_document(document) for document in documents],
        "tag": lambda: [Tagger(document.text, taxonomy) for document in documents],
        "times": lambda: [find_timexes(each.text, created=each.created, language=each.language) for each in documents],
        "extract": lambda: [extract_events(document, taxonomy) for document in documents],
        "count": lambda: [count_sentences(document) for document in documents],
        "mark": lambda: [mark_events(document, told) for document, told in events],
    }
    return {name: length / seconds(work) for name, work in stages.items()}


def search_speed(language: str) -> float:
    """Characters a second of dateparser's search on the beginning of the same text."""
    text = "\n".join(document.text for document in read_files(gold_files(language)))[:SEARCHED]
    dateparser_search(text[:200], language)
    return len(text) / seconds(lambda: dateparser_search(text, language))


def start_seconds(cache: str) -> float:
    """Processor time of a fresh process until it is ready to read, with what is kept in a folder."""
    environment = os.environ | {"XDG_CACHE_HOME": cache}
    command = [sys.executable, "-c", START]
    return float(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-peer", action="store_true", help="leave dateparser's search out")
    options = parser.parse_args(arguments)
    get_ready()
    for language in ("en", "zh"):
        measured = measure(language)
        print(f"{language}  " + "  ".join(f"{name} {speed:,.0f}" for name, speed in measured.items()))
        if not options.no_peer:
            peer = search_speed(language)
            times = measured["whole"] / peer
            print(f"    dateparser's search {peer:,.0f}: the whole reading is {times:.1f} times as fast")
    with tempfile.TemporaryDirectory() as cache:
        first, again = start_seconds(cache), start_seconds(cache)
    print(f"A worker is ready after {again:.1f} s of processor time, the first one on a machine after {first:.1f} s.")


if __name__ == "__main__":
    main()
