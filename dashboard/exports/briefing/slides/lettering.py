"""Text on slides: set in named fonts for both scripts, measured so that none runs over its box; writes no words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt

from dashboard.figures.lettering import BOLD, text_width, wrap_pixels

if TYPE_CHECKING:
    from collections.abc import Sequence

LATIN, EAST_ASIAN = "Arial", "Microsoft YaHei"
TONGUES = {"zh": "zh-CN", "en": "en-GB"}
POINT = 12700  # EMU
PITCH = 1.32  # line to line, in type sizes: Chinese fonts need more than Latin ones
SLACK = 1.05  # the fonts a machine has may run wider than those measured
ALIGN = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}
ANCHOR = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}

# A link keeps the colour of its text: programs that know no theme would draw it in a blue that dark slides swallow.
OWN_COLOUR = (
    f'<a:extLst {nsdecls("a")}><a:ext uri="{{A12FA001-AC4F-418D-AE19-62706E023703}}">'
    '<ahyp:hlinkClr xmlns:ahyp="http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor" val="tx"/>'
    "</a:ext></a:extLst>"
)


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """The same as the format counts."""
        left, top, width, height = (
            Emu(round(one * POINT)) for one in (self.left, self.top, self.width, max(self.height, 0))
        )
        return left, top, width, height

    def below(self, used: float) -> Box:
        """What is left beneath so many points."""
        return Box(self.left, self.top + used, self.width, self.height - used)


@dataclass(frozen=True, slots=True)
class Type:
    """How a run of text is set: size in points, colour, weight, and where it leads."""

    size: float
    colour: str
    bold: bool = False
    link: str | None = None


Run = tuple[str, Type]


def find_height(text: str, size: float, width: float, *, bold: bool = False) -> float:
    """Points of height that a text takes, its line breaks kept."""
    wide = size * SLACK * (BOLD if bold else 1)
    lines = sum(max(len(wrap_pixels(part, wide, width)), 1) for part in text.split("\n"))
    return lines * size * PITCH


def fit_size(text: str, box: Box, sizes: Sequence[float], *, bold: bool = False) -> tuple[float, str]:
    """The largest of some sizes at which a text has room, and the text, cut where even the last has too little."""
    for size in sizes:
        if find_height(text, size, box.width, bold=bold) <= box.height:
            return size, text
    size = sizes[-1]
    lines = [line for part in text.split("\n") for line in wrap_pixels(part, size * SLACK, box.width)]
    room = max(int(box.height / (size * PITCH)), 1)
    held = lines[:room]
    while held and text_width(held[-1] + "…", size * SLACK) > box.width:
        held[-1] = held[-1][:-1]
    return size, " ".join(held).rstrip() + "…"


def write(
    shapes: Any,
    box: Box,
    paragraphs: Sequence[Sequence[Run]],
    language: str,
    *,
    align: str = "left",
    gap: float = 0.0,
) -> Any:
    """A text box with paragraphs of runs from its top on."""
    shape = shapes.add_textbox(*box.emu)
    fill_frame(shape.text_frame, paragraphs, language, align=align, gap=gap)
    return shape


def fill_frame(
    frame: Any,
    paragraphs: Sequence[Sequence[Run]],
    language: str,
    *,
    align: str = "left",
    anchor: str = "top",
    wrap: bool = True,
    gap: float = 0.0,
) -> None:
    """Put paragraphs into the frame of a shape, without inset; ``gap`` is points between paragraphs."""
    frame.word_wrap = wrap
    frame.vertical_anchor = ANCHOR[anchor]
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, runs in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        set_runs(paragraph, runs, language, align=align)
        if number and gap:
            paragraph.space_before = Pt(gap)


def set_runs(paragraph: Any, runs: Sequence[Run], language: str, *, align: str = "left") -> None:
    """Put runs into a paragraph."""
    paragraph.alignment = ALIGN[align]
    for text, kind in runs:
        run = paragraph.add_run()
        run.text = clean(text)
        set_font(run, kind, language)


def set_font(run: Any, kind: Type, language: str) -> None:
    """Set a run, with a font for Latin and one for Chinese letters."""
    font = run.font
    font.size, font.bold, font.name = Pt(kind.size), kind.bold, LATIN
    font.color.rgb = colour_of(kind.colour)
    properties = run._r.get_or_add_rPr()
    properties.set("lang", TONGUES.get(language, "en-GB"))
    add_east_asian(properties)
    if kind.link and len(kind.link) < 2000:
        run.hyperlink.address = kind.link
        properties.find(qn("a:hlinkClick")).append(parse_xml(OWN_COLOUR))


def colour_of(colour: str) -> RGBColor:
    """A colour as the format counts it."""
    return RGBColor(int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def add_east_asian(properties: Any) -> None:
    """Name the font of Chinese letters beside the one of Latin letters."""
    latin = properties.find(qn("a:latin"))
    if latin is not None and properties.find(qn("a:ea")) is None:
        latin.addnext(properties.makeelement(qn("a:ea"), {"typeface": EAST_ASIAN}))


def clean(text: str) -> str:
    """Text without the signs that XML forbids."""
    return "".join(one for one in text if one >= " " or one in "\n\t").replace("\ufffe", "").replace("\uffff", "")
