"""Real loaders on one store, killed at random moments or racing while others read: no batch is lost, none is torn.

The loaders are processes forked from one that has imported what they need and touched no table. They load real files,
with documents that are cheap to make: what is tested is what becomes of the batches.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from loaders.store import open_store

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL and no fork")

# Forks a process for each line of JSON on stdin and writes how it ended beside its log.
RUNNER = """
import json, os, signal, sys, threading, time, traceback
import deltalake

count, fatal = 0, None  # writes of Delta tables by this process, and the one that it does not outlive

def deadly(write):
    def written(*args, **kwargs):
        global count
        count += 1
        if fatal is not None and count == fatal // 2 and fatal % 2 == 0:
            os.kill(os.getpid(), signal.SIGKILL)  # before
        result = write(*args, **kwargs)
        if fatal is not None and count == fatal // 2:
            os.kill(os.getpid(), signal.SIGKILL)  # after
        return result
    return written

deltalake.write_deltalake = deadly(deltalake.write_deltalake)
deltalake.DeltaTable.delete = deadly(deltalake.DeltaTable.delete)

import duckdb, pandas, pyarrow.compute
from hashlib import sha256
from pathlib import Path
from loaders.edtf import read_edtf
from loaders.errors import DocumentError
from loaders.formats import registry
from loaders.formats.rows import read_span
from loaders.model import CreationTime, Document, Event, Status, TextQuote, document_id, event_id
from loaders.pipeline import gathering, loading, plan, reading, work
from loaders.pipeline.tasks import PartTask, finish
from loaders.store import FileReading, Mark, Reading, open_store
from loaders.store.joining import Joined

plan.MOST_FILES, plan.MOST_BYTES, plan.MOST_ROWS, gathering.FEW_ROWS = 4, 1_500, 5, 1

def read(name, text):
    key = document_id(name, text)
    year = str(2013 + len(text) % 5)
    document = Document(key, name, name, "text", text, "0", created=CreationTime(year, read_edtf(year), "record", ""))
    events = tuple(Event(event_id(key, 0, 4, n), key, TextQuote.of(text, 0, 4), "t", Status.DONE) for n in (0, 1))
    topic = text.split()[-1]  # its key is even: an odd one meets its other side alone
    return Reading(document, events, 1, tuple(Mark(f"{topic} {key} {n}", keys=(2 * int(topic),)) for n in (0, 1)))

def run(tasks, settings, work, **_):
    for task in tasks:
        if isinstance(task, PartTask):
            rows = map(json.loads, read_span(task.job.path, task.cut.start, task.cut.end).splitlines())
            readings = tuple(read(row["id"], row["text"]) for row in rows)
            yield finish([FileReading(task.job.file, task.sha256, settings.rules, readings, part=task.part,
                ends=task.ends, complete=task.complete, token=task.token)], int(task.complete))
        else:
            files = []
            for job in task.jobs:
                data = job.path.read_bytes()
                failed = (DocumentError(f"{job.source}#row=2", "bad"),)
                one = (read(job.path.name, data.decode()),)
                files.append(FileReading(job.file, sha256(data).hexdigest(), settings.rules, one, failed))
            yield finish(files, len(files))

def join(fresh, gone, others):
    asked = [(row["keys"], (row["when_start"], row["when_end"]), row["announced_start"], row["sketch"])
        for row in (*fresh, *gone)]
    topics = {}
    for row in (*others.sharing(asked, lambda one, _: one[:, 0] == 0), *fresh):
        topics.setdefault(row["keys"][0], set()).add(row["mention"])
    return Joined({name: min(names) for names in topics.values() for name in names}, {})

loading.run_tasks, loading.join = run, join
loading.rules_version = lambda _: "r"

def load(store, folders):
    report = loading.load(folders, store=store)
    print(json.dumps([report.documents, report.unchanged]), flush=True)

def look(store, stop):
    seen = set()
    while not Path(stop).exists():
        now = open_store(store)
        row, = now.rows('''SELECT (SELECT count(*) FROM documents) AS documents,
            (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM failures) AS failures,
            (SELECT sum(documents) FROM files) AS told,
            (SELECT count(*) FROM events SEMI JOIN documents ON events.document = documents.id) AS joined,
            (SELECT sum(mentions) FROM stories) AS mentions''')
        n = row["documents"]
        long = sum(name.startswith("row") for name in now.documents()["name"])
        assert (row["events"], row["joined"], row["mentions"] or 0) == (2 * n, 2 * n, 2 * n), row
        assert (row["failures"], row["told"] or 0) == (n - long, n), row
        assert len(now.index()) == 2 * n
        seen.add(now.version)
        time.sleep(0.1)
    print(len(seen), flush=True)

def wait(pid, log):
    _, status = os.waitpid(pid, 0)
    Path(log + ".end").write_text(str(os.waitstatus_to_exitcode(status)))

print("ready", flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    pid = os.fork()
    if not pid:
        out = os.open(asked["log"], os.O_WRONLY | os.O_CREAT)
        os.dup2(out, 1), os.dup2(out, 2)
        fatal = asked["fatal"]
        try:
            {"load": load, "look": look}[asked["do"]](*asked["with"])
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    print(pid, flush=True)
    threading.Thread(target=wait, args=(pid, asked["log"])).start()
"""


class Runner:
    """The process that forks the others."""

    def __init__(self, logs: Path) -> None:
        self.logs, self.count = logs, 0
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUNNER], cwd=ROOT, stdin=-1, stdout=-1, text=True, start_new_session=True
        )
        assert self._read() == "ready\n"

    def start(self, do: str, *arguments: Any, fatal: int | None = None) -> tuple[int, Path]:
        """Start one process; its id and its log."""
        self.count += 1
        log = self.logs / str(self.count)
        assert self.process.stdin
        asked = {"do": do, "with": arguments, "log": str(log), "fatal": fatal}
        self.process.stdin.write(json.dumps(asked, default=str) + "\n")
        self.process.stdin.flush()
        return int(self._read()), log

    def end(self, log: Path, seconds: float = 120) -> tuple[int, str]:
        """How a process ended, and what it said."""
        end = Path(f"{log}.end")
        for _ in range(int(seconds / 0.01)):
            if end.exists() and (code := end.read_text()):
                return int(code), log.read_text()
            time.sleep(0.01)
        raise AssertionError(f"it goes on: {log.read_text()}")

    def _read(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()


@pytest.fixture(name="runner", scope="module")
def fixture_runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    runner = Runner(tmp_path_factory.mktemp("logs"))
    yield runner
    os.killpg(runner.process.pid, signal.SIGKILL)
    runner.process.communicate()


def make_corpus(folder: Path, name: str, files: int, rows: int) -> Path:
    """Short texts of a few topics, and a table that is read in parts."""
    folder.mkdir(parents=True)
    for number in range(files):
        (folder / f"{name}{number:03}.txt").write_text(f"{name} {'more ' * (number % 7)}words about {number % 5}")
    texts = [{"id": f"row{name}{n}", "text": f"{name} row {n} {'and more ' * 20} about {n % 5}"} for n in range(rows)]
    if texts:
        (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in texts))
    return folder


def contents(place: Path) -> dict[str, list[dict[str, Any]]]:
    """All rows of a store, but for the version and the load that wrote them."""
    store = open_store(place)
    tables = dict.fromkeys(("documents", "recorded", "failures", "retellings", "links"), "data_version")
    tables["files"] = "data_version, token, part"
    return {
        name: store.rows(f"SELECT * EXCLUDE ({left_out}) FROM {name} ORDER BY ALL") for name, left_out in tables.items()
    }


def test_a_load_killed_at_twenty_moments_ends_with_the_tables_of_an_undisturbed_one(
    tmp_path: Path, runner: Runner
) -> None:
    folder = make_corpus(tmp_path / "documents", "a", 48, 15)
    code, said = runner.end(runner.start("load", tmp_path / "whole", [folder])[1])
    assert (code, said) == (0, "[63, 0]\n")
    whole, chance, killed, stores = contents(tmp_path / "whole"), random.Random(20), 0, 1
    while killed < 20:
        place = tmp_path / f"store{stores}"
        before = open_store(place, create=True).version
        fatal = chance.randrange(2, 20) if killed % 2 else None
        pid, log = runner.start("load", place, [folder], fatal=fatal)
        if not fatal:
            time.sleep(chance.uniform(0, 0.3))
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        code, said = runner.end(log)
        after = open_store(place)
        assert after.version >= before
        (row,) = after.rows("SELECT (SELECT count(*) FROM documents) AS documents, count(*) AS events FROM events")
        assert row["documents"] * 2 == row["events"]
        if code == -signal.SIGKILL:
            killed += 1
            continue
        assert code == 0, said
        assert contents(place) == whole
        stores += 1  # it was done before its moment came
    code, said = runner.end(runner.start("load", place, [folder])[1])
    assert code == 0, said
    assert contents(place) == whole


def test_a_load_that_ends_inside_a_long_file_is_gone_on_with_where_it_ended(tmp_path: Path, runner: Runner) -> None:
    folder, place, held = make_corpus(tmp_path / "documents", "a", 0, 60), tmp_path / "store", [0]
    assert runner.end(runner.start("load", tmp_path / "whole", [folder])[1]) == (0, "[60, 0]\n")
    code, said = -signal.SIGKILL, ""
    while code == -signal.SIGKILL:
        code, said = runner.end(runner.start("load", place, [folder], fatal=20)[1])
        held.append(len(open_store(place).documents()))
        assert held[-1] > held[-2], "what was committed stays, and more comes"
    assert (code, json.loads(said)) == (0, [60 - held[-2], held[-2]])
    assert len(held) > 3
    assert contents(place) == contents(tmp_path / "whole")


def test_two_loads_while_three_read_give_no_error_and_no_torn_read(tmp_path: Path, runner: Runner) -> None:
    shared = make_corpus(tmp_path / "shared", "s", 12, 0)
    own = [make_corpus(tmp_path / name, name, 20, 0) for name in "ab"]
    place, stop = tmp_path / "store", tmp_path / "stop"
    open_store(place, create=True)
    readers = [runner.start("look", place, stop)[1] for _ in range(3)]
    loads = [runner.start("load", place, [folder, shared])[1] for folder in own]
    ended = [runner.end(log) for log in loads]
    stop.touch()
    looked = [runner.end(log) for log in readers]
    assert [code for code, _ in (*ended, *looked)] == [0] * 5, (ended, looked)
    done = [json.loads(said) for _, said in ended]
    assert sum(loaded for loaded, _ in done) == 20 + 20 + 12, "each document was written once"
    assert sum(loaded + unchanged for loaded, unchanged in done) == 2 * (20 + 12)
    store = open_store(place)
    assert (len(store.documents()), len(store.events())) == (52, 104)
    assert sum(int(said) for _, said in looked) > 3, "they saw several versions"
