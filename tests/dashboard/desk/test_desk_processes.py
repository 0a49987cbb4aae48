"""Several programs share one process of exports and one browser; it comes back when it breaks, and ends with them."""

from __future__ import annotations

import io
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from zipfile import ZipFile

import psutil
import pytest

from dashboard.desk import Desk, Order
from dashboard.desk.client import place_socket, wait
from dashboard.exports import Receipt
from dashboard.exports.making import export
from dashboard.exports.sizes import Size
from loaders import load
from loaders.resources import DATA

ROOT = DATA.parent
DAY = date(2026, 6, 15)
QUERIES = ("?sectors=5g", "?sectors=6g&theme=dark", "?sectors=nev&ui=zh", "?sectors=any")
# A program of its own: joins the desk of a folder, orders one picture, and writes it to a file.
PROGRAM = """
import sys, datetime, pathlib
from dashboard.desk import Desk, Order
from dashboard.desk.client import wait
from dashboard.exports.sizes import Size
folder, store, query, out = sys.argv[1:]
desk = Desk(store, folder=pathlib.Path(folder))
order = Order("timeline", "png", datetime.date(2026, 6, 15), query=query, size=Size(640), scale=1)
number = desk.order(order)
standing = wait(desk, number)
assert standing.state == "done", standing
pathlib.Path(out).write_bytes(desk.fetch(number).data)
"""


@pytest.fixture(scope="module", name="store")
def fixture_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk") / "store"
    load([DATA / "milestones.csv"], store=folder, workers=1)
    return folder


@pytest.fixture(name="desk")
def fixture_desk(store: Path) -> Iterator[Desk]:
    desk = Desk(store)
    yield desk
    desk.close()
    until(lambda: not makers(desk))


def makers(desk: Desk) -> list[psutil.Process]:
    """The processes of exports of a desk."""
    return [one for one in psutil.process_iter() if str(desk.folder) in spelled(one) and "serving" in spelled(one)]


def spelled(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def browsers(maker: psutil.Process) -> set[int]:
    """Ids of the browsers, not of their parts, that a process has started."""
    held = {one.pid: one for one in maker.children(recursive=True) if "--remote-debugging" in spelled(one)}
    return {pid for pid, one in held.items() if "--type=" not in spelled(one) and parent(one) not in held}


def parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.Error:
        return 0


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def order(form: str, **more: object) -> Order:
    return Order("heatmap", form, DAY, query="?sectors=5g", **more)  # type: ignore[arg-type]


@pytest.mark.browser
def test_four_programs_at_once_share_one_process_and_one_browser_and_each_gets_its_own_picture(
    desk: Desk, store: Path, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.png" for number in range(len(QUERIES))]
    command = [sys.executable, "-c", PROGRAM, str(desk.folder), str(store)]
    running = [
        subprocess.Popen([*command, query, str(file)], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for query, file in zip(QUERIES, files, strict=True)
    ]
    seen: dict[str, set[int]] = {"makers": set(), "browsers": set()}
    while any(one.poll() is None for one in running):
        for maker in makers(desk):
            seen["makers"].add(maker.pid)
            seen["browsers"] |= browsers(maker)
        time.sleep(0.1)
    assert [(one.returncode, one.communicate()[1]) for one in running] == [(0, "")] * len(running)
    assert {name: len(found) for name, found in seen.items()} == {"makers": 1, "browsers": 1}
    for number, (query, file) in enumerate(zip(QUERIES, files, strict=True)):
        alone = tmp_path / f"alone-{number}.png"
        export("timeline", alone, store=store, selection=query, today=DAY, size=Size(640), scale=1)
        assert file.read_bytes() == alone.read_bytes()


@pytest.mark.browser
def test_a_browser_that_breaks_down_is_started_anew_and_the_picture_is_made(desk: Desk) -> None:
    assert wait(desk, desk.order(order("svg"))).state == "done"
    [maker] = makers(desk)
    [browser] = browsers(maker)
    psutil.Process(browser).kill()
    assert wait(desk, desk.order(order("svg"))).state == "done"
    assert len(browsers(maker) - {browser}) == 1


def test_an_order_whose_maker_breaks_down_is_gone_and_can_be_given_again(desk: Desk) -> None:
    lost = desk.order(order("csv"))
    [maker] = makers(desk)
    maker.kill()
    assert desk.ask(lost).state == "gone"
    number = desk.order(order("csv", bundled=True))
    assert wait(desk, number).state == "done"
    made = desk.fetch(number)
    assert made is not None
    assert made.name == "heatmap.csv.zip"
    with ZipFile(io.BytesIO(made.data)) as bundle:
        assert bundle.namelist() == ["heatmap.csv", "heatmap.csv.receipt.json"]
        receipt = Receipt.from_json(bundle.read("heatmap.csv.receipt.json").decode())
        assert receipt.file_sha256 == sha256(bundle.read("heatmap.csv")).hexdigest()


def test_a_failure_reaches_whoever_ordered(desk: Desk) -> None:
    failed = wait(desk, desk.order(Order("compare", "csv", DAY)))
    assert (failed.state, "no second selection" in failed.error) == ("failed", True)


def test_the_process_ends_with_the_program_that_used_it_however_that_ends(store: Path) -> None:
    program = (
        "import sys, datetime, time; from dashboard.desk import Desk, Order; desk = Desk(sys.argv[1]);"
        "desk.order(Order('timeline', 'csv', datetime.date(2026, 6, 15)));"
        "print(desk.folder, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(store)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout is not None
        folder = Path(one.stdout.readline().strip())
        desk = Desk(store, folder=folder)
        assert len(makers(desk)) == 1
        one.kill()
    until(lambda: not makers(desk))
    shutil.rmtree(folder)


def test_the_process_ends_when_nothing_is_ordered_for_a_while_and_comes_back(store: Path) -> None:
    desk = Desk(store, idle=1.0)
    assert wait(desk, desk.order(order("csv"))).state == "done"
    until(lambda: not makers(desk))
    assert wait(desk, desk.order(order("csv"))).state == "done"
    desk.close()
    until(lambda: not makers(desk))


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no mode there")
def test_nobody_else_can_reach_the_desk(desk: Desk) -> None:
    assert stat.S_IMODE(desk.folder.stat().st_mode) == 0o700
    desk.order(order("csv"))
    with pytest.raises(AuthenticationError):
        Client(place_socket(desk.folder), authkey=b"another key")
    assert desk.order(order("csv"))
