"""The evidence for what the panel claims: dates and why, sectors with their words, figures, who; claims nothing new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import html

from dashboard.pages.rows import Row, is_text
from dashboard.selection import name_sector
from dashboard.words import Words, load_words, name_actor, name_rung, say
from dashboard.words.phrases import say_edtf, say_number
from loaders.sectors.taxonomy import Taxonomy


def section(heading: str, *parts: Any, name: str = "") -> html.Section:
    """One part of the panel under its heading."""
    return html.Section([html.H3(heading), *parts], className=f"panel-part {name}".strip())


def build_dates(event: Row, document: Row, language: str) -> html.Section:
    """When it happens, when it was announced, and folded beneath them why these dates."""
    words = load_words(language)["panel"]
    announced = event["announced"] if is_text(event["announced"]) else None
    pairs = [
        (words["when"], _when(event, document, words, language)),
        (words["announced"], [say_edtf(announced, language) if announced else words["no_announced"]]),
    ]
    folded = html.Details(
        [html.Summary(words["why_date"]), *_why_date(event, document, language)], className="fold", id="why-date"
    )
    return section(words["dates"], html.Dl(_terms(pairs)), folded, name="dates")


def _when(event: Row, document: Row, words: Mapping[str, str], language: str) -> list[Any]:
    if not is_text(event["when"]):
        return [words["borrowed" if is_text(event["announced"]) else "no_time"]]
    parts: list[Any] = [html.Strong(say_edtf(event["when"], language))]
    if is_text(event["role"]):
        parts += [" ", html.Span(say(language, "role", event["role"]), className="hint")]
    span = event["when_evidence"]
    if span is not None:
        quoted = html.Q(document["text"][int(span[0]) : int(span[1])], lang=document.get("language"))
        parts.append(html.Div([words["read"], " ", quoted, html.Code(event["when"], className="edtf")]))
    return parts


def _why_date(event: Row, document: Row, language: str) -> list[Any]:
    """The rung that dated the document and its words, what its text proves, and the other dates it shows."""
    table = load_words(language)
    words = table["panel"]
    parts: list[Any] = []
    if is_text(document.get("created")):
        dated = words["dated"].format(
            created=say_edtf(document["created"], language), rung=say(language, "rung", document["created_by"])
        )
        evidence = document.get("created_evidence")
        quoted: list[Any] = [html.Q(evidence)] if is_text(evidence) else []
        if quoted:
            quoted = [table["speech"]["comma"], words["evidence"], " ", *quoted]
        parts.append(html.P([dated, *quoted, words["stop"]]))
        basis = event.get("announced_basis")
        if isinstance(basis, str) and basis != document["created_by"]:
            parts.append(html.P(words["announced_by"].format(rung=say(language, "rung", basis))))
    else:
        bounds = document.get("created_bounds")
        proves = [words["bounds"].format(bounds=say_edtf(bounds, language))] if is_text(bounds) else []
        parts.append(html.P(" ".join([words["undated"], *proves])))
    others = [html.Li(_candidate(each, table, language)) for each in _other_dates(document)]
    return [*parts, html.P(words["other_dates"], className="label"), html.Ul(others)] if others else parts


def _other_dates(document: Row) -> list[Mapping[str, Any]]:
    used = (document.get("created_by"), document.get("created"))
    return [each for each in rows(document.get("candidates")) if (each["rung"], each["edtf"]) != used]


def _candidate(candidate: Mapping[str, Any], table: Words, language: str) -> list[Any]:
    said = say_edtf(candidate["edtf"], language) if candidate["edtf"] else table["panel"]["not_read"]
    comma = table["speech"]["comma"]
    rung = say(language, "rung", candidate["rung"])
    sense = table["sense"].get(candidate.get("sense") or "", "")
    evidence = " ".join(str(candidate["evidence"]).split())
    return [html.Strong(said), comma + comma.join(filter(None, (sense, rung))), " ", html.Q(evidence)]


def build_sectors(event: Row, document: Row, taxonomy: Taxonomy, language: str) -> html.Section:
    """Each sector with the words that earned it, underlined as in the quotation."""
    words = load_words(language)["panel"]
    tags = rows(event["evidence"])
    if not tags:
        return section(words["sectors"], html.P(words["no_sectors"], className="hint"))
    items = []
    for tag in tags:
        colour = colour_of(tag["code"], taxonomy)
        quotes = dict.fromkeys(document["text"][int(a) : int(b)] for a, b in tag["spans"])
        marked = [
            html.Span(quote, className="sector-mark", style={"textDecorationColor": colour}, lang=document["language"])
            for quote in quotes
        ]
        spaced = [part for mark in marked for part in (mark, " ")]
        note = [html.Span(words["inherited"], className="hint")] if tag.get("inherited") else []
        items.append(html.Li([build_badge(tag["code"], taxonomy, language), " ", *spaced, *note]))
    return section(words["sectors"], html.Ul(items, className="plain"))


def build_badge(code: str, taxonomy: Taxonomy, language: str) -> html.Span:
    """A sector's name beside a dot of its colour."""
    dot = html.Span(className="swatch", style={"background": colour_of(code, taxonomy)})
    return html.Span([dot, name_sector(code, taxonomy, language)], className="badge")


def colour_of(code: str, taxonomy: Taxonomy) -> str:
    """A sector's colour; that of the text for one the taxonomy lacks."""
    return next((sector.colour for sector in taxonomy.sectors if sector.code == code), "currentColor")


def build_figures(event: Row, document: Row, language: str) -> list[Any]:
    """The figures of the sentence: its words, and what they say in whole units; nothing where it holds none."""
    figures = rows(event.get("figures"))
    items = [
        html.Li(
            [html.Q(document["text"][int(each["start"]) : int(each["end"])]), " ", html.Span(_figure(each, language))]
        )
        for each in figures
    ]
    return [section(load_words(language)["panel"]["figures"], html.Ul(items, className="plain"))] if items else []


def _figure(figure: Row, language: str) -> str:
    """A figure in whole units, with what it counts, which way it changed and against what."""
    table = load_words(language)
    unit = say(language, "unit", figure["unit"])
    gap = "" if unit == "%" or language == "zh" else " "
    parts = [f"{say_number(figure['number'], language)}{gap}{unit}".strip()]
    if figure["measures"]:
        parts.append(figure["measures"])
    if figure["change"]:
        base = figure["base"]
        against = "" if not base else say(language, "base", base) if base.isidentifier() else say_edtf(base, language)
        change = table["panel"][figure["change"]]
        parts.append(table["panel"]["change"].format(change=change, against=against).strip())
    return "= " + table["speech"]["comma"].join(parts)


def build_who(event: Row, document: Row, language: str) -> list[Any]:
    """Who issued it, who said it, in which form and how firmly; nothing where nothing is known."""
    table = load_words(language)
    words = table["panel"]
    actors = table["speech"]["list_comma"].join(name_actor(code, language) for code in rows(event["actors"]))
    pairs: Iterable[tuple[str, Any]] = (
        (words["actors"], actors),
        (words["speaker"], event["speaker"]),
        (words["instrument"], _named("instrument", event["instrument"], language)),
        (words["modality"], name_rung(event["modality"], language) if is_text(event.get("modality")) else None),
        (words["kind"], _named("kind", document.get("kind"), language)),
    )
    known = [(name, [value]) for name, value in pairs if is_text(value)]
    return [section(words["who"], html.Dl(_terms(known)))] if known else []


def _named(table: str, value: Any, language: str) -> str | None:
    return say(language, table, value) if is_text(value) else None


def _terms(pairs: Iterable[tuple[str, list[Any]]]) -> list[Any]:
    return [part for name, value in pairs for part in (html.Dt(name), html.Dd(value))]


def rows(value: Sequence[Any] | None) -> list[Any]:
    """A column of lists, empty where it holds none."""
    return [] if value is None else list(value)
