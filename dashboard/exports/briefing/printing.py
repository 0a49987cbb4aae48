"""A briefing as a PDF: its HTML laid out for A4 and printed by the kept browser, with bookmarks; draws no chart itself.

Paper is light, whatever theme the briefing has. Charts are vectors, fonts lie in the file.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from dashboard.exports.briefing.markup import tongue_of, write_cover, write_parts, write_receipt, write_sources
from dashboard.exports.briefing.webpage import PAPER, colours_of, read_style
from dashboard.exports.camera import CAMERA
from dashboard.exports.embedding import embed_receipt

if TYPE_CHECKING:
    from dashboard.exports.briefing.parts import ChartPart, Content
    from dashboard.exports.progress import Steps
    from dashboard.exports.receipt import Receipt

TALLEST = 690  # pixels of a chart, so that its name and its sources stand on the same page


def make_print(content: Content, receipt: Receipt, steps: Steps) -> bytes:
    """The briefing as a PDF, with its receipt attached; raises UsageError where there is no browser."""
    light = replace(content, briefing=replace(content.briefing, theme="light"))

    def picture(number: int, part: ChartPart) -> str:
        steps.begin(content.words["laying"].format(name=part.name))
        fitted = part.fit(PAPER, TALLEST, "light")
        drawn = CAMERA.take(fitted.figure, "svg", width=fitted.width, height=round(fitted.figure.layout.height))
        said = escape(content.words["picture_alt"].format(chart=part.name, said=part.said), quote=True)
        return f'<img alt="{said}" src="data:image/svg+xml;base64,{b64encode(drawn).decode("ascii")}">'

    body = write_parts(light, picture, tables=False)
    steps.begin(content.words["writing"])
    title = escape(content.briefing.title)
    page = (
        f'<!doctype html><html lang="{tongue_of(content)}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{colours_of(light)}{read_style()}</style></head><body>{write_cover(light, receipt)}"
        f"<main>{body}{write_sources(light)}{write_receipt(light, receipt)}</main></body></html>"
    )
    form = content.words["page_of"]
    counted = form.format(page='<span class="pageNumber"></span>', pages='<span class="totalPages"></span>')
    foot = (
        '<div style="width:100%;font:7.5pt Liberation Sans,Arial,Noto Sans CJK SC,sans-serif;color:#5b6675;'
        f'padding:0 15mm;display:flex;justify-content:space-between"><span>{title}</span><span>{counted}</span></div>'
    )
    return embed_receipt(CAMERA.print(page, foot), "pdf", receipt, content.briefing.title)
