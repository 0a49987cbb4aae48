"""The documents of the house are tested against the code: every command and Python block runs, every link leads on.

In README.md, CONTRIBUTING.md and docs/, a block marked ``console`` holds lines that begin with ``$ `` and are run in
order in an empty folder beside ``data``; the lines under a command are output that it must print (``...`` stands for
anything). A block marked ``python`` is executed; ``sh`` holds ``make`` commands, whose targets must exist.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.M | re.S)
LINK = re.compile(r"\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    kind: str
    body: str
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [Block(m["kind"], m["body"], text.count("\n", 0, m.start()) + 1) for m in BLOCK.finditer(text)]


def steps(body: str) -> list[tuple[str, list[str]]]:
    """Commands of a console block, each with the output lines that follow it."""
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line.strip() and found:
            found[-1][1].append(line)
    return found


def shows(output: str, expected: str) -> bool:
    """Whether a line of the output is the expected one, ``...`` standing for anything."""
    pattern = ".*".join(re.escape(part.strip()) for part in expected.split("..."))
    return any(re.search(pattern, line) for line in output.splitlines())


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path) -> Path:
    (tmp_path / "data").symlink_to(ROOT / "data")
    return tmp_path


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of a page: this environment's Python first, a store of its own, a wide terminal."""
    env = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "POLICY_TIMELINE_STORE": str(folder / "store"),
        "COLUMNS": "200",
    }
    return subprocess.run(command, check=False, cwd=folder, env=env, capture_output=True, text=True)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_and_python_block_of_a_page_runs(page: Path, folder: Path) -> None:
    for block in blocks(page):
        where = f"{page.name}, line {block.line}"
        if block.kind == "python":
            ran = run([sys.executable, "-c", block.body], folder)
            assert ran.returncode == 0, f"{where}:\n{ran.stderr}"
        elif block.kind == "console":
            for command, expected in steps(block.body):
                ran = run(["bash", "-c", command], folder)
                output = ran.stdout + ran.stderr
                assert ran.returncode == 0, f"{where}: {command}\n{output}"
                for line in expected:
                    assert shows(output, line), f"{where}: {command} does not print {line!r} but\n{output}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_make_target_named_on_a_page_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {
        m for block in blocks(page) if block.kind == "sh" for m in re.findall(r"^make ([a-z-]+)", block.body, re.M)
    }
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("#"):
            assert (page.parent / target.split("#")[0]).exists(), f"{page.name} links to {target}, which is not there"


def test_every_option_named_in_the_documents_is_known_to_a_command(folder: Path) -> None:
    known = set()
    for package in ("loaders", "dashboard"):
        listed = run([sys.executable, "-m", package, "--help"], folder).stdout
        names = re.findall(r"^[│\s]+([a-z][a-z-]+)\s{2,}", listed.partition("Commands")[2], re.M)
        helps = [listed, *(run([sys.executable, "-m", package, name, "--help"], folder).stdout for name in names)]
        known |= set(re.findall(r"--[a-z][a-z-]+", " ".join(helps)))
    for page in PAGES:
        for command in re.findall(r"python -m (?:loaders|dashboard)[^\n`]*", page.read_text(encoding="utf-8")):
            assert set(re.findall(r"(?<=[\s\[])--[a-z][a-z-]+", command)) <= known, f"{page.name}: {command}"
