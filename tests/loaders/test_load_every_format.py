"""A folder with every format, both languages and hostile files is loaded by one command, each failure named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from loaders.pipeline import load
from loaders.store import open_store
from tests.loaders.formats.samples import SONG, lines, make_pdf, make_zip, one_of_each, picture

ROOT = Path(__file__).parents[2]
HOSTILE = {
    "bomb.zip": make_zip({"a.txt": b"0" * (40 << 20)}),
    "climber.zip": make_zip({"../../out.txt": b"It is so."}),
    "locked.pdf": make_pdf(lines(["x"]), password="secret"),
    "scanned.pdf": make_pdf(picture, picture),
    "entities.xml": b'<!DOCTYPE r [<!ENTITY a "b">]><rss><channel><item><title>&a;</title></item></channel></rss>',
    "broken.docx": b"PK\x03\x04 and no more",
    "empty.txt": b"",
}


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in (one_of_each() | HOSTILE).items():
        (folder / name).write_bytes(data)
    return folder


def test_one_command_loads_them_all(folder: Path) -> None:
    command = [sys.executable, "-m", "loaders", "load", str(folder), "--store", str(folder.parent / "store")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stderr
    named = {line.split(": ")[0].rpartition("in/")[2] for line in ran.stderr.splitlines()}
    assert named == {*HOSTILE, "climber.zip/../../out.txt"} - {"climber.zip"}
    assert "26 documents" in ran.stdout
    assert f"{len(ran.stderr.splitlines())} failed" in ran.stdout
    documents = open_store(folder.parent / "store").documents()
    assert set(documents["format"]) == {
        *("text", "markdown", "csv", "jsonl", "html", "mhtml", "pdf", "docx", "eml", "feed", "xlsx", "parquet")
    }
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "0 documents" in again.stdout
    assert "26 documents unchanged" in again.stdout


def test_the_store_knows_the_page_of_an_event(tmp_path: Path) -> None:
    chinese = lines(["# 通知", "", "到2025年底，工业和信息化部将建成5G基站400万个。"], font=SONG)
    (tmp_path / "plan.pdf").write_bytes(make_pdf(lines(["Nothing is told here."]), chinese))
    (tmp_path / "note.txt").write_text("The ministry will issue 6G licences by June 2025.", "utf-8")
    assert not load([tmp_path], store=tmp_path / "store", workers=1).failures
    events = open_store(tmp_path / "store").events().set_index("format")
    assert events.loc["pdf", "page"] == 2
    assert events["page"].isna()["text"]
