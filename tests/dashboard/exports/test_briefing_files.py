"""A briefing's files open in other programs: Office formats in LibreOffice, the HTML in a browser without a network."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from unicodedata import normalize

import docx
import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from dashboard.exports import Briefing, export, make_briefing, verify
from dashboard.exports.receipt import receipt_path
from dashboard.library import Library
from tests.dashboard.exports.briefed import TODAY

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
NO_OFFICE = "LibreOffice was not found: sh tests/find_programs.sh says how to get it"
PHONE, ROOM = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
PATIENCE = 60_000

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", name="files")
def fixture_files(briefed: Path, briefing: Briefing, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A briefing in every format: slides and documents in both languages, the page dark, and a workbook."""
    folder, library = tmp_path_factory.mktemp("files"), Library.at(briefed)
    chinese = replace(briefing, title="6G进展简报", heading="供7月3日会议参考", language="zh", theme="dark")
    for name, told in (
        ("en.pptx", briefing),
        ("zh.pptx", chinese),
        ("en.docx", replace(briefing, items=briefing.items[2:])),
        ("zh.docx", replace(chinese, items=briefing.items[3:])),
        ("zh.pdf", replace(chinese, items=briefing.items[1:5])),
        ("en.html", briefing),
        ("zh.html", replace(chinese, items=briefing.items[:1])),
    ):
        make_briefing(told, folder / name, store=library, today=TODAY)
    export("timeline", folder / "events.xlsx", store=library, selection="?ui=zh&sectors=6g", today=TODAY)
    return folder


@pytest.fixture(scope="module", name="printed")
def fixture_printed(files: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The text of every file of Office as LibreOffice prints it, by its name."""
    if OFFICE is None:
        pytest.skip(NO_OFFICE)
    out = tmp_path_factory.mktemp("printed")
    # LibreOffice names what it writes by what lies before the ending: each needs a name of its own.
    office = [path for path in sorted(files.iterdir()) if path.suffix in (".pptx", ".docx", ".xlsx")]
    named = {path: out / f"{path.name.replace('.', '-')}{path.suffix}" for path in office}
    for path, copy in named.items():
        shutil.copy(path, copy)
    profile = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), *map(str, named.values())]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return {path.name: read_pdf(copy.with_suffix(".pdf")) for path, copy in named.items()}


def read_pdf(path: Path) -> str:
    """The text of a PDF without its blanks, since a printer puts them where it likes."""
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return bare(text)


def bare(text: str) -> str:
    """Text as it can be compared: a font may draw 人 with the sign of its radical."""
    return re.sub(r"\s", "", normalize("NFKC", text))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "en.pptx",
            ("Where 6G stands", "Steps of 6G", "Ask for the standard.", "Emphasis", "Sources", "Receipt", "四家企业"),
        ),
        ("zh.pptx", ("6G进展简报", "供7月3日会议参考", "资料来源", "出处凭证", "人形机器人", "四家企业获发5G商用牌照")),
        ("en.docx", ("Contents", "Figure 1", "Mark this.", "Available at:", "Page 1 of", "四家企业获发5G商用牌照")),
        ("zh.docx", ("目录", "图 1", "资料来源", "[EB/OL]", "第 1 页", "四家企业获发5G商用牌照")),
        ("events.xlsx", ("6G", "事件编号", "来源")),
    ],
)
def test_libreoffice_opens_the_file_and_prints_its_words(
    printed: dict[str, str], name: str, words: tuple[str, ...]
) -> None:
    for one in words:
        assert bare(one) in printed[name], f"{name} lacks {one}"


def test_a_word_document_has_headings_alternative_text_and_captions(files: Path) -> None:
    made = docx.Document(str(files / "en.docx"))
    heads = [one.text for one in made.paragraphs if one.style.name == "Heading 1"]
    assert heads == ["Emphasis: trend", "Emphasis: two selections", "Sources", "Receipt"]
    assert all(len(one._inline.docPr.get("descr")) > 30 for one in made.inline_shapes)
    assert sum(one.style.name == "Quote" for one in made.paragraphs) == 4
    assert sum(one.style.name == "Caption" and one.text.startswith("Figure") for one in made.paragraphs) == 2


def test_a_pdf_has_bookmarks_tags_and_its_fonts_inside(files: Path) -> None:
    made = PdfReader(files / "zh.pdf")
    names = [one["/Title"] for one in flatten(made.outline)]
    assert {"6G进展简报", "资料来源", "出处凭证"} <= set(names)
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = read_pdf(files / "zh.pdf")
    for words in ("供7月3日会议参考", "四家企业获发5G商用牌照", "人形机器人"):
        assert bare(words) in text


def flatten(outline: Any) -> list[Any]:
    return [one for item in outline for one in (flatten(item) if isinstance(item, list) else [item])]


@pytest.mark.parametrize("name", ["zh.docx", "zh.pdf", "zh.html"])
def test_a_file_is_verified_by_the_receipt_inside_it(files: Path, briefed: Path, name: str, tmp_path: Path) -> None:
    alone = Path(shutil.copy(files / name, tmp_path / name))
    assert not receipt_path(alone).exists()
    verdict = verify(alone, store=briefed)
    assert verdict.status == "match", verdict


@pytest.fixture(name="wrong")
def fixture_wrong() -> list[str]:
    return []


@pytest.fixture(name="page")
def fixture_page(context: Any, wrong: list[str]) -> Any:
    page = context.new_page()
    page.on("request", lambda one: None if one.url.startswith(("file:", "data:", "blob:")) else wrong.append(one.url))
    page.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    page.close()
    assert wrong == []


def show(page: Page, file: Path, viewport: dict[str, int]) -> None:
    page.set_viewport_size(viewport)  # type: ignore[arg-type]
    page.emulate_media(reduced_motion="reduce")
    page.goto(file.as_uri())
    expect(page.locator("html[data-drawn]")).to_be_attached(timeout=PATIENCE)


def point(page: Page, x: float, y: float) -> None:
    """Rest the pointer, as a reader does, then click."""
    page.mouse.move(x - 2, y)
    page.mouse.move(x, y)
    expect(page.locator(".hoverlayer .hovertext").first).to_be_attached()
    page.mouse.click(x, y)


def test_one_file_opens_without_a_network_and_is_under_six_megabytes(files: Path, page: Page) -> None:
    assert (files / "en.html").stat().st_size < 6_000_000
    assert not re.search(
        r"""(?:src|href)=["']https?://[^"']*\.(?:js|css|woff2?)""", (files / "en.html").read_text("utf-8")
    )
    show(page, files / "en.html", ROOM)
    expect(page.locator(".canvas .main-svg").first).to_be_visible()
    assert page.locator(".canvas .js-plotly-plot").count() == 4
    assert Axe().run(page).violations_count == 0


def test_a_mark_leads_to_its_sentence_and_a_cell_to_its_sentences(files: Path, page: Page) -> None:
    show(page, files / "en.html", ROOM)
    page.locator(".canvas").first.scroll_into_view_if_needed()
    x, y, event = page.evaluate(MARK)
    point(page, x, y)
    row = page.locator(f"[id='e-{event}']")
    expect(row).to_be_focused()
    expect(row).to_have_class(re.compile("here"))
    page.get_by_role("button", name="Back to the chart").click()
    page.locator(".canvas").nth(1).scroll_into_view_if_needed()
    x, y, count = page.evaluate(CELL)
    point(page, x, y)
    expect(page.locator("#found")).to_have_text(f"{count} sentences behind what you chose")
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Find words in the sentences").fill("四家企业")
    expect(page.locator(".sentences li:visible").first).to_contain_text("四家企业获发5G商用牌照")


def test_on_a_phone_the_page_is_as_wide_as_the_phone_and_on_paper_its_charts_are_light(files: Path, page: Page) -> None:
    show(page, files / "zh.html", PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    paper = "document.querySelector('.js-plotly-plot').layout.paper_bgcolor"
    assert page.evaluate(paper) == "#14181f"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(paper) == "#ffffff"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(paper) == "#14181f"


MARK = """() => {
  const graph = document.querySelector('.canvas > div'), full = graph._fullLayout, box = graph.getBoundingClientRect();
  const trace = graph._fullData.find(one => one.name === 'marks'), x = full.xaxis, y = full.yaxis3;
  const marks = Array.from(trace.customdata, (data, i) => [box.left + x._offset + x.d2p(trace.x[i]),
    box.top + y._offset + y.d2p(trace.y[i]), data[1]]);
  return marks.find(one => one[0] > box.left + x._offset + 5 && one[0] < box.left + x._offset + x._length - 5);
}"""
CELL = """() => {
  const graph = document.querySelectorAll('.canvas > div')[1], full = graph._fullLayout, box =
    graph.getBoundingClientRect(), trace = graph._fullData.find(one => one.type === 'heatmap' && one.customdata);
  let best = [0, 0, 0];
  trace.z.forEach((line, row) => line.forEach((value, column) => {
    if (value > best[2]) best = [row, column, value]; }));
  const middle = (axis, edges, at) => (axis.d2p(edges[at]) + axis.d2p(edges[at + 1])) / 2;
  return [box.left + full.xaxis._offset + middle(full.xaxis, trace.x, best[1]),
    box.top + full.yaxis._offset + middle(full.yaxis, trace.y, best[0]), best[2]];
}"""
