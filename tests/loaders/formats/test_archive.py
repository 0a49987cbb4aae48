"""Archives are read in memory, each member by its own format; what hides in them is refused by name."""

from __future__ import annotations

import io
import stat
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from loaders.errors import DocumentError, ResourceError
from loaders.formats import limits as limits_module
from loaders.formats.limits import limits
from loaders.formats.registry import read_bytes, read_documents
from loaders.model import Document
from tests.loaders.formats.samples import make_zip, one_of_each

SAID = b"The plan is in force."


def read(data: bytes, name: str = "a.zip") -> tuple[list[Document], list[DocumentError]]:
    failures: list[DocumentError] = []
    return list(read_bytes(f"in/{name}", data, name, on_failure=failures.append)), failures


def named(info: zipfile.ZipInfo, content: bytes = SAID) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(info, content)
    return data.getvalue()


def nested(depth: int) -> bytes:
    data = SAID
    for level in range(depth):
        data = make_zip({"a.txt" if level == 0 else "a.zip": data})
    return data


def test_members_are_named_by_their_path_through_the_archives() -> None:
    data = make_zip(
        {"b/note.txt": SAID, "a/in.zip": make_zip({"deep.md": b"# One\n\nIt is so."}), "b/rows.csv": b"title\nOne\n"}
    )
    documents, failures = read(data)
    assert [(d.name, d.source, d.format) for d in documents] == [
        ("a.zip/b/note.txt", "in/a.zip/b/note.txt", "text"),
        ("a.zip/a/in.zip/deep.md", "in/a.zip/a/in.zip/deep.md", "markdown"),
        ("a.zip/b/rows.csv#row=2", "in/a.zip/b/rows.csv#row=2", "csv"),
    ]
    assert not failures


def test_a_member_that_fails_is_named_and_the_others_are_read() -> None:
    documents, failures = read(
        make_zip({"a.pdf": b"%PDF-1.4", "b.bin": b"x", "c.txt": SAID, "d.csv": b"title,date\nx,never\n"})
    )
    assert [document.name for document in documents] == ["a.zip/c.txt"]
    assert [failure.source for failure in failures] == ["in/a.zip/a.pdf", "in/a.zip/b.bin", "in/a.zip/d.csv#row=2"]


@pytest.mark.parametrize("path", ["../out.txt", "a/../../out.txt", "..\\out.txt", "C:\\..\\out.txt"])
def test_a_path_that_leads_out_of_the_archive_is_refused(path: str) -> None:
    documents, failures = read(make_zip({path: SAID}))
    assert not documents
    assert "leads out of the archive" in failures[0].reason


def test_an_absolute_path_is_one_inside_the_archive() -> None:
    (documents, _) = read(make_zip({"/etc/note.txt": SAID, "C:\\a\\b.txt": SAID}))
    assert [document.source for document in documents] == ["in/a.zip/etc/note.txt", "in/a.zip/a/b.txt"]


def test_links_and_hidden_files_are_left_out() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    _, failures = read(named(link, b"/etc/passwd"))
    assert "no document in this archive" in failures[0].reason
    hidden = {"__MACOSX/._a.txt": SAID, ".b.txt": SAID, "c/~$d.docx": SAID, "Thumbs.db": SAID, "e.txt": SAID}
    assert [document.name for document in read(make_zip(hidden))[0]] == ["a.zip/e.txt"]


def test_pictures_among_documents_are_passed_over_and_an_archive_of_pictures_alone_is_refused() -> None:
    documents, failures = read(make_zip({"scan.PNG": b"x", "b/clip.mp4": b"x", "e.txt": SAID}))
    assert [document.name for document in documents] == ["a.zip/e.txt"]
    assert not failures
    _, failures = read(make_zip({"scan.PNG": b"x", "photo.jpeg": b"x"}))
    assert [failure.reason for failure in failures] == ["there is no document in this archive."]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize("name", ["通知", "关于试验的方案"])
def test_names_in_the_encoding_of_another_machine_come_out_right(name: str, encoding: str) -> None:
    raw = name.encode(encoding)
    data = make_zip({"X" * len(raw) + ".txt": SAID}).replace(b"X" * len(raw), raw)
    assert [document.name for document in read(data)[0]] == [f"a.zip/{name}.txt"]


def test_archives_within_archives_are_read_to_a_depth() -> None:
    assert len(read(nested(limits().depth))[0]) == 1
    documents, failures = read(nested(limits().depth + 1))
    assert not documents
    assert "files deep" in failures[0].reason


def test_a_file_that_grows_too_much_is_refused_whatever_it_states() -> None:
    bomb = make_zip({"a.txt": b"0" * (40 << 20)})
    for data in (bomb, bomb.replace((40 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little"))):
        documents, failures = read(data)
        assert not documents
        assert "more than 200 times its size" in failures[0].reason
        assert "limits.toml" in failures[0].remedy


def test_all_that_one_file_holds_is_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    small = limits_module.Limits(bytes=900, ratio=1000, small=900, members=3, depth=3, cells=10)
    monkeypatch.setattr("loaders.formats.registry.limits", lambda: small)
    part = make_zip({"a.txt": b"It is so. " * 40})
    documents, failures = read(make_zip({"1.zip": part, "2.zip": part, "3.zip": part}))
    assert 0 < len(documents) < 3
    assert "more than 900 bytes" in failures[0].reason


def test_too_many_members_are_refused_before_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    small = limits_module.Limits(bytes=9000, ratio=1000, small=900, members=3, depth=3, cells=10)
    monkeypatch.setattr("loaders.formats.unpack.limits", lambda: small)
    _, failures = read(make_zip({f"{number}.txt": SAID for number in range(4)}))
    assert "more than 3 files" in failures[0].reason


def test_an_encrypted_member_is_named() -> None:
    data = bytearray(make_zip({"a.txt": SAID}))
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + flags] |= 1
    _, failures = read(bytes(data))
    assert (failures[0].source, failures[0].reason) == ("in/a.zip/a.txt", "it is encrypted with a password.")


@pytest.mark.parametrize("data", [b"PK\x03\x04 and no more", b"no archive", make_zip({"a.txt": SAID})[:-9]])
def test_a_broken_archive_says_so(data: bytes) -> None:
    _, failures = read(data)
    assert "no whole ZIP archive" in failures[0].reason


def test_a_member_whose_bytes_are_broken_is_named_and_the_rest_is_read() -> None:
    content = b"It is so, and it was so. " * 9
    data = make_zip({"a.txt": content, "b.txt": SAID})
    at = data.index(b"a.txt") + 9
    documents, failures = read(data[:at] + bytes(6) + data[at + 6 :])
    assert [document.name for document in documents] == ["a.zip/b.txt"]
    assert [failure.source for failure in failures] == ["in/a.zip/a.txt"]


def test_a_folder_with_every_format_is_read_by_one_call(tmp_path: Path) -> None:
    files = one_of_each()
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    failures: list[DocumentError] = []
    documents = list(read_documents(tmp_path, on_failure=failures.append))
    assert not failures
    alone = [document for document in documents if "all.zip" not in document.source]
    packed = [document for document in documents if "all.zip" in document.source]
    assert {d.format for d in alone} == {
        *("text", "markdown", "csv", "jsonl", "html", "mhtml", "pdf", "docx", "eml", "feed", "xlsx", "parquet")
    }
    assert sorted(d.text for d in packed) == sorted(d.text for d in alone)
    assert {d.language for d in documents} == {"en", "zh"}
    assert {d.url for d in documents if d.format == "mhtml"} == {"https://example.org/a"}
    for document in documents:
        spans = [(p.start, p.end) for p in document.passages]
        assert all(document.text[start:end].strip() == document.text[start:end] != "" for start, end in spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_null_bytes_and_half_characters_are_written_as_broken() -> None:
    (document,) = read_bytes("a.txt", b"The plan\x00 is in force." + b" It is so." * 20, "a.txt")
    assert document.text.startswith("The plan\ufffd is in force.")
    (record,) = read_bytes("a.jsonl", b'{"id": "a\\ud800", "text": "It is\\u0000 so.", "title": "\\udc00"}', "a.jsonl")
    assert (record.name, record.text, record.title) == ("a\ufffd", "It is\ufffd so.", "\ufffd")


@pytest.mark.parametrize(
    ("written", "words"), [("bytez = 1", "Did you mean 'bytes'"), ("bytes = 0", "above 0"), ("bytes = 1", "is missing")]
)
def test_a_wrong_limit_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, words: str) -> None:
    (tmp_path / "limits.toml").write_text(written, "utf-8")
    monkeypatch.setattr(limits_module, "find_resource", lambda name: tmp_path / name)
    with pytest.raises(ResourceError, match=words):
        limits.__wrapped__()
