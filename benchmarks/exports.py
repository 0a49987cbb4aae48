"""Times twenty pictures in one batch on one kept browser, then a briefing of ten charts and fifty events.

    python -m benchmarks.exports [--store DIR] [--form png] [--count 20]

Prints seconds of the clock and of the processor (this program's and the browser's) for the first picture, which starts
the browser, and for each of the others, how many browsers ran, and whether every picture is verified.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path
from urllib.parse import quote

import psutil

from dashboard.exports import Briefing, ChartItem, EventItem, make_briefing, verify
from dashboard.exports.briefing.making import FORMS
from dashboard.exports.camera import CAMERA
from dashboard.exports.making import export
from dashboard.exports.sizes import SIZES
from dashboard.library import Library
from loaders.pipeline import load
from loaders.resources import DATA
from loaders.store import open_store

FIGURES = ("timeline", "heatmap", "trend")
TODAY = date(2026, 6, 30)


def browsers() -> list[psutil.Process]:
    """The processes of the browser and of its parts that this program started."""
    return [one for one in psutil.Process().children(recursive=True) if "chrom" in one.name().lower()]


def cpu() -> float:
    """Seconds of the processor that this program and its browser took."""
    taken = 0.0
    for one in (psutil.Process(), *browsers()):
        times = one.cpu_times()
        taken += times.user + times.system
    return taken


def plan(number: int) -> tuple[str, str, str]:
    """The figure, the size and the address of a picture: all kinds in turn, both languages and themes."""
    figure, size = FIGURES[number % len(FIGURES)], [*SIZES][number % len(SIZES)]
    looks = ("ui=en", "ui=zh", "ui=en&theme=dark", "ui=zh&theme=dark")[number // 5 % 4]
    chosen = ("", "&sectors=5g,6g", "&sectors=nev", "&sectors=any", "&status=planned,target")[number % 5]
    return figure, size, f"?{looks}{chosen}"


def plan_briefing(store: Path) -> Briefing:
    """Ten charts of all kinds and fifty events."""
    against = quote("?sectors=any&dates=2016/2021", safe="")
    charts = [
        ChartItem("compare", f"?dates=2022/2026&against={against}")
        if number % 4 == 3
        else ChartItem(FIGURES[number % 4], "?period=year&" + plan(number)[2].partition("&")[2])
        for number in range(10)
    ]
    return Briefing("A briefing", (*charts, *(EventItem(one) for one in open_store(store).events()["id"].head(50))))


def time_briefings(store: Path, folder: Path) -> None:
    """Make the same briefing in each format, and verify it."""
    library, briefing = Library.at(store), plan_briefing(store)
    for form in FORMS:
        file, clock, busy = folder / f"briefing.{form}", time.perf_counter(), cpu()
        made = make_briefing(briefing, file, store=library, today=TODAY)
        taken, work = time.perf_counter() - clock, cpu() - busy
        print(f"briefing .{form:<10} {taken:.1f} s (processor {work:.1f}), {len(made.data) / 1e6:.1f} MB,", end=" ")
        print(verify(file, store=store).status)
    CAMERA.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--form", default="png", choices=("png", "svg", "pdf"))
    parser.add_argument("--count", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = given.store or Path(folder) / "store"
        if not given.store:
            load([DATA / "documents", DATA / "milestones.csv"], store=store, workers=2)
        library, files = Library.at(store), []
        taken, work, started = [], [], set()
        for number in range(given.count):
            figure, size, address = plan(number)
            files.append(Path(folder) / f"{number}.{given.form}")
            clock, busy = time.perf_counter(), cpu()
            export(figure, files[-1], store=library, selection=address, today=TODAY, size=size)
            taken.append(time.perf_counter() - clock)
            work.append(cpu() - busy)
            started |= {one.pid for one in browsers() if "--type=" not in " ".join(one.cmdline())}
        CAMERA.close()
        time_briefings(store, Path(folder))
        matched = sum(verify(file, store=store).status == "match" for file in files)
    rest, spent = taken[1:], work[1:]
    print(f"first picture        {taken[0]:.2f} s (processor {work[0]:.2f})")
    print(f"each of {len(rest)} after it   {statistics.mean(rest):.2f} s, at most {max(rest):.2f}")
    print(f"  of the processor   {statistics.mean(spent):.2f} s, at most {max(spent):.2f}")
    print(f"browsers started     {len(started)}")
    print(f"verified             {matched} of {len(files)}")


if __name__ == "__main__":
    main()
