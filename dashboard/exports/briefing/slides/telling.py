"""Which slides a briefing has and what stands on each: title, charts, events, sources, receipt; draws no chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.exports.briefing.parts import ChartPart, EventPart
from dashboard.exports.briefing.saying import say_marks, say_quote, say_source, say_times
from dashboard.exports.briefing.slides.deck import EDGE, FOOT, WIDE, Deck
from dashboard.exports.briefing.slides.lettering import Box, Type, find_height, fit_size, write
from dashboard.exports.briefing.slides.pictures import draw_part
from dashboard.exports.briefing.telling import say_data, say_line, say_under, tell_receipt
from dashboard.exports.embedding import embed_office
from dashboard.theme import legible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.exports.briefing.parts import Content
    from dashboard.exports.progress import Steps
    from dashboard.exports.receipt import Receipt

TOGETHER = 3  # events on one slide, at most
NAMES = 170  # points for the names of a receipt's lines
SHEETS = 4  # slides of sources: the receipt names them all
NOTED = 60  # sources in the notes of one slide
ROOM = 395.0  # points of height that events have on a slide
QUOTES = (18.0, 16.0, 14.0, 12.5, 11.0)  # type sizes of a sentence


def make_slides(content: Content, receipt: Receipt, steps: Steps) -> bytes:
    """The briefing as a PowerPoint file, with its receipt inside."""
    deck = Deck(content.language, content.briefing.theme)
    add_title(deck, content, receipt)
    waiting: list[EventPart] = []
    for part in content.parts:
        steps.begin(content.words["laying"].format(name=part.name))
        if isinstance(part, EventPart):
            waiting.append(part)
            continue
        add_events(deck, content, waiting)
        waiting = []
        add_chart(deck, content, part)
    add_events(deck, content, waiting)
    add_sources(deck, content)
    add_receipt(deck, content, receipt)
    steps.begin(content.words["writing"])
    briefing = content.briefing
    properties = {"title": briefing.title, "subject": receipt.selection, "author": "Policy Timeline"}
    properties |= {"comments": say_data(content, receipt), "keywords": ", ".join(part.name for part in content.charts)}
    return embed_office(deck.save(properties), receipt)


def add_title(deck: Deck, content: Content, receipt: Receipt) -> None:
    """Title, heading, opening words, what is selected, date and data version."""
    briefing, theme = content.briefing, deck.theme
    wide = WIDE - 2 * EDGE - 40
    held = [f"{part.name}: {part.receipt.selection}" for part in content.charts]
    slide, rest = deck.add(
        briefing.title,
        notes=[briefing.notes, say_data(content, receipt), *held],
        head=Box(EDGE, 92, wide, 104),
        large=True,
    )
    rest = Box(EDGE, rest.top + 4, wide, rest.height)
    rest = rest.below(
        deck.say(slide, Box(EDGE, rest.top, wide, 60), briefing.heading, (20, 17, 14), colour=theme.muted) + 8
    )
    bar = slide.shapes.add_shape(1, *Box(EDGE, rest.top + 2, 64, 3).emu)
    _paint(bar, "#2f639a" if theme.name == "light" else "#93b4d2")
    rest = rest.below(22)
    rest = rest.below(deck.say(slide, Box(EDGE, rest.top, wide, 110), briefing.notes, (15, 13, 11)) + 12)
    deck.say(
        slide, Box(EDGE, rest.top, wide, FOOT - rest.top - 26), "\n".join(held), (12, 11, 10, 9), colour=theme.muted
    )
    deck.say(slide, Box(EDGE, FOOT - 14, wide, 18), say_data(content, receipt), (12, 10), bold=True)


def add_chart(deck: Deck, content: Content, part: ChartPart) -> None:
    """A chart under its name and its sentence, its sources at the foot and in the notes."""
    slide, rest = deck.add(
        part.name,
        notes=tell_notes(content, [part], [part.said, part.item.notes]),
        foot=say_line(part, content.language),
    )
    rest = rest.below(deck.say(slide, Box(rest.left, rest.top, rest.width, 44), part.said, (16, 14, 12)) + 4)
    if part.item.notes:
        place = Box(rest.left, rest.top, rest.width, 40)
        rest = rest.below(deck.say(slide, place, part.item.notes, (13, 12, 11), colour=deck.theme.muted) + 4)
    under = say_under(part, content)
    tall = find_height(under, 10, rest.width)
    draw_part(slide, Box(rest.left, rest.top + 6, rest.width, rest.height - tall - 14), part)
    deck.say(slide, Box(rest.left, FOOT - tall - 2, rest.width, tall + 2), under, (10, 9), colour=deck.theme.muted)


def add_events(deck: Deck, content: Content, events: Sequence[EventPart]) -> None:
    """Slides of a few events each: the sentence, its time, its source, the note on it."""
    while events:
        taken = 1
        while taken < min(TOGETHER, len(events)) and _needs(content, events[: taken + 1], QUOTES[2]) <= ROOM:
            taken += 1
        some, events = events[:taken], events[taken:]
        notes = tell_notes(content, some, [])
        slide, rest = deck.add(content.words["events"], notes=notes, foot="")
        size = next((one for one in QUOTES if _needs(content, some, one) <= rest.height - 10), QUOTES[-1])
        top = rest.top + 10
        for part in some:
            top += _write_event(deck, content, (slide, Box(EDGE, top, rest.width, FOOT - top)), part, size) + 20


def _needs(content: Content, events: Sequence[EventPart], size: float) -> float:
    """Points of height that events need at a type size of their sentences."""
    wide, language = WIDE - 2 * EDGE - 18, content.language
    total = 0.0
    for part in events:
        texts = [(say_times(part.row, language), 13.0), (say_quote(part.row, language), size), (part.item.note, 12.0)]
        texts.append((say_source(part.row, part.document, language), 11.0))
        total += sum(find_height(text, points, wide) + 5 for text, points in texts if text) + 20
    return total


def _write_event(deck: Deck, content: Content, place: tuple[Any, Box], part: EventPart, size: float) -> float:
    """One event; returns the points of height that it takes."""
    slide, box = place
    theme, language = deck.theme, content.language
    names = {one.code: one.label_zh if language == "zh" else one.label_en for one in content.taxonomy.sectors}
    codes = part.row.get("sectors")
    first = next((code for code in (codes if codes is not None else ()) if code in names), None)
    colour = legible(content.taxonomy[first].colour, theme.paper, 3.0) if first else theme.muted
    inner, top = Box(box.left + 18, box.top, box.width - 18, box.height), box.top
    head = "  ·  ".join(one for one in (say_times(part.row, language), say_marks(part.row, names, language)) if one)
    top += deck.say(slide, Box(inner.left, top, inner.width, 36), head, (13, 11, 10), bold=True) + 4
    quote, held = fit_size(
        say_quote(part.row, language), Box(0, 0, inner.width, box.top + box.height - top - 60), (size, 10.0)
    )
    used = find_height(held, quote, inner.width)
    write(slide.shapes, Box(inner.left, top, inner.width, used), [[(held, Type(quote, theme.ink))]], language)
    top += used + 4
    if part.item.note:
        top += deck.say(slide, Box(inner.left, top, inner.width, 40), part.item.note, (12, 11, 10)) + 3
    link = part.row.get("url") or part.document.get("url")
    said = say_source(part.row, part.document, language)
    look = {"colour": theme.muted, "link": link if isinstance(link, str) and link.startswith("http") else None}
    top += deck.say(slide, Box(inner.left, top, inner.width, 32), said, (11, 10, 9), **look)
    _paint(slide.shapes.add_shape(1, *Box(box.left, box.top + 2, 4, top - box.top - 2).emu), colour)
    return top - box.top


def add_sources(deck: Deck, content: Content) -> None:
    """The sources, in two columns, as many as a few slides hold."""
    lines, number = list(content.sources), 0
    wide = (WIDE - 2 * EDGE - 28) / 2
    while lines and number < SHEETS:
        number += 1
        foot = content.words["listed"]
        slide, rest = deck.add(content.words["sources"], foot=foot)
        for column in range(2):
            held: list[str] = []
            used, room = 0.0, FOOT - rest.top - 22
            while lines and used + find_height(lines[0], 10, wide) + 4 <= room:
                used += find_height(lines[0], 10, wide) + 4
                held.append(lines.pop(0))
            if held:
                place = Box(EDGE + column * (wide + 28), rest.top + 8, wide, used)
                kind = Type(10, deck.theme.ink)
                write(slide.shapes, place, [[(line, kind)] for line in held], content.language, gap=4)
        left = len(lines) + content.unlisted
        if left and (number == SHEETS or not lines):
            said = content.words["more_sources"].format(n=f"{left:,}")
            deck.say(slide, Box(EDGE, FOOT - 14, WIDE - 2 * EDGE, 14), said, (10, 9), colour=deck.theme.muted)


def add_receipt(deck: Deck, content: Content, receipt: Receipt) -> None:
    """What the file rests on, in words."""
    told = tell_receipt(content, receipt)
    slide, rest = deck.add(content.words["receipt"], notes=[f"{name}: {value}" for name, value in told])
    rest = rest.below(
        deck.say(slide, Box(rest.left, rest.top, rest.width, 40), content.words["receipt_said"], (12, 11)) + 12
    )
    size = next((one for one in (12, 11, 10, 9, 8, 7) if _tall(told, one, rest.width) <= rest.height - 6), 7)
    top = rest.top
    for name, value in told:
        if top > FOOT - 12:
            break
        named = deck.say(slide, Box(rest.left, top, NAMES, 40), name, (size,), bold=True)
        said = deck.say(slide, Box(rest.left + NAMES + 10, top, rest.width - NAMES - 10, FOOT - top), value, (size,))
        top += max(named, said) + 3


def _tall(told: Sequence[tuple[str, str]], size: float, width: float) -> float:
    return sum(
        max(find_height(name, size, NAMES, bold=True), find_height(value, size, width - NAMES - 10)) + 3
        for name, value in told
    )


def tell_notes(content: Content, parts: Sequence[ChartPart | EventPart], first: Sequence[str]) -> list[str]:
    """The notes of a slide: words of one's own, then every source of what stands on it."""
    cited = sorted({number for part in parts for number in content.cited(part)})
    lines = [one for one in first if one]
    lines += [part.receipt.selection for part in parts if isinstance(part, ChartPart)]
    lines += [part.item.note for part in parts if isinstance(part, EventPart) and part.item.note]
    lines += ["", content.words["slide_sources"], *(content.sources[number - 1] for number in cited[:NOTED])]
    left = len({one for part in parts for one in part.documents}) - len(cited[:NOTED])
    return [*lines, content.words["more_sources"].format(n=f"{left:,}")] if left > 0 else lines


def _paint(shape: Any, colour: str) -> None:
    from dashboard.exports.briefing.slides.lettering import colour_of

    shape.fill.solid()
    shape.fill.fore_color.rgb = colour_of(colour)
    shape.line.fill.background()
    shape.shadow.inherit = False
