"""A briefing as a Word document: real headings, captioned pictures with alternative text, quotations, sources.

Pictures come from the kept browser. Paper is light, whatever theme the briefing has.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from dashboard.exports.briefing.markup import sectors_of
from dashboard.exports.briefing.parts import ChartPart, EventPart
from dashboard.exports.briefing.saying import say_marks, say_quote, say_source, say_times
from dashboard.exports.briefing.telling import say_data, say_line, say_under, tell_receipt
from dashboard.exports.camera import CAMERA
from dashboard.exports.embedding import embed_office
from dashboard.exports.sheets import is_link
from dashboard.theme import LIGHT

if TYPE_CHECKING:
    from dashboard.exports.briefing.parts import Content
    from dashboard.exports.progress import Steps
    from dashboard.exports.receipt import Receipt

LATIN, EAST_ASIAN = "Arial", "Microsoft YaHei"
TONGUES = {"zh": "zh-CN", "en": "en-GB"}
WIDTH, TALLEST, SCALE = 680, 720, 3.0  # pixels of a chart, and pixels of its picture to each
ACROSS = 16.6  # centimetres of a picture, the page less its margins
CITED = 24  # numbers of sources in one caption


def make_document(content: Content, receipt: Receipt, steps: Steps) -> bytes:
    """The briefing as a Word file, with its receipt inside; raises UsageError where there is no browser."""
    made = docx.Document()
    _set_page(made, content)
    _set_styles(made)
    _write_cover(made, content, receipt)
    figures = 0
    for number, part in enumerate(content.parts, 1):
        steps.begin(content.words["laying"].format(name=part.name))
        heading = made.add_heading(_clean(part.name), 1 if isinstance(part, ChartPart) else 2)
        _mark(heading, f"part{number}", number)
        if isinstance(part, ChartPart):
            figures += 1
            _write_chart(made, content, part, figures)
        else:
            _write_event(made, content, part)
    _write_sources(made, content)
    _write_receipt(made, content, receipt)
    steps.begin(content.words["writing"])
    core = made.core_properties
    core.title, core.subject = _clean(content.briefing.title)[:255], _clean(receipt.selection)[:255]
    core.author, core.language = "Policy Timeline", TONGUES.get(content.language, "en-GB")
    core.comments = say_data(content, receipt)
    out = io.BytesIO()
    made.save(out)
    return embed_office(out.getvalue(), receipt)


def _set_page(made: Any, content: Content) -> None:
    """A4, with the title and the number of the page at its foot."""
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.0)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(f"{_clean(content.briefing.title)}    ")
    before, _, rest = content.words["page_of"].partition("{page}")
    middle, _, after = rest.partition("{pages}")
    for text, field in ((before, "PAGE"), (middle, "NUMPAGES"), (after, "")):
        foot.add_run(text)
        if field:
            _add_field(foot, field)


def _set_styles(made: Any) -> None:
    """Fonts for both scripts, sizes and colours of the styles that are used."""
    looks = {
        "Normal": (10.5, LIGHT.ink, False),
        "Title": (26, LIGHT.ink, True),
        "Subtitle": (13, LIGHT.muted, False),
        "Heading 1": (17, LIGHT.ink, True),
        "Heading 2": (12.5, LIGHT.ink, True),
        "Caption": (8.5, LIGHT.muted, False),
        "Quote": (11.5, LIGHT.ink, False),
        "Footer": (8, LIGHT.muted, False),
    }
    made.styles.add_style("Source", WD_STYLE_TYPE.PARAGRAPH).base_style = made.styles["Normal"]
    looks["Source"] = (8.5, LIGHT.ink, False)
    for name, (size, colour, bold) in looks.items():
        style = made.styles[name]
        font = style.font
        font.name, font.size, font.bold, font.italic = LATIN, Pt(size), bold, False
        font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        fonts.set(qn("w:eastAsia"), EAST_ASIAN)
    lang = made.styles.element.find(".//" + qn("w:rPrDefault")).find(".//" + qn("w:lang"))
    if lang is not None:
        lang.set(qn("w:val"), "en-GB")  # of Latin letters: else their words are broken anywhere
        lang.set(qn("w:eastAsia"), "zh-CN")
    made.styles["Source"].paragraph_format.left_indent = Cm(0.9)
    made.styles["Source"].paragraph_format.first_line_indent = Cm(-0.9)
    made.styles["Source"].paragraph_format.space_after = Pt(3)
    made.styles["Quote"].paragraph_format.left_indent = Cm(0.5)
    for name in ("Heading 1", "Heading 2"):
        made.styles[name].paragraph_format.space_before = Pt(16)
        made.styles[name].paragraph_format.keep_with_next = True


def _write_cover(made: Any, content: Content, receipt: Receipt) -> None:
    """Title, heading, opening words, date and version, then what follows, each line leading to it."""
    briefing = content.briefing
    made.add_paragraph(_clean(briefing.title), style="Title")
    if briefing.heading:
        made.add_paragraph(_clean(briefing.heading), style="Subtitle")
    made.add_paragraph().add_run(say_data(content, receipt)).bold = True
    for line in briefing.notes.split("\n"):
        if line.strip():
            made.add_paragraph(_clean(line))
    made.add_heading(content.words["contents"], 2)
    for number, part in enumerate(content.parts, 1):
        line = made.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        _add_link(line, f"{number}. {_clean(part.name)}", anchor=f"part{number}")
        if isinstance(part, ChartPart):
            run = line.add_run(f"\n{_clean(part.receipt.selection)}")
            run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(LIGHT.muted.lstrip("#").upper())
    made.add_page_break()


def _write_chart(made: Any, content: Content, part: ChartPart, figure: int) -> None:
    """The sentence, the note, the picture, and beneath it what is selected and whence it comes."""
    made.add_paragraph(_clean(part.said)).paragraph_format.keep_with_next = True
    if part.item.notes:
        made.add_paragraph(_clean(part.item.notes)).paragraph_format.keep_with_next = True
    fitted = part.fit(WIDTH, TALLEST, "light")
    high = round(fitted.figure.layout.height)
    zoom = SCALE / fitted.factor
    data = CAMERA.take(fitted.figure, "png", width=fitted.width, height=high, scale=zoom)
    picture = made.add_picture(io.BytesIO(data), width=Cm(ACROSS))
    made.paragraphs[-1].paragraph_format.keep_with_next = True
    properties = picture._inline.docPr
    properties.set("descr", _clean(content.words["picture_alt"].format(chart=part.name, said=part.said)))
    properties.set("title", _clean(part.name))
    caption = made.add_paragraph(style="Caption")
    caption.add_run(f"{content.words['figure'].format(n=figure)}  {_clean(part.name)}").bold = True
    cited = content.cited(part)
    numbers = " ".join(f"[{one}]" for one in cited[:CITED]) + (" …" if len(cited) > CITED else "")
    lines = [say_under(part, content, table=False), f"{say_line(part, content.language)}  {numbers}"]
    made.add_paragraph(_clean("\n".join(lines)), style="Caption")


def _write_event(made: Any, content: Content, part: EventPart) -> None:
    """Times and marks, the sentence as a quotation, the note on it, its source with its number."""
    language = content.language
    names = {one.code: one.label_zh if language == "zh" else one.label_en for one in content.taxonomy.sectors}
    head = made.add_paragraph()
    head.paragraph_format.keep_with_next = True
    sector = next(iter(sectors_of(content, part.row)), None)
    if sector is not None:
        mark = head.add_run("■ ")
        mark.font.color.rgb = RGBColor.from_string(sector.colour.lstrip("#").upper())
    told = (say_times(part.row, language), say_marks(part.row, names, language))
    head.add_run(_clean("  ·  ".join(one for one in told if one))).bold = True
    quote = made.add_paragraph(_clean(say_quote(part.row, language)), style="Quote")
    quote.paragraph_format.keep_with_next = True
    if part.item.note:
        made.add_paragraph(_clean(part.item.note)).paragraph_format.keep_with_next = True
    number = content.numbers.get(str(part.row["document"]))
    source = made.add_paragraph(_clean(say_source(part.row, part.document, language)), style="Caption")
    source.add_run(f"  [{number}]" if number else "")
    url = part.row.get("url") or part.document.get("url")
    if isinstance(url, str) and is_link(url):
        source.add_run("  ")
        _add_link(source, content.words["original"], address=url)


def _write_sources(made: Any, content: Content) -> None:
    made.add_heading(content.words["sources"], 1)
    made.add_paragraph(content.words["listed"], style="Caption")
    for number, line in enumerate(content.sources, 1):
        made.add_paragraph(f"[{number}]\t{_clean(line)}", style="Source")
    if content.unlisted:
        made.add_paragraph(content.words["more_sources"].format(n=f"{content.unlisted:,}"), style="Caption")


def _write_receipt(made: Any, content: Content, receipt: Receipt) -> None:
    made.add_heading(content.words["receipt"], 1)
    made.add_paragraph(content.words["receipt_said"], style="Caption")
    told = tell_receipt(content, receipt)
    table = made.add_table(rows=len(told), cols=2)
    for row, (name, value) in zip(table.rows, told, strict=True):
        for cell, text, width in zip(row.cells, (name, value), (Cm(4.4), Cm(ACROSS - 4.4)), strict=True):
            cell.width = width
            cell.paragraphs[0].style = made.styles["Caption"]
            cell.paragraphs[0].add_run(_clean(text))


def _add_field(paragraph: Any, code: str) -> None:
    """A number that Word counts itself."""
    for kind, text in (("begin", None), (None, code), ("end", None)):
        run = paragraph.add_run()
        one = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            one.set(qn("xml:space"), "preserve")
            one.text = text
        else:
            one.set(qn("w:fldCharType"), str(kind))
        run._r.append(one)


def _mark(paragraph: Any, name: str, number: int) -> None:
    """A bookmark that the contents lead to."""
    for kind in ("bookmarkStart", "bookmarkEnd"):
        one = OxmlElement(f"w:{kind}")
        one.set(qn("w:id"), str(number))
        if kind == "bookmarkStart":
            one.set(qn("w:name"), name)
        paragraph._p.append(one)


def _add_link(paragraph: Any, text: str, *, anchor: str = "", address: str = "") -> None:
    """A link to a bookmark or to an address on the web."""
    link = OxmlElement("w:hyperlink")
    if anchor:
        link.set(qn("w:anchor"), anchor)
    else:
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    run.font.color.rgb = RGBColor.from_string("2F639A")
    link.append(run._r)
    paragraph._p.append(link)


def _clean(text: str) -> str:
    """Text without the signs that XML forbids."""
    return "".join(one for one in text if one >= " " or one in "\n\t").replace("\ufffe", "").replace("\uffff", "")
