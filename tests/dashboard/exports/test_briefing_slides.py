"""A briefing as slides has native charts, names its sources, stays on its slides and is verified item by item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE

from dashboard.cli import run
from dashboard.exports import Briefing, ChartItem, compose_briefing, make_briefing, verify
from dashboard.exports.camera import CAMERA
from dashboard.exports.embedding import find_receipt
from dashboard.exports.progress import Cancelled
from dashboard.exports.receipt import Receipt, receipt_path
from loaders import open_store
from loaders.errors import UsageError
from tests.dashboard.exports.briefed import TODAY


@pytest.fixture(scope="module", name="file")
def fixture_file(briefed: Path, briefing: Briefing) -> Path:
    path = briefed.parent / "b.pptx"
    make_briefing(briefing, path, store=briefed, today=TODAY)
    return path


@pytest.fixture(scope="module", name="slides")
def fixture_slides(file: Path) -> Any:
    return Presentation(str(file))


def parts_of(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        yield shape
        if shape.shape_type == 6:
            yield from parts_of(shape.shapes)


def texts_of(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in parts_of(slide.shapes) if shape.has_text_frame)


def test_the_title_slide_says_what_is_selected_the_day_and_the_data_version(slides: Any) -> None:
    told = texts_of(slides.slides[0])
    for words in (
        "Where 6G stands",
        "For 3 July",
        "Two things have changed.",
        "30 June 2026",
        "data version 1",
        "in 6G",
    ):
        assert words in told


def test_a_trend_is_a_chart_of_lines_and_a_comparison_one_of_bars_with_their_numbers_in_a_workbook(slides: Any) -> None:
    charts = [shape.chart for slide in slides.slides for shape in slide.shapes if shape.has_chart]
    assert [chart.chart_type for chart in charts] == [XL_CHART_TYPE.LINE_MARKERS, XL_CHART_TYPE.BAR_CLUSTERED]
    assert [series.name for series in charts[0].plots[0].series] == [
        *("5G", "6G", "Telecom and data-centre opening", "New-energy vehicles", "Humanoid robots")
    ]
    for chart in charts:
        sheet = load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
        held = [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert held == pytest.approx(list(chart.plots[0].series[0].values))


def test_a_comparison_on_a_slide_has_the_sectors_of_both_sides(briefed: Path, briefing: Briefing) -> None:
    against = quote("?sectors=nev&dates=2016/2021", safe="")
    item = ChartItem("compare", f"?sectors=6g&dates=2022/2026&against={against}")
    made = compose_briefing(replace(briefing, items=(item,)), "pptx", store=briefed, today=TODAY)
    chart = next(
        shape.chart for slide in Presentation(BytesIO(made.data)).slides for shape in slide.shapes if shape.has_chart
    )
    assert set(chart.plots[0].categories) == {"6G", "New-energy vehicles"}


def test_a_heatmap_is_a_table_and_a_timeline_is_shapes_and_text_that_can_be_moved(slides: Any) -> None:
    timeline, heatmap = slides.slides[1], slides.slides[2]
    table = next(shape.table for shape in heatmap.shapes if shape.has_table)
    assert [cell.text for cell in table.rows[0].cells][1:] == [*map(str, range(2018, 2026)), "2026*"]
    assert len({cell.fill.fore_color.rgb for row in list(table.rows)[1:] for cell in list(row.cells)[1:]}) > 3
    group = next(shape for shape in timeline.shapes if shape.shape_type == 6)
    assert len(group.shapes) > 40
    assert not any(shape.shape_type == 13 for slide in slides.slides for shape in parts_of(slide.shapes))


def test_nothing_lies_beyond_its_slide(slides: Any) -> None:
    for number, slide in enumerate(slides.slides, 1):
        for shape in parts_of(slide.shapes):
            inside = shape.left >= 0 and shape.top >= 0
            inside &= shape.left + shape.width <= slides.slide_width and shape.top + shape.height <= slides.slide_height
            assert inside, f"slide {number}: {shape.name} {shape.has_text_frame and shape.text_frame.text}"


def test_the_lines_of_a_receipt_stand_one_beneath_the_other_however_long_a_heading_is(
    briefed: Path, briefing: Briefing
) -> None:
    chart = ChartItem(
        "heatmap", "?sectors=6g&dates=2018/2026", caption="Where, when and by whom it was stressed, year by year"
    )
    made = compose_briefing(replace(briefing, items=(chart, chart)), "pptx", store=briefed, today=TODAY)
    last = list(Presentation(BytesIO(made.data)).slides)[-1]
    names = [shape for shape in last.shapes if shape.has_text_frame and shape.width < 180 * 12_700]
    lines = sorted((shape for shape in names if shape.left == names[0].left), key=lambda shape: shape.top)
    assert [shape.text_frame.text.startswith("Where, when") for shape in lines].count(True) == 2
    for upper, lower in pairwise(lines):
        assert upper.top + upper.height <= lower.top


def test_a_chart_is_described_for_those_who_cannot_see_it_and_its_notes_name_its_sources(slides: Any) -> None:
    for slide in list(slides.slides)[1:5]:
        said = [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in slide.shapes]
        assert any(one and one.startswith(f"{slide.shapes.title.text_frame.text}. ") for one in said)
        notes = slide.notes_slide.notes_text_frame.text
        assert "Sources of this slide" in notes and "Available at: http" in notes


def test_events_are_quoted_with_their_time_and_source(slides: Any) -> None:
    told = "\n".join(texts_of(slide) for slide in slides.slides)
    for words in ("“四家企业获发5G商用牌照”", "announced 6 June 2019", "Mark this.", "Policy Timeline sample library"):
        assert words in told


def test_a_link_keeps_the_colour_of_its_text(slides: Any) -> None:
    links = [link for slide in slides.slides for link in slide._element.xpath(".//a:hlinkClick[ancestor::a:r]")]
    assert links
    assert all("hlinkClr" in link.xml and 'val="tx"' in link.xml for link in links)


def test_chinese_letters_have_a_font_of_their_own_and_dark_slides_are_dark(
    briefed: Path, briefing: Briefing, tmp_path: Path
) -> None:
    told = Briefing("六G进展", briefing.items[:2], language="zh", theme="dark")
    made = compose_briefing(told, "pptx", store=briefed, today=TODAY)
    deck = Presentation(BytesIO(made.data))
    runs = [
        run
        for slide in deck.slides
        for shape in parts_of(slide.shapes)
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    assert runs and all(run._r.rPr.xpath("./a:ea/@typeface") == ["Microsoft YaHei"] for run in runs)
    assert "资料来源" in "\n".join(texts_of(slide) for slide in deck.slides)
    assert str(deck.slide_master.background.fill.fore_color.rgb) == "14181F"


def test_no_browser_is_needed(briefed: Path, briefing: Briefing, monkeypatch: pytest.MonkeyPatch) -> None:
    CAMERA.close()  # one that is open already would be used
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    told = Briefing("T", briefing.items[:1])
    assert compose_briefing(told, "pptx", store=briefed, today=TODAY).data[:2] == b"PK"
    with pytest.raises(UsageError, match="BROWSER_PATH"):
        compose_briefing(told, "docx", store=briefed, today=TODAY)


def test_each_part_is_told_and_a_briefing_can_be_called_off_between_two(
    briefed: Path, briefing: Briefing, tmp_path: Path
) -> None:
    told: list[tuple[int, int, str]] = []
    few = Briefing("T", briefing.items[4:6])
    compose_briefing(few, "pptx", store=briefed, today=TODAY, on_progress=lambda *one: told.append(one))
    assert [done for done, _, _ in told] == [0, 1, 2, 3, 4, 5] and {total for _, total, _ in told} == {5}
    with pytest.raises(Cancelled, match="called off"):
        make_briefing(few, tmp_path / "x.pptx", store=briefed, today=TODAY, cancelled=lambda: len(told) > 0)
    assert not list(tmp_path.iterdir())


def test_a_briefing_matches_and_an_event_amended_since_is_named_with_its_item(file: Path, tmp_path: Path) -> None:
    copytree(file.parent, tmp_path / "copy")
    store, copy = tmp_path / "copy" / "store", tmp_path / "copy" / "b.pptx"
    inside, beside = find_receipt(copy.read_bytes(), "pptx"), receipt_path(copy)
    assert inside == Receipt.from_json(beside.read_text(encoding="utf-8")).inside()
    beside.unlink()
    verdict = verify(copy, store=store)
    assert verdict.status == "match", verdict
    opened = open_store(store)
    event = inside.settings["briefing"]["items"][4]["event"] if inside else ""
    opened.decide(event, kind="amend", field="status", value="planned", by="An Analyst", note="seen in the gazette")
    said = str(verify(copy, store=store))
    for words in ("changed", "item 5", event, "→ planned", "An Analyst"):
        assert words in said


def test_a_receipt_that_says_other_than_the_store_is_caught_by_item(file: Path, tmp_path: Path) -> None:
    copytree(file.parent, tmp_path / "copy")
    copy = tmp_path / "copy" / "b.pptx"
    beside = receipt_path(copy)
    text = beside.read_text(encoding="utf-8")
    part = Receipt.from_json(text).settings["parts"][1]["sha256"]
    beside.write_text(text.replace(part, "0" * 64), encoding="utf-8")
    assert "item 2, Emphasis: what is shown is not the same" in str(verify(copy, store=tmp_path / "copy" / "store"))


def test_the_command_makes_a_briefing_from_its_file(
    briefed: Path, briefing: Briefing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.json").write_text(Briefing("T", briefing.items[4:5]).to_json(), encoding="utf-8")

    def call(*options: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            run(["export", "briefing", "--out", str(tmp_path / "b.pptx"), "--store", str(briefed), *options])
        return int(left.value.code or 0), capsys.readouterr().err

    source = str(tmp_path / "b.json")
    assert call("--from", source, "--ui", "zh", "--as-of", "2026-06-30")[0] == 0
    assert "事件" in texts_of(Presentation(str(tmp_path / "b.pptx")).slides[1])
    assert call() == (2, "--from FILE: give the charts and events of the briefing.\n")
    assert "an address of its own" in call("--from", source, "--sectors", "5g")[1]
    (tmp_path / "b.json").write_text('{"title": "T", "items": [{"event": "none"}]}', encoding="utf-8")
    assert "item 1: data version 1 has no event 'none'" in call("--from", source)[1]
