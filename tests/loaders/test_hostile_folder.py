"""Files made to break a loader, one for each attack, loaded beside good ones by one call within small bounds."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from loaders.cli import run
from loaders.errors import DocumentError
from loaders.pipeline import Bounds, load
from loaders.pipeline.tasks import plain
from loaders.store import open_store
from tests.loaders.formats.samples import make_docx, make_feed, make_xlsx, make_zip

SAID = b"BEIJING, July 5, 2024 -- The ministry will issue 6G trial licences by the end of June 2025."
BOMB = (
    "<!DOCTYPE a ["
    + '<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True))
)
BOUNDS = Bounds(seconds=3, mebibytes=256)


def nested(depth: int) -> bytes:
    data = make_zip({"a.txt": SAID})
    for _ in range(depth):
        data = make_zip({"a.zip": data})
    return data


def declare(package: bytes, part: str, root: bytes) -> bytes:
    """An office file, one part of which declares entities that grow tenfold each."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    assert root in members[part]
    return make_zip(members | {part: members[part].replace(root, f"{BOMB}]>".encode() + root, 1)})


def mail(depth: int) -> bytes:
    head = "From: a@example.org\nSubject: Plan\nDate: Fri, 05 Jul 2024 00:30:00 +0800\nMIME-Version: 1.0\n"
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return (head + opened + "Content-Type: text/plain\n\n").encode() + SAID


def forwarded(depth: int) -> bytes:
    head = "From: a@example.org\nSubject: Plan\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
    return (head * depth + "From: a@example.org\nContent-Type: text/plain\n\n").encode() + SAID


LOOP = b"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R 2 0 R] /Count 900000000 /Parent 3 0 R>> endobj
3 0 obj <</Type /Pages /Kids [2 0 R 3 0 R] /Count 900000000 /Parent 2 0 R>> endobj
trailer <</Root 1 0 R /Size 4>>
%%EOF
"""
GOOD: dict[str, bytes] = {
    "aa.txt": SAID,
    "half.jsonl": b'{"id": "\\ud800", "title": "\\udfff", "text": "It is \\udc00 so."}\n',
    "half.txt": SAID + b" \xed\xa0\x80 " + SAID * 3,
    "mm.md": b"# Note\n\n" + SAID,
    "nulls.txt": SAID + b"\x00\x00" + SAID * 3,
    "zz.html": b"<p>" + SAID + b"</p>",
}
LONG: dict[str, bytes] = {  # read where the machine is quick enough, else named
    "line.html": b"<html><body>"
    + b"<p>"
    + b"members and their partners met again, " * 80_000
    + b"</p><p>"
    + SAID
    + b"</p>",
    "cell.csv": b'date,title\n2024-07-06,"' + b"so " * 300_000 + b'"\n',
}
NAMED: dict[str, tuple[bytes, str]] = {
    "bomb.zip": (make_zip({"a.txt": b"0" * (40 << 20)}), "times its size"),
    "shells.zip": (nested(9), "files deep in others"),
    "climber.zip": (make_zip({"../../out.txt": SAID}), "leads out of the archive"),
    "entities.docx": (
        declare(make_docx(lambda word: word.add_paragraph("x")), "word/document.xml", b"<w:document"),
        "declares entities",
    ),
    "entities.xlsx": (declare(make_xlsx({"a": [["x"]]}), "xl/workbook.xml", b"<workbook"), "declares entities"),
    "entities.xml": (f"{BOMB}]>".encode() + make_feed({"title": "&j;"}).partition(b"?>")[2], "declares entities"),
    "loop.pdf": (LOOP, "cannot be opened"),
    "nothing.txt": (b"\x00" * 1000, "binary file"),
    "deep.jsonl": (b'{"text": ' + b"[" * 100_000 + b"\n", "not JSON"),
    "deep.html": (b"<div>" * 100_000 + b"<p>" + SAID + b"</p>", "no text"),
    "parts.eml": (mail(1_000), "mail is broken"),
    "forwarded.eml": (forwarded(1_000), "mail is broken"),
    "name\udcff.txt": (SAID, "half a character"),
}


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in (GOOD | LONG | {name: data for name, (data, _) in NAMED.items()}).items():
        (folder / name).write_bytes(data)
    (tmp_path / "outside.txt").write_bytes(SAID)
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "up").symlink_to(tmp_path)
    return folder


def told(failures: tuple[DocumentError, ...], folder: Path) -> dict[str, str]:
    """What is said of each file: its first reason."""
    inside = [(error.source.removeprefix(f"{folder}/"), error.reason) for error in reversed(failures)]
    return {source.partition("#")[0].partition("/")[0]: reason for source, reason in inside}


def test_each_is_read_or_named_and_the_good_ones_beside_them_are_stored(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = load(folder, store=folder.parent / "store", bounds=BOUNDS)
    said = told(report.failures, folder)
    assert {*said} - {*LONG} == {*map(plain, NAMED)}
    assert [(name, said[plain(name)]) for name, (_, reason) in NAMED.items() if reason not in said[plain(name)]] == []
    assert all("more than" in said[name] or "longer than" in said[name] for name in LONG if name in said)
    stored = open_store(folder.parent / "store").documents()
    held = {source.removeprefix(f"{folder}/").partition("#")[0] for source in stored["source"]}
    assert held == {*GOOD, *LONG} - {*said}
    with pytest.raises(SystemExit) as ended:
        run(["load", str(folder), "--store", str(folder.parent / "store"), "--timeout", "3", "--memory", "256"])
    assert ended.value.code == 1
    again = capsys.readouterr()
    assert again.out.startswith("0 documents") or {*LONG} & {*said}
    assert "The next load tries again what failed" in again.out
    assert all(reason in again.err for reason in said.values() if "longer than" not in reason)
