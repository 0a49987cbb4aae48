"""Pictures to take away: their receipt in them and beside them, from one kept browser, right from many threads."""

from __future__ import annotations

import io
import struct
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from pypdf import PdfReader

from dashboard.exports import content_digest, draw_bytes, find_browser, make_receipt, write_figure
from dashboard.exports.camera import Camera
from dashboard.exports.framing import frame_figure
from dashboard.exports.making import find_shown_days, make_export
from dashboard.exports.receipt import Receipt, receipt_path
from dashboard.exports.sizes import SIZES, fit_chart
from dashboard.exports.sources import find_sources
from dashboard.figures import heatmap, timeline
from dashboard.library import Library
from dashboard.selection import Selection
from dashboard.theme import find_theme
from dashboard.views.view import apply_selection, draw_timeline, read_window
from loaders.errors import UsageError
from loaders.sectors.taxonomy import load_taxonomy
from tests.dashboard.synthetic import SyntheticStore

TAXONOMY = load_taxonomy()
STORE = SyntheticStore(40)
EVENTS, DOCUMENTS = STORE.events(), STORE.documents()
AS_OF = date(2024, 6, 30)
FIGURE = heatmap(EVENTS, DOCUMENTS, taxonomy=TAXONOMY, as_of=AS_OF, width=900)
RECEIPT = make_receipt(
    EVENTS,
    DOCUMENTS,
    figure=FIGURE,
    kind="heatmap",
    data_version=7,
    selection="132 events in 5G or 6G",
    url="?sector=5g,6g",
    as_of=AS_OF,
    undated=3,
)


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def written(figure: object) -> str:
    return " ".join(note.text for note in figure.layout.annotations)


def test_the_picture_says_selection_sources_counts_version_and_date() -> None:
    framed = frame_figure(FIGURE, RECEIPT, title="Emphasis", theme=find_theme("light"), language="en", width=900)
    text = written(framed)
    for words in (
        "Emphasis",
        "132 events in 5G or 6G",
        "Sources: ",
        "MIIT",
        "Data version 7",
        "30 June 2024",
        "3 undated",
    ):
        assert words in text
    assert framed.layout.height > FIGURE.layout.height
    assert "Emphasis" not in written(FIGURE)


def test_the_frame_speaks_chinese() -> None:
    framed = frame_figure(FIGURE, RECEIPT, title="各领域", theme=find_theme("dark"), language="zh", width=390)
    assert "数据版本 7" in written(framed)
    assert "截至2024年6月30日" in written(framed)


def test_sources_are_each_named_once_and_those_with_a_publisher_first() -> None:
    sources = find_sources(EVENTS, DOCUMENTS)
    assert len(sources) == len(set(sources)) <= EVENTS["document"].nunique()
    unnamed = [source.publisher is None for source in sources]
    assert unnamed == sorted(unnamed)


def test_a_receipt_can_be_read_back() -> None:
    assert Receipt.from_json(RECEIPT.to_json()) == RECEIPT


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"sources": [], "x": 1}', '{"sources": 3}'])
def test_what_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no receipt"):
        Receipt.from_json(text)


def test_the_digest_of_a_figure_depends_on_what_it_shows_alone() -> None:
    again = heatmap(EVENTS, DOCUMENTS, taxonomy=TAXONOMY, as_of=AS_OF, width=900)
    other = heatmap(EVENTS, DOCUMENTS, taxonomy=TAXONOMY, as_of=AS_OF, width=900, measure="presence")
    assert content_digest(again) == RECEIPT.figure_sha256
    assert content_digest(other) != RECEIPT.figure_sha256


def test_a_format_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="png, svg, pdf"):
        draw_bytes(FIGURE, "gif")


def test_without_a_browser_the_message_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    assert find_browser() is None
    with pytest.raises(UsageError, match="apt-get install chromium"):
        Camera().take(FIGURE, "png", width=100, height=100)


@pytest.mark.browser
def test_a_png_and_an_svg_are_written_with_their_receipts(tmp_path: Path) -> None:
    png = write_figure(FIGURE, tmp_path / "heat.png", receipt=RECEIPT, title="Emphasis", scale=2)
    width, height = size_of(png.read_bytes())
    assert width == 1800
    assert height > 2 * FIGURE.layout.height
    svg = write_figure(FIGURE, tmp_path / "heat.svg", receipt=RECEIPT, title="各领域的政策事件")
    text = svg.read_text(encoding="utf-8")
    assert "各领域的政策事件" in text
    assert "Data version 7" in text
    assert "http://" not in text.replace("http://www.w3.org/", "")
    assert receipt_path(svg).exists()


@pytest.mark.browser
def test_many_threads_each_get_their_own_picture() -> None:
    widths = [320, 360, 400, 440, 480, 520]
    figures = [timeline(EVENTS, taxonomy=TAXONOMY, as_of=AS_OF, width=width) for width in widths]
    with ThreadPoolExecutor(4) as threads:
        pictures = list(threads.map(lambda figure: draw_bytes(figure, "png", scale=1), figures))
    assert [size_of(picture)[0] for picture in pictures] == widths
    assert [size_of(picture)[1] for picture in pictures] == [figure.layout.height for figure in figures]


@pytest.mark.browser
def test_after_the_browser_is_gone_the_next_picture_starts_another() -> None:
    camera = Camera()
    assert camera.take(FIGURE, "png", width=300, height=200)
    camera.close()
    assert camera.take(FIGURE, "png", width=300, height=200)
    camera.close()


@pytest.mark.browser
def test_a_picture_is_the_same_whatever_the_kept_page_drew_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.exports.camera.RELOADED", 3)
    camera = Camera()
    pictures = [camera.take(FIGURE, form, width=900, height=500) for form in ("png", "pdf", "svg", "png", "png")]
    camera.close()
    assert pictures[0] == pictures[3] == pictures[4]


@pytest.mark.parametrize("selection", [{}, {"unit": "story"}, {"axis": "announced"}, {"start": date(2019, 1, 1)}])
def test_pictures_over_time_show_the_days_of_the_timeline(selection: dict[str, Any]) -> None:
    library = Library(lambda _: STORE, "nowhere")
    view = apply_selection(Selection(**selection), library.newest(), TAXONOMY, AS_OF)
    assert find_shown_days(view) == read_window(draw_timeline(view, TAXONOMY, 900))


@pytest.mark.parametrize("name", SIZES)
def test_a_chart_fills_its_size_and_nothing_is_left_out(name: str) -> None:
    size, heights = SIZES[name], []

    def draw(width: int, height: int | None) -> go.Figure:
        figure = timeline(EVENTS, taxonomy=TAXONOMY, as_of=AS_OF, width=width, height=height)
        heights.append(figure.layout.height)
        return figure

    fitted = fit_chart(draw, size, lambda _: 150)
    assert fitted.figure.layout.height == heights[-1]
    if size.height is None:
        assert (fitted.width, fitted.height, fitted.factor) == (size.width, None, 1.0)
        return
    assert fitted.height is not None
    assert heights[-1] + 150 <= fitted.height
    assert fitted.width / fitted.height == pytest.approx(size.width / size.height, rel=0.005)
    assert len(heights) <= 5


def test_a_chart_that_has_one_height_is_drawn_twice_at_most() -> None:
    widths = []

    def draw(width: int, _: int | None) -> go.Figure:
        widths.append(width)
        return go.Figure(layout={"height": 700})

    fitted = fit_chart(draw, SIZES["slide"], lambda _: 150, flexible=False)
    assert widths == [960, fitted.width]
    assert fitted.height is not None
    assert fitted.height >= 850


@pytest.mark.browser
@pytest.mark.parametrize(("name", "scale", "pixels"), [("slide", 1, (1280, 720)), ("square", 2, (2160, 2160))])
def test_a_picture_has_the_pixels_of_its_size(name: str, scale: float, pixels: tuple[int, int]) -> None:
    view = apply_selection(Selection(), Library(lambda _: STORE, "nowhere").newest(), TAXONOMY, AS_OF)
    made = make_export(view, TAXONOMY, "timeline", "png", size=SIZES[name], scale=scale)
    assert size_of(made.data) == pytest.approx(pixels, abs=2)


@pytest.mark.browser
def test_a_pdf_has_its_fonts_inside_and_chinese_as_text() -> None:
    chosen = Selection(language="zh")
    view = apply_selection(chosen, Library(lambda _: STORE, "nowhere").newest(), TAXONOMY, AS_OF)
    made = make_export(view, TAXONOMY, "heatmap", "pdf", size=SIZES["a4"])
    page = PdfReader(io.BytesIO(made.data)).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        held = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        described = held["/FontDescriptor"].get_object() if "/FontDescriptor" in held else {}
        assert font["/Subtype"] == "/Type3" or {"/FontFile", "/FontFile2", "/FontFile3"} & set(described)
    assert "数据版本" in page.extract_text()
    assert float(page.mediabox.width) == pytest.approx(680 * 72 / 96, abs=1)
    assert PdfReader(io.BytesIO(made.data)).metadata["/Subject"] == made.receipt.selection


@pytest.mark.browser
@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_a_slide_has_its_measures_however_much_is_on_it(form: str) -> None:
    view = apply_selection(Selection(), Library(lambda _: STORE, "nowhere").newest(), TAXONOMY, AS_OF)
    made = make_export(view, TAXONOMY, "timeline", form, size=SIZES["slide"])
    assert made.receipt.settings["width"] > 960
    if form == "svg":
        root = made.data.decode("utf-8").split(">")[0]
        assert ' width="960" height="540"' in root
        assert f'viewBox="0 0 {made.receipt.settings["width"]} ' in root
    else:
        box = PdfReader(io.BytesIO(made.data)).pages[0].mediabox
        assert (float(box.width), float(box.height)) == pytest.approx((720, 405), abs=0.5)
