"""How fast files of each format are read, beside the bare library under the reader: ``python -m benchmarks.readers``.

The files are made here, the same in each run. The peer only takes the words out; the reader also orders and joins them,
places every passage, and tells language, publisher and kind. Seconds are of one processor; the best of three counts.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import docx
import openpyxl
import pypdfium2
import python_calamine
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from loaders.formats.registry import read_bytes

PAGES, PARAGRAPHS, ROWS = 300, 3_000, 10_000
SAID = (
    "The ministry will issue trial licences for sixth-generation networks by the end of June 2025, and a long-term "
    "plan for telecommunications infrastructure follows. "
)


def make_pdf() -> bytes:
    """Three hundred pages of headings and paragraphs."""
    data, styles = io.BytesIO(), getSampleStyleSheet()
    story = []
    for page in range(PAGES):
        story += [Paragraph(f"Section {page}", styles["Heading2"]), Paragraph(SAID * 9, styles["BodyText"])]
        story += [Paragraph(SAID * 9, styles["BodyText"]), PageBreak()]
    SimpleDocTemplate(data, invariant=1).build(story)
    return data.getvalue()


def make_docx() -> bytes:
    """Three thousand paragraphs."""
    data, document = io.BytesIO(), docx.Document()
    for _ in range(PARAGRAPHS):
        document.add_paragraph(SAID * 2)
    document.save(data)
    return data.getvalue()


def make_xlsx() -> bytes:
    """Ten thousand rows of items."""
    data, book = io.BytesIO(), openpyxl.Workbook()
    book.active.append(["Date", "Title", "Sector"])
    for row in range(ROWS):
        book.active.append(["2024-07-05", f"6G trial licence number {row} issued", "6g"])
    book.save(data)
    return data.getvalue()


def bare_pdf(data: bytes) -> int:
    """The words as PDFium gives them."""
    with pypdfium2.PdfDocument(data) as pdf:
        return sum(len(page.get_textpage().get_text_range()) for page in pdf)


def bare_docx(data: bytes) -> int:
    """The words of the paragraphs, tables and notes left out."""
    return sum(len(paragraph.text) for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def bare_xlsx(data: bytes) -> int:
    """The cells."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return sum(len(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())


def seconds(work: Callable[[], object]) -> float:
    """Processor time of the best of three runs."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Print one line a format."""
    cases = (
        ("pdf", f"{PAGES} pages", make_pdf(), bare_pdf),
        ("docx", f"{PARAGRAPHS:,} paragraphs", make_docx(), bare_docx),
        ("xlsx", f"{ROWS:,} rows", make_xlsx(), bare_xlsx),
    )
    for name, size, data, bare in cases:
        ours = seconds(lambda data=data, name=name: list(read_bytes(f"a.{name}", data, f"a.{name}")))
        theirs = seconds(lambda data=data, bare=bare: bare(data))
        print(f"{name:5} {size:18} policy timeline {ours:5.2f} s   bare library {theirs:5.2f} s", flush=True)


if __name__ == "__main__":
    main()
