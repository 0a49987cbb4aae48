"""What stands beneath a comparison: its sides in words, the terms that mark each, the wording; compares nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.pages.markup import link_inside
from dashboard.pages.naming import labelled
from dashboard.selection import Selection, name_sector
from dashboard.words import load_words, name_rung
from dashboard.words.phrases import words as figure_words

FEW = 4  # terms of a side that are shown even if none is sure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from loaders.sectors.taxonomy import Taxonomy


def build_nothing(why: str | None, chosen: Selection, sectors: Sequence[str]) -> list[Any]:
    """Why two selections cannot be compared; where that is for their ``sectors``, links to pictures that show these."""
    said = load_words(chosen.language)["emphasis"]
    if not sectors:
        return [why]
    seen = replace(chosen, sectors=tuple(sectors), sector_mode="any", against=None, effect="share")
    links = [
        link_inside(said["see_trend"], replace(seen, show="trend").to_query()),
        link_inside(said["see_heatmap"], replace(seen, show="heatmap").to_query()),
    ]
    return [why, " ", links[0], said["or"], links[1]]


def build_sides(a: str, b: str, language: str, *, mixed: bool = False) -> html.Div:
    """What A and B are, and whose sectors are the rows where each chooses others."""
    said = load_words(language)["emphasis"]
    sides = html.Ul([html.Li(said["side_a"].format(said=a)), html.Li(said["side_b"].format(said=b))], className="sides")
    return html.Div([sides, html.P(said["rows_of_both"], className="hint") if mixed else None])


def build_terms(found: Mapping[str, pd.DataFrame], a: Selection, b: Selection) -> html.Div:
    """The verbs and the other terms that mark either side; each leads to the sentences that have it."""
    said = load_words(a.language)["emphasis"]
    parts: list[Any] = [html.H3(said["terms"])]
    for name, verbs in (("verbs", True), ("others", False)):
        lists: list[Any] = []
        for side, chosen in (("a", a), ("b", b)):
            rows = [row for table in found.values() for row in _leading(table, side, verbs=verbs)]
            items: list[Any] = [html.Li(_term(row, chosen, a)) for row in rows]
            if items:
                lists.append(html.Div([html.H4(said[f"{name}_{side}"]), html.Ol(items, className="terms")]))
        if lists:
            parts.append(html.Div(lists, className="pair-of-lists"))
    if len(parts) > 1:
        return html.Div([*parts, html.P(said["terms_hint"], className="hint")])
    return html.Div([*parts, html.P(said["terms_none"], className="hint")])


def _leading(table: pd.DataFrame, side: str, *, verbs: bool) -> list[dict[str, Any]]:
    """The terms that mark a side, and where these are few the next ones too."""
    if table.empty:
        return []
    kept = table[(table["side"] == side) & (table["verb"].astype(bool) == verbs)]
    kept = kept.head(max(FEW, int(kept["marked"].astype(bool).sum())))
    return [{str(name): value for name, value in row.items()} for row in kept.to_dict("records")]


def _term(row: dict[str, Any], chosen: Selection, shown: Selection) -> list[Any]:
    """A term as a link to the sentences of its side that have it, with its counts."""
    said, certainty = load_words(shown.language)["emphasis"], figure_words(shown.language)["certainty"]
    q = certainty["rare"] if row["q"] < 0.001 else certainty["rate"].format(q=f"{row['q']:.3f}")
    counts = said["term_counts"].format(a=row["count_a"], b=row["count_b"], q=q)
    query = lead_to(chosen, shown, text=row["term"])
    link = link_inside(row["term"], query, className="" if row["marked"] else "unsure")
    return [link, html.Span(f" {counts}", className="hint")]


def lead_to(side: Selection, shown: Selection, **narrowed: Any) -> str:
    """The query of the events of a side, narrowed further, in the looks of the page that is shown."""
    plain = {"against": None, "show": "heatmap", "event": None, "pile": None, "cell": None}
    looks = {name: getattr(shown, name) for name in ("language", "theme", "known_on", "as_of")}
    return replace(side, **(plain | looks | narrowed)).to_query()


def build_wording(counted: pd.DataFrame, a: Selection, b: Selection, taxonomy: Taxonomy) -> html.Div:
    """Events on each rung of the wording ladder, A beside B; each number leads to its sentences.

    Where ``counted`` has a column ``sector`` they are of that sector, else of those that the side chooses.
    """
    language = a.language
    said = load_words(language)["emphasis"]
    if counted.empty:
        return html.Div([html.H3(said["wording"]), html.P(said["wording_none"], className="hint")])
    by_sector = "sector" in counted
    heads = [html.Th(said[name], scope="col") for name in (("sector", "rung") if by_sector else ("rung",))]
    heads += [html.Th(side, scope="col") for side in ("A", "B")]
    lines = []
    for row in counted.to_dict("records"):
        rung = str(row["modality"])
        cells: list[Any] = [html.Td(name_rung(rung, language), className="words")]
        narrowed: dict[str, Any] = {"wordings": (rung,)}
        if by_sector:
            narrowed |= {"sectors": (str(row["sector"]),), "sector_mode": "any"}
            cells.insert(0, html.Th(name_sector(str(row["sector"]), taxonomy, language), scope="row"))
        for side, chosen in (("a", a), ("b", b)):
            query = lead_to(chosen, a, **narrowed)
            cells.append(html.Td(link_inside(f"{row[side]:,}", query) if row[side] else "0"))
        lines.append(html.Tr(cells))
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(lines)], className="cells wording")
    return html.Div(
        [html.H3(said["wording"]), html.Div(table, className="table-scroll", tabIndex="0", **labelled(said["wording"]))]
    )
