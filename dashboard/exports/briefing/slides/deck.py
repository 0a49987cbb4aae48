"""The slides of a briefing, one after the other: title, charts, events, sources, receipt; gathers nothing itself."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Emu

from dashboard.exports.briefing.slides.lettering import (
    EAST_ASIAN,
    LATIN,
    POINT,
    TONGUES,
    Box,
    Type,
    clean,
    colour_of,
    find_height,
    fit_size,
    set_runs,
    write,
)
from dashboard.theme import Theme, find_theme, legible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.exports.briefing.slides.lettering import Run

WIDE, HIGH = 960.0, 540.0  # points: 13.33 × 7.5 inches
EDGE = 44.0  # points kept free at either side
FOOT = 500.0  # where the foot of a slide begins
TITLE_LAYOUT = 5  # of the template: a title and nothing else


class Deck:
    """A presentation being made: slides are added, each with its title, its foot and its notes."""

    def __init__(self, language: str, theme: str) -> None:
        self.language, self.theme = language, find_theme(theme)
        self._made = Presentation()
        _set_size(self._made)
        _set_theme(self._made, self.theme)
        self._made.slide_master.background.fill.solid()
        self._made.slide_master.background.fill.fore_color.rgb = colour_of(self.theme.paper)
        self._feet: list[tuple[Any, str]] = []

    def add(
        self, title: str, *, notes: Sequence[str] = (), foot: str = "", head: Box | None = None, large: bool = False
    ) -> tuple[Any, Box]:
        """A slide with a title, and the box that is left beneath it; the notes are what its speaker sees."""
        slide = self._made.slides.add_slide(self._made.slide_layouts[TITLE_LAYOUT])
        place = head or Box(EDGE, 30, WIDE - 2 * EDGE, 64)
        size, text = fit_size(title, place, (40, 36, 32, 28, 24) if large else (28, 24, 20, 17), bold=True)
        used = find_height(text, size, place.width, bold=True)
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = Box(place.left, place.top, place.width, used).emu
        frame = shape.text_frame
        frame.word_wrap, frame.auto_size = True, None
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        set_runs(frame.paragraphs[0], [(text, Type(size, self.theme.ink, True))], self.language)
        if notes:
            slide.notes_slide.notes_text_frame.text = clean("\n".join(notes))
        self._feet.append((slide, foot))
        return slide, Box(EDGE, place.top + used + 6, WIDE - 2 * EDGE, FOOT - place.top - used - 6)

    def say(self, slide: Any, box: Box, text: str, sizes: Sequence[float], **look: Any) -> float:
        """Write a text into a box, in the largest size that has room; the points of height that it takes."""
        if not text.strip() or box.height <= 0:
            return 0.0
        bold = bool(look.get("bold", False))
        size, held = fit_size(text, box, sizes, bold=bold)
        kind = Type(size, look.get("colour", self.theme.ink), bold, look.get("link"))
        paragraphs: list[list[Run]] = [[(part, kind)] for part in held.split("\n")]
        used = find_height(held, size, box.width, bold=bold)
        write(slide.shapes, Box(box.left, box.top, box.width, used), paragraphs, self.language)
        return used

    def save(self, properties: dict[str, str]) -> bytes:
        """The file, its feet numbered, with its properties."""
        for number, (slide, foot) in enumerate(self._feet, 1):
            self._write_foot(slide, foot, f"{number} / {len(self._feet)}")
        core = self._made.core_properties
        for name, value in properties.items():
            setattr(core, name, clean(value)[:255])
        core.language = TONGUES.get(self.language, "en-GB")
        out = io.BytesIO()
        self._made.save(out)
        return out.getvalue()

    def _write_foot(self, slide: Any, foot: str, number: str) -> None:
        kind = Type(9, self.theme.muted)
        box = Box(EDGE, FOOT + 4, WIDE - 2 * EDGE - 60, HIGH - FOOT - 10)
        size, text = fit_size(foot, box, (9, 8.5, 8, 7))
        write(slide.shapes, box, [[(text, Type(size, self.theme.muted))]], self.language)
        right = Box(WIDE - EDGE - 60, FOOT + 4, 60, 14)
        write(slide.shapes, right, [[(number, kind)]], self.language, align="right")


def _set_size(made: Any) -> None:
    """Widen the template to 16:9, what its layouts hold with it."""
    factor = WIDE * POINT / made.slide_width
    tall = HIGH * POINT / made.slide_height
    made.slide_width, made.slide_height = Emu(round(WIDE * POINT)), Emu(round(HIGH * POINT))
    for sheet in (made.slide_master, *made.slide_layouts):
        for shape in sheet.placeholders:
            if shape._element.xpath("./p:spPr/a:xfrm"):
                left, width = round(shape.left * factor), round(shape.width * factor)
                top, height = round(shape.top * tall), round(shape.height * tall)
                shape.left, shape.width, shape.top, shape.height = left, width, top, height


def _set_theme(made: Any, theme: Theme) -> None:
    """Name fonts for both scripts and the colours of the theme, so that what is added later looks alike."""
    part = made.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode("utf-8")
    for font in ("majorFont", "minorFont"):
        pattern = rf'(<a:{font}>\s*<a:latin typeface=")[^"]*("[^>]*>\s*<a:ea typeface=")[^"]*(")'
        text = re.sub(pattern, rf"\g<1>{LATIN}\g<2>{EAST_ASIAN}\g<3>", text)
    colours = {"dk1": theme.ink, "lt1": theme.paper, "dk2": theme.muted, "lt2": theme.rule}
    colours |= dict.fromkeys(("hlink", "folHlink"), legible("#2f639a", theme.paper))
    for name, colour in colours.items():
        value = colour.lstrip("#").upper()
        text = re.sub(
            rf"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>', text, flags=re.S
        )
    part.blob = text.encode("utf-8")
