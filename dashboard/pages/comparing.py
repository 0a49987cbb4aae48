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

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from loaders.sectors.taxonomy import Taxonomy


def build_sides(a: str, b: str, language: str) -> html.Ul:
    """What A and B are."""
    said = load_words(language)["emphasis"]
    return html.Ul([html.Li(said["side_a"].format(said=a)), html.Li(said["side_b"].format(said=b))], className="sides")


def build_terms(found: Mapping[str, pd.DataFrame], a: Selection, b: Selection) -> html.Div:
    """The terms that mark either side, by language; each leads to the sentences that have it."""
    said = load_words(a.language)["emphasis"]
    lists: list[Any] = []
    for side, chosen in (("a", a), ("b", b)):
        rows = [row for table in found.values() for row in _marked(table, side)]
        items: list[Any] = [html.Li(_term(row, chosen, a.language, said)) for row in rows]
        if items:
            lists.append(html.Div([html.H4(said[f"terms_{side}"]), html.Ol(items, className="terms")]))
    body: list[Any] = lists or [html.P(said["terms_none"], className="hint")]
    return html.Div([html.H3(said["terms"]), html.Div(body, className="pair-of-lists")])


def _marked(table: pd.DataFrame, side: str) -> list[dict[str, Any]]:
    kept = table[(table["side"] == side) & table["marked"].astype(bool)] if len(table) else table
    return [{str(name): value for name, value in row.items()} for row in kept.to_dict("records")]


def _term(row: dict[str, Any], chosen: Selection, language: str, said: dict[str, str]) -> list[Any]:
    """A term as a link to the sentences of its side that have it, with its counts."""
    certainty = figure_words(language)["certainty"]
    q = certainty["rare"] if row["q"] < 0.001 else certainty["rate"].format(q=f"{row['q']:.3f}")
    looks: dict[str, Any] = {
        "language": language,
        "against": None,
        "show": "heatmap",
        "event": None,
        "pile": None,
        "cell": None,
    }
    link = replace(chosen, text=row["term"], **looks).to_query()
    counts = said["term_counts"].format(a=row["count_a"], b=row["count_b"], q=q)
    return [link_inside(row["term"], link), html.Span(f" {counts}", className="hint")]


def build_wording(counted: pd.DataFrame, taxonomy: Taxonomy, language: str) -> html.Div:
    """Events of each sector on each rung of the wording ladder, A beside B."""
    said = load_words(language)["emphasis"]
    if counted.empty:
        return html.Div([html.H3(said["wording"]), html.P(said["wording_none"], className="hint")])
    heads = [html.Th(said[name], scope="col") for name in ("sector", "rung")]
    heads += [html.Th(side, scope="col") for side in ("A", "B")]
    lines = [
        html.Tr(
            [
                html.Th(name_sector(str(row["sector"]), taxonomy, language), scope="row"),
                html.Td(name_rung(str(row["modality"]), language)),
                html.Td(f"{row['a']:,}"),
                html.Td(f"{row['b']:,}"),
            ]
        )
        for row in counted.to_dict("records")
    ]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(lines)], className="cells wording")
    return html.Div(
        [html.H3(said["wording"]), html.Div(table, className="table-scroll", tabIndex="0", **labelled(said["wording"]))]
    )
