"""A briefing as HTML, for a browser and for paper alike: title, charts, events, sources, receipt; runs no script.

Every text of a source is shown as text. Where a chart's picture comes from is left to whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from dashboard.exports.briefing.parts import ChartPart, EventPart
from dashboard.exports.briefing.saying import say_marks, say_quote, say_source, say_times
from dashboard.exports.briefing.telling import say_data, say_line, say_under, tell_receipt
from dashboard.exports.briefing.twins import tell_table
from dashboard.exports.sheets import is_link
from dashboard.theme import find_theme, legible
from dashboard.words import load_words

if TYPE_CHECKING:
    from dashboard.exports.briefing.parts import Content, Part
    from dashboard.exports.receipt import Receipt

CITED = 24  # numbers of sources beneath one chart: all of a chart of many would be a page of numbers
Picture = Callable[[int, ChartPart], str]


def write_cover(content: Content, receipt: Receipt) -> str:
    """Title, heading, opening words, date and data version, and what follows with the selection of each chart."""
    briefing = content.briefing
    notes = "".join(f"<p>{escape(line)}</p>" for line in briefing.notes.split("\n") if line.strip())
    heading = f'<p class="heading">{escape(briefing.heading)}</p>' if briefing.heading else ""
    items = "".join(
        f'<li><a href="#part-{number}">{escape(part.name)}</a>'
        + (f'<span class="selection">{escape(part.receipt.selection)}</span>' if isinstance(part, ChartPart) else "")
        + "</li>"
        for number, part in enumerate(content.parts, 1)
    )
    return (
        f'<header class="cover"><h1>{escape(briefing.title)}</h1>{heading}'
        f'<p class="data">{escape(say_data(content, receipt))}</p><div class="opening">{notes}</div>'
        f'<nav aria-label="{escape(content.words["contents"])}"><h2>{escape(content.words["contents"])}</h2>'
        f"<ol>{items}</ol></nav></header>"
    )


def write_parts(content: Content, picture: Picture, *, tables: bool) -> str:
    """All charts and events in their order; with ``tables`` each chart has its numbers beneath it, folded."""
    return "".join(
        write_chart(content, number, part, picture, tables=tables)
        if isinstance(part, ChartPart)
        else write_event(content, number, part)
        for number, part in enumerate(content.parts, 1)
    )


def write_chart(content: Content, number: int, part: ChartPart, picture: Picture, *, tables: bool) -> str:
    """A chart under its name and sentence, with how to read it, what is selected and its sources beneath."""
    note = f'<p class="note">{escape(part.item.notes)}</p>' if part.item.notes else ""
    under = "".join(f"<p>{escape(line)}</p>" for line in say_under(part, content, table=False).split("\n"))
    twin = write_table(content, part) if tables else ""
    return (
        f'<section class="part chart" id="part-{number}"><h2>{escape(part.name)}</h2>'
        f'<p class="said">{escape(part.said)}</p>{note}<figure>{picture(number, part)}'
        f"<figcaption>{under}<p>{escape(say_line(part, content.language))} {write_numbers(content, part)}</p>"
        f"</figcaption></figure>{twin}</section>"
    )


def write_table(content: Content, part: ChartPart) -> str:
    """The numbers of a chart, folded."""
    table = tell_table(part)
    if table is None:
        return ""
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in table[0])
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(one)}</td>" for one in rest)}</tr>'
        for first, *rest in table[1]
    )
    name = escape(f"{content.words['table']}: {part.name}")
    return (
        f"<details><summary>{escape(content.words['table'])}</summary>"
        f'<div class="wide" tabindex="0" role="region" aria-label="{name}"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></details>"
    )


def write_event(content: Content, number: int, part: EventPart) -> str:
    """An event: its times, its sentence as a quotation, the note on it, its source."""
    note = f'<p class="note">{escape(part.item.note)}</p>' if part.item.note else ""
    theme = find_theme(content.briefing.theme)
    colour = next((legible(one.colour, theme.paper, 3.0) for one in sectors_of(content, part.row)), theme.muted)
    return (
        f'<section class="part event" id="part-{number}" style="border-color:{colour}">'
        f"<h2>{escape(part.name)}</h2>{write_quote(content, part.row, part.document)}{note}</section>"
    )


def write_quote(content: Content, row: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """The times and marks of an event, its sentence, and where it stands."""
    language = content.language
    names = {one.code: one.label_zh if language == "zh" else one.label_en for one in content.taxonomy.sectors}
    head = "  ·  ".join(one for one in (say_times(row, language), say_marks(row, names, language)) if one)
    tongue = f' lang="{escape(str(row["language"]))}"' if isinstance(row.get("language"), str) else ""
    number = content.numbers.get(str(row["document"]))
    cited = f' <a href="#source-{number}">[{number}]</a>' if number else ""
    url = row.get("url") or document.get("url")
    link = ""
    if isinstance(url, str) and is_link(url):
        link = f' <a href="{escape(url)}" rel="noreferrer">{escape(content.words["original"])}</a>'
    return (
        f'<p class="when">{escape(head)}</p><blockquote{tongue}>{escape(say_quote(row, language))}</blockquote>'
        f'<p class="source">{escape(say_source(row, document, language))}{cited}{link}</p>'
    )


def sectors_of(content: Content, row: Mapping[str, Any]) -> list[Any]:
    """The sectors of an event that the taxonomy knows."""
    codes = row.get("sectors")
    return [content.taxonomy[code] for code in (codes if codes is not None else ()) if code in content.taxonomy]


def write_numbers(content: Content, part: Part) -> str:
    """The numbers of a part's sources, each leading to it."""
    cited = content.cited(part)
    links = " ".join(f'<a href="#source-{number}">[{number}]</a>' for number in cited[:CITED])
    return f'<span class="numbers">{links}{" …" if len(cited) > CITED else ""}</span>'


def write_sources(content: Content) -> str:
    """The sources, numbered."""
    lines = "".join(f'<li id="source-{number}">{_linked(line)}</li>' for number, line in enumerate(content.sources, 1))
    more = content.words["more_sources"].format(n=f"{content.unlisted:,}") if content.unlisted else ""
    rest = f"<p>{escape(more)}</p>" if more else ""
    return (
        f'<section id="sources"><h2>{escape(content.words["sources"])}</h2>'
        f'<p class="hint">{escape(content.words["listed"])}</p><ol class="sources">{lines}</ol>{rest}</section>'
    )


def _linked(line: str) -> str:
    """A reference as text, its address as a link."""
    words = []
    for word in line.split(" "):
        bare = word.rstrip(".,;")
        held = f'<a href="{escape(bare)}" rel="noreferrer">{escape(bare)}</a>' if is_link(bare) else escape(bare)
        words.append(held + escape(word[len(bare) :]))
    return " ".join(words)


def write_receipt(content: Content, receipt: Receipt) -> str:
    """The receipt, in words."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in tell_receipt(content, receipt))
    return (
        f'<section id="receipt"><h2>{escape(content.words["receipt"])}</h2>'
        f'<p class="hint">{escape(content.words["receipt_said"])}</p><dl>{rows}</dl></section>'
    )


def tongue_of(content: Content) -> str:
    """The language of the page, as HTML names it."""
    return load_words(content.language)["page"]["lang"]
