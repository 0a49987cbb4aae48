"""Cuts a document's text into plain pieces around a sentence and its evidence; renders source text as text alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from dash import html

AROUND = 700  # characters of the paragraph shown on either side of the sentence
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with the marks that hold over all of it: ``sentence``, ``time``, or a sector's code."""

    text: str
    marks: frozenset[str]


def cut_pieces(text: str, start: int, end: int, marked: Iterable[tuple[str, Span]]) -> list[Piece]:
    """Cut ``text[start:end]`` wherever a mark begins or ends; the pieces joined are the text again.

    >>> [(p.text, sorted(p.marks)) for p in cut_pieces("by 2025 all", 0, 11, [("time", (3, 7))])]
    [('by ', []), ('2025', ['time']), (' all', [])]
    """
    spans = [(mark, max(a, start), min(b, end)) for mark, (a, b) in marked if a < end and b > start]
    edges = sorted({start, end, *(a for _, a, _ in spans), *(b for _, _, b in spans)})
    return [
        Piece(text[a:b], frozenset(mark for mark, first, last in spans if first <= a and b <= last))
        for a, b in pairwise(edges)
    ]


def find_paragraph(passages: Sequence[Mapping[str, Any]] | None, length: int, start: int, end: int) -> Span:
    """The span shown around a sentence: the smallest passage that holds it, no further than ``AROUND`` either way.

    Where no passage holds it (a table's field, a sentence over two passages) it is the neighbourhood alone.
    """
    holding = [(p["start"], p["end"]) for p in (passages or ()) if p["start"] <= start and end <= p["end"]]
    first, last = min(holding, key=lambda span: span[1] - span[0], default=(0, length))
    return max(first, start - AROUND), min(last, end + AROUND)


def build_quotation(
    document: Mapping[str, Any], event: Mapping[str, Any], colours: Mapping[str, str], orphaned: str
) -> html.Blockquote:
    """The paragraph with its sentence marked, words of time dotted, each sector's words underlined in its colour.

    ``orphaned`` is said beside a sentence that the document does not hold where it should.
    """
    text, start, end = document["text"], int(event["start"]), int(event["end"])
    if text[start:end] != event["text"]:
        alone = html.Mark(event["text"], className="sentence-mark")
        return html.Blockquote([alone, html.P(orphaned, className="hint")], className="quotation")
    first, last = find_paragraph(document["passages"], len(text), start, end)
    marked: list[tuple[str, Span]] = [("sentence", (start, end))]
    if event["when_evidence"] is not None:
        marked.append(("time", (int(event["when_evidence"][0]), int(event["when_evidence"][1]))))
    for tag in event["evidence"] if event["evidence"] is not None else ():
        marked += [(tag["code"], (int(a), int(b))) for a, b in tag["spans"]]
    pieces = cut_pieces(text, first, last, marked)
    body: list[Any] = []
    for inside, run in groupby(pieces, lambda piece: "sentence" in piece.marks):
        drawn = [_draw(piece, colours) for piece in run]
        body += [html.Mark(drawn, className="sentence-mark")] if inside else drawn
    return html.Blockquote(
        [
            "… " if first > 0 and text[first - 1] != "\n" else "",
            *body,
            " …" if last < len(text) and text[last] != "\n" else "",
        ],
        className="quotation",
        lang=document.get("language"),
    )


def _draw(piece: Piece, colours: Mapping[str, str]) -> Any:
    codes = sorted(piece.marks - {"sentence", "time"})
    if not codes and "time" not in piece.marks:
        return piece.text
    names = [name for name, on in (("time-mark", "time" in piece.marks), ("sector-mark", bool(codes))) if on]
    style = {"textDecorationColor": colours.get(codes[0], "currentColor")} if codes else {}
    return html.Span(piece.text, className=" ".join(names), style=style, title=", ".join(codes) or None)
