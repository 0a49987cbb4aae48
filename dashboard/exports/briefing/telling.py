"""The lines that every format of a briefing has: a chart's sources, the data it rests on, the receipt; sets no type."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dashboard.emphasis.cells import DIVERGING
from dashboard.exports.framing import name_publishers
from dashboard.figures.lettering import text_width
from dashboard.words import load_words
from dashboard.words.phrases import say_count, say_day, words

if TYPE_CHECKING:
    from dashboard.exports.briefing.parts import ChartPart, Content
    from dashboard.exports.receipt import Receipt

ROOM = 760.0  # pixels of publishers, at 10 pixels a letter


def say_data(content: Content, receipt: Receipt) -> str:
    """The day of the export and the data version."""
    day = say_day(date.fromisoformat(receipt.made), content.language) if receipt.made else ""
    return content.words["subtitle"].format(day=day, version=receipt.data_version)


def say_line(part: ChartPart, language: str, room: float = ROOM) -> str:
    """The source line of a chart: publishers, original ones first, then counts, data version and as-of day."""
    said, table = load_words(language)["briefing"], words(language)
    names = name_publishers(part.receipt.sources, language)
    shown = len(names)
    while shown > 1 and text_width("; ".join(names[:shown]), 10) > room:
        shown -= 1
    rest = [said["publishers_more"].format(n=f"{len(names) - shown:,}")] if shown < len(names) else []
    parts = [said["cited"].format(sources="; ".join([*names[:shown], *rest]))] if names else []
    counts = table["footer"]["counts"].format(
        events=say_count("events", part.receipt.events, language),
        documents=say_count("documents", part.receipt.documents, language),
        undated=f"{part.receipt.undated:,}",
    )
    if part.receipt.unreviewed:
        counts += table["footer"]["unreviewed"].format(n=f"{part.receipt.unreviewed:,}")
    parts += [counts, table["footer"]["data"].format(data=part.receipt.data_version, code=part.receipt.code_version)]
    if part.receipt.as_of:
        parts.append(table["as_of"].format(date=say_day(date.fromisoformat(part.receipt.as_of), language)))
    return "  ·  ".join(parts)


def say_under(part: ChartPart, content: Content, *, table: bool = True) -> str:
    """What stands beneath a chart: how to read it, where it is a native chart or a ``table``, and what is selected."""
    said, effect = content.words, part.view.selection.effect
    told = {"trend": said["trend_note"], "compare": said["interval_note"]}.get(part.item.chart, "")
    if part.item.chart == "heatmap":
        told = said["cell_note_between" if effect in DIVERGING else "cell_note"]
    return "\n".join(
        one for one in (told if table else "", said["here"].format(selection=part.receipt.selection)) if one
    )


def tell_receipt(content: Content, receipt: Receipt) -> list[tuple[str, str]]:
    """The receipt as names and values, the address of each chart among them."""
    names = load_words(content.language)["receipt"]
    told = [(names["selection"], receipt.selection)]
    for name in ("data_version", "committed", "code_version", "as_of", "made"):
        value = getattr(receipt, name)
        if value is not None:
            told.append((names[name], str(value)))
    for name in ("events", "stories", "documents", "undated", "unreviewed"):
        value = getattr(receipt, name)
        if value is not None:
            told.append((names[name], f"{value:,}"))
    told.append(("SHA-256", str(receipt.figure_sha256)))
    told += [(part.name, f"{part.item.chart}  {part.view.selection.to_query()}") for part in content.charts]
    return told
