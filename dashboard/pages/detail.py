"""What the side panel says: an event with its sentence and the evidence for all it claims, or a pile of events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from dash import html

from dashboard.pages.citation import cite
from dashboard.pages.evidence import (
    build_badge,
    build_dates,
    build_figures,
    build_sectors,
    build_who,
    colour_of,
    rows,
)
from dashboard.pages.naming import hyphened
from dashboard.pages.paging import build_pager
from dashboard.pages.quotation import build_quotation
from dashboard.pages.rows import Row, build_rows, is_text, number_of, say_place
from dashboard.pages.tray import build_add
from dashboard.words import load_words, say
from dashboard.words.phrases import say_edtf
from loaders.sectors.taxonomy import Taxonomy


def build_detail(
    event: Row,
    document: Row,
    taxonomy: Taxonomy,
    language: str,
    link: str,
    *,
    axis: str = "when",
    story: Sequence[Any] = (),
    commitment: Sequence[Any] = (),
) -> list[Any]:
    """Everything known of one event; ``link`` is the address that opens it again.

    ``story`` and ``commitment`` are what :mod:`dashboard.pages.story` says of it.
    """
    words = load_words(language)["panel"]
    colours = {sector.code: sector.colour for sector in taxonomy.sectors}
    quotation = html.Figure(
        [
            html.Figcaption(words["row" if document["kind"] == "table" else "sentence"], className="label"),
            build_quotation(document, event, colours, words["orphan"]),
            _key(event, taxonomy, language),
            _source_line(event, document, language),
        ],
        className="quoted",
    )
    return [
        html.P([say_place(event, axis, language), _review(event, words)], className="eyebrow"),
        html.H2(event["title"], className="event-title", lang=event["language"]),
        html.Div(
            [
                html.Span(say(language, "status", event["status"]), className=f"badge status-{event['status']}"),
                *(build_badge(code, taxonomy, language) for code in rows(event["sectors"])),
            ],
            className="badges",
        ),
        quotation,
        _tools(cite(event, document, language), link, words, build_add(event["id"], language, event["title"])),
        build_dates(event, document, language),
        build_sectors(event, document, taxonomy, language),
        *build_figures(event, document, language),
        *build_who(event, document, language),
        *commitment,
        *story,
        html.P(words["identity"].format(id=event["id"], version=event["data_version"]), className="identity"),
    ]


def build_pile(
    events: Iterable[Row],
    *,
    count: int,
    page: int,
    title: str,
    about: str,
    language: str,
    axis: str,
    searched: str | None = None,
) -> list[Any]:
    """A page of the events of a pile, each a button that opens its sentence; ``count`` is how many it holds.

    ``searched`` are the words to be marked.
    """
    return [
        html.P(about, className="eyebrow"),
        html.H2(title, className="event-title"),
        build_pager("pile", page, count, language),
        build_rows(events, language, axis, "panel", words=searched),
    ]


def _review(event: Row, words: Mapping[str, str]) -> html.Span:
    reviewed = bool(event.get("reviewed"))
    return html.Span(words["reviewed" if reviewed else "unreviewed"], className="review yes" if reviewed else "review")


def _key(event: Row, taxonomy: Taxonomy, language: str) -> html.P:
    """What each mark in the quotation means, in the marks themselves."""
    words = load_words(language)["panel"]
    parts: list[Any] = [html.Mark(words["key_sentence"], className="sentence-mark")]
    if event["when_evidence"] is not None:
        parts += [" ", html.Span(words["key_time"], className="time-mark")]
    for tag in rows(event["evidence"]):
        if len(tag["spans"]):
            label = next((one for one in taxonomy.sectors if one.code == tag["code"]), None)
            name = tag["code"] if label is None else label.label_zh if language == "zh" else label.label_en
            style = {"textDecorationColor": colour_of(tag["code"], taxonomy)}
            parts += [" ", html.Span(name, className="sector-mark", style=style)]
    return html.P([words["key"], words["colon"], *parts], className="key")


def _source_line(event: Row, document: Row, language: str) -> html.P:
    words = load_words(language)["panel"]
    title = document.get("title") or words["untitled"]
    parts: list[Any] = [html.Cite(title, lang=document.get("language"))]
    if is_text(document.get("publisher")):
        parts += [" · ", document["publisher"]]
    if is_text(document.get("created")):
        parts += [" · ", say_edtf(document["created"], language)]
    number = number_of(event.get("page"))
    address = document.get("url") or event.get("url")
    if _is_web(address):
        if number and document.get("format") == "pdf" and "#" not in str(address):
            address = f"{address}#page={number}"  # where PDF viewers open
        link = html.A(words["open_source"], href=address, target="_blank", rel="noopener noreferrer")
        parts += [" · ", link, html.Span(f" {urlsplit(str(address)).hostname}", className="hint")]
    else:
        parts += [" · ", html.Span(document.get("name") or document.get("source") or "", className="hint")]
    if number:
        parts += [" · ", words["page"].format(number=number)]
    return html.P(parts, className="source-line")


def _is_web(address: object) -> bool:
    """Whether an address may be a link: a document must not bring a script in place of one."""
    return isinstance(address, str) and urlsplit(address).scheme in ("http", "https")


def _tools(cited: str, link: str, words: Mapping[str, str], add: html.Button) -> html.Div:
    def copy(value: str, label: str) -> html.Button:
        return html.Button(label, className="tool wide", **hyphened(data_copy=value, data_copied=words["copied"]))

    show = html.Button(words["show"], className="tool wide", **hyphened(data_show="event"))
    return html.Div([copy(cited, words["copy"]), copy(link, words["link"]), show, add], className="panel-tools")
