"""The controls that choose events: a column on a wide screen, a drawer on a phone; decides nothing."""

from __future__ import annotations

from dash import dcc, html

from dashboard import ids
from dashboard.pages.choices import SEARCHED
from dashboard.pages.controls import build_field, build_segments
from dashboard.pages.markup import shown
from dashboard.pages.naming import labelled
from dashboard.selection import FACETS, Facet
from dashboard.words import load_words

OPEN = ("sectors", "status")  # filters that are unfolded when the page opens
WIDE = ("status",)  # filters of short names, in two columns


def build_filters(language: str) -> html.Aside:
    """All filters, folded but for the first; their choices and counts come with the first selection."""
    words = load_words(language)
    page, folds = words["page"], {facet.name: _fold(facet, language) for facet in FACETS}
    return html.Aside(
        [
            html.Div(
                [
                    html.H2(page["filters"], className="filters-title"),
                    html.Button(page["reset"], id=ids.RESET, className="link"),
                    html.Button(
                        "×", id=ids.FILTERS_CLOSE, className="tool phone-only", **labelled(page["close_filters"])
                    ),
                ],
                className="filters-head",
            ),
            build_field(
                ids.TEXT, page["search"], type="search", placeholder=page["search_hint"], live=500, longest=200
            ),
            folds.pop("sectors"),
            folds.pop("status"),
            _dates(page),
            build_segments(ids.AXIS, page["axis"], {"when": page["axis_when"], "announced": page["axis_announced"]}),
            *folds.values(),
            build_segments(ids.UNIT, page["unit"], words["unit_of_count"]),
            html.Div(
                [
                    _date(ids.AS_OF, page["as_of"], page["as_of_none"], page["as_of_hint"]),
                    _date(ids.KNOWN_ON, page["known_on"], page["known_on_none"], page["known_on_hint"]),
                ],
                className="pair",
            ),
        ],
        id=ids.FILTERS,
        className="filters",
        **labelled(page["filters"]),
    )


def _fold(facet: Facet, language: str) -> html.Details:
    """One filter: its name, a mark of how many choices are made, and its boxes."""
    words = load_words(language)
    page, name = words["page"], words["facet"][facet.name]
    unseen = f"{page['choices_search']}: {name}"
    search = build_field(
        ids.facet_search(facet.name), "", type="search", placeholder=page["choices_search"], live=250, unseen=unseen
    )
    boxes = shown(
        html.P(page["loading"], className="hint"),
        id=ids.facet_rows(facet.name),
        className="checks two-columns" if facet.name in WIDE else "checks",
        role="group",
        **labelled(name),
    )
    match = (
        [build_segments(ids.MATCH, page["match"], {"any": page["match_any"], "all": page["match_all"]})]
        if facet.name == "sectors"
        else []
    )
    return html.Details(
        [
            html.Summary([html.Span(name), html.Span(id=ids.facet_mark(facet.name), className="fold-mark")]),
            html.Div([*match, *([search] if facet.name in SEARCHED else []), boxes], className="fold-body"),
            dcc.Store(id=ids.facet_group(facet.name)),
        ],
        open=facet.name in OPEN,
        className="fold",
    )


def _dates(page: dict[str, str]) -> html.Div:
    return html.Div(
        [
            _date(ids.FROM, page["from"], page["any_date"], page["date_hint"]),
            _date(ids.UNTIL, page["until"], page["any_date"], page["date_hint"]),
        ],
        className="pair",
    )


def _date(name: str, label: str, placeholder: str, hint: str) -> html.Div:
    """A field for a day, a month or a year, as people write them."""
    return build_field(name, label, placeholder=placeholder, hint=hint)
