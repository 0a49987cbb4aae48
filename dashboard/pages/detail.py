"""What the side panel says: an event with its sentence and the evidence for all it claims, or a list of events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from dashboard import ids
from dashboard.library import rows_of
from dashboard.pages.quotation import build_quotation
from dashboard.selection import name_sector
from dashboard.words import load_words, name_actor, name_rung, say
from dashboard.words.phrases import say_edtf
from loaders.sectors.taxonomy import Taxonomy

Row = Mapping[str, Any]
LISTED = 200  # events in one list of the panel; the rest are counted


def build_detail(
    event: Row,
    document: Row,
    taxonomy: Taxonomy,
    language: str,
    link: str,
    *,
    story: Sequence[Any] = (),
    commitment: Sequence[Any] = (),
) -> list[Any]:
    """Everything known of one event; ``link`` is the address that opens it again.

    ``story`` and ``commitment`` are what :mod:`dashboard.pages.story` says of it.
    """
    page = load_words(language)["page"]
    colours = {sector.code: sector.colour for sector in taxonomy.sectors}
    return [
        html.H2(event["title"], className="event-title", lang=event["language"]),
        html.Div(
            [
                html.Span(say(language, "status", event["status"]), className=f"badge status-{event['status']}"),
                *(_badge(code, taxonomy, language) for code in _list(event["sectors"])),
            ],
            className="badges",
        ),
        _source_line(event, document, page),
        html.H3(page["panel_row" if document["kind"] == "table" else "panel_sentence"]),
        build_quotation(document, event, colours),
        _tools(event, document, page, link),
        html.H3(page["panel_dates"]),
        html.Dl(_dates(event, document, page, language)),
        html.H3(page["panel_sectors"]),
        _sectors(event, document, taxonomy, page, language),
        *_figures(event, document, page, language),
        *_who(event, page, language),
        *commitment,
        *story,
        build_why(page),
    ]


def build_event_list(events: pd.DataFrame, title: str, language: str, axis: str, place: str) -> list[Any]:
    """A heading and the events beneath it, each a button that opens its sentence."""
    page = load_words(language)["page"]
    rest = len(events) - LISTED
    return [
        html.H2(title, className="event-title"),
        build_buttons(rows_of(events.head(LISTED)), language, axis, place),
        html.P(page["shelf_more"].format(count=f"{rest:,}"), className="hint") if rest > 0 else None,
    ]


def build_buttons(rows: Iterable[Row], language: str, axis: str, place: str) -> html.Ul:
    """Events as a list of buttons: date, title, status."""
    return html.Ul(
        [
            html.Li(
                html.Button(
                    [
                        html.Span(say_place(row, axis, language), className="row-date"),
                        html.Span(row["title"], className="row-title", lang=row["language"]),
                        html.Span(say(language, "status", row["status"]), className="row-status"),
                    ],
                    id=ids.open_event(row["id"], place),
                    className="row",
                )
            )
            for row in rows
        ],
        className="rows",
    )


def say_place(row: Row, axis: str, language: str) -> str:
    """The date an event is placed by, in words; a borrowed one is bracketed."""
    if axis == "when" and _given(row["when"]):
        return say_edtf(row["when"], language)
    if not _given(row["announced"]):
        return load_words(language)["page"]["shelf"]
    said = say_edtf(row["announced"], language)
    return f"({said})" if axis == "when" else said


def _given(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _list(value: Sequence[Any] | None) -> Sequence[Any]:
    return () if value is None else value


def _badge(code: str, taxonomy: Taxonomy, language: str) -> html.Span:
    colour = next((sector.colour for sector in taxonomy.sectors if sector.code == code), "currentColor")
    dot = html.Span(className="swatch", style={"background": colour})
    return html.Span([dot, name_sector(code, taxonomy, language)], className="badge")


def _source_line(event: Row, document: Row, page: Mapping[str, str]) -> html.P:
    title = document.get("title") or page["panel_untitled"]
    parts: list[Any] = [html.Cite(title, lang=document.get("language"))]
    if document.get("publisher"):
        parts += [" · ", document["publisher"]]
    number = event.get("page")
    page_number = None if number is None or pd.isna(number) else int(number)
    address = document.get("url") or event.get("url")
    if _is_web(address):
        if page_number and document.get("format") == "pdf" and "#" not in str(address):
            address = f"{address}#page={page_number}"  # where PDF viewers open
        link = html.A(page["panel_open_source"], href=address, target="_blank", rel="noopener noreferrer")
        parts += [" · ", link, html.Span(f" {urlsplit(str(address)).hostname}", className="hint")]
    else:
        parts += [" · ", html.Span(document.get("name") or document.get("source") or "", className="hint")]
    if page_number:
        parts += [" · ", f"{page['panel_page']} {page_number}"]
    return html.P(parts, className="source-line")


def _is_web(address: object) -> bool:
    """Whether an address may be a link: a document must not bring a script in place of one."""
    return isinstance(address, str) and urlsplit(address).scheme in ("http", "https")


def _tools(event: Row, document: Row, page: Mapping[str, str], link: str) -> html.Div:
    credit = ", ".join(
        str(part) for part in (document.get("publisher"), document.get("title"), document.get("created")) if part
    )
    source = document.get("url") or document.get("source") or ""
    quote = f"“{event['text'].strip()}” ({credit}). {source}".strip()

    def copy(value: str, label: str) -> dmc.CopyButton:
        return dmc.CopyButton(
            value=value,
            children=label,
            copiedChildren=page["panel_copied"],
            variant="default",
            size="xs",
            color="dark",
            copiedColor="teal",
        )

    return html.Div([copy(quote, page["panel_copy"]), copy(link, page["panel_link"])], className="panel-tools")


def _dates(event: Row, document: Row, page: Mapping[str, str], language: str) -> list[Any]:
    """Terms and descriptions: when it happens, when it was announced, what dated the document, what else it shows."""
    rows: list[Any] = [html.Dt(page["panel_when"]), html.Dd(_when(event, document, page, language))]
    announced = event["announced"] if _given(event["announced"]) else None
    said = say_edtf(announced, language) if announced else page["panel_no_announced"]
    rows += [html.Dt(page["panel_announced"]), html.Dd([said, *_why(document, page, language)])]
    others = [
        candidate
        for candidate in _list(document.get("candidates"))
        if candidate.get("edtf") and candidate["evidence"] != document.get("created_evidence")
    ]
    if others:
        items = [
            html.Li(
                [
                    say_edtf(candidate["edtf"], language),
                    f", {say(language, 'rung', candidate['rung'])}: ",
                    html.Q(candidate["evidence"]),
                ]
            )
            for candidate in others
        ]
        rows += [html.Dt(page["panel_other_dates"]), html.Dd(html.Ul(items))]
    return rows


def _when(event: Row, document: Row, page: Mapping[str, str], language: str) -> list[Any]:
    if not _given(event["when"]):
        borrowed = [" ", page["panel_borrowed"]] if _given(event["announced"]) else []
        return [page["panel_no_time"], *borrowed]
    parts: list[Any] = [say_edtf(event["when"], language)]
    if _given(event["role"]):
        parts.append(f" ({say(language, 'role', event['role'])})")
    span = event["when_evidence"]
    if span is not None:
        parts += [", ", page["panel_read"], " ", html.Q(document["text"][int(span[0]) : int(span[1])])]
    return [*parts, html.Code(event["when"], className="edtf")]


def _why(document: Row, page: Mapping[str, str], language: str) -> list[Any]:
    """Why the document has the date it has, or what its text proves where it has none."""
    if _given(document.get("created")):
        dated = page["panel_dated_by"].format(
            created=say_edtf(document["created"], language), rung=say(language, "rung", document["created_by"])
        )
        evidence = document.get("created_evidence")
        words: list[Any] = [f", {page['panel_evidence']} ", html.Q(evidence)] if evidence else []
        return [html.Div([dated, *words, "."], className="why")]
    bounds = document.get("created_bounds")
    proves = [" ", page["panel_bounds"].format(bounds=say_edtf(bounds, language))] if _given(bounds) else []
    return [html.Div([page["panel_undated"], *proves], className="why")]


def _sectors(event: Row, document: Row, taxonomy: Taxonomy, page: Mapping[str, str], language: str) -> Any:
    tags = _list(event["evidence"])
    if not len(tags):
        return html.P(page["panel_no_sectors"])
    items = []
    for tag in tags:
        quotes = dict.fromkeys(document["text"][int(a) : int(b)] for a, b in tag["spans"])
        words: list[Any] = [part for quote in quotes for part in (html.Q(quote), " ")]
        note = f" ({page['panel_inherited']})" if tag.get("inherited") else ""
        items.append(html.Li([_badge(tag["code"], taxonomy, language), f" {page['panel_read']} ", *words, note]))
    return html.Ul(items, className="plain")


def build_why(page: Mapping[str, str]) -> html.Details:
    """The closed answer to "why this event?"; a callback fills it when it is opened."""
    return html.Details([html.Summary(page["panel_why"]), html.Div(id=ids.WHY_BODY)], id=ids.WHY)


def _figures(event: Row, document: Row, page: Mapping[str, str], language: str) -> list[Any]:
    figures = _list(event.get("figures"))
    if not len(figures):
        return []
    items = [
        html.Li(
            [html.Q(document["text"][int(each["start"]) : int(each["end"])]), " ", say_figure(each, page, language)]
        )
        for each in figures
    ]
    return [html.H3(page["panel_figures"]), html.Ul(items, className="plain")]


def say_figure(figure: Row, page: Mapping[str, str], language: str) -> str:
    """A figure in whole units, with what it counts, which way it changed and against what."""
    number, unit = figure["number"], say(language, "unit", figure["unit"])
    said = f"{number:,.10g}" if abs(number) < 1e10 else f"{number:,.0f}"
    parts = [f"{said}{unit}" if unit == "%" else f"{said} {unit}".strip()]
    if figure["measures"]:
        parts.append(figure["measures"])
    if figure["change"]:
        base = figure["base"]
        against = "" if not base else say(language, "base", base) if base.isidentifier() else say_edtf(base, language)
        parts.append(f"{page['figure_' + figure['change']]} {against}".strip())
    return "= " + ", ".join(parts)


def _who(event: Row, page: Mapping[str, str], language: str) -> list[Any]:
    actors = ", ".join(name_actor(code, language) for code in _list(event["actors"]))
    pairs: tuple[tuple[str, Any], ...] = (
        (page["panel_actors"], actors),
        (page["panel_speaker"], event["speaker"]),
        (page["panel_instrument"], event["instrument"]),
        (page["panel_modality"], name_rung(event["modality"], language) if _given(event.get("modality")) else None),
    )
    known = [(name, value) for name, value in pairs if _given(value)]
    if not known:
        return []
    parts: list[Any] = [part for name, value in known for part in (html.Dt(name), html.Dd(value))]
    return [html.H3(page["panel_who"]), html.Dl(list(parts))]
