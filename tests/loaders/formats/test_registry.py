"""Files, folders, uploads and addresses lead to documents; what cannot be read is named, and the rest is read."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from loaders.errors import DocumentError, UsageError
from loaders.formats import registry
from loaders.formats.draft import Draft, Format, Payload
from loaders.formats.fetch import fetch_page
from loaders.formats.registry import read_bytes, read_documents, source_files
from loaders.model import Document


def read(source: Path | str) -> tuple[list[Document], list[DocumentError]]:
    failures: list[DocumentError] = []
    return list(read_documents(source, on_failure=failures.append)), failures


def test_a_folder_is_read_in_order_and_each_failure_is_named(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").write_text("It is so.", "utf-8")
    (tmp_path / "a.md").write_text("# One\n\nIt is so.", "utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "slides.ppt").write_bytes(b"x")
    (tmp_path / "bad.csv").write_text("title,date\nOne,2024-01-01\nTwo,never\n", "utf-8")
    (tmp_path / ".hidden.txt").write_text("no", "utf-8")
    documents, failures = read(tmp_path)
    assert [document.name for document in documents] == ["a.md", "two.txt", "bad.csv#row=2"] or sorted(
        document.name for document in documents
    ) == ["a.md", "bad.csv#row=2", "two.txt"]
    reasons = {Path(failure.source).name: failure for failure in failures}
    assert set(reasons) == {"empty.txt", "binary.txt", "slides.ppt", "bad.csv#row=3"}
    assert "Known formats" in str(reasons["slides.ppt"])


def test_links_that_lead_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Keep out.", "utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "own.txt").write_text("It is so.", "utf-8")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "loop").symlink_to(folder)
    assert [path.name for path in source_files(folder)] == ["own.txt"]


def test_a_store_in_a_folder_is_no_document_of_it(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("It is so.", "utf-8")
    (tmp_path / "store" / "events" / "_delta_log").mkdir(parents=True)
    (tmp_path / "store" / "events" / "_delta_log" / "0.json").write_text("{}", "utf-8")
    (tmp_path / "store" / "events" / "part.parquet").write_bytes(b"x")
    assert [path.name for path in source_files(tmp_path)] == ["own.txt"]


def test_a_missing_source_says_so() -> None:
    with pytest.raises(DocumentError, match="no such file or folder"):
        list(read_documents("nowhere.txt"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_a_folder_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    documents, failures = read(tmp_path)
    assert not documents
    assert "not a regular file" in failures[0].reason


def test_the_same_file_has_the_same_id_and_another_name_another(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("It is so.", "utf-8")
    first, second = (next(read_documents(tmp_path / name)) for name in ("a.txt", "b.txt"))
    assert first.id == next(read_documents(tmp_path / "a.txt")).id != second.id
    assert first.sha256 == second.sha256


def test_a_wrong_date_for_a_load_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="published: 'soon' is not a date"):
        list(read_bytes("a.txt", b"It is so.", "a.txt", published="soon"))


def test_an_unknown_ending_hints_at_a_near_one() -> None:
    with pytest.raises(DocumentError, match=r"'\.htlm' is not known\. Did you mean '\.html?'\?"):
        list(read_bytes("a.htlm", b"x", "a.htlm"))


def test_a_format_is_one_file_and_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_shouts(payload: Payload) -> Iterator[Draft | DocumentError]:
        yield Draft(text=payload.data.decode().upper())

    monkeypatch.setattr(registry, "FORMATS", (*registry.FORMATS, Format("shout", (".shout",), read_shouts)))
    (document,) = read_bytes("a.shout", b"it is so.", "a.shout")
    assert (document.text, document.format) == ("IT IS SO.", "shout")


class Pages(BaseHTTPRequestHandler):
    """A few pages for the tests, on the loopback address alone."""

    def do_GET(self) -> None:
        if self.path == "/slow":
            time.sleep(1.5)
        if self.path == "/gone":
            self.send_error(404)
            return
        kinds = {"/a.mpeg": "video/mpeg", "/rows": "text/csv", "/a.txt": "text/plain"}
        body = {"/rows": b"title,date\nOne,2024-01-01\n", "/big": b"x" * 100_000}.get(
            self.path, b"<html><body><p>The plan is in force.</p><p>It works well for all.</p></body></html>"
        )
        self.send_response(200)
        self.send_header("Content-Type", kinds.get(self.path, "text/html; charset=utf-8"))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_is_fetched_and_read_by_its_type(site: str) -> None:
    (page,) = read_documents(f"{site}/2024/07/05/item")
    assert (page.format, page.name, page.url) == ("html", "item", f"{site}/2024/07/05/item")
    (row,) = read_documents(f"{site}/rows")
    assert (row.format, row.source) == ("csv", f"{site}/rows#row=2")
    (plain,) = read_documents(f"{site}/a.txt")
    assert plain.format == "text"


def test_addresses_that_give_no_document_say_why(site: str) -> None:
    for place, words in (("gone", "Not Found"), ("a.mpeg", "video/mpeg")):
        documents, failures = read(f"{site}/{place}")
        assert not documents
        assert words in failures[0].reason


def test_a_page_that_is_too_large_or_too_slow_is_given_up(site: str) -> None:
    with pytest.raises(DocumentError, match="larger than"):
        fetch_page(f"{site}/big", largest=1_000)
    with pytest.raises(DocumentError, match="timed out"):
        fetch_page(f"{site}/slow", timeout=0.2)


def test_only_addresses_of_the_web_are_fetched() -> None:
    with pytest.raises(DocumentError, match="no such file"):
        list(read_documents("file:///etc/passwd"))
