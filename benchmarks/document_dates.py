"""Prints how often the day of a web page is read right, wrong or not at all, beside htmldate alone, with the speed.

The pages are layouts of ``data/gold/pages.toml`` in our own words; labels were drawn up before a program read them.
Nothing is written. ``--batch 2`` measures one round of pages, ``--misses`` lists what is not right.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

PAGES = Path(__file__).resolve().parent.parent / "data" / "gold" / "pages.toml"
LAST_DAY = "2099-12-31"
"""htmldate is given a day in the far future: with none it asks the clock, and its answers change from day to day."""

Dater = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Page:
    """One layout: its name, round and language, the day it shows (None: none), and the page itself."""

    name: str
    batch: int
    language: str
    date: str | None
    html: str


@dataclass(frozen=True, slots=True)
class Score:
    """What a program made of pages: percent right, wrong and unanswered, pages a second, and the misses in words.

    A page that shows no date is right when none is answered.
    """

    exact: float
    wrong: float
    none: float
    pages_a_second: float
    misses: tuple[str, ...]


def read_pages(path: Path = PAGES) -> tuple[Page, ...]:
    """The layouts with their parts filled in."""
    record = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Page(row["name"], row["batch"], row["language"], row.get("date"), _fill(row["html"], record["parts"]))
        for row in record["page"]
    )


def _fill(html: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        html = html.replace("{" + name + "}", part)
    return html


def date_by_us(html: str) -> str | None:
    """The date of a page as this program reads it, in EDTF."""
    from loaders.dates.creation import date_document
    from loaders.errors import DocumentError
    from loaders.formats.registry import read_bytes

    try:
        (document,) = read_bytes("page.html", html.encode(), "page.html")
    except DocumentError:
        return None
    created = date_document(document).created
    return created.edtf if created else None


def date_by_htmldate(html: str) -> str | None:
    """The original date of a page as htmldate alone finds it, with its wide search."""
    from htmldate import find_date

    return find_date(html, original_date=True, max_date=LAST_DAY)


def compare(pages: Sequence[Page], answers: Sequence[str | None]) -> tuple[float, float, float]:
    """Percent of pages dated right, wrong and not at all; one without a date is right when none is answered."""
    right = sum(answer == page.date for page, answer in zip(pages, answers, strict=True))
    none = sum(answer is None and page.date is not None for page, answer in zip(pages, answers, strict=True))
    share = 100 / max(1, len(pages))
    return right * share, (len(pages) - right - none) * share, none * share


def score(pages: Sequence[Page], dater: Dater) -> Score:
    """Ask a program for each page's date and compare."""
    started = time.perf_counter()
    answers = [dater(page.html) for page in pages]
    taken = time.perf_counter() - started
    misses = tuple(
        f"{page.language} {page.name}: {answer or 'none'}, not {page.date or 'none'}"
        for page, answer in zip(pages, answers, strict=True)
        if answer != page.date
    )
    return Score(*compare(pages, answers), len(pages) / max(taken, 1e-9), misses)


DATERS: dict[str, Dater] = {"policy timeline": date_by_us, "htmldate alone": date_by_htmldate}


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each program and group of pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch", type=int, default=0, help="the pages of one round alone")
    parser.add_argument("--misses", action="store_true", help="list what is not right")
    parser.add_argument("--no-peer", action="store_true", help="leave htmldate alone out")
    options = parser.parse_args(arguments)
    pages = [page for page in read_pages() if options.batch in (0, page.batch)]
    groups = {
        "all": pages,
        "English": [page for page in pages if page.language == "en"],
        "Chinese": [page for page in pages if page.language == "zh"],
        "others": [page for page in pages if page.language not in ("en", "zh")],
    }
    for dater in DATERS.values():
        dater(pages[0].html)  # what is loaded once is not part of the speed
    for name, dater in DATERS.items():
        if options.no_peer and dater is date_by_htmldate:
            continue
        for group, chosen in groups.items():
            found = score(chosen, dater)
            print(
                f"{name:16} {group:8} {len(chosen):3} pages  exact {found.exact:5.1f}  wrong {found.wrong:5.1f}  "
                f"none {found.none:5.1f}  {found.pages_a_second:6.1f} pages/s"
            )
            if options.misses and group == "all":
                print("\n".join(f"    {miss}" for miss in found.misses))
    return 0


if __name__ == "__main__":
    sys.exit(main())
